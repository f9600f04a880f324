"""A rest is where a call stops until the caller does something: a menu, a number to type, or an end."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

from rapidfuzz import fuzz

from cxsim.ivr.flow import Collect, Menu, Node, Prompt, Queue, Transfer
from cxsim.ivr.machine import GIVEN, MAYBE, Label, Machine, State
from cxsim.ivr.wording import options

REWORDED = 60.0
"""How alike (0-100) two announcements are that are taken for the same one in other words."""
Heard: TypeAlias = tuple[tuple[Prompt, str], ...]
"""What was said, each with its language."""
_CHAIN = 200  # steps without the caller after which a call is endless


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """Where a call comes to rest: at a menu, a number to type, or an end; with all that was heard on the way."""

    state: State
    node: Node
    heard: Heard
    given: tuple[str, ...] = ()
    endless: bool = False

    @property
    def text(self) -> str:
        """What was heard, as one text; recordings by their names."""
        return " ".join(filter(None, (spoken(prompt) for prompt, _ in self.heard)))

    @property
    def language(self) -> str:
        """The language in which it was said last."""
        return next((language for _, language in reversed(self.heard) if language), "")


def spoken(prompt: Prompt) -> str:
    """A prompt in words, a recording by its name; nothing for silence and beeps."""
    if prompt.text:
        return " ".join(prompt.text.split())
    return "" if prompt.audio in ("", "silence", "beep") else f"({prompt.audio})"


def settled(machine: Machine, label: Label, state: State) -> list[Rest]:
    """Where a move comes to rest: one place, or one for each circumstance that nobody can see from outside."""
    found: list[Rest] = []
    open_: list[tuple[Label, State, Heard, tuple[str, ...], int]] = [(label, state, (), (), 0)]
    while open_ and len(found) < _CHAIN:
        label, state, heard, given, steps = open_.pop()
        node = machine.node(state)
        heard = (*heard, *((prompt, state[4]) for prompt in machine.hears(label, state)))
        moves = [] if machine.listens(node) else machine.moves(state)
        if not moves or steps >= _CHAIN:
            found.append(Rest(state=state, node=node, heard=heard[:_CHAIN], given=given, endless=bool(moves)))
            continue
        for move, target in reversed(moves):
            more = (move[1],) if move[0] in (GIVEN, MAYBE) and len(moves) > 1 else ()
            open_.append((move, target, heard, (*given, *more), steps + 1))
    return found


def kind_of(rest: Rest) -> tuple[str, ...]:
    """What a place is to a caller: something to press, a number to type, somebody who answers, or nothing more."""
    node = rest.node
    if rest.endless:
        return ("endless",)
    if isinstance(node, Queue):
        return ("queue", node.queue)
    if isinstance(node, Collect) and node.most == 1:
        return ("Menu",)  # a number of one digit is a key
    if isinstance(node, Transfer):
        return ("transfer", re.sub(r"[\s()/-]", "", node.number))
    return (type(node).__name__,)


def is_end(rest: Rest) -> bool:
    """Whether the menu ends there."""
    return not isinstance(rest.node, Menu | Collect)


def alike(one: Rest, other: Rest) -> bool:
    """Whether two announcements are one in other words: their words are alike, or they offer the same."""
    mine, theirs = (tuple(option.key for option in options(rest.text)) for rest in (one, other))
    return fuzz.token_sort_ratio(one.text, other.text) >= REWORDED or (bool(mine) and mine == theirs)


def distance(one: Rest, other: Rest) -> float:
    """0 where two places are heard as the same."""
    return (0.0 if kind_of(one) == kind_of(other) else 100.0) + 100.0 - fuzz.ratio(one.text, other.text)


def described(rest: Rest) -> str:
    """What happens there, in the words of somebody on the phone."""
    heard = f"you hear “{rest.text}”" if rest.text else ""
    kind = kind_of(rest)
    ends = {
        "endless": "it goes on like that for ever",
        "Voicemail": "a machine records a message",
        "Callback": "a callback is promised",
        "HangUp": "the line is cut",
        "queue": f"you wait in the queue {kind[-1]}",
        "transfer": f"you are put through to {kind[-1]}",
    }
    return ", and ".join(filter(None, [heard, ends.get(kind[0], "" if heard else "you can press something")]))
