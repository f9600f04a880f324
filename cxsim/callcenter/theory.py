"""The theory beside a simulation is the formula that fits one interval best, and what it leaves out.

A formula supposes that rates and staff last for ever. It is asked of one interval at a time (stationary independent
period by period); where the load is still on its way from one level to the next, it is asked of several moments of the
interval with the load of each (modified offered load). Centers in which not everybody answers everything are a Markov
chain where they are small. The reasons say why the simulation may differ.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from cxsim.callcenter.analytic import Queue, erlang_c_queue, patient_queue, priority_waits
from cxsim.callcenter.chains import MOST_STATES
from cxsim.callcenter.day import Day, TypeDay
from cxsim.callcenter.errors import CenterError
from cxsim.callcenter.leftout import asking, left_out, segment_at
from cxsim.callcenter.line import limited_queue
from cxsim.callcenter.moving import load_at
from cxsim.callcenter.retrial import redials_as_fresh
from cxsim.callcenter.skills import SkilledCalls, SkilledGroup, SkillNet, skill_net
from cxsim.callcenter.times import Durations, Mixture, Times

STILL = 0.02
"""A load that differs by less than this share from that of constant calls is taken as constant."""
MOMENTS = 4
QUICK_STATES = MOST_STATES // 10


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeTheory:
    """What is known of one call type: its mean wait in seconds and the share that hangs up."""

    name: str
    wait: float
    abandonment: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Theory:
    """What the formula says for one interval: ``queue`` None where no formula fits; ``reasons`` say what is missing.

    ``types`` is filled where the formula tells the call types apart (priorities, skills).
    """

    queue: Queue | None
    reasons: tuple[str, ...]
    types: tuple[TypeTheory, ...] = ()


def beside(day: Day, start: float, end: float) -> Theory:
    """The formula for the whole center between two times (seconds after midnight)."""
    calling = [index for index in range(len(day.types)) if day.rate(index, start, end) > 0]
    if not calling:
        return Theory(queue=None, reasons=("no calls are forecast",))
    reasons = left_out(day, calling, start, end)
    if sum(day.agents(group, start, end) for group in range(len(day.groups))) < 1:
        return Theory(queue=None, reasons=("nobody is on the phone", *reasons))
    if not _pooled(day, calling):
        return _net(day, calling, start, end, reasons)
    moments = moments_of(day, calling, start, end)
    if len(moments) > 1:
        reasons = (*reasons, "calls or agents change: the formula is asked with the load of the moment")
    return _pool(day, calling, moments, reasons)


def _pooled(day: Day, calling: Sequence[int]) -> bool:
    """Whether every agent answers every call."""
    return all(sum(len(tier) for tier in day.types[i].tiers) == len(day.groups) for i in calling)


# -- everybody answers everything

Moment = tuple[tuple[float, ...], float, int]
"""The load in erlangs by calling type, the share of the interval's calls, and the agents on the phone."""


def moments_of(day: Day, calling: Sequence[int], start: float, end: float) -> list[Moment]:
    """The interval as one moment where nothing moves in it, else as several."""
    import numpy as np

    at = start + (np.arange(MOMENTS) + 0.5) / MOMENTS * (end - start)
    parts = np.array([asking(day.types[i]) for i in calling])  # the others are helped by the menu
    loads = [load_at(day.edges, day.types[i].rates, _whole_call(day.types[i]), at) for i in calling]
    moving = np.array(loads) * parts[:, None]
    steady = parts * [day.rate(i, start, end) * day.types[i].handle_time for i in calling]
    staff = [_agents_at(day, float(moment)) for moment in at]
    if len(set(staff)) == 1 and np.abs(moving.sum(axis=0) - steady.sum()).max() <= STILL * steady.sum():
        return [(tuple(steady.tolist()), 1.0, staff[0])]
    calls = np.array([sum(_rate_at(day, i, float(moment)) for i in calling) for moment in at])
    shares = (calls / calls.sum()).tolist()
    return [(tuple(moving[:, k].tolist()), shares[k], staff[k]) for k in range(MOMENTS)]


def _whole_call(call_type: TypeDay) -> Times:
    """Talk and after-call work as one duration of the same shape."""
    return call_type.talk.scaled(call_type.handle_time / call_type.talk.mean)


def _agents_at(day: Day, at: float) -> int:
    segment = segment_at(day, at)
    return sum(group.agents[segment] for group in day.groups)


def _rate_at(day: Day, call_type: int, at: float) -> float:
    return day.types[call_type].rates[segment_at(day, at)]


def _pool(day: Day, calling: Sequence[int], moments: Sequence[Moment], reasons: tuple[str, ...]) -> Theory:
    types = tuple(day.types[i] for i in calling)
    found = []
    for loads, share, agents in moments:
        queue = formula(types, loads, agents, day.target.seconds, day.lines)
        if queue is None:
            return Theory(queue=None, reasons=("the load is too much for the agents: the queue only grows", *reasons))
        found.append((share, queue))
    return Theory(queue=averaged(found), reasons=reasons, types=_priorities(day, types, moments))


@lru_cache(maxsize=4096)
def formula(
    types: tuple[TypeDay, ...], loads: tuple[float, ...], agents: int, within: float, lines: int | None = None
) -> Queue | None:
    """The formula for agents who all answer all of these types, under these loads in erlangs.

    ``lines`` are trunks that callers hold while they wait or talk. None where the queue would grow without end.
    """
    rates = [load / call_type.handle_time for load, call_type in zip(loads, types, strict=True)]
    total = math.fsum(rates)
    if total <= 0:
        return erlang_c_queue(0.0, 1.0, max(agents, 1), within=within)
    handle = math.fsum(loads) / total
    patience = _patience([(rate / total, t) for rate, t in zip(rates, types, strict=True)])
    if lines is not None and min(agents, lines) > 0:
        mean = patience.mean if patience else None
        return limited_queue(total, handle, min(agents, lines), trunks=lines, patience=mean, within=within)
    if patience is None:
        return erlang_c_queue(total, handle, agents, within=within) if total * handle < agents else None
    again = math.fsum(r * t.redial.share for r, t in zip(rates, types, strict=True) if t.redial) / total
    if again == 0:
        return patient_queue(total, handle, agents, patience, within=within)
    after = max(t.redial.after for t in types if t.redial)
    return redials_as_fresh(total, handle, agents, patience, share=again, after=after, within=within)


def averaged(moments: Sequence[tuple[float, Queue]]) -> Queue:
    """Shares and waits per call, weighted by the calls of each moment; the occupancy is the mean over time."""
    if len(moments) == 1:
        return moments[0][1]

    def mean(name: str, weights: Sequence[float] | None = None) -> float:
        chosen = weights or [share for share, _ in moments]
        values = [getattr(queue, name) for _, queue in moments]
        total = math.fsum(chosen)
        return math.fsum(w * v for w, v in zip(chosen, values, strict=True) if w) / total if total else math.nan

    answered = [share * (1 - queue.abandonment) for share, queue in moments]
    return replace(
        moments[-1][1],
        wait_probability=mean("wait_probability"),
        service_level=mean("service_level"),
        abandonment=mean("abandonment"),
        asa=mean("asa", answered),
        wait=mean("wait"),
        offered_wait=mean("offered_wait"),
        wait_p90=mean("wait_p90"),
        blocking=mean("blocking"),
        occupancy=math.fsum(queue.occupancy for _, queue in moments) / len(moments),
        attempts=mean("attempts"),
        orbit=mean("orbit"),
        lost=None,
    )


def _patience(types: Sequence[tuple[float, TypeDay]]) -> Durations | None:
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


def _priorities(day: Day, types: Sequence[TypeDay], moments: Sequence[Moment]) -> tuple[TypeTheory, ...]:
    """Cobham's waits, where everybody waits to the end and all groups rank the types alike."""
    ranks = {group.tiers for group in day.groups}
    if len(ranks) != 1 or len(next(iter(ranks))) < 2 or any(t.patience for t in types) or len(moments) > 1:
        return ()
    tiers = next(iter(ranks))
    (loads, _, agents), handle = moments[0], math.fsum(moments[0][0])
    rate = {t.name: load / t.handle_time for t, load in zip(types, loads, strict=True)}
    mean = handle / math.fsum(rate.values())
    classes = [math.fsum(rate.get(day.types[i].name, 0.0) for i in tier) for tier in tiers]
    waits = priority_waits(classes, mean, agents)
    return tuple(
        TypeTheory(name=day.types[i].name, wait=wait, abandonment=0.0)
        for tier, wait in zip(tiers, waits, strict=True)
        for i in tier
        if day.types[i].name in rate
    )


# -- skills


def _net(day: Day, calling: Sequence[int], start: float, end: float, reasons: tuple[str, ...]) -> Theory:
    """The Markov chain of a center in which not every agent answers every call."""
    what = "not every agent answers every call"
    agents = [math.floor(day.agents(g, start, end) + 1e-9) for g in range(len(day.groups))]
    number = {i: place for place, i in enumerate(calling)}
    if any(isinstance(day.types[i].patience, Mixture) for i in calling):
        return Theory(queue=None, reasons=(f"{what}, and patience is mixed: no formula fits", *reasons))
    types = tuple(
        SkilledCalls(
            rate=day.rate(i, start, end) * asking(day.types[i]),
            handle_time=day.types[i].handle_time,
            patience=patience.mean if (patience := day.types[i].patience) else None,
            tiers=day.types[i].tiers,
        )
        for i in calling
    )
    groups = tuple(
        SkilledGroup(
            agents=count,
            tiers=tuple(kept for tier in group.tiers if (kept := tuple(number[t] for t in tier if t in number))),
        )
        for count, group in zip(agents, day.groups, strict=True)
    )
    try:
        net = skill_net(types, groups, most=QUICK_STATES)
    except CenterError as error:
        return Theory(queue=None, reasons=(f"{what}: {error.what}", *reasons))
    if net.drawn:
        reasons = ("equal groups or types are drawn, not taken by who was there first", *reasons)
    if any(
        isinstance(t.patience, Times) and t.patience.family != "exponential" for t in (day.types[i] for i in calling)
    ):
        reasons = ("patience is not exponential", *reasons)
    named = tuple(
        TypeTheory(name=day.types[i].name, wait=net.wait[k], abandonment=net.abandonment[k]) for i, k in number.items()
    )
    return Theory(queue=_net_queue(net, types, groups), reasons=(f"{what}: a Markov chain", *reasons), types=named)


def _net_queue(net: SkillNet, types: Sequence[SkilledCalls], groups: Sequence[SkilledGroup]) -> Queue:
    """The whole center in one line; what a chain of counts cannot tell (waits of those answered) is not a number."""
    total = math.fsum(t.rate for t in types)
    agents = sum(group.agents for group in groups)

    def mean(values: Sequence[float]) -> float:
        return math.fsum(t.rate * value for t, value in zip(types, values, strict=True)) / total

    busy = math.fsum(o * group.agents for o, group in zip(net.occupancy, groups, strict=True))
    patient = all(t.patience is None for t in types)
    return Queue(
        model="Markov chain",
        agents=agents,
        wait_probability=mean(net.waiting),
        service_level=math.nan,
        abandonment=mean(net.abandonment),
        asa=mean(net.wait) if patient else math.nan,
        wait=mean(net.wait),
        offered_wait=mean(net.wait) if patient else math.nan,
        wait_p90=math.nan,
        occupancy=busy / agents,
    )
