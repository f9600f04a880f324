"""An importer reads one format of phone menu into the neutral flow; nothing in a file is ever executed."""

from __future__ import annotations

from pathlib import Path

from cxsim.errors import DefinitionError, Fault
from cxsim.ivr.flow import Flow
from cxsim.ivr.importers import native

SUFFIXES = (".yaml", ".yml")
"""Files that may hold a phone menu."""


def read(path: Path) -> Flow:
    """The phone menu in a file. Raises DefinitionError with file and line, every fault at once."""
    if path.suffix.lower() not in SUFFIXES:
        known = ", ".join(SUFFIXES)
        what = f"{path.suffix or 'a file without a suffix'} is no format of phone menus that can be read"
        raise DefinitionError([Fault(what=what, hint=f"known are: {known}", file=path)])
    return native.read(path)


def is_flow(path: Path) -> bool:
    """Whether a file holds a phone menu rather than something else of the project (a broken file counts as one)."""
    return path.suffix.lower() in SUFFIXES and native.is_flow(path)
