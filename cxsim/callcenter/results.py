"""Results are what a simulated center did, by interval, type and group, with how sure one can be of each number.

One day is one replication; a confidence interval (95 %, Student's t) is taken over replications. Shares and averages
per call are ratios of two sums over days (ratio estimator, variance by linearization), never means of daily ratios.
A wait that ended in a hang-up is *at least* that long: it is in no mean of waits, and the percentiles are those of the
offered wait, from which hang-ups are taken out by Kaplan and Meier's estimator.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cxsim.callcenter.chunk import Chunk
from cxsim.callcenter.counting import Counted, DayCount
from cxsim.callcenter.day import Day, clock
from cxsim.callcenter.logbook import Log
from cxsim.callcenter.waits import Waits, WaitSum

if TYPE_CHECKING:
    import pandas as pd

    from cxsim.callcenter.simulation import Simulation
    from cxsim.callcenter.times import Floats

RATIOS: Mapping[str, tuple[str, str]] = {
    "service_level": ("in_time", "offered"),
    "abandonment": ("abandoned", "offered"),
    "asa": ("waited", "live"),
    "aht": ("handled", "answered"),
    "occupancy": ("busy", "staffed"),
    "clients_answered_share": ("clients_answered", "clients"),
    "attempts_per_client": ("attempts", "clients"),
    "blocking": ("blocked", "calls"),
    "containment": ("contained", "calls"),
}
PERCENTILES: Mapping[str, float] = {"wait_p50": 0.5, "wait_p90": 0.9, "wait_p95": 0.95}
MOST_BATCHES = 1024
MOST_SECTIONS = 20

MEASURES = ("offered", "answered", "abandoned", "unanswered", "service_level", "abandonment", "asa", *PERCENTILES)
MEASURES += ("aht", "occupancy")
CLIENT_MEASURES = ("clients", "clients_answered", "clients_answered_share", "attempts_per_client")
GROUP_MEASURES = ("answered", "asa", "aht", "occupancy")
AGENT_MEASURES = ("answered", "aht", "handled")


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
    agents: tuple[Measured, ...] = ()
    agent_names: tuple[str, ...] = ()

    def tables(self) -> dict[str, pd.DataFrame]:
        """The same as pandas tables: intervals, types, groups, agents, totals; ``…_low`` and ``…_high`` are the ends.

        An agent's ``handled`` is her busy time on an average day in seconds.
        """
        spans = [f"{clock(start)}-{clock(end)}" for start, end in self.day.intervals]
        return {
            "intervals": _frame("interval", spans, self.intervals),
            "types": _frame("type", [call_type.name for call_type in self.day.types], self.types),
            "groups": _frame("group", [group.name for group in self.day.groups], self.groups),
            "agents": _frame("agent", self.agent_names, self.agents),
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
    """Adds up replications: sums for every slice of the day, and waits for the percentiles.

    Memory does not grow with the number of days: from so many days on neighbors are added together, and the error is
    taken over these batches (each is a sum of independent days).
    """

    def __init__(self, day: Day) -> None:
        self.day = day
        self.batches = Batches(MOST_BATCHES)
        self.sections: list[WaitSum] = []
        self.section_size = 1

    @property
    def days(self) -> int:
        """How many days have been counted."""
        return sum(batch.days for batch in self.batches.whole)

    def add(self, simulation: Simulation) -> Log:
        """Count a simulated day, and return its log."""
        chunk = Chunk.of(simulation.rows, simulation.overtime)
        count = DayCount(self.day)
        count.take(chunk)
        self.put(count.counted())
        return Log.of(chunk)

    def put(self, counted: Counted) -> None:
        """Add a day that has been counted; the order of days matters for what is paired, so keep it."""
        self.batches.put(Counted(counted.sums, Waits.none(), counted.days))
        self._add_waits(counted.waits)

    def _add_waits(self, waits: Waits) -> None:
        if not self.sections or self.sections[-1].days >= self.section_size:
            if len(self.sections) == MOST_SECTIONS:
                for first, second in zip(self.sections[::2], self.sections[1::2], strict=True):
                    first += second  # in place
                del self.sections[1::2]
                self.section_size *= 2
            self.sections.append(WaitSum(len(self.day.types) + len(self.day.intervals)))
        self.sections[-1].add(waits)

    def results(self) -> Results:
        """All tables over the replications added so far."""
        return _Summary(self).results()


class Batches:
    """Sums of consecutive days: at most so many, all of the same number of days except perhaps the last."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.size = 1
        self.whole: list[Counted] = []

    def put(self, counted: Counted) -> None:
        """Add one day."""
        if self.whole and self.whole[-1].days < self.size:
            self.whole[-1] += counted
            return
        if len(self.whole) == self.most:
            self.whole = [first + second for first, second in zip(self.whole[::2], self.whole[1::2], strict=True)]
            self.size *= 2
        self.whole.append(counted)


class _Summary:
    """The tables of what has been counted."""

    def __init__(self, tally: Tally) -> None:
        self.day = tally.day
        self.batches = tally.batches.whole
        self.sections = tally.sections
        self.stacked: dict[str, Floats] = {}
        self.all_waits = WaitSum(len(tally.day.types) + len(tally.day.intervals))
        for section in self.sections:
            self.all_waits += section
        self.slices = {"types": 0, "intervals": len(tally.day.types)}

    def results(self) -> Results:
        day, extra = self.day, features(self.day)
        redials = any(t.redial or t.manners.repeat for t in day.types)
        clients = CLIENT_MEASURES if redials else ()
        by_type = tuple(m for m in MEASURES if m != "occupancy") + extra + clients
        seats = max(1, *(max(group.agents, default=0) for group in day.groups))
        staff = [(g, n) for g, group in enumerate(day.groups) for n in range(max(group.agents, default=0))]
        return Results(
            day=day,
            replications=sum(batch.days for batch in self.batches),
            intervals=self._rows("intervals", len(day.intervals), MEASURES),
            types=self._rows("types", len(day.types), by_type),
            groups=self._rows("groups", len(day.groups), GROUP_MEASURES),
            totals=self._row("totals", 0, MEASURES + extra + clients),
            agents=tuple(self._row("agents", g * seats + n, AGENT_MEASURES) for g, n in staff),
            agent_names=tuple(f"{day.groups[g].name} {n + 1}" for g, n in staff),
        )

    def _sums(self, name: str) -> Floats:
        """A sum of every batch: one line for each interval, type or whatever it is of."""
        import numpy as np

        if name not in self.stacked:
            self.stacked[name] = np.stack([batch.sums[name] for batch in self.batches], axis=1)
        return self.stacked[name]

    def _rows(self, name: str, count: int, measures: Sequence[str]) -> tuple[Measured, ...]:
        return tuple(self._row(name, i, measures) for i in range(count))

    def _row(self, name: str, index: int, measures: Sequence[str]) -> Measured:
        return {measure: self._value(name, index, measure) for measure in measures}

    def _value(self, name: str, index: int, measure: str) -> Value:
        def each(count: str) -> list[float]:
            return self._sums(f"{name}.{count}")[index].tolist()  # type: ignore[no-any-return]

        if measure in RATIOS:
            above, below = RATIOS[measure]
            return ratio(each(above), each(below))
        if measure in PERCENTILES:
            first = self.slices.get(name, 0) + index
            last = len(self.day.types) if name == "totals" else first + 1
            return percentile(self.all_waits, self.sections, (first, last), PERCENTILES[measure])
        return ratio(each(measure), [float(batch.days) for batch in self.batches])


def features(day: Day) -> tuple[str, ...]:
    """What is measured only where the center has it."""
    manners = [call_type.manners for call_type in day.types]
    found = [] if day.lines is None else ["blocked", "blocking"]
    found += ["contained", "containment"] if any(m.menu for m in manners) else []
    found += ["balked"] if any(m.balks or m.announcement for m in manners) else []
    found += ["called_back", "missed"] if any(m.callback for m in manners) else []
    return (*found, *(["passed_on"] if any(m.transfers for m in manners) else []))


def average(values: Sequence[float]) -> Value:
    """The mean over replications."""
    return ratio(values, [1.0] * len(values))


def ratio(above: Sequence[float], below: Sequence[float]) -> Value:
    """One sum over another, with the error of each replication by linearization."""
    total = math.fsum(below)
    if not total > 0:
        return Value(mean=None)
    mean = math.fsum(above) / total
    typical = total / len(below)
    return Value(mean=mean, influence=tuple((a - mean * b) / typical for a, b in zip(above, below, strict=True)))


def percentile(waits: WaitSum, sections: Sequence[WaitSum], slices: tuple[int, int], share: float) -> Value:
    """A percentile of the offered wait over all replications; its error from parts of them alone (sectioning)."""
    pooled = waits.percentile(*slices, share)
    alone = [section.percentile(*slices, share) for section in sections]
    known = [value for value in alone if value is not None]
    middle = math.fsum(known) / len(known) if known else 0.0
    errors = tuple(value - middle for value in known) if len(known) == len(alone) else ()
    return Value(mean=pooled, influence=errors)
