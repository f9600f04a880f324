"""A sweep simulates the same day under many settings, and says of each how it differs from the plan as it is.

All of them meet the same callers (common random numbers), so that the differences are paired, day by day, and their
intervals are much narrower than those of the values themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cxsim.callcenter import pictures
from cxsim.callcenter.center import Center
from cxsim.callcenter.day import clock
from cxsim.callcenter.means import Means
from cxsim.callcenter.planning import Simulated, difference, simulate
from cxsim.callcenter.results import Measured, Value
from cxsim.callcenter.sheets import Cell, Sheet
from cxsim.callcenter.whatif import Setting, changed

SHOWN = ("offered", "service_level", "abandonment", "asa", "wait_p90", "occupancy")
PERCENT = ("service_level", "abandonment", "occupancy", "clients_answered_share")


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One combination of settings: its totals, and their difference to the plan as it is."""

    settings: tuple[Setting, ...]
    case: Simulated
    difference: Measured

    @property
    def name(self) -> str:
        """The settings in words."""
        return ", ".join(map(str, self.settings))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """The plan as it is, and every combination."""

    base: Simulated
    points: tuple[Point, ...]


def sweep(
    center: Center,
    on: date,
    combinations: Iterable[tuple[Setting, ...]],
    *,
    replications: int,
    seed: int,
    means: Means | None = None,
    done: Callable[[int], object] = lambda points: None,
) -> Sweep:
    """Simulate every combination of settings; ``done`` is told how many have been.

    ``means`` (engine, workers, cluster) change no number.

    Raises CenterError where a setting does not fit the center.
    """
    cases = [(settings, *changed(center, settings)) for settings in combinations]  # all faults before the first run
    base = simulate(center, on, replications=replications, seed=seed, means=means)
    points = []
    for settings, other, what_if in cases:
        case = simulate(other, on, replications=replications, seed=seed, what_if=what_if, means=means)
        points.append(Point(settings=settings, case=case, difference=difference(case.results, base.results)))
        done(len(points))
    return Sweep(base=base, points=tuple(points))


def sheet(found: Sweep) -> Sheet:
    """One row for each combination: each measure with its interval, and its difference with the interval of that."""
    measures = list(found.base.results.totals)
    ends = ("", " low", " high", " difference", " difference low", " difference high")
    axes = [one.parameter + (f" {one.who}" if one.who else "") for one in found.points[0].settings]
    headers = [*axes, *(name + end for name in measures for end in ends)]
    rows = [
        [
            *(_amount(one) for one in point.settings),
            *(cell for name in measures for cell in _pair(point.case.results.totals[name], point.difference[name])),
        ]
        for point in found.points
    ]
    return Sheet(name="sweep", headers=headers, rows=rows)


def _amount(one: Setting) -> Cell:
    """The change as a number: of agents, or a share (0.1 is 10 % more)."""
    by = one.by.by
    return by if one.by.relative or not by.is_integer() else int(by)


def _pair(value: Value, other: Value) -> list[Cell]:
    return [*_ends(value), *_ends(other)]


def _ends(value: Value) -> list[Cell]:
    low, high = value.ci95 or (None, None)
    return [value.mean, low, high]


def document(found: Sweep) -> dict[str, Any]:
    """The sweep as plain JSON."""
    return {
        "center": found.base.center.name,
        "date": str(found.base.day.date),
        "replications": found.base.results.replications,
        "seed": found.base.seed,
        "base": {name: value.document() for name, value in found.base.results.totals.items()},
        "points": [
            {
                "settings": [str(one) for one in point.settings],
                "totals": {name: value.document() for name, value in point.case.results.totals.items()},
                "difference": {name: value.document() for name, value in point.difference.items()},
            }
            for point in found.points
        ],
    }


def picture(found: Sweep, measure: str) -> str:
    """A measure over the sweep as SVG: a line with its band for one parameter, a heat map for two."""
    percent = measure in PERCENT
    axes = len(found.points[0].settings)
    title = f"{found.base.center.name}: {measure.replace('_', ' ')}"
    if axes == 2:
        first, second = (one.parameter for one in found.points[0].settings)
        rows = [
            {"x": str(a), "y": str(b), "value": point.case.results.totals[measure].mean}
            for point in found.points
            for a, b in [point.settings]
        ]
        return pictures.heat_map(rows, x=first, y=second, title=title, percent=percent)
    rows = [_band(point.name, point.case.results.totals[measure], percent) for point in found.points]
    return pictures.fan(rows, x="setting", y=measure.replace("_", " "), title=title, percent=percent)


def by_interval(cases: Sequence[tuple[str, Simulated]], measure: str) -> str:
    """A heat map of cases by interval as SVG."""
    rows = [
        {"x": clock(start), "y": name, "value": row[measure].mean}
        for name, case in cases
        for (start, _), row in zip(case.day.intervals, case.results.intervals, strict=True)
    ]
    title = f"{measure.replace('_', ' ')} by interval"
    return pictures.heat_map(rows, x="interval", y="", title=title, percent=measure in PERCENT)


def fan(case: Simulated, measure: str) -> str:
    """A measure by interval with the band of its confidence interval as SVG."""
    rows = [
        _band(clock(start), row[measure], measure in PERCENT)
        for (start, _), row in zip(case.day.intervals, case.results.intervals, strict=True)
    ]
    name = measure.replace("_", " ")
    target = case.day.target.share if measure == "service_level" else None
    title = f"{case.center.name}: {name} by interval, 95 % confidence"
    return pictures.fan(rows, x="interval", y=name, title=title, percent=measure in PERCENT, target=target)


def _band(name: str, value: Value, is_share: bool) -> dict[str, Any]:
    """A point with its interval; that of a share ends where shares end."""
    low, high = value.ci95 or (value.mean, value.mean)
    if is_share and low is not None and high is not None:
        low, high = max(0.0, low), min(1.0, high)
    return {"x": name, "y": value.mean, "low": low, "high": high}
