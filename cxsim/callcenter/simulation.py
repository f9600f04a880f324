"""A simulation is one day of a call center, event by event, in SimPy.

A call is an object that passes through at most three events: it arrives; if nobody is free its patience runs out, or
an agent takes it; the agent is done with it. Each event is one SimPy event with one callback, for that is what SimPy
does fastest: a process with ``timeout | timeout`` costs several times as much and says the same.

What happens at the same time happens in this order: staff change (opening and closing too), completion, abandonment,
arrival, then probe; among equals, what was scheduled first. Agents of a group are alike; the one who has been idle
longest takes the next call. When heads decrease, idle agents leave first, the longest idle first; of the busy ones
whoever finishes first leaves after the call and takes no other.

:class:`Simulation` and :class:`cxsim.callcenter.routing.Routing` are made to be subclassed by people who need other
rules.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator, Sequence
from typing import Any

from simpy import Environment, Event
from simpy.core import EmptySchedule
from simpy.events import EventPriority

from cxsim.callcenter.day import Day
from cxsim.callcenter.plan import Luck, Plan
from cxsim.callcenter.routing import Call, ProbeCall, Queue, Routing, Team

STAFF, COMPLETION, ABANDONMENT, ARRIVAL, PROBE = (EventPriority(rank) for rank in range(5))

SERVED, ABANDONED, WAITING, CLOSED = "served", "abandoned", "waiting", "closed"
"""How an attempt ends: answered; hung up; still waiting when nothing more happens; the line was closed."""

Row = tuple[float, int, int, int, float, float, float, float, int, str]
"""One attempt: call, attempt, client, type, arrival, wait, talk, after-call work, group (-1: none), outcome."""


class Occurrence(Event):
    """Something that will happen after a delay: one callback, one subject, and a rank among ties."""

    def __init__(self, env: Environment, rank: EventPriority, delay: float, then: Any, subject: Any) -> None:
        self.env = env
        self.callbacks = [then]
        self._value = subject
        self._ok = True
        env.schedule(self, rank, delay)


class Stream:
    """The calls of one type that are still to come."""

    __slots__ = ("calls", "index", "luck", "type")

    def __init__(self, type_: int, calls: Iterator[tuple[float, Luck]]) -> None:
        self.type = type_
        self.calls = calls
        self.index = -1
        self.luck: Luck = (0.0, 0.0, 0.0, 0.0)


class Simulation:
    """One day of a center, run with :meth:`run`; ``rows`` then holds every attempt, in the order of their outcomes."""

    def __init__(
        self, day: Day, plan: Plan, *, routing: Routing | None = None, probes: Sequence[tuple[float, int]] = ()
    ) -> None:
        self.day = day
        self.plan = plan
        self.routing = routing or Routing()
        self.env = Environment()
        self.rows: list[Row] = []
        self.probes = [(at, ProbeCall(type_)) for at, type_ in probes]
        self.queues: list[Queue] = [deque() for _ in day.types]
        self.teams = [
            Team(index=index, tiers=tuple(tuple(self.queues[i] for i in tier) for tier in group.tiers))
            for index, group in enumerate(day.groups)
        ]
        self.tiers = [tuple(tuple(self.teams[i] for i in tier) for tier in type_.tiers) for type_ in day.types]
        self.is_open = False
        self.clients = 0
        self.numbers = 0

    def run(self) -> list[Row]:
        """Simulate until nothing more can happen, and return every attempt."""
        self.begin()
        self.env.run()
        self._leave_waiting()
        return self.rows

    def run_until_answered(self) -> None:
        """Simulate until every probe has been answered, or nothing more can happen."""
        self.begin()
        try:
            while any(probe.pending for _, probe in self.probes):
                self.env.step()
        except EmptySchedule:
            return

    def begin(self) -> None:
        """Schedule everything that is known before the day begins."""
        self._schedule_changes()
        for at, probe in self.probes:
            Occurrence(self.env, PROBE, at, self._on_probe, probe)
        for type_ in range(len(self.day.types)):
            self._expect(Stream(type_, self.plan.calls(type_)))

    def _leave_waiting(self) -> None:
        for queue in self.queues:
            for call in queue:
                if call.waits and not isinstance(call, ProbeCall):
                    self._record(call, self.env.now - call.arrived, -1, WAITING)

    # -- staff

    def _schedule_changes(self) -> None:
        """Schedule all changes now, at time 0, so that each happens at exactly the time that was written."""
        was_open, before = False, [0] * len(self.teams)
        for segment, at in enumerate(self.day.edges[:-1]):
            if self.day.open[segment] != was_open:
                was_open = self.day.open[segment]
                Occurrence(self.env, STAFF, at, self._on_opening, was_open)
            for team, group in zip(self.teams, self.day.groups, strict=True):
                if group.agents[segment] != before[team.index]:
                    before[team.index] = group.agents[segment]
                    Occurrence(self.env, STAFF, at, self._on_staff, (team, group.agents[segment]))
        Occurrence(self.env, STAFF, self.day.edges[-1], self._on_opening, False)

    def _on_opening(self, event: Event) -> None:
        self.is_open = event._value

    def _on_staff(self, event: Event) -> None:
        team, capacity = event._value
        team.capacity = capacity
        while team.idle and len(team.idle) > capacity - team.busy:
            team.idle.popleft()
        while len(team.idle) < capacity - team.busy:
            self._next(team)

    # -- a call's life

    def _expect(self, stream: Stream) -> None:
        """Schedule the next call of a type, if one is to come."""
        coming = next(stream.calls, None)
        if coming is not None:
            gap, stream.luck = coming
            stream.index += 1
            Occurrence(self.env, ARRIVAL, gap, self._on_arrival, stream)

    def _on_arrival(self, event: Event) -> None:
        stream: Stream = event._value
        call = Call(stream.type, stream.index, self.clients, 1, stream.luck)
        self.clients += 1
        self._expect(stream)
        self._enter(call)

    def _on_redial(self, event: Event) -> None:
        before: Call = event._value
        attempt = before.attempt + 1
        luck = self.plan.again(before.type, before.index, attempt)
        self._enter(Call(before.type, before.index, before.client, attempt, luck))

    def _enter(self, call: Call) -> None:
        call.arrived = self.env.now
        call.number = self.numbers
        self.numbers += 1
        if not self.is_open:
            self._record(call, 0.0, -1, CLOSED)
            return
        team = self.routing.team_for(call, self.tiers[call.type])
        if team is not None:
            team.idle.popleft()
            self._serve(call, team)
            return
        call.waits = True
        self.queues[call.type].append(call)
        if call.patience != math.inf:
            Occurrence(self.env, ABANDONMENT, call.patience, self._on_abandonment, call)

    def _serve(self, call: Call, team: Team) -> None:
        team.busy += 1
        call.waits = False
        call.group = team
        self._record(call, self.env.now - call.arrived, team.index, SERVED)
        Occurrence(self.env, COMPLETION, call.talk + call.after, self._on_completion, call)

    def _on_completion(self, event: Event) -> None:
        team = event._value.group
        team.busy -= 1
        if team.busy < team.capacity:
            self._next(team)

    def _next(self, team: Team) -> None:
        """One agent of this team has become free: she takes a waiting call, or is idle from now on."""
        while (call := self.routing.call_for(team)) is not None:
            if not isinstance(call, ProbeCall):
                self._serve(call, team)
                return
            call.answer(self.env.now)
        team.idle.append(self.env.now)

    def _on_abandonment(self, event: Event) -> None:
        call: Call = event._value
        if not call.waits:
            return  # was taken meanwhile
        call.waits = False
        self._record(call, self.env.now - call.arrived, -1, ABANDONED)
        if call.redial != math.inf:
            Occurrence(self.env, ARRIVAL, call.redial, self._on_redial, call)

    def _on_probe(self, event: Event) -> None:
        probe: ProbeCall = event._value
        probe.arrived = self.env.now
        probe.number = self.numbers - 0.5  # behind everybody who is there, before everybody who is not
        if self.is_open and self.routing.team_for(probe, self.tiers[probe.type]) is not None:
            probe.answer(self.env.now)
        elif self.is_open:
            probe.waits = True
            self.queues[probe.type].append(probe)
        else:
            probe.pending = False

    def _record(self, call: Call, wait: float, group: int, outcome: str) -> None:
        luck = (call.talk, call.after)
        self.rows.append((call.number, call.attempt, call.client, call.type, call.arrived, wait, *luck, group, outcome))
