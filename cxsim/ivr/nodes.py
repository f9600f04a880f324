"""A node is one step of a phone line: what it says, what it waits for, and where each way out of it leads.

Every node keeps where it came from. It says what the line does and judges nothing; what cannot be known from a file is
an opaque node or condition with its reason, never a guess. Times are in seconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

WORDS_PER_MINUTE = 150.0
"""The speaking rate from which the seconds of a prompt are estimated where its length is not stated: a setting of ours,
for recorded announcements are spoken at about 130 to 170 words a minute."""
SILENT_AFTER = 5.0
"""Seconds of silence after a prompt that count as "no key" where the flow does not say (Twilio's Gather: 5 s)."""
BETWEEN_DIGITS = 2.0
"""Seconds that a line waits for a further digit where one more could follow."""
KEYS = "1234567890*#"
"""The keys of a telephone, in their order."""
HANG_UP = "hang up"
"""The id of the node that cuts the line without a word; a target that every native flow may name."""
LINE = ""
"""The name of the line's own schedule."""

_WORD = re.compile(r"\d|[^\W\d_]+(?:['’][^\W\d_]+)*")


def is_keys(text: str) -> bool:
    """Whether a text is one or more keys of a telephone."""
    return bool(text) and all(letter in KEYS for letter in text)


@lru_cache(maxsize=10_000)
def _words(text: str) -> int:
    return len(_WORD.findall(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Where something was written: a file, and in it a line or a JSON pointer."""

    file: str = ""
    line: int | None = None
    pointer: str = ""

    def __str__(self) -> str:
        if self.line is not None:
            return f"{self.file}:{self.line}"
        return f"{self.file}#{self.pointer}" if self.pointer else self.file


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """What the line says. ``stated`` is its length in seconds where the flow tells it; ``audio`` a recording's name."""

    text: str = ""
    stated: float | None = None
    audio: str = ""

    def seconds(self, words_per_minute: float = WORDS_PER_MINUTE) -> float:
        """Its length: as stated, else estimated from the words (a digit of a number counts as one word)."""
        if self.stated is not None:
            return self.stated
        return 60.0 * _words(self.text) / words_per_minute


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """What follows silence or a wrong key: the step is repeated so many times, then the call goes on at ``then``."""

    repeat: int = 0
    then: str = HANG_UP
    after: float = SILENT_AFTER  # seconds of silence; means nothing for a wrong key
    says: tuple[Prompt, ...] = ()  # heard before each repetition
    further: tuple[tuple[Prompt, ...], ...] = ()  # instead of ``says`` from the second repetition on, where they differ
    instead: bool = False  # a repetition says only this, and not the step's own words again

    def words(self, repetition: int) -> tuple[Prompt, ...]:
        """What is said before a repetition, counted from 1; the last that is known holds for all that follow."""
        if repetition > 1 and self.further:
            return self.further[min(repetition - 2, len(self.further) - 1)]
        return self.says


@dataclass(frozen=True, slots=True, kw_only=True)
class InHours:
    """Holds while a schedule is in this state: open, closed (holidays included) or holiday."""

    state: str
    schedule: str = LINE


@dataclass(frozen=True, slots=True, kw_only=True)
class Compare:
    """Holds where an attribute or counter compares like this; ``op`` is one of = != < <= > >=."""

    name: str
    op: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """May hold or not: what decides it cannot be seen in the flow."""

    reason: str


Condition = InHours | Compare | Unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One way out of a branch."""

    condition: Condition
    then: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One step of the line. ``says`` is heard on arriving; ``language`` is spoken from here on."""

    id: str
    name: str = ""
    where: Where = Where()
    says: tuple[Prompt, ...] = ()
    language: str = ""

    def targets(self) -> Iterator[tuple[str, str]]:
        """The ways out as (label, target)."""
        return iter(())

    @property
    def title(self) -> str:
        """Its name for people."""
        return self.name or self.id

    @property
    def text(self) -> str:
        """Everything that it says, as one text."""
        return " ".join(prompt.text for prompt in self.says if prompt.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Play(Node):
    """Says something and goes on."""

    then: str = HANG_UP

    def targets(self) -> Iterator[tuple[str, str]]:
        """The ways out as (label, target)."""
        yield "", self.then


@dataclass(frozen=True, slots=True, kw_only=True)
class Jump(Play):
    """Goes on elsewhere without a word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Input(Node):
    """Waits for the caller."""

    keys: Mapping[str, str] = field(default_factory=dict)
    silent: Retry = Retry()
    wrong: Retry = Retry()
    interrupt: bool = True
    between: float = BETWEEN_DIGITS

    def targets(self) -> Iterator[tuple[str, str]]:
        """The ways out as (label, target)."""
        yield from self.keys.items()
        yield "silent", self.silent.then
        yield "wrong key", self.wrong.then


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu(_Input):
    """Waits for one of the keys (0-9, * and #; several digits are one key of that length), or for a spoken word."""

    words: Mapping[str, str] = field(default_factory=dict)
    longest: int = 1  # digits that the line is ready to wait for

    def targets(self) -> Iterator[tuple[str, str]]:
        """The ways out as (label, target)."""
        yield from _Input.targets(self)
        yield from ((f"“{word}”", target) for word, target in self.words.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Collect(_Input):
    """Waits for a number: 0 is a digit there; only * and # can be keys."""

    then: str = HANG_UP
    least: int = 1
    most: int | None = None
    end: str = ""  # a key that ends the input early
    into: str = ""  # the attribute that takes it

    def targets(self) -> Iterator[tuple[str, str]]:
        """The ways out as (label, target)."""
        yield "digits", self.then
        yield from _Input.targets(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch(Node):
    """Goes on at the first case that holds."""

    cases: tuple[Case, ...] = ()
    otherwise: str = HANG_UP

    def targets(self) -> Iterator[tuple[str, str]]:
        """The ways out as (label, target)."""
        yield from ((described(case.condition), case.then) for case in self.cases)
        yield "else", self.otherwise


@dataclass(frozen=True, slots=True, kw_only=True)
class Assign(Node):
    """Sets an attribute, or adds to a counter."""

    attribute: str
    value: str = ""
    add: int | None = None
    then: str = HANG_UP

    def targets(self) -> Iterator[tuple[str, str]]:
        """The ways out as (label, target)."""
        yield "", self.then


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue(Node):
    """Waits for a human of the call center; where it is full (or gives up) the call goes on at ``full``.

    ``keys`` take who waits out of the queue ("press 1 and we call you back"); any other key changes nothing.
    """

    queue: str
    keys: Mapping[str, str] = field(default_factory=dict)
    full: str | None = None
    waiting: tuple[Prompt, ...] = ()  # heard while waiting
    estimate: bool | None = None  # the expected wait is announced (None: nobody said)
    callback: bool | None = None  # who waits is offered a callback
    hands_over: bool | None = None  # what was typed reaches the agent

    def targets(self) -> Iterator[tuple[str, str]]:
        """The ways out as (label, target)."""
        yield from self.keys.items()
        if self.full is not None:
            yield "full", self.full


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer(Node):
    """Dials a number; whether a human answers there is known only if the owner says so."""

    number: str
    human: bool | None = None
    then: str | None = None  # where the call goes on if nobody answers

    def targets(self) -> Iterator[tuple[str, str]]:
        """The ways out as (label, target)."""
        if self.then is not None:
            yield "no answer", self.then


@dataclass(frozen=True, slots=True, kw_only=True)
class Voicemail(Node):
    """Records a message: not a human."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Callback(Node):
    """Promises to call back: not a human now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HangUp(Node):
    """Cuts the line, after what it says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opaque(Node):
    """Does something that cannot be seen in the flow; it may go on at any of ``then``, or anywhere if there is none."""

    reason: str
    then: tuple[str, ...] = ()

    def targets(self) -> Iterator[tuple[str, str]]:
        """The ways out as (label, target)."""
        yield from (("?", target) for target in self.then)


Input = Menu | Collect


def described(condition: Condition) -> str:
    """A condition in words."""
    if isinstance(condition, InHours):
        return f"{condition.schedule} {condition.state}".strip()
    if isinstance(condition, Compare):
        return f"{condition.name} {condition.op} {condition.value}"
    return f"perhaps: {condition.reason}"
