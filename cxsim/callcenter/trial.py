"""A trial is one plan of a day, simulated with the same luck as every other plan that it is compared with.

Staffing, sweeps and replays make many trials: plans that differ in agents, calls or times and in nothing else. The same
seed gives the same callers (common random numbers), so that differences between trials are differences of the plans.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from cxsim.callcenter.day import Day, GroupDay
from cxsim.callcenter.engines import Replications, simulate
from cxsim.callcenter.logbook import Log
from cxsim.callcenter.results import Results, Tally

AgentsByInterval = Mapping[str, Sequence[int]]
"""Agents on the phone by group, one number for each interval of the day."""


def trial(day: Day, *, replications: int, seed: int) -> Results:
    """Simulate a day; the results depend on nothing but the day, the seed and the number of replications."""
    tally = Tally(day)
    for counted, _ in simulate(Replications(day=day, seed=seed, count=replications)):
        tally.put(counted)
    return tally.results()


def trial_with_logs(day: Day, *, replications: int, seed: int) -> tuple[Results, list[Log]]:
    """The same, with the log of every simulated day."""
    tally, logs = Tally(day), []
    for counted, log in simulate(Replications(day=day, seed=seed, count=replications, keep_logs=True)):
        tally.put(counted)
        logs += [] if log is None else [log]
    return tally.results(), logs


def staffed(day: Day, agents: AgentsByInterval) -> Day:
    """The same day with these agents; groups that are not named keep theirs. While the line is closed the agents of the
    interval before stay, as they do in every plan.
    """
    cuts = {edge for interval in day.intervals for edge in interval}
    finer = cut(day, cuts)
    groups = tuple(_group(finer, group, agents.get(group.name)) for group in finer.groups)
    return replace(finer, groups=groups)


def cut(day: Day, at: set[float]) -> Day:
    """The same day with more edges: every segment that one of these times divides is divided there."""
    edges = sorted({edge for edge in at if day.edges[0] < edge < day.edges[-1]} | set(day.edges))
    before = [max(i for i, edge in enumerate(day.edges[:-1]) if edge <= start) for start in edges[:-1]]
    return replace(
        day,
        edges=tuple(edges),
        open=tuple(day.open[i] for i in before),
        types=tuple(replace(t, rates=tuple(t.rates[i] for i in before)) for t in day.types),
        groups=tuple(replace(g, agents=tuple(g.agents[i] for i in before)) for g in day.groups),
    )


def _group(day: Day, group: GroupDay, wanted: Sequence[int] | None) -> GroupDay:
    if wanted is None:
        return group
    agents: list[int] = []
    for start in day.edges[:-1]:
        inside = [count for (low, high), count in zip(day.intervals, wanted, strict=True) if low <= start < high]
        agents.append(inside[0] if inside else agents[-1])
    return replace(group, agents=tuple(agents))
