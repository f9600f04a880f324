"""The words by which a customer recognizes common things on a page, in English, German and Persian (``words.toml``).

Matching ignores case, typographic marks and the two ways to write Arabic yeh and kaf, and looks for whole words unless
a word ends in ``*``; with ``=`` in front it must be the whole text. What cannot be recognized is missed, never guessed.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

SHORT = 20  # words below which nobody can tell the language of a text


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))


def plain(text: str) -> str:
    """A text as it is compared: small letters, plain quotes and blanks, one kind of yeh and kaf, no hidden marks."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = re.sub("[\u200b-\u200f\u2060\ufeff\u202a-\u202e]", " ", text.translate(_ALIKE))
    return " ".join(text.split())


_ALIKE = str.maketrans({"ي": "ی", "ك": "ک", "’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "ى": "ی"})


def says(text: str, topic: str) -> bool:
    """Whether a text has one of the words of this topic."""
    return _pattern(topic).search(plain(text)) is not None


def first(text: str, topic: str) -> int:
    """Where in the plain text the first word of this topic stands; -1 where none does."""
    found = _pattern(topic).search(plain(text))
    return found.start() if found else -1


@cache
def _pattern(topic: str) -> re.Pattern[str]:
    lists = _data()["topics"][topic].values()
    words = sorted({plain(word) for each in lists for word in each.split(",") if word.strip()}, key=len, reverse=True)
    return re.compile("|".join(_one(word) for word in words))


def _one(word: str) -> str:
    if word.startswith("="):
        return rf"\A{re.escape(word[1:])}\Z"
    stem, star = word.removesuffix("*"), word.endswith("*")
    before = r"(?<!\w)" if stem[:1].isalnum() else ""
    after = "" if star else r"(?!\w)" if stem[-1:].isalnum() else ""
    return before + re.escape(stem.strip()) + after


def language_of(text: str) -> str | None:
    """The language that a text is written in (``en``, ``de``, ``fa`` ...), or None where that cannot be told.

    Counts the commonest small words of each language. Good enough to tell whole pages apart, and no more.
    """
    words = re.findall(r"\w+", plain(text))
    if len(words) < SHORT:
        return None
    said = Counter(words)
    counts = {language: sum(said[word] for word in small) for language, small in _small().items()}
    best, second = sorted(counts.values(), reverse=True)[:2]
    if best < max(4, len(words) * 0.04) or best < second * 1.5:
        return None
    return max(counts, key=lambda language: counts[language])


@cache
def _small() -> Mapping[str, frozenset[str]]:
    return {language: frozenset(plain(words).split()) for language, words in _data()["small"].items()}


@cache
def _common() -> frozenset[str]:
    listed = (plain(words).split() for words in _data()["common"].values())
    return frozenset(word for words in listed for word in words).union(*_small().values())


def content_words(text: str) -> set[str]:
    """The words of a text that carry its meaning, cut roughly to their stems (the first six letters)."""
    return {word[:6] for word in re.findall(r"\w+", plain(text)) if len(word) > 2 and word not in _common()}
