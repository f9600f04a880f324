"""What a formula leaves out is why the simulation beside it may differ: one sentence for each feature of the interval
that no closed formula has.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from cxsim.callcenter.day import Day, TypeDay


def left_out(day: Day, calling: Sequence[int], start: float, end: float) -> tuple[str, ...]:
    """The reasons for the interval between two times in which these types call."""
    types = [day.types[index] for index in calling]
    return (*_of_the_moment(day, start, end), *_of_calls(types), *_of_manners(types), *_of_the_center(day, types))


def asking(call_type: TypeDay) -> float:
    """The share of callers who ask for a person; the others are helped by the phone menu."""
    menu = call_type.manners.menu
    return 1.0 - menu.contained if menu else 1.0


def segment_at(day: Day, at: float) -> int:
    """The segment of the day that holds at a time."""
    return max(0, sum(edge <= at for edge in day.edges[:-1]) - 1)


def _of_the_moment(day: Day, start: float, end: float) -> Iterator[str]:
    if start == day.intervals[0][0]:
        yield "the day begins with nobody in the line"
    if start > day.edges[0] and _overloaded(day, start):
        yield "callers are left over from the interval before"
    if day.varies.day or day.varies.interval:
        yield "days and intervals vary more than by chance: the formula knows their mean only"


def _of_calls(types: Sequence[TypeDay]) -> Iterator[str]:
    if any(t.talk.family != "exponential" or t.after_call for t in types):
        yield "handle times are not exponential"
    if len({t.handle_time for t in types}) > 1:
        yield "call types take different times"
    if len({t.patience is None for t in types}) > 1:
        yield "some callers never hang up: the formula takes all of them so"
    if any(t.redial for t in types):
        yield "those who hang up call again: counted as fresh calls of the same interval"


def _of_manners(types: Sequence[TypeDay]) -> Iterator[str]:
    manners = [t.manners for t in types]
    if any(m.menu for m in manners):
        yield "callers spend time in the menu first: who is helped there is taken off, the rest comes at once"
    if any(m.balks for m in manners):
        yield "some hang up at once where nobody is free"
    if any(m.announcement for m in manners):
        yield "callers are told how long they would wait"
    if any(m.callback for m in manners):
        yield "callers may be called back"
    if any(m.repeat for m in manners):
        yield "some who were answered call again"
    if any(m.transfers for m in manners):
        yield "some are passed on to another type"


def _of_the_center(day: Day, types: Sequence[TypeDay]) -> Iterator[str]:
    if any(len(group.tiers) > 1 for group in day.groups):
        yield "some call types are taken first"
    if any(group.at_once > 1 for group in day.groups):
        yield "agents chat with several people at once: the formula knows one at a time"
    if day.lines is not None and any(getattr(t.patience, "family", "exponential") != "exponential" for t in types):
        yield "with trunks, patience is taken as exponential"


def _overloaded(day: Day, before: float) -> bool:
    """Whether the agents could not keep up just before this time."""
    segment = segment_at(day, before - 1.0)
    load = math.fsum(t.rates[segment] * t.handle_time * asking(t) for t in day.types)
    return day.open[segment] and load > sum(group.agents[segment] for group in day.groups)
