"""Named tables are the spreadsheets that the form of a center names: found beside it, read once, faults and all."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from cxsim.callcenter import tables
from cxsim.callcenter.form import TableFile
from cxsim.callcenter.tables import Row, Slot, Table
from cxsim.errors import DefinitionError, Fault
from cxsim.explain import Loc, did_you_mean
from cxsim.yamlfile import Document


class NamedTables:
    """The tables of one form; ``columns`` are those that it names itself, by table.

    ``faults`` and ``notes`` are added to. ``steps`` is the shortest interval of each kind of value, in minutes.
    """

    def __init__(
        self, document: Document, columns: Mapping[str, Mapping[str, str]], faults: list[Fault], notes: list[str]
    ) -> None:
        self.document = document
        self.columns = columns
        self.faults = faults
        self.notes = notes
        self.found: dict[str, Table | None] = {}
        self.steps: dict[str, int] = {}

    def _fault(self, what: str, *loc: str | int, hint: str = "") -> None:
        self.faults.append(self.document.fault(what, loc, hint=hint))

    def slots(self, file: TableFile, value: str, by: str, name: str, loc: Loc) -> list[Slot]:
        """The times and values of one type or group; ``value`` is its column, ``by`` that of the names."""
        table = self.table(file, loc)
        if table is None:
            return []
        rows, header = self._rows(table, value, by, name)
        found = tables.slots(table, value, rows, self.faults, header=header)
        if not rows:
            self._fault(
                f"{file.path} has no row for {name!r}", *loc, hint=f"its column {table.columns[by]!r} has others"
            )
        if found:
            shortest = min(slot.end - slot.start for slot in found)
            self.steps[value] = min(shortest, self.steps.get(value, shortest))
        return found

    def _rows(self, table: Table, value: str, by: str, name: str) -> tuple[list[Row], str]:
        """The rows that speak of this type or group, and the column, where each type has one of its own."""
        wide = next((header for header in table.headers if header.lower() == name.lower()), "")
        if by not in table.columns:
            return list(table.rows), wide if value not in table.columns or wide else ""
        column = table.columns[by]
        return [row for row in table.rows if row.cells.get(column, "").strip().lower() == name.lower()], ""

    def table(self, file: TableFile, loc: Loc) -> Table | None:
        """The table in this file, read once; None where it is not there or cannot be read."""
        if file.path in self.found:
            return self.found[file.path]
        self.found[file.path] = None
        path = _beside(self.document.path, file.path)
        if path is None:
            hint = "the path is relative to this file, to the folder scenarios/, or to the project's root"
            self._fault(f"there is no file {file.path!r}", *loc, hint=hint)
            return None
        try:
            table = tables.read_table(path, self.columns.get(file.path, {}))
        except DefinitionError as error:
            self.faults += error.faults
            return None
        self.found[file.path] = table
        self.notes.append(table.guess)
        return table

    def check_columns(self) -> None:
        """Tell of columns that are named for tables that nothing comes from, or that are not known."""
        for path, columns in self.columns.items():
            if path not in self.found:
                hint = did_you_mean(path, self.found)
                self._fault(f"no forecast and no agents come from {path!r}", "columns", path, hint=hint)
            for name in columns:
                if name not in tables.WORDS:
                    hint = did_you_mean(name, tables.WORDS)
                    self._fault(f"{name!r} is not a column that is known here", "columns", path, name, hint=hint)


def _beside(source: Path, path: str) -> Path | None:
    """The file that a form names: beside it, or in one of the three folders above it; as seen from here, if below."""
    folder = source.resolve().parent
    candidates = [parent / path for parent in (folder, *list(folder.parents)[:3])]
    found = next((candidate for candidate in candidates if candidate.is_file()), None)
    here = Path.cwd()
    return found.relative_to(here) if found is not None and found.is_relative_to(here) else found
