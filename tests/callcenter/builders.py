"""Small days for the tests of the call center."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from cxsim.callcenter.day import Day, GroupDay, TypeDay
from cxsim.callcenter.plan import DrawnPlan, Luck
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
        tally.add(Simulation(day, DrawnPlan(day, seed, replication)).run())
    return tally.results()


class GivenPlan:
    """A plan that is written down: arrival times by type, each with the luck of its attempts."""

    def __init__(self, calls: Mapping[int, Sequence[tuple[float, Sequence[Luck]]]]) -> None:
        self._calls = calls

    def calls(self, call_type: int) -> Iterator[tuple[float, Luck]]:
        before = 0.0
        for at, attempts in self._calls.get(call_type, ()):
            yield at - before, attempts[0]
            before = at

    def again(self, call_type: int, index: int, attempt: int) -> Luck:
        return self._calls[call_type][index][1][attempt - 1]


def luck(talk: float, *, after: float = 0.0, patience: float = math.inf, redial: float = math.inf) -> Luck:
    return talk, after, patience, redial


def outcomes(day: Day, plan: GivenPlan) -> list[tuple[float, float, int, str]]:
    """Arrival, wait, group and outcome of each attempt, in the order in which they came."""
    return [(row[4], row[5], row[8], row[9]) for row in sorted(Simulation(day, plan).run())]
