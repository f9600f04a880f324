"""The theory beside a simulation is the closed formula that fits one interval best, and what it leaves out.

A formula supposes that rates and staff last for ever. It is asked of one interval at a time (stationary independent
period by period), and the reasons say why the simulation may differ from it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from cxsim.callcenter.analytic import Queue, erlang_c_queue, patient_queue
from cxsim.callcenter.day import Day, TypeDay
from cxsim.callcenter.times import Durations, Mixture


@dataclass(frozen=True, slots=True, kw_only=True)
class Theory:
    """What the formula says for one interval: ``queue`` None where no formula fits; ``reasons`` say what is missing."""

    queue: Queue | None
    reasons: tuple[str, ...]


def beside(day: Day, start: float, end: float) -> Theory:
    """The formula for the whole center between two times (seconds after midnight)."""
    rates = [day.rate(index, start, end) for index in range(len(day.types))]
    calling = [index for index, rate in enumerate(rates) if rate > 0]
    reasons = _left_out(day, calling, start, end)
    if not calling:
        return Theory(queue=None, reasons=("no calls are forecast",))
    if any(
        sum(tier_count) != len(day.groups) for tier_count in ([len(t) for t in day.types[i].tiers] for i in calling)
    ):
        return Theory(queue=None, reasons=("not every agent answers every call: no closed formula fits", *reasons))
    agents = sum(day.agents(group, start, end) for group in range(len(day.groups)))
    if agents < 1:
        return Theory(queue=None, reasons=("nobody is on the phone", *reasons))
    total = math.fsum(rates[index] for index in calling)
    handle = math.fsum(rates[index] * day.types[index].handle_time for index in calling) / total
    patience = _patience([(rates[index] / total, day.types[index]) for index in calling])
    return _queue(day, total, handle, agents, patience, reasons)


def _queue(
    day: Day, rate: float, handle: float, agents: float, patience: Durations | None, reasons: tuple[str, ...]
) -> Theory:
    whole = math.floor(agents + 1e-9)
    if patience is not None:
        queue = patient_queue(rate, handle, whole, patience, within=day.target.seconds)
    elif rate * handle < whole:
        queue = erlang_c_queue(rate, handle, whole, within=day.target.seconds)
    else:
        return Theory(queue=None, reasons=("the load is too much for the agents: the queue only grows", *reasons))
    return Theory(queue=queue, reasons=reasons)


def _patience(types: list[tuple[float, TypeDay]]) -> Durations | None:
    """One patience for all callers: their own where it is the same, else the mixture; None where some never hang up."""
    known = {call_type.patience for _, call_type in types}
    if len(known) == 1:
        return known.pop()
    parts = []
    for weight, call_type in types:
        if call_type.patience is None:
            return None
        inner = call_type.patience.parts if isinstance(call_type.patience, Mixture) else ((1.0, call_type.patience),)
        parts += [(weight * share, times) for share, times in inner]
    return Mixture(parts=tuple(parts))


def _left_out(day: Day, calling: list[int], start: float, end: float) -> tuple[str, ...]:
    types = [day.types[index] for index in calling]
    reasons = []
    if start == day.intervals[0][0]:
        reasons.append("the day begins with nobody in the line")
    if any(t.talk.family != "exponential" or t.after_call for t in types):
        reasons.append("handle times are not exponential")
    if len({t.handle_time for t in types}) > 1:
        reasons.append("call types take different times")
    if len({t.patience is None for t in types}) > 1:
        reasons.append("some callers never hang up: the formula takes all of them so")
    if any(t.redial for t in types):
        reasons.append("those who hang up call again")
    if any(len(group.tiers) > 1 for group in day.groups):
        reasons.append("some call types are taken first")
    changes = {edge for edge in day.edges if start < edge < end}
    if changes and any(_varies(day, group.agents, start, end) for group in day.groups):
        reasons.append("the number of agents changes within the interval")
    return tuple(reasons)


def _varies(day: Day, agents: tuple[int, ...], start: float, end: float) -> bool:
    spans = zip(day.edges, day.edges[1:], agents, strict=False)
    return len({count for low, high, count in spans if low < end and high > start}) > 1
