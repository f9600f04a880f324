"""A YAML file is read as text with line numbers, and nothing in it is ever executed, guessed or converted.

Every scalar stays the text that was written (``01234``, ``12:30`` and ``no`` are what they look like); the field that
it is meant for converts it. Values are plain ``str``, ``list`` and ``dict`` that also know their line. The reader
follows the events of ruamel.yaml's parser and constructs no object; size, depth and aliases are bounded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from cxsim import explain
from cxsim.errors import DefinitionError, Fault
from cxsim.explain import Loc
from cxsim.written import Text
from cxsim.yamltree import BrokenError, grow

MOST_BYTES = 1_000_000
MOST_LINES = 20_000
LONGEST_LINE = 100_000

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One file that was read: ``root`` holds plain texts, lists and dicts.

    ``faults`` are those that leave the rest of the file readable (a key written twice); :func:`build` raises them
    together with its own. ``warnings`` are oddities that somebody should look at.
    """

    path: Path
    root: Any
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()

    @property
    def kind(self) -> str:
        """The first key, which tells what the file defines (``scenario``, ``ivr``, ...)."""
        return next(iter(self.root), "") if isinstance(self.root, Mapping) else ""

    def line(self, loc: Loc = ()) -> int | None:
        """The line, counted from 1, of the entry at this place, or of the nearest one around it."""
        line = getattr(self.root, "line", None)
        for _, value in self._walk(loc):
            line = getattr(value, "line", line)
        return line

    def written(self, loc: Loc) -> list[str]:
        """The keys of this place that the author wrote, outermost first."""
        return [part for part, _ in self._walk(loc) if isinstance(part, str)]

    def fault(self, what: str, loc: Loc = (), *, hint: str = "", warning: bool = False) -> Fault:
        """A fault at this place of this file."""
        return Fault(what=what, hint=hint, file=self.path, line=self.line(loc), warning=warning)

    def _walk(self, loc: Loc) -> Iterator[tuple[str | int, Any]]:
        """The entries along a place. Names that stand as the only key (``- phone: {...}``) are stepped through."""
        value = self.root
        for part in loc:
            if isinstance(value, dict) and part not in value and len(value) == 1:
                name, value = next(iter(value.items()))
                yield name, value
            if _has(value, part):
                value = value[part]
                yield part, value


def _has(value: Any, part: str | int) -> bool:
    if isinstance(value, list):
        return isinstance(part, int) and part < len(value)
    return isinstance(value, dict) and part in value


def read(path: Path) -> Document:
    """The document in a file.

    Raises DefinitionError with file and line where it is too large, no UTF-8 text, or no YAML.
    """
    return parse(_text(path), path)


def parse(text: str, path: Path) -> Document:
    """The document in a text that stands, or is to stand, in this file. Raises DefinitionError where it is no YAML."""
    _bounded(text, path)
    try:
        tree = grow(text)
    except BrokenError as broken:
        raise DefinitionError([Fault(what=broken.what, hint=broken.hint, file=path, line=broken.line)]) from broken
    return Document(
        path=path,
        root=tree.root,
        faults=tuple(Fault(what=n.what, hint=n.hint, file=path, line=n.line) for n in tree.faults),
        warnings=tuple(Fault(what=n.what, hint=n.hint, file=path, line=n.line, warning=True) for n in tree.warnings),
    )


def build(document: Document, model: type[M], *, at: Loc = ()) -> M:
    """The definition that a document, or the part of it at ``at``, describes.

    Raises DefinitionError with every fault of the file at once.
    """
    value = document.root
    for part in at:
        value = value[part]
    found = list(document.faults)
    if not isinstance(value, dict):
        hint = "write one `key: value` on each line"
        raise DefinitionError([*found, document.fault("this is not a list of `key: value`", at, hint=hint)])
    try:
        built = model.model_validate(value, context=document)
    except ValidationError as error:
        found += [fault for fault in explain.faults(error, model, _Part(document, at)) if not _known(fault, found)]
    if found:
        raise DefinitionError(sorted(found, key=lambda fault: fault.line or 0))
    return built


def _known(fault: Fault, found: list[Fault]) -> bool:
    """Whether the reader already complained about a line's value: then its follow-up is noise."""
    return any(other.line == fault.line and "has no value" in other.what for other in found)


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a document, for faults whose places are counted from it."""

    document: Document
    at: Loc

    @property
    def path(self) -> Path:
        return self.document.path

    def line(self, loc: Loc) -> int | None:
        return self.document.line(self.at + loc)

    def written(self, loc: Loc) -> list[str]:
        return self.document.written(self.at + loc)


def _text(path: Path) -> str:
    """The file's text, after everything that can be refused without parsing has been."""

    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            what = f"the file has {size / 1e6:.1f} MB; more than 1 MB is not read"
            raise _refused(path, what, "split it into several files")
        content = path.read_bytes()
    except OSError as error:
        hint = "check the name and the rights of the file"
        raise _refused(path, f"cannot be read: {error.strerror}", hint) from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        hint = "save the file as UTF-8; in most editors under “Save as … encoding”"
        what = f"the letter here (byte {content[error.start]:#04x}) is not UTF-8"
        raise _refused(path, what, hint, line) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _bounded(text: str, path: Path) -> None:
    lines = text.split("\n")
    if len(lines) > MOST_LINES:
        raise _refused(path, f"more than {MOST_LINES} lines are not read", "split it into several files", MOST_LINES)
    for number, line_text in enumerate(lines, 1):
        if len(line_text) > LONGEST_LINE:
            what = f"more than {LONGEST_LINE} letters in one line are not read"
            raise _refused(path, what, "break the line", number)


def _refused(path: Path, what: str, hint: str, line: int | None = None) -> DefinitionError:
    return DefinitionError([Fault(what=what, hint=hint, file=path, line=line)])


__all__ = ["Document", "Text", "build", "parse", "read"]
