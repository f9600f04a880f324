"""A call's life in compiled form: what happens when it comes, waits, gives up, is passed on and ends."""

from __future__ import annotations

import math

import numpy as np

from cxsim.callcenter.kernel.agents import (
    count_overtime,
    fill,
    passes,
    rest,
    serve,
    take,
    take_next,
    team_for,
)
from cxsim.callcenter.kernel.calls import (
    draw_again,
    join,
    leave,
    new_slot,
    record,
    release,
)
from cxsim.callcenter.kernel.heaps import pop, push
from cxsim.callcenter.kernel.state import (
    ABANDONED,
    ABSENT,
    ARRIVED,
    AT_ONCE,
    ATTEMPT,
    BALKED,
    BEGAN,
    BLOCKED,
    BUSY,
    CAPACITY,
    CLIENT,
    CLIENTS,
    CLOSED,
    CONTAINED,
    ENDED,
    ENTRIES,
    FLAGS,
    GROUP,
    HOLDS_LINE,
    INDEX,
    LINES,
    LINES_TAKEN,
    NEXT_FILLED,
    NEXT_FREE,
    NEXT_INDEX,
    NEXT_MORE,
    NEXT_ORDER,
    NEXT_PLACE,
    NEXT_SEGMENT,
    NUMBER,
    NUMBERS,
    OPEN,
    ORDER,
    ORIGIN,
    QUEUED,
    RICH,
    SEAT,
    SERVED,
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
    AFTER,
    BALKS,
    CALLBACK,
    COLUMNS,
    HEEDS,
    MENU,
    PATIENCE,
    PLAIN_COLUMNS,
    REDIAL,
    REPEAT,
    TALK,
    TRANSFER,
)
from cxsim.callcenter.outcomes import CALLED_BACK, KNOWN, PASSED_ON


@inline
def hang_up(s: State, slot: int) -> None:
    """The caller holds her line no longer."""
    if s.calls_i[slot, FLAGS] & HOLDS_LINE:
        s.calls_i[slot, FLAGS] &= ~HOLDS_LINE
        s.counters[LINES_TAKEN] -= 1


@inline
def give_up(s: State, slot: int, outcome: int) -> None:
    """A caller leaves without an answer, and perhaps calls again."""
    record(s, slot, outcome, s.calls_f[slot, TALK], s.calls_f[slot, AFTER])
    hang_up(s, slot)
    if s.calls_f[slot, REDIAL] != np.inf:
        push(s, ENTRIES, s.now[0] + s.calls_f[slot, REDIAL], 2 * slot)
    else:
        release(s, slot)


@inline
def arrive(s: State, type_: int) -> int:
    """A client calls for the first time: her slot; the next one of her type is scheduled."""
    slot, now, place = new_slot(s), s.now[0], spot(s.next_i[type_, NEXT_PLACE])
    for column in range(COLUMNS if s.counters[RICH] else PLAIN_COLUMNS):
        s.calls_f[slot, column] = s.luck[type_, column, place * s.varies[type_, column]]
    s.calls_f[slot, ARRIVED] = s.calls_f[slot, QUEUED] = s.calls_f[slot, BEGAN] = now
    s.calls_i[slot, TYPE] = s.calls_i[slot, ORIGIN] = type_
    s.calls_i[slot, INDEX] = s.next_i[type_, NEXT_INDEX]
    s.calls_i[slot, CLIENT] = s.counters[CLIENTS]
    s.calls_i[slot, ATTEMPT] = 1
    s.counters[CLIENTS] += 1
    expect(s, type_)
    return slot


@inline
def expect(s: State, type_: int) -> None:
    """Fix when the next client of a type calls."""
    place = spot(s.next_i[type_, NEXT_FREE])
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
    segment, last = spot(s.next_i[type_, NEXT_SEGMENT]), s.pace.shape[1]
    while segment < last and unit > s.expected[type_, segment + 1]:
        segment = spot(segment + 1)
    s.next_i[type_, NEXT_SEGMENT] = segment
    if segment == last:
        s.next_i[type_, NEXT_MORE] = 0
        s.next_at[type_] = np.inf
        return
    time = s.edges[type_, segment] + (unit - s.expected[type_, segment]) * s.pace[type_, segment]
    s.next_at[type_] = s.now[0] + max(time - s.before[type_], 0.0)
    s.before[type_] = time


@apart
def redial(s: State, slot: int) -> None:
    """The same client calls again."""
    known = s.calls_i[slot, FLAGS] & KNOWN or s.calls_i[slot, ENDED] == SERVED
    s.calls_i[slot, FLAGS] = KNOWN if known else 0
    s.calls_i[slot, TYPE] = s.calls_i[slot, ORIGIN]
    s.calls_i[slot, GROUP] = s.calls_i[slot, SEAT] = s.calls_i[slot, TIMER] = -1
    s.calls_i[slot, ATTEMPT] += 1
    draw_again(s, slot, 2 * s.calls_i[slot, ATTEMPT])
    s.calls_f[slot, ARRIVED] = s.calls_f[slot, QUEUED] = s.now[0]


@inline
def dial(s: State, slot: int) -> bool:
    """Whether the caller goes on to ask for an agent at once."""
    s.calls_i[slot, NUMBER] = s.counters[NUMBERS]
    s.counters[NUMBERS] += 1
    if not s.counters[OPEN]:
        record(s, slot, CLOSED, s.calls_f[slot, TALK], s.calls_f[slot, AFTER])
        release(s, slot)
        return False
    if not s.counters[RICH]:
        return True
    if s.counters[LINES] >= 0:
        if s.counters[LINES_TAKEN] >= s.counters[LINES]:
            give_up(s, slot, BLOCKED)
            return False
        s.counters[LINES_TAKEN] += 1
        s.calls_i[slot, FLAGS] |= HOLDS_LINE
    menu = s.calls_f[slot, MENU]
    if menu != 0.0:
        push(s, ENTRIES, s.now[0] + abs(menu), 2 * slot + 1)
    return menu == 0.0


@inline
def heard(s: State, slot: int) -> bool:
    """The menu is over; whether the caller wants an agent."""
    s.calls_f[slot, QUEUED] = s.now[0]
    if s.calls_f[slot, MENU] > 0:
        return True
    record(s, slot, CONTAINED, s.calls_f[slot, TALK], s.calls_f[slot, AFTER])
    hang_up(s, slot)
    release(s, slot)
    return False


@inline
def ask(s: State, slot: int) -> None:
    """A caller asks for an agent: she is served, gives up at once, or waits."""
    type_ = spot(s.calls_i[slot, TYPE])
    team = team_for(s, type_)
    if team >= 0:
        serve(s, slot, team, take(s, team))
        return
    patience = s.calls_f[slot, PATIENCE]
    callback = np.inf
    if s.counters[RICH]:
        heeds = s.calls_f[slot, HEEDS] != 0.0 and not math.isnan(s.manners[type_, 0])
        if s.calls_f[slot, BALKS] != 0.0 or (heeds and patience < s.last_wait[type_]):
            give_up(s, slot, BALKED)
            return
        if heeds:
            patience = patience * s.manners[type_, 0]
        callback = s.calls_f[slot, CALLBACK]
    join(s, slot)
    if callback < patience:
        push(s, TIMERS, s.now[0] + callback, 2 * slot + 1)
    elif patience != np.inf:
        push(s, TIMERS, s.now[0] + patience, 2 * slot)


@inline
def time_is_up(s: State) -> None:
    """Somebody's patience is over, or she takes the offer to be called back."""
    load = pop(s, TIMERS)
    slot = load >> 1
    s.calls_i[slot, TIMER] = -1
    if load & 1:
        s.calls_i[slot, FLAGS] |= CALLED_BACK
        hang_up(s, slot)
    else:
        leave(s, slot)
        give_up(s, slot, ABANDONED)


@apart
def talked(s: State, slot: int) -> int:
    """The caller leaves the agent: -1, or the slot of the second half of her call where she is passed on."""
    if not passes(s, slot):
        hang_up(s, slot)
        return -1
    leg = new_slot(s)
    s.calls_i[leg, TYPE] = int(s.calls_f[slot, TRANSFER])
    for field in (ORIGIN, INDEX, CLIENT, ATTEMPT):
        s.calls_i[leg, field] = s.calls_i[slot, field]
    draw_again(s, leg, 2 * s.calls_i[leg, ATTEMPT] + 1)
    s.calls_f[leg, ARRIVED] = s.calls_f[leg, QUEUED] = s.now[0]
    s.calls_f[leg, BEGAN] = s.calls_f[slot, BEGAN]
    s.calls_i[leg, FLAGS] = PASSED_ON | KNOWN | (s.calls_i[slot, FLAGS] & HOLDS_LINE)
    s.calls_i[slot, FLAGS] &= ~HOLDS_LINE
    s.calls_i[leg, NUMBER] = s.counters[NUMBERS]
    s.counters[NUMBERS] += 1
    return leg


@inline
def complete(s: State, slot: int) -> None:
    """An agent is done with a call."""
    team, seat = spot(s.calls_i[slot, GROUP]), spot(s.calls_i[slot, SEAT])
    repeats = s.counters[RICH] and s.calls_f[slot, REPEAT] != np.inf and s.calls_i[slot, ENDED] == SERVED
    if repeats and not passes(s, slot):
        push(s, ENTRIES, s.now[0] + s.calls_f[slot, REPEAT], 2 * slot)
    else:
        release(s, slot)
    if s.teams_i[team, AT_ONCE] > 1:
        s.chats[team, seat] -= 1
        if s.chats[team, seat] > 0:
            fill(s, team)
            return
    if s.teams_i[team, BUSY] > s.teams_i[team, CAPACITY]:
        count_overtime(s, team)
    s.teams_i[team, BUSY] -= 1
    if s.teams_i[team, BUSY] >= s.teams_i[team, CAPACITY]:
        s.absent[team, s.teams_i[team, ABSENT]] = seat
        s.teams_i[team, ABSENT] += 1
    elif s.teams_i[team, AT_ONCE] > 1:
        rest(s, team, seat)
    else:
        take_next(s, team, seat)
    if s.teams_i[team, AT_ONCE] > 1:
        fill(s, team)
