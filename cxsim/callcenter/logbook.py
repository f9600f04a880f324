"""A log is every attempt of one simulated day, as columns: who called when, how long it took, and how it ended."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from typing import IO, TYPE_CHECKING, Any

from cxsim.callcenter.chunk import FLOAT_FIELDS, INT_FIELDS, Chunk
from cxsim.callcenter.day import Day
from cxsim.callcenter.outcomes import CALLED_BACK, OUTCOMES, PASSED_ON

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from cxsim.callcenter.times import Floats

COLUMNS = ("call", "attempt", "client", "type", "arrival", "wait", "service", "group", "outcome", "agent")


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """The attempts of one day in the order in which they came; times in seconds, arrivals after midnight.

    ``agent``, ``queued``, ``began`` and ``flags`` are as in :class:`cxsim.callcenter.outcomes.Row`.
    """

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
    agent: NDArray[np.int64]
    queued: Floats
    began: Floats
    flags: NDArray[np.int64]

    @classmethod
    def of(cls, chunk: Chunk) -> Log:
        """The log of what a simulation recorded."""
        import numpy as np

        order = np.argsort(chunk.ints[:, 0])
        named: dict[str, Any] = dict(zip(INT_FIELDS, chunk.ints[order].T, strict=True))
        named |= dict(zip(FLOAT_FIELDS, chunk.floats[order].T, strict=True))
        named["after_call"] = named.pop("after")
        named["outcome"] = np.array(OUTCOMES)[named["outcome"]]
        return cls(**{name: np.ascontiguousarray(column) for name, column in named.items()})

    @property
    def served(self) -> NDArray[np.bool_]:
        """Which attempts were answered."""
        served: NDArray[np.bool_] = self.outcome == "served"
        return served

    def where(self, chosen: NDArray[np.bool_]) -> Log:
        """Only these attempts."""
        return Log(**{field.name: getattr(self, field.name)[chosen] for field in fields(self)})


def write_csv(file: IO[str], day: Day, logs: Iterable[Log]) -> None:
    """The call log as CSV: arrival in seconds after midnight, wait and service (talk and hold) in seconds.

    Where the center has them, there follow after-call work, the seconds in the phone menu, whether the caller was
    called back or passed on; and the replication where several days were simulated.
    """
    many = list(logs)
    extra = _extra(day) + (["replication"] if len(many) > 1 else [])
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([*COLUMNS, *extra])
    for replication, log in enumerate(many):
        for line, more in _lines(day, log):
            more["replication"] = replication + 1
            writer.writerow([*line, *(more[name] for name in extra)])


def _extra(day: Day) -> list[str]:
    manners = [call_type.manners for call_type in day.types]
    extra = ["after_call"] if any(call_type.after_call for call_type in day.types) else []
    extra += ["menu"] if any(m.menu for m in manners) else []
    extra += ["called_back"] if any(m.callback for m in manners) else []
    return extra + (["passed_on"] if any(m.transfers for m in manners) else [])


def _lines(day: Day, log: Log) -> Iterator[tuple[list[object], dict[str, object]]]:
    types = [harmless(call_type.name) for call_type in day.types]
    groups = [*(harmless(group.name) for group in day.groups), ""]
    columns = [getattr(log, field.name).tolist() for field in fields(log)]
    for row in zip(*columns, strict=True):
        call, attempt, client, type_, arrival, wait, talk, after, group, outcome, agent, queued, _, flags = row
        answered = group >= 0
        who: list[object] = [call + 1, attempt, client + 1, types[type_], arrival, wait]
        yield (
            [*who, talk if answered else "", groups[group], outcome, agent + 1 if answered else ""],
            {
                "after_call": after if answered else 0.0,
                "menu": queued - arrival,
                "called_back": flags & CALLED_BACK and 1,
                "passed_on": flags & PASSED_ON and 1,
            },
        )


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
