"""Staffing is the search for the fewest agents in each interval with whom callers find what the goals promise.

A formula gives the first answer, interval by interval. The simulation then corrects it, because queues spill over from
one interval to the next, handle times are not exponential, and people call again: intervals that miss a goal get one
agent more until all of them meet it, then every agent who is not needed is taken away again. All trials share their
luck (common random numbers), so that one agent more or less is seen and not the weather of another day. Groups that are
kept stay as they are planned; the others are found beside them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from cxsim.callcenter.byformula import by_formula
from cxsim.callcenter.day import Day
from cxsim.callcenter.errors import CenterError
from cxsim.callcenter.goals import Goal
from cxsim.callcenter.results import Results
from cxsim.callcenter.trial import staffed, trial

MOST_ROUNDS = 80
ROUNDS_IN_VAIN = 3
"""After so many agents more without any effect an interval that only kept groups could help is left as it was."""
TRIMMING_PASSES = 3

Agents = dict[str, tuple[int, ...]]
"""Agents on the phone by group, one number for each interval."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Staffing:
    """The agents that are needed, by formula and by simulation, and what callers find with the latter.

    ``missed`` names the intervals (by number) that meet the goals with no number of agents that was tried; ``trials``
    is how many plans were simulated; of groups that were ``kept`` the agents are those of the plan, rounded where they
    change within an interval.
    """

    goals: tuple[Goal, ...]
    day: Day
    by_formula: Agents
    agents: Agents
    results: Results
    missed: tuple[int, ...]
    trials: int
    kept: tuple[str, ...] = ()


def staff(
    day: Day,
    goals: Sequence[Goal],
    *,
    minimum: int = 0,
    keep: Collection[str] = (),
    replications: int = 20,
    seed: int = 1,
    done: Callable[[int], object] = lambda trials: None,
) -> Staffing:
    """The fewest agents on the phone, by group and interval, that meet every goal in every interval.

    ``minimum`` is how many there are in each group whatever the calls; groups to ``keep`` stay as they are planned;
    ``done`` is told the number of trials so far. Raises CenterError where no goal is set, where nobody answers a call
    type, and where a group to keep does not exist or nothing but such groups is left.
    """
    if not goals:
        raise CenterError("no goal is set", hint="write --goal '80 % in 20 s'")
    first = by_formula(day, goals, minimum=minimum, keep=keep)
    kept = {group.name: first[group.name] for group in day.groups if group.name in keep}
    search = _Search(day, tuple(goals), minimum, replications, seed, done, keeps=bool(kept))
    agents, results = search.run({name: list(counts) for name, counts in first.items() if name not in kept})
    return Staffing(
        goals=tuple(goals),
        day=staffed(day, agents),
        by_formula=first,
        agents={name: kept.get(name) or tuple(agents[name]) for name in first},
        results=results,
        missed=tuple(i for i in range(len(day.intervals)) if search.misses(results, i) > 0),
        trials=search.trials,
        kept=tuple(kept),
    )


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
        *,
        keeps: bool,
    ) -> None:
        self.day = day
        self.goals = goals
        self.minimum = minimum
        self.replications = replications
        self.seed = seed
        self.done = done
        self.keeps = keeps
        self.in_vain: dict[int, list[str]] = {}
        """The groups that had one agent more in an interval, one after the other, without any effect."""
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
            missed = [i for i in range(len(self.day.intervals)) if self.misses(results, i) > 0 and not self._is_lost(i)]
            if not missed:
                break
            helped = self._whom(agents, missed, results)
            for interval, group in helped.items():
                agents[group][interval] += 1
                self.tight.add((group, interval))
            before, results = results, self.trial(agents)
            if self.keeps and self._give_up(agents, helped, before, results):
                results = self.trial(agents)
        return results

    def _is_lost(self, interval: int) -> bool:
        return len(self.in_vain.get(interval, ())) >= ROUNDS_IN_VAIN

    def _give_up(self, agents: dict[str, list[int]], helped: dict[int, str], before: Results, after: Results) -> bool:
        """Whether agents are taken back from intervals in which none of the last ones has had an effect."""
        for interval, group in helped.items():
            if self.misses(after, interval) < self.misses(before, interval):
                self.in_vain.pop(interval, None)
                continue
            self.in_vain.setdefault(interval, []).append(group)
            if self._is_lost(interval):
                for name in self.in_vain[interval]:
                    agents[name][interval] -= 1
        return any(self._is_lost(interval) for interval in helped)

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
