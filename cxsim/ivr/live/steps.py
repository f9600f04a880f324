"""A step is every place of a live line that callers could not tell apart, with what its keys mean.

Which keys a line knows is not in its answers: they all go to the same address. A key means something where it leads
elsewhere than the keys that nobody announces; most of those do the same, and that is what a wrong key does.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from cxsim.ivr.live import turn as ends
from cxsim.ivr.live.document import Said
from cxsim.ivr.live.survey import Input, Place, takes_a_number
from cxsim.ivr.live.turn import Turn
from cxsim.ivr.machine import PRESS, SAY, TYPE, WAIT
from cxsim.ivr.wording import Option, options

_AGAIN = re.compile(r"\b(?:repeat|again|once more|wiederhol\w*|noch ?mal|noch einmal)\b|تکرار|دوباره", re.IGNORECASE)


@dataclass(slots=True, kw_only=True)
class Step:
    """Places that nobody could tell apart. ``keys`` and ``words`` mean something there; ``wrong`` is what others do."""

    number: int
    turn: Turn
    path: tuple[Input, ...]  # a shortest way to it
    missing: str
    moves: dict[Input, int]
    keys: dict[str, int] = field(default_factory=dict)
    words: dict[str, int] = field(default_factory=dict)
    wrong: int | None = None

    @property
    def wait(self) -> int | None:
        """Where silence leads."""
        return self.moves.get((WAIT, ""))

    @property
    def heard(self) -> tuple[Said, ...]:
        """Everything that is said before the caller can do something."""
        return self.turn.said

    @property
    def text(self) -> str:
        """All words of it."""
        return " ".join(said.text for said in self.heard if said.text)

    @property
    def where(self) -> str:
        """The address at which it was answered, without the host."""
        if self.turn.ask is not None:
            return self.turn.ask.where
        return self.turn.ending.where if self.turn.ending is not None else ""

    def repeats(self, first: Step) -> bool:
        """Whether this step says the words of another once more and takes the same keys to the same steps."""
        if self.turn.ask is None or first.turn.ask is None or self.number == first.number:
            return False
        mine, theirs = (replace(ask, action="", method="", where="") for ask in (self.turn.ask, first.turn.ask))
        if mine != theirs or (first.heard and self.heard[-len(first.heard) :] != first.heard):
            return False
        for doing, to in first.moves.items():
            if doing[0] == WAIT:
                continue
            mistake = to == first.wrong and doing[1] not in first.keys and doing[1] not in first.words
            if self.moves.get(doing) != (self.wrong if mistake else to):
                return False
        return True


def steps_of(places: Sequence[Place]) -> dict[int, Step]:
    """The steps of a line by their numbers, the first one first."""
    steps = _merged(places)
    for step in steps.values():
        _tell_mistakes(step)
    for step in steps.values():
        _tell_keys(step, steps)
    return steps


def _merged(places: Sequence[Place]) -> dict[int, Step]:
    """Places from which everything that can be done leads to the same are one (partition refinement)."""
    of = _numbered([_face(place) for place in places])
    while True:
        led = [(of[n], tuple(sorted((doing, of[to]) for doing, to in p.moves.items()))) for n, p in enumerate(places)]
        finer = _numbered(led)
        if max(finer) == max(of):
            break
        of = finer
    steps: dict[int, Step] = {}
    for number, place in zip(of, places, strict=True):
        moves = {doing: of[to] for doing, to in place.moves.items()}
        steps.setdefault(
            number, Step(number=number, turn=place.turn, path=place.path, missing=place.missing, moves=moves)
        )
    return steps


def _numbered(values: Sequence[object]) -> list[int]:
    """The same number for the same value, in the order in which they come."""
    found: dict[object, int] = {}
    return [found.setdefault(value, len(found)) for value in values]


def _face(place: Place) -> tuple[object, ...]:
    """What can be told of a place without doing anything."""
    turn = place.turn
    ask = replace(turn.ask, action="", method="", where="") if turn.ask is not None else None
    ending = replace(turn.ending, where="") if turn.ending is not None else None
    return (turn.said, ask, ending, place.missing)


def _tell_mistakes(step: Step) -> None:
    """Where a wrong key leads: where most keys lead that nobody announces; for a number, where too short a one does."""
    if step.turn.ask is None:
        return
    if takes_a_number(step.turn):
        step.wrong = step.moves.get((TYPE, "1"), step.wait)
        return
    offered = {option.key for option in options(step.text)}
    unannounced = [to for (verb, key), to in step.moves.items() if verb == PRESS and key not in offered]
    step.wrong = Counter(unannounced).most_common(1)[0][0] if unannounced else step.wait


def _tell_keys(step: Step, steps: Mapping[int, Step]) -> None:
    """The keys and words that mean something. The key that ends the input, pressed alone, is like silence."""
    if step.turn.ask is None:
        return
    offered = {option.key: option for option in options(step.text)}
    step.words = {what: to for (verb, what), to in step.moves.items() if verb == SAY and to != step.wait}
    for (verb, key), to in step.moves.items():
        if verb != PRESS or (key == step.turn.ask.finish and to == step.wait):
            continue
        if to != step.wrong or (key in offered and _meant(offered[key], step, steps[to])):
            step.keys[key] = to


def _meant(option: Option, step: Step, target: Step) -> bool:
    """Whether an announced key that does what a wrong one does may be known all the same: it helps, or says so."""
    if _AGAIN.search(option.label):
        return True
    ending = target.turn.ending
    if ending is not None:
        return ending.how in (ends.QUEUE, ends.DIAL)
    return target.number != step.number and target.heard[-len(step.heard) :] != step.heard


__all__ = ["Step", "steps_of"]
