"""A page is what every section of the report draws from: the document, the words, and the pictures that prove it."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from markupsafe import Markup

from cxsim.reporting.contract import Document
from cxsim.reporting.contract.findings import CheckPart
from cxsim.reporting.contract.people import PersonaPart, TouchpointPart
from cxsim.reporting.contract.proof import EvidenceFile
from cxsim.reporting.examining import examined
from cxsim.reporting.safe import inside, one_line
from cxsim.reporting.story import Line, tell
from cxsim.reporting.telling import Told, told_in_full
from cxsim.reporting.words import Words, name

MOST_PICTURES = 60  # pictures that are put into the page; further ones are only linked
LARGEST_PICTURE = 60_000  # bytes
_SIGNATURES = {b"RIFF": "image/webp", b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A piece of evidence as it is shown: a small picture where there is one, and a link to the whole file."""

    data: str | None
    link: str | None
    missing: bool
    checksum: str


@dataclass(slots=True)
class Pictures:
    """Reads thumbnails below the run's folder and puts each into the page once."""

    folder: Path | None
    used: dict[str, str] = field(default_factory=dict)

    def of(self, evidence: Iterable[EvidenceFile]) -> Picture | None:
        """The first of these files as a picture, or None where there is none."""
        first = next(iter(evidence), None)
        if first is None:
            return None
        path = inside(first["path"])
        missing = path is None or (self.folder is not None and not (self.folder / path).is_file())
        return Picture(
            data=self._data(first["thumbnail"]),
            link=None if missing else path,
            missing=missing,
            checksum=one_line(first["sha256"])[:12],
        )

    def _data(self, thumbnail: str | None) -> str | None:
        path = inside(thumbnail) if thumbnail else None
        if path is None or self.folder is None:
            return None
        if path not in self.used and len(self.used) < MOST_PICTURES:
            self.used[path] = _data_uri(self.folder / path)
        return self.used.get(path) or None


def _data_uri(file: Path) -> str:
    try:
        content = file.read_bytes() if file.stat().st_size <= LARGEST_PICTURE else b""
    except OSError:
        return ""
    kind = next((kind for start, kind in _SIGNATURES.items() if content.startswith(start)), None)
    return f"data:{kind};base64,{base64.b64encode(content).decode()}" if kind else ""


@dataclass(frozen=True, kw_only=True)
class Page:
    """The document with its parts by name."""

    document: Document
    words: Words
    pictures: Pictures

    @classmethod
    def of(cls, document: Document, words: Words, folder: Path | None = None) -> Page:
        """The page of this document, with its pictures below ``folder``."""
        return cls(document=document, words=words, pictures=Pictures(folder))

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Where each experience stands in the document, by id; anchors are made of it."""
        return {lived["id"]: index for index, lived in enumerate(self.document["experiences"])}

    @cached_property
    def told(self) -> Told:
        """The visits that this page tells in full."""
        return told_in_full(self.document)

    @cached_property
    def checks(self) -> Mapping[str, CheckPart]:
        """The catalogue by id."""
        return {check["id"]: check for check in self.document["checks"]}

    @cached_property
    def touchpoints(self) -> Mapping[str, TouchpointPart]:
        """The map by name."""
        return {touchpoint["name"]: touchpoint for touchpoint in self.document["touchpoints"]}

    @cached_property
    def personas(self) -> Mapping[str, PersonaPart]:
        """The customers by id."""
        return {persona["id"]: persona for persona in self.document["personas"]}

    def experience_number(self, identifier: str) -> int | None:
        """The place of this experience in the document, which its anchors are made of."""
        return self.places.get(identifier)

    def anchor(self, experience: str, moment: int | None) -> str:
        """Where on the page an observation is told, or what stands for it where that visit is not told."""
        index = self.experience_number(experience)
        if index is None:
            return "unknown"
        if not self.document["experiences"][index]["persona"]:
            return "phone"
        place = self.told.place(self.document, index)
        if place is None:
            return "customers"
        return f"x{index}-m{moment}" if moment is not None and place == index else f"x{place}"

    def tell(self, experience: int, moment: int) -> Line | None:
        """This moment in the customer's voice."""
        lived = self.document["experiences"][experience]
        part = lived["moments"][moment]
        touchpoint, persona = self.touchpoints.get(part["touchpoint"]), self.personas.get(lived["persona"])
        return tell(
            part,
            self.words,
            channel=touchpoint["channel"] if touchpoint else "",
            language=persona["language"] if persona else "",
        )

    def quote(self, experience: str, moment: int) -> dict[str, Any] | None:
        """What the customer says about this moment and when it was, or the way that an analysis found."""
        index = self.experience_number(experience)
        if index is None:
            return None
        lived = self.document["experiences"][index]
        part = lived["moments"][moment]
        if lived["persona"]:
            line = self.tell(index, moment) or examined(part, self.words)
            return {"text": line.text, "clock": self.words.clock(part["at"])}
        path = part["data"].get("path")
        return {"text": arrows(path), "clock": ""} if isinstance(path, list) and path else None

    def owner(self, touchpoint: str, otherwise: str = "page.nobody") -> str:
        """Who owns it, without the address behind the name; ``otherwise`` is the sentence where nobody does."""
        part = self.touchpoints.get(touchpoint)
        owner = part["owner"].split("<")[0].strip() if part else ""
        return one_line(owner, 80) or self.words.say(otherwise)


def measured(value: float | None, words: Words, digits: int = 0) -> str:
    """A score, or in words that there is none."""
    return words.number(value, digits) if value is not None else words.say("page.not_measured")


def filters(words: Words) -> dict[str, Any]:
    """What templates may do with values."""
    return {
        "name": lambda text: name(one_line(text, 80)),
        "line": one_line,
        "duration": words.duration,
        "number": words.number,
        "percent": words.percent,
        "signed": words.signed,
        "score": lambda value: measured(value, words),
    }


def arrows(path: list[Any]) -> Markup:
    """A way through a phone menu, step by step."""
    return Markup('<span dir="auto">{}</span>').format(" → ".join(one_line(step, 90) for step in path[:12]))


def score_class(score: float | None) -> str:
    """The class that colors a cell: ``s0`` (worst) to ``s9``, or ``unknown``."""
    return "unknown" if score is None else f"s{min(9, max(0, int(score // 10)))}"
