"""By formula is the first answer of staffing: each interval alone, as if it lasted for ever.

Where groups have different skills, a linear program gives each the work that it can do, with as few agents as possible.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence

from cxsim.callcenter.day import Day
from cxsim.callcenter.errors import CenterError
from cxsim.callcenter.goals import Goal
from cxsim.callcenter.theory import averaged, formula, moments_of
from cxsim.explain import did_you_mean

MOST_FORMULA_AGENTS = 20_000
_LEFT_OVER = 1000.0
"""What it costs to leave work to nobody: far more than any agent, so that only what nobody else can do is left."""


def by_formula(
    day: Day, goals: Sequence[Goal], *, minimum: int = 0, keep: Collection[str] = ()
) -> dict[str, tuple[int, ...]]:
    """The agents that the formula asks for, as if everybody answered everything, given to groups by their skills.

    Of groups to ``keep`` there are as many as planned, and the others do what is left. Raises CenterError as
    :func:`cxsim.callcenter.staffing.staff` does.
    """
    kept = _kept(day, keep)
    columns = [_interval(day, goals, start, end, kept) for start, end in day.intervals]
    return {
        group.name: tuple(column[index] if index in kept else max(minimum, column[index]) for column in columns)
        for index, group in enumerate(day.groups)
    }


def _kept(day: Day, keep: Collection[str]) -> tuple[int, ...]:
    names = [group.name for group in day.groups]
    for name in keep:
        if name not in names:
            raise CenterError(f"no group is called {name!r}", hint=did_you_mean(name, names))
    if names and all(name in keep for name in names):
        raise CenterError("every group is kept, so nothing is left to find", hint="keep some of them only")
    return tuple(index for index, name in enumerate(names) if name in keep)


def _interval(day: Day, goals: Sequence[Goal], start: float, end: float, kept: Sequence[int]) -> list[int]:
    planned = {group: round(day.agents(group, start, end)) for group in kept}
    calling = [i for i in range(len(day.types)) if day.rate(i, start, end) > 0]
    if not calling:
        return [planned.get(group, 0) for group in range(len(day.groups))]
    needed = _pool(day, goals, calling, start, end)
    if len(day.groups) == 1:
        return [needed]
    loads = [day.rate(i, start, end) * day.types[i].handle_time for i in calling]
    return _shared_out(day, calling, [needed * load / sum(loads) for load in loads], planned)


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


def _shared_out(day: Day, calling: Sequence[int], needed: Sequence[float], planned: Mapping[int, int]) -> list[int]:
    """Agents of each group who together cover what each type needs, as few as possible, preferred groups first.

    Of some groups there are as many as ``planned``; what a type needs beyond them where nobody else answers it is not
    covered.
    """
    import numpy as np
    from scipy.optimize import linprog

    flows = [(k, g, rank) for k, i in enumerate(calling) for rank, tier in enumerate(day.types[i].tiers) for g in tier]
    groups = len(day.groups)
    answering = [{g for tier in day.types[i].tiers for g in tier} for i in calling]
    helpless = [k for k, able in enumerate(answering) if able and able <= set(planned)]
    costs = np.concatenate([np.ones(groups), [0.001 * rank for _, _, rank in flows], [_LEFT_OVER] * len(helpless)])
    covered = np.zeros((len(calling), len(costs)))
    within = np.zeros((groups, len(costs)))
    within[:, :groups] = -np.eye(groups)
    for column, (k, g, _) in enumerate(flows, groups):
        covered[k, column] = within[g, column] = 1.0
    for column, k in enumerate(helpless, groups + len(flows)):
        covered[k, column] = 1.0
    bounds = [(planned.get(g, 0), planned.get(g)) for g in range(groups)] + [(0, None)] * (len(costs) - groups)
    found = linprog(costs, within, np.zeros(groups), covered, np.array(needed), bounds, method="highs")
    if not found.success:
        names = ", ".join(day.types[i].name for i in calling if not any(day.types[i].tiers))
        raise CenterError(f"nobody answers {names or 'these calls'}", hint="add it to the `answers` of a group")
    return [math.ceil(value - 1e-6) for value in found.x[:groups]]
