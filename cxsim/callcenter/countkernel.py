"""The counting kernel counts the rows of a compiled simulation; it adds what :mod:`cxsim.callcenter.counting` adds.

Importing this module imports numba.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

import numba
import numpy as np

from cxsim.callcenter.outcomes import CALLED_BACK, KNOWN, OUTCOMES, PASSED_ON
from cxsim.callcenter.waits import BINS, HIGHEST_BITS, LOWEST_BIN

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

SERVED, ABANDONED, WAITING, CLOSED, BLOCKED, CONTAINED, BALKED, MISSED = range(len(OUTCOMES))

HANDLED, WAITED, LIVE, CALLED, IN_TIME, CLIENTS, NEWS, SECOND = range(8)
"""Columns of the sums of a slice."""


class Sums(NamedTuple):
    """Arrays that are added to: counts by outcome and sums of each interval, type and group, and more."""

    interval_counts: Floats
    type_counts: Floats
    group_counts: Floats
    interval_sums: Floats
    type_sums: Floats
    group_sums: Floats
    busy: Floats
    agents_answered: Floats
    agents_handled: Floats
    waits: Ints  # a histogram: type slices, then interval slices
    keys: Ints  # those of its bins that are not empty, and how many they are
    filled: Ints


Function = TypeVar("Function", bound=Callable[..., Any])
_njit: Any = numba.njit


def _inline(function: Function) -> Function:
    """Compile a function into those that call it."""
    return cast(Function, _njit(cache=True, forceinline=True, error_model="numpy", _nrt=False)(function))


def _compiled(function: Function) -> Function:
    return cast(Function, _njit(cache=True, error_model="numpy", _nrt=False)(function))


@_compiled
def count(
    s: Sums, floats: Floats, bits: Ints, ints: Ints, starts: Floats, ends: Floats, counts_from: float, within: float
) -> None:
    """Count these rows; ``bits`` is a view of the floats as whole numbers."""
    types, last = s.type_counts.shape[0] - 1, starts.shape[0] - 1
    seats = s.agents_answered.shape[0] // max(1, s.group_counts.shape[0] - 1)
    for row in range(ints.shape[0]):
        attempt, type_, group = ints[row, 1], ints[row, 3], ints[row, 4]
        outcome, flags = ints[row, 5], ints[row, 7]
        arrival, wait = floats[row, 0], floats[row, 1]
        handled = floats[row, 2] + floats[row, 3]
        if group >= 0:
            start = floats[row, 4] + wait
            end = start + handled
            _spread(s.busy, group, max(start, counts_from), end, starts, ends)
        if arrival < counts_from or outcome == CLOSED:
            continue
        interval = _column(starts, arrival)
        at = interval if interval >= 0 else last + 1
        team = group if group >= 0 else s.group_counts.shape[0] - 1
        s.interval_counts[at, outcome] += 1
        s.type_counts[type_, outcome] += 1
        s.group_counts[team, outcome] += 1
        if outcome == SERVED:
            s.agents_answered[group * seats + ints[row, 6]] += 1
            s.agents_handled[group * seats + ints[row, 6]] += handled
            live = (flags & CALLED_BACK) == 0
            in_time = 1.0 if live and wait <= within else 0.0
            _add(s.interval_sums, at, handled, wait, live, in_time)
            _add(s.type_sums, type_, handled, wait, live, in_time)
            _add(s.group_sums, team, handled, wait, live, in_time)
            if not flags & KNOWN and floats[row, 5] >= counts_from:
                s.interval_sums[at, NEWS] += 1
                s.type_sums[type_, NEWS] += 1
        if flags & PASSED_ON:
            s.interval_sums[at, SECOND] += 1
            s.type_sums[type_, SECOND] += 1
        elif attempt == 1:
            s.interval_sums[at, CLIENTS] += 1
            s.type_sums[type_, CLIENTS] += 1
        if outcome in (SERVED, ABANDONED, WAITING, MISSED):
            bin_ = min(max((bits[row, 1] >> HIGHEST_BITS) - LOWEST_BIN + 1, 0), BINS - 1)
            cut_off = 1 if outcome in (ABANDONED, WAITING) else 0
            _tick(s, ((type_ * BINS + bin_) << 1) | cut_off)
            if interval >= 0:
                _tick(s, (((types + interval) * BINS + bin_) << 1) | cut_off)


@_inline
def _tick(s: Sums, key: int) -> None:
    """Count a wait, and note its bin where it is the first in it."""
    if s.waits[key] == 0:
        s.keys[s.filled[0]] = key
        s.filled[0] += 1
    s.waits[key] += 1


@_inline
def _column(starts: Floats, at: float) -> int:
    """The interval that has begun last; -1 before the first."""
    low, high = 0, starts.shape[0]
    while low < high:
        middle = (low + high) >> 1
        if starts[middle] <= at:
            low = middle + 1
        else:
            high = middle
    return low - 1


@_inline
def _spread(into: Floats, group: int, start: float, end: float, starts: Floats, ends: Floats) -> None:
    """Add to each interval the part of this time that lies in it."""
    column = max(_column(starts, start), 0)
    while column < starts.shape[0] and starts[column] < end:
        part = min(end, ends[column]) - max(start, starts[column])
        if part > 0:
            into[group, column] += part
        column += 1


@_inline
def _add(sums: Floats, at: int, handled: float, wait: float, live: bool, in_time: float) -> None:
    sums[at, HANDLED] += handled
    sums[at, IN_TIME] += in_time
    if live:
        sums[at, WAITED] += wait
        sums[at, LIVE] += 1
    else:
        sums[at, CALLED] += 1
