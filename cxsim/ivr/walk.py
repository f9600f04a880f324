"""A walk is one call: a caller listens, decides at every menu, and the flow does what it does.

The caller is whoever implements :class:`Caller`; the walk itself draws nothing and waits for nobody, so the same caller
gets the same call. It ends at a human, a machine, a cut line, at something that cannot be known, or when the caller
hangs up. Who thinks longer than the line waits has been silent, and the key falls into whatever comes next.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol, runtime_checkable

from cxsim.ivr.flow import Collect, Input, Menu, Node, Prompt, Queue
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
    """What the caller does and why: seconds of thinking until the first key, and seconds until the last."""

    do: Do
    what: str = ""
    thinks: float = 0.0
    types: float = 0.0
    why: str = ""


class Caller(Protocol):
    """Somebody on the phone."""

    def choose(self, node: Input, language: str) -> Choice:
        """What she does at this menu, having heard it."""
        ...


@runtime_checkable
class Interrupting(Caller, Protocol):
    """Somebody who does not always hear a menu to its end."""

    def cuts_in(self, node: Input, prompts: tuple[Prompt, ...], language: str) -> float | None:
        """After how many seconds of these prompts she acts; None where she hears them all."""
        ...


@runtime_checkable
class Waiting(Caller, Protocol):
    """Somebody who may press a key while she waits in a queue; who is not only waits."""

    def waits(self, node: Queue, language: str) -> Choice:
        """What she does in a queue that takes keys: press one after ``thinks`` seconds of waiting, or nothing."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """The line said something; ``whole`` is False where the caller cut it short."""

    node: Node
    prompt: Prompt
    seconds: float
    language: str
    whole: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Acted:
    """The caller did something; ``known`` tells whether the line knew what to do with it, ``seconds`` what it took.

    ``late``: she meant to, but the line had gone on before. In a queue ``seconds`` are those that she has waited.
    """

    node: Input | Queue
    choice: Choice
    known: bool
    seconds: float
    late: bool = False


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
    late: Choice | None = None
    for _ in range(LONGEST_CALL):
        node = machine.node(state)
        prompts = machine.hears(label, state)
        if not isinstance(node, Menu | Collect):
            yield from listened(node, prompts, state[4], machine.flow.words_per_minute)
            moves = dict(machine.moves(state))
            if not moves:
                how, why = machine.end(state)
                yield Ended(node=node, how=how, why=why, language=state[4])
                return
            if isinstance(node, Queue) and machine.listens(node):
                choice = replace(late, thinks=0.0) if late is not None else in_queue(caller, node, state[4])
                late = None
                if choice.do is Do.PRESS:
                    known = choice.what in node.keys
                    yield Acted(node=node, choice=choice, known=known, seconds=choice.thinks)
                label = machine.press(state, choice.what) if choice.do is Do.PRESS else (WAIT, "")
                state = moves[label]
                continue
            label = _on(moves, circumstances or {})
            if label[0] == MAYBE:
                yield Ended(node=node, how="unknown", why=label[1])
                return
            state = moves[label]
            continue
        late = late if node.interrupt else None  # a key that falls into words that hear none is lost
        until = late.thinks if late is not None else heard_until(caller, node, prompts, state[4])
        yield from listened(node, prompts, state[4], machine.flow.words_per_minute, until)
        choice = replace(late, thinks=0.0) if late is not None else caller.choose(node, state[4])
        if choice.do is Do.HANG_UP:
            yield Ended(node=node, how="hung up", why=choice.why)
            return
        late = too_late(choice, node.silent.after)
        label = _label(machine, state, choice, dict(machine.moves(state))) if late is None else (WAIT, "")
        seconds = machine.pause(label, state) + (0.0 if late is not None else choice.thinks + choice.types)
        yield Acted(node=node, choice=choice, known=label[0] != WRONG, seconds=seconds, late=late is not None)
        state = machine.take(state, label)
    yield Ended(node=machine.node(state), how="endless", why="the call goes round in circles")


def in_queue(caller: Caller, node: Queue, language: str) -> Choice:
    """What a caller does in a queue that takes keys."""
    return caller.waits(node, language) if isinstance(caller, Waiting) else Choice(do=Do.LISTEN)


def heard_until(caller: Caller, node: Input, prompts: tuple[Prompt, ...], language: str) -> float | None:
    """When the caller cuts in; None where she does not, or the line does not listen while it speaks."""
    if not node.interrupt or not isinstance(caller, Interrupting):
        return None
    return caller.cuts_in(node, prompts, language)


def too_late(choice: Choice, limit: float) -> Choice | None:
    """What is left of a choice that took longer than the line waits, with the seconds by which it did."""
    if choice.do in (Do.LISTEN, Do.HANG_UP) or choice.thinks <= limit:
        return None
    return replace(choice, thinks=choice.thinks - limit)


def listened(
    node: Node, prompts: tuple[Prompt, ...], language: str, words_per_minute: float, until: float | None = None
) -> Iterator[Heard]:
    """What is heard of these prompts until the caller cuts in."""
    for prompt in prompts:
        seconds = prompt.seconds(words_per_minute)
        if until is not None and seconds > until:
            if until > 0:
                yield Heard(
                    node=node, prompt=_beginning(prompt, until / seconds), seconds=until, language=language, whole=False
                )
            return
        yield Heard(node=node, prompt=prompt, seconds=seconds, language=language)
        until = until - seconds if until is not None else None


def _beginning(prompt: Prompt, share: float) -> Prompt:
    """The first words of a prompt that was cut short."""
    words = prompt.text.split()
    return replace(prompt, text=" ".join([*words[: max(1, round(share * len(words)))], "…"]) if words else "")


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
        fits = choice.what.isdigit() and node.least <= len(choice.what) <= (node.most or len(choice.what))
        typed = (TYPE, choice.what) if (TYPE, choice.what) in moves else (TYPE, "digits")
        return typed if fits else (WRONG, "")
    return (WAIT, "")


def _on(moves: Mapping[Label, State], circumstances: Mapping[str, str]) -> Label:
    """The way through a branch: as the circumstances tell, else the last case."""
    told = {f"{name} is {value}" for name, value in circumstances.items()}
    return next((label for label in moves if label[1] in told), list(moves)[-1])
