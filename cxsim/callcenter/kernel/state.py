"""The state is all that the compiled loop knows, as arrays, and the names of their columns."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

from cxsim.callcenter.luck import COLUMNS

Function = TypeVar("Function", bound=Callable[..., Any])
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

DONE, NEEDS_CALLS, NEEDS_ROWS, NEEDS_ROOM = range(4)
"""Why the loop returned: nothing more happens; a type's calls are used up; the rows must be taken away; too many calls
are in the center for the arrays."""

SERVED, ABANDONED, WAITING, CLOSED, BLOCKED, CONTAINED, BALKED, MISSED = range(8)
"""Outcomes, in the order of :data:`cxsim.callcenter.outcomes.OUTCOMES`."""

# What is known of a call that is in the center: numbers (first its luck), and whole numbers
ARRIVED, QUEUED, BEGAN = range(COLUMNS, COLUMNS + 3)
CALL_FLOATS = COLUMNS + 3
TYPE, ORIGIN, INDEX, CLIENT, ATTEMPT, NUMBER, PLACE, GROUP, SEAT, FLAGS, TIMER, ENDED, NEXT, BEFORE = range(14)
CALL_INTS = 14
HOLDS_LINE = 8  # a flag beside those of a row

# Of a team
CAPACITY, BUSY, AT_ONCE, IDLE_FROM, IDLE, ABSENT, SEATS = range(7)
TEAM_INTS = 7
SLOWER, OVER_SINCE = range(2)

# Counters
OPEN, LINES, LINES_TAKEN, CLIENTS, NUMBERS, PLACES, ORDER, FREE, FREE_COUNT, CHANGE, ROWS, OVER, NEEDY = range(13)
COUNTERS = 13
RICH, WRITTEN, STARTED, HOLLOW, LEAVES, FREE_LEAVES = range(13, 19)
ALL_COUNTERS = 19

# Heaps
TIMERS, ENTRIES = range(2)
HEAPS = 2
LOAD_BITS = 24
LOAD_MASK = (1 << LOAD_BITS) - 1
MOST_SLOTS = 1 << (LOAD_BITS - 1)

MOST = (1 << 31) - 1
"""The largest index of an array."""

END_OF_TIER, END = -1, -2


class State(NamedTuple):
    """All arrays of a running simulation. ``calls_*`` have a row for each call in the center."""

    counters: Ints
    now: Floats  # the time, and the last one for which a timer was ever set
    calls_f: Floats
    calls_i: Ints
    queues: Ints  # of each type the first and the last who waits
    last_wait: Floats
    teams_i: Ints
    teams_f: Floats
    idle_since: Floats  # a ring for each team
    idle_seat: Ints
    absent: Ints
    chats: Ints
    since: Floats
    type_teams: Ints
    team_types: Ints
    heap_at: Floats
    heap_key: Ints
    heap_size: Ints
    tree_at: Floats  # of completions: node 1 is the first of all
    tree_key: Ints
    leaf_load: Ints
    free_leaves: Ints
    change_at: Floats
    change_what: Ints
    next_at: Floats  # the next arrival of each type: when, scheduled as which, and its place in the buffers
    next_i: Ints
    gaps: Floats  # where a plan is drawn: of a stream with rate 1, that is stretched to the rates of the day
    unit: Floats
    before: Floats
    edges: Floats
    expected: Floats
    pace: Floats
    luck: Floats
    varies: Ints  # 1 where a number of a type differs from call to call, else only its first place is read
    manners: Floats  # of each type: patience after an announcement, ringing time of callbacks
    parts: Floats
    first_part: Ints
    limits: Floats
    keys: Ints
    written: Floats
    first_written: Ints
    rows_f: Floats
    rows_i: Ints
    over_f: Floats
    over_i: Ints


NEXT_ORDER, NEXT_PLACE, NEXT_FREE, NEXT_FILLED, NEXT_MORE, NEXT_INDEX, NEXT_SEGMENT = range(7)
"""Of the next arrival of a type: its order, its place in the buffers, the place after it, how many are filled, whether
more will come, its index, and the segment of the day."""
NEXT_INTS = 7


# Nothing is allocated here, so nothing needs counting of references, which costs more than the simulation itself.
_OPTIONS = {"cache": True, "error_model": "numpy", "_nrt": False}
_WITHIN = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}  # only compiled code calls it: half the compiling


def inline(function: Function) -> Function:
    """Compile a function into those that call it."""
    return _compiled(function, forceinline=True, **_WITHIN)


def apart(function: Function) -> Function:
    """Compile a function once, for what happens rarely."""
    return _compiled(function, **_WITHIN)


def entry(function: Function) -> Function:
    """Compile a function that Python calls."""
    return _compiled(function)


def _compiled(function: Function, **options: bool) -> Function:
    """Compile it when it is first called, or take it from numba's cache where no file has changed since.

    numba looks only at the function's own file, but here functions call each other across files. The cache lies beside
    these files, or in the user's own cache folder where that cannot be written.
    """
    njit: Any = numba.njit
    compiled = njit(**_OPTIONS, **options)(function)
    compiled._cache._cache_file._source_stamp = _stamp()
    return cast(Function, compiled)


@cache
def _stamp() -> tuple[tuple[str, int, int], ...]:
    """Changes with every file that compiled code is made of."""
    here = Path(__file__).parent
    files = [*sorted(here.glob("*.py")), *(here.parent / f"{name}.py" for name in ("inversion", "luck", "outcomes"))]
    return tuple((file.name, file.stat().st_mtime_ns, file.stat().st_size) for file in files)


@inline
def spot(number: int) -> int:
    """The same number, of which the compiler now knows that it counts from the front of an array and not from its end.

    Looking for negative indices would take a tenth of the time.
    """
    return number & MOST
