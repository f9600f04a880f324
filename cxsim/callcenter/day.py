"""A day is the plan of a center for one date in numbers: arrival rates, agents on the phone, and when the line is open.

Times are seconds after local midnight. The line takes no new calls after closing; whoever was let in is still served,
because the agents of the last open interval stay until the queue is empty. A shift that ends while a call is going on
ends with that call; the agent takes no other one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from cxsim.callcenter.center import CallType, Center, Group, Place, Redial, WhatIf
from cxsim.callcenter.errors import CenterError
from cxsim.callcenter.form import Change
from cxsim.callcenter.manners import PLAIN, STEADY, Manners, Variation
from cxsim.callcenter.tables import Slot
from cxsim.callcenter.times import Durations, Times
from cxsim.errors import DefinitionError, Fault
from cxsim.quantities import DAYS, Target

MANY_TIMES = 20.0
"""So many times as much work as agents, or agents as work, is no plan of anybody."""
MANY_HEADS = 10
MOST_CALLS = 2_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeDay:
    """One call type on one day: calls per second in each segment; ``tiers`` are its groups, those tried first first.

    ``transfers`` are those of its manners, with the number of the type instead of its name.
    """

    name: str
    rates: tuple[float, ...]
    talk: Times
    after_call: Times | None = None
    patience: Durations | None = None
    redial: Redial | None = None
    tiers: tuple[tuple[int, ...], ...] = ((0,),)
    manners: Manners = PLAIN
    transfers: tuple[tuple[int, float], ...] = ()

    @property
    def handle_time(self) -> float:
        """Average seconds that a call keeps an agent busy."""
        return self.talk.mean + (self.after_call.mean if self.after_call else 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupDay:
    """One group on one day: agents on the phone in each segment; ``tiers`` are its call types, best rank first.

    An agent serves ``at_once`` callers (1: a phone); a chat that begins beside others takes longer by ``slower`` each.
    """

    name: str
    agents: tuple[int, ...]
    tiers: tuple[tuple[int, ...], ...] = ((0,),)
    at_once: int = 1
    slower: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """Everything that a simulation needs. Segment i lasts from ``edges[i]`` to ``edges[i + 1]``; nothing changes in it.

    ``intervals`` are those of the tables of results. Calls that arrive before ``counts_from`` are simulated but not
    counted: 0 starts with an empty center, which is what a real morning does. ``lines`` is how many callers the trunk
    lines hold (None: as many as come); whoever finds them taken hears the busy tone.
    """

    edges: tuple[float, ...]
    open: tuple[bool, ...]
    types: tuple[TypeDay, ...]
    groups: tuple[GroupDay, ...]
    intervals: tuple[tuple[float, float], ...]
    target: Target
    counts_from: float = 0.0
    lines: int | None = None
    varies: Variation = STEADY
    date: date | None = None
    warnings: tuple[Fault, ...] = ()

    @property
    def work(self) -> float:
        """Seconds of work that its calls bring to agents, on average."""
        spans = [end - start for start, end in pairwise(self.edges)]
        return math.fsum(r * span * t.handle_time for t in self.types for r, span in zip(t.rates, spans, strict=True))

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

    Raises CenterError where the line is closed all day, and DefinitionError where a table does not cover the date or
    what comes ``from personas`` or ``from flow`` has not been filled in.
    """
    times = openings(center, on)
    if not times:
        raise CenterError(f"{center.name} is closed on {DAYS[on.weekday()]} {on}", hint=f"its hours are {center.hours}")
    if missing := [fault for call_type in center.types for fault in _not_borrowed(call_type)]:
        raise DefinitionError(missing)
    edges = _edges(center, times, on, what_if)
    is_open = tuple(any(start <= edge < end for start, end in times) for edge in edges[:-1])
    types = tuple(_type(center, t, times, edges, is_open, on, what_if) for t in center.types)
    expected = math.fsum(r * 60 * (b - a) for t in types for r, (a, b) in zip(t.rates, pairwise(edges), strict=True))
    if expected > MOST_CALLS:
        what = f"{expected:,.0f} calls on {on} are more than are simulated in a day ({MOST_CALLS:,})"
        raise CenterError(what, hint="check the unit of the forecast: 120/h is two a minute")
    groups = tuple(_group(center, group, edges, is_open, on, what_if) for group in center.groups)
    day = Day(
        edges=tuple(edge * 60.0 for edge in edges),
        open=is_open,
        types=types,
        groups=groups,
        intervals=tuple(_intervals(center.interval, times)),
        target=center.target,
        lines=center.lines,
        varies=center.varies,
        date=on,
    )
    return replace(day, warnings=tuple(_warnings(center, day)))


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


def _must_cover(slots: tuple[Slot, ...], on: date, what: str, place: Place | None) -> None:
    if slots and not any(slot.holds_on(on) for slot in slots):
        days = sorted({str(DAYS[slot.day] if isinstance(slot.day, int) else slot.day) for slot in slots})
        hint = f"its table has {', '.join(days[:6])}{' …' if len(days) > 6 else ''}; choose --date"
        raise DefinitionError([_fault(f"{what} has no row for {DAYS[on.weekday()]} {on}", place, hint=hint)])


def _not_borrowed(call_type: CallType) -> Iterator[Fault]:
    """What a call type takes from the project around it, and what is not there."""
    name, place, inside = call_type.name, call_type.place, "run it inside a project with a folder personas/, or write"
    if call_type.patience_from_personas and call_type.patience is None:
        what = f"the patience of {name!r} comes from personas, but none are known"
        yield _fault(what, place, hint=f"{inside} an average such as patience: 3 min")
    if call_type.redial_from_personas:
        what = f"the redials of {name!r} come from personas, but none are known"
        yield _fault(what, place, hint=f"{inside} a share such as redial: 40 % after 10 min")
    if call_type.menu_from_flow:
        what = f"the time in the menu of {name!r} comes from the phone flow, but none is known"
        hint = "a touchpoint of the map names both this file (callcenter:) and a flow in a file; or write ivr: 40 s"
        yield _fault(what, place, hint=hint)


def _fault(what: str, place: Place | None, *, hint: str = "", warning: bool = False) -> Fault:
    file, line = place or (None, None)
    return Fault(what=what, hint=hint, file=file, line=line, warning=warning)


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
    _must_cover(call_type.arrivals, on, f"the forecast of {call_type.name!r}", call_type.place)
    all_day = (call_type.per_day or 0.0) / (60.0 * sum(end - start for start, end in times))
    rates = []
    for minute, opened in zip(edges, is_open, strict=False):
        rate = _level(call_type.arrivals, on, minute) if call_type.per_day is None else all_day
        if what_if:
            rate = _changed(rate, what_if.calls, call_type.name, what_if, minute)
        rates.append(rate if opened else 0.0)
    factor = _changed(1.0, what_if.aht, call_type.name, what_if, what_if.start) if what_if else 1.0
    names = [other.name for other in center.types]
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
        manners=call_type.manners,
        transfers=tuple((names.index(name), share) for name, share in call_type.manners.transfers),
    )


def _group(
    center: Center, group: Group, edges: list[int], is_open: tuple[bool, ...], on: date, what_if: WhatIf | None
) -> GroupDay:
    _must_cover(group.heads, on, f"the shift plan of {group.name!r}", group.place)
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
    return GroupDay(name=group.name, agents=tuple(agents), tiers=tiers, at_once=group.at_once, slower=group.slower)


def _warnings(center: Center, day: Day) -> list[Fault]:
    found = []
    for call_type, plan in zip(center.types, day.types, strict=True):
        able = [
            sum(day.groups[i].agents[segment] for tier in plan.tiers for i in tier) for segment in range(len(day.open))
        ]
        loads = [rate * plan.handle_time for rate in plan.rates]
        alone = [s for s, load in enumerate(loads) if load > 0 and able[s] == 0]
        if alone:
            found.append(_fault(f"nobody answers {plan.name}: {_spans(day, alone)}", call_type.place, warning=True))
        endless = [s for s, load in enumerate(loads) if load >= able[s] > 0 and plan.patience is None]
        if endless:
            most = max(loads[s] for s in endless)
            what = f"{plan.name} needs {most:.1f} agents, and nobody hangs up: the queue only grows"
            hint = "write more agents, or patience: 3 min"
            found.append(_fault(f"{what} ({_spans(day, endless)})", call_type.place, hint=hint, warning=True))
    if told := _out_of_proportion(day):
        found.append(_fault(told, center.groups[0].place, hint="are the columns swapped?", warning=True))
    if day.edges[-1] >= 86400.0 or day.edges[0] <= 0.0:
        what = "the line is open at midnight: each day is simulated alone and begins with nobody in the line"
        found.append(_fault(what, center.types[0].place and (center.types[0].place[0], None), warning=True))
    return found


def _out_of_proportion(day: Day) -> str:
    """What to say where calls and agents do not belong together, as where two columns of a table are swapped."""
    spans = [end - start for start, end in pairwise(day.edges)]
    work = day.work
    calls = math.fsum(r * span for t in day.types for r, span in zip(t.rates, spans, strict=True))
    staffed = math.fsum(
        n * span
        for group in day.groups
        for n, span, opened in zip(group.agents, spans, day.open, strict=True)
        if opened
    )
    if not work or not staffed:
        return ""
    hours = f"{calls:,.0f} calls are {work / 3600:,.1f} hours of work, and {staffed / 3600:,.1f} hours are staffed"
    heads = staffed / math.fsum(span for span, opened in zip(spans, day.open, strict=True) if opened)
    idle = heads >= MANY_HEADS and staffed > MANY_TIMES * work  # two at a line that seldom rings are none too many
    return hours if idle or work > MANY_TIMES * staffed else ""


def _spans(day: Day, segments: list[int]) -> str:
    spans: list[tuple[float, float]] = []
    for segment in segments:
        start, end = day.edges[segment], day.edges[segment + 1]
        if spans and spans[-1][1] == start:
            start = spans.pop()[0]
        spans.append((start, end))
    return ", ".join(f"{clock(start)}-{clock(end)}" for start, end in spans)


def clock(seconds: float) -> str:
    """A time of day as ``08:30``."""
    minutes = int(seconds // 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
