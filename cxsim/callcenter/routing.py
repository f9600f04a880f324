"""Routing decides which team takes a call that arrives, and which waiting call a free agent takes.

People who need other rules subclass :class:`Routing` and hand it to the simulation.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from cxsim.callcenter.luck import Luck


class Call:
    """One attempt of one client.

    ``number`` counts all attempts of the day in the order in which they came; ``place`` is the order of waiting.
    ``origin`` is the type that the client called, ``type`` the one in whose queue she is (another one where she was
    passed on: then it is a ``leg``). ``answered``: somebody has already spoken with this client. ``patience`` is what
    is left of hers once she has heard an announcement.
    """

    __slots__ = (
        "answered",
        "arrived",
        "attempt",
        "began",
        "called_back",
        "client",
        "group",
        "holds_line",
        "index",
        "leg",
        "luck",
        "number",
        "origin",
        "outcome",
        "place",
        "queued",
        "seat",
        "type",
        "waits",
    )

    def __init__(self, type_: int, index: int, client: int, attempt: int, luck: Luck, now: float = 0.0) -> None:
        self.type = self.origin = type_
        self.index = index
        self.client = client
        self.attempt = attempt
        self.luck = luck
        self.began = self.arrived = self.queued = now
        self.number = 0
        self.place = 0.0
        self.waits = self.called_back = self.answered = self.leg = self.holds_line = False
        self.group: Team | None = None
        self.seat = -1
        self.outcome = ""


class ProbeCall(Call):
    """A caller with endless patience who needs no service and is in no statistic: she only measures the wait."""

    __slots__ = ("offered", "pending")

    def __init__(self, type_: int) -> None:
        super().__init__(type_, -1, -1, 1, Luck(0.0))
        self.pending = True
        self.offered = math.inf

    def answer(self, now: float) -> None:
        """An agent would take her now."""
        self.waits = self.pending = False
        self.offered = now - self.arrived


Queue = deque[Call]


@dataclass(slots=True, eq=False)
class Team:
    """The state of one group: how many may work, how many are busy, and which agents are idle since when.

    An agent is a seat number; those who are neither idle nor busy are ``absent``. Where an agent holds several chats
    ``at_once``, ``chats`` counts those of each seat and ``since`` is when the last of them began.
    """

    index: int
    capacity: int = 0
    busy: int = 0
    idle: deque[tuple[float, int]] = field(default_factory=deque)
    absent: list[int] = field(default_factory=list)
    tiers: tuple[tuple[Queue, ...], ...] = ()
    at_once: int = 1
    slower: float = 0.0
    chats: list[int] = field(default_factory=list)
    since: list[float] = field(default_factory=list)
    over_since: float = 0.0

    def free(self) -> tuple[int, float, int] | None:
        """The agent who would take a call now: her chats, since when, and her seat; None where nobody can.

        An idle one who has been so longest; else the one with the fewest chats, the longest untouched first. While
        more agents are at work than planned, nobody takes another chat.
        """
        if self.idle:
            return (0, *self.idle[0])
        if self.at_once == 1 or self.busy > self.capacity:
            return None
        room = [(n, self.since[seat], seat) for seat, n in enumerate(self.chats) if 0 < n < self.at_once]
        return min(room, default=None)

    def take(self) -> int:
        """The seat of the agent who takes a call now; there must be one."""
        if self.idle:
            return self.idle.popleft()[1]
        free = self.free()
        assert free is not None
        return free[2]


class Routing:
    """Who takes a call, and which call is taken: preferred first, then whoever has been idle or waiting longest."""

    def team_for(self, call: Call, tiers: Sequence[Sequence[Team]]) -> Team | None:
        """The team with a free agent that should take this call, if any."""
        for tier in tiers:
            best, longest = None, (math.inf, math.inf)
            for team in tier:
                if team.idle:
                    free: tuple[float, float] = (0, team.idle[0][0])
                elif team.at_once == 1 or (found := team.free()) is None:
                    continue
                else:
                    free = found[:2]
                if free < longest:
                    best, longest = team, free
            if best is not None:
                return best
        return None

    def call_for(self, team: Team) -> Call | None:
        """The waiting call that a free agent of this team should take, taken out of its queue, if any."""
        for tier in team.tiers:
            best: Queue | None = None
            for queue in tier:
                while queue and not queue[0].waits:
                    queue.popleft()  # hung up meanwhile
                if queue and (best is None or queue[0].place < best[0].place):
                    best = queue
            if best is not None:
                return best.popleft()
        return None
