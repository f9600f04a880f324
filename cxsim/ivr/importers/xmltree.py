"""An XML tree is a parsed document whose elements know their lines; entities and external references are refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler

from cxsim.ivr.importers import sources

MOST_ELEMENTS = 200_000


@dataclass(slots=True, eq=False)
class Element:
    """One element without its namespace, with its place: attributes, children in order, and the text directly in it."""

    tag: str
    attributes: dict[str, str]
    line: int
    path: Path = field(default=Path(), repr=False)
    children: list[Element] = field(default_factory=list)
    pieces: list[str | Element] = field(default_factory=list)  # text and children in the order of the document

    def get(self, name: str, otherwise: str = "") -> str:
        """An attribute without the white space around it."""
        return self.attributes.get(name, otherwise).strip()

    def all(self, *tags: str) -> Iterator[Element]:
        """The children with one of these tags, all of them where none is named."""
        return (child for child in self.children if not tags or child.tag in tags)

    def first(self, *tags: str) -> Element | None:
        """The first child with one of these tags."""
        return next(self.all(*tags), None)

    def every(self, *tags: str) -> Iterator[Element]:
        """All elements below with one of these tags, in the order of the document."""
        open_ = list(reversed(self.children))
        while open_:
            found = open_.pop()
            if found.tag in tags:
                yield found
            open_.extend(reversed(found.children))

    def text(self, *without: str) -> str:
        """The words in it and below it, on one line; on request without those of some elements."""
        words: list[str] = []
        open_: list[str | Element] = list(reversed(self.pieces))
        while open_:
            piece = open_.pop()
            if isinstance(piece, str):
                words.append(piece)
            elif piece.tag not in without:
                words.append(" ")
                open_.append(" ")
                open_.extend(reversed(piece.pieces))
        return " ".join("".join(words).split())


def read(path: Path) -> Element:
    """The root of an XML file.

    Raises DefinitionError with the line where it is no XML, declares entities, refers to other documents, or nests too
    deeply. Whatever stands before the first tag (a server page's header) is skipped.
    """
    return parsed(sources.text(path), path)


def parsed(text: str, path: Path) -> Element:
    """The root of an XML text."""
    from defusedxml import DefusedXmlException
    from defusedxml.expatreader import create_parser

    begin = re.search(r"<\?xml|<[A-Za-z!?]", re.sub(r"<%.*?%>", lambda m: " " * len(m[0]), text, flags=re.DOTALL))
    if begin is None:
        raise sources.refuse("there is no XML in this file", path, line=1)
    blank = re.sub(r"[^\n]", "", text[: begin.start()])
    body = re.sub(r"<\?xml[^>]*\?>", "", text[begin.start() :], count=1)  # it was decoded already
    handler = _Handler(path, blank.count("\n"))
    parser: Any = create_parser(forbid_dtd=False, forbid_entities=True, forbid_external=True)
    parser.setContentHandler(handler)
    try:
        parser.parse(BytesIO(body.encode("utf-8")))
    except DefusedXmlException as error:
        what = "this XML declares entities or refers to other documents, which are not followed"
        raise sources.refuse(what, path, hint="write the text itself in their place") from error
    except SAXParseException as error:
        line = handler.offset + (error.getLineNumber() or 1)
        raise sources.refuse(f"this is no XML: {error.getMessage()}", path, line=line) from error
    except (SAXException, ValueError) as error:
        raise sources.refuse(f"this is no XML: {error}", path) from error
    if handler.root is None:
        raise sources.refuse("there is no XML in this file", path, line=1)
    return handler.root


class _Handler(ContentHandler):
    """Builds the tree."""

    def __init__(self, path: Path, offset: int) -> None:
        super().__init__()
        self.path, self.offset, self.count = path, offset, 0
        self.root: Element | None = None
        self.open: list[Element] = []
        self.locator: Any = None

    def setDocumentLocator(self, locator: Any) -> None:  # noqa: N802 (SAX calls it so)
        self.locator = locator

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802 (SAX calls it so)
        line = self.offset + (self.locator.getLineNumber() or 1)
        self.count += 1
        if len(self.open) >= sources.DEEPEST or self.count > MOST_ELEMENTS:
            raise sources.refuse("this XML is nested too deeply or has too many elements", self.path, line=line)
        attributes = {key.rsplit(":", 1)[-1]: value for key, value in attrs.items()}
        found = Element(name.rsplit(":", 1)[-1], attributes, line, self.path)
        if self.open:
            self.open[-1].children.append(found)
            self.open[-1].pieces.append(found)
        elif self.root is None:
            self.root = found
        self.open.append(found)

    def endElement(self, name: str) -> None:  # noqa: N802 (SAX calls it so)
        self.open.pop()

    def characters(self, content: str) -> None:
        if self.open:
            self.open[-1].pieces.append(content)
