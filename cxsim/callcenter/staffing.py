"""Staffing is the search for the fewest agents in each interval with whom callers find what the goals promise.

A formula gives the first answer, interval by interval. The simulation then corrects it, because queues spill over from
one interval to the next, handle times are not exponential, and people call again: intervals that miss a goal get one
agent more until all of them meet it, then every agent who is not needed is taken away again. All trials share their
luck (common random numbers), so that one agent more or less is seen and not the weather of another day.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from cxsim.callcenter.day import Day
from cxsim.callcenter.errors import CenterError
from cxsim.callcenter.goals import Goal
from cxsim.callcenter.results import Results
from cxsim.callcenter.theory import averaged, formula, moments_of
from cxsim.callcenter.trial import staffed, trial

MOST_ROUNDS = 80
TRIMMING_PASSES = 3
MOST_FORMULA_AGENTS = 20_000

Agents = dict[str, tuple[int, ...]]
"""Agents on the phone by group, one number for each interval."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Staffing:
    """The agents that are needed, by formula and by simulation, and what callers find with the latter.

    ``missed`` names the intervals (by number) that meet the goals with no number of agents that was tried; ``trials``
    is how many plans were simulated.
    """

    goals: tuple[Goal, ...]
    day: Day
    by_formula: Agents
    agents: Agents
    results: Results
    missed: tuple[int, ...]
    trials: int


def staff(
    day: Day,
    goals: Sequence[Goal],
    *,
    minimum: int = 0,
    replications: int = 20,
    seed: int = 1,
    done: Callable[[int], object] = lambda trials: None,
) -> Staffing:
    """The fewest agents on the phone, by group and interval, that meet every goal in every interval.

    ``minimum`` is how many there are in each group whatever the calls; ``done`` is told the number of trials so far.
    Raises CenterError where no goal is set or where nobody answers a call type.
    """
    if not goals:
        raise CenterError("no goal is set", hint="write --goal '80 % in 20 s'")
    first = by_formula(day, goals, minimum=minimum)
    search = _Search(day, tuple(goals), minimum, replications, seed, done)
    agents, results = search.run({name: list(counts) for name, counts in first.items()})
    return Staffing(
        goals=tuple(goals),
        day=staffed(day, agents),
        by_formula=first,
        agents={name: tuple(counts) for name, counts in agents.items()},
        results=results,
        missed=tuple(i for i in range(len(day.intervals)) if search.misses(results, i) > 0),
        trials=search.trials,
    )


# -- by formula


def by_formula(day: Day, goals: Sequence[Goal], *, minimum: int = 0) -> Agents:
    """The agents that the formula asks for, as if everybody answered everything, given to groups by their skills."""
    columns = [_interval(day, goals, start, end) for start, end in day.intervals]
    return {
        group.name: tuple(max(minimum, column[index]) for column in columns) for index, group in enumerate(day.groups)
    }


def _interval(day: Day, goals: Sequence[Goal], start: float, end: float) -> list[int]:
    calling = [i for i in range(len(day.types)) if day.rate(i, start, end) > 0]
    if not calling:
        return [0] * len(day.groups)
    needed = _pool(day, goals, calling, start, end)
    if len(day.groups) == 1:
        return [needed]
    loads = [day.rate(i, start, end) * day.types[i].handle_time for i in calling]
    return _shared_out(day, calling, [needed * load / sum(loads) for load in loads])


def _pool(day: Day, goals: Sequence[Goal], calling: Sequence[int], start: float, end: float) -> int:
    """The fewest agents for a center in which everybody answers everything, by bisection."""
    types = tuple(day.types[i] for i in calling)
    moments = moments_of(day, calling, start, end)

    def enough(agents: int) -> bool:
        found = [(share, formula(types, loads, agents, day.target.seconds)) for loads, share, _ in moments]
        if agents == 0 or any(queue is None for _, queue in found):
            return False
        queue = averaged([(share, queue) for share, queue in found if queue is not None])
        return all(one.missed_in_theory(queue) == 0 for one in goals)

    low, high = 0, max(1, math.ceil(max(sum(loads) for loads, _, _ in moments)))
    while not enough(high):
        low, high = high, 2 * high
        if high > MOST_FORMULA_AGENTS:
            wanted = ", ".join(map(str, goals))
            raise CenterError(f"no number of agents meets {wanted}", hint="ask for less, such as 80 % in 20 s")
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def _shared_out(day: Day, calling: Sequence[int], needed: Sequence[float]) -> list[int]:
    """Agents of each group who together cover what each type needs, as few as possible, preferred groups first."""
    import numpy as np
    from scipy.optimize import linprog

    flows = [(k, g, rank) for k, i in enumerate(calling) for rank, tier in enumerate(day.types[i].tiers) for g in tier]
    groups = len(day.groups)
    costs = np.concatenate([np.ones(groups), [0.001 * rank for _, _, rank in flows]])
    covered = np.zeros((len(calling), groups + len(flows)))
    within = np.zeros((groups, groups + len(flows)))
    within[:, :groups] = -np.eye(groups)
    for column, (k, g, _) in enumerate(flows, groups):
        covered[k, column] = within[g, column] = 1.0
    found = linprog(costs, A_ub=within, b_ub=np.zeros(groups), A_eq=covered, b_eq=np.array(needed), method="highs")
    if not found.success:
        names = ", ".join(day.types[i].name for i in calling if not any(day.types[i].tiers))
        raise CenterError(f"nobody answers {names or 'these calls'}", hint="add it to the `answers` of a group")
    return [math.ceil(value - 1e-6) for value in found.x[:groups]]


# -- by simulation


class _Search:
    """Climbs from too few agents to enough, then takes away who is not needed."""

    def __init__(
        self,
        day: Day,
        goals: tuple[Goal, ...],
        minimum: int,
        replications: int,
        seed: int,
        done: Callable[[int], object],
    ) -> None:
        self.day = day
        self.goals = goals
        self.minimum = minimum
        self.replications = replications
        self.seed = seed
        self.done = done
        self.trials = 0
        self.tight: set[tuple[str, int]] = set()
        """Where one agent fewer is known to miss a goal."""

    def run(self, agents: dict[str, list[int]]) -> tuple[dict[str, list[int]], Results]:
        results = self.climb(agents, self.trial(agents))
        for _ in range(TRIMMING_PASSES):
            before = {name: list(counts) for name, counts in agents.items()}
            for places in self._places(agents):
                results = self._without(agents, places, results)
            if agents == before:
                break
        return agents, results

    def trial(self, agents: dict[str, list[int]]) -> Results:
        self.trials += 1
        found = trial(staffed(self.day, agents), replications=self.replications, seed=self.seed)
        self.done(self.trials)
        return found

    def misses(self, results: Results, interval: int) -> float:
        """How far an interval misses its goals, each relative to its limit."""
        row = results.intervals[interval]
        if row["offered"].mean == 0:
            return 0.0
        return math.fsum(goal.missed_by(row) / goal.limit if goal.limit else goal.missed_by(row) for goal in self.goals)

    def climb(self, agents: dict[str, list[int]], results: Results) -> Results:
        """One agent more wherever a goal is missed, until none is; changes ``agents``."""
        for _ in range(MOST_ROUNDS):
            missed = [i for i in range(len(self.day.intervals)) if self.misses(results, i) > 0]
            if not missed:
                break
            for interval, group in self._whom(agents, missed, results).items():
                agents[group][interval] += 1
                self.tight.add((group, interval))
            results = self.trial(agents)
        return results

    def _whom(self, agents: dict[str, list[int]], missed: Sequence[int], results: Results) -> dict[int, str]:
        """The group that should have one agent more in each of these intervals: the one that helps most."""
        names = list(agents)
        if len(names) == 1:
            return dict.fromkeys(missed, names[0])
        best: dict[int, tuple[float, str]] = {}
        for name in names:
            more = {**agents, name: [n + (i in missed) for i, n in enumerate(agents[name])]}
            tried = self.trial(more)
            for interval in missed:
                found = (self.misses(tried, interval), name)
                best[interval] = min(best.get(interval, found), found)
        return {interval: name for interval, (_, name) in best.items()}

    def _places(self, agents: dict[str, list[int]]) -> Iterator[list[tuple[str, int]]]:
        """Agents who might not be needed: group by group, every other interval, so that neighbors stay as they are."""
        for name in agents:
            for parity in (0, 1):
                yield [
                    (name, i)
                    for i in range(parity, len(self.day.intervals), 2)
                    if agents[name][i] > self.minimum and (name, i) not in self.tight
                ]

    def _without(self, agents: dict[str, list[int]], places: Sequence[tuple[str, int]], results: Results) -> Results:
        """Take one agent away at each of these places where the goals are still met; changes ``agents``."""
        if not places:
            return results
        for name, interval in places:
            agents[name][interval] -= 1
        tried = self.trial(agents)
        needed = [(name, i) for name, i in places if any(self._worse(tried, results, k) for k in (i, i + 1))]
        for name, interval in needed:
            agents[name][interval] += 1
            self.tight.add((name, interval))
        return self.climb(agents, self.trial(agents)) if needed else tried

    def _worse(self, tried: Results, before: Results, interval: int) -> bool:
        if interval >= len(self.day.intervals):
            return False
        return self.misses(tried, interval) > self.misses(before, interval)
