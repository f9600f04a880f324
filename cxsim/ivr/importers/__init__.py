"""An importer reads one format of phone menu into the neutral flow; nothing in a file is ever executed.

Which format a file has is told by its content. What a format cannot say statically is opaque with its reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from cxsim.errors import DefinitionError, Fault
from cxsim.ivr.flow import Flow
from cxsim.ivr.importers import asterisk, connect, freeswitch, genesys, native, sources, studio, twiml, voicexml

SUFFIXES = (".yaml", ".yml")
"""Files that may hold a phone menu in cxsim's own format."""


class Format(Protocol):
    """One foreign format."""

    def recognizes(self, path: Path) -> bool:
        """Whether this file is of the format; a broken file counts where its beginning says so."""

    def read(self, path: Path) -> Flow:
        """The flow in a file. Raises DefinitionError."""

    def read_folder(self, folder: Path, paths: Sequence[Path]) -> list[Flow]:
        """The flows in these files of a folder, which may refer to each other. Raises DefinitionError."""


FORMATS: dict[str, Format] = {
    "Amazon Connect flow": connect,
    "Asterisk dialplan": asterisk,
    "TwiML": twiml,
    "Twilio Studio flow": studio,
    "Genesys Architect flow": genesys,
    "FreeSWITCH menu": freeswitch,
    "VoiceXML document": voicexml,
}
"""Every foreign format by its name, in the order in which a file is asked for it."""


def format_of(path: Path) -> Format | None:
    """The foreign format of a file; None where it is of none that is known."""
    return next((format for format in FORMATS.values() if format.recognizes(path)), None)


def read(path: Path) -> Flow:
    """The phone menu in a file, or the one in a folder. Raises DefinitionError with every fault of the file at once."""
    if path.is_dir():
        found = read_all(path)
        if len(found) != 1:
            names = ", ".join(f"“{flow.name}”" for flow in found[:5])
            raise sources.refuse(f"this folder holds {len(found)} phone menus: {names}", path, hint="name one file")
        return found[0]
    format = format_of(path)
    if format is not None:
        return format.read(path)
    if path.suffix.lower() in SUFFIXES:
        return native.read(path)
    known = ", ".join([*FORMATS, "cxsim's own YAML"])
    what = f"{path.suffix or 'a file without a suffix'} is no format of phone menus that can be read"
    raise DefinitionError([Fault(what=what, hint=f"known are: {known}", file=path)])


def read_all(path: Path) -> list[Flow]:
    """The phone menu in a file, or every one below a folder. Raises DefinitionError with the faults of every file."""
    if not path.is_dir():
        return [read(path)]
    grouped: dict[str, list[Path]] = {}
    for file in sorted(path.rglob("*")):
        if not file.is_file():
            continue
        name = next((name for name, format in FORMATS.items() if format.recognizes(file)), None)
        if name is None and file.suffix.lower() in SUFFIXES and native.is_flow(file):
            name = ""
        if name is not None:
            grouped.setdefault(name, []).append(file)

    def of(name: str) -> list[Flow]:
        return FORMATS[name].read_folder(path, grouped[name]) if name else sources.each(grouped[name], native.read)

    return [flow for found in sources.each(sorted(grouped), of) for flow in found]


def is_flow(path: Path) -> bool:
    """Whether a file holds a phone menu rather than something else of the project (a broken file counts as one)."""
    return format_of(path) is not None or (path.suffix.lower() in SUFFIXES and native.is_flow(path))
