"""An inspection writes down what no single call can show: every state of a phone menu, every open hour of its queues.

It is an experience without a persona, so that checks stay pure questions of one record. Forecasts are averages over
simulated days (no customer of a walk is among them); what could not be analysed is recorded as unseen, never as good.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cxsim.callcenter.center import Center
from cxsim.callcenter.probe import HourForecast, forecast
from cxsim.errors import CxsimError
from cxsim.experience import Experience, Kind, Moment
from cxsim.facts import stated
from cxsim.ivr.audit import Oddity, Topic, audit, spoken_texts
from cxsim.ivr.explore import Exploration, MenuAnswers, explore
from cxsim.ivr.flow import Flow, Queue
from cxsim.ivr.hours import HoursClass, class_at
from cxsim.ivr.ways import Way, ways
from cxsim.settings import Settings
from cxsim.touchpoint import Company, Touchpoint

SCENARIO = "phone-inspection"
FOUND = "menu as it was found"
"""What the menu of a live line is recorded as."""


def inspect(
    touchpoint: Touchpoint,
    flow: Flow,
    center: Center | None,
    company: Company,
    settings: Settings,
    *,
    seed: int,
    day: date,
) -> Experience:
    """What analysis finds at a phone line; forecasts are for ``day``."""
    line = flow.with_hours(
        touchpoint.hours, zone=company.zone, holidays=company.holidays, language=company.language
    ).spoken_at(settings.phone_words_per_minute)
    exploration = explore(line, since=day)
    found = [
        *_menu(exploration),
        *_stated(touchpoint, line),
        *_forecasts(touchpoint, exploration, center, seed, day, company.zone),
    ]
    return _experience(touchpoint.name, found, seed)


def unexplored(touchpoint: Touchpoint, reason: str, *, seed: int) -> Experience:
    """A line of which nothing could be found out: not measured, and why."""
    return _experience(touchpoint.name, [_unseen(touchpoint, reason)], seed)


def inspect_menu(name: str, exploration: Exploration) -> Experience:
    """What analysis finds in a phone menu alone, without the touchpoint and the queues around it."""
    return _experience(name, _menu(exploration), 0)


def inspect_waits(
    touchpoint: Touchpoint, exploration: Exploration, center: Center | None, company: Company, *, seed: int, day: date
) -> Experience:
    """The waits alone, of a menu that was explored already; an hour that it was not explored for has no ways."""
    return _experience(touchpoint.name, _forecasts(touchpoint, exploration, center, seed, day, company.zone), seed)


def _experience(name: str, found: Iterable[tuple[Kind, dict[str, Any]]], seed: int) -> Experience:
    moments = tuple(Moment(at=0.0, touchpoint=name, kind=kind, data=data) for kind, data in found)
    return Experience(scenario=SCENARIO, persona="", variant=name, seed=seed, moments=moments)


def _menu(exploration: Exploration) -> list[tuple[Kind, dict[str, Any]]]:
    return [*_answers(exploration), *(_inspected(topic) for topic in audit(exploration))]


def _answers(exploration: Exploration) -> Iterator[tuple[Kind, dict[str, Any]]]:
    for menu in exploration.menus:
        for hours in exploration.hours:
            yield Kind.ANSWERED, _answer(menu, hours)


def _answer(menu: MenuAnswers, hours: HoursClass) -> dict[str, Any]:
    answer = menu.zero[hours.id]
    return {
        "menu": menu.id,
        "name": menu.name,
        "menu_kind": menu.kind,
        "hours": hours.id,
        "means": hours.means,
        "staffed": hours.staffed,
        "heard": hours.id in menu.heard,
        "answer": str(answer),
        "presses": answer.presses,
        "seconds": answer.seconds,
        "why": answer.why,
        "path": list(answer.path),
        "keys": list(answer.keys),
        "where": menu.where,
    }


def _inspected(topic: Topic) -> tuple[Kind, dict[str, Any]]:
    return Kind.INSPECTED, {
        "what": topic.what,
        "url": "",
        "looked_at": topic.looked_at,
        "findings": [_plain(oddity) for oddity in topic.odd],
        "unknown": [_plain(oddity) for oddity in topic.unknown],
    }


def _plain(oddity: Oddity) -> dict[str, str]:
    return {"node": oddity.node, "where": oddity.where, "text": oddity.text, "hours": oddity.hours}


def _stated(touchpoint: Touchpoint, flow: Flow) -> Iterator[tuple[Kind, dict[str, Any]]]:
    """What the owner says the hours are, and what the line itself says."""
    if touchpoint.hours is not None:
        yield Kind.STATED, {"fact": "phone hours", "value": str(touchpoint.hours), "where": "the touchpoint map"}
    for node, text in spoken_texts(flow):
        for fact, value in stated(text):
            named = "phone hours" if fact == "opening hours" else fact
            yield Kind.STATED, {"fact": named, "value": value, "where": f"announcement “{node.title}”"}


def _forecasts(
    touchpoint: Touchpoint, exploration: Exploration, center: Center | None, seed: int, day: date, zone: str
) -> Iterator[tuple[Kind, dict[str, Any]]]:
    nodes = exploration.flow.nodes.values()
    queues = list(dict.fromkeys(node.queue for node in nodes if isinstance(node, Queue)))
    if not queues:
        return
    if center is None:
        yield _unseen(touchpoint, "no call center is written for this touchpoint: waits are not measured")
        return
    led: dict[str, tuple[Way, ...]] = {}
    for queue in queues:
        try:
            hours = forecast(center, queue, day, seed=seed)
        except CxsimError as error:
            yield _unseen(touchpoint, f"the waits in the queue {queue} are not measured: {error.what}")
            continue
        for hour in hours:
            found = _ways_at(exploration, datetime.combine(day, _begins(hour), ZoneInfo(zone)), led)
            yield Kind.FORECAST, _forecast(touchpoint, queue, hour, found, within=center.target.seconds)


def _begins(hour: HourForecast) -> time:
    return time(int(hour.hour[:2]))


def _ways_at(exploration: Exploration, begins: datetime, known: dict[str, tuple[Way, ...]]) -> tuple[Way, ...]:
    """How callers come to queues in this hour; a line that opens within it is asked as of then."""
    halves = (begins, begins + timedelta(minutes=30))
    classes = [class_at(exploration.hours, exploration.flow.schedules, when) for when in halves]
    here = next((hours for hours in classes if hours is not None and hours.staffed), None)
    if here is None:
        return ()
    if here.id not in known:
        known[here.id] = ways(exploration, here.id)
    return known[here.id]


def _forecast(
    touchpoint: Touchpoint, queue: str, hour: HourForecast, led: Iterable[Way], *, within: float
) -> dict[str, Any]:
    data: dict[str, Any] = {
        "hour": hour.hour,
        "queue": queue,
        "wait_p50": _finite(hour.wait_p50),
        "wait_p90": _finite(hour.wait_p90),
        "offered": hour.offered,
        "served": hour.served,
        "abandoned": hour.abandoned,
        "service_level": hour.service_level,
        "within": within,  # seconds of the service level
        "waits": [_finite(wait) for wait in hour.waits],
        "ways": {way.caller: {"seconds": way.seconds, "keys": list(way.keys)} for way in led if way.queue == queue},
    }
    target = touchpoint.standards.answered
    if target is not None:
        data |= {"target": str(target), "target_share": target.share, "target_seconds": target.seconds}
    return data


def _finite(seconds: float) -> float | None:
    """Seconds, or None where nobody would ever answer: JSON knows no infinity."""
    return seconds if math.isfinite(seconds) else None


def _unseen(touchpoint: Touchpoint, reason: str) -> tuple[Kind, dict[str, Any]]:
    return Kind.UNSEEN, {"what": touchpoint.name, "reason": reason, "harness": False}
