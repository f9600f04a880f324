"""A comparison is what differs between two experiences, as moments: mobile against desktop, today against last week.

It is an experience itself (without a persona: an analysis found it), so it can be saved and judged like any other.
What was looked at in only one of the two, or could not be looked at in one, is not compared: it is unknown, not 0.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from cxsim.effort import efforts
from cxsim.experience import Experience, Kind, Moment
from cxsim.measures import emotion_curve, own_seconds
from cxsim.persona import Persona
from cxsim.settings import Settings

WHOLE = ""  # the touchpoint of what is told about the whole journey
LOWER_IS_BETTER = {"seconds": True, "effort": True, "steps": True, "mood": False}
_NOISE = 1e-9


def compare(
    before: Experience,
    after: Experience,
    *,
    personas: Mapping[str, Persona] | None = None,
    settings: Settings | None = None,
) -> Experience:
    """The differences from ``before`` to ``after`` as CHANGED moments: per touchpoint, then for the whole journey.

    Compared are ``seconds`` of the customer's own time, ``effort`` points, ``steps`` (what she did), ``mood`` (by how
    much it changed; only where both ``personas`` are known), and each ``goal``. What is equal is left out.
    """
    settings = settings or Settings()
    one, other = (_measures(each, (personas or {}).get(each.persona), settings) for each in (before, after))
    changes = [
        _changed(place, name, was, other[place][name], before, after)
        for place, measures in one.items()
        for name, was in measures.items()
        if name in other.get(place, {}) and not math.isclose(was, other[place][name], abs_tol=_NOISE)
    ]
    return Experience(
        scenario=after.scenario,
        persona="",
        variant=f"{after.id} against {before.id}",
        seed=after.seed,
        moments=(*changes, *_goals(before, after)),
    )


def _measures(lived: Experience, persona: Persona | None, settings: Settings) -> dict[str, dict[str, float]]:
    """Place -> measure -> value, for every touchpoint that was looked at to its end, and for the whole."""
    unseen = {moment.touchpoint for moment in lived.of(Kind.UNSEEN)}
    found = {place: _at(place, lived, persona, settings) for place in lived.touchpoints if place not in unseen}
    return found if unseen else found | {WHOLE: _at(WHOLE, lived, persona, settings)}


def _at(place: str, lived: Experience, persona: Persona | None, settings: Settings) -> dict[str, float]:
    here = [moment for moment in lived.moments if place in (WHOLE, moment.touchpoint)]
    values = {
        "seconds": math.fsum(map(own_seconds, here)),
        "effort": math.fsum(e.points for e in efforts(lived, settings) if place in (WHOLE, e.touchpoint)),
        "steps": float(sum(moment.kind is Kind.ACTED for moment in here)),
    }
    if persona is not None:
        curve = emotion_curve(lived, persona, settings)
        values["mood"] = math.fsum(step.change for step in curve if place in (WHOLE, step.touchpoint))
    return values


def _at_least(place: str, before: Experience, after: Experience) -> tuple[str, ...]:
    """Which of the two holds a wait that ended because she hung up."""
    return tuple(
        name
        for name, lived in (("before", before), ("after", after))
        if any(m.data.get("censored") is True and place in (WHOLE, m.touchpoint) for m in lived.of(Kind.WAITED))
    )


def _changed(place: str, measure: str, was: float, now: float, before: Experience, after: Experience) -> Moment:
    at_least = _at_least(place, before, after) if measure == "seconds" else ()
    better: bool | None = (now < was) is LOWER_IS_BETTER[measure]
    shorter, longer = ("after", "before") if now < was else ("before", "after")
    met = {"before": _met(before), "after": _met(after)}
    if LOWER_IS_BETTER[measure] and (shorter in at_least or met[shorter] < met[longer]):
        better = None  # it is less only because she left, or left without what she came for
    data: dict[str, Any] = {"measure": measure, "before": round(was, 3), "after": round(now, 3), "better": better}
    return _moment(place, data | ({"at_least": list(at_least)} if at_least else {}))


def _met(lived: Experience) -> int:
    return sum(met is True for met in _outcomes(lived).values())


def _goals(before: Experience, after: Experience) -> Iterator[Moment]:
    """Goals whose outcome differs; where one of the two is unknown, nobody can say whether that is better."""
    was, now = _outcomes(before), _outcomes(after)
    for goal in was:
        if goal in now and was[goal] is not now[goal]:
            better = now[goal] if None not in (was[goal], now[goal]) else None
            data = {"measure": "goal", "goal": goal, "before": was[goal], "after": now[goal], "better": better}
            yield _moment(WHOLE, data)


def _outcomes(lived: Experience) -> dict[str, bool | None]:
    return {
        str(moment.data.get("goal", "")): met if isinstance(met := moment.data.get("met"), bool) else None
        for moment in lived.of(Kind.OUTCOME)
    }


def _moment(place: str, data: Mapping[str, Any]) -> Moment:
    return Moment(at=0.0, touchpoint=place, kind=Kind.CHANGED, data=data)
