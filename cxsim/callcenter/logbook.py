"""A log is every attempt of one simulated day, as columns: who called when, how long it took, and how it ended."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from typing import IO, TYPE_CHECKING, Any

from cxsim.callcenter.day import Day
from cxsim.callcenter.simulation import Row

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from cxsim.callcenter.times import Floats

KINDS = ("i8", "i8", "i8", "i8", "f8", "f8", "f8", "f8", "i8", "U9")
COLUMNS = ("call", "attempt", "client", "type", "arrival", "wait", "service", "group", "outcome")


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """The attempts of one day in the order in which they came; times in seconds after midnight."""

    call: NDArray[np.int64]
    attempt: NDArray[np.int64]
    client: NDArray[np.int64]
    type: NDArray[np.int64]
    arrival: Floats
    wait: Floats
    talk: Floats
    after_call: Floats
    group: NDArray[np.int64]
    outcome: NDArray[np.str_]

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Log:
        """The log of what a simulation recorded."""
        import numpy as np

        columns: list[tuple[Any, ...]] = list(zip(*sorted(rows), strict=True)) or [()] * len(KINDS)
        arrays = [np.array(column, dtype=np.dtype(kind)) for column, kind in zip(columns, KINDS, strict=True)]
        return cls(**{field.name: array for field, array in zip(fields(cls), arrays, strict=True)})

    @property
    def served(self) -> NDArray[np.bool_]:
        """Which attempts were answered."""
        served: NDArray[np.bool_] = self.outcome == "served"
        return served

    def where(self, chosen: NDArray[np.bool_]) -> Log:
        """Only these attempts."""
        return Log(**{field.name: getattr(self, field.name)[chosen] for field in fields(self)})


def load_of(day: Day, log: Log) -> tuple[Floats, Floats]:
    """Busy and staffed agent-seconds by group (rows) and interval (columns).

    Staffed is the plan, and beyond it whoever finishes a call after the end of a shift.
    """
    import numpy as np

    edges = np.array(day.edges)
    starts = np.array([start for start, _ in day.intervals])
    cuts = np.concatenate([edges, starts, [end for _, end in day.intervals], [day.counts_from]])
    shape = (len(day.groups), len(starts))
    busy, staffed = np.zeros(shape), np.zeros(shape)
    for index, group in enumerate(day.groups):
        middle, seconds, level = _busy_levels(log.where(log.served & (log.group == index)), cuts)
        segment = np.searchsorted(edges, middle, side="right") - 1  # -1 and the last one: outside of the day
        seconds = np.where(np.array([*day.open, False])[segment] & (middle >= day.counts_from), seconds, 0.0)
        planned = np.array([*group.agents, 0])[segment]
        column = np.maximum(np.searchsorted(starts, middle, side="right") - 1, 0)
        busy[index] = np.bincount(column, weights=seconds * level, minlength=shape[1])
        staffed[index] = np.bincount(column, weights=seconds * np.maximum(level, planned), minlength=shape[1])
    return busy, staffed


def _busy_levels(log: Log, cuts: Floats) -> tuple[Floats, Floats, Floats]:
    """Stretches of time in which the number of busy agents is constant: middle, length and that number."""
    import numpy as np

    starts = log.arrival + log.wait
    ends = starts + (log.talk + log.after_call)
    times = np.concatenate([cuts, starts, ends])
    steps = np.concatenate([np.zeros(len(cuts)), np.ones(len(starts)), -np.ones(len(ends))])
    order = np.argsort(times, kind="stable")
    times, level = times[order], np.cumsum(steps[order])[:-1]
    return (times[:-1] + times[1:]) / 2, np.diff(times), level


def write_csv(file: IO[str], day: Day, logs: Iterable[Log]) -> None:
    """The call log as CSV: arrival in seconds after midnight, wait and service (talk and hold) in seconds.

    ``after_call`` follows where there is after-call work, ``replication`` where several days were simulated.
    """
    many = list(logs)
    has_after = any(call_type.after_call for call_type in day.types)
    extra = (["after_call"] if has_after else []) + (["replication"] if len(many) > 1 else [])
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([*COLUMNS, *extra])
    for replication, log in enumerate(many):
        for line, after in _lines(day, log):
            more = {"after_call": after, "replication": replication + 1}
            writer.writerow([*line, *(more[name] for name in extra)])


def _lines(day: Day, log: Log) -> Iterator[tuple[list[object], float]]:
    types = [harmless(call_type.name) for call_type in day.types]
    groups = [*(harmless(group.name) for group in day.groups), ""]
    columns = [getattr(log, field.name).tolist() for field in fields(log)]
    for call, attempt, client, type_, arrival, wait, talk, after, group, outcome in zip(*columns, strict=True):
        served = outcome == "served"
        who: list[object] = [call + 1, attempt, client + 1, types[type_]]
        yield [*who, arrival, wait, talk if served else "", groups[group], outcome], after if served else 0.0


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
