"""Small days for the tests of the call center."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from cxsim.callcenter.day import Day, GroupDay, TypeDay
from cxsim.callcenter.luck import Luck
from cxsim.callcenter.plan import DrawnPlan, Plan, WrittenCall, WrittenPlan
from cxsim.callcenter.results import Results, Tally
from cxsim.callcenter.simulation import Simulation
from cxsim.callcenter.times import exponential
from cxsim.quantities import Target


def steady(
    types: Sequence[TypeDay], groups: Sequence[GroupDay], *, hours: float, warm_up: float = 0.0, within: float = 20.0
) -> Day:
    """One long segment in which nothing changes."""
    end = hours * 3600.0
    return Day(
        edges=(0.0, end),
        open=(True,),
        types=tuple(types),
        groups=tuple(groups),
        intervals=((0.0, end),),
        target=Target(0.8, within),
        counts_from=warm_up,
    )


def one_type(rate: float, talk=None, **fields) -> TypeDay:
    return TypeDay(name="calls", rates=(rate,), talk=talk or exponential(60.0), **fields)


def one_group(agents: int) -> GroupDay:
    return GroupDay(name="agents", agents=(agents,))


def simulated(day: Day, *, replications: int, seed: int = 7) -> Results:
    tally = Tally(day)
    for replication in range(replications):
        tally.add(ran(day, DrawnPlan(day, seed, replication)))
    return tally.results()


def ran(day: Day, plan: Plan, **more) -> Simulation:
    simulation = Simulation(day, plan, **more)
    simulation.run()
    return simulation


def written(calls: Mapping[int, Sequence[tuple[float, Sequence[Luck]]]], types: int = 2) -> WrittenPlan:
    """A plan that is written down: arrival times by type, each with the luck of its attempts."""
    return WrittenPlan(
        [[WrittenCall(at=at, attempts=attempts) for at, attempts in calls.get(type_, ())] for type_ in range(types)]
    )


def luck(talk: float, *, after: float = 0.0, patience: float = math.inf, redial: float = math.inf, **more) -> Luck:
    return Luck(talk, after, patience, redial, **more)


def outcomes(day: Day, plan: Plan) -> list[tuple[float, float, int, str]]:
    """Arrival, wait, group and outcome of each attempt, in the order in which they came."""
    return [(row.arrival, row.wait, row.group, row.outcome) for row in sorted(Simulation(day, plan).run())]
