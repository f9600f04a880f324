"""A line is the callers who wait for one group of agents, first come first served, each with exponential patience.

Whoever joins behind j others is answered when j + 1 agents or hang-ups have cleared the way before her own patience
ends. This file knows what that means for waits, and so the queue with a limited number of trunks (M/M/n/K + M), which
is the birth-death chain of Erlang A cut off at K.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxsim.callcenter.analytic import Queue
from cxsim.callcenter.errors import CenterError

if TYPE_CHECKING:
    from cxsim.callcenter.times import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A queue behind agents who together clear ``drain`` calls per second; ``loss`` is one over the mean patience."""

    drain: float
    loss: float

    def answered(self, behind: int) -> tuple[Floats, Floats, Floats]:
        """For somebody behind 0, 1, ... others: chance of an answer, mean wait times that chance, mean offered wait."""
        import numpy as np

        chances, waits, offered = [], [], []
        chance, wait, endless = 1.0, 0.0, 0.0
        for j in range(behind + 1):
            ahead = self.drain + j * self.loss
            chance *= ahead / (ahead + self.loss)
            wait = chance / (ahead + self.loss) + wait * ahead / (ahead + self.loss)
            endless += 1 / ahead
            chances.append(chance)
            waits.append(wait)
            offered.append(endless)
        return np.array(chances), np.array(waits), np.array(offered)

    def answered_within(self, seconds: float, behind: int, *, patient: bool = False) -> Floats:
        """The chance of an answer within these seconds behind 0, 1, ... others; ``patient`` never hangs up herself."""
        import numpy as np
        from scipy.sparse import diags_array
        from scipy.sparse.linalg import expm_multiply

        ahead = self.drain + np.arange(behind + 1) * self.loss
        own = 0.0 if patient else self.loss
        down = np.concatenate([[0.0], ahead])  # state 0: at an agent; state j + 1: behind j others
        away = np.concatenate([[0.0], ahead + own])
        backward = diags_array([down[1:], -away], offsets=[-1, 0]).tocsr()
        there = np.zeros(behind + 2)
        there[0] = 1.0
        reached: Floats = expm_multiply(backward * seconds, there, traceA=-float(away.sum()) * seconds)[1:]
        return np.clip(reached, 0.0, 1.0)

    def percentile(self, share: float, joining: Floats, idle: float) -> float:
        """The offered wait that this share of callers does not exceed.

        ``joining`` holds the chances of coming behind 0, 1, ... others, ``idle`` that of an agent who is free.
        """
        total = idle + float(joining.sum())
        if idle >= share * total:
            return 0.0
        low, high = 0.0, 1 / self.drain

        def reached(seconds: float) -> float:
            return (idle + float(joining @ self.answered_within(seconds, len(joining) - 1, patient=True))) / total

        while reached(high) < share:
            low, high = high, 2 * high
        for _ in range(24):
            middle = (low + high) / 2
            low, high = (middle, high) if reached(middle) < share else (low, middle)
        return (low + high) / 2


def limited_queue(
    arrivals: float, handle_time: float, agents: int, *, trunks: int, patience: float | None = None, within: float
) -> Queue:
    """A queue with this many trunks: callers who find all of them taken hear the engaged tone (M/M/n/K, with + M).

    ``patience`` is the mean of an exponential one in seconds, None where nobody hangs up. Shares are of all calls, the
    blocked ones included. Raises CenterError where there are fewer trunks than agents.
    """
    if trunks < agents:
        what = f"{trunks} trunks are fewer than {agents} agents"
        raise CenterError(what, hint="a trunk is held by each caller who waits or talks")
    if agents < 1 or not 0 < arrivals * handle_time < math.inf:
        raise CenterError("calls and agents are needed", hint="write 48/min and 1 agent or more")
    line = Line(drain=agents / handle_time, loss=1 / patience if patience else 0.0)
    shares = _birth_death(arrivals, handle_time, agents, trunks, line)
    joining = shares[agents:trunks]
    seen = Seen(
        line=line,
        joining=joining,
        idle=float(shares[:agents].sum()),
        blocked=float(shares[-1]),
        agents=agents,
        handle_time=handle_time,
        arrivals=arrivals,
    )
    return seen.queue("M/M/n/K" if patience is None else "M/M/n/K+M", within)


def _birth_death(arrivals: float, handle_time: float, agents: int, trunks: int, line: Line) -> Floats:
    """The long-run share of each number of callers, by logarithms: stable for any size."""
    import numpy as np

    callers = np.arange(1, trunks + 1)
    down = np.minimum(callers, agents) / handle_time + np.maximum(callers - agents, 0) * line.loss
    logs = np.concatenate([[0.0], np.cumsum(np.log(arrivals) - np.log(down))])
    weights = np.exp(logs - logs.max())
    return np.asarray(weights / weights.sum())


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What callers find when they come: who is answered at once, who joins behind how many, who is turned away."""

    line: Line
    joining: Floats
    idle: float
    blocked: float
    agents: int
    handle_time: float
    arrivals: float

    def queue(self, model: str, within: float) -> Queue:
        """What it means for them; ``within`` are the seconds of the service level."""
        behind = len(self.joining) - 1
        if behind < 0:
            chances = waits = offered = in_time = self.joining
        else:
            chances, waits, offered = self.line.answered(behind)
            in_time = self.line.answered_within(within, behind)
        served = self.idle + float(self.joining @ chances)
        spent = float(self.joining @ (1 - chances)) / self.line.loss if self.line.loss else float(self.joining @ waits)
        return Queue(
            model=model,
            agents=self.agents,
            wait_probability=float(self.joining.sum()),
            service_level=self.idle + float(self.joining @ in_time),
            abandonment=max(0.0, 1 - served - self.blocked),
            asa=float(self.joining @ waits) / served,
            wait=spent,
            offered_wait=float(self.joining @ offered) / max(1 - self.blocked, 1e-300),
            wait_p90=self.line.percentile(0.9, self.joining, self.idle) if behind >= 0 else 0.0,
            occupancy=self.arrivals * served * self.handle_time / self.agents,
            blocking=self.blocked,
        )
