"""Calls in the center: their luck, the rows that are written of them, and the queues in which they wait."""

from __future__ import annotations

import numpy as np

from cxsim.callcenter import inversion
from cxsim.callcenter.kernel.heaps import remove
from cxsim.callcenter.kernel.state import (
    ARRIVED,
    ATTEMPT,
    BEFORE,
    BEGAN,
    CLIENT,
    END,
    ENDED,
    FLAGS,
    FREE,
    FREE_COUNT,
    GROUP,
    INDEX,
    NEXT,
    NUMBER,
    ORIGIN,
    PLACE,
    PLACES,
    QUEUED,
    RICH,
    ROWS,
    SEAT,
    TIMER,
    TIMERS,
    TYPE,
    WRITTEN,
    State,
    apart,
    inline,
    spot,
)
from cxsim.callcenter.luck import (
    COLUMNS,
    PLAIN_COLUMNS,
)

philox = apart(inversion.philox)
uniform = inline(inversion.uniform)
quantile = apart(inversion.quantile)


@apart
def draw_again(s: State, slot: int, step: int) -> None:
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
            words = philox(index & 0xFFFFFFFF, index >> 32, step, column >> 1, s.keys[origin, 0], s.keys[origin, 1])
            share = uniform(words[2], words[3]) if column & 1 else uniform(words[0], words[1])
            while part < last and share >= s.parts[part, 0]:
                share = (share - s.parts[part, 0]) / (1.0 - s.parts[part, 0])
                part += 1
            if part < last:
                share = share / s.parts[part, 0]
            s.calls_f[slot, column] = quantile(share, s.parts[part, 1], s.parts[part, 2], s.parts[part, 3])


@inline
def record(s: State, slot: int, outcome: int, talk: float, after: float) -> None:
    """Write down how an attempt ended."""
    row = spot(s.counters[ROWS])
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


@inline
def new_slot(s: State) -> int:
    """A free row for a call."""
    slot = spot(s.counters[FREE])
    s.counters[FREE] = s.calls_i[slot, NEXT]
    s.counters[FREE_COUNT] -= 1
    s.calls_i[slot, GROUP] = -1
    s.calls_i[slot, SEAT] = -1
    s.calls_i[slot, FLAGS] = 0
    s.calls_i[slot, TIMER] = -1
    return int(slot)


@inline
def release(s: State, slot: int) -> None:
    """A call leaves the center for good."""
    s.calls_i[slot, NEXT] = s.counters[FREE]
    s.counters[FREE] = slot
    s.counters[FREE_COUNT] += 1


@inline
def join(s: State, slot: int) -> None:
    """A call waits at the end of its queue."""
    type_ = spot(s.calls_i[slot, TYPE])
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


@inline
def leave(s: State, slot: int) -> None:
    """A call waits no longer."""
    type_, before, after = spot(s.calls_i[slot, TYPE]), s.calls_i[slot, BEFORE], s.calls_i[slot, NEXT]
    timer = s.calls_i[slot, TIMER]
    if timer >= 0:
        timer = spot(timer)
        s.now[1] = max(s.now[1], s.heap_at[TIMERS, timer])
        remove(s, TIMERS, timer)
        s.calls_i[slot, TIMER] = -1
    if before >= 0:
        s.calls_i[before, NEXT] = after
    else:
        s.queues[type_, 0] = after
    if after >= 0:
        s.calls_i[after, BEFORE] = before
    else:
        s.queues[type_, 1] = before


@inline
def call_for(s: State, team: int) -> int:
    """The waiting call that a free agent of this team takes, out of its queue; -1 where nobody waits for her."""
    best, place, at = -1, 0, 0
    while True:
        type_ = s.team_types[team, at]
        at = spot(at + 1)
        if type_ >= 0:
            first = s.queues[type_, 0]
            if first >= 0 and (best < 0 or s.calls_i[first, PLACE] < place):
                best, place = first, s.calls_i[first, PLACE]
        elif best >= 0:
            leave(s, best)
            return best
        elif type_ == END:
            return -1
