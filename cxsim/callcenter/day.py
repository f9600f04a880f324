"""A day is the plan of a center for one date in numbers: arrival rates, agents on the phone, and when the line is open.

Times are seconds after local midnight. The line takes no new calls after closing; whoever was let in is still served,
because the agents of the last open interval stay until the queue is empty. A shift that ends while a call is going on
ends with that call; the agent takes no other one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from cxsim.callcenter.center import CallType, Center, Group, Redial, WhatIf
from cxsim.callcenter.form import Change
from cxsim.callcenter.tables import Slot
from cxsim.callcenter.times import Durations, Times
from cxsim.errors import CxsimError
from cxsim.quantities import DAYS, Target


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeDay:
    """One call type on one day: calls per second in each segment; ``tiers`` are its groups, those tried first first."""

    name: str
    rates: tuple[float, ...]
    talk: Times
    after_call: Times | None = None
    patience: Durations | None = None
    redial: Redial | None = None
    tiers: tuple[tuple[int, ...], ...] = ((0,),)

    @property
    def handle_time(self) -> float:
        """Average seconds that a call keeps an agent busy."""
        return self.talk.mean + (self.after_call.mean if self.after_call else 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupDay:
    """One group on one day: agents on the phone in each segment; ``tiers`` are its call types, best rank first."""

    name: str
    agents: tuple[int, ...]
    tiers: tuple[tuple[int, ...], ...] = ((0,),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """Everything that a simulation needs. Segment i lasts from ``edges[i]`` to ``edges[i + 1]``; nothing changes in it.

    ``intervals`` are those of the tables of results. Calls that arrive before ``counts_from`` are simulated but not
    counted: 0 starts with an empty center, which is what a real morning does.
    """

    edges: tuple[float, ...]
    open: tuple[bool, ...]
    types: tuple[TypeDay, ...]
    groups: tuple[GroupDay, ...]
    intervals: tuple[tuple[float, float], ...]
    target: Target
    counts_from: float = 0.0
    date: date | None = None
    warnings: tuple[str, ...] = ()

    def agents(self, group: int, start: float, end: float) -> float:
        """Average number of agents on the phone between two times."""
        total = 0.0
        for segment, agents in enumerate(self.groups[group].agents):
            low, high = max(start, self.edges[segment]), min(end, self.edges[segment + 1])
            total += agents * max(0.0, high - low)
        return total / (end - start)

    def rate(self, call_type: int, start: float, end: float) -> float:
        """Average calls per second of a type between two times."""
        total = 0.0
        for segment, rate in enumerate(self.types[call_type].rates):
            low, high = max(start, self.edges[segment]), min(end, self.edges[segment + 1])
            total += rate * max(0.0, high - low)
        return total / (end - start)


def openings(center: Center, on: date) -> tuple[tuple[int, int], ...]:
    """When the line is open on this date, in minutes after midnight; without hours it is always open."""
    if center.hours is None:
        return ((0, 1440),)
    merged: list[tuple[int, int]] = []
    for opening in sorted((o.start, o.to) for o in center.hours.openings if o.day == on.weekday()):
        if merged and opening[0] <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], opening[1]))
        else:
            merged.append(opening)
    return tuple(merged)


def plan_day(center: Center, on: date, what_if: WhatIf | None = None) -> Day:
    """The center's plan for this date, changed by a what-if.

    Raises CxsimError where the line is closed all day, a table does not cover the date, or patience ``from personas``
    has not been filled in.
    """
    times = openings(center, on)
    if not times:
        raise CxsimError(f"{center.name} is closed on {DAYS[on.weekday()]} {on}", hint=f"its hours are {center.hours}")
    for call_type in center.types:
        if call_type.patience_from_personas and call_type.patience is None:
            hint = "run it inside a project with a folder personas/, or write an average such as patience: 3 min"
            raise CxsimError(f"the patience of {call_type.name!r} comes from personas, but none are known", hint=hint)
    edges = _edges(center, times, on, what_if)
    is_open = tuple(any(start <= edge < end for start, end in times) for edge in edges[:-1])
    types = tuple(_type(center, t, times, edges, is_open, on, what_if) for t in center.types)
    groups = tuple(_group(center, group, edges, is_open, on, what_if) for group in center.groups)
    return Day(
        edges=tuple(edge * 60.0 for edge in edges),
        open=is_open,
        types=types,
        groups=groups,
        intervals=tuple(_intervals(center.interval, times)),
        target=center.target,
        date=on,
        warnings=tuple(_warnings(edges, is_open, types, groups)),
    )


def _intervals(step: int, times: tuple[tuple[int, int], ...]) -> list[tuple[float, float]]:
    """Full intervals counted from midnight, cut where the line opens and closes."""
    found = []
    for start, end in times:
        cuts = [start, *range((start // step + 1) * step, end, step), end]
        found += [(a * 60.0, b * 60.0) for a, b in pairwise(cuts)]
    return found


def _edges(center: Center, times: tuple[tuple[int, int], ...], on: date, what_if: WhatIf | None) -> list[int]:
    first, last = times[0][0], times[-1][1]
    edges = {minute for opening in times for minute in opening}
    slots = [slot for t in center.types for slot in t.arrivals] + [slot for g in center.groups for slot in g.heads]
    edges |= {minute for slot in slots if slot.holds_on(on) for minute in (slot.start, slot.end)}
    edges |= {what_if.start, what_if.end} if what_if else set()
    return sorted(edge for edge in edges if first <= edge <= last)


def _level(slots: tuple[Slot, ...], on: date, minute: int) -> float:
    return math.fsum(slot.value for slot in slots if slot.holds_on(on) and slot.start <= minute < slot.end)


def _must_cover(slots: tuple[Slot, ...], on: date, what: str) -> None:
    if slots and not any(slot.holds_on(on) for slot in slots):
        days = sorted({str(DAYS[slot.day] if isinstance(slot.day, int) else slot.day) for slot in slots})
        shown = ", ".join(days[:6]) + (" …" if len(days) > 6 else "")
        raise CxsimError(
            f"{what} has no row for {DAYS[on.weekday()]} {on}", hint=f"its table has {shown}; choose --date"
        )


def _changed(value: float, changes: tuple[tuple[str, Change], ...], name: str, what_if: WhatIf, minute: int) -> float:
    if what_if.start <= minute < what_if.end:
        for who, change in changes:
            if who in ("", name):
                value = change.of(value)
    return value


def _type(
    center: Center,
    call_type: CallType,
    times: tuple[tuple[int, int], ...],
    edges: list[int],
    is_open: tuple[bool, ...],
    on: date,
    what_if: WhatIf | None,
) -> TypeDay:
    _must_cover(call_type.arrivals, on, f"the forecast of {call_type.name!r}")
    all_day = (call_type.per_day or 0.0) / (60.0 * sum(end - start for start, end in times))
    rates = []
    for minute, opened in zip(edges, is_open, strict=False):
        rate = _level(call_type.arrivals, on, minute) if call_type.per_day is None else all_day
        if what_if:
            rate = _changed(rate, what_if.calls, call_type.name, what_if, minute)
        rates.append(rate if opened else 0.0)
    factor = _changed(1.0, what_if.aht, call_type.name, what_if, what_if.start) if what_if else 1.0
    able = [i for i, group in enumerate(center.groups) if call_type.name in dict(group.answers)]
    liked = [i for name in call_type.prefers for i in able if center.groups[i].name == name]
    rest = tuple(i for i in able if i not in liked)
    return TypeDay(
        name=call_type.name,
        rates=tuple(rates),
        talk=call_type.talk.scaled(factor),
        after_call=call_type.after_call.scaled(factor) if call_type.after_call else None,
        patience=call_type.patience,
        redial=call_type.redial,
        tiers=tuple((i,) for i in liked) + ((rest,) if rest else ()),
    )


def _group(
    center: Center, group: Group, edges: list[int], is_open: tuple[bool, ...], on: date, what_if: WhatIf | None
) -> GroupDay:
    _must_cover(group.heads, on, f"the shift plan of {group.name!r}")
    agents: list[int] = []
    for minute, opened in zip(edges, is_open, strict=False):
        heads = _level(group.heads, on, minute)
        if what_if:
            heads = _changed(heads, what_if.agents, group.name, what_if, minute)
        on_the_phone = math.floor(heads * (1 - center.shrinkage) + 1e-9)
        agents.append(on_the_phone if opened else agents[-1])
    names = [call_type.name for call_type in center.types]
    ranks = sorted({rank for _, rank in group.answers})
    tiers = tuple(tuple(names.index(name) for name, rank in group.answers if rank == r) for r in ranks)
    return GroupDay(name=group.name, agents=tuple(agents), tiers=tiers)


def _warnings(
    edges: list[int], is_open: tuple[bool, ...], types: tuple[TypeDay, ...], groups: tuple[GroupDay, ...]
) -> list[str]:
    found = []
    for segment, opened in enumerate(is_open):
        span = f"{clock(edges[segment] * 60)}-{clock(edges[segment + 1] * 60)}"
        for call_type in types:
            able = sum(groups[i].agents[segment] for tier in call_type.tiers for i in tier)
            load = call_type.rates[segment] * call_type.handle_time
            if opened and call_type.patience is None and load >= able and load > 0:
                found.append(
                    f"{span}: {call_type.name} brings work for {load:.1f} agents, {able} are there, "
                    "and nobody hangs up: the queue only grows"
                )
    return found


def clock(seconds: float) -> str:
    """A time of day as ``08:30``."""
    minutes = int(seconds // 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
