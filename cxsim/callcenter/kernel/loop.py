"""The kernel is the simulation's event loop in a form that numba compiles: arrays and numbers instead of objects.

It does what :mod:`cxsim.callcenter.simulation` does, event by event and in the same order among ties, and writes the
same rows; that module says why things are as they are. What differs is how events are kept. SimPy has one heap, here
each rank has its own (a staff change is a line of a table, the next arrival of each type one number), and ``order``
counts what is scheduled, as SimPy's event number does.

The loop returns to Python whenever it needs something (see ``DONE`` and the other reasons) and is then called again
with the same :class:`State`. Importing this module imports numba.
"""

from __future__ import annotations

import numpy as np

from cxsim.callcenter.kernel.agents import (
    change_plan,
)
from cxsim.callcenter.kernel.calls import (
    leave,
    record,
)
from cxsim.callcenter.kernel.heaps import pop
from cxsim.callcenter.kernel.life import (
    arrive,
    ask,
    complete,
    dial,
    expect,
    heard,
    redial,
    talked,
    time_is_up,
)
from cxsim.callcenter.kernel.state import (
    ABSENT,
    BUSY,
    CAPACITY,
    CHANGE,
    CLIENTS,
    DONE,
    ENTRIES,
    FREE,
    FREE_COUNT,
    IDLE,
    IDLE_FROM,
    LINES_TAKEN,
    LOAD_BITS,
    NEEDS_CALLS,
    NEEDS_ROOM,
    NEEDS_ROWS,
    NEEDY,
    NEXT,
    NEXT_FILLED,
    NEXT_FREE,
    NEXT_MORE,
    NEXT_ORDER,
    NUMBERS,
    OPEN,
    ORDER,
    OVER,
    OVER_SINCE,
    PLACES,
    RICH,
    ROWS,
    SEATS,
    STARTED,
    TIMER,
    TIMERS,
    WAITING,
    State,
    apart,
    entry,
    inline,
)
from cxsim.callcenter.kernel.tournament import clear, filled, look
from cxsim.callcenter.luck import (
    AFTER,
    TALK,
)


@inline
def earliest(s: State) -> int:
    """The type whose arrival comes first."""
    best = 0
    for type_ in range(1, s.next_at.shape[0]):
        at, first = s.next_at[type_], s.next_at[best]
        if at < first or (at == first and s.next_i[type_, NEXT_ORDER] < s.next_i[best, NEXT_ORDER]):
            best = type_
    return best


@apart
def first(s: State, type_: int) -> tuple[float, int]:
    """When the next event is, and its rank (4: a later attempt, or the end of a menu); inf where nothing happens."""
    at, rank = s.change_at[s.counters[CHANGE]], 0
    if s.tree_at[1] < at:
        at, rank = s.tree_at[1], 1
    if s.heap_at[TIMERS, 0] < at:
        at, rank = s.heap_at[TIMERS, 0], 2
    if s.next_at[type_] < at:
        at, rank = s.next_at[type_], 3
    entry = s.heap_at[ENTRIES, 0]
    earlier = rank == 3 and entry == at and s.heap_key[ENTRIES, 0] >> LOAD_BITS < s.next_i[type_, NEXT_ORDER]
    return (entry, 4) if entry < at or earlier else (at, rank)


@inline
def has_room(s: State, rows: int) -> int:
    """DONE where the next event has all the room that it may need, or else what is missing."""
    if s.counters[ROWS] > s.rows_i.shape[0] - rows or s.counters[OVER] > s.over_i.shape[0] - 2:
        return NEEDS_ROWS
    if s.counters[FREE_COUNT] < 2:
        return NEEDS_ROOM
    return DONE


@apart
def leave_waiting(s: State, rows: int) -> bool:
    """Record those who still wait when nothing more happens, by queue; whether there was room for all of them.

    They have waited until the last patience would have been over, as in SimPy, which keeps the timers of the answered.
    """
    s.now[0] = max(s.now[0], s.now[1])
    for type_ in range(s.queues.shape[0]):
        while s.queues[type_, 0] >= 0:
            if s.counters[ROWS] > s.rows_i.shape[0] - rows:
                return False
            slot = s.queues[type_, 0]
            leave(s, slot)
            record(s, slot, WAITING, s.calls_f[slot, TALK], s.calls_f[slot, AFTER])
    return True


@apart
def begin(s: State) -> None:
    """Make everything as it is before a day begins, but for the calls that have been drawn for it already."""
    s.counters[OPEN] = s.counters[LINES_TAKEN] = s.counters[CLIENTS] = s.counters[NUMBERS] = s.counters[PLACES] = 0
    s.counters[ORDER] = s.counters[CHANGE] = s.counters[ROWS] = s.counters[OVER] = 0
    s.now[:] = 0.0
    for slot in range(s.calls_i.shape[0]):
        s.calls_i[slot, NEXT] = slot + 1
        s.calls_i[slot, TIMER] = -1
    s.counters[FREE], s.counters[FREE_COUNT] = 0, s.calls_i.shape[0]
    s.queues[:] = -1
    s.last_wait[:] = 0.0
    s.heap_size[:] = 0
    s.heap_at[:] = np.inf
    clear(s, s.tree_at.shape[0] >> (1 if s.counters[RICH] else 2))  # talk and after-call work, or the whole call
    s.teams_f[:, OVER_SINCE] = 0.0
    s.chats[:] = 0
    s.since[:] = 0.0
    s.unit[:] = 0.0
    s.before[:] = 0.0
    for team in range(s.teams_i.shape[0]):
        for counter in (CAPACITY, BUSY, IDLE_FROM, IDLE):
            s.teams_i[team, counter] = 0
        seats = s.teams_i[team, ABSENT] = s.teams_i[team, SEATS]
        for seat in range(seats):
            s.absent[team, seat] = seats - 1 - seat
    s.counters[STARTED] = 1
    for type_ in range(s.next_at.shape[0]):
        expect(s, type_)


@entry
def run(s: State, rows: int) -> int:
    """Simulate until something is needed or nothing more happens; an event writes at most ``rows`` rows."""
    if not s.counters[STARTED]:
        begin(s)
    while True:
        missing = has_room(s, rows)
        if missing != DONE:
            return missing
        type_ = earliest(s)
        completion, arrival = s.tree_at[1], s.next_at[type_]
        at = min(completion, arrival)
        if at < s.change_at[s.counters[CHANGE]] and at < s.heap_at[TIMERS, 0] and at < s.heap_at[ENTRIES, 0]:
            rank = 1 if completion <= arrival else 3  # nearly always
        else:
            at, rank = first(s, type_)
            if at == np.inf:
                return DONE if leave_waiting(s, rows) else NEEDS_ROWS
        if rank == 3 and s.next_i[type_, NEXT_FREE] >= s.next_i[type_, NEXT_FILLED] and s.next_i[type_, NEXT_MORE]:
            s.counters[NEEDY] = type_
            return NEEDS_CALLS
        s.now[0] = at
        slot, asks = -1, False
        if rank == 1:
            load = look(s)
            if load & 1:
                filled(s)
                slot = talked(s, load >> 1)
                asks = slot >= 0
            else:
                complete(s, load >> 1)
                filled(s)
        elif rank == 2:
            time_is_up(s)
        elif rank == 3:
            slot = arrive(s, type_)
            asks = dial(s, slot)
        elif rank == 4:
            load = pop(s, ENTRIES)
            slot = load >> 1
            if load & 1:
                asks = heard(s, slot)
            else:
                redial(s, slot)
                asks = dial(s, slot)
        else:
            change_plan(s, s.change_what[s.counters[CHANGE], 0], s.change_what[s.counters[CHANGE], 1])
            s.counters[CHANGE] += 1
        if asks:
            ask(s, slot)
