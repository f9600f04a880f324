"""A call log is what a real center wrote down: one row a call, with its time, its wait, its outcome and its service.

It is read into columns of numbers, whatever its layout was. Rows that cannot be used are dropped, counted and named
with their reason; nothing is repaired in silence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxsim.callcenter.errors import CenterError
from cxsim.callcenter.layout import Dates, Layout, guessed, outcome_words
from cxsim.callcenter.tables import Table, read_table
from cxsim.callcenter.written_times import date_format, day_of, duration, time_of_day

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from cxsim.callcenter.times import Floats

LONGEST = 6 * 3600.0
"""No wait and no call lasts longer than this many seconds; what does is a clock that ran on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calls:
    """The calls as columns; times in seconds after midnight, ``day`` and ``type`` number ``days`` and ``types``.

    ``talk`` holds after-call work too and is not a number where nobody answered; ``menu`` and ``began`` (when the agent
    picked up) are not numbers where the log does not tell. ``agent`` and ``customer`` are "" where unknown.
    """

    days: tuple[date, ...]
    types: tuple[str, ...]
    day: NDArray[np.int64]
    type: NDArray[np.int64]
    arrival: Floats
    wait: Floats
    answered: NDArray[np.bool_]
    talk: Floats
    menu: Floats
    agent: NDArray[np.str_]
    customer: NDArray[np.str_]

    def __len__(self) -> int:
        return len(self.day)

    def where(self, chosen: NDArray[np.bool_]) -> Calls:
        """Only these calls; days and types keep their numbers."""
        columns = {f.name: getattr(self, f.name)[chosen] for f in fields(self) if f.name not in ("days", "types")}
        return Calls(days=self.days, types=self.types, **columns)

    def of_days(self, days: Sequence[date]) -> Calls:
        """Only the calls of these days."""
        import numpy as np

        return self.where(np.isin(self.day, [self.days.index(day) for day in days if day in self.days]))


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLog:
    """The calls that can be used, why others cannot (reason and number of rows), and what was guessed."""

    name: str
    calls: Calls
    rows: int
    dropped: Mapping[str, int]
    notes: tuple[str, ...]


def read_log(path: Path, named: Layout | None = None) -> CallLog:
    """The calls in a CSV, text or XLSX file; ``named`` is the layout where the guess would be wrong.

    Raises DefinitionError where the file cannot be read, and CenterError where a column is missing, where columns seem
    to be swapped, or where no call can be used.
    """
    layout = named or Layout.model_validate({"call log": path.stem})
    table = read_table(path, {})
    columns = guessed(table.headers, layout.columns)
    pairs = ", ".join(f"{header!r} as {column}" for column, header in columns.items())
    reader = _Reader(table, columns, layout)
    reader.must_have_columns()
    rows = [found for row in table.rows if (found := reader.row(row.cells)) is not None]
    if not rows:
        reasons = "; ".join(f"{count} rows: {reason}" for reason, count in reader.dropped.items())
        hint = f"read {pairs}; where that is wrong, name the columns: --layout FILE.yaml"
        raise CenterError(f"{path.name}: no call can be used ({reasons})", hint=hint)
    calls = _columns(rows)
    _must_make_sense(calls, path)
    notes = (f"{path.name}: read {pairs}", *reader.notes)
    return CallLog(
        name=layout.call_log, calls=calls, rows=len(table.rows), dropped=dict(reader.dropped.most_common()), notes=notes
    )


class _Reader:
    """Turns rows of text into calls, and counts what it drops."""

    def __init__(self, table: Table, columns: Mapping[str, str], layout: Layout) -> None:
        self.table = table
        self.columns = columns
        self.layout = layout
        self.words = outcome_words(layout)
        self.dropped: Counter[str] = Counter()
        self.notes: list[str] = []
        self.types: dict[str, str] = {}
        self.dates = self._dates()

    def must_have_columns(self) -> None:
        missing = [name for name in ("wait", "talk") if name not in self.columns]
        if not {"arrival", "queue start"} & set(self.columns):
            missing.insert(0, "arrival")
        if missing:
            hint = f"name it in a layout (--layout FILE.yaml); the table has {', '.join(self.table.headers)}"
            raise CenterError(f"{self.table.path.name}: no column looks like {' or '.join(missing)}", hint=hint)
        if "outcome" not in self.columns:
            self.notes.append("no column says what became of a call: one with a talk time was answered")

    def _dates(self) -> Dates | None:
        header = self.columns.get("date") or self.columns.get("arrival", "")
        if self.layout.dates:
            return self.layout.dates
        cells = [row.cells.get(header, "") for row in self.table.rows]
        found, told = date_format(cells)
        if found is None and "date" in self.columns and (example := next((c for c in cells if c.strip()), "")):
            what = f"{self.table.path.name}: the dates in {header!r} cannot be read, such as {example[:30]!r}"
            raise CenterError(what, hint="name their form in a layout (--layout FILE.yaml): dates: dd.mm.yyyy")
        self.notes.append(told or "no date is written: all calls are taken for one day")
        return found

    def _cell(self, cells: Mapping[str, str], column: str) -> str:
        return cells.get(self.columns.get(column, ""), "").strip()

    def row(self, cells: Mapping[str, str]) -> dict[str, Any] | None:
        """One call, or None where the row is dropped."""
        outcome = self._outcome(cells)
        if outcome == "dropped":
            return self._drop(f"outcome {self._cell(cells, 'outcome')!r}")
        if outcome is None:
            return self._drop(f"unknown outcome {self._cell(cells, 'outcome')[:30]!r}")
        day, arrival, queued = self._when(cells)
        if arrival is None or day is None:
            return self._drop("no time or date")
        wait = duration(self._cell(cells, "wait")) if queued else 0.0
        if wait is None or not 0 <= wait <= LONGEST:
            return self._drop("a wait that is negative, missing or hours long")
        if outcome == "abandoned" and not queued:
            return self._drop("hung up before the queue")
        talk = (duration(self._cell(cells, "talk")) or 0.0) + (duration(self._cell(cells, "after call")) or 0.0)
        if outcome == "answered" and not 0 < talk <= LONGEST:
            return self._drop("answered, but with no talk time")
        menu = duration(self._cell(cells, "menu"))
        if menu is not None and menu < 0:
            self.dropped["a negative time in the menu (only that time is left out)"] += 1
            menu = None
        return {
            "day": day,
            "type": self._type(self._cell(cells, "type") or "calls"),
            "arrival": arrival,
            "wait": wait,
            "answered": outcome == "answered",
            "talk": talk if outcome == "answered" else float("nan"),
            "menu": float("nan") if menu is None else menu,
            "agent": self._somebody(cells, "agent"),
            "customer": self._somebody(cells, "customer"),
        }

    def _type(self, written: str) -> str:
        """One name for what differs in capitals and spaces only: the one that came first."""
        return self.types.setdefault(" ".join(written.casefold().split()), written)

    def _drop(self, reason: str) -> dict[str, Any] | None:
        self.dropped[reason] += 1
        return None

    def _somebody(self, cells: Mapping[str, str], column: str) -> str:
        name = self._cell(cells, column)
        return "" if name in self.layout.nobody else name

    def _outcome(self, cells: Mapping[str, str]) -> str | None:
        if "outcome" not in self.columns:
            return "answered" if (duration(self._cell(cells, "talk")) or 0.0) > 0 else "abandoned"
        return self.words.get(self._cell(cells, "outcome").lower())

    def _when(self, cells: Mapping[str, str]) -> tuple[date | None, float | None, bool]:
        """The day, the time at which she asked for a person, and whether she had to queue."""
        start = self._cell(cells, "queue start")
        queued = "queue start" not in self.columns or (start != "" and start != self.layout.no_queue)
        text = start if queued and start else self._cell(cells, "menu end") or self._cell(cells, "arrival")
        if self.dates is None:
            number = duration(self._cell(cells, "replication")) or 1.0
            return date(2001, 1, 1).replace(day=min(28, int(number))), time_of_day(text), queued
        day = day_of(self._cell(cells, "date") or text, self.dates)
        return day, time_of_day(text), queued


def _columns(rows: Sequence[Mapping[str, Any]]) -> Calls:
    import numpy as np

    ordered = sorted(rows, key=lambda row: (row["day"], row["arrival"]))
    days = tuple(sorted({row["day"] for row in ordered}))
    types = tuple(sorted({row["type"] for row in ordered}))
    day_number = {day: number for number, day in enumerate(days)}
    type_number = {name: number for number, name in enumerate(types)}
    return Calls(
        days=days,
        types=types,
        day=np.array([day_number[row["day"]] for row in ordered], dtype=np.int64),
        type=np.array([type_number[row["type"]] for row in ordered], dtype=np.int64),
        arrival=np.array([row["arrival"] for row in ordered], dtype=float),
        wait=np.array([row["wait"] for row in ordered], dtype=float),
        answered=np.array([row["answered"] for row in ordered], dtype=bool),
        talk=np.array([row["talk"] for row in ordered], dtype=float),
        menu=np.array([row["menu"] for row in ordered], dtype=float),
        agent=np.array([row["agent"] for row in ordered], dtype=str),
        customer=np.array([row["customer"] for row in ordered], dtype=str),
    )


def _must_make_sense(calls: Calls, path: Path) -> None:
    """Columns that were swapped give themselves away."""
    import numpy as np

    if not calls.answered.any():
        raise CenterError(f"{path.name}: no call was answered", hint="are the outcomes named? see --layout")
    gone = calls.wait[~calls.answered]
    if len(gone) >= 20 and not gone.any():
        what = f"{path.name}: everybody who hung up waited 0 s: the columns of wait and talk seem to be swapped"
        raise CenterError(what, hint="name them in a layout: columns: {wait: …, talk: …}")
    if len(np.unique(calls.arrival)) == 1 and len(calls) > 20:
        raise CenterError(f"{path.name}: all calls came at the same second", hint="name the column of the arrival")
