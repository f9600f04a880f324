"""A shift is when one person works: from when, for how long, with which break. Covering finds the cheapest set of them.

Each kind of shift may start at several times, and its break may lie at several places; every combination is a column of
a set-covering problem, which SciPy hands to the HiGHS solver (mixed-integer linear programming).
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cxsim.callcenter.day import clock
from cxsim.callcenter.errors import CenterError
from cxsim.callcenter.form import minute_of_day
from cxsim.quantities import QuantityError, seconds

if TYPE_CHECKING:
    from cxsim.callcenter.times import Floats

HINT = "write such as 'early: 8 h from 06:00 to 09:00, break 30 min, 25/h, at most 4'"
_LENGTH = re.compile(r"(?P<length>.+?)\s+from\s+(?P<first>\d{1,2}:\d{2})(?:\s+to\s+(?P<last>\d{1,2}:\d{2}))?")
SOLVER_SECONDS = 30.0
DAY_SECONDS = 86400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftKind:
    """Shifts that differ only in when they begin and when their break is; all times in seconds.

    ``starts`` are the earliest and the latest start after midnight; ``pause`` lies within the middle half of the shift.
    ``cost`` is that of one hour of presence; pauses are paid if ``pause_paid``. ``at_most`` limits how many there are.
    """

    name: str
    length: float
    starts: tuple[float, float]
    pause: float = 0.0
    pause_paid: bool = False
    cost: float = 1.0
    at_most: int | None = None

    @property
    def price(self) -> float:
        """What one person costs."""
        return self.cost * (self.length - (0.0 if self.pause_paid else self.pause)) / 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """So many people who work from ``start`` to ``end`` with a break from ``pause_from`` on (None: without)."""

    kind: str
    start: float
    end: float
    pause_from: float | None
    pause: float
    people: int

    def __str__(self) -> str:
        rest = (
            "" if self.pause_from is None else f", break {clock(self.pause_from)}-{clock(self.pause_from + self.pause)}"
        )
        return f"{self.people} x {self.kind} {clock(self.start)}-{clock(self.end)}{rest}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """Shifts that cover a demand: the heads present in each interval, the cost, and whether it is known to be least."""

    shifts: tuple[Shift, ...]
    heads: tuple[int, ...]
    cost: float
    proven: bool


def usual_kinds(opens: float, closes: float) -> tuple[ShiftKind, ...]:
    """Kinds that are assumed where none are written: eight hours with half an hour of unpaid break, and four hours."""
    kinds = []
    for name, length, pause in (("full day", 8.5 * 3600.0, 1800.0), ("half day", 4 * 3600.0, 0.0)):
        length = min(length, closes - opens)
        kinds.append(ShiftKind(name=name, length=length, starts=(opens, closes - length), pause=pause))
    return tuple(kinds)


def shift_kind(text: str) -> ShiftKind:
    """A kind of shift as people write it: a name and a length, then what is not as usual.

    Raises CenterError where it is not understood.

    >>> shift_kind("early: 8 h from 06:00 to 09:00, break 30 min, 25/h, at most 4").at_most
    4
    """
    name, colon, rest = text.partition(":")
    parts = [part.strip() for part in rest.split(",")]
    found = _LENGTH.fullmatch(parts[0]) if colon else None
    if found is None:
        raise CenterError(f"{text!r} is not a shift", hint=HINT)
    try:
        first = minute_of_day(found["first"]) * 60.0
        last = minute_of_day(found["last"]) * 60.0 if found["last"] else first
        kind = ShiftKind(name=name.strip(), length=seconds(found["length"]), starts=(first, last))
        for part in parts[1:]:
            kind = _with_part(kind, part, text)
    except QuantityError as error:
        raise CenterError(f"{text!r}: {error}", hint=error.hint or HINT) from error
    _must_end_today(kind)
    if last < first or not kind.length > 0 or not 0 <= kind.pause < kind.length / 2:
        raise CenterError(f"{text!r}: these times do not fit together", hint=HINT)
    return kind


def _with_part(kind: ShiftKind, part: str, text: str) -> ShiftKind:
    if found := re.fullmatch(r"(paid )?break (.+)", part):
        return replace(kind, pause=seconds(found[2]), pause_paid=bool(found[1]))
    if found := re.fullmatch(r"(?:cost )?(\d+(?:\.\d+)?)\s*/\s*h(?:our)?", part):
        return replace(kind, cost=float(found[1]))
    if found := re.fullmatch(r"at most (\d+)", part):
        return replace(kind, at_most=int(found[1]))
    raise CenterError(f"{text!r}: {part!r} is not understood", hint=HINT)


def cover(
    intervals: Sequence[tuple[float, float]], needed: Sequence[int], kinds: Sequence[ShiftKind], *, step: float = 1800.0
) -> Cover:
    """The cheapest shifts with which at least ``needed`` heads are present in each interval.

    ``step`` is how far apart starts and breaks may lie, in seconds. Heads of an interval are those who are there all
    the time. Raises CenterError where a shift runs over midnight, or where no set of shifts covers the demand.
    """
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp

    columns = _columns(kinds, step)
    if not any(needed):
        return Cover(shifts=(), heads=(0,) * len(needed), cost=0.0, proven=True)
    present = np.array([_present(column, intervals) for column in columns]).T
    _must_reach(intervals, needed, present)
    limits = [LinearConstraint(present, lb=np.array(needed, dtype=float))]
    for kind in kinds:
        if kind.at_most is not None:
            mine = np.array([[float(column.kind == kind.name) for column in columns]])
            limits.append(LinearConstraint(mine, ub=float(kind.at_most)))
    prices = {kind.name: kind.price for kind in kinds}
    found = milp(
        np.array([prices[column.kind] for column in columns]),
        integrality=np.ones(len(columns)),
        bounds=Bounds(0, math.inf),
        constraints=limits,
        options={"time_limit": SOLVER_SECONDS, "mip_rel_gap": 0.0},
    )
    if found.x is None:
        raise CenterError("no set of these shifts covers the demand", hint="allow more people, or other starts")
    people = np.round(found.x).astype(int)
    return Cover(
        shifts=tuple(_with_people(c, int(n)) for c, n in zip(columns, people, strict=True) if n),
        heads=tuple(int(value) for value in present @ people),
        cost=float(sum(prices[c.kind] * n for c, n in zip(columns, people, strict=True))),
        proven=found.status == 0,
    )


def _must_end_today(kind: ShiftKind) -> None:
    last = kind.starts[1]
    if last + kind.length > DAY_SECONDS:
        what = f"the shift {kind.name!r} that starts at {clock(last)} runs over midnight"
        raise CenterError(what, hint="each day is planned alone: end it by 24:00 and begin another at 00:00")


def _columns(kinds: Sequence[ShiftKind], step: float) -> list[Shift]:
    found = []
    for kind in kinds:
        first, last = kind.starts
        _must_end_today(kind)
        for start in _times(first, last, step):
            for pause_from in _pauses(kind, start, step):
                end = start + kind.length
                found.append(
                    Shift(kind=kind.name, start=start, end=end, pause_from=pause_from, pause=kind.pause, people=1)
                )
    return found


def _times(first: float, last: float, step: float) -> list[float]:
    return [first + i * step for i in range(math.floor((last - first) / step + 1e-9) + 1)]


def _pauses(kind: ShiftKind, start: float, step: float) -> list[float | None]:
    """Where the break may begin: on the grid of steps, within the middle half of the shift."""
    if kind.pause <= 0:
        return [None]
    low, high = start + kind.length / 4, start + 3 * kind.length / 4 - kind.pause
    first = math.ceil(low / step - 1e-9) * step
    return [*_times(first, high, step)] or [start + (kind.length - kind.pause) / 2]


def _present(shift: Shift, intervals: Sequence[tuple[float, float]]) -> list[float]:
    """1 for each interval in which somebody on this shift is there from its start to its end."""
    pause = (shift.pause_from, shift.pause_from + shift.pause) if shift.pause_from is not None else (0.0, 0.0)
    return [
        float(shift.start <= start and end <= shift.end and not (pause[0] < end and pause[1] > start))
        for start, end in intervals
    ]


def _must_reach(intervals: Sequence[tuple[float, float]], needed: Sequence[int], present: Floats) -> None:
    alone = [clock(start) for (start, _), n, row in zip(intervals, needed, present, strict=True) if n and not row.any()]
    if alone:
        what = f"no shift covers {', '.join(alone[:5])}{' ...' if len(alone) > 5 else ''}"
        raise CenterError(what, hint="let one start earlier, end later, or have its break elsewhere")


def _with_people(shift: Shift, people: int) -> Shift:
    return replace(shift, people=people)
