"""A simulation is one day of a call center, event by event, in SimPy.

A call is an object that passes through few events: it arrives; where there is a phone menu, it has heard it; if nobody
is free its patience runs out, or an agent takes it; the agent is done with it. Each event is one SimPy event with one
callback, for that is what SimPy does fastest: a process with ``timeout | timeout`` costs several times as much and
says the same.

What happens at the same time happens in this order: staff change (opening and closing too), completion, abandonment
(or the wish to be called back), arrival, then probe; among equals, what was scheduled first. Agents of a group are
alike; the one who has been idle longest takes the next call. When heads decrease, idle agents leave first, the longest
idle first; of the busy ones whoever finishes first leaves after the call and takes no other.

:class:`Simulation` and :class:`cxsim.callcenter.routing.Routing` are made to be subclassed by people who need other
rules. :mod:`cxsim.callcenter.kernel.loop` says the same in a form that can be compiled; tests hold the two together.
"""

from __future__ import annotations

from collections.abc import Sequence

from simpy import Event
from simpy.core import EmptySchedule

from cxsim.callcenter.changes import changes
from cxsim.callcenter.day import Day
from cxsim.callcenter.floor import Floor
from cxsim.callcenter.luck import NEVER
from cxsim.callcenter.occurrences import ABANDONMENT, ARRIVAL, COMPLETION, PROBE, STAFF, Occurrence, Stream
from cxsim.callcenter.outcomes import (
    ABANDONED,
    BALKED,
    BLOCKED,
    CALLED_BACK,
    CLOSED,
    CONTAINED,
    KNOWN,
    MISSED,
    PASSED_ON,
    SERVED,
    WAITING,
    Row,
)
from cxsim.callcenter.plan import Plan
from cxsim.callcenter.routing import Call, ProbeCall, Routing, Team


class Simulation(Floor):
    """One day of a center, run with :meth:`run`.

    ``rows`` then holds every attempt in the order of their outcomes, ``overtime`` when more agents were at work than
    planned.
    """

    def __init__(
        self, day: Day, plan: Plan, *, routing: Routing | None = None, probes: Sequence[tuple[float, int]] = ()
    ) -> None:
        super().__init__(day, routing or Routing())
        self.plan = plan
        self.rows: list[Row] = []
        self.probes = [(at, ProbeCall(type_)) for at, type_ in probes]
        self.tiers = [tuple(tuple(self.teams[i] for i in tier) for tier in type_.tiers) for type_ in day.types]
        self.is_open = False
        self.lines_taken = 0
        self.last_wait = [0.0] * len(day.types)
        self.clients = self.numbers = self.places = 0

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
        for at, team, value in changes(self.day):
            then = self._on_opening if team < 0 else self._on_staff
            Occurrence(self.env, STAFF, at, then, (team, value))
        for at, probe in self.probes:
            Occurrence(self.env, PROBE, at, self._on_probe, probe)
        for type_ in range(len(self.day.types)):
            self._expect(Stream(type_, self.plan.calls(type_)))

    def _leave_waiting(self) -> None:
        for queue in self.queues:
            for call in queue:
                if call.waits and not isinstance(call, ProbeCall):
                    self._record(call, WAITING)

    def _on_opening(self, event: Event) -> None:
        self.is_open = bool(event._value[1])

    # -- a call's way to an agent

    def _expect(self, stream: Stream) -> None:
        """Schedule the next call of a type, if one is to come."""
        coming = next(stream.calls, None)
        if coming is not None:
            gap, stream.luck = coming
            stream.index += 1
            Occurrence(self.env, ARRIVAL, gap, self._on_arrival, stream)

    def _on_arrival(self, event: Event) -> None:
        stream: Stream = event._value
        call = Call(stream.type, stream.index, self.clients, 1, stream.luck, self.env.now)
        self.clients += 1
        self._expect(stream)
        self._dial(call)

    def _on_redial(self, event: Event) -> None:
        before: Call = event._value
        attempt = before.attempt + 1
        luck = self.plan.again(before.origin, before.index, attempt)
        call = Call(before.origin, before.index, before.client, attempt, luck, self.env.now)
        call.began = before.began
        call.answered = before.answered or before.outcome == SERVED
        self._dial(call)

    def _dial(self, call: Call) -> None:
        call.number = self.numbers
        self.numbers += 1
        if not self.is_open:
            self._record(call, CLOSED)
            return
        if self.day.lines is not None:
            if self.lines_taken >= self.day.lines:
                self._record(call, BLOCKED)
                self._call_again(call)
                return
            self.lines_taken += 1
            call.holds_line = True
        if call.luck.menu:
            Occurrence(self.env, ARRIVAL, abs(call.luck.menu), self._on_heard, call)
        else:
            self._ask(call)

    def _on_heard(self, event: Event) -> None:
        """The phone menu is over: it was all that she needed, or she wants an agent."""
        call: Call = event._value
        call.queued = self.env.now
        if call.luck.menu < 0:
            self._record(call, CONTAINED)
            self._hang_up(call)
        else:
            self._ask(call)

    def _ask(self, call: Call) -> None:
        team = self.routing.team_for(call, self.tiers[call.type])
        if team is not None:
            self._serve(call, team, team.take())
            return
        luck = call.luck
        announced = self.day.types[call.type].manners.announcement if luck.heeds else None
        if luck.balks or (announced is not None and luck.patience < self.last_wait[call.type]):
            self._give_up(call, BALKED)
            return
        patience = luck.patience if announced is None else luck.patience * announced.patience
        call.waits = True
        call.place = self.places
        self.places += 1
        self.queues[call.type].append(call)
        if luck.callback < patience:
            Occurrence(self.env, ABANDONMENT, luck.callback, self._on_callback, call)
        elif patience != NEVER:
            Occurrence(self.env, ABANDONMENT, patience, self._on_abandonment, call)

    # -- waiting

    def _on_abandonment(self, event: Event) -> None:
        call: Call = event._value
        if call.waits:  # else somebody took her meanwhile
            call.waits = False
            self._give_up(call, ABANDONED)

    def _on_callback(self, event: Event) -> None:
        """She hangs up and keeps her place."""
        call: Call = event._value
        if call.waits:
            call.called_back = True
            self._hang_up(call)

    def _give_up(self, call: Call, outcome: str) -> None:
        self._record(call, outcome)
        self._hang_up(call)
        self._call_again(call)

    def _call_again(self, call: Call) -> None:
        if call.luck.redial != NEVER:
            Occurrence(self.env, ARRIVAL, call.luck.redial, self._on_redial, call)

    def _hang_up(self, call: Call) -> None:
        if call.holds_line:
            call.holds_line = False
            self.lines_taken -= 1

    # -- with an agent

    def _serve(self, call: Call, team: Team, seat: int) -> None:
        call.waits = False
        call.group, call.seat = team, seat
        talk, after, outcome = call.luck.talk, call.luck.after, SERVED
        if team.at_once > 1:
            talk = self._begin_chat(team, seat, talk)
        else:
            team.busy += 1
        if not call.called_back:
            self.last_wait[call.type] = self.env.now - call.queued
        elif (offer := self.day.types[call.type].manners.callback) is not None:
            talk = talk + offer.rings
            if not call.luck.reached:
                talk, after, outcome = offer.rings, 0.0, MISSED
        self._record(call, outcome, talk, after)
        if call.holds_line or self._is_passed_on(call):
            Occurrence(self.env, COMPLETION, talk, self._on_talked, call)
        Occurrence(self.env, COMPLETION, talk + after, self._on_completion, call)

    @staticmethod
    def _is_passed_on(call: Call) -> bool:
        return call.luck.transfer >= 0 and not call.leg and call.outcome == SERVED

    def _on_talked(self, event: Event) -> None:
        """The caller is no longer with the agent, who may still have work with the call."""
        call: Call = event._value
        if not self._is_passed_on(call):
            self._hang_up(call)
            return
        to = int(call.luck.transfer)
        luck = self.plan.again(call.origin, call.index, call.attempt, to)
        leg = Call(to, call.index, call.client, call.attempt, luck, self.env.now)
        leg.origin, leg.began = call.origin, call.began
        leg.leg = leg.answered = True
        leg.holds_line, call.holds_line = call.holds_line, False
        leg.number = self.numbers
        self.numbers += 1
        self._ask(leg)

    def _on_completion(self, event: Event) -> None:
        call: Call = event._value
        if call.luck.repeat != NEVER and call.outcome == SERVED and not self._is_passed_on(call):
            Occurrence(self.env, ARRIVAL, call.luck.repeat, self._on_redial, call)
        team = call.group
        assert team is not None
        if team.at_once > 1:
            team.chats[call.seat] -= 1
            if team.chats[call.seat] == 0:
                self._let_go(team, call.seat)
            self._fill(team)
        else:
            self._let_go(team, call.seat)

    # -- notes

    def _on_probe(self, event: Event) -> None:
        probe: ProbeCall = event._value
        probe.arrived = self.env.now
        probe.place = self.places - 0.5  # behind everybody who is there, before everybody who is not
        if self.is_open and self.routing.team_for(probe, self.tiers[probe.type]) is not None:
            probe.answer(self.env.now)
        elif self.is_open:
            probe.waits = True
            self.queues[probe.type].append(probe)
        else:
            probe.pending = False

    def _record(self, call: Call, outcome: str, talk: float | None = None, after: float | None = None) -> None:
        call.outcome = outcome
        group = call.group.index if call.group else -1
        luck = (call.luck.talk if talk is None else talk, call.luck.after if after is None else after)
        flags = CALLED_BACK * call.called_back + PASSED_ON * call.leg + KNOWN * call.answered
        wait, who = self.env.now - call.queued, (call.number, call.attempt, call.client, call.type, call.arrived)
        self.rows.append(Row(*who, wait, *luck, group, outcome, call.seat, call.queued, call.began, flags))
