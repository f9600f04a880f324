"""Results are what a simulated center did, by interval, type and group, with how sure one can be of each number.

One day is one replication; a confidence interval (95 %, Student's t) is taken over replications. Shares and averages
per call are ratios of two sums over days (ratio estimator, variance by linearization), never means of daily ratios.
A wait that ended in a hang-up is *at least* that long: it is in no mean of waits, and the percentiles are those of the
offered wait, from which hang-ups are taken out by Kaplan and Meier's estimator.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cxsim.callcenter.day import Day, clock
from cxsim.callcenter.logbook import Log, load_of
from cxsim.callcenter.simulation import Row

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from cxsim.callcenter.times import Floats

RATIOS: Mapping[str, tuple[str, str]] = {
    "service_level": ("in_time", "offered"),
    "abandonment": ("abandoned", "offered"),
    "asa": ("waited", "answered"),
    "aht": ("handled", "answered"),
    "occupancy": ("busy", "staffed"),
    "clients_answered_share": ("clients_answered", "clients"),
    "attempts_per_client": ("attempts", "clients"),
}
PERCENTILES: Mapping[str, float] = {"wait_p50": 0.5, "wait_p90": 0.9}

MEASURES = ("offered", "answered", "abandoned", "unanswered", "service_level", "abandonment", "asa", *PERCENTILES)
MEASURES += ("aht", "occupancy")
CLIENT_MEASURES = ("clients", "clients_answered", "clients_answered_share", "attempts_per_client")
GROUP_MEASURES = ("answered", "asa", "aht", "occupancy")


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """An estimate. ``influence`` is what each replication adds to its error; without a mean nothing was measured."""

    mean: float | None
    influence: tuple[float, ...] = ()

    @property
    def half_width(self) -> float | None:
        """Half of the 95 % confidence interval; None with fewer than two replications."""
        count = len(self.influence)
        if self.mean is None or count < 2:
            return None
        from scipy.special import stdtrit

        variance = math.fsum(error**2 for error in self.influence) / (count - 1)
        return float(stdtrit(count - 1, 0.975)) * math.sqrt(variance / count)

    @property
    def ci95(self) -> tuple[float, float] | None:
        """The 95 % confidence interval."""
        half = self.half_width
        return None if half is None or self.mean is None else (self.mean - half, self.mean + half)

    def minus(self, other: Value) -> Value:
        """The difference of two estimates from the same luck, replication by replication."""
        if self.mean is None or other.mean is None or len(self.influence) != len(other.influence):
            return Value(mean=None)
        pairs = zip(self.influence, other.influence, strict=True)
        return Value(mean=self.mean - other.mean, influence=tuple(a - b for a, b in pairs))

    def document(self) -> dict[str, Any]:
        """As JSON: ``mean`` and ``ci95`` (low, high), null where not measured."""
        interval = self.ci95
        return {"mean": _rounded(self.mean), "ci95": [_rounded(end) for end in interval] if interval else None}


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 6)


Measured = dict[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """Every table of a simulation; each row is a mapping from a measure's name to its value."""

    day: Day
    replications: int
    intervals: tuple[Measured, ...]
    types: tuple[Measured, ...]
    groups: tuple[Measured, ...]
    totals: Measured

    def tables(self) -> dict[str, pd.DataFrame]:
        """The same as pandas tables: intervals, types, groups, totals; ``…_low`` and ``…_high`` are the interval."""
        spans = [f"{clock(start)}-{clock(end)}" for start, end in self.day.intervals]
        return {
            "intervals": _frame("interval", spans, self.intervals),
            "types": _frame("type", [call_type.name for call_type in self.day.types], self.types),
            "groups": _frame("group", [group.name for group in self.day.groups], self.groups),
            "totals": _frame("day", ["total"], [self.totals]),
        }


def _frame(name: str, labels: Sequence[str], rows: Sequence[Measured]) -> pd.DataFrame:
    import pandas as pd

    flat = []
    for row in rows:
        cells: dict[str, float | None] = {}
        for measure, value in row.items():
            low, high = value.ci95 or (None, None)
            cells |= {measure: value.mean, f"{measure}_low": low, f"{measure}_high": high}
        flat.append(cells)
    return pd.DataFrame(flat, index=pd.Index(labels, name=name), dtype=float)


class Tally:
    """Adds up replications: sums for every slice of the day, and waits for the percentiles."""

    def __init__(self, day: Day) -> None:
        self.day = day
        self.sums: list[dict[str, Floats]] = []
        self.waits: list[dict[str, list[tuple[Floats, NDArray[np.bool_]]]]] = []

    def add(self, rows: Iterable[Row]) -> Log:
        """Count one simulated day and return its log."""
        import numpy as np

        log = Log.of(rows)
        counted = log.where((log.arrival >= self.day.counts_from) & (log.outcome != "closed"))
        intervals = np.searchsorted([start for start, _ in self.day.intervals], counted.arrival, side="right") - 1
        busy, staffed = load_of(self.day, log)
        sums: dict[str, Floats] = {}
        waits = {}
        slices = {
            "intervals": (intervals, len(self.day.intervals), busy.sum(axis=0), staffed.sum(axis=0)),
            "types": (counted.type, len(self.day.types), None, None),
            "groups": (counted.group, len(self.day.groups), busy.sum(axis=1), staffed.sum(axis=1)),
            "totals": (np.zeros(len(counted.type), dtype=int), 1, busy.sum(), staffed.sum()),
        }
        for name, (where, count, busy_of, staffed_of) in slices.items():
            sums |= {f"{name}.{key}": value for key, value in self._counts(counted, where, count).items()}
            sums[f"{name}.busy"] = np.atleast_1d(np.zeros(count) if busy_of is None else busy_of)
            sums[f"{name}.staffed"] = np.atleast_1d(np.zeros(count) if staffed_of is None else staffed_of)
            waits[name] = [(counted.wait[where == i], counted.served[where == i]) for i in range(count)]
        self.sums.append(sums)
        self.waits.append(waits)
        return log

    def _counts(self, log: Log, where: NDArray[np.int64], count: int) -> dict[str, Floats]:
        import numpy as np

        def total(value: NDArray[Any]) -> Floats:
            inside = where >= 0
            return np.bincount(where[inside], weights=value[inside].astype(float), minlength=count).astype(float)

        served = log.served
        first = log.attempt == 1
        answered_clients = np.isin(log.client, log.client[served]) & first
        return {
            "offered": total(np.ones(len(served))),
            "answered": total(served),
            "abandoned": total(log.outcome == "abandoned"),
            "unanswered": total(log.outcome == "waiting"),
            "in_time": total(served & (log.wait <= self.day.target.seconds)),
            "waited": total(np.where(served, log.wait, 0.0)),
            "handled": total(np.where(served, log.talk + log.after_call, 0.0)),
            "clients": total(first),
            "clients_answered": total(answered_clients),
            "attempts": total(np.ones(len(served))),
        }

    def results(self) -> Results:
        """All tables over the replications added so far."""
        redials = any(call_type.redial for call_type in self.day.types)
        by_type = tuple(m for m in MEASURES if m != "occupancy") + (CLIENT_MEASURES if redials else ())
        return Results(
            day=self.day,
            replications=len(self.sums),
            intervals=tuple(self._row("intervals", i, MEASURES) for i in range(len(self.day.intervals))),
            types=tuple(self._row("types", i, by_type) for i in range(len(self.day.types))),
            groups=tuple(self._row("groups", i, GROUP_MEASURES) for i in range(len(self.day.groups))),
            totals=self._row("totals", 0, MEASURES + (CLIENT_MEASURES if redials else ())),
        )

    def _row(self, name: str, index: int, measures: Sequence[str]) -> Measured:
        return {measure: self._value(name, index, measure) for measure in measures}

    def _value(self, name: str, index: int, measure: str) -> Value:
        def each_day(count: str) -> list[float]:
            return [float(sums[f"{name}.{count}"][index]) for sums in self.sums]

        if measure in RATIOS:
            above, below = RATIOS[measure]
            return ratio(each_day(above), each_day(below))
        if measure in PERCENTILES:
            return percentile([waits[name][index] for waits in self.waits], PERCENTILES[measure])
        return average(each_day(measure))


def average(values: Sequence[float]) -> Value:
    """The mean over replications."""
    if not values:
        return Value(mean=None)
    mean = math.fsum(values) / len(values)
    return Value(mean=mean, influence=tuple(value - mean for value in values))


def ratio(above: Sequence[float], below: Sequence[float]) -> Value:
    """One sum over another, with the error of each replication by linearization."""
    total = math.fsum(below)
    if not total > 0:
        return Value(mean=None)
    mean = math.fsum(above) / total
    typical = total / len(below)
    return Value(mean=mean, influence=tuple((a - mean * b) / typical for a, b in zip(above, below, strict=True)))


def percentile(waits: Sequence[tuple[Floats, NDArray[np.bool_]]], share: float) -> Value:
    """A percentile of the offered wait over all replications; its error from each one alone (sectioning)."""
    import numpy as np

    pooled = offered_percentile(
        np.concatenate([wait for wait, _ in waits]), np.concatenate([served for _, served in waits]), share
    )
    alone = [offered_percentile(wait, served, share) for wait, served in waits]
    known = [value for value in alone if value is not None]
    middle = math.fsum(known) / len(known) if known else 0.0
    errors = tuple(value - middle for value in known) if len(known) == len(alone) else ()
    return Value(mean=pooled, influence=errors)


def offered_percentile(waits: Floats, served: NDArray[np.bool_], share: float) -> float | None:
    """The offered wait that this share of callers does not exceed (Kaplan and Meier 1958: a hang-up is censored).

    None where so many hung up that it cannot be known.
    """
    import numpy as np

    if not len(waits):
        return None
    order = np.lexsort((~served, waits))
    at_risk = np.arange(len(waits), 0, -1)
    survival = np.cumprod(1 - served[order] / at_risk)
    reached = np.flatnonzero(survival <= 1 - share + 1e-12)
    return float(waits[order][reached[0]]) if len(reached) else None
