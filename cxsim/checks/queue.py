"""Queue checks ask how long callers wait: one against what she finds adequate, all of them against the target."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cxsim.checks.base import Answer, Check, Impact, Layer, Tier, cant_tell, failed, inapplicable, passed
from cxsim.definition import Attribute
from cxsim.experience import Experience, Kind

CATEGORY = "queue"


def judge_wait(experience: Experience, touchpoint: str) -> Answer:
    """Judge queue-wait. A wait that ended in a hang-up is at least that long: it cannot pass."""
    waits = [
        (index, moment.data)
        for index, moment in enumerate(experience.moments)
        if moment.touchpoint == touchpoint and moment.kind is Kind.WAITED and moment.data.get("for") == "queue"
    ]
    if not waits:
        return inapplicable("nobody waited in a queue here")
    adequate = _adequate(experience)
    censored = [(index, data) for index, data in waits if data.get("censored")]
    if censored:
        index, data = censored[0]
        return failed(
            f"She hung up after {data['seconds']:.0f} s in the queue “{data.get('queue', '')}”; nobody had answered.",
            expected=f"answered within {adequate:g} s" if adequate is not None else "answered before she hangs up",
            observed=f"more than {data['seconds']:.0f} s",
            moments=[index],
        )
    if adequate is None:
        return cant_tell("the record does not tell what this customer finds adequate")
    index, data = max(waits, key=lambda entry: entry[1]["seconds"])
    if data["seconds"] > adequate:
        return failed(
            f"She waited {data['seconds']:.0f} s in the queue “{data.get('queue', '')}”; "
            f"{adequate:g} s would have been adequate for her.",
            expected=f"at most {adequate:g} s",
            observed=f"{data['seconds']:.0f} s",
            moments=[index],
        )
    return passed(f"{data['seconds']:.0f} s", expected=f"at most {adequate:g} s", moments=[index])


def _adequate(experience: Experience) -> float | None:
    began = next(experience.of(Kind.BEGAN), None)
    wait = began.data.get("wait") if began is not None else None
    value = wait.get("adequate") if isinstance(wait, Mapping) else None
    return float(value) if isinstance(value, int | float) else None


def judge_standard(experience: Experience, touchpoint: str) -> Answer:
    """Judge service-standard: per queue, the share of the day's calls that are answered in time."""
    hours = [
        (index, moment.data)
        for index, moment in enumerate(experience.moments)
        if moment.touchpoint == touchpoint and moment.kind is Kind.FORECAST
    ]
    aimed = [(index, data) for index, data in hours if isinstance(data.get("target_share"), int | float)]
    if not aimed:
        return inapplicable("the owner has set no target for this line")
    if any(data.get("within") != data.get("target_seconds") for _, data in aimed):
        return cant_tell("the call center's service level counts other seconds than the owner's target")
    levels = _levels([data for _, data in aimed])
    if not levels:
        return cant_tell("no call is expected on this day")
    target = str(aimed[0][1].get("target", ""))
    share = float(aimed[0][1]["target_share"])
    missed = {queue: level for queue, level in levels.items() if level < share}
    observed = ", ".join(f"{queue} {level:.0%}" for queue, level in levels.items())
    if not missed:
        return passed(observed, expected=target, moments=[index for index, _ in aimed])
    worst = min((entry for entry in aimed if entry[1]["queue"] in missed), key=lambda entry: _level(entry[1]))
    return failed(
        f"The target is {target}; over the day it is {_and(missed)}. The worst hour is {worst[1]['hour']} in "
        f"the queue “{worst[1]['queue']}” with {_level(worst[1]):.0%}.",
        expected=target,
        observed=observed,
        moments=[worst[0], *(index for index, data in aimed if data["queue"] in missed and index != worst[0])],
    )


def _level(data: Mapping[str, Any]) -> float:
    """The service level of an hour; an hour without calls is no bad hour."""
    level = data.get("service_level")
    return float(level) if isinstance(level, int | float) else 1.0


def _levels(hours: list[Mapping[str, Any]]) -> dict[str, float]:
    """Each queue's service level over the day: hours weighted by their calls."""
    calls: dict[str, float] = {}
    in_time: dict[str, float] = {}
    for data in hours:
        queue, offered = str(data["queue"]), float(data.get("offered") or 0.0)
        if data.get("service_level") is not None:
            calls[queue] = calls.get(queue, 0.0) + offered
            in_time[queue] = in_time.get(queue, 0.0) + offered * _level(data)
    return {queue: in_time[queue] / number for queue, number in calls.items() if number}


def _and(missed: Mapping[str, float]) -> str:
    return " and ".join(f"{level:.0%} for “{queue}”" for queue, level in missed.items())


CHECKS: tuple[Check, ...] = (
    Check(
        id="queue-wait",
        title="The wait is adequate for this customer",
        failure_title="The customer waits longer than she finds adequate",
        why="A wait weighs against what this customer expects, not against an average.",
        source="R5; R112; Antonides, Verhoef & van Aalst 2002; Spain, Ley 10/2025 (95 % in 3 minutes)",
        category=CATEGORY,
        attribute=Attribute.RESPONSIVENESS,
        layer=Layer.SERVICE,
        impact=Impact.SERIOUS,
        tier=Tier.PERFORMANCE,
        needs=Kind.WAITED,
        judge=judge_wait,
    ),
    Check(
        id="service-standard",
        title="The line keeps the company's own target",
        failure_title="The line misses the company's own target",
        why="A target that is missed every day is a belief, not a standard.",
        source="R62; R101; the standards gap of Parasuraman, Zeithaml & Berry 1985",
        category=CATEGORY,
        attribute=Attribute.RESPONSIVENESS,
        layer=Layer.SERVICE,
        impact=Impact.SERIOUS,
        tier=Tier.PERFORMANCE,
        needs=Kind.FORECAST,
        judge=judge_standard,
    ),
)
