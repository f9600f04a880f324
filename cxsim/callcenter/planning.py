"""Planning is what a planner asks of a center: simulate this date so many times, as it is or in a named what-if."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from cxsim.callcenter import engines
from cxsim.callcenter.borrowed import borrows_flow, borrows_personas, complete
from cxsim.callcenter.center import Center
from cxsim.callcenter.day import Day, openings, plan_day
from cxsim.callcenter.engines import Custom, Replications
from cxsim.callcenter.errors import CenterError
from cxsim.callcenter.logbook import Log
from cxsim.callcenter.means import Means
from cxsim.callcenter.precision import Precision
from cxsim.callcenter.results import Measured, Results, Tally
from cxsim.persona import Persona
from cxsim.settings import load_settings
from cxsim.touchpoint import Touchpoint, TouchpointMap
from cxsim.yamlfile import build, read

if TYPE_CHECKING:
    from cxsim.ivr.flow import Flow

DEFAULT_REPLICATIONS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulated:
    """A center on one date: its results and, where they were asked for, the logs of the days."""

    center: Center
    results: Results
    seed: int
    what_if: str | None = None
    logs: tuple[Log, ...] = ()

    @property
    def day(self) -> Day:
        """The plan that was simulated."""
        return self.results.day


def simulate(
    center: Center,
    on: date,
    *,
    replications: int = DEFAULT_REPLICATIONS,
    seed: int = 1,
    what_if: str | None = None,
    keep_logs: bool = False,
    warm_up: float = 0.0,
    precision: Precision | None = None,
    means: Means | None = None,
    custom: Custom | None = None,
    done: Callable[[int], object] = lambda count: None,
) -> Simulated:
    """Simulate a date; the same seed gives the same callers, also in another what-if.

    Calls that arrive in the first ``warm_up`` seconds after opening are simulated but not counted. With a
    ``precision`` days are added to the ``replications`` until it is reached. ``means`` (engine, workers, cluster)
    change no result; ``custom`` rules run on SimPy only. ``done`` is called with the number of days that have been
    simulated. Raises CenterError where the date cannot be planned or the what-if is unknown.
    """
    day = plan_day(center, on, center.case(what_if) if what_if else None)
    if warm_up > 0:
        day = replace(day, counts_from=day.intervals[0][0] + warm_up)
    asked = Replications(day=day, seed=seed, count=replications, keep_logs=keep_logs, custom=custom or Custom())
    means = means or Means()
    tally, logs = Tally(day), []
    while asked.count:
        for counted, log in engines.simulate(asked, means):
            tally.put(counted)
            logs += [] if log is None else [log]
            done(tally.days)
        wanted = precision.wanted(tally) if precision else tally.days
        asked = replace(asked, first=tally.days, count=wanted - tally.days)
    note = engines.missed(means.engine, replace(asked, count=tally.days))
    if note and note not in center.notes:
        center = replace(center, notes=(*center.notes, note))
    return Simulated(center=center, results=tally.results(), seed=seed, what_if=what_if, logs=tuple(logs))


def difference(case: Results, base: Results) -> Measured:
    """The totals of a what-if minus those of the plan as it is, paired day by day (common random numbers)."""
    return {name: value.minus(base.totals[name]) for name, value in case.totals.items()}


def next_date(center: Center, today: date) -> date:
    """The first date of the center's tables, or else the next working day on which the line is open."""
    slots = [slot for t in center.types for slot in t.arrivals] + [slot for g in center.groups for slot in g.heads]
    dated = sorted(slot.day for slot in slots if isinstance(slot.day, date))
    if dated:
        return dated[0]
    coming = [today + timedelta(days=ahead) for ahead in range(1, 8)]
    for on in sorted(coming, key=lambda on: on.weekday() > 4):
        if openings(center, on):
            return on
    raise CenterError(f"{center.name} is never open", hint="write hours such as mon-fri 08:00-20:00")


def with_surroundings(center: Center, file: Path) -> Center:
    """The center with what its project adds: the hours of its touchpoint, what comes from the personas, and the time in
    the menu of its phone flow.

    The project is found beside the file: a map (``touchpoints*.yaml``) in the file's folder or one of the two above
    whose touchpoint names this file. Raises DefinitionError where the map, a persona or the flow cannot be read.
    """
    from_personas, from_flow = borrows_personas(center), borrows_flow(center)
    if center.hours is not None and not from_personas and not from_flow:
        return center
    found = next(_touchpoints(file.resolve()), None)
    root = _root(file.resolve(), found)
    people = list(_personas(root / "personas")) if from_personas else []
    hours = found[0].hours if found else None
    settings = load_settings(root) if from_personas else None
    flow = _flow(*found) if found and from_flow else None
    whole = complete(center, hours=hours, personas=people, settings=settings, flow=flow)
    if whole.hours is not None:
        return whole
    return replace(whole, notes=(*whole.notes, "assumed: the line is always open (no hours are written)"))


def personas_near(file: Path) -> tuple[Persona, ...]:
    """The personas of the project that this center belongs to; none where it stands alone.

    Raises DefinitionError where the map or a persona cannot be read.
    """
    path = file.resolve()
    return tuple(_personas(_root(path, next(_touchpoints(path), None)) / "personas"))


def _root(file: Path, found: tuple[Touchpoint, Path] | None) -> Path:
    """The folder of the project: that of its map, or else two above the file."""
    return found[1] if found else file.parents[min(2, len(file.parents) - 1)]


def _touchpoints(file: Path) -> Iterator[tuple[Touchpoint, Path]]:
    """Touchpoints whose center is this file, with the root of their project."""
    for folder in list(file.parents)[:3]:
        for path in sorted(folder.glob("touchpoints*.yaml")):
            for touchpoint in build(read(path), TouchpointMap).touchpoints.values():
                named = [base / (touchpoint.callcenter or "") for base in (folder, folder.parent)]
                if touchpoint.callcenter and any(candidate.resolve() == file for candidate in named):
                    yield touchpoint, folder.parent


def _flow(touchpoint: Touchpoint, root: Path) -> Flow | None:
    """The phone flow of a touchpoint; None where it has none, or a live one that no file tells."""
    from cxsim.ivr import importers

    if not touchpoint.flow or "://" in touchpoint.flow:
        return None
    named = [folder / touchpoint.flow for folder in (root / "scenarios", root)]
    path = next((candidate for candidate in named if candidate.is_file()), None)
    return importers.read(path).with_hours(touchpoint.hours) if path else None


def _personas(folder: Path) -> Iterator[Persona]:
    for path in sorted(folder.glob("*.yaml")):
        yield build(read(path), Persona).model_copy(update={"id": path.stem})
