"""Calls per CPU second of plain SimPy, Ciw, salabim and our two engines on three centers; memory and start of our own.

``python -m benchmarks.callcenter [--calls 50000] [--rounds 4]``. (a) M/M/100 at 90 % load; (b) twelve half hours with
200 to 1000 calls an hour, square-root staffing and patience; (c) three call types, two groups, lognormal talk,
patience and redials. All simulate the same center in alternating rounds, draws included; what counts is the ratio,
with its spread over the rounds. Plain SimPy is written as a user would write it. Ciw knows no redials, and agents of
an old shift stay beside the new ones. "with tables" is the compiled engine with every table of results.

``--memory`` shows that memory does not grow with calls, ``--start`` what a new process pays before its first call,
``--workers`` how much sooner two processes are done than one.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from importlib.util import find_spec
from itertools import pairwise

from benchmarks.callcenter_peers import CALLS_PER_HOUR, ciw_a, ciw_b, plain_a, plain_b, plain_c, salabim_a, staff
from cxsim.callcenter.center import Redial
from cxsim.callcenter.chunk import Chunk
from cxsim.callcenter.compiled import Engine
from cxsim.callcenter.day import Day, GroupDay, TypeDay
from cxsim.callcenter.engines import Replications, simulate
from cxsim.callcenter.means import EngineName, Means
from cxsim.callcenter.plan import Drawing, DrawnPlan
from cxsim.callcenter.results import Tally
from cxsim.callcenter.simulation import Simulation
from cxsim.callcenter.times import exponential, lognormal
from cxsim.quantities import Target

TARGET = Target(0.8, 20.0)

# -- ours


def ours(day: Day, days: int, seed: int) -> int:
    """Our SimPy engine on the same center; every attempt is recorded."""
    return sum(len(Simulation(day, DrawnPlan(day, seed, replication)).run()) for replication in range(days))


def compiled(day: Day, days: int, seed: int) -> int:
    """Our compiled engine: the same rows, handed on in chunks; drawing is included, the start is not."""
    rows = 0

    def take(chunk: Chunk) -> None:
        nonlocal rows
        rows += len(chunk.ints)

    engine, drawing = engine_of(day), Drawing(day, seed)
    for replication in range(days):
        engine.run(DrawnPlan(day, seed, replication, drawing=drawing), take)
    return rows


def counted(day: Day, days: int, seed: int) -> int:
    """The compiled engine with every table of results."""
    tally = Tally(day)
    for count, _ in simulate(Replications(day=day, seed=seed, count=days), Means(engine=EngineName.COMPILED)):
        tally.put(count)
    return round((tally.results().totals["offered"].mean or 0.0) * days)


@lru_cache
def engine_of(day: Day) -> Engine:
    """The engine of a day, prepared and used once, so that nothing is compiled while the clock runs."""
    engine = Engine(day)
    engine.run(DrawnPlan(day, 0), lambda chunk: None)
    return engine


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

Run = Callable[[int], int]


def speed(run: Run, seed: int) -> float:
    """Calls (attempts) per CPU second."""
    begun = time.process_time()
    calls = run(seed)
    return calls / (time.process_time() - begun)


def races(calls: int) -> dict[str, dict[str, tuple[Run, int]]]:
    """Every engine on every center, with how many times as many calls it gets so that it runs long enough."""
    days = max(1, round(calls / (sum(CALLS_PER_HOUR) / 2)))
    more = 20  # the compiled engine is that much faster at least
    a, b, c, long_a, long_c = day_a(calls), day_b(), day_c(calls), day_a(more * calls), day_c(more * calls)
    found: dict[str, dict[str, tuple[Run, int]]] = {
        "(a) M/M/100": {
            "plain SimPy": (lambda seed: plain_a(calls, seed), 1),
            "Ciw": (lambda seed: ciw_a(calls, seed), 1),
            "salabim": (lambda seed: salabim_a(max(1000, calls // 10), seed), 1),
            "our SimPy": (lambda seed: ours(a, 1, seed), 1),
            "compiled": (lambda seed: compiled(long_a, 1, seed), more),
            "with tables": (lambda seed: counted(long_a, 1, seed), more),
        },
        "(b) intervals, patience": {
            "plain SimPy": (lambda seed: plain_b(days, seed), 1),
            "Ciw": (lambda seed: ciw_b(days, seed), 1),
            "our SimPy": (lambda seed: ours(b, days, seed), 1),
            "compiled": (lambda seed: compiled(b, more * days, seed), more),
            "with tables": (lambda seed: counted(b, more * days, seed), more),
        },
        "(c) skills, redials": {
            "plain SimPy": (lambda seed: plain_c(calls, seed), 1),
            "our SimPy": (lambda seed: ours(c, 1, seed), 1),
            "compiled": (lambda seed: compiled(long_c, 1, seed), more),
            "with tables": (lambda seed: counted(long_c, 1, seed), more),
        },
    }
    for day in (long_a, b, long_c):  # nothing is compiled or loaded while the clock runs
        engine_of(day)
    counted(b, 1, 0)
    for name in ("Ciw", "salabim"):
        if find_spec(name.lower()) is None:
            print(f'{name} is not installed (pip install -c constraints.txt -e ".[peers]"), so it does not run')
            for engines in found.values():
                engines.pop(name, None)
    return found


def race(calls: int, rounds: int) -> None:
    """Print calls per CPU second of each engine in alternating rounds, and the ratio to plain SimPy, round by round."""
    print(f"{'center':26}{'engine':14}{'calls/CPU s':>14}{'x plain SimPy':>15}  spread")
    for center, engines in races(calls).items():
        speeds = [{name: speed(run, seed) for name, (run, _) in engines.items()} for seed in range(1, rounds + 1)]
        for name in engines:
            ratios = [each[name] / each["plain SimPy"] for each in speeds]
            middle = statistics.median(each[name] for each in speeds)
            spread = f"{min(ratios):.2f}-{max(ratios):.2f}"
            print(f"{center:26}{name:14}{middle:>14,.0f}{statistics.median(ratios):>15.2f}  {spread}")


def memory(days_of: tuple[int, ...] = (1, 10, 100)) -> None:
    """Print the most memory that 1, 10 and 100 million calls of center (c) take, each in a process of its own."""
    print(f"{'calls':>14}{'most memory':>14}{'CPU':>10}")
    for days in days_of:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.callcenter", "--peak", str(days)],
            capture_output=True,
            text=True,
            check=True,
        )
        calls, peak, cpu = map(float, done.stdout.split())
        print(f"{calls:>14,.0f}{peak / 1024:>11,.0f} MB{cpu:>8.1f} s")


def peak(millions: int) -> None:
    """Simulate so many million calls with all tables; print calls, the most kilobytes of memory, and CPU seconds."""
    calls = counted(day_c(900_000), millions, 1)
    print(calls, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time())


def start() -> None:
    """Print the CPU seconds of one short day in a new process, for each engine (compiled: once its code is cached)."""
    for engine in ("simpy", "compiled", "compiled"):
        code = f"from benchmarks.callcenter import one_day; one_day('{engine}')"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        print(f"{engine:10}{float(done.stdout):8.2f} s CPU")


def workers(rounds: int) -> None:
    """Print the seconds that one and two processes take for the same 16 million calls of center (c), and the ratio."""
    asked, clock = Replications(day=day_c(500_000), seed=1, count=32), time.perf_counter
    for count in (1, 2):  # processes are started and code is loaded before the clock runs
        list(simulate(replace(asked, count=2), Means(engine=EngineName.COMPILED, workers=count)))
    ratios = []
    for number in range(1, rounds + 1):
        taken = []
        for count in (1, 2):
            begun = clock()
            list(simulate(replace(asked, seed=number), Means(engine=EngineName.COMPILED, workers=count)))
            taken.append(clock() - begun)
        ratios.append(taken[0] / taken[1])
        print(f"one process {taken[0]:6.2f} s   two {taken[1]:6.2f} s   x {ratios[-1]:.2f}")
    print(f"two processes: x {statistics.median(ratios):.2f} ({min(ratios):.2f}-{max(ratios):.2f})")


def one_day(engine: str) -> None:
    """Simulate one day of center (b) and print the CPU seconds of this process."""
    means = Means(engine=EngineName(engine))
    list(simulate(Replications(day=day_b(), seed=1, count=1), means))
    print(time.process_time())


def main() -> None:
    """Run the race, or show memory or start."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=50_000, help="calls in each round")
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--memory", action="store_true", help="the most memory of 1, 10 and 100 million calls")
    parser.add_argument("--start", action="store_true", help="CPU seconds until one day is simulated")
    parser.add_argument("--workers", action="store_true", help="the speed-up of two processes")
    parser.add_argument("--peak", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.peak:
        peak(asked.peak)
    elif asked.memory:
        memory()
    elif asked.start:
        start()
    elif asked.workers:
        workers(asked.rounds)
    else:
        race(asked.calls, asked.rounds)


if __name__ == "__main__":
    main()
