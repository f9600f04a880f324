"""A difference is one thing that a caller would notice, with how one comes to it and what was and is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that a caller would notice. ``path`` is what one does to come there; ``what`` is one of a few words."""

    what: str  # words, key, silence, wrong key, number, spoken word, end, language, interruption, wait
    hours: str
    path: tuple[str, ...]
    was: str
    now: str
    where_was: str = ""
    where_now: str = ""

    @property
    def sentence(self) -> str:
        """How one comes to it: “Press 1, then press 0”."""
        return in_words(self.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsure:
    """Something that cannot be compared, and why."""

    hours: str
    path: tuple[str, ...]
    reason: str

    @property
    def sentence(self) -> str:
        """How one comes to it."""
        return in_words(self.path)


def in_words(path: Sequence[str]) -> str:
    """What one does, in one sentence: “Press 1, then stay silent”."""
    if not path:
        return "At the beginning"
    sentence = ", then ".join(path)
    return sentence[:1].upper() + sentence[1:]
