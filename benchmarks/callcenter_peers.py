"""The peers of the call-center engines: the three centers of the race in plain SimPy, Ciw and salabim.

Plain SimPy is written as a user would write it, who begins with the first example of every tutorial; Ciw and salabim
simulate those centers that they can say.
"""

from __future__ import annotations

import math
import random
from collections import deque
from collections.abc import Callable, Generator
from typing import Any

import simpy

Process = Generator[Any, Any, None]
CALLS_PER_HOUR = (200, 400, 600, 800, 1000, 1000, 900, 800, 700, 500, 300, 200)


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


# -- Ciw, where it can say the same


def ciw_a(calls: int, seed: int) -> int:
    """M/M/100 in Ciw."""
    import ciw

    ciw.seed(seed)
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(0.3)],
        service_distributions=[ciw.dists.Exponential(1 / 300)],
        number_of_servers=[100],
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_customers(calls, method="Finish")
    return len(simulation.get_all_records())


def ciw_b(days: int, seed: int) -> int:
    """Intervals in Ciw, whose agents of an old shift stay beside those of the new one: waits are too short."""
    import ciw

    offered = 0
    for day in range(days):
        ciw.seed(seed * 10_000 + day)
        ends = [1800.0 * (index + 1) for index in range(len(CALLS_PER_HOUR))]
        rates, agents = [calls / 3600 for calls in CALLS_PER_HOUR], [staff(calls) for calls in CALLS_PER_HOUR]
        network = ciw.create_network(
            arrival_distributions=[ciw.dists.PoissonIntervals(rates, ends, ends[-1])],
            service_distributions=[ciw.dists.Exponential(1 / 300)],
            reneging_time_distributions=[ciw.dists.Exponential(1 / 180)],
            number_of_servers=[ciw.Schedule(numbers_of_servers=agents, shift_end_dates=ends)],
        )
        simulation = ciw.Simulation(network)
        simulation.simulate_until_max_time(ends[-1])
        offered += len(simulation.get_all_records())
    return offered


def salabim_a(calls: int, seed: int) -> int:
    """M/M/100 in salabim."""
    import salabim

    env, draw = salabim.Environment(random_seed=seed), random.Random(seed)
    agents = salabim.Resource("agents", capacity=100)
    served = 0

    class Call(salabim.Component):  # type: ignore[misc]  # salabim has no types
        def process(self) -> None:
            nonlocal served
            self.request(agents)
            self.hold(draw.expovariate(1 / 300))
            self.release()
            served += 1

    class Arrivals(salabim.Component):  # type: ignore[misc]  # salabim has no types
        def process(self) -> None:
            for _ in range(calls):
                self.hold(draw.expovariate(0.3))
                Call()

    Arrivals()
    env.run()
    return served
