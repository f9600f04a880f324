"""The thesaurus holds what customers and companies call the same things, as concepts with words in several languages.

Its data are in ``thesaurus.toml``. Words are compared by their stems (snowball), so that inflections need not be
listed; German compounds are taken apart into words that are known; Persian is compared in one spelling and loses its
endings where the rest is known.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from cxsim.channels.web.words import content_words, plain

LATIN: Mapping[str, str] = {"en": "english", "de": "german"}
MOST = 60  # words of a text that are looked at
UNKNOWN = 0.7  # weight of a word that the thesaurus does not have
_GAP = 2  # words that may stand between the words of a phrase ("send [it] back")
_JOINTS = ("", "s", "es", "n", "en", "e", "er")  # what German puts between the parts of a compound
_PART = 3  # letters of the shortest part of a compound
_PERSIAN = re.compile("[\u0600-\u06ff]")
_SPELT = str.maketrans({"آ": "ا", "أ": "ا", "إ": "ا", "ؤ": "و", "ئ": "ی", "ة": "ه", "ۀ": "ه", "\u064b": None})
_ENDINGS = (
    *("هایمان", "هایتان", "هایشان", "هایم", "هایت", "هایش", "هایی", "های", "ها", "یمان", "یتان", "یشان", "مان", "تان"),
    *("شان", "ترین", "تر", "ام", "ات", "اش", "ای", "یم", "یش", "م", "ت", "ش", "ی", "ه"),
)
"""Persian endings (plural, whose, how much), the longest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """One thing that has many names: how much its name tells (``weight``), and what else she expects behind it."""

    id: str
    weight: float = 1.0
    hub: float = 0.0
    near: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Unit:
    """One meaning in a text: the concepts that it may stand for (none: a word that the thesaurus does not have)."""

    text: str
    stems: frozenset[str]
    concepts: frozenset[str]
    weight: float


@cache
def concepts() -> Mapping[str, Concept]:
    """Every concept by its name."""
    return {
        name: Concept(id=name, weight=each.get("weight", 1.0), hub=each.get("hub", 0.0), near=each.get("near", {}))
        for name, each in _data().items()
    }


@cache
def _ignored(language: str) -> frozenset[str]:
    listed = _file()["ignored"]
    return frozenset(tokens(f"{listed[language]} {listed['fa']}"))


def _tells(word: str, language: str) -> bool:
    """Whether a word by itself means anything."""
    return word not in _ignored(language) and bool(content_words(word))


def _data() -> Mapping[str, Mapping[str, Any]]:
    return {name: each for name, each in _file().items() if name != "ignored"}


@cache
def _file() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads(resources.files(__package__).joinpath("thesaurus.toml").read_text(encoding="utf-8"))


def tokens(text: str) -> list[str]:
    """The words of a text in one spelling; the half-space inside Persian words is taken for none."""
    joined = re.sub("(?<=[\u0600-\u06ff])[\u200c\u200d](?=[\u0600-\u06ff])", "", text)
    return re.findall(r"[^\W_]+", plain(joined).translate(_SPELT))


def language_of(code: str) -> str:
    """The language whose words are looked up for a page or persona of this language: ``de`` for ``de-AT``."""
    short = code.lower().replace("_", "-").partition("-")[0]
    return short if short in LATIN else "en"


@lru_cache(maxsize=65536)
def stem(word: str, language: str) -> str:
    """The stem of one word. A Persian word loses its endings where what remains is known."""
    if _PERSIAN.search(word):
        bare = (word.removesuffix(ending) for ending in ("", *_ENDINGS))
        return next((each for each in bare if len(each) > 1 and each in _persian_words()), word)
    return str(_stemmer(LATIN[language])(word)).casefold() or word


@cache
def _stemmer(language: str) -> Any:
    from snowballstemmer import stemmer

    return stemmer(language).stemWord


@cache
def _persian_words() -> frozenset[str]:
    return frozenset(word for each in _data().values() for word in tokens(each.get("fa", "")))


@cache
def _phrases(language: str) -> Mapping[tuple[str, ...], frozenset[str]]:
    """The stems of each phrase in this language or in Persian, and the concepts that it names."""
    found: dict[tuple[str, ...], set[str]] = {}
    for name, each in _data().items():
        for phrase in f"{each.get(language, '')}, {each.get('fa', '')}".split(","):
            if key := tuple(stem(word, language) for word in tokens(phrase)):
                found.setdefault(key, set()).add(name)
    return {key: frozenset(names) for key, names in found.items()}


@cache
def _by_first(language: str) -> Mapping[str, Sequence[tuple[str, ...]]]:
    index: dict[str, list[tuple[str, ...]]] = {}
    for key in sorted(_phrases(language), key=len, reverse=True):
        index.setdefault(key[0], []).append(key)
    return index


@lru_cache(maxsize=16384)
def units(text: str, language: str = "en") -> tuple[Unit, ...]:
    """The meanings in a text, in its order: phrases of the thesaurus, the longest first, then single words.

    ``language`` is ``en`` or ``de`` (:func:`language_of`); Persian words are known by their letters.
    """
    words = tokens(text)[:MOST]
    stems = [stem(word, language) for word in words]
    taken: set[int] = set()
    found: list[tuple[int, Unit]] = []
    for key, places in _matches(words, stems, language):
        if not taken & set(places):
            taken |= set(places)
            found.append((places[0], _unit(" ".join(words[place] for place in places), key, language)))
    for place, word in enumerate(words):
        if place not in taken:
            found += [(place, unit) for unit in _loose(word, stems[place], language)]
    return tuple(unit for _, unit in sorted(found, key=lambda each: each[0]))


def telling_words(text: str, language: str) -> list[str]:
    """The words of a text that somebody would type into a search, in its order."""
    spoken = language_of(language)
    telling = (unit for unit in units(text, spoken) if unit.weight >= 0.5)
    return [word for unit in telling for word in unit.text.split() if _tells(word, spoken)]


def _unit(text: str, key: tuple[str, ...], language: str) -> Unit:
    named = _phrases(language)[key]
    return Unit(text, frozenset(key), named, max(concepts()[name].weight for name in named))


def _matches(
    words: Sequence[str], stems: Sequence[str], language: str
) -> list[tuple[tuple[str, ...], tuple[int, ...]]]:
    """The phrases in these stems with the places of their words, longest first, then as they come."""
    matches = [
        (key, places)
        for start, first in enumerate(stems)
        for key in _by_first(language).get(first, ())
        if (places := _places(key, stems, start)) is not None and (len(key) > 1 or _tells(words[start], language))
    ]
    return sorted(matches, key=lambda match: (-len(match[0]), match[1]))


def _places(key: tuple[str, ...], stems: Sequence[str], start: int) -> tuple[int, ...] | None:
    places = [start]
    for word in key[1:]:
        after = range(places[-1] + 1, min(places[-1] + 2 + _GAP, len(stems)))
        place = next((n for n in after if stems[n] == word), None)
        if place is None:
            return None
        places.append(place)
    return tuple(places)


def _loose(word: str, root: str, language: str) -> Iterator[Unit]:
    """A word that is in no phrase: its known parts where it is a compound, else itself, unless it means nothing."""
    if not _tells(word, language):
        return
    if parts := _parts(word) if language == "de" else ():
        yield from (_unit(part, (stem(part, "de"),), "de") for part in parts)
    else:
        yield Unit(word, frozenset((root,)), frozenset(), UNKNOWN)


@lru_cache(maxsize=16384)
def _parts(word: str) -> tuple[str, ...]:
    """The parts of a German compound that the thesaurus knows: ``Versandkosten`` is ``versand`` and ``kosten``."""
    if len(word) < 2 * _PART or _PERSIAN.search(word):
        return ()
    for cut in range(len(word) - _PART, _PART - 1, -1):
        head, tail = _known(word[:cut]), _known(word[cut:])
        if head is not None and (rest := (tail,) if tail else _parts(word[cut:])):
            return (head, *rest)
    ends = (_known(word[cut:]) for cut in range(_PART, len(word) - 4))
    begins = (_known(word[:cut]) for cut in range(len(word) - _PART, 4, -1))
    only = next((part for part in (*ends, *begins) if part), None)
    return (only,) if only else ()


@lru_cache(maxsize=16384)
def _known(part: str) -> str | None:
    """A part of a compound as a word of the thesaurus, without what joins it to the next; else None."""
    for joint in _JOINTS:
        bare = part.removesuffix(joint) if joint else part
        if len(bare) >= _PART and (stem(bare, "de"),) in _phrases("de"):
            return bare
    return None
