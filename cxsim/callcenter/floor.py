"""The floor is where agents sit: who is idle, busy or not there, and which call whoever becomes free takes next."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque

from simpy import Environment, Event

from cxsim.callcenter.day import Day
from cxsim.callcenter.outcomes import Overtime
from cxsim.callcenter.routing import Call, ProbeCall, Queue, Routing, Team


class Floor(ABC):
    """The agents of one day with the queues that they serve; a simulation says what serving a call means."""

    def __init__(self, day: Day, routing: Routing) -> None:
        self.day = day
        self.routing = routing
        self.env = Environment()
        self.overtime: list[Overtime] = []
        self.queues: list[Queue] = [deque() for _ in day.types]
        self.teams = [
            Team(index=index, tiers=tuple(tuple(self.queues[i] for i in tier) for tier in group.tiers))
            for index, group in enumerate(day.groups)
        ]
        for team, group in zip(self.teams, day.groups, strict=True):
            seats = max(group.agents, default=0)
            team.absent = list(reversed(range(seats)))
            team.at_once, team.slower = group.at_once, group.slower
            team.chats, team.since = [0] * seats, [0.0] * seats

    @abstractmethod
    def _serve(self, call: Call, team: Team, seat: int) -> None:
        """An agent takes a call."""

    def _on_staff(self, event: Event) -> None:
        index, capacity = event._value
        team = self.teams[index]
        self._count_overtime(team)
        team.capacity = capacity
        while team.idle and len(team.idle) > capacity - team.busy:
            team.absent.append(team.idle.popleft()[1])
        while len(team.idle) < capacity - team.busy:
            self._next(team, team.absent.pop())
        if team.at_once > 1:
            self._fill(team)

    def _count_overtime(self, team: Team) -> None:
        """Note how long more agents were at work than planned, until now."""
        now = self.env.now
        if team.busy > team.capacity and now > team.over_since:
            self.overtime.append((team.index, team.over_since, now, team.busy - team.capacity))
        team.over_since = now

    def _begin_chat(self, team: Team, seat: int, talk: float) -> float:
        """How long this chat will take beside those that she already has: its length is fixed now."""
        beside = team.chats[seat]
        team.busy += beside == 0
        team.chats[seat] = beside + 1
        team.since[seat] = self.env.now
        return talk * (1.0 + team.slower * beside)

    def _let_go(self, team: Team, seat: int) -> None:
        """An agent has nobody left: she takes the next call, or leaves where there are more agents than planned."""
        if team.busy > team.capacity:
            self._count_overtime(team)
        team.busy -= 1
        if team.busy >= team.capacity:
            team.absent.append(seat)
        elif team.at_once > 1:
            team.idle.append((self.env.now, seat))
        else:
            self._next(team, seat)

    def _next(self, team: Team, seat: int) -> None:
        """This agent has become free: she takes a waiting call, or is idle from now on."""
        while (call := self.routing.call_for(team)) is not None:
            if not isinstance(call, ProbeCall):
                self._serve(call, team, seat)
                return
            call.answer(self.env.now)
        team.idle.append((self.env.now, seat))

    def _fill(self, team: Team) -> None:
        """Agents who hold several chats take waiting ones as long as they have room."""
        while team.free() is not None and (call := self.routing.call_for(team)) is not None:
            if isinstance(call, ProbeCall):
                call.answer(self.env.now)
            else:
                self._serve(call, team, team.take())
