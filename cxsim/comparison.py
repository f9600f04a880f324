"""A comparison is what differs between two experiences, as moments: mobile against desktop, today against last week.

It is an experience itself (without a persona: an analysis found it), so it can be saved and judged like any other.
What was looked at in only one of the two, or could not be looked at in one, is not compared: it is unknown, not 0.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import permutations
from typing import Any

from cxsim.effort import efforts
from cxsim.experience import Evidence, Experience, Kind, Moment
from cxsim.measures import emotion_curve, own_seconds
from cxsim.persona import Persona
from cxsim.settings import Settings

WHOLE = ""  # the touchpoint of what is told about the whole journey
LOWER_IS_BETTER = {"seconds": True, "effort": True, "steps": True, "price": True, "mood": False}
_NOISE = 1e-9
_AMOUNT = re.compile(r"\d+(?:[.,]\d{2})?(?!\d)")

_DIGITS = {0x06F0 + digit: str(digit) for digit in range(10)}  # Persian ones

DEVICES, CUSTOMERS, RUNS, TRIALS = "devices", "customers", "runs", "trials"
"""What two journeys may differ in: the device (R47), whether the customer is a loyal one (R93), the run (R86), luck."""


def comparisons(
    lived: Iterable[Experience],
    earlier: Iterable[Experience] = (),
    *,
    personas: Mapping[str, Persona],
    settings: Settings | None = None,
) -> Iterator[Experience]:
    """Every pair of these journeys that says something when it is set side by side, and each beside its earlier self.

    Of trials every further one is set beside the first, of devices likewise; two customers are a pair where one has an
    account, the other has none, and both come with the same problem and goal.
    """
    walks = [experience for experience in lived if experience.persona]
    baseline = {experience.id: experience for experience in earlier if experience.persona}
    pairs = [(RUNS, baseline[walk.id], walk) for walk in walks if walk.id in baseline]
    pairs += [(TRIALS, *two) for two in _beside_first(walks, lambda walk: (walk.scenario, walk.persona, walk.variant))]
    pairs += [(DEVICES, *two) for two in _beside_first(walks, lambda walk: (walk.scenario, walk.persona, walk.trial))]
    pairs += [(CUSTOMERS, *two) for two in _new_and_loyal(walks, personas)]
    for between, before, after in pairs:
        yield compare(before, after, between=between, personas=personas, settings=settings)


Pair = tuple[Experience, Experience]


def _grouped(walks: Iterable[Experience], key: Callable[[Experience], Hashable]) -> Iterable[list[Experience]]:
    groups: dict[Hashable, list[Experience]] = {}
    for walk in walks:
        groups.setdefault(key(walk), []).append(walk)
    return groups.values()


def _beside_first(walks: Iterable[Experience], key: Callable[[Experience], Hashable]) -> Iterator[Pair]:
    for first, *others in _grouped(walks, key):
        yield from ((first, other) for other in others)


def _new_and_loyal(walks: Iterable[Experience], personas: Mapping[str, Persona]) -> Iterator[Pair]:
    for together in _grouped(walks, lambda walk: (walk.scenario, walk.variant, walk.trial)):
        for new, loyal in permutations(together, 2):
            if _twins(personas[new.persona], personas[loyal.persona]):
                yield new, loyal


def _twins(new: Persona, loyal: Persona) -> bool:
    return bool(loyal.account) and not new.account and (new.problem, new.goal) == (loyal.problem, loyal.goal)


def compare(
    before: Experience,
    after: Experience,
    *,
    between: str = RUNS,
    personas: Mapping[str, Persona] | None = None,
    settings: Settings | None = None,
) -> Experience:
    """The differences from ``before`` to ``after`` as CHANGED moments: per touchpoint, then for the whole journey.

    Compared are ``seconds`` of the customer's own time, ``effort`` points, ``steps`` (what she did), the ``price`` that
    she was told last, ``mood`` (by how much it changed; only where both ``personas`` are known), each scripted ``step``
    that only one of the two could do, and each ``goal``. What is equal is left out; ``all`` says that a touchpoint was
    looked at in both. Steps and goals show how both ended, but for an earlier run, with its own folder.
    """
    settings = settings or Settings()
    one, other = (_measures(each, (personas or {}).get(each.persona), settings) for each in (before, after))
    both = [place for place in one if place != WHOLE and place in other]
    moments = [
        _moment(place, {"measure": "all", "before": before.id, "after": after.id, "better": None}) for place in both
    ]
    moments += [
        _changed(place, name, was, other[place][name], before, after)
        for place, measures in one.items()
        for name, was in measures.items()
        if name in other.get(place, {}) and not math.isclose(was, other[place][name], abs_tol=_NOISE)
    ]
    shown = (after,) if between == RUNS else (before, after)
    moments += [
        replace(moment, evidence=_pictures(moment.touchpoint, shown))
        for moment in (*_steps(before, after, both), *_goals(before, after))
    ]
    return Experience(
        scenario=after.scenario,
        persona="",
        variant=f"{after.id} against {before.id}",
        seed=after.seed,
        moments=tuple(replace(m, data={"between": between, "persona": after.persona, **m.data}) for m in moments),
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
    totals = [str(m.data.get("total", "")) for m in here if m.kind is Kind.INSPECTED and m.data.get("what") == "costs"]
    if totals and (amount := _AMOUNT.search(totals[-1].translate(_DIGITS))):
        values["price"] = float(amount.group().replace(",", "."))
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


def _steps(before: Experience, after: Experience, places: Iterable[str]) -> Iterator[Moment]:
    """Scripted steps that one of the two could do and the other could not."""
    for place in places:
        (done, stuck), (done_now, stuck_now) = _walked(before, place), _walked(after, place)
        for step, better in {**dict.fromkeys(done & stuck_now, False), **dict.fromkeys(stuck & done_now, True)}.items():
            data = {"measure": "step", "step": step, "before": not better, "after": better, "better": better}
            yield _moment(place, data)


def _walked(lived: Experience, place: str) -> tuple[set[str], set[str]]:
    """The scripted steps that she did at this touchpoint, and those that she could not do."""
    done, stuck = (
        {
            f"{moment.data.get('action', '')}: {moment.data.get('target', '')}"
            for moment in lived.of(kind, touchpoint=place)
            if moment.data.get("step") is not None
        }
        for kind in (Kind.ACTED, Kind.BLOCKED)
    )
    return done - stuck, stuck


def _goals(before: Experience, after: Experience) -> Iterator[Moment]:
    """Goals whose outcome differs, where they were missed; if one is unknown, nobody can say whether that is better."""
    was, now = _outcomes(before), _outcomes(after)
    for goal in was:
        if goal in now and was[goal] is not now[goal]:
            better = now[goal] if None not in (was[goal], now[goal]) else None
            data = {"measure": "goal", "goal": goal, "before": was[goal], "after": now[goal], "better": better}
            worse, _ = min(
                (before, was[goal]), (after, now[goal]), key=lambda lived: (lived[1] is not False, lived[1] is True)
            )
            place = _end(worse, goal)
            done, stuck = _walked(before, place)
            alike = bool(done) and not stuck and _walked(after, place) == (done, stuck)
            yield _moment(place, data | ({"same_steps": True} if alike else {}))


def _end(lived: Experience, goal: str) -> str:
    """The touchpoint at which this goal came to its end."""
    return next((m.touchpoint for m in lived.of(Kind.OUTCOME) if m.data.get("goal", "") == goal), WHOLE)


def _pictures(place: str, shown: Iterable[Experience]) -> tuple[Evidence, ...]:
    """What each of these journeys looked like in the end at this touchpoint."""
    pictures = (
        [e for m in lived.moments if m.touchpoint == place for e in m.evidence if e.type.startswith("image/")]
        for lived in shown
    )
    return tuple(picture for seen in pictures for picture in seen[-1:])


def _outcomes(lived: Experience) -> dict[str, bool | None]:
    return {
        str(moment.data.get("goal", "")): met if isinstance(met := moment.data.get("met"), bool) else None
        for moment in lived.of(Kind.OUTCOME)
    }


def _moment(place: str, data: Mapping[str, Any]) -> Moment:
    return Moment(at=0.0, touchpoint=place, kind=Kind.CHANGED, data=data)
