"""A grammar is what a caller may press or say at one place, each with the value that it stands for.

Read are XML grammars (SRGS), Nuance's GSL (``dtmf-1``), plain alternatives (``1 | 2``) and the built-in grammars of
VoiceXML 2.1, appendix P. A grammar that stands for very many numbers is known by its length only. What can be neither
is unseen, with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from cxsim.errors import DefinitionError
from cxsim.ivr.importers import sources, xmltree
from cxsim.ivr.importers.voicexml import gsl
from cxsim.ivr.importers.voicexml.language import (
    KEYS,
    LONGEST,
    NOTHING,
    Language,
    UnseenError,
    either,
    literal,
    repeated,
    sequence,
    token,
    valued,
)
from cxsim.ivr.importers.xmltree import Element

DEEPEST = 50


@dataclass(slots=True)
class Grammar:
    """``keys`` and ``words`` with their values (None: not known), lengths of a number, and what cannot be seen."""

    keys: dict[str, str | None] = field(default_factory=dict)
    words: dict[str, str | None] = field(default_factory=dict)
    number: tuple[int, int | None] | None = None
    unseen: str = ""

    def take(self, other: Grammar) -> None:
        """Allow what the other one allows too; an entry that is already there stays."""
        self.keys = {**other.keys, **self.keys}
        self.words = {**other.words, **self.words}
        self.number = self.number or other.number
        self.unseen = self.unseen or other.unseen


def read(element: Element, path: Path, home: Path) -> Grammar:
    """What a grammar element allows."""
    source, text = element.get("src"), element.text()
    voice = element.get("mode") == "voice"
    try:
        if element.get("srcexpr") or element.get("expr"):
            raise UnseenError("the grammar is chosen during the call")
        if source:
            return _elsewhere(source, path, home)
        if element.first("rule") is not None:
            return _entries(_Rules(element).root(), voice=voice and element.get("mode") != "dtmf")
        return plain(text, dtmf=element.get("mode") == "dtmf" or "mode dtmf" in text)
    except UnseenError as error:
        return Grammar(unseen=str(error))


def _elsewhere(source: str, path: Path, home: Path) -> Grammar:
    if source.startswith("builtin:"):
        return builtin(source.removeprefix("builtin:"))
    found = sources.beside(source.partition("#")[0], path, home)
    if found is None:
        raise UnseenError(f"the grammar {source[:80]} is not beside the document")
    try:
        text = sources.text(found)
        if not text.lstrip().startswith("<"):
            return plain(text, dtmf="mode dtmf" in text)
        root = xmltree.parsed(text, found)
    except DefinitionError as error:
        raise UnseenError(f"the grammar {source[:80]} cannot be read") from error
    return _entries(_Rules(root).root(), voice=root.get("mode") == "voice")


def builtin(uri: str) -> Grammar:
    """A built-in grammar: ``dtmf/digits?length=4``, ``boolean?y=1;n=2``, or the type of a field."""
    name, _, query = unquote(uri).rsplit("/", 1)[-1].partition("?")
    told = dict(part.split("=", 1) for part in re.split("[;&]", query) if "=" in part)
    if name == "boolean":
        return Grammar(
            keys={told.get("y", "1"): "true", told.get("n", "2"): "false"}, words={"yes": "true", "no": "false"}
        )
    if name == "digits":
        least = int(sources.number(told.get("length", told.get("minlength")), 1))
        most = int(sources.number(told.get("length", told.get("maxlength")), 0))
        return Grammar(number=(min(max(least, 1), LONGEST), most or None))
    lengths = {"number": (1, None), "currency": (1, None), "phone": (1, None), "date": (8, 8), "time": (4, 5)}
    if name in lengths:
        return Grammar(number=lengths[name])
    raise UnseenError(f"the built-in grammar {name[:40]} is not known")


def of_type(type: str) -> Grammar:
    """What a field of a built-in type allows."""
    try:
        return builtin(type)
    except UnseenError as error:
        return Grammar(unseen=str(error))


def _entries(language: Language, *, voice: bool) -> Grammar:
    if language.entries is None:
        if voice or not language.digits:
            raise UnseenError("the grammar allows too many words to look at each")
        return Grammar(number=(max(language.least, 1), language.most))
    found = Grammar()
    for tokens, value, told in language.entries:
        joined = "".join(tokens)
        if joined and all(c in KEYS for c in joined) and not voice:
            found.keys.setdefault(joined, value if told else joined)
        elif tokens:
            found.words.setdefault(" ".join(tokens), value if told else " ".join(tokens))
    return found


def plain(text: str, *, dtmf: bool) -> Grammar:
    """A grammar that is a text. Raises UnseenError."""
    language, voice = gsl.plain(text, dtmf=dtmf)
    return _entries(language, voice=voice)


class _Rules:
    """The rules of an XML grammar (SRGS 1.0)."""

    def __init__(self, element: Element) -> None:
        self.rules = {rule.get("id"): rule for rule in element.every("rule")}
        first = element.first("rule")
        self.first = self.rules.get(element.get("root"), first)

    def root(self) -> Language:
        if self.first is None:
            raise UnseenError("the grammar has no rule")
        return self._inside(self.first, 0)

    def _inside(self, element: Element, level: int) -> Language:
        if level > DEEPEST:
            raise UnseenError("the grammar calls itself")
        parts: list[Language] = []
        value: tuple[str | None] | None = None
        for piece in element.pieces:
            if isinstance(piece, str):
                parts += [token(word) for word in piece.split()]
            elif piece.tag == "tag":
                value = (literal(piece.text()),)
            elif piece.tag not in ("example", "meta", "metadata", "lexicon"):
                parts.append(self._element(piece, level + 1))
        found = sequence(parts) if parts else NOTHING
        return valued(found, value[0]) if value is not None else found

    def _element(self, element: Element, level: int) -> Language:
        match element.tag:
            case "one-of":
                return either([self._inside(item, level + 1) for item in element.all("item")])
            case "item":
                inside, repeat = self._inside(element, level + 1), element.get("repeat")
                return repeated(inside, repeat) if repeat else inside
            case "token":
                return sequence([token(word) for word in element.text().split()] or [NOTHING])
            case "ruleref":
                return self._reference(element, level)
            case tag:
                raise UnseenError(f"the grammar holds <{tag[:30]}>, which is not known")

    def _reference(self, element: Element, level: int) -> Language:
        uri = element.get("uri")
        if element.get("special") == "NULL":
            return NOTHING
        if uri.startswith("#") and uri[1:] in self.rules:
            return self._inside(self.rules[uri[1:]], level + 1)
        if uri.startswith("builtin:"):
            found = builtin(uri.removeprefix("builtin:"))
            if found.number is not None:
                return Language(None, *found.number)
            return either([valued(token(key), value) for key, value in found.keys.items()])
        raise UnseenError(f"the grammar refers to {uri[:60] or 'something'}, which is not in the document")


def grammars(element: Element) -> Iterator[Element]:
    """The grammar elements directly in an item; ``dtmf`` is their name in VoiceXML 1.0."""
    return element.all("grammar", "dtmf")
