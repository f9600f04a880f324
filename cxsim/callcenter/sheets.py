"""A sheet is a table on its way out, to the spreadsheets in which planners live: CSV, or XLSX with several sheets.

Nothing half-written is ever seen: a file is written beside its place and moved there when it is whole. No cell is taken
for a formula.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cxsim.callcenter.logbook import harmless
from cxsim.errors import CxsimError

Cell = str | int | float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A named table; numbers stay numbers, None is an empty cell."""

    name: str
    headers: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def must_be_a_table(path: Path) -> None:
    """Raises CxsimError where a file with this ending is no table that can be written: ask before working for it."""
    if path.suffix.lower() not in (".xlsx", ".csv"):
        raise CxsimError(f"{path.name}: tables are written as .xlsx or .csv", hint="write --out plan.xlsx")


def write(path: Path, sheets: Sequence[Sheet]) -> None:
    """Write the sheets to an XLSX file, or the first of them to a CSV file.

    Raises CxsimError where the ending is another one or the file cannot be written.
    """
    must_be_a_table(path)
    with whole_file(path) as part:
        if path.suffix.lower() == ".xlsx":
            _xlsx(part, sheets)
        else:
            part.write_text(as_csv(sheets[0]), encoding="utf-8", newline="")


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A file beside this one, which takes its place when it has been written.

    Raises CxsimError where the folder cannot be written to.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        yield part
        part.replace(path)
    except OSError as error:
        raise CxsimError(f"{path} cannot be written: {error.strerror}", hint="choose another file or folder") from error
    finally:
        part.unlink(missing_ok=True)


def as_csv(sheet: Sheet) -> str:
    """The sheet as comma-separated text, numbers with a point."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([harmless(header) for header in sheet.headers])
    for row in sheet.rows:
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in _cells(row)])
    return text.getvalue()


def _cells(row: Iterable[Cell]) -> list[Cell]:
    return [None if isinstance(cell, float) and not math.isfinite(cell) else cell for cell in row]


def _xlsx(path: Path, sheets: Sequence[Sheet]) -> None:
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=False)
    book.remove(book.worksheets[0])
    for sheet in sheets:
        page = book.create_sheet(sheet.name[:31])
        page.append([harmless(header) for header in sheet.headers])
        for row in sheet.rows:
            page.append([harmless(cell) if isinstance(cell, str) else cell for cell in _cells(row)])
        for cell in page[1]:
            cell.font = Font(bold=True)
        for number, header in enumerate(sheet.headers, 1):
            longest = max([len(header), *(len(str(row[number - 1])) for row in sheet.rows[:200])])
            page.column_dimensions[get_column_letter(number)].width = min(60, longest + 2)
        page.freeze_panes = "A2"
    book.save(path)
