"""The shape of a survey is the neutral flow that a line's places make, so that what holds for files is asked of it too.

Places from which nobody could tell a difference are one step, and repetitions after silence and wrong keys become the
step's counters where that says exactly the same; nothing else is tidied.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cxsim.ivr.flow import (
    HANG_UP,
    KEYS,
    Branch,
    Case,
    Collect,
    Compare,
    Flow,
    HangUp,
    Jump,
    Menu,
    Node,
    Opaque,
    Play,
    Queue,
    Retry,
    Transfer,
    Voicemail,
    Where,
)
from cxsim.ivr.live import turn as ends
from cxsim.ivr.live.document import Said, prompts
from cxsim.ivr.live.steps import Step, steps_of
from cxsim.ivr.live.survey import Survey, takes_a_number
from cxsim.ivr.live.turn import Ending
from cxsim.ivr.machine import GIVEN, PRESS, TYPE

_NAME = re.compile(r"[^\w\s'’-]")
_LETTERS = 60  # of the words that name a step


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counted:
    """How often a step repeats itself, what is said before that, and where the call goes then."""

    repeat: int
    says: tuple[tuple[Said, ...], ...]
    then: int | None


def shape(survey: Survey, *, name: str, humans: Sequence[str] = ()) -> Flow:
    """The flow of a line. ``humans`` are numbers at which, as its owner says, a human answers."""
    return _Shaper(steps_of(survey.places), name, frozenset(humans)).flow()


class _Shaper:
    """Turns steps into nodes, beginning with the first."""

    def __init__(self, steps: Mapping[int, Step], name: str, humans: frozenset[str]) -> None:
        self.steps, self.name, self.humans = steps, name, humans
        self.first = next(iter(steps.values()))
        self.nodes: dict[str, Node] = {}
        self.ids: dict[int, str] = {}
        self.several = len({said.language for step in steps.values() for said in step.heard if said.language}) > 1
        self.taken: Counter[str] = Counter()

    def flow(self) -> Flow:
        """Every step that a call can come to."""
        start = self._id(self.first.number)
        open_, done = [self.first.number], {self.first.number}
        while open_:
            step = self.steps[open_.pop(0)]
            for target in self._put(step):
                if target is not None and target not in done:
                    done.add(target)
                    open_.append(target)
        if start == HANG_UP or any(to == HANG_UP for node in self.nodes.values() for _, to in node.targets()):
            self.nodes[HANG_UP] = HangUp(id=HANG_UP, where=Where(file=self.name))
        language = next((said.language for said in self.first.heard if said.language), "")
        return Flow(name=self.name, start=start, nodes=self.nodes, file=self.name, language=language)

    def _id(self, number: int | None) -> str:
        """The name of a step: what it says first. A wordless end of the call is nothing but that."""
        if number is None:
            return HANG_UP
        step = self.steps[number]
        ending = step.turn.ending
        if ending is not None and ending.how == ends.HANG_UP and not step.heard:
            return HANG_UP
        if number not in self.ids:
            self.ids[number] = self._free(_named(step), step)
        return self.ids[number]

    def _free(self, name: str, step: Step) -> str:
        """This name; where another step has it already, with the way that leads to this one."""
        self.taken[name] += 1
        if self.taken[name] == 1:
            return name
        way = "-".join(what or verb for verb, what in step.path)
        return self._free(f"{name} ({way})" if not name.endswith(")") else f"{name} again", step)

    def _put(self, step: Step) -> Iterator[int | None]:
        """Make the nodes of a step; the steps to which it leads."""
        if self._id(step.number) == HANG_UP:
            return
        if step.turn.ending is not None:
            yield from self._end(step, step.turn.ending)
        elif step.missing:  # keys that were not tried may do anything, so nothing is said of the others either
            self._add(Opaque(reason=f"not looked at further: {step.missing}", **self._common(step)))
        elif takes_a_number(step.turn) and "0" not in step.keys:
            yield from self._collect(step)
        else:
            yield from self._menu(step)

    def _add(self, node: Node) -> None:
        self.nodes[node.id] = node

    def _common(self, step: Step) -> dict[str, Any]:
        language = next((said.language for said in reversed(step.heard) if said.language), "") if self.several else ""
        return {
            "id": self._id(step.number),
            "where": Where(file=step.where),
            "says": prompts(step.heard),
            "language": language,
        }

    def _listening(self, step: Step) -> dict[str, Any]:
        """What menus and numbers have in common. Words that no key cuts short are a step of their own before it."""
        common = self._common(step)
        before = [said for said in step.heard if not said.interrupt]
        inside = [said for said in step.heard if said.interrupt]
        if before and inside:
            id = f"{common['id']}: listening"
            self._add(Play(**{**common, "says": prompts(before), "then": id}))
            common |= {"id": id, "says": prompts(inside)}
        elif before:
            common["interrupt"] = False
        return common

    def _menu(self, step: Step) -> Iterator[int | None]:
        silent, wrong = self._counted(step)
        keys = {key: self._id(step.keys[key]) for key in KEYS if key in step.keys}
        keys |= {number: self._id(to) for number, to in self._numbers(step).items()}
        words = {word: self._id(to) for word, to in step.words.items()}
        longest = max(map(len, keys), default=1)
        retries = self._retries(step, silent, wrong)
        self._add(Menu(keys=keys, words=words, longest=longest, **retries, **self._listening(step)))
        yield from (silent.then, wrong.then, *step.keys.values(), *step.words.values(), *self._numbers(step).values())

    def _numbers(self, step: Step) -> dict[str, int]:
        """Whole numbers that were taken where a single 0 is taken too: each is a key of that length."""
        if not takes_a_number(step.turn):
            return {}
        return {what: to for (verb, what), to in step.moves.items() if verb == TYPE and to != step.wrong}

    def _collect(self, step: Step) -> Iterator[int | None]:
        assert step.turn.ask is not None
        silent, wrong = self._counted(step)
        digits = step.turn.ask.digits
        typed = {what: to for (verb, what), to in step.moves.items() if verb == TYPE}
        whole = {what: to for what, to in typed.items() if digits is None or len(what) == digits}
        short = typed.get("1") if digits is None or digits > 1 else None
        any_length = short is not None and short != step.number and not self.steps[short].repeats(step)
        taken = {what: to for what, to in whole.items() if short is None or to != short or any_length}
        then, into = self._taken(step, taken or whole, known=bool(taken))
        common: dict[str, Any] = {
            "keys": {key: self._id(to) for key, to in step.keys.items()},
            "then": then,
            "least": 1 if short in taken.values() else digits or 1,
            "most": digits,
            "end": step.turn.ask.finish,
            "into": into,
            "between": step.turn.ask.timeout,
        }
        retries = self._retries(step, silent, wrong)
        self._add(Collect(**common, **retries, **self._listening(step)))
        yield from (silent.then, wrong.then, *step.keys.values(), *taken.values())

    def _taken(self, step: Step, taken: Mapping[str, int], *, known: bool) -> tuple[str, str]:
        """Where a number leads, and the name that it is kept under where the line tells numbers apart."""
        id = self._id(step.number)
        if not known:
            reason = "no number that was typed is taken there; give one that the line knows"
            name = f"{id}: a number that is taken"
            self._add(Opaque(id=name, where=Where(file=step.where), reason=reason))
            return name, ""
        usual = Counter(taken.values()).most_common(1)[0][0]
        others = {what: to for what, to in taken.items() if to != usual}
        if not others:
            return self._id(usual), ""
        into = f"number at {id}"
        cases = tuple(Case(condition=Compare(name=into, op="=", value=v), then=self._id(t)) for v, t in others.items())
        branch = Branch(id=f"{id}: which", where=Where(file=step.where), cases=cases, otherwise=self._id(usual))
        self._add(branch)
        return branch.id, into

    def _retries(self, step: Step, silent: _Counted, wrong: _Counted) -> dict[str, Any]:
        assert step.turn.ask is not None
        after = step.turn.ask.timeout
        return {"silent": self._retry(silent, after), "wrong": self._retry(wrong, after)}

    def _retry(self, counted: _Counted, after: float) -> Retry:
        says = tuple(prompts(said) for said in counted.says)
        same = all(said == says[0] for said in says)
        return Retry(
            repeat=counted.repeat,
            then=self._id(counted.then),
            after=after,
            says=says[0] if says else (),
            further=() if same else says[1:],
        )

    def _counted(self, step: Step) -> tuple[_Counted, _Counted]:
        """The repetitions of a step as counters, where the whole grid of silences and wrong keys agrees; else none."""
        plain = _Counted(repeat=0, says=(), then=step.wait), _Counted(repeat=0, says=(), then=step.wrong)
        silent, wrong = self._chain(step, silence=True), self._chain(step, silence=False)
        if not silent and not wrong:
            return plain
        last_silent = self.steps[silent[-1]] if silent else step
        last_wrong = self.steps[wrong[-1]] if wrong else step
        exits = last_silent.wait, last_wrong.wrong
        if not self._agrees(step, silent, wrong, exits):
            return plain
        return (
            _Counted(repeat=len(silent), says=self._before(step, silent), then=exits[0]),
            _Counted(repeat=len(wrong), says=self._before(step, wrong), then=exits[1]),
        )

    def _chain(self, step: Step, *, silence: bool) -> list[int]:
        """The repetitions that come one after the other."""
        found: list[int] = []
        at = step
        while True:
            target = at.wait if silence else at.wrong
            if target is None or target in (step.number, *found) or not self.steps[target].repeats(step):
                return found
            found.append(target)
            at = self.steps[target]

    def _agrees(
        self, step: Step, silent: Sequence[int], wrong: Sequence[int], exits: tuple[int | None, int | None]
    ) -> bool:
        """Whether silences and wrong keys are counted apart, whatever comes first."""
        grid: dict[tuple[int, int], int] = {(0, 0): step.number}
        grid |= {(n + 1, 0): number for n, number in enumerate(silent)}
        for s in range(len(silent) + 1):
            for w in range(len(wrong) + 1):
                here = self.steps[grid[s, w]]
                if here is not step and not here.repeats(step):
                    return False
                for at, target, leave in (((s + 1, w), here.wait, exits[0]), ((s, w + 1), here.wrong, exits[1])):
                    inside = at[0] <= len(silent) and at[1] <= len(wrong)
                    if target is None or (not inside and target != leave):
                        return False
                    if inside and grid.setdefault(at, target) != target:
                        return False
        return True

    def _before(self, step: Step, chain: Sequence[int]) -> tuple[tuple[Said, ...], ...]:
        own = len(step.heard)
        return tuple(self.steps[n].heard[: len(self.steps[n].heard) - own] for n in chain)

    def _end(self, step: Step, ending: Ending) -> Iterator[int | None]:
        """An end of the call; where more may follow, that too."""
        common = self._common(step)
        after = next((to for (verb, _), to in step.moves.items() if verb == GIVEN), None)
        then = None if after is None or self._id(after) == HANG_UP else self._id(after)
        match ending.how:
            case ends.QUEUE:
                keys = self._keys_while_waiting(step)
                named = {key: self._id(to) for key, to in keys.items()}
                self._add(Queue(queue=ending.name, keys=named, full=then, waiting=prompts(ending.waiting), **common))
                yield from keys.values()
            case ends.DIAL:
                human = True if ending.name in self.humans else None
                self._add(Transfer(number=ending.name, human=human, then=then, **common))
            case ends.VOICEMAIL if after is not None and self._useful(after):
                self._add(Play(then=self._id(after), **common))
            case ends.VOICEMAIL:
                self._add(Voicemail(**common))
                return
            case ends.UNKNOWN:
                self._add(Opaque(reason=ending.reason, **common))
            case ends.ENDLESS:
                kind = Play if step.heard else Jump
                self._add(kind(then=str(common["id"]), **common))
            case _:
                self._add(HangUp(name=_name_of_end(ending), **common))
        yield after

    def _keys_while_waiting(self, step: Step) -> dict[str, int]:
        """The keys that change something for somebody who waits: after any other one waits on without a word."""
        pressed = {key: to for (verb, key), to in step.moves.items() if verb == PRESS}
        return {key: to for key, to in pressed.items() if not self._waits_on(step, self.steps[to])}

    @staticmethod
    def _waits_on(step: Step, after: Step) -> bool:
        return after.number == step.number or (not after.heard and after.turn.ending == step.turn.ending)

    def _useful(self, after: int) -> bool:
        """Whether something comes after a recording other than thanks: then it was no voicemail."""
        ending = self.steps[after].turn.ending
        return ending is None or ending.how in (ends.QUEUE, ends.DIAL)


def _named(step: Step) -> str:
    """The first words of a step, or what it is."""
    ending = step.turn.ending
    words = " ".join(_NAME.sub(" ", re.split(r"(?<=\w)[.!?]\s", f"{step.text} ")[0]).split())
    if ending is not None and ending.how in (ends.QUEUE, ends.DIAL):
        words = f"{ending.how} {' '.join(_NAME.sub(' ', ending.name).split())}".strip()
    if ending is not None and ending.how not in (ends.QUEUE, ends.DIAL, ends.HANG_UP):
        words = ending.how
    if len(words) > _LETTERS:
        words = words[:_LETTERS].rsplit(" ", 1)[0]
    name = words or ("listening" if step.turn.ask is not None else "end")
    return f"{name} (step)" if name == HANG_UP else name


def _name_of_end(ending: Ending) -> str:
    return {ends.ERROR: f"application error: {ending.reason}", ends.REJECT: f"rejected: {ending.reason}"}.get(
        ending.how, ""
    )


__all__ = ["shape"]
