"""Failure demand is calls that nobody would make if the website had worked (Seddon 2003, "Freedom from command and
control").

A run of walks shows which personas failed on which page. How many calls that makes a day follows from the customers of
the touchpoint, the personas' shares and where they turn when the web fails. What nobody can know from a run (who gives
up silently, goals that nobody judged) makes a range, never a number. The forecast of a center counts calls that came,
so failure demand is already in it: fixing a page takes calls away. The run itself is only read.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from cxsim.callcenter.center import Center
from cxsim.callcenter.day import Day
from cxsim.experience import Experience, Kind, Moment
from cxsim.persona import Persona
from cxsim.quantities import WeeklyHours
from cxsim.touchpoint import ChannelName, Touchpoint

NOWHERE = "no page"
SPREAD = ""
"""The call type of somebody of whom it is not known what she calls about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """The least and the most that it may be."""

    low: float
    high: float

    def plus(self, other: Range) -> Range:
        """Both together."""
        return Range(low=self.low + other.low, high=self.high + other.high)

    def times(self, low: float, high: float) -> Range:
        """A share of it, itself a range."""
        return Range(low=self.low * low, high=self.high * high)


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedWalk:
    """One walk that failed, or may have, and the calls a day that it stands for; ``free`` is when she has time."""

    walk: str
    persona: str
    touchpoint: str
    page: str
    wants: str
    calls: Range
    free: WeeklyHours | None
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """All failed walks of a run; ``unmeasured`` says of which touchpoints nothing can be said, and why."""

    walks: tuple[FailedWalk, ...]
    unmeasured: tuple[str, ...]
    turn: Range

    @property
    def calls(self) -> Range:
        """Calls a day in all."""
        return _sum(walk.calls for walk in self.walks)

    def pages(self) -> dict[tuple[str, str], Range]:
        """Calls a day by touchpoint and page, the most first."""
        found: dict[tuple[str, str], Range] = {}
        for walk in self.walks:
            place = (walk.touchpoint, walk.page)
            found[place] = found.get(place, Range(low=0.0, high=0.0)).plus(walk.calls)
        return dict(sorted(found.items(), key=lambda item: (-item[1].high, item[0])))

    def of_page(self, place: tuple[str, str]) -> Demand:
        """Only what fails on this page."""
        return replace(self, walks=tuple(w for w in self.walks if (w.touchpoint, w.page) == place))


def _sum(ranges: Iterable[Range]) -> Range:
    total = Range(low=0.0, high=0.0)
    for one in ranges:
        total = total.plus(one)
    return total


def demand(
    experiences: Sequence[Experience],
    personas: Mapping[str, Persona],
    touchpoints: Mapping[str, Touchpoint],
    wants: Mapping[str, str],
    *,
    turn: Range,
) -> Demand:
    """The calls a day that failed walks stand for.

    ``wants`` is what the callers of a scenario ask for (a call type); ``turn`` is the share of those who failed that
    does something about it.
    """
    found, unmeasured = [], []
    for name, touchpoint in touchpoints.items():
        walks = [walk for walk in experiences if _walked(walk, name)]
        if touchpoint.channel is not ChannelName.WEB or not walks:
            continue
        if touchpoint.customers is None:
            unmeasured.append(f"{name}: not measured, for the map does not say how many come (customers: 1200/day)")
            continue
        found += _failed(name, touchpoint.customers * 86400.0, walks, personas, touchpoints, wants, turn)
    return Demand(walks=tuple(found), unmeasured=tuple(unmeasured), turn=turn)


def _walked(walk: Experience, touchpoint: str) -> bool:
    """Whether a persona came there, and we could look."""
    seen = [moment for moment in walk.moments if moment.touchpoint == touchpoint]
    entered = any(moment.kind is Kind.ENTERED for moment in seen)
    return bool(walk.persona) and entered and not any(moment.kind is Kind.UNSEEN for moment in seen)


def _failed(
    name: str,
    customers: float,
    walks: Sequence[Experience],
    personas: Mapping[str, Persona],
    touchpoints: Mapping[str, Touchpoint],
    wants: Mapping[str, str],
    turn: Range,
) -> list[FailedWalk]:
    """Each walk stands for its persona's share of the customers, divided among all walks of that persona."""
    people = sorted({walk.persona for walk in walks if walk.persona in personas})
    weights = {who: 1.0 if (share := personas[who].share) is None else share for who in people}
    total = math.fsum(weights.values())
    found = []
    for walk in walks:
        failed, why = _outcome(walk, name)
        if walk.persona not in weights or failed.high == 0 or total == 0:
            continue
        times = sum(other.persona == walk.persona for other in walks)
        calls = Range(low=customers, high=customers).times(*[weights[walk.persona] / total / times] * 2)
        phone = _turns_to_the_phone(walk, name, personas[walk.persona], touchpoints)
        calls = calls.times(failed.low, failed.high).times(phone.low, phone.high).times(turn.low, turn.high)
        if calls.high > 0:
            found.append(
                FailedWalk(
                    walk=walk.id,
                    persona=walk.persona,
                    touchpoint=name,
                    page=_page(walk, name),
                    wants=wants.get(walk.scenario, SPREAD),
                    calls=calls,
                    free=personas[walk.persona].free,
                    why=why,
                )
            )
    return found


def _outcome(walk: Experience, touchpoint: str) -> tuple[Range, str]:
    """Whether she failed there (1), did not (0), or nobody can say (0 to 1), and how that is known."""
    moments = list(walk.moments)
    entered = [i for i, m in enumerate(moments) if m.kind is Kind.ENTERED]
    here = next(i for i in entered if moments[i].touchpoint == touchpoint)
    later = [i for i in entered if i > here and moments[i].touchpoint != touchpoint]
    if later:
        went_on = moments[later[0]].data.get("why") == "unsolved"
        return (Range(low=1.0, high=1.0), "she tried elsewhere") if went_on else (Range(low=0.0, high=0.0), "solved")
    outcomes = [m.data.get("met") for m in moments if m.kind is Kind.OUTCOME]
    if any(met is False for met in outcomes):
        return Range(low=1.0, high=1.0), "a goal was not reached"
    if outcomes and all(met is True for met in outcomes):
        return Range(low=0.0, high=0.0), "solved"
    return Range(low=0.0, high=1.0), "nobody can say whether the goal was reached"


def _turns_to_the_phone(walk: Experience, here: str, persona: Persona, touchpoints: Mapping[str, Touchpoint]) -> Range:
    """1 where she calls, 0 where she turns elsewhere, 0 to 1 where nothing is known of it."""
    channels = {name: touchpoint.channel for name, touchpoint in touchpoints.items()}
    went = [m.touchpoint for m in walk.moments if m.kind is Kind.ENTERED and m.touchpoint != here]
    if went:
        calls = float(channels.get(went[0]) is ChannelName.PHONE)
        return Range(low=calls, high=calls)
    ways = [channels.get(way, way) for way in persona.prefers]
    others = [way for way in ways if way != ChannelName.WEB]
    if not others:
        return Range(low=0.0, high=1.0) if not persona.prefers else Range(low=0.0, high=0.0)
    calls = float(others[0] == ChannelName.PHONE)
    return Range(low=calls, high=calls)


def _page(walk: Experience, touchpoint: str) -> str:
    """Where it ended: the page of the step that she could not do, else the last one that she saw."""
    here = [moment for moment in walk.moments if moment.touchpoint == touchpoint]
    blocked = [_url(moment) for moment in here if moment.kind is Kind.BLOCKED]
    seen = [_url(moment) for moment in here if moment.kind is Kind.SAW]
    return next((url.split("?")[0] for url in [*blocked[-1:], *seen[-1:]] if url), NOWHERE)


def _url(moment: Moment) -> str:
    return str(moment.data.get("url") or "")


# -- in the queue


def fixed(center: Center, day: Day, failing: Demand, *, high: bool) -> tuple[Day, float]:
    """The day without these calls, and how many there were to take away.

    They are taken from the hours in which each persona is free (else from all open ones), in proportion to the calls
    of those hours, and never more than came.
    """
    taken = [[0.0] * len(day.open) for _ in day.types]
    for walk in failing.walks:
        calls = walk.calls.high if high else walk.calls.low
        for number, share in _types(center, day, walk.wants).items():
            for segment, part in _when(day, number, walk.free).items():
                taken[number][segment] += calls * share * part
    spans = [end - start for start, end in zip(day.edges, day.edges[1:], strict=False)]
    types, gone = [], 0.0
    for call_type, less in zip(day.types, taken, strict=True):
        rates = [max(0.0, rate - calls / span) for rate, calls, span in zip(call_type.rates, less, spans, strict=True)]
        gone += math.fsum((old - new) * span for old, new, span in zip(call_type.rates, rates, spans, strict=True))
        types.append(replace(call_type, rates=tuple(rates)))
    return replace(day, types=tuple(types)), gone


def _types(center: Center, day: Day, wants: str) -> dict[int, float]:
    """The type she calls about; where that is not known, all of them in proportion to their calls."""
    names = [call_type.name for call_type in day.types]
    if center.simple or wants in names:
        return {0 if center.simple else names.index(wants): 1.0}
    volumes = [
        math.fsum(r * (b - a) for r, a, b in zip(t.rates, day.edges, day.edges[1:], strict=False)) for t in day.types
    ]
    total = math.fsum(volumes)
    return {number: volume / total for number, volume in enumerate(volumes)} if total else {}


def _when(day: Day, number: int, free: WeeklyHours | None) -> dict[int, float]:
    """The share of her calls in each segment."""
    volumes = [
        rate * (end - start)
        for rate, start, end in zip(day.types[number].rates, day.edges, day.edges[1:], strict=False)
    ]
    chosen = {
        segment: volume
        for segment, volume in enumerate(volumes)
        if volume > 0 and (free is None or _is_free(day, free, segment))
    }
    chosen = chosen or {segment: volume for segment, volume in enumerate(volumes) if volume > 0}
    total = math.fsum(chosen.values())
    return {segment: volume / total for segment, volume in chosen.items()}


def _is_free(day: Day, free: WeeklyHours, segment: int) -> bool:
    middle = (day.edges[segment] + day.edges[segment + 1]) / 120.0
    weekday = day.date.weekday() if day.date else 0
    return any(opening.day == weekday and opening.start <= middle < opening.to for opening in free.openings)
