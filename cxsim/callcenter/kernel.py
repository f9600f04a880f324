"""The kernel is the simulation's event loop in a form that numba compiles: arrays and numbers instead of objects.

It does what :mod:`cxsim.callcenter.simulation` does, event by event and in the same order among ties, and writes the
same rows; that module says why things are as they are. What differs is how events are kept. SimPy has one heap, here
each rank has its own (a staff change is a line of a table, the next arrival of each type one number), and ``order``
counts what is scheduled, as SimPy's event number does.

The loop returns to Python whenever it needs something (see ``DONE`` and the other reasons) and is then called again
with the same :class:`State`. Importing this module imports numba. Its compiled form is cached; whoever changes
:mod:`cxsim.callcenter.inversion` or the constants that are imported here must touch this file too.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

from cxsim.callcenter import inversion
from cxsim.callcenter.luck import (
    AFTER,
    BALKS,
    CALLBACK,
    COLUMNS,
    HEEDS,
    MENU,
    PATIENCE,
    PLAIN_COLUMNS,
    REACHED,
    REDIAL,
    REPEAT,
    TALK,
    TRANSFER,
)
from cxsim.callcenter.outcomes import CALLED_BACK, KNOWN, PASSED_ON

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
RICH, WRITTEN = range(13, 15)
ALL_COUNTERS = 15

# Heaps
COMPLETIONS, TIMERS, ENTRIES = range(3)
LOAD_BITS = 24
LOAD_MASK = (1 << LOAD_BITS) - 1
MOST_SLOTS = 1 << (LOAD_BITS - 1)

END_OF_TIER, END = -1, -2


class State(NamedTuple):
    """All arrays of a running simulation. ``calls_*`` have a row for each call in the center."""

    counters: Ints
    now: Floats
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
    change_at: Floats
    change_what: Ints
    next_at: Floats  # the next arrival of each type: when, scheduled as which, and its place in the buffers
    next_i: Ints
    gaps: Floats  # where a plan is drawn: of a stream with rate 1, that is stretched to the rates of the day
    unit: Floats
    before: Floats
    edges: Floats
    expected: Floats
    rates: Floats
    luck: Floats
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


# Nothing is allocated here, so nothing needs counting of references, which costs more than the simulation itself.
_njit: Any = numba.njit


def _inline(function: Function) -> Function:
    """Compile a function into those that call it."""
    return cast(Function, _njit(cache=True, forceinline=True, error_model="numpy", _nrt=False)(function))


def _apart(function: Function) -> Function:
    """Compile a function once, for what happens rarely."""
    return cast(Function, _njit(cache=True, error_model="numpy", _nrt=False)(function))


_philox = _njit(inversion.philox, cache=True)
_uniform = _njit(inversion.uniform, cache=True)
_quantile = _njit(inversion.quantile, cache=True, error_model="numpy")


# -- heaps: the time, and the order with the load below it in one number, for the order decides among equal times


@_inline
def _push(s: State, heap: int, at: float, load: int) -> int:
    """Schedule something, and return its key."""
    key = (s.counters[ORDER] << LOAD_BITS) | load
    s.counters[ORDER] += 1
    hole = s.heap_size[heap]
    s.heap_size[heap] = hole + 1
    while hole > 0:
        parent = (hole - 1) >> 1
        if s.heap_at[heap, parent] <= at:  # of the same time the parent was scheduled before
            break
        s.heap_at[heap, hole] = s.heap_at[heap, parent]
        s.heap_key[heap, hole] = s.heap_key[heap, parent]
        hole = parent
    s.heap_at[heap, hole] = at
    s.heap_key[heap, hole] = key
    return int(key)


@_inline
def _pop(s: State, heap: int) -> int:
    """Remove what happens first, and return its load.

    The hole sinks to the bottom and the last one rises from there, for it nearly always belongs there.
    """
    load = s.heap_key[heap, 0] & LOAD_MASK
    last = s.heap_size[heap] - 1
    s.heap_size[heap] = last
    hole, child = 0, 1
    while child < last:
        left, right = s.heap_at[heap, child], s.heap_at[heap, child + 1]
        earlier = right < left
        if right == left:
            earlier = s.heap_key[heap, child + 1] < s.heap_key[heap, child]
        child += earlier
        s.heap_at[heap, hole] = s.heap_at[heap, child]
        s.heap_key[heap, hole] = s.heap_key[heap, child]
        hole = child
        child = 2 * hole + 1
    at, key = s.heap_at[heap, last], s.heap_key[heap, last]
    while hole > 0:
        parent = (hole - 1) >> 1
        above = s.heap_at[heap, parent]
        if above < at or (above == at and s.heap_key[heap, parent] < key):
            break
        s.heap_at[heap, hole] = above
        s.heap_key[heap, hole] = s.heap_key[heap, parent]
        hole = parent
    s.heap_at[heap, hole] = at
    s.heap_key[heap, hole] = key
    return int(load)


# -- luck and rows


@_apart
def _draw_again(s: State, slot: int, step: int) -> None:
    """Give a call the luck of a later attempt, or of the type that it was passed on to."""
    origin, type_, attempt = s.calls_i[slot, ORIGIN], s.calls_i[slot, TYPE], s.calls_i[slot, ATTEMPT]
    index = s.calls_i[slot, INDEX]
    if s.counters[WRITTEN]:
        row = s.first_written[origin, index] + step - 2
        for column in range(COLUMNS):
            s.calls_f[slot, column] = s.written[row, column]
        return
    for column in range(COLUMNS if s.counters[RICH] else PLAIN_COLUMNS):
        part, last = s.first_part[type_, column], s.first_part[type_, column + 1] - 1
        if attempt >= s.limits[type_, column]:
            s.calls_f[slot, column] = np.inf
        elif part == last and s.parts[part, 1] == inversion.CONSTANT:
            s.calls_f[slot, column] = s.parts[part, 2]
        else:
            words = _philox(index & 0xFFFFFFFF, index >> 32, step, column >> 1, s.keys[origin, 0], s.keys[origin, 1])
            share = _uniform(words[2], words[3]) if column & 1 else _uniform(words[0], words[1])
            while part < last and share >= s.parts[part, 0]:
                share = (share - s.parts[part, 0]) / (1.0 - s.parts[part, 0])
                part += 1
            if part < last:
                share = share / s.parts[part, 0]
            s.calls_f[slot, column] = _quantile(share, s.parts[part, 1], s.parts[part, 2], s.parts[part, 3])


@_inline
def _record(s: State, slot: int, outcome: int, talk: float, after: float) -> None:
    row = s.counters[ROWS]
    s.counters[ROWS] = row + 1
    s.rows_f[row, 0] = s.calls_f[slot, ARRIVED]
    s.rows_f[row, 1] = s.now[0] - s.calls_f[slot, QUEUED]
    s.rows_f[row, 2] = talk
    s.rows_f[row, 3] = after
    s.rows_f[row, 4] = s.calls_f[slot, QUEUED]
    s.rows_f[row, 5] = s.calls_f[slot, BEGAN]
    s.rows_i[row, 0] = s.calls_i[slot, NUMBER]
    s.rows_i[row, 1] = s.calls_i[slot, ATTEMPT]
    s.rows_i[row, 2] = s.calls_i[slot, CLIENT]
    s.rows_i[row, 3] = s.calls_i[slot, TYPE]
    s.rows_i[row, 4] = s.calls_i[slot, GROUP]
    s.rows_i[row, 5] = outcome
    s.rows_i[row, 6] = s.calls_i[slot, SEAT]
    s.rows_i[row, 7] = s.calls_i[slot, FLAGS] & 7
    s.calls_i[slot, ENDED] = outcome


@_inline
def _slot(s: State) -> int:
    """A free row for a call."""
    slot = s.counters[FREE]
    s.counters[FREE] = s.calls_i[slot, NEXT]
    s.counters[FREE_COUNT] -= 1
    s.calls_i[slot, GROUP] = -1
    s.calls_i[slot, SEAT] = -1
    s.calls_i[slot, FLAGS] = 0
    s.calls_i[slot, TIMER] = -1
    return int(slot)


@_inline
def _release(s: State, slot: int) -> None:
    s.calls_i[slot, TIMER] = -1
    s.calls_i[slot, NEXT] = s.counters[FREE]
    s.counters[FREE] = slot
    s.counters[FREE_COUNT] += 1


# -- queues


@_inline
def _join(s: State, slot: int) -> None:
    type_ = s.calls_i[slot, TYPE]
    s.calls_i[slot, PLACE] = s.counters[PLACES]
    s.counters[PLACES] += 1
    last = s.queues[type_, 1]
    s.calls_i[slot, NEXT] = -1
    s.calls_i[slot, BEFORE] = last
    if last >= 0:
        s.calls_i[last, NEXT] = slot
    else:
        s.queues[type_, 0] = slot
    s.queues[type_, 1] = slot


@_inline
def _leave(s: State, slot: int) -> None:
    type_, before, after = s.calls_i[slot, TYPE], s.calls_i[slot, BEFORE], s.calls_i[slot, NEXT]
    s.calls_i[slot, TIMER] = -1
    if before >= 0:
        s.calls_i[before, NEXT] = after
    else:
        s.queues[type_, 0] = after
    if after >= 0:
        s.calls_i[after, BEFORE] = before
    else:
        s.queues[type_, 1] = before


@_inline
def _call_for(s: State, team: int) -> int:
    """The waiting call that a free agent of this team takes, out of its queue; -1 where nobody waits for her."""
    best, place, at = -1, 0, 0
    while True:
        type_ = s.team_types[team, at]
        at += 1
        if type_ >= 0:
            first = s.queues[type_, 0]
            if first >= 0 and (best < 0 or s.calls_i[first, PLACE] < place):
                best, place = first, s.calls_i[first, PLACE]
        elif best >= 0:
            _leave(s, best)
            return best
        elif type_ == END:
            return -1


# -- agents


@_inline
def _rest(s: State, team: int, seat: int) -> None:
    """An agent is idle from now on."""
    size = s.idle_since.shape[1]
    at = s.teams_i[team, IDLE_FROM] + s.teams_i[team, IDLE]
    if at >= size:
        at -= size
    s.idle_since[team, at] = s.now[0]
    s.idle_seat[team, at] = seat
    s.teams_i[team, IDLE] += 1


@_inline
def _wake(s: State, team: int) -> int:
    """The agent who has been idle longest."""
    at = s.teams_i[team, IDLE_FROM]
    s.teams_i[team, IDLE] -= 1
    s.teams_i[team, IDLE_FROM] = at + 1 if at + 1 < s.idle_since.shape[1] else 0
    return int(s.idle_seat[team, at])


@_apart
def _least_chats(s: State, team: int) -> int:
    """The seat with room for another chat: the fewest chats, the longest untouched; -1 where nobody may take one."""
    best = -1
    if s.teams_i[team, BUSY] > s.teams_i[team, CAPACITY]:
        return best
    for seat in range(s.chats.shape[1]):
        chats = s.chats[team, seat]
        if 0 < chats < s.teams_i[team, AT_ONCE] and (
            best < 0
            or chats < s.chats[team, best]
            or (chats == s.chats[team, best] and s.since[team, seat] < s.since[team, best])
        ):
            best = seat
    return best


@_inline
def _team_for(s: State, type_: int) -> int:
    """The team whose free agent should take a call of this type, -1 where nobody is free."""
    best, at = -1, 0
    fewest, longest = 0, 0.0
    while True:
        team = s.type_teams[type_, at]
        at += 1
        if team < 0:
            if best >= 0 or team == END:
                return best
            continue
        if s.teams_i[team, IDLE] > 0:
            chats, since = 0, s.idle_since[team, s.teams_i[team, IDLE_FROM]]
        elif s.teams_i[team, AT_ONCE] > 1:
            seat = _least_chats(s, team)
            if seat < 0:
                continue
            chats, since = s.chats[team, seat], s.since[team, seat]
        else:
            continue
        if best < 0 or chats < fewest or (chats == fewest and since < longest):
            best, fewest, longest = team, chats, since


@_inline
def _take(s: State, team: int) -> int:
    return _wake(s, team) if s.teams_i[team, IDLE] > 0 else _least_chats(s, team)


@_inline
def _passes(s: State, slot: int) -> bool:
    """Whether the caller is passed on after the talk."""
    return bool(
        s.counters[RICH]
        and s.calls_f[slot, TRANSFER] >= 0
        and s.calls_i[slot, ENDED] == SERVED
        and not s.calls_i[slot, FLAGS] & PASSED_ON
    )


@_inline
def _serve(s: State, slot: int, team: int, seat: int) -> None:
    s.calls_i[slot, GROUP] = team
    s.calls_i[slot, SEAT] = seat
    talk, after, outcome = s.calls_f[slot, TALK], s.calls_f[slot, AFTER], SERVED
    if s.teams_i[team, AT_ONCE] > 1:
        beside = s.chats[team, seat]
        s.teams_i[team, BUSY] += beside == 0
        s.chats[team, seat] = beside + 1
        s.since[team, seat] = s.now[0]
        talk = talk * (1.0 + s.teams_f[team, SLOWER] * beside)
    else:
        s.teams_i[team, BUSY] += 1
    type_ = s.calls_i[slot, TYPE]
    if not s.calls_i[slot, FLAGS] & CALLED_BACK:
        s.last_wait[type_] = s.now[0] - s.calls_f[slot, QUEUED]
    elif not math.isnan(s.manners[type_, 1]):
        talk = talk + s.manners[type_, 1]
        if s.calls_f[slot, REACHED] == 0.0:
            talk, after, outcome = s.manners[type_, 1], 0.0, MISSED
    _record(s, slot, outcome, talk, after)
    if s.counters[RICH] and (s.calls_i[slot, FLAGS] & HOLDS_LINE or _passes(s, slot)):
        _push(s, COMPLETIONS, s.now[0] + talk, 2 * slot + 1)
    _push(s, COMPLETIONS, s.now[0] + (talk + after), 2 * slot)


@_inline
def _count_overtime(s: State, team: int) -> None:
    too_many, now = s.teams_i[team, BUSY] - s.teams_i[team, CAPACITY], s.now[0]
    if too_many > 0 and now > s.teams_f[team, OVER_SINCE]:
        at = s.counters[OVER]
        s.counters[OVER] = at + 1
        s.over_f[at, 0], s.over_f[at, 1] = s.teams_f[team, OVER_SINCE], now
        s.over_i[at, 0], s.over_i[at, 1] = team, too_many
    s.teams_f[team, OVER_SINCE] = now


@_inline
def _next(s: State, team: int, seat: int) -> None:
    slot = _call_for(s, team)
    if slot >= 0:
        _serve(s, slot, team, seat)
    else:
        _rest(s, team, seat)


@_apart
def _fill(s: State, team: int) -> None:
    """Agents who hold several chats take waiting ones as long as they have room."""
    while s.teams_i[team, IDLE] > 0 or _least_chats(s, team) >= 0:
        slot = _call_for(s, team)
        if slot < 0:
            return
        _serve(s, slot, team, _take(s, team))


@_apart
def _change(s: State, team: int, value: int) -> None:
    """The opening changes, or how many agents of a team are on the phone."""
    if team < 0:
        s.counters[OPEN] = value
        return
    _count_overtime(s, team)
    s.teams_i[team, CAPACITY] = value
    while s.teams_i[team, IDLE] > 0 and s.teams_i[team, IDLE] > value - s.teams_i[team, BUSY]:
        s.absent[team, s.teams_i[team, ABSENT]] = _wake(s, team)
        s.teams_i[team, ABSENT] += 1
    while s.teams_i[team, IDLE] < value - s.teams_i[team, BUSY]:
        s.teams_i[team, ABSENT] -= 1
        _next(s, team, s.absent[team, s.teams_i[team, ABSENT]])
    if s.teams_i[team, AT_ONCE] > 1:
        _fill(s, team)


# -- a call's life


@_inline
def _hang_up(s: State, slot: int) -> None:
    if s.calls_i[slot, FLAGS] & HOLDS_LINE:
        s.calls_i[slot, FLAGS] &= ~HOLDS_LINE
        s.counters[LINES_TAKEN] -= 1


@_inline
def _give_up(s: State, slot: int, outcome: int) -> None:
    _record(s, slot, outcome, s.calls_f[slot, TALK], s.calls_f[slot, AFTER])
    _hang_up(s, slot)
    if s.calls_f[slot, REDIAL] != np.inf:
        _push(s, ENTRIES, s.now[0] + s.calls_f[slot, REDIAL], 2 * slot)
    else:
        _release(s, slot)


@_inline
def _arrive(s: State, type_: int) -> int:
    """A client calls for the first time: her slot; the next one of her type is scheduled."""
    slot, now, place = _slot(s), s.now[0], s.next_i[type_, NEXT_PLACE]
    for column in range(COLUMNS if s.counters[RICH] else PLAIN_COLUMNS):
        s.calls_f[slot, column] = s.luck[type_, column, place]
    s.calls_f[slot, ARRIVED] = s.calls_f[slot, QUEUED] = s.calls_f[slot, BEGAN] = now
    s.calls_i[slot, TYPE] = s.calls_i[slot, ORIGIN] = type_
    s.calls_i[slot, INDEX] = s.next_i[type_, NEXT_INDEX]
    s.calls_i[slot, CLIENT] = s.counters[CLIENTS]
    s.calls_i[slot, ATTEMPT] = 1
    s.counters[CLIENTS] += 1
    _expect(s, type_)
    return slot


@_inline
def _expect(s: State, type_: int) -> None:
    place = s.next_i[type_, NEXT_FREE]
    if place >= s.next_i[type_, NEXT_FILLED]:
        s.next_at[type_] = np.inf
        return
    s.next_i[type_, NEXT_PLACE] = place
    s.next_i[type_, NEXT_FREE] = place + 1
    s.next_i[type_, NEXT_INDEX] += 1
    s.next_i[type_, NEXT_ORDER] = s.counters[ORDER]
    s.counters[ORDER] += 1
    if s.counters[WRITTEN]:
        s.next_at[type_] = s.now[0] + s.gaps[type_, place]
        return
    unit = s.unit[type_] + s.gaps[type_, place]
    s.unit[type_] = unit
    segment, last = s.next_i[type_, NEXT_SEGMENT], s.rates.shape[1]
    while segment < last and unit > s.expected[type_, segment + 1]:
        segment += 1
    s.next_i[type_, NEXT_SEGMENT] = segment
    if segment == last:
        s.next_i[type_, NEXT_MORE] = 0
        s.next_at[type_] = np.inf
        return
    time = s.edges[type_, segment] + (unit - s.expected[type_, segment]) / s.rates[type_, segment]
    s.next_at[type_] = s.now[0] + max(time - s.before[type_], 0.0)
    s.before[type_] = time


@_apart
def _redial(s: State, slot: int) -> None:
    """The same client calls again."""
    known = s.calls_i[slot, FLAGS] & KNOWN or s.calls_i[slot, ENDED] == SERVED
    s.calls_i[slot, FLAGS] = KNOWN if known else 0
    s.calls_i[slot, TYPE] = s.calls_i[slot, ORIGIN]
    s.calls_i[slot, GROUP] = s.calls_i[slot, SEAT] = s.calls_i[slot, TIMER] = -1
    s.calls_i[slot, ATTEMPT] += 1
    _draw_again(s, slot, 2 * s.calls_i[slot, ATTEMPT])
    s.calls_f[slot, ARRIVED] = s.calls_f[slot, QUEUED] = s.now[0]


@_inline
def _dial(s: State, slot: int) -> bool:
    """Whether the caller goes on to ask for an agent at once."""
    s.calls_i[slot, NUMBER] = s.counters[NUMBERS]
    s.counters[NUMBERS] += 1
    if not s.counters[OPEN]:
        _record(s, slot, CLOSED, s.calls_f[slot, TALK], s.calls_f[slot, AFTER])
        _release(s, slot)
        return False
    if not s.counters[RICH]:
        return True
    if s.counters[LINES] >= 0:
        if s.counters[LINES_TAKEN] >= s.counters[LINES]:
            _give_up(s, slot, BLOCKED)
            return False
        s.counters[LINES_TAKEN] += 1
        s.calls_i[slot, FLAGS] |= HOLDS_LINE
    menu = s.calls_f[slot, MENU]
    if menu != 0.0:
        _push(s, ENTRIES, s.now[0] + abs(menu), 2 * slot + 1)
    return menu == 0.0


@_inline
def _heard(s: State, slot: int) -> bool:
    """The menu is over; whether the caller wants an agent."""
    s.calls_f[slot, QUEUED] = s.now[0]
    if s.calls_f[slot, MENU] > 0:
        return True
    _record(s, slot, CONTAINED, s.calls_f[slot, TALK], s.calls_f[slot, AFTER])
    _hang_up(s, slot)
    _release(s, slot)
    return False


@_inline
def _ask(s: State, slot: int) -> None:
    type_ = s.calls_i[slot, TYPE]
    team = _team_for(s, type_)
    if team >= 0:
        _serve(s, slot, team, _take(s, team))
        return
    patience = s.calls_f[slot, PATIENCE]
    callback = np.inf
    if s.counters[RICH]:
        heeds = s.calls_f[slot, HEEDS] != 0.0 and not math.isnan(s.manners[type_, 0])
        if s.calls_f[slot, BALKS] != 0.0 or (heeds and patience < s.last_wait[type_]):
            _give_up(s, slot, BALKED)
            return
        if heeds:
            patience = patience * s.manners[type_, 0]
        callback = s.calls_f[slot, CALLBACK]
    _join(s, slot)
    if callback < patience:
        s.calls_i[slot, TIMER] = _push(s, TIMERS, s.now[0] + callback, 2 * slot + 1)
    elif patience != np.inf:
        s.calls_i[slot, TIMER] = _push(s, TIMERS, s.now[0] + patience, 2 * slot)


@_inline
def _time_is_up(s: State) -> None:
    """Somebody's patience is over, or she takes the offer to be called back, if she still waits."""
    key = s.heap_key[TIMERS, 0]
    load = _pop(s, TIMERS)
    slot = load >> 1
    if s.calls_i[slot, TIMER] != key:
        return
    if load & 1:
        s.calls_i[slot, TIMER] = -1
        s.calls_i[slot, FLAGS] |= CALLED_BACK
        _hang_up(s, slot)
    else:
        _leave(s, slot)
        _give_up(s, slot, ABANDONED)


@_apart
def _talked(s: State, slot: int) -> int:
    """The caller leaves the agent: -1, or the slot of the second half of her call where she is passed on."""
    if not _passes(s, slot):
        _hang_up(s, slot)
        return -1
    leg = _slot(s)
    s.calls_i[leg, TYPE] = int(s.calls_f[slot, TRANSFER])
    for field in (ORIGIN, INDEX, CLIENT, ATTEMPT):
        s.calls_i[leg, field] = s.calls_i[slot, field]
    _draw_again(s, leg, 2 * s.calls_i[leg, ATTEMPT] + 1)
    s.calls_f[leg, ARRIVED] = s.calls_f[leg, QUEUED] = s.now[0]
    s.calls_f[leg, BEGAN] = s.calls_f[slot, BEGAN]
    s.calls_i[leg, FLAGS] = PASSED_ON | KNOWN | (s.calls_i[slot, FLAGS] & HOLDS_LINE)
    s.calls_i[slot, FLAGS] &= ~HOLDS_LINE
    s.calls_i[leg, NUMBER] = s.counters[NUMBERS]
    s.counters[NUMBERS] += 1
    return leg


@_inline
def _complete(s: State, slot: int) -> None:
    team, seat = s.calls_i[slot, GROUP], s.calls_i[slot, SEAT]
    repeats = s.counters[RICH] and s.calls_f[slot, REPEAT] != np.inf and s.calls_i[slot, ENDED] == SERVED
    if repeats and not _passes(s, slot):
        _push(s, ENTRIES, s.now[0] + s.calls_f[slot, REPEAT], 2 * slot)
    else:
        _release(s, slot)
    if s.teams_i[team, AT_ONCE] > 1:
        s.chats[team, seat] -= 1
        if s.chats[team, seat] > 0:
            _fill(s, team)
            return
    if s.teams_i[team, BUSY] > s.teams_i[team, CAPACITY]:
        _count_overtime(s, team)
    s.teams_i[team, BUSY] -= 1
    if s.teams_i[team, BUSY] >= s.teams_i[team, CAPACITY]:
        s.absent[team, s.teams_i[team, ABSENT]] = seat
        s.teams_i[team, ABSENT] += 1
    elif s.teams_i[team, AT_ONCE] > 1:
        _rest(s, team, seat)
    else:
        _next(s, team, seat)
    if s.teams_i[team, AT_ONCE] > 1:
        _fill(s, team)


# -- the loop


@_inline
def _earliest(s: State) -> int:
    """The type whose arrival comes first."""
    best = 0
    for type_ in range(1, s.next_at.shape[0]):
        at, first = s.next_at[type_], s.next_at[best]
        if at < first or (at == first and s.next_i[type_, NEXT_ORDER] < s.next_i[best, NEXT_ORDER]):
            best = type_
    return best


@_inline
def _has_room(s: State, rows: int) -> int:
    """DONE where the next event has all the room that it may need, or else what is missing."""
    if s.counters[ROWS] > s.rows_i.shape[0] - rows or s.counters[OVER] > s.over_i.shape[0] - 2:
        return NEEDS_ROWS
    if s.counters[FREE_COUNT] < 2 or s.heap_size[TIMERS] > s.heap_at.shape[1] - 2:
        return NEEDS_ROOM
    return DONE


@_apart
def run(s: State, rows: int) -> int:
    """Simulate until something is needed or nothing more happens; an event writes at most ``rows`` rows."""
    while True:
        missing = _has_room(s, rows)
        if missing != DONE:
            return missing
        at, rank = np.inf, -1
        if s.counters[CHANGE] < s.change_at.shape[0]:
            at, rank = s.change_at[s.counters[CHANGE]], 0
        if s.heap_size[COMPLETIONS] > 0 and s.heap_at[COMPLETIONS, 0] < at:
            at, rank = s.heap_at[COMPLETIONS, 0], 1
        if s.heap_size[TIMERS] > 0 and s.heap_at[TIMERS, 0] < at:
            at, rank = s.heap_at[TIMERS, 0], 2
        type_ = _earliest(s)
        if s.next_at[type_] < at:
            at, rank = s.next_at[type_], 3
        if s.heap_size[ENTRIES] > 0 and s.heap_at[ENTRIES, 0] <= at:
            entry = s.heap_at[ENTRIES, 0]
            if entry < at or (rank == 3 and s.heap_key[ENTRIES, 0] >> LOAD_BITS < s.next_i[type_, NEXT_ORDER]):
                at, rank = entry, 4
        if rank < 0:
            return DONE
        if rank == 3 and s.next_i[type_, NEXT_FREE] >= s.next_i[type_, NEXT_FILLED] and s.next_i[type_, NEXT_MORE]:
            s.counters[NEEDY] = type_
            return NEEDS_CALLS
        s.now[0] = at
        slot, asks = -1, False
        if rank == 1:
            load = _pop(s, COMPLETIONS)
            if load & 1:
                slot = _talked(s, load >> 1)
                asks = slot >= 0
            else:
                _complete(s, load >> 1)
        elif rank == 2:
            _time_is_up(s)
        elif rank == 3:
            slot = _arrive(s, type_)
            asks = _dial(s, slot)
        elif rank == 4:
            load = _pop(s, ENTRIES)
            slot = load >> 1
            if load & 1:
                asks = _heard(s, slot)
            else:
                _redial(s, slot)
                asks = _dial(s, slot)
        else:
            _change(s, s.change_what[s.counters[CHANGE], 0], s.change_what[s.counters[CHANGE], 1])
            s.counters[CHANGE] += 1
        if asks:
            _ask(s, slot)


@_apart
def begin(s: State) -> None:
    """Schedule the first arrival of each type."""
    for type_ in range(s.next_at.shape[0]):
        _expect(s, type_)


@_apart
def leave_waiting(s: State, rows: int) -> int:
    """Record those who still wait when nothing more happens, by queue; the queue where the rows are full, else -1."""
    for type_ in range(s.queues.shape[0]):
        while s.queues[type_, 0] >= 0:
            if s.counters[ROWS] > s.rows_i.shape[0] - rows:
                return type_
            slot = s.queues[type_, 0]
            _leave(s, slot)
            _record(s, slot, WAITING, s.calls_f[slot, TALK], s.calls_f[slot, AFTER])
    return -1


@_apart
def reset(s: State) -> None:
    """Make everything as it is before a day begins."""
    s.counters[OPEN] = s.counters[LINES_TAKEN] = s.counters[CLIENTS] = s.counters[NUMBERS] = s.counters[PLACES] = 0
    s.counters[ORDER] = s.counters[CHANGE] = s.counters[ROWS] = s.counters[OVER] = 0
    s.now[0] = 0.0
    for slot in range(s.calls_i.shape[0]):
        s.calls_i[slot, NEXT] = slot + 1
        s.calls_i[slot, TIMER] = -1
    s.counters[FREE], s.counters[FREE_COUNT] = 0, s.calls_i.shape[0]
    s.queues[:] = -1
    s.last_wait[:] = 0.0
    s.heap_size[:] = 0
    s.teams_f[:, OVER_SINCE] = 0.0
    s.chats[:] = 0
    s.since[:] = 0.0
    s.next_i[:] = 0
    s.unit[:] = 0.0
    s.before[:] = 0.0
    s.next_i[:, NEXT_INDEX] = -1
    for team in range(s.teams_i.shape[0]):
        for counter in (CAPACITY, BUSY, IDLE_FROM, IDLE):
            s.teams_i[team, counter] = 0
        seats = s.teams_i[team, ABSENT] = s.teams_i[team, SEATS]
        for seat in range(seats):
            s.absent[team, seat] = seats - 1 - seat
