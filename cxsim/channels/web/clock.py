"""The customer's clock counts what a person would take: loading as measured, and reading, pointing, typing, thinking.

Nothing is slept unless somebody wants to watch (``--real-time``). The figures are those of the keystroke-level model
(Card, Moran & Newell 1983) and of silent reading (Brysbaert 2019); of a page's text about a quarter is read (Nielsen
2011), and after about thirty seconds whoever is still on a page has stopped skimming it (Liu, White & Dumais 2010), so
no page costs more than that at a time.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from cxsim.persona import Pace, Persona

HOME = 0.40  # seconds: a hand goes from keyboard to mouse
MENTAL = 1.35  # seconds: she makes up her mind
CLICK = 0.20  # seconds: button down and up
READ_SHARE = 0.25  # of a page's words
READ_LIMIT = 30.0  # seconds for one page

KEYSTROKE = {"fast": 0.12, "average": 0.28, "normal": 0.28, "slow": 0.50}
"""Seconds a key: a good typist, an average non-secretary, and somebody for whom every letter is a random one."""

READING = {"slow": 175.0, "normal": 238.0, "average": 238.0, "fast": 300.0}
"""Words a minute: mean of silent reading of non-fiction, and the ends of the range of adults."""

POINTING = {"slow": 1.5, "normal": 1.1, "fast": 0.8}
"""Seconds to point at something with mouse or finger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speeds:
    """How fast one person reads (words a minute), types (seconds a key) and points (seconds)."""

    words: float
    key: float
    point: float


def speeds_of(persona: Persona) -> Speeds:
    """The speeds that this persona's pace stands for; a word that is not known counts as normal."""
    pace = persona.pace
    if isinstance(pace, Pace):
        typing = pace.typing.strip().lower()
        return Speeds(
            words=_words_a_minute(pace.reading),
            key=KEYSTROKE.get(typing, KEYSTROKE["average"]),
            point=POINTING["normal"],
        )
    word = pace.strip().lower()
    return Speeds(
        words=READING.get(word, READING["normal"]),
        key=KEYSTROKE.get(word, KEYSTROKE["normal"]),
        point=POINTING.get(word, POINTING["normal"]),
    )


def _words_a_minute(text: str) -> float:
    number = re.search(r"\d+(?:\.\d+)?", text)
    return float(number.group()) if number else READING.get(text.strip().lower(), READING["normal"])


class Clock:
    """Seconds since the journey began, as this customer lives them."""

    def __init__(self, now: float, speeds: Speeds, *, loading: float | None, touch: bool = False) -> None:
        self.now = now
        self.speeds = speeds
        self.loading = loading  # seconds that every page counts as; None: as measured
        self.touch = touch
        self.keep_pace: Callable[[float], object] | None = None  # really waits; None: time only passes on paper

    def pass_by(self, seconds: float) -> float:
        """Let this time pass; returns it as it is recorded."""
        seconds = round(seconds, 3)
        self.now = round(self.now + seconds, 3)
        if self.keep_pace is not None:
            self.keep_pace(self.now)
        return seconds

    def load(self, measured: float) -> float:
        """How long a page that really took ``measured`` seconds counts as."""
        return round(measured if self.loading is None else self.loading, 3)

    def read(self, words: int) -> float:
        """Seconds to read a page with so many new words."""
        return min(words * READ_SHARE / self.speeds.words * 60.0, READ_LIMIT)

    def read_all(self, words: int) -> float:
        """Seconds to read every word, as one does with a question that must be answered."""
        return min(words / self.speeds.words * 60.0, READ_LIMIT)

    def point(self) -> float:
        """Seconds to decide, point and click (a finger has no mouse to move to)."""
        return MENTAL + self.speeds.point + (0.0 if self.touch else CLICK)

    def keys(self, count: int) -> float:
        """Seconds to press so many keys, once decided."""
        return MENTAL + count * self.speeds.key

    def type(self, text: str, *, by_keyboard: bool = False) -> float:
        """Seconds to go to a field and type this text."""
        going = self.speeds.key if by_keyboard else self.speeds.point + (0.0 if self.touch else CLICK + HOME)
        return MENTAL + going + len(text) * self.speeds.key
