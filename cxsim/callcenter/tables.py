"""A table is a planner's spreadsheet: one row an interval, with a start, and calls or heads in a column.

Headers are guessed from English and German words, and the guess is told, because a guess that nobody sees is a trap.
Where it is wrong, ``columns`` of the form names the right one.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice, pairwise
from pathlib import Path

from cxsim.errors import DefinitionError, Fault
from cxsim.quantities import DAYS

WORDS: Mapping[str, tuple[str, ...]] = {
    "start": (
        "start",
        "intervall",
        "interval",
        "from",
        "von",
        "beginn",
        "begin",
        "uhrzeit",
        "zeit",
        "time",
        "starttime",
    ),
    "end": ("end", "to", "bis", "ende", "until"),
    "date": ("date", "datum", "day", "tag", "wochentag", "weekday"),
    "type": ("type", "skill", "queue", "typ", "warteschlange", "anliegen", "call type", "anrufart"),
    "group": ("group", "gruppe", "team", "skillgroup", "skill group"),
    "calls": ("calls", "anrufe", "offered", "volume", "angebotene anrufe", "forecast", "prognose", "calls offered"),
    "agents": ("agents", "agenten", "heads", "mitarbeiter", "staff", "scheduled", "köpfe", "personal", "besetzung"),
}
"""The words by which each column is recognized, in the order of trust."""

LARGEST_BYTES = 50_000_000
MOST_ROWS = 500_000
_GERMAN_DAYS = ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag")


@dataclass(frozen=True, slots=True)
class Slot:
    """A number that holds from one minute of the day to another; ``day`` is a date, a weekday (0-6) or any day."""

    start: int
    end: int
    value: float
    day: date | int | None = None

    def holds_on(self, on: date) -> bool:
        """Whether it is about this date."""
        return self.day is None or self.day == on or self.day == on.weekday()


@dataclass(frozen=True, slots=True)
class Row:
    """One row as text by column, with the line it stands on."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A spreadsheet as it was read, and which header stands for what.

    ``decimal_comma``: numbers are written as in German, so that 1.234 is more than a thousand.
    """

    path: Path
    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    columns: Mapping[str, str]
    decimal_comma: bool = False

    def fault(self, what: str, row: Row | None = None, *, hint: str = "") -> Fault:
        """A fault in one row, or in the headers."""
        return Fault(what=what, hint=hint, file=self.path, line=row.line if row else 1)

    @property
    def guess(self) -> str:
        """Which columns were taken for what, for people to check."""
        pairs = ", ".join(f"{header!r} as {name}" for name, header in self.columns.items())
        ambiguous = any(_AMBIGUOUS.fullmatch(cell.strip()) for row in self.rows for cell in row.cells.values())
        point = "a thousand and more" if self.decimal_comma else "a decimal point"
        one_a_row = {"calls", "agents"} & set(self.columns)  # else each type or group has a column of its own
        unused = [header for header in self.headers if header and header not in self.columns.values()]
        left = f"; not used: {', '.join(map(repr, unused))}" if one_a_row and unused else ""
        return f"{self.path.name}: read {pairs}" + (f"; 1.234 as {point}" if ambiguous else "") + left


def read_table(path: Path, named: Mapping[str, str]) -> Table:
    """The table in a CSV or XLSX file; ``named`` are the columns that the form names itself.

    Raises DefinitionError where there is no such file, no row, or no such column.
    """
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise DefinitionError([Fault(what="the table has more than 50 MB", file=path, hint="split it by month")])
        semicolons = False
        if path.suffix.lower() == ".xlsx":
            lines = _xlsx(path)
        else:
            lines, semicolons = _csv(path)
    except OSError as error:
        raise DefinitionError([Fault(what=f"cannot be read: {error.strerror}", file=path)]) from error
    if len(lines) >= MOST_ROWS:
        raise DefinitionError([Fault(what=f"the table has more than {MOST_ROWS} rows", file=path)])
    if len(lines) < 2:
        hint = "it needs one row of headers and one row for each interval"
        raise DefinitionError([Fault(what="the table is empty", file=path, line=1, hint=hint)])
    headers = tuple(cell.strip() for cell in lines[0][1])
    rows = tuple(Row(number, dict(zip(headers, cells, strict=False))) for number, cells in lines[1:])
    table = Table(
        path=path,
        headers=headers,
        rows=rows,
        columns=_guess(headers, named),
        decimal_comma=_decimal_comma(rows, semicolons),
    )
    unknown = [header for header in named.values() if header not in headers]
    if unknown:
        hint = f"the table has {', '.join(headers)}"
        raise DefinitionError([table.fault(f"no column is called {header!r}", hint=hint) for header in unknown])
    return table


def _guess(headers: Sequence[str], named: Mapping[str, str]) -> dict[str, str]:
    by_word = {header.lower(): header for header in reversed(headers)}
    found = dict(named)
    for name, words in WORDS.items():
        header = next((by_word[word] for word in words if word in by_word), None)
        if header is not None and name not in found and header not in found.values():
            found[name] = header
    return found


_AMBIGUOUS = re.compile(r"-?[1-9]\d{0,2}(\.\d{3})+")
_WITH_COMMA = re.compile(r"-?\d{1,3}(\.\d{3})*,\d+|-?\d+,\d+")
_WITH_POINT = re.compile(r"-?\d+\.(\d{1,2}|\d{4,})|-?0\.\d+|-?\d{4,}\.\d+")


def _decimal_comma(rows: Sequence[Row], semicolons: bool) -> bool:
    """Whether 1.234 is more than a thousand: other numbers of the table tell, or else how its cells are separated."""
    cells = [cell.strip() for row in rows[:5000] for cell in row.cells.values()]
    if any(_WITH_COMMA.fullmatch(cell) for cell in cells):
        return True
    return semicolons and not any(_WITH_POINT.fullmatch(cell) for cell in cells)


def _csv(path: Path) -> tuple[list[tuple[int, list[str]]], bool]:
    """The rows with their line numbers, and whether semicolons stand between the cells."""
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")  # what Excel writes on a German machine
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    delimiter = max(";\t,", key=lines[0].count)
    reader = csv.reader(lines, delimiter=delimiter)
    return [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)], delimiter == ";"


def _xlsx(path: Path) -> list[tuple[int, list[str]]]:
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        workbook = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, BadZipFile, KeyError, ValueError) as error:
        raise DefinitionError([Fault(what="this is not a spreadsheet that can be opened", file=path)]) from error
    try:
        sheet = workbook.worksheets[0]
        rows = [[_as_text(cell) for cell in row] for row in islice(sheet.values, MOST_ROWS)]
    finally:
        workbook.close()
    return [(number, row) for number, row in enumerate(rows, 1) if any(row)]


def _as_text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="minutes")
    if isinstance(cell, time):
        return cell.isoformat(timespec="minutes")
    return str(cell).strip()


def slots(table: Table, value: str, picked: Iterable[Row], faults: list[Fault], *, header: str = "") -> list[Slot]:
    """The numbers of one column over the day; what is wrong with a row is added to ``faults``.

    A row without an end holds until the next start on the same day; the last one is as long as the one before it.
    """
    column = header or table.columns.get(value, "")
    missing = [name for name in ("start", value) if name not in table.columns and not (name == value and header)]
    if missing:
        hint = f"name it in the center's `columns`; the table has {', '.join(table.headers)}"
        faults += [table.fault(f"no column looks like {name!r}", hint=hint) for name in missing]
        return []
    starts: list[tuple[date | int | None, int, int | None, float]] = []
    for row in picked:
        try:
            starts.append((*_when(table, row), _amount(row.cells.get(column, ""), table.decimal_comma)))
        except ValueError as error:
            faults.append(table.fault(str(error), row))
    return list(_filled(starts))


def skills(table: Table, group: str, faults: list[Fault]) -> dict[str, int]:
    """The ranks of a group's call types in a table of skills; what is wrong with a row is added to ``faults``.

    One row a group and one column a type: a number is the rank, an x is rank 1, nothing is no skill.
    """
    first = table.columns.get("group", table.headers[0])
    row = next((row for row in table.rows if row.cells.get(first, "").strip().lower() == group.lower()), None)
    if row is None:
        hint = f"its column {first!r} has {', '.join(row.cells.get(first, '') for row in table.rows[:6])}"
        faults.append(table.fault(f"no row for the group {group!r}", hint=hint))
        return {}
    found = {}
    for header in table.headers:
        cell = row.cells.get(header, "").strip().lower()
        if header == first or cell in ("", "0", "-", "no", "nein"):
            continue
        rank = 1 if cell in ("x", "yes", "ja") else int(cell) if re.fullmatch(r"[1-9]\d?", cell) else 0
        if not rank:
            faults.append(table.fault(f"{cell!r} is no rank", row, hint="write 1, 2, ..., or x"))
        found[header] = rank
    return found


def _filled(starts: Sequence[tuple[date | int | None, int, int | None, float]]) -> Iterator[Slot]:
    steps = [b[1] - a[1] for a, b in pairwise(starts) if b[0] == a[0] and b[1] > a[1]]
    step = min(steps, default=30)
    for day, start, end, value in starts:
        if end is None:
            later = [other for on, other, _, _ in starts if on == day and other > start]
            end = min(later, default=min(start + step, 1440))
            end = min(end, start + step)
        yield Slot(start, end, value, day)


def _amount(text: str, decimal_comma: bool) -> float:
    cleaned = text.strip().replace("\u202f", "").replace(" ", "")
    thousands = re.fullmatch(r"-?[1-9]\d{0,2}(\.\d{3})+(,\d+)?", cleaned)
    if thousands and (decimal_comma or thousands[2]):  # 1.234,5 as written in German
        cleaned = cleaned.replace(".", "")
    try:
        amount = float(cleaned.replace(",", "."))
    except ValueError:
        raise ValueError(f"{text!r} is not a number") from None
    if not 0 <= amount < float("inf"):
        raise ValueError(f"{text!r} is a negative number" if amount < 0 else f"{text!r} is not a number")
    return amount


def _when(table: Table, row: Row) -> tuple[date | int | None, int, int | None]:
    text = row.cells.get(table.columns["start"], "")
    moments = re.findall(r"(\d{1,2}):(\d{2})", text)
    if not moments:
        raise ValueError(f"{text!r} has no time of day")
    minutes = [_minute(hour, minute) for hour, minute in moments]
    if "end" in table.columns:
        ends = re.findall(r"(\d{1,2}):(\d{2})", row.cells.get(table.columns["end"], ""))
        minutes = minutes[:1] + [_minute(hour, minute) for hour, minute in ends[:1]]
    end = minutes[1] if len(minutes) > 1 else None
    if end == 0:
        end = 1440
    if end is not None and end <= minutes[0]:
        raise ValueError(f"{text!r} runs over midnight: write two rows, one until 24:00 and one from 00:00")
    day = row.cells.get(table.columns["date"], "") if "date" in table.columns else text
    return _day(day, required="date" in table.columns), minutes[0], end


def _minute(hour: str, minute: str) -> int:
    at = int(hour) * 60 + int(minute)
    if at > 1440 or int(minute) > 59:
        raise ValueError(f"{hour}:{minute} is not a time of day")
    return at


def _day(text: str, *, required: bool) -> date | int | None:
    if match := re.search(r"(\d{4})-(\d{1,2})-(\d{1,2})", text):
        return date(int(match.group(1)), int(match.group(2)), int(match.group(3)))
    if match := re.search(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text):
        return date(int(match.group(3)), int(match.group(2)), int(match.group(1)))
    word = re.split(r"[\s,.]", text.strip().lower())[0]
    if len(word) >= 2 and not word[0].isdigit():
        for names in (DAYS, _GERMAN_DAYS):
            for number, name in enumerate(names):
                if name.startswith(word):
                    return number
    if required and text.strip():
        raise ValueError(f"{text!r} is neither a date nor a weekday")
    return None
