"""A walk is one call: a caller listens, decides at every menu, and the flow does what it does.

The caller is whoever implements :class:`Caller`; the walk itself draws nothing and waits for nobody, so the same caller
gets the same call. It ends at a human, a machine, a cut line, at something that cannot be known, or when the caller
hangs up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from cxsim.ivr.flow import Collect, Input, Menu, Node, Prompt
from cxsim.ivr.machine import GOES_ON, MAYBE, SAY, TYPE, WAIT, WRONG, Label, Machine, State

LONGEST_CALL = 500  # moves after which a call is taken for endless


class Do(StrEnum):
    """What a caller can do at a menu."""

    PRESS = "press"
    TYPE = "type"
    SAY = "say"
    LISTEN = "listen"  # press nothing
    HANG_UP = "hang up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What the caller does, after so many seconds of thinking, and why."""

    do: Do
    what: str = ""
    thinks: float = 0.0
    why: str = ""


class Caller(Protocol):
    """Somebody on the phone."""

    def choose(self, node: Input, language: str) -> Choice:
        """What she does at this menu, having heard it."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """The line said something."""

    node: Node
    prompt: Prompt
    seconds: float
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Acted:
    """The caller did something; ``known`` tells whether the line knew what to do with it, ``seconds`` what it took."""

    node: Input
    choice: Choice
    known: bool
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """The call is over. ``how``: human, not human, unknown, hung up or endless; ``why`` in words."""

    node: Node
    how: str
    why: str = ""
    language: str = ""


Step = Heard | Acted | Ended


def walk(machine: Machine, caller: Caller, circumstances: Mapping[str, str] | None = None) -> Iterator[Step]:
    """One call. ``circumstances`` tells attributes of the caller that the flow asks for (customer: gold).

    Where the flow asks for something that nobody told, the call takes the last of its cases, as for a stranger.
    """
    state, label = machine.start(), (GOES_ON, "")
    for _ in range(LONGEST_CALL):
        node = machine.node(state)
        yield from _heard(machine, label, state)
        moves = dict(machine.moves(state))
        if not moves:
            how, why = machine.end(state)
            yield Ended(node=node, how=how, why=why, language=state[4])
            return
        if isinstance(node, Menu | Collect):
            choice = caller.choose(node, state[4])
            if choice.do is Do.HANG_UP:
                yield Ended(node=node, how="hung up", why=choice.why)
                return
            label = _label(machine, state, choice, moves)
            yield Acted(
                node=node, choice=choice, known=label[0] != WRONG, seconds=choice.thinks + machine.pause(label, state)
            )
        else:
            label = _on(moves, circumstances or {})
            if label[0] == MAYBE:
                yield Ended(node=node, how="unknown", why=label[1])
                return
        state = moves[label]
    yield Ended(node=machine.node(state), how="endless", why="the call goes round in circles")


def _heard(machine: Machine, label: Label, state: State) -> Iterator[Heard]:
    node = machine.node(state)
    for prompt in machine.hears(label, state):
        seconds = prompt.seconds(machine.flow.words_per_minute)
        yield Heard(node=node, prompt=prompt, seconds=seconds, language=state[4])


def _label(machine: Machine, state: State, choice: Choice, moves: Mapping[Label, State]) -> Label:
    """The move that the caller's choice makes; silence where the line does not listen to words."""
    node = machine.node(state)
    if choice.do is Do.SAY:
        spoken = choice.what.lower()
        words = node.words if isinstance(node, Menu) else {}
        return next(((SAY, word) for word in words if word.lower() in spoken), (WAIT, ""))
    if choice.do is Do.PRESS:
        label = machine.press(state, choice.what)
        return label if label in moves else (WRONG, "")
    if choice.do is Do.TYPE and isinstance(node, Collect):
        fits = node.least <= len(choice.what) <= (node.most or len(choice.what))
        typed = (TYPE, choice.what) if (TYPE, choice.what) in moves else (TYPE, "digits")
        return typed if fits else (WRONG, "")
    return (WAIT, "")


def _on(moves: Mapping[Label, State], circumstances: Mapping[str, str]) -> Label:
    """The way through a branch: as the circumstances tell, else the last case."""
    told = {f"{name} is {value}" for name, value in circumstances.items()}
    return next((label for label in moves if label[1] in told), list(moves)[-1])
