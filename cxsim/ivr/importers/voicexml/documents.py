"""A document is one VoiceXML file with its dialogs; a collection holds those that lead to each other.

What holds in a place is told by its scopes, from the innermost to the application's root document: catch elements,
links and properties (VoiceXML 2.1, sections 2.5, 5.2 and 6.3).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cxsim.ivr.importers import sources, xmltree
from cxsim.ivr.importers.xmltree import Element

ENDINGS = (".vxml", ".xml")
_SET = re.compile(r"([A-Za-z_$][\w$]*)\s*(?:[+\-*/]?=(?!=)|\+\+|--)")
CATCHES = ("catch", "noinput", "nomatch", "help", "error")


@dataclass(slots=True)
class Document:
    """One file; ``dialogs`` are its forms and menus by name. ``lost`` is a root document that is not there."""

    path: Path
    root: Element
    dialogs: dict[str, Element]
    application: Document | None = None
    lost: str = ""

    @property
    def roots(self) -> list[Element]:
        """The outermost scopes: the document, then its application's root."""
        return [self.root, *([self.application.root] if self.application is not None else [])]

    @property
    def hidden(self) -> frozenset[str]:
        """Variables that a script sets, whose values are not known."""
        scripts = [script.text() for root in self.roots for script in root.every("script")]
        return frozenset(name for text in scripts for name in _SET.findall(text))

    @property
    def name(self) -> str:
        """What it is called in the names of nodes."""
        return self.path.stem


@dataclass(slots=True)
class Collection:
    """The documents of one application that lie in and below a folder, each read once."""

    home: Path
    documents: dict[Path, Document] = field(default_factory=dict)

    def read(self, path: Path, *, root: bool = True) -> Document:
        """The document in a file, with its application's root document. Raises DefinitionError."""
        if path not in self.documents:
            if len(self.documents) >= sources.MOST_FILES:
                raise sources.refuse(f"more than {sources.MOST_FILES} documents lead to each other", path)
            element = xmltree.read(path)
            if element.tag != "vxml":
                what = "this is no VoiceXML: it begins with another element than vxml"
                raise sources.refuse(what, path, line=element.line)
            self.documents[path] = found = Document(path, element, _dialogs(element))
            named = element.get("application") if root else ""
            if named:
                beside = self.find(named, path)
                if beside is not None and beside != path:
                    found.application = self.read(beside, root=False)
                found.lost = named if beside is None else ""
        return self.documents[path]

    def find(self, url: str, near: Path) -> Path | None:
        """The file that a URL means; None where it is not here."""
        found = sources.beside(url.partition("#")[0], near, self.home, *ENDINGS)
        return found.resolve() if found is not None and recognizes(found) else None


def recognizes(path: Path) -> bool:
    """Whether a file holds a VoiceXML document; servers give it any ending."""
    known = (".vxml", ".xml", ".vxm", ".aspx", ".asp", ".jsp", ".php", ".cgi")
    return path.suffix.lower() in known and "<vxml" in sources.beginning(path, 20_000)


def _dialogs(root: Element) -> dict[str, Element]:
    found: dict[str, Element] = {}
    for dialog in root.all("form", "menu"):
        found.setdefault(dialog.get("id") or f"{dialog.tag} at line {dialog.line}", dialog)
    return found


def properties(scopes: Sequence[Element], name: str) -> str:
    """The value of a property: the innermost scope that sets it."""
    for scope in scopes:
        for element in scope.all("property"):
            if element.get("name") == name:
                return element.get("value")
    return ""


def links(scopes: Sequence[Element]) -> Iterator[Element]:
    """Every link that can be taken in a place."""
    for scope in scopes:
        yield from scope.all("link")


def handler(scopes: Sequence[Element], event: str, count: int) -> Element | None:
    """The catch element for the so-and-so-many-th event: of all that fit, the highest count that is reached.

    Source: VoiceXML 2.1, section 5.2.4 ("Catch Element Selection"), after which the first in the order of scopes wins.
    """
    fitting = [
        (int(sources.number(element.get("count"), 1)), element)
        for scope in scopes
        for element in scope.all(*CATCHES)
        if _catches(element, event) and element.get("cond", "true") != "false"
    ]
    reached = [counted for counted, _ in fitting if counted <= count]
    return next((element for counted, element in fitting if counted == max(reached, default=-1)), None)


def highest(scopes: Sequence[Element], event: str) -> int:
    """The highest count that some catch element of this event asks for; at least 1."""
    counts = [
        int(sources.number(element.get("count"), 1))
        for scope in scopes
        for element in scope.all(*CATCHES)
        if _catches(element, event)
    ]
    return max(1, min(max(counts, default=1), 20))


def _catches(element: Element, event: str) -> bool:
    """Whether a catch element is meant for an event, or for all that begin with its name."""
    names = element.get("event").split() if element.tag == "catch" else [element.tag]
    return not names or any(event == name or event.startswith(f"{name.rstrip('.')}.") or name == "." for name in names)
