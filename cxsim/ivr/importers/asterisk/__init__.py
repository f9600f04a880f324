"""The Asterisk importer reads a dialplan (extensions.conf and what it includes)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from cxsim.ivr.flow import Flow
from cxsim.ivr.importers import sources
from cxsim.ivr.importers.asterisk import applications, dialplan
from cxsim.ivr.importers.asterisk.dialplan import Dialplan
from cxsim.ivr.importers.asterisk.reader import Place, Reader, beginnings, choice, not_led_to

_EXTENSION = re.compile(r"^[ \t]*(?:exten|same)[ \t]*=>?[ \t]*\S", re.MULTILINE)
_INCLUDED = re.compile(r"^[ \t]*#[ \t]*(?:try)?include[ \t]+[\"<]?([^\">\n;]+)", re.MULTILINE | re.IGNORECASE)


def recognizes(path: Path) -> bool:
    """Whether a file holds a dialplan."""
    if path.suffix.lower() not in (".conf", ".ael", ".txt", "") or path.suffix.lower() == ".ael":
        return False
    start = sources.beginning(path, 200_000)
    return bool(_EXTENSION.search(start)) and "[" in start


def read(path: Path) -> Flow:
    """The phone menus of a dialplan as one flow. Raises DefinitionError."""
    plan = dialplan.read(path)
    starts = beginnings(plan)
    if not starts:
        raise sources.refuse("there is no extension in this dialplan that a call can come to", path)
    reader = _read(plan, path, starts)
    kept = not_led_to(reader, starts)
    if len(kept) < len(starts):
        reader = _read(plan, path, kept)
    return reader.flow(choice(reader, kept), f"dialplan of {path.name}")


def _read(plan: Dialplan, path: Path, starts: Sequence[tuple[str, str]]) -> Reader:
    reader = Reader(plan, str(path))
    for context, dialed in starts:
        reader.at(Place(context, dialed, 1))
    while reader.open:
        applications.read(reader.open.pop())
    return reader


def read_folder(folder: Path, paths: Sequence[Path]) -> list[Flow]:
    """One flow for each dialplan that no other file of the folder includes. Raises DefinitionError."""
    included = {
        (path.parent / name.strip()).resolve()
        for path in paths
        for name in _INCLUDED.findall(sources.text(path))
        if "\0" not in name
    }
    return sources.each([path for path in paths if path.resolve() not in included] or paths, read)


__all__ = ["read", "read_folder", "recognizes"]
