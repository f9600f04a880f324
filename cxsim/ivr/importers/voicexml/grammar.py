"""A grammar is what a caller may press or say at one place, each with the value that it stands for.

Read are XML grammars (SRGS), Nuance's GSL (``dtmf-1``), plain alternatives (``1 | 2``) and the built-in grammars of
VoiceXML 2.1, appendix P. A grammar that stands for very many numbers is known by its length only. What can be neither
is unseen, with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from urllib.parse import unquote

from cxsim.errors import DefinitionError
from cxsim.ivr.importers import sources, xmltree
from cxsim.ivr.importers.xmltree import Element

KEYS = "0123456789*#"
MOST_ENTRIES = 60
"""Entries of a grammar that are looked at one by one."""
LONGEST = 40
"""Digits of the longest number that a grammar is followed to."""
DEEPEST = 50
_NAMES = {"star": "*", "pound": "#", "hash": "#"}
_LITERAL = re.compile(r"""\s*(?:(?:out|\$)(?:\.\w+)?\s*=\s*)?(?:"([^"]*)"|'([^']*)'|([\w.+-]+))\s*;?\s*""")
_GSL_VALUE = re.compile(r"""<\s*[\w.]+\s+\$?(?:"([^"]*)"|([\w.]+))\s*>|return\s*\(\s*"?([^")]*)"?\s*\)""")
_GSL_TOKEN = re.compile(r"\{[^{}]*\}|[\[\]()?*+]|[^\s\[\](){}?*+]+|[{}]")
_RANGE = re.compile(r"(\d{1,3})(?:(-)(\d{1,3})?)?")


class UnseenError(Exception):
    """What a grammar allows cannot be read out of the file."""


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


Entry = tuple[tuple[str, ...], str | None, bool]
"""Tokens, the value that a tag gave them, and whether one did."""


@dataclass(frozen=True, slots=True)
class Language:
    """The entries of a grammar, or none where they are too many; the lengths of their keys in any case."""

    entries: tuple[Entry, ...] | None
    least: int
    most: int | None
    digits: bool = True  # every token is a key


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


def _sequence(parts: list[Language]) -> Language:
    """One after the other."""
    most = None if any(part.most is None for part in parts) else sum(part.most or 0 for part in parts)
    least, digits = sum(part.least for part in parts), all(part.digits for part in parts)
    count = 1
    for part in parts:
        count *= len(part.entries) if part.entries is not None else MOST_ENTRIES + 1
    if count > MOST_ENTRIES:
        return Language(None, min(least, LONGEST), most, digits)
    entries = []
    for chosen in product(*(part.entries or () for part in parts)):
        tokens = tuple(token for entry in chosen for token in entry[0])
        told = [entry for entry in chosen if entry[2]]
        entries.append((tokens, told[-1][1] if told else None, bool(told)))
    return Language(tuple(entries), min(least, LONGEST), most, digits)


def _either(parts: list[Language]) -> Language:
    """One of them."""
    if not parts:
        return Language((), 0, 0)
    most = None if any(part.most is None for part in parts) else max(part.most or 0 for part in parts)
    least, digits = min(part.least for part in parts), all(part.digits for part in parts)
    entries: list[Entry] = []
    for part in parts:
        if part.entries is None or len(entries) + len(part.entries) > MOST_ENTRIES:
            return Language(None, least, most, digits)
        entries += part.entries
    return Language(tuple(entries), least, most, digits)


def _token(word: str) -> Language:
    name = word.strip("\"'")
    key = _NAMES.get(name.lower(), name)
    if all(c in KEYS for c in key):
        return Language(((tuple(key), None, False),), len(key), len(key))
    return Language((((name,), None, False),), 1, 1, digits=False)


_NOTHING = Language((((), None, False),), 0, 0)


def _valued(language: Language, value: str | None) -> Language:
    if language.entries is None:
        return language
    return Language(
        tuple((tokens, value, True) for tokens, _, _ in language.entries),
        language.least,
        language.most,
        language.digits,
    )


def _repeated(language: Language, written: str) -> Language:
    match = _RANGE.fullmatch(written)
    if match is None or (match[3] and int(match[3]) < int(match[1])):
        raise UnseenError("the grammar repeats in a way that is not known")
    least, most = int(match[1]), int(match[3]) if match[3] else None if match[2] else int(match[1])
    if most is not None and most <= LONGEST and (language.entries is not None and len(language.entries) == 1):
        return _either([_sequence([language] * times) for times in range(least, most + 1)])
    if least == most == 1:
        return language
    longest = None if most is None or language.most is None else language.most * most
    return Language(None, min(language.least * least, LONGEST), longest, language.digits)


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
                parts += [_token(word) for word in piece.split()]
            elif piece.tag == "tag":
                value = (literal(piece.text()),)
            elif piece.tag not in ("example", "meta", "metadata", "lexicon"):
                parts.append(self._element(piece, level + 1))
        found = _sequence(parts) if parts else _NOTHING
        return _valued(found, value[0]) if value is not None else found

    def _element(self, element: Element, level: int) -> Language:
        match element.tag:
            case "one-of":
                return _either([self._inside(item, level + 1) for item in element.all("item")])
            case "item":
                inside, repeat = self._inside(element, level + 1), element.get("repeat")
                return _repeated(inside, repeat) if repeat else inside
            case "token":
                return _sequence([_token(word) for word in element.text().split()] or [_NOTHING])
            case "ruleref":
                return self._reference(element, level)
            case tag:
                raise UnseenError(f"the grammar holds <{tag[:30]}>, which is not known")

    def _reference(self, element: Element, level: int) -> Language:
        uri = element.get("uri")
        if element.get("special") == "NULL":
            return _NOTHING
        if uri.startswith("#") and uri[1:] in self.rules:
            return self._inside(self.rules[uri[1:]], level + 1)
        if uri.startswith("builtin:"):
            found = builtin(uri.removeprefix("builtin:"))
            if found.number is not None:
                return Language(None, *found.number)
            return _either([_valued(_token(key), value) for key, value in found.keys.items()])
        raise UnseenError(f"the grammar refers to {uri[:60] or 'something'}, which is not in the document")


def literal(expression: str) -> str | None:
    """The value of a semantic tag; None where it would have to be worked out."""
    match = _LITERAL.fullmatch(expression)
    return next((group for group in match.groups() if group is not None), None) if match else None


def plain(text: str, *, dtmf: bool) -> Grammar:
    """A grammar that is a text: GSL, or alternatives with ``|``. Raises UnseenError."""
    stripped = re.sub(r"/\*.*?\*/|//[^\n]*|^;[^\n]*", " ", text, flags=re.DOTALL | re.MULTILINE).strip()
    if not stripped:
        raise UnseenError("the grammar is empty")
    if stripped.startswith(("[", "(", ".")) or "dtmf-" in stripped:
        return _entries(_Gsl(stripped).read(), voice=False)
    body = stripped.rsplit("=", 1)[-1].rstrip("; ") if stripped.startswith("#") else stripped.rstrip("; ")
    if re.search(r"[<>$\[\](){}*+]", re.sub(r"\{[^{}]*\}|^\s*[*#]\s*$", "", body)):
        raise UnseenError("the grammar is written in a way that is not read here")
    entries = []
    for part in body.split("|"):
        value = re.search(r"\{([^{}]*)\}", part)
        words = re.sub(r"\{[^{}]*\}", "", part).split()
        found = _sequence([_token(word) for word in words]) if words else _NOTHING
        entries.append(_valued(found, literal(value[1])) if value else found)
    return _entries(_either(entries), voice=not dtmf and not any(c.isdigit() for c in body))


class _Gsl:
    """A grammar in Nuance's language: ``[]`` is one of, ``()`` is one after the other, ``{}`` gives a value."""

    def __init__(self, text: str) -> None:
        self.tokens = _GSL_TOKEN.findall(text)
        self.at = 0
        self.rules: dict[str, Language] = {}

    def read(self) -> Language:
        found: list[Language] = []
        while self.at < len(self.tokens):
            name = self.tokens[self.at]
            if name.startswith(".") or (name[:1].isupper() and self._next(1) in ("[", "(")):
                self.at += 1
                self.rules[name.lstrip(".").removesuffix(":public")] = rule = self._one(0)
                found += [rule] if name.startswith(".") else []
            else:
                found.append(self._one(0))
        if not found and not self.rules:
            raise UnseenError("the grammar is empty")
        return _either(found or [list(self.rules.values())[-1]])

    def _next(self, ahead: int = 0) -> str:
        return self.tokens[self.at + ahead] if self.at + ahead < len(self.tokens) else ""

    def _one(self, level: int) -> Language:
        """An atom or a bracket, with what follows it."""
        if level > DEEPEST:
            raise UnseenError("the grammar is nested too deeply")
        token = self._next()
        self.at += 1
        if token in ("?", "*", "+"):
            inside = self._one(level + 1)
            return _either([_NOTHING, inside]) if token == "?" else Language(None, 0, None, inside.digits)
        end = {"[": "]", "(": ")"}.get(token, "")
        inside = self._bracket(end, level) if end else self._atom(token)
        if self._next().startswith("{"):
            match = _GSL_VALUE.search(self._next())
            inside = _valued(inside, next((g for g in match.groups() if g is not None), None) if match else None)
            self.at += 1
        return inside

    def _bracket(self, end: str, level: int) -> Language:
        parts: list[Language] = []
        while self._next() != end:
            if self.at >= len(self.tokens):
                raise UnseenError("the grammar is cut off")
            parts.append(self._one(level + 1))
        self.at += 1
        return _either(parts) if end == "]" else _sequence(parts or [_NOTHING])

    def _atom(self, token: str) -> Language:
        if token.startswith("dtmf-"):
            key = token.removeprefix("dtmf-")
            return _token(_NAMES.get(key, key))
        if token in self.rules:
            return self.rules[token]
        if not token or token[:1].isupper() or token in "[](){}":
            raise UnseenError(f"the grammar refers to {token[:40] or 'something'}, which is not in the document")
        return Language((((token,), None, False),), 1, 1, digits=False)


def grammars(element: Element) -> Iterator[Element]:
    """The grammar elements directly in an item; ``dtmf`` is their name in VoiceXML 1.0."""
    return element.all("grammar", "dtmf")
