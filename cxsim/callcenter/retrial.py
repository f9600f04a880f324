"""A retrial is a call that is made again: by somebody who found no free agent, or who hung up while waiting.

Both feed on themselves: the fewer agents, the more calls, the longer the queue. Until they call again people are in
*orbit*. The single agent has a closed form (Falin & Templeton 1997, "Retrial queues", section 1.3); otherwise callers
in line and in orbit are the two coordinates of a Markov chain, and where that is too large, redials are counted as
fresh calls whose rate is the solution of its own equation (a good approximation where people take their time).
"""

from __future__ import annotations

import math
from dataclasses import replace

from cxsim.callcenter.analytic import Queue, erlang_b, patient_queue
from cxsim.callcenter.chains import MOST_STATES, Moves, State, long_run, mean_of
from cxsim.callcenter.errors import CenterError
from cxsim.callcenter.line import Line, Seen
from cxsim.callcenter.times import Durations

_TAIL = 1e-10


def retrial_queue(arrivals: float, handle_time: float, agents: int, *, retry: float) -> Queue:
    """Nobody waits in line; who finds all agents busy calls again after ``retry`` seconds on average, until answered.

    Raises CenterError where the load is too much for the agents: then the orbit grows without end.
    """
    load = arrivals * handle_time
    if not 0 <= load < agents:
        raise CenterError(
            f"{load:.4g} agents are needed for the calls alone and {agents} are there: the orbit grows without end",
            hint="add agents",
        )
    if agents == 1:
        orbit = load * (arrivals * retry + load) / (1 - load)
        return _retrials(arrivals, load, agents, orbit, busy=load, model="M/M/1 retrial", retry=retry)
    try:
        return _retrial_chain(arrivals, handle_time, agents, retry)
    except CenterError:
        blocked = _blocked_in_the_long_run(load, agents)
        orbit = blocked / (1 - blocked) * arrivals * retry
        return _retrials(
            arrivals, load, agents, orbit, busy=blocked, model="retrial, redials as fresh calls", retry=retry
        )


def _retrials(
    arrivals: float, load: float, agents: int, orbit: float, *, busy: float, model: str, retry: float
) -> Queue:
    """All are answered in the end; ``busy`` is the share of time in which a call finds nobody free."""
    wait = orbit / arrivals if arrivals else 0.0
    return Queue(
        model=model,
        agents=agents,
        wait_probability=busy,
        service_level=1 - busy,
        abandonment=0.0,
        asa=wait,
        wait=wait,
        offered_wait=wait,
        wait_p90=math.nan,
        occupancy=load / agents,
        blocking=busy,
        orbit=orbit,
        attempts=1 + orbit / retry / arrivals if arrivals else 1.0,
    )


def _blocked_in_the_long_run(load: float, agents: int) -> float:
    """The blocking probability B of an Erlang B system that also serves its own redials: B = B(n, a / (1 - B))."""
    low, high = 0.0, 1.0 - load / agents * 1e-12
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if erlang_b(agents, load / (1 - middle)) > middle else (low, middle)
    return (low + high) / 2


def _retrial_chain(arrivals: float, handle_time: float, agents: int, retry: float) -> Queue:
    load = arrivals * handle_time
    blocked = _blocked_in_the_long_run(load, agents)
    limit = math.ceil(2 * (blocked / (1 - blocked) * arrivals * retry + load / (agents - load)) + 60)
    while True:
        shares = long_run((math.ceil(load), 0), _retrial_moves(arrivals, handle_time, agents, retry, limit))
        if sum(share for (_, orbit), share in shares.items() if orbit == limit) < _TAIL:
            break
        limit *= 2
    orbit = mean_of(shares, lambda state: state[1])
    busy = mean_of(shares, lambda state: state[0] == agents)
    return _retrials(arrivals, load, agents, orbit, busy=busy, model="M/M/n retrial (chain)", retry=retry)


def _retrial_moves(arrivals: float, handle_time: float, agents: int, retry: float, limit: int) -> Moves:
    def moves(state: State) -> list[tuple[State, float]]:
        busy, orbit = state
        found: list[tuple[State, float]] = []
        if busy < agents:
            found.append(((busy + 1, orbit), arrivals))
            if orbit:
                found.append(((busy + 1, orbit - 1), orbit / retry))
        elif orbit < limit:
            found.append(((busy, orbit + 1), arrivals))
        if busy:
            found.append(((busy - 1, orbit), busy / handle_time))
        return found

    return moves


def redial_queue(
    arrivals: float,
    handle_time: float,
    agents: int,
    patience: Durations,
    *,
    share: float,
    after: float,
    within: float,
) -> Queue:
    """Erlang A whose abandoners call again: this ``share`` of them, ``after`` seconds on average.

    Shares are of all attempts; ``orbit`` is how many people are about to call again, ``lost`` the share of clients who
    were never answered. By the chain where patience is exponential and the chain is small, else by the fixed point.
    """
    nearly = redials_as_fresh(arrivals, handle_time, agents, patience, share=share, after=after, within=within)
    if getattr(patience, "family", "") != "exponential" or not arrivals > 0 or agents == 0:
        return replace(nearly, model=f"{nearly.model}, redials as fresh calls")
    deep = math.ceil(nearly.orbit + 8 * math.sqrt(nearly.orbit + 1) + 20)
    rate = arrivals * nearly.attempts
    longest = math.ceil(
        max(0.0, rate - agents / handle_time) * patience.mean + 8 * math.sqrt(rate * patience.mean) + 30
    )
    if (agents + longest) * deep > MOST_STATES / 3:
        return replace(nearly, model=f"{nearly.model}, redials as fresh calls")
    line = Line(drain=agents / handle_time, loss=1 / patience.mean)
    moves = _redial_moves(arrivals, handle_time, agents, line.loss, share, after, agents + longest, deep)
    shares = long_run((agents, round(nearly.orbit)), moves)
    return _redials(shares, arrivals, handle_time, agents, line, share, after, within)


def redials_as_fresh(
    arrivals: float,
    handle_time: float,
    agents: int,
    patience: Durations,
    *,
    share: float,
    after: float,
    within: float,
) -> Queue:
    """The fixed point: redials are a Poisson stream of their own, as many as the hang-ups that they follow from."""
    from scipy.optimize import brentq

    def missing(total: float) -> float:
        lost = patient_queue(total, handle_time, agents, patience, within=within).abandonment
        return arrivals + share * lost * total - total

    most = arrivals / (1 - share) if share < 1 else arrivals * 1e6
    high = float(brentq(missing, arrivals, most * (1 + 1e-9), rtol=1e-7)) if arrivals and share else arrivals
    queue = patient_queue(high, handle_time, agents, patience, within=within)
    again = high - arrivals
    return replace(
        queue,
        orbit=again * after,
        attempts=high / arrivals if arrivals else 1.0,
        lost=(1 - share) * queue.abandonment * high / arrivals if arrivals else 0.0,
    )


def _redial_moves(
    arrivals: float, handle_time: float, agents: int, loss: float, share: float, after: float, most: int, deep: int
) -> Moves:
    def moves(state: State) -> list[tuple[State, float]]:
        callers, orbit = state
        found: list[tuple[State, float]] = []
        if callers < most:
            found.append(((callers + 1, orbit), arrivals))
            if orbit:
                found.append(((callers + 1, orbit - 1), orbit / after))
        if callers:
            found.append(((callers - 1, orbit), min(callers, agents) / handle_time))
        if callers > agents:
            gone = (callers - agents) * loss
            again = share if orbit < deep else 0.0
            found.append(((callers - 1, orbit), gone * (1 - again)))
            if again:
                found.append(((callers - 1, orbit + 1), gone * again))
        return found

    return moves


def _redials(
    shares: dict[State, float],
    arrivals: float,
    handle_time: float,
    agents: int,
    line: Line,
    share: float,
    after: float,
    within: float,
) -> Queue:
    """What attempts find, each state weighted by the attempts that are made in it."""
    import numpy as np

    most = max(callers for callers, _ in shares)
    seen = np.zeros(most + 1)
    for (callers, orbit), chance in shares.items():
        seen[callers] += chance * (arrivals + orbit / after)
    attempts, orbit_mean = float(seen.sum()), mean_of(shares, lambda state: state[1])
    seen /= attempts
    found = Seen(
        line=line,
        joining=seen[agents:],
        idle=float(seen[:agents].sum()),
        blocked=0.0,
        agents=agents,
        handle_time=handle_time,
        arrivals=attempts,
    )
    gone = mean_of(shares, lambda state: max(0, state[0] - agents)) * line.loss
    return replace(
        found.queue("Erlang A with redials (chain)", within),
        abandonment=gone / attempts,
        orbit=orbit_mean,
        attempts=attempts / arrivals,
        lost=(1 - share) * gone / arrivals,
    )
