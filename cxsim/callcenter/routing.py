"""Routing decides which team takes a call that arrives, and which waiting call a free agent takes.

People who need other rules subclass :class:`Routing` and hand it to the simulation.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from cxsim.callcenter.plan import Luck


class Call:
    """One attempt of one client."""

    __slots__ = (
        "after",
        "arrived",
        "attempt",
        "client",
        "group",
        "index",
        "number",
        "patience",
        "redial",
        "talk",
        "type",
        "waits",
    )

    def __init__(self, type_: int, index: int, client: int, attempt: int, luck: Luck) -> None:
        self.type = type_
        self.index = index
        self.client = client
        self.attempt = attempt
        self.talk, self.after, self.patience, self.redial = luck
        self.number: float = 0
        self.arrived = 0.0
        self.waits = False
        self.group: Team | None = None


class ProbeCall(Call):
    """A caller with endless patience who needs no service and is in no statistic: she only measures the wait."""

    __slots__ = ("offered", "pending")

    def __init__(self, type_: int) -> None:
        super().__init__(type_, -1, -1, 1, (0.0, 0.0, math.inf, math.inf))
        self.pending = True
        self.offered = math.inf

    def answer(self, now: float) -> None:
        """An agent would take her now."""
        self.waits = self.pending = False
        self.offered = now - self.arrived


Queue = deque[Call]


@dataclass(slots=True, eq=False)
class Team:
    """The state of one group: how many may work, how many are busy, since when the others have been idle."""

    index: int
    capacity: int = 0
    busy: int = 0
    idle: deque[float] = field(default_factory=deque)
    tiers: tuple[tuple[Queue, ...], ...] = ()


class Routing:
    """Who takes a call, and which call is taken: preferred first, then whoever has been idle or waiting longest."""

    def team_for(self, call: Call, tiers: Sequence[Sequence[Team]]) -> Team | None:
        """The team with an idle agent that should take this call, if any."""
        for tier in tiers:
            best = None
            for team in tier:
                if team.idle and (best is None or team.idle[0] < best.idle[0]):
                    best = team
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
                if queue and (best is None or queue[0].number < best[0].number):
                    best = queue
            if best is not None:
                return best.popleft()
        return None
