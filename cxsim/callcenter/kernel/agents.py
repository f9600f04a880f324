"""Agents take calls, rest, come and go."""

from __future__ import annotations

import math

from cxsim.callcenter.kernel.calls import (
    call_for,
    record,
)
from cxsim.callcenter.kernel.state import (
    ABSENT,
    AT_ONCE,
    BUSY,
    CAPACITY,
    END,
    ENDED,
    FLAGS,
    GROUP,
    HOLDS_LINE,
    IDLE,
    IDLE_FROM,
    MISSED,
    OPEN,
    OVER,
    OVER_SINCE,
    QUEUED,
    RICH,
    SEAT,
    SERVED,
    SLOWER,
    TYPE,
    State,
    apart,
    inline,
    spot,
)
from cxsim.callcenter.kernel.tournament import enter
from cxsim.callcenter.luck import (
    AFTER,
    REACHED,
    TALK,
    TRANSFER,
)
from cxsim.callcenter.outcomes import CALLED_BACK, PASSED_ON


@inline
def rest(s: State, team: int, seat: int) -> None:
    """An agent is idle from now on."""
    size = s.idle_since.shape[1]
    at = spot(s.teams_i[team, IDLE_FROM] + s.teams_i[team, IDLE])
    if at >= size:
        at = spot(at - size)
    s.idle_since[team, at] = s.now[0]
    s.idle_seat[team, at] = seat
    s.teams_i[team, IDLE] += 1


@inline
def wake(s: State, team: int) -> int:
    """The agent who has been idle longest."""
    at = spot(s.teams_i[team, IDLE_FROM])
    s.teams_i[team, IDLE] -= 1
    s.teams_i[team, IDLE_FROM] = at + 1 if at + 1 < s.idle_since.shape[1] else 0
    return spot(s.idle_seat[team, at])


@apart
def least_chats(s: State, team: int) -> int:
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


@inline
def team_for(s: State, type_: int) -> int:
    """The team whose free agent should take a call of this type, -1 where nobody is free."""
    best, at = -1, 0
    fewest, longest = 0, 0.0
    while True:
        team = s.type_teams[type_, at]
        at = spot(at + 1)
        if team < 0:
            if best >= 0 or team == END:
                return best
            continue
        if s.teams_i[team, IDLE] > 0:
            chats, since = 0, s.idle_since[team, spot(s.teams_i[team, IDLE_FROM])]
        elif s.teams_i[team, AT_ONCE] > 1:
            seat = least_chats(s, team)
            if seat < 0:
                continue
            chats, since = s.chats[team, seat], s.since[team, seat]
        else:
            continue
        if best < 0 or chats < fewest or (chats == fewest and since < longest):
            best, fewest, longest = team, chats, since


@inline
def take(s: State, team: int) -> int:
    """The seat of the agent who takes a call now."""
    return wake(s, team) if s.teams_i[team, IDLE] > 0 else least_chats(s, team)


@inline
def passes(s: State, slot: int) -> bool:
    """Whether the caller is passed on after the talk."""
    return bool(
        s.counters[RICH]
        and s.calls_f[slot, TRANSFER] >= 0
        and s.calls_i[slot, ENDED] == SERVED
        and not s.calls_i[slot, FLAGS] & PASSED_ON
    )


@inline
def serve(s: State, slot: int, team: int, seat: int) -> None:
    """An agent takes a call."""
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
    type_ = spot(s.calls_i[slot, TYPE])
    if not s.calls_i[slot, FLAGS] & CALLED_BACK:
        s.last_wait[type_] = s.now[0] - s.calls_f[slot, QUEUED]
    elif not math.isnan(s.manners[type_, 1]):
        talk = talk + s.manners[type_, 1]
        if s.calls_f[slot, REACHED] == 0.0:
            talk, after, outcome = s.manners[type_, 1], 0.0, MISSED
    record(s, slot, outcome, talk, after)
    if s.counters[RICH] and (s.calls_i[slot, FLAGS] & HOLDS_LINE or passes(s, slot)):
        enter(s, s.now[0] + talk, 2 * slot + 1)
    enter(s, s.now[0] + (talk + after), 2 * slot)


@inline
def count_overtime(s: State, team: int) -> None:
    """Note how long more agents were at work than planned, until now."""
    too_many, now = s.teams_i[team, BUSY] - s.teams_i[team, CAPACITY], s.now[0]
    if too_many > 0 and now > s.teams_f[team, OVER_SINCE]:
        at = s.counters[OVER]
        s.counters[OVER] = at + 1
        s.over_f[at, 0], s.over_f[at, 1] = s.teams_f[team, OVER_SINCE], now
        s.over_i[at, 0], s.over_i[at, 1] = team, too_many
    s.teams_f[team, OVER_SINCE] = now


@inline
def take_next(s: State, team: int, seat: int) -> None:
    """An agent has become free: she takes a waiting call, or is idle from now on."""
    slot = call_for(s, team)
    if slot >= 0:
        serve(s, slot, team, seat)
    else:
        rest(s, team, seat)


@apart
def fill(s: State, team: int) -> None:
    """Agents who hold several chats take waiting ones as long as they have room."""
    while s.teams_i[team, IDLE] > 0 or least_chats(s, team) >= 0:
        slot = call_for(s, team)
        if slot < 0:
            return
        serve(s, slot, team, take(s, team))


@apart
def change_plan(s: State, team: int, value: int) -> None:
    """The opening changes, or how many agents of a team are on the phone."""
    if team < 0:
        s.counters[OPEN] = value
        return
    count_overtime(s, team)
    s.teams_i[team, CAPACITY] = value
    while s.teams_i[team, IDLE] > 0 and s.teams_i[team, IDLE] > value - s.teams_i[team, BUSY]:
        s.absent[team, s.teams_i[team, ABSENT]] = wake(s, team)
        s.teams_i[team, ABSENT] += 1
    while s.teams_i[team, IDLE] < value - s.teams_i[team, BUSY]:
        s.teams_i[team, ABSENT] -= 1
        take_next(s, team, s.absent[team, s.teams_i[team, ABSENT]])
    if s.teams_i[team, AT_ONCE] > 1:
        fill(s, team)
