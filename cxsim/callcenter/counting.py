"""Counting turns the rows of one simulated day into sums: for every interval, call type, group and agent.

Rows come in chunks and are forgotten as soon as they are counted. Both engines are counted by the same code.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from cxsim.callcenter.chunk import Chunk
from cxsim.callcenter.day import Day
from cxsim.callcenter.outcomes import CALLED_BACK, KNOWN, OUTCOMES, PASSED_ON
from cxsim.callcenter.waits import BINS, Waits, bins_of, keys_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from cxsim.callcenter.times import Floats

    Ints = NDArray[np.int64]

SERVED, ABANDONED, WAITING, CLOSED, BLOCKED, CONTAINED, BALKED, MISSED = range(len(OUTCOMES))
KEPT_WAITS = 1 << 18

Sums = dict[str, "Floats"]
"""Sums by name, such as ``intervals.offered``: one number for each interval."""


class DayCount:
    """Counts one simulated day chunk by chunk; ``planned`` may be shared with other days of the same plan."""

    def __init__(self, day: Day, planned: tuple[Floats, Floats] | None = None) -> None:
        import numpy as np

        self.day = day
        self.planned = planned or planned_time(day)
        self.sizes = {"intervals": len(day.intervals), "types": len(day.types), "groups": len(day.groups)}
        self.starts = np.array([start for start, _ in day.intervals])
        self.ends = np.array([end for _, end in day.intervals])
        self.counts = {name: np.zeros((size + 1, len(OUTCOMES))) for name, size in self.sizes.items()}
        self.sums: Sums = {}
        shape = (len(day.groups), len(day.intervals))
        self.busy, self.over = np.zeros(shape), np.zeros(shape)
        self.seats = max(1, *(max(group.agents, default=0) for group in day.groups))
        self.agents = {name: np.zeros(len(day.groups) * self.seats) for name in ("answered", "handled")}
        self.waits = Waits.none()
        self.new_waits: list[Ints] = []

    def take(self, chunk: Chunk) -> None:
        """Count these rows."""
        import numpy as np

        floats, ints = chunk.floats, chunk.ints
        self._count_overtime(chunk)
        served = ints[:, 5] == SERVED
        handling = served | (ints[:, 5] == MISSED)
        self._count_busy(floats[handling], ints[handling])
        counted = (floats[:, 0] >= self.day.counts_from) & (ints[:, 5] != CLOSED)
        if not counted.all():
            floats, ints, served = floats[counted], ints[counted], served[counted]
        interval = np.searchsorted(self.starts, floats[:, 0], side="right") - 1
        where = {"intervals": interval, "types": ints[:, 3], "groups": ints[:, 4]}
        for name, size in self.sizes.items():
            index = where[name] % (size + 1)  # -1 becomes the last line, which nobody reads
            flat = np.bincount(index * len(OUTCOMES) + ints[:, 5], minlength=(size + 1) * len(OUTCOMES))
            self.counts[name] += flat.reshape(-1, len(OUTCOMES))
        self._count_served(floats[served], ints[served], {name: index[served] for name, index in where.items()})
        self._count_clients(floats, ints, where)
        self._count_waits(floats, ints, interval)

    def _add(self, name: str, index: Ints, size: int, values: Floats | None = None) -> None:
        import numpy as np

        more = np.bincount(index % (size + 1), weights=values, minlength=size + 1)[:size].astype(float)
        self.sums[name] = self.sums[name] + more if name in self.sums else more

    def _count_served(self, floats: Floats, ints: Ints, where: dict[str, Ints]) -> None:
        """Those who were answered; who was called back is in no mean of waits."""
        handled, live = floats[:, 2] + floats[:, 3], (ints[:, 7] & CALLED_BACK) == 0
        in_time = live & (floats[:, 1] <= self.day.target.seconds)
        waits = floats[:, 1][live]
        for name, size in self.sizes.items():
            index = where[name]
            self._add(f"{name}.handled", index, size, handled)
            self._add(f"{name}.waited", index[live], size, waits)
            self._add(f"{name}.live", index[live], size)
            self._add(f"{name}.called_back", index[~live], size)
            self._add(f"{name}.in_time", index[in_time], size)
        seat = ints[:, 4] * self.seats + ints[:, 6]
        self.agents["answered"] += _summed(seat, None, len(self.agents["answered"]))
        self.agents["handled"] += _summed(seat, handled, len(self.agents["handled"]))

    def _count_clients(self, floats: Floats, ints: Ints, where: dict[str, Ints]) -> None:
        """Clients are people, however often they call; the second half of a call that was passed on is no attempt."""
        second = (ints[:, 7] & PASSED_ON) != 0
        first = (ints[:, 1] == 1) & ~second
        news = (ints[:, 5] == SERVED) & ((ints[:, 7] & KNOWN) == 0) & (floats[:, 5] >= self.day.counts_from)
        for name in ("intervals", "types"):
            size = self.sizes[name]
            self._add(f"{name}.clients", where[name][first], size)
            self._add(f"{name}.clients_answered", where[name][news], size)
            self._add(f"{name}.passed_on", where[name][second], size)

    def _count_waits(self, floats: Floats, ints: Ints, interval: Ints) -> None:
        outcome = ints[:, 5]
        waited = (outcome == SERVED) | (outcome == ABANDONED) | (outcome == WAITING) | (outcome == MISSED)
        if not waited.all():
            floats, ints, outcome, interval = floats[waited], ints[waited], outcome[waited], interval[waited]
        bins, cut_off = bins_of(floats[:, 1]), (outcome == ABANDONED) | (outcome == WAITING)
        inside = interval >= 0
        self.new_waits.append(keys_of(ints[:, 3], bins, cut_off))
        slices = interval[inside] + self.sizes["types"]
        self.new_waits.append(keys_of(slices, bins[inside], cut_off[inside]))
        if sum(map(len, self.new_waits)) > KEPT_WAITS:
            self._fold_waits()

    def _fold_waits(self) -> None:
        import numpy as np

        if self.new_waits:
            self.waits += Waits.of(np.concatenate(self.new_waits))
            self.new_waits = []

    # -- time of agents

    def _count_busy(self, floats: Floats, ints: Ints) -> None:
        """Every second that an agent is busy with a call, in the interval in which it falls."""
        start = floats[:, 4] + floats[:, 1]
        self._spread(self.busy, ints[:, 4], start, start + (floats[:, 2] + floats[:, 3]), None)

    def _count_overtime(self, chunk: Chunk) -> None:
        if len(chunk.over):
            self._spread(self.over, chunk.over[:, 0], chunk.over_times[:, 0], chunk.over_times[:, 1], chunk.over[:, 1])

    def _spread(self, into: Floats, group: Ints, start: Floats, end: Floats, weight: Ints | None) -> None:
        """Add to each interval the part of these times that lies in it, while the line is open and after a warm-up."""
        import numpy as np

        last = len(self.starts) - 1
        start = np.maximum(start, self.day.counts_from)
        column = np.clip(np.searchsorted(self.ends, start, side="right"), 0, last)
        more = np.ones(1) if weight is None else weight
        while len(start):
            part = np.maximum(np.minimum(end, self.ends[column]) - np.maximum(start, self.starts[column]), 0.0) * more
            flat = np.bincount(group * (last + 1) + column, weights=part, minlength=into.size)
            into += flat.reshape(into.shape)
            on = (end > self.ends[column]) & (column < last)
            start, end, group, column = start[on], end[on], group[on], column[on] + 1
            more = more if weight is None else more[on]

    # -- the end of the day

    def counted(self) -> Counted:
        """All sums of the day."""
        import numpy as np

        self._fold_waits()
        sums = dict(self.sums)
        for name, size in self.sizes.items():
            found = np.ascontiguousarray((self.counts[name][:size] @ _outcomes()).T)
            sums |= {f"{name}.{what}": column for what, column in zip(_OUTCOMES_OF, found, strict=True)}
        planned, places = self.planned
        staffed = (planned + self.over) * places
        for family in ("intervals", "types"):
            sums[f"{family}.attempts"] = sums[f"{family}.calls"] - sums[f"{family}.passed_on"]
        for family, axis in (("intervals", 0), ("groups", 1)):
            sums |= {f"{family}.busy": self.busy.sum(axis=axis), f"{family}.staffed": staffed.sum(axis=axis)}
        return Counted(sums={**sums, **self._totals(sums), **self._agents()}, waits=self.waits)

    def _totals(self, sums: Sums) -> Sums:
        """Every call has a type, so the sums over types are those of the day; agents' time is summed over groups."""
        import numpy as np

        found = {name.removeprefix("types."): total for name, total in sums.items() if name.startswith("types.")}
        found |= {name: sums[f"groups.{name}"] for name in ("busy", "staffed")}
        return {f"totals.{name}": np.atleast_1d(total.sum()) for name, total in found.items()}

    def _agents(self) -> Sums:
        return {f"agents.{name}": total for name, total in self.agents.items()}


_OUTCOMES_OF = {
    "offered": (SERVED, ABANDONED, WAITING, BALKED, MISSED),
    "answered": (SERVED,),
    "abandoned": (ABANDONED, BALKED),
    "unanswered": (WAITING,),
    "balked": (BALKED,),
    "blocked": (BLOCKED,),
    "contained": (CONTAINED,),
    "missed": (MISSED,),
    "calls": tuple(range(len(OUTCOMES))),
}


@cache
def _outcomes() -> Floats:
    """Which outcomes (lines) are part of which sum (columns)."""
    import numpy as np

    table = np.zeros((len(OUTCOMES), len(_OUTCOMES_OF)))
    for column, which in enumerate(_OUTCOMES_OF.values()):
        table[list(which), column] = 1.0
    return table


def _summed(index: Ints, values: Floats | None, size: int) -> Floats:
    import numpy as np

    return np.bincount(index, weights=values, minlength=size).astype(float)


def planned_time(day: Day) -> tuple[Floats, Floats]:
    """Agent-seconds on the phone by group and interval after the warm-up, and callers that an agent serves at once."""
    import numpy as np

    seconds = np.zeros((len(day.groups), len(day.intervals)))
    for column, (start, end) in enumerate(day.intervals):
        start = max(start, day.counts_from)
        for row in range(len(day.groups)):
            seconds[row, column] = day.agents(row, start, end) * (end - start) if end > start else 0.0
    return seconds, np.array([[float(group.at_once)] for group in day.groups])


class CompiledCount(DayCount):
    """Counts in compiled code, which is many times as fast; for the compiled engine's chunks.

    A count hands its histogram, which is large and nearly empty, on to the count of the next day (``before``).
    """

    def __init__(
        self, day: Day, planned: tuple[Floats, Floats] | None = None, before: CompiledCount | None = None
    ) -> None:
        import numpy as np

        from cxsim.callcenter import countkernel

        super().__init__(day, planned)
        self.kernel = countkernel
        slices, columns = self.sizes["types"] + self.sizes["intervals"], countkernel.SECOND + 1
        sums = [np.zeros((size + 1, columns)) for size in self.sizes.values()]
        bins, whole = slices * BINS * 2, np.int64
        histogram = before.into[-3:] if before else (np.zeros(bins, whole), np.empty(bins, whole), np.zeros(1, whole))
        agents = self.agents.values()
        arrays: list[Any] = [*self.counts.values(), *sums, self.busy, *agents, *histogram]
        self.into: countkernel.Sums = countkernel.Sums(*arrays)

    def take(self, chunk: Chunk) -> None:
        """Count these rows."""
        import numpy as np

        self._count_overtime(chunk)
        day, bits = self.day, chunk.floats.view(np.int64)
        limits = (self.starts, self.ends, day.counts_from, day.target.seconds)
        self.kernel.count(self.into, chunk.floats, bits, chunk.ints, *limits)

    def counted(self) -> Counted:
        """All sums of the day."""
        import numpy as np

        names = ("handled", "waited", "live", "called_back", "in_time", "clients", "clients_answered", "passed_on")
        for (family, size), sums in zip(self.sizes.items(), self.into[3:6], strict=True):
            self.sums |= {f"{family}.{name}": sums[:size, column] for column, name in enumerate(names)}
        keys = np.sort(self.into.keys[: self.into.filled[0]])
        self.waits = Waits(keys, self.into.waits[keys])
        self.into.waits[keys] = self.into.filled[0] = 0
        return super().counted()


@dataclass(frozen=True, slots=True)
class Counted:
    """The sums of one day or of several."""

    sums: Sums
    waits: Waits
    days: int = 1

    def __add__(self, other: Counted) -> Counted:
        sums = {name: total + other.sums[name] for name, total in self.sums.items()}
        return Counted(sums, self.waits + other.waits, self.days + other.days)
