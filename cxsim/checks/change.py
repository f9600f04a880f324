"""Change checks ask of two journeys set side by side whether the second one was worse for no good reason.

What is set beside what is told in :mod:`cxsim.comparison`: two devices, a new and a loyal customer, this run and an
earlier one, two trials of the same visit.
"""

from __future__ import annotations

from cxsim.checks.base import Answer, Check, Impact, Layer, Tier, failed, inapplicable, passed
from cxsim.definition import Attribute
from cxsim.experience import Experience, Kind, Moment

CATEGORY = "change"

SLOWER = 1.5  # times the own time, and ...
SECONDS = 30.0  # ... so many seconds more: what a customer notices without a clock (a convention of ours)
EFFORT = 10.0  # effort points: one dead end more (MEASURES, step 3)
CENT = 0.005

Found = list[tuple[int, Moment]]


def _between(experience: Experience, touchpoint: str, between: str) -> Found:
    return [
        (index, moment)
        for index, moment in enumerate(experience.moments)
        if moment.kind is Kind.CHANGED and moment.touchpoint == touchpoint and moment.data.get("between") == between
    ]


def _lost(found: Found) -> tuple[Found, list[str]]:
    """What the second could not do or get and the first could, with a sentence for each."""
    lost, told = [], []
    for index, moment in found:
        if moment.data.get("better") is False and moment.data.get("measure") in ("goal", "step"):
            lost.append((index, moment))
            what = moment.data.get("goal") or moment.data.get("step") or ""
            told.append(f"“{what}” {'is not reached' if moment.data['measure'] == 'goal' else 'cannot be done'}")
    return lost, told


def _slower(found: Found) -> tuple[Found, list[str]]:
    """Where the second took noticeably longer, or cost noticeably more effort."""
    worse, told = [], []
    for index, moment in found:
        was, now, measure = moment.data.get("before"), moment.data.get("after"), moment.data.get("measure")
        if moment.data.get("better") is not False or not isinstance(was, float) or not isinstance(now, float):
            continue
        if measure == "seconds" and now > SLOWER * was and now - was >= SECONDS:
            worse.append((index, moment))
            told.append(f"it takes {now:.0f} s instead of {was:.0f} s")
        elif measure == "effort" and now - was >= EFFORT:
            worse.append((index, moment))
            told.append(f"it costs {now:.0f} effort points instead of {was:.0f}")
    return worse, told


def _answer(found: Found, worse: Found, told: list[str], *, reason: str, expected: str) -> Answer:
    if not found:
        return inapplicable("nothing was set side by side here")
    if not worse:
        return passed("no worse than what it was set beside", expected=expected, moments=[index for index, _ in found])
    observed = "; ".join(dict.fromkeys(told))
    return failed(f"{reason}: {observed}.", expected=expected, observed=observed, moments=[index for index, _ in worse])


def judge_devices(experience: Experience, touchpoint: str) -> Answer:
    """Judge device-parity."""
    found = _between(experience, touchpoint, "devices")
    lost, lost_told = _lost(found)
    slower, slower_told = _slower(found)
    won = [(i, m) for i, m in found if m.data.get("better") is True and m.data.get("measure") in ("goal", "step")]
    won_told = [f"“{m.data.get('goal') or m.data.get('step')}” works only on the other device" for _, m in won]
    return _answer(
        found,
        [*lost, *slower, *won],
        [*lost_told, *slower_told, *won_told],
        reason="The same visit goes worse on one device than on another",
        expected="the same result on every device, in about the same time",
    )


def judge_loyalty(experience: Experience, touchpoint: str) -> Answer:
    """Judge loyalty-parity."""
    found = _between(experience, touchpoint, "customers")
    lost, told = _lost(found)
    slower, slower_told = _slower(found)
    dearer = [
        (index, moment)
        for index, moment in found
        if moment.data.get("measure") == "price" and moment.data["after"] > moment.data["before"] + CENT
    ]
    price_told = [f"the price is {m.data['after']:.2f} instead of {m.data['before']:.2f}" for _, m in dearer]
    return _answer(
        found,
        [*lost, *slower, *dearer],
        [*told, *slower_told, *price_told],
        reason="The loyal customer fares worse than a new one",
        expected="a loyal customer pays, waits and works no more than a new one",
    )


def judge_path(experience: Experience, touchpoint: str) -> Answer:
    """Judge learned-path."""
    found = _between(experience, touchpoint, "runs")
    lost, told = _lost(found)
    return _answer(
        found,
        lost,
        told,
        reason="What the customer had learned does not work any more",
        expected="the way that worked in the earlier run still works",
    )


def _only_luck(moment: Moment) -> bool:
    """Whether a goal was got in one of two trials that did the same; who found her own way may have chosen another."""
    data = moment.data
    return data.get("measure") == "goal" and data.get("same_steps") is True and data.get("better") is not None


def judge_steadiness(experience: Experience, touchpoint: str) -> Answer:
    """Judge steadiness."""
    found = [
        (index, moment)
        for index, moment in _between(experience, touchpoint, "trials")
        if moment.data.get("measure") in ("all", "step") or _only_luck(moment)
    ]
    unsteady = [(index, moment) for index, moment in found if moment.data["measure"] != "all"]
    return _answer(
        found,
        unsteady,
        [
            f"“{moment.data.get('goal') or moment.data.get('step', '')}” works in one try and fails in another"
            for _, moment in unsteady
        ],
        reason="The same steps work now and then",
        expected="the same steps give the same result every time",
    )


CHECKS: tuple[Check, ...] = (
    Check(
        id="device-parity",
        title="Every device gets the customer as far",
        failure_title="On one device the customer does not get as far",
        why="Most customers have only their telephone at hand; what works at a desk does not help them.",
        source="R47",
        category=CATEGORY,
        attribute=Attribute.RELIABILITY,
        layer=Layer.SERVICE,
        impact=Impact.SERIOUS,
        tier=Tier.BASIC,
        needs=Kind.CHANGED,
        judge=judge_devices,
    ),
    Check(
        id="loyalty-parity",
        title="A loyal customer fares no worse than a new one",
        failure_title="The loyal customer is punished for staying",
        why="Who pays more or waits longer than a stranger learns that loyalty does not pay.",
        source="R93",
        category=CATEGORY,
        attribute=Attribute.PERSONALIZATION,
        layer=Layer.HOSPITALITY,
        impact=Impact.SERIOUS,
        tier=Tier.PERFORMANCE,
        needs=Kind.CHANGED,
        judge=judge_loyalty,
    ),
    Check(
        id="learned-path",
        title="The way that customers have learned still works",
        failure_title="The way that customers have learned is broken",
        why="Those who come often know the way by heart; who moves it makes them beginners again.",
        source="R86",
        category=CATEGORY,
        attribute=Attribute.EASE,
        layer=Layer.EXPERIENCE,
        impact=Impact.SERIOUS,
        tier=Tier.PERFORMANCE,
        needs=Kind.CHANGED,
        judge=judge_path,
    ),
    Check(
        id="steadiness",
        title="The same steps work every time",
        failure_title="The same steps work now and then",
        why="What fails now and then is tried again, and doubted for ever.",
        source="R5; R8",
        category=CATEGORY,
        attribute=Attribute.RELIABILITY,
        layer=Layer.SERVICE,
        impact=Impact.MODERATE,
        tier=Tier.BASIC,
        needs=Kind.CHANGED,
        judge=judge_steadiness,
    ),
)
