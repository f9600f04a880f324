"""A closed formula tells what a queue does in the long run, if rates and staff never changed: Erlang B, C, A and more.

All of them count time in seconds and rates per second. They are numerically stable from one agent to thousands: Erlang
B by its inverse recursion, queues with patience by the virtual offered wait (Zeltyn & Mandelbaum 2005, "Call centers
with impatient customers: many-server asymptotics of the M/M/n+G queue"), whose density is integrated with its largest
exponent taken out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from cxsim.callcenter.errors import CenterError
from cxsim.callcenter.times import Durations, Mixture

if TYPE_CHECKING:
    from cxsim.callcenter.times import Floats

PANELS = 320
NODES = 16
NEGLIGIBLE = 45.0
"""An exponent this far below the largest adds less than 1e-19."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """What a formula says. Shares are of all calls; waits are in seconds.

    ``service_level`` is the share answered within the target's seconds; ``wait`` is the mean time in the queue of
    everybody, ``asa`` of those who were answered, ``offered_wait`` of somebody who never hangs up. Where people call
    again, ``orbit`` is how many are about to, ``attempts`` the calls of one client, and ``lost`` the share of clients
    who are never answered (None: the same as ``abandonment``).
    """

    model: str
    agents: int
    wait_probability: float
    service_level: float
    abandonment: float
    asa: float
    wait: float
    offered_wait: float
    wait_p90: float
    occupancy: float
    blocking: float = 0.0
    orbit: float = 0.0
    attempts: float = 1.0
    lost: float | None = None


def erlang_b(agents: int, load: float) -> float:
    """The share of calls that are turned away where nobody can wait; ``load`` in erlangs.

    >>> round(erlang_b(10, 5), 10)
    0.0183845703
    """
    _check(agents, load)
    return 1.0 / _inverse_b(agents, load)


def _inverse_b(agents: int, load: float) -> float:
    """One over Erlang B; infinite where blocking is too rare for a float."""
    if load == 0:
        return 1.0 if agents == 0 else math.inf
    inverse = 1.0
    for k in range(1, agents + 1):
        inverse = 1.0 + inverse * k / load
    return inverse


def erlang_c_probability(agents: int, load: float) -> float:
    """The share of calls that must wait where everybody does; 1 where the load is too much for the agents."""
    if load >= agents:
        return 1.0
    blocked = erlang_b(agents, load)
    return blocked / (1 - load / agents * (1 - blocked))


def erlang_b_queue(arrivals: float, handle_time: float, agents: int) -> Queue:
    """A line without a queue: who finds everybody busy is turned away."""
    blocked = erlang_b(agents, arrivals * handle_time)
    return Queue(
        model="Erlang B",
        agents=agents,
        wait_probability=0.0,
        service_level=1 - blocked,
        abandonment=0.0,
        asa=0.0,
        wait=0.0,
        offered_wait=0.0,
        wait_p90=0.0,
        occupancy=_occupancy(arrivals * handle_time * (1 - blocked), agents),
        blocking=blocked,
    )


def erlang_c_queue(arrivals: float, handle_time: float, agents: int, *, within: float) -> Queue:
    """A queue in which nobody hangs up (M/M/n).

    Raises CenterError where the load is too much for the agents: then the queue grows without end.
    """
    load = arrivals * handle_time
    _check(agents, load)
    if load >= agents:
        raise CenterError(
            f"{load:.4g} agents are needed for the calls alone and {agents} are there: the queue grows without end",
            hint="add agents, or give callers a patience (Erlang A)",
        )
    waiting = erlang_c_probability(agents, load)
    drain = (agents - load) / handle_time
    mean = waiting / drain
    return Queue(
        model="Erlang C",
        agents=agents,
        wait_probability=waiting,
        service_level=1 - waiting * math.exp(-drain * within),
        abandonment=0.0,
        asa=mean,
        wait=mean,
        offered_wait=mean,
        wait_p90=max(0.0, math.log(waiting / 0.1) / drain) if waiting > 0 else 0.0,
        occupancy=load / agents,
    )


def patient_queue(arrivals: float, handle_time: float, agents: int, patience: Durations, *, within: float) -> Queue:
    """A queue whose callers hang up: Erlang A for exponential patience, M/M/n+G for any other."""
    load = arrivals * handle_time
    _check(agents, load)
    model = _model(patience)
    if load == 0 or agents == 0:
        return _nobody(model, agents, arrivals, patience)
    wait = _OfferedWait(arrivals, handle_time, agents, patience, within)
    served = 1 - wait.probability + wait.integral(wait.survival)
    in_time = 1 - wait.probability + wait.integral(wait.survival * (wait.at <= within))
    return Queue(
        model=model,
        agents=agents,
        wait_probability=wait.probability,
        service_level=in_time,
        abandonment=1 - served,
        asa=wait.integral(wait.at * wait.survival) / served,
        wait=wait.integral(wait.patience_spent),
        offered_wait=wait.integral(wait.at),
        wait_p90=wait.percentile(0.9),
        occupancy=load * served / agents,
    )


def _model(patience: Durations) -> str:
    parts = patience.parts if isinstance(patience, Mixture) else ((1.0, patience),)
    if any(times.family != "exponential" for _, times in parts):
        return "M/M/n+G"
    return "Erlang A" if len(parts) == 1 else "Erlang A, mixed patience"


def _nobody(model: str, agents: int, arrivals: float, patience: Durations) -> Queue:
    """Without calls everything is well, without agents everybody hangs up."""
    lost = agents == 0 and arrivals > 0
    return Queue(
        model=model,
        agents=agents,
        wait_probability=float(lost),
        service_level=float(not lost),
        abandonment=float(lost),
        asa=math.nan if lost else 0.0,
        wait=patience.mean if lost else 0.0,
        offered_wait=math.inf if lost else 0.0,
        wait_p90=math.inf if lost else 0.0,
        occupancy=0.0,
    )


class _OfferedWait:
    """The density of the virtual offered wait, on the nodes of a composite Gauss rule.

    Above 0 it is proportional to ``exp(arrivals * H(x) - agents * x / handle_time)``, H the integral of the survival
    function of patience; the mass at 0 follows from Erlang B.
    """

    def __init__(self, arrivals: float, handle_time: float, agents: int, patience: Durations, within: float) -> None:
        import numpy as np

        drain = agents / handle_time
        reach = _reach(arrivals, drain, patience.mean)
        cuts = [cut for cut in (within, *patience.kinks) if 0 < cut < reach]
        first = np.geomspace(1e-9, 1, 24) * reach / PANELS  # finer where patience may begin steeply
        edges = np.unique(np.concatenate([[0.0], first, np.linspace(0, reach, PANELS + 1)[1:], cuts]))
        nodes, weights, partial = _rule()
        half = np.diff(edges)[:, None] / 2
        at = edges[:-1, None] + half * (1 + nodes)
        survival = patience.survival(at)
        ends = np.concatenate([[0.0], np.cumsum((half * weights * survival).sum(axis=1))])
        spent = ends[:-1, None] + half * (survival @ partial.T)
        exponent = arrivals * spent - drain * at
        top = max(0.0, float(exponent.max()))
        mass = half * weights * np.exp(exponent - top)
        idle = math.exp(-top) * _inverse_b(agents - 1, arrivals * handle_time)
        total = arrivals * float(mass.sum())
        self.probability = total / (idle + total)
        self.at, self.survival, self.patience_spent = at.ravel(), survival.ravel(), spent.ravel()
        self.mass = (mass * arrivals / (idle + total)).ravel()

    def integral(self, value: Floats) -> float:
        """The mean of a value over all callers, 0 for those who do not wait."""
        return float((self.mass * value).sum())

    def percentile(self, share: float) -> float:
        """The offered wait that this share of callers does not exceed."""
        import numpy as np

        reached = 1 - self.probability + np.cumsum(self.mass) - self.mass / 2
        return float(np.interp(share, reached, self.at)) if share > 1 - self.probability else 0.0


def _reach(arrivals: float, drain: float, patience: float) -> float:
    """Seconds beyond which the density is negligible, from a bound on its exponent."""
    reach = (arrivals * patience + NEGLIGIBLE) / drain
    return min(reach, NEGLIGIBLE / (drain - arrivals)) if arrivals < drain else reach


@lru_cache(maxsize=1)
def _rule() -> tuple[Floats, ...]:
    """Gauss nodes and weights on [-1, 1], and the matrix of integrals from -1 to each node."""
    import numpy as np
    from numpy.polynomial import legendre

    nodes, weights = legendre.leggauss(NODES)
    lagrange = np.linalg.inv(legendre.legvander(nodes, NODES - 1))  # values at the nodes -> Legendre coefficients
    integrals = np.stack([legendre.legval(nodes, legendre.legint(row, lbnd=-1)) for row in np.eye(NODES)], axis=1)
    return nodes, weights, integrals @ lagrange


def priority_waits(arrivals: Sequence[float], handle_time: float, agents: int) -> list[float]:
    """Mean waits where an earlier class is always taken first (Cobham 1954); everybody waits to the end."""
    loads = [rate * handle_time / agents for rate in arrivals]
    residual = erlang_c_probability(agents, sum(arrivals) * handle_time) * handle_time / agents
    sums = [math.fsum(loads[:k]) for k in range(len(loads) + 1)]
    if sums[-1] >= 1:
        raise CenterError("the lowest class waits without end", hint="add agents")
    return [residual / ((1 - before) * (1 - after)) for before, after in pairwise(sums)]


def single_agent_wait(arrivals: float, handle_time: float, cv: float) -> float:
    """Mean wait for one agent, any distribution of handle times with this cv (Pollaczek-Khinchine)."""
    load = arrivals * handle_time
    if load >= 1:
        raise CenterError("one agent is not enough for the calls: the queue grows without end", hint="add agents")
    return load * handle_time * (1 + cv**2) / (2 * (1 - load))


def _occupancy(busy: float, agents: int) -> float:
    return busy / agents if agents else 0.0


def _check(agents: int, load: float) -> None:
    if agents < 0:
        raise CenterError(f"{agents} agents are a negative number", hint="write 0 or more")
    if not 0 <= load < math.inf:
        raise CenterError("the load is negative or endless", hint="write 48/min and a time such as 1 min")
