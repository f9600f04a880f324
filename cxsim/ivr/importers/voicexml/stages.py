"""A stage is a dialog under way: which of its items have a value, and to which stage it returns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from cxsim.ivr.importers.voicexml.documents import Document
from cxsim.ivr.importers.voicexml.expressions import UNDEFINED, literal
from cxsim.ivr.importers.xmltree import Element

ITEMS = ("field", "block", "transfer", "record", "subdialog", "initial", "object")
INPUTS = ("field", "record", "transfer", "subdialog", "object")


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the form interpretation algorithm stands.

    ``counts`` tells how often an event was thrown before; after a ``quiet`` event nothing is prompted again.
    """

    path: Path
    dialog: str
    filled: frozenset[str] = frozenset()
    back: Stage | None = None
    counts: tuple[tuple[str, int], ...] = ()
    quiet: bool = False

    def count(self, event: str) -> int:
        """How often this event was thrown before."""
        return dict(self.counts).get(event, 0)

    def counted(self, event: str, count: int) -> Stage:
        """This stage after an event."""
        counts = {name: number for name, number in {**dict(self.counts), event: count}.items() if number}
        return replace(self, counts=tuple(sorted(counts.items())))

    @property
    def level(self) -> int:
        """How many stages wait for this one to return."""
        return 0 if self.back is None else self.back.level + 1


@dataclass(frozen=True, slots=True)
class Visit:
    """One item that is visited: ``id`` is its node."""

    stage: Stage
    document: Document
    dialog: Element
    element: Element
    name: str
    id: str

    @property
    def scopes(self) -> list[Element]:
        """What surrounds the item, from the innermost on."""
        inner = [self.element] if self.element is self.dialog else [self.element, self.dialog]
        return [*inner, *self.document.roots]


@dataclass(frozen=True, slots=True)
class Run:
    """What executable content has done so far: values that are known, items filled, and whether it prompts again."""

    filled: frozenset[str]
    values: tuple[tuple[str, str | None], ...] = ()
    reprompts: bool = False
    key: str = ""  # what was pressed, for the names of nodes

    @property
    def known(self) -> Mapping[str, str | None]:
        """Values of variables; None where a variable has one that cannot be seen."""
        return dict(self.values)

    def sets(self, name: str, value: str | None, *, undefined: bool = False) -> Run:
        """The same with another value of a variable, which fills an item of that name."""
        values = {**self.known, name: value}
        if undefined:
            values.pop(name)
        filled = self.filled - {name} if undefined else self.filled | {name}
        return replace(self, values=tuple(sorted(values.items())), filled=filled)


def items(dialog: Element) -> Iterator[tuple[str, Element]]:
    """The items of a dialog in their order with their names; a menu is one item."""
    if dialog.tag == "menu":
        yield "", dialog
        return
    for element in dialog.all(*ITEMS):
        yield element.get("name") or f"{element.tag} {element.line}", element


def empty(element: Element) -> bool:
    """Whether an item has no value when its form is entered, and so is visited."""
    written = element.get("expr") if element.tag != "menu" else ""
    return not written or written.strip() == UNDEFINED or (element.tag == "object" and literal(written) is None)
