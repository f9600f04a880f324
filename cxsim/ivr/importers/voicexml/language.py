"""A language is the set of what a grammar allows: token sequences with values, or only their lengths if too many."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

KEYS = "0123456789*#"
MOST_ENTRIES = 60
"""Entries of a grammar that are looked at one by one."""
LONGEST = 40
"""Digits of the longest number that a grammar is followed to."""
_NAMES = {"star": "*", "pound": "#", "hash": "#"}
_LITERAL = re.compile(r"""\s*(?:(?:out|\$)(?:\.\w+)?\s*=\s*)?(?:"([^"]*)"|'([^']*)'|([\w.+-]+))\s*;?\s*""")
_RANGE = re.compile(r"(\d{1,3})(?:(-)(\d{1,3})?)?")


class UnseenError(Exception):
    """What a grammar allows cannot be read out of the file."""


Entry = tuple[tuple[str, ...], str | None, bool]
"""Tokens, the value that a tag gave them, and whether one did."""


@dataclass(frozen=True, slots=True)
class Language:
    """The entries of a grammar, or none where they are too many; the lengths of their keys in any case."""

    entries: tuple[Entry, ...] | None
    least: int
    most: int | None
    digits: bool = True  # every token is a key


def sequence(parts: Sequence[Language]) -> Language:
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


def either(parts: Sequence[Language]) -> Language:
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


def token(word: str) -> Language:
    """One key or word."""
    name = word.strip("\"'")
    key = _NAMES.get(name.lower(), name)
    if all(c in KEYS for c in key):
        return Language(((tuple(key), None, False),), len(key), len(key))
    return Language((((name,), None, False),), 1, 1, digits=False)


NOTHING = Language((((), None, False),), 0, 0)


def valued(language: Language, value: str | None) -> Language:
    """The same with the value that a tag gives."""
    if language.entries is None:
        return language
    return Language(
        tuple((tokens, value, True) for tokens, _, _ in language.entries),
        language.least,
        language.most,
        language.digits,
    )


def repeated(language: Language, written: str) -> Language:
    """The same several times, as SRGS writes it: 2, 1-4, 3-."""
    match = _RANGE.fullmatch(written)
    if match is None or (match[3] and int(match[3]) < int(match[1])):
        raise UnseenError("the grammar repeats in a way that is not known")
    least, most = int(match[1]), int(match[3]) if match[3] else None if match[2] else int(match[1])
    if most is not None and most <= LONGEST and (language.entries is not None and len(language.entries) == 1):
        return either([sequence([language] * times) for times in range(least, most + 1)])
    if least == most == 1:
        return language
    longest = None if most is None or language.most is None else language.most * most
    return Language(None, min(language.least * least, LONGEST), longest, language.digits)


def literal(expression: str) -> str | None:
    """The value of a semantic tag; None where it would have to be worked out."""
    match = _LITERAL.fullmatch(expression)
    return next((group for group in match.groups() if group is not None), None) if match else None
