"""Walking a live line is one call of somebody who listens and decides, in the same steps as a walk through a flow."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from cxsim.ivr.flow import (
    WORDS_PER_MINUTE,
    Collect,
    HangUp,
    Input,
    Menu,
    Node,
    Opaque,
    Play,
    Prompt,
    Queue,
    Retry,
    Transfer,
    Voicemail,
    Where,
)
from cxsim.ivr.live import turn as ends
from cxsim.ivr.live.call import Call, Line
from cxsim.ivr.live.document import Said, prompts
from cxsim.ivr.live.survey import repeats, takes_a_number
from cxsim.ivr.live.turn import Ask, Ending, Turn
from cxsim.ivr.walk import Acted, Caller, Choice, Do, Ended, Heard, Step, heard_until, in_queue, listened, too_late
from cxsim.ivr.wording import options

LONGEST_CALL = 60
"""Times that a caller does something, after which a live call is taken for endless."""
NOTICED = 1.0
"""Seconds of silence before an answer that a caller notices."""


@dataclass(slots=True, kw_only=True)
class LiveWalk:
    """One call on a live line. ``humans`` are numbers at which a human answers, as the owner says."""

    line: Line
    caller: Caller
    words_per_minute: float = WORDS_PER_MINUTE
    humans: frozenset[str] = frozenset()
    language: str = ""
    remarks: list[str] = field(default_factory=list)
    _late: Choice | None = None

    def steps(self) -> Iterator[Step]:
        """The call from ringing to its end."""
        call = self.line.call()
        turn = call.begin()
        for _ in range(LONGEST_CALL):
            self.remarks += turn.remarks
            if turn.ending is not None:
                left = yield from self._in_queue(call, turn, turn.ending)
                if left is None:
                    yield from self._end(turn, turn.ending)
                    return
                turn = left
                continue
            assert turn.ask is not None
            node = input_node(turn, turn.ask)
            choice = yield from self._listen(turn, node)
            if choice.do is Do.HANG_UP:
                call.hang_up()
                yield Ended(node=node, how="hung up", why=choice.why)
                return
            acted, turn = self._act(call, turn, turn.ask, node, choice)
            yield acted
        yield Ended(node=node, how="endless", why="the call goes round in circles")

    def _listen(self, turn: Turn, node: Input) -> Generator[Heard, None, Choice]:
        """Hear what the line says, and decide: at its end, or by cutting in."""
        late = self._late if node.interrupt else None
        before = tuple(said for said in turn.said if not said.interrupt)
        inside = tuple(said for said in turn.said if said.interrupt)
        yield from self._heard(node, turn, before)
        told = prompts(inside)
        until = late.thinks if late is not None else heard_until(self.caller, node, told, self.language)
        yield from self._heard(node, None, inside, until)
        return replace(late, thinks=0.0) if late is not None else self.caller.choose(node, self.language)

    def _heard(
        self, node: Node, turn: Turn | None, said: tuple[Said, ...], until: float | None = None
    ) -> Iterator[Heard]:
        if turn is not None and turn.slow >= NOTICED:
            silence = Prompt(audio="silence", stated=round(turn.slow, 1))
            yield Heard(node=node, prompt=silence, seconds=round(turn.slow, 1), language=self.language)
        for one in said:
            self.language = one.language or self.language
        yield from listened(node, prompts(said), self.language, self.words_per_minute, until)

    def _act(self, call: Call, turn: Turn, ask: Ask, node: Input, choice: Choice) -> tuple[Acted, Turn]:
        """Do it. Whether the line knew a key shows only in what it says next: the same again means no."""
        self._late = too_late(choice, ask.timeout)
        if self._late is not None or choice.do is Do.LISTEN:
            then, seconds = call.stay_silent(), ask.timeout
        elif choice.do is Do.SAY:
            then = call.say(choice.what)
            seconds = choice.thinks + (0.0 if ask.words else ask.timeout)
        else:
            then, seconds = call.press(choice.what), choice.thinks + choice.types + ask.pause(choice.what)
        pressed = self._late is None and choice.do in (Do.PRESS, Do.TYPE)
        known = not (pressed and repeats(then, turn))
        acted = Acted(node=node, choice=choice, known=known, seconds=seconds, late=self._late is not None)
        return acted, then

    def _in_queue(self, call: Call, turn: Turn, ending: Ending) -> Generator[Step, None, Turn | None]:
        """Where a queue takes keys and the caller presses one: what that leads to; None where she only waits."""
        node = end_node(turn, ending, self.humans)
        if not ending.listens or not isinstance(node, Queue):
            return None
        choice = in_queue(self.caller, node, self.language)
        if choice.do is not Do.PRESS:
            return None
        yield from self._heard(node, turn, turn.said)
        then = call.press(choice.what)
        known = then.ending is None or bool(then.said) or then.ending != ending
        yield Acted(node=node, choice=choice, known=known, seconds=choice.thinks)
        return then

    def _end(self, turn: Turn, ending: Ending) -> Iterator[Step]:
        node = end_node(turn, ending, self.humans)
        yield from self._heard(node, turn, turn.said)
        how = {ends.QUEUE: "human", ends.UNKNOWN: "unknown", ends.ENDLESS: "endless"}.get(ending.how, "not human")
        why = ending.reason
        if isinstance(node, Transfer):
            how = "human" if node.human else "unknown"
            why = "" if node.human else f"nobody said whether a human answers at {node.number}"
        yield Ended(node=node, how=how, why=why, language=self.language)


def input_node(turn: Turn, ask: Ask) -> Input:
    """The step at which a turn listens, as far as a caller can tell: the keys are those that are announced."""
    text = " ".join(said.text for said in turn.said if said.text)
    name = text if len(text) <= 40 else f"{text[:40].rsplit(' ', 1)[0]} …"
    common: dict[str, Any] = {
        "id": name or ask.where,
        "where": Where(file=ask.where),
        "says": prompts(turn.said),
        "silent": Retry(after=ask.timeout),
        "interrupt": any(said.interrupt for said in turn.said) or not turn.said,
    }
    if takes_a_number(turn):
        return Collect(least=ask.digits or 1, most=ask.digits, end=ask.finish, **common)
    return Menu(keys={option.key: "" for option in options(text)}, **common)


def end_node(turn: Turn, ending: Ending, humans: frozenset[str] = frozenset()) -> Node:
    """The step at which a call ends."""
    common: dict[str, Any] = {"where": Where(file=ending.where), "says": prompts(turn.said)}
    match ending.how:
        case ends.QUEUE:
            told = options(" ".join(said.text for said in ending.waiting if said.text)) if ending.listens else ()
            keys = {option.key: "" for option in told}
            said = prompts(ending.waiting)
            return Queue(id=f"queue {ending.name}", queue=ending.name, keys=keys, waiting=said, **common)
        case ends.DIAL:
            human = True if ending.name in humans else None
            return Transfer(id=f"dial {ending.name}", number=ending.name, human=human, **common)
        case ends.VOICEMAIL:
            return Voicemail(id="voicemail", **common)
        case ends.UNKNOWN:
            return Opaque(id="something else", reason=ending.reason, **common)
        case ends.ENDLESS:
            return Play(id="the same again", **common)
        case ends.ERROR:
            return HangUp(id="application error", name=f"application error: {ending.reason}", **common)
        case _:
            return HangUp(id="hang up", **common)


__all__ = ["LiveWalk", "end_node", "input_node"]
