"""Engines simulate days: SimPy's, which people can read and extend, and a compiled one that gives the same results.

Both run the same call plan, so it makes no difference to any number which of them ran, how many worked side by side,
or on which machines. Replications are counted where they are simulated; only their sums travel.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from cxsim.callcenter.day import Day
from cxsim.callcenter.errors import CenterError
from cxsim.callcenter.means import EngineName, Means

if TYPE_CHECKING:
    from collections.abc import Callable

    from cxsim.callcenter.chunk import Chunk
    from cxsim.callcenter.counting import Counted
    from cxsim.callcenter.logbook import Log
    from cxsim.callcenter.routing import Routing
    from cxsim.callcenter.simulation import Simulation


COMPILED_FROM = 60_000
"""Calls from which the compiled engine is faster although it takes a second to start (`python -m benchmarks.callcenter
--start`)."""
SIMPY_CALLS_A_TASK = 100_000
COMPILED_CALLS_A_TASK = 2_000_000
HOW_TO_INSTALL = 'pip install "cxsim[fast]"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Custom:
    """What people have written themselves: a routing, or a simulation of their own. SimPy alone can run it."""

    routing: Routing | None = None
    simulation: type[Simulation] | None = None

    def reason(self) -> str:
        """Why the compiled engine cannot run it; empty where it can."""
        from cxsim.callcenter.routing import Routing
        from cxsim.callcenter.simulation import Simulation

        if self.routing is not None and type(self.routing) is not Routing:
            return f"the routing {type(self.routing).__name__} is written in Python"
        if self.simulation is not None and self.simulation is not Simulation:
            return f"the simulation {self.simulation.__name__} is written in Python"
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replications:
    """Days of one plan: ``count`` of them, the first with this number."""

    day: Day
    seed: int
    count: int
    first: int = 0
    keep_logs: bool = False
    custom: Custom = field(default_factory=Custom)

    @property
    def calls(self) -> float:
        """How many calls are expected on all these days."""
        rates = (call_type.rates for call_type in self.day.types)
        spans = [end - start for start, end in zip(self.day.edges, self.day.edges[1:], strict=False)]
        return self.count * math.fsum(r * span for each in rates for r, span in zip(each, spans, strict=True))


@lru_cache(maxsize=1)
def is_installed() -> bool:
    """Whether the compiled engine's extra is installed."""
    return find_spec("numba") is not None


def choose(engine: EngineName, asked: Replications) -> EngineName:
    """The engine that will run: SimPy or compiled.

    Raises CenterError where the compiled engine was asked for and cannot run, with the reason.
    """
    reason = asked.custom.reason()
    if engine is EngineName.COMPILED and reason:
        hint = "rules of your own run with --engine simpy, or auto"
        raise CenterError(f"the compiled engine cannot run this: {reason}", hint=hint)
    if engine is EngineName.COMPILED and not is_installed():
        raise CenterError("the compiled engine is not installed", hint=HOW_TO_INSTALL)
    if engine is EngineName.AUTO:
        fast = asked.calls >= COMPILED_FROM and is_installed() and not reason
        return EngineName.COMPILED if fast else EngineName.SIMPY
    return engine


def missed(engine: EngineName, asked: Replications) -> str:
    """What to tell people who would be served faster with the extra; empty where there is nothing to tell."""
    if engine is not EngineName.AUTO or is_installed() or asked.calls < COMPILED_FROM or asked.custom.reason():
        return ""
    return f"the compiled engine is not installed; it would simulate these days many times as fast: {HOW_TO_INSTALL}"


def simulate(asked: Replications, means: Means | None = None) -> Iterator[tuple[Counted, Log | None]]:
    """The sums of each day, in the order of the replications, and its log where it is to be kept."""
    means = means or Means()
    engine = choose(means.engine, asked)
    if means.cluster is not None:
        yield from _on_cluster(asked, engine, means.cluster)
    elif means.workers > 1:
        yield from _side_by_side(asked, engine, means.workers)
    else:
        yield from _days(asked, engine)


def _days(asked: Replications, engine: EngineName) -> Iterator[tuple[Counted, Log | None]]:
    from cxsim.callcenter.chunk import Chunk as Rows
    from cxsim.callcenter.counting import CompiledCount, DayCount, planned_time
    from cxsim.callcenter.logbook import Log as DayLog
    from cxsim.callcenter.plan import Drawing, DrawnPlan

    run = _compiled(asked) if engine is EngineName.COMPILED else _simpy(asked)
    drawing, planned = Drawing(asked.day, asked.seed), planned_time(asked.day)
    before: CompiledCount | None = None
    for number in range(asked.first, asked.first + asked.count):
        count = DayCount(asked.day, planned)
        if engine is EngineName.COMPILED:
            count = before = CompiledCount(asked.day, planned, before)
        kept: list[Chunk] = []

        def take(chunk: Chunk, count: DayCount = count, kept: list[Chunk] = kept) -> None:
            count.take(chunk)
            if asked.keep_logs:
                kept.append(chunk.copy())

        run(DrawnPlan(asked.day, asked.seed, number, drawing=drawing), take)
        yield count.counted(), DayLog.of(Rows.joined(kept)) if asked.keep_logs else None


def _compiled(asked: Replications) -> Callable[[Any, Callable[[Chunk], None]], None]:
    from cxsim.callcenter.compiled import Engine

    return Engine(asked.day).run


def _simpy(asked: Replications) -> Callable[[Any, Callable[[Chunk], None]], None]:
    from cxsim.callcenter.chunk import Chunk as Rows
    from cxsim.callcenter.simulation import Simulation

    kind = asked.custom.simulation or Simulation

    def run(plan: Any, take: Callable[[Chunk], None]) -> None:
        simulation = kind(asked.day, plan, routing=asked.custom.routing)
        simulation.run()
        take(Rows.of(simulation.rows, simulation.overtime))

    return run


# -- side by side


def _tasks(asked: Replications, engine: EngineName, workers: int) -> list[Replications]:
    """Parts of about a second's work, and enough of them that nobody is idle."""
    from dataclasses import replace

    most = COMPILED_CALLS_A_TASK if engine is EngineName.COMPILED else SIMPY_CALLS_A_TASK
    a_task = max(1, min(math.ceil(most * asked.count / max(asked.calls, 1.0)), math.ceil(asked.count / workers)))
    starts = range(asked.first, asked.first + asked.count, a_task)
    last = asked.first + asked.count
    return [replace(asked, first=start, count=min(a_task, last - start)) for start in starts]


def _work(task: Replications, engine: EngineName) -> list[tuple[Counted, Log | None]]:
    return list(_days(task, engine))


def _side_by_side(asked: Replications, engine: EngineName, workers: int) -> Iterator[tuple[Counted, Log | None]]:
    from joblib import Parallel, delayed

    tasks = _tasks(asked, engine, workers)
    done = Parallel(n_jobs=workers, return_as="generator")(delayed(_work)(task, engine) for task in tasks)
    for days in done:
        yield from days


def _on_cluster(asked: Replications, engine: EngineName, address: str) -> Iterator[tuple[Counted, Log | None]]:
    if find_spec("distributed") is None:
        raise CenterError("Dask is not installed", hint='pip install "cxsim[cluster]"')
    from distributed import Client

    try:
        client = Client(address, timeout="10s", set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise CenterError(f"no Dask scheduler answers at {address}: {error}", hint="write tcp://host:8786") from error
    with client:
        workers = max(1, sum(client.nthreads().values()))
        futures = [client.submit(_work, task, engine, pure=False) for task in _tasks(asked, engine, workers)]
        for future in futures:
            yield from future.result()
