"""Calls per CPU second: our SimPy engine against plain SimPy as a user would write it, on three centers.

``python -m benchmarks.callcenter [--calls 50000] [--rounds 4]``. (a) M/M/100 at 90 % load; (b) twelve half hours with
200 to 1000 calls an hour, square-root staffing and patience; (c) three call types, two groups, lognormal talk,
patience and redials. Both engines simulate the same center in alternating rounds, draws included; what counts is the
ratio, with its spread over the rounds.
"""

from __future__ import annotations

import argparse
import math
import random
import statistics
import time
from collections import deque
from collections.abc import Callable, Generator
from itertools import pairwise
from typing import Any

import simpy

from cxsim.callcenter.center import Redial
from cxsim.callcenter.day import Day, GroupDay, TypeDay
from cxsim.callcenter.plan import DrawnPlan
from cxsim.callcenter.simulation import Simulation
from cxsim.callcenter.times import exponential, lognormal
from cxsim.quantities import Target

Process = Generator[Any, Any, None]
CALLS_PER_HOUR = (200, 400, 600, 800, 1000, 1000, 900, 800, 700, 500, 300, 200)
TARGET = Target(0.8, 20.0)


def staff(calls_per_hour: float) -> int:
    """Square-root staffing for an average handle time of 300 s."""
    load = calls_per_hour / 12
    return math.ceil(load + 0.5 * math.sqrt(load))


# -- plain SimPy


def plain_a(calls: int, seed: int) -> int:
    """The first example of every tutorial: a resource, a process for each call."""
    env, draw = simpy.Environment(), random.Random(seed)
    agents = simpy.Resource(env, capacity=100)
    waits: list[float] = []

    def call() -> Process:
        arrived = env.now
        with agents.request() as free:
            yield free
            waits.append(env.now - arrived)
            yield env.timeout(draw.expovariate(1 / 300))

    def arrivals() -> Process:
        for _ in range(calls):
            yield env.timeout(draw.expovariate(0.3))
            env.process(call())

    env.process(arrivals())
    env.run()
    return len(waits)


class Desk:
    """Agents of several groups, and the calls that wait for them: what a user writes once a resource is not enough."""

    def __init__(self, env: simpy.Environment, skills: list[tuple[int, ...]], types: int) -> None:
        self.env, self.skills = env, skills
        self.capacity = [0] * len(skills)
        self.busy = [0] * len(skills)
        self.waiting: list[deque[tuple[float, simpy.Event]]] = [deque() for _ in range(types)]

    def ask(self, type_: int) -> simpy.Event:
        """An event that happens when an agent takes the call; its value is the group."""
        taken = self.env.event()
        for group, skills in enumerate(self.skills):
            if type_ in skills and self.busy[group] < self.capacity[group]:
                self.busy[group] += 1
                taken.succeed(group)
                return taken
        self.waiting[type_].append((self.env.now, taken))
        return taken

    def free(self, group: int) -> None:
        """An agent has hung up."""
        self.busy[group] -= 1
        self.serve(group)

    def serve(self, group: int) -> None:
        """Give waiting calls to idle agents, longest waiting first."""
        while self.busy[group] < self.capacity[group]:
            queues = [self.waiting[type_] for type_ in self.skills[group] if self.waiting[type_]]
            if not queues:
                return
            _, taken = min(queues, key=lambda queue: queue[0][0]).popleft()
            self.busy[group] += 1
            taken.succeed(group)

    def leave(self, type_: int, taken: simpy.Event) -> None:
        """Somebody has hung up while waiting."""
        self.waiting[type_] = deque(entry for entry in self.waiting[type_] if entry[1] is not taken)


def plain_b(days: int, seed: int) -> int:
    """Intervals: arrivals and agents change every half hour; callers hang up."""
    draw, offered = random.Random(seed), 0
    for _ in range(days):
        env = simpy.Environment()
        desk = Desk(env, [(0,)], 1)

        def call(env: simpy.Environment = env, desk: Desk = desk) -> Process:
            taken = desk.ask(0)
            yield taken | env.timeout(draw.expovariate(1 / 180))
            if not taken.triggered:
                desk.leave(0, taken)
                return
            yield env.timeout(draw.expovariate(1 / 300))
            desk.free(int(taken.value or 0))

        def shifts(env: simpy.Environment = env, desk: Desk = desk) -> Process:
            for calls in CALLS_PER_HOUR:
                desk.capacity[0] = staff(calls)
                desk.serve(0)
                yield env.timeout(1800)

        def arrivals(env: simpy.Environment = env, call: Callable[[], Process] = call) -> Process:
            nonlocal offered
            for index, calls in enumerate(CALLS_PER_HOUR):
                begins, ends = index * 1800, (index + 1) * 1800
                yield env.timeout(begins - env.now)
                while (gap := draw.expovariate(calls / 3600)) < ends - env.now:
                    yield env.timeout(gap)
                    offered += 1
                    env.process(call())

        env.process(shifts())
        env.process(arrivals())
        env.run()
    return offered


def plain_c(calls: int, seed: int) -> int:
    """Skills, lognormal talk, patience, redials."""
    env, draw = simpy.Environment(), random.Random(seed)
    desk = Desk(env, [(0, 1), (1, 2)], 3)
    desk.capacity = [30, 30]
    sigma = math.sqrt(math.log1p(0.8**2))
    talk = [math.log(mean) - sigma**2 / 2 for mean in (300, 330, 270)]
    patience = (180, 120, 240)
    attempts = 0

    def client(type_: int) -> Process:
        nonlocal attempts
        for attempt in range(4):
            attempts += 1
            taken = desk.ask(type_)
            yield taken | env.timeout(draw.expovariate(1 / patience[type_]))
            if taken.triggered:
                yield env.timeout(draw.lognormvariate(talk[type_], sigma))
                desk.free(int(taken.value or 0))
                return
            desk.leave(type_, taken)
            if attempt == 3 or draw.random() > 0.5:
                return
            yield env.timeout(draw.expovariate(1 / 600))

    def arrivals(type_: int) -> Process:
        for _ in range(calls // 3):
            yield env.timeout(draw.expovariate(0.0667))
            env.process(client(type_))

    for type_ in range(3):
        env.process(arrivals(type_))
    env.run()
    return attempts


# -- ours


def ours(day: Day, days: int, seed: int) -> int:
    """Our engine on the same center; every attempt is recorded."""
    return sum(len(Simulation(day, DrawnPlan(day, seed, replication)).run()) for replication in range(days))


def steady(seconds: float, types: tuple[TypeDay, ...], groups: tuple[GroupDay, ...]) -> Day:
    """A day on which nothing changes."""
    span = (0.0, seconds)
    return Day(edges=span, open=(True,), types=types, groups=groups, intervals=(span,), target=TARGET)


def day_a(calls: int) -> Day:
    """M/M/100."""
    types = (TypeDay(name="calls", rates=(0.3,), talk=exponential(300)),)
    return steady(calls / 0.3, types, (GroupDay(name="agents", agents=(100,)),))


def day_b() -> Day:
    """Twelve half hours."""
    edges = tuple(1800.0 * index for index in range(13))
    rates = tuple(calls / 3600 for calls in CALLS_PER_HOUR)
    agents = tuple(staff(calls) for calls in CALLS_PER_HOUR)
    return Day(
        edges=edges,
        open=(True,) * 12,
        types=(TypeDay(name="calls", rates=rates, talk=exponential(300), patience=exponential(180)),),
        groups=(GroupDay(name="agents", agents=agents),),
        intervals=tuple(pairwise(edges)),
        target=TARGET,
    )


def day_c(calls: int) -> Day:
    """Three call types, two groups of thirty, redials."""
    redial = Redial(share=0.5, after=600.0, at_most=4)
    facts = ((300, 180, ((0,),)), (330, 120, ((0, 1),)), (270, 240, ((1,),)))
    types = tuple(
        TypeDay(
            name=str(index),
            rates=(0.0667,),
            talk=lognormal(talk, 0.8),
            patience=exponential(patience),
            redial=redial,
            tiers=tiers,
        )
        for index, (talk, patience, tiers) in enumerate(facts)
    )
    groups = (
        GroupDay(name="left", agents=(30,), tiers=((0, 1),)),
        GroupDay(name="right", agents=(30,), tiers=((1, 2),)),
    )
    return steady(calls / (3 * 0.0667), types, groups)


# -- the race


def speed(run: Callable[[int], int], seed: int) -> float:
    """Calls (attempts) per CPU second."""
    begun = time.process_time()
    calls = run(seed)
    return calls / (time.process_time() - begun)


def main() -> None:
    """Print calls per CPU second of both engines, and the paired ratio with its spread."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=50_000, help="calls in each round")
    parser.add_argument("--rounds", type=int, default=4)
    asked = parser.parse_args()
    days = max(1, round(asked.calls / (sum(CALLS_PER_HOUR) / 2)))
    a, b, c = day_a(asked.calls), day_b(), day_c(asked.calls)
    races: dict[str, tuple[Callable[[int], int], Callable[[int], int]]] = {
        "(a) M/M/100": (lambda seed: plain_a(asked.calls, seed), lambda seed: ours(a, 1, seed)),
        "(b) intervals, patience": (lambda seed: plain_b(days, seed), lambda seed: ours(b, days, seed)),
        "(c) skills, redials": (lambda seed: plain_c(asked.calls, seed), lambda seed: ours(c, 1, seed)),
    }
    print(f"{'center':26}{'plain SimPy':>14}{'ours':>14}{'ratio':>8}  spread")
    for name, (plain, our) in races.items():
        pairs = [(speed(plain, seed), speed(our, seed)) for seed in range(asked.rounds)]
        ratios = [mine / theirs for theirs, mine in pairs]
        theirs, mine = (statistics.median(values) for values in zip(*pairs, strict=True))
        spread = f"{min(ratios):.2f}-{max(ratios):.2f}"
        print(f"{name:26}{theirs:>12,.0f}/s{mine:>12,.0f}/s{statistics.median(ratios):>8.2f}  {spread}")


if __name__ == "__main__":
    main()
