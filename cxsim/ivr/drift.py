"""Drift is what a caller would notice of the difference between two versions of a phone menu, or of its file and it.

Both are called at once, by a caller who does everything that one can do: it is compared what is heard, which keys work,
where they lead, what silence does, and who answers in the end. Names of steps and the way that a flow is written do
not matter. Where one of the two cannot be known, the difference cannot either, and that is said.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from rapidfuzz import fuzz

from cxsim.errors import DefinitionError, Fault
from cxsim.ivr.explore import hours_at, hours_classes
from cxsim.ivr.flow import Collect, Flow, Input, Menu, Node, Prompt, Queue, Transfer
from cxsim.ivr.hours import HoursClass
from cxsim.ivr.machine import GIVEN, GOES_ON, MAYBE, SAY, TYPE, WAIT, WRONG, Label, Machine, State
from cxsim.ivr.wording import options

MOST_PAIRS = 100_000
"""Pairs of states that are compared at most."""
REWORDED = 60.0
"""How alike (0-100) two announcements are that are taken for the same one in other words."""
NOTICED = 1.0
"""Seconds by which a silence must be longer or shorter for a caller to notice."""
_KEYS = "1234567890*#"
_SENTENCE = re.compile(r"(?<=[.!?;:])\s+")
_CHAIN = 200  # steps without the caller after which a call is endless


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
        return _path(self.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsure:
    """Something that cannot be compared, and why."""

    hours: str
    path: tuple[str, ...]
    reason: str

    @property
    def sentence(self) -> str:
        """How one comes to it."""
        return _path(self.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Hours that were compared: those of the one flow with those of the other that hold at the same time."""

    was: HoursClass
    now: HoursClass

    @property
    def id(self) -> str:
        """The name of whichever of the two tells more."""
        return self.was.id if self.was.states else self.now.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """Everything that was found between two flows, in the hours that were compared."""

    differences: tuple[Difference, ...]
    unsure: tuple[Unsure, ...]
    hours: tuple[Compared, ...]
    pairs: int = 0


def drift(was: Flow, now: Flow, *, at: datetime | None = None) -> Drift:
    """Compare two flows: at one time, or in every class of hours that one of them tells apart."""
    differences: dict[tuple[object, ...], Difference] = {}
    unsure: dict[tuple[object, ...], Unsure] = {}
    pairs = 0
    compared = compared_hours(was, now, at)
    fulls = (False, True) if any(_may_be_full(flow) for flow in (was, now)) else (False,)
    for hours in compared:
        for full in fulls:
            machines = Machine(was, hours.was.states, full=full), Machine(now, hours.now.states, full=full)
            comparison = _Comparison(*machines, f"{hours.id}, with full queues" if full else hours.id)
            comparison.run()
            pairs += len(comparison.seen)
            for found in comparison.differences:
                differences.setdefault((found.what, found.was, found.now), found)
            for open_ in comparison.unsure:
                unsure.setdefault((open_.reason,), open_)
    return Drift(
        differences=tuple(differences.values()), unsure=tuple(unsure.values()), hours=tuple(compared), pairs=pairs
    )


def _may_be_full(flow: Flow) -> bool:
    return any(isinstance(node, Queue) and node.full is not None for node in flow.nodes.values())


def compared_hours(was: Flow, now: Flow, at: datetime | None) -> list[Compared]:
    """The hours to compare. Raises DefinitionError where nobody knows what holds at the time that is asked for."""
    if at is not None:
        return [Compared(was=_then(was, at), now=_then(now, at))]
    mine, theirs = hours_classes(was), hours_classes(now)
    pairs = [Compared(was=one, now=_counterpart(one, now, theirs)) for one in mine]
    pairs += [Compared(was=_counterpart(other, was, mine), now=other) for other in theirs]
    return list({(pair.was.id, pair.now.id): pair for pair in pairs}.values())


def _then(flow: Flow, at: datetime) -> HoursClass:
    found = hours_at(flow, at)
    if found is None:
        what = "nobody said the hours of this line, so what it does at a time cannot be known"
        hint = "add hours: to the file, or to the touchpoint that names it"
        raise DefinitionError([Fault(what=what, hint=hint, file=Path(flow.file))])
    return found


def _counterpart(one: HoursClass, flow: Flow, classes: Sequence[HoursClass]) -> HoursClass:
    """The hours of the other flow that hold at the same time, else those of the same name, else its first."""
    at = hours_at(flow, one.sample) if one.sample is not None and flow.schedules else None
    same = next((c for c in classes if c.id == one.id), classes[0])
    return next((c for c in classes if at is not None and c.id == at.id), same)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rest:
    """Where a call comes to rest: at a menu, a number to type, or an end; with all that was heard on the way."""

    state: State
    node: Node
    heard: tuple[tuple[Prompt, str], ...]
    given: tuple[str, ...] = ()
    endless: bool = False

    @property
    def text(self) -> str:
        """What was heard, as one text; recordings by their names."""
        return " ".join(filter(None, (_told(prompt) for prompt, _ in self.heard)))

    @property
    def language(self) -> str:
        return next((language for _, language in reversed(self.heard) if language), "")


def _told(prompt: Prompt) -> str:
    if prompt.text:
        return " ".join(prompt.text.split())
    return "" if prompt.audio in ("", "silence", "beep") else f"({prompt.audio})"


@dataclass(slots=True)
class _Comparison:
    """Two machines that are stepped together."""

    was: Machine
    now: Machine
    hours: str
    seen: set[tuple[State, State]] = field(default_factory=set)
    differences: list[Difference] = field(default_factory=list)
    unsure: list[Unsure] = field(default_factory=list)
    told: set[tuple[str, ...]] = field(default_factory=set)

    def run(self) -> None:
        """Every pair of states that the same doing leads to, nearest first."""
        open_: deque[tuple[_Rest, _Rest, tuple[str, ...]]] = deque()
        start = ((GOES_ON, ""), self.was.start()), ((GOES_ON, ""), self.now.start())
        open_ += self._met(_settled(self.was, *start[0]), _settled(self.now, *start[1]), (), "words")
        while open_ and len(self.seen) < MOST_PAIRS:
            one, other, path = open_.popleft()
            if (one.state, other.state) in self.seen:
                continue
            self.seen.add((one.state, other.state))
            if isinstance(one.node, Menu | Collect) and isinstance(other.node, Menu | Collect):
                self._settings(one, other, path)
                for what, doing, mine, theirs in self._moves(one.state, other.state):
                    ours = _settled(self.was, mine, self.was.take(one.state, mine))
                    yours = _settled(self.now, theirs, self.now.take(other.state, theirs))
                    if what in ("key", "spoken word") and (one.node.id, other.node.id, doing) in self.told:
                        continue
                    before = len(self.differences)
                    open_ += self._met(ours, yours, (*path, doing), what)
                    if len(self.differences) > before:
                        self.told.add((one.node.id, other.node.id, doing))

    def _met(
        self, ours: list[_Rest], yours: list[_Rest], path: tuple[str, ...], what: str
    ) -> Iterator[tuple[_Rest, _Rest, tuple[str, ...]]]:
        """Pairs to go on from; circumstances that only one of the two asks for are matched by what is heard."""
        for one in ours:
            other = min(yours, key=lambda rest: (rest.given != one.given, _distance(one, rest)))
            given = (f"if {' and '.join(one.given)}",) if one.given else ()
            if self._same_place(one, other, (*path, *given), what):
                yield one, other, (*path, *given)
        known = {rest.given for rest in ours}
        for other in yours:
            if other.given and other.given not in known and all(_distance(one, other) for one in ours):
                one = min(ours, key=lambda rest: _distance(rest, other))
                self._same_place(one, other, (*path, f"if {' and '.join(other.given)}"), what)

    def _same_place(self, one: _Rest, other: _Rest, path: tuple[str, ...], what: str) -> bool:
        """Whether two places are the same, perhaps in other words; tells what is different."""
        unknown = [self._unknown(self.was, one), self._unknown(self.now, other)]
        if any(unknown):
            if not all(unknown) and _kind(one) != _kind(other):
                self.unsure.append(Unsure(hours=self.hours, path=path, reason=unknown[0] or unknown[1]))
            return False
        if _kind(one) != _kind(other):
            self._tell("end" if _is_end(one) and _is_end(other) else what, one, other, path, whole=True)
            return False
        if one.text == other.text:
            if one.language[:2] != other.language[:2] and one.language and other.language:
                self._say("language", one, other, path, f"in {one.language}", f"in {other.language}")
            self._while_waiting(one, other, path)
            return True
        alike = not path or _is_end(one) or _alike(one, other)
        self._tell("words" if alike else what, one, other, path, whole=not alike)
        return alike

    def _while_waiting(self, one: _Rest, other: _Rest, path: tuple[str, ...]) -> None:
        mine, theirs = _waiting(one.node), _waiting(other.node)
        if mine != theirs:
            self._say("wait", one, other, path, mine or "nothing while waiting", theirs or "nothing while waiting")

    def _settings(self, one: _Rest, other: _Rest, path: tuple[str, ...]) -> None:
        """What can be noticed of how a place listens."""
        mine, theirs = one.node, other.node
        assert isinstance(mine, Menu | Collect)
        assert isinstance(theirs, Menu | Collect)
        if abs(mine.silent.after - theirs.silent.after) > NOTICED:
            was, now = (f"{node.silent.after:g} s to press something" for node in (mine, theirs))
            self._say("silence", one, other, path, was, now)
        if mine.interrupt != theirs.interrupt:
            told = {True: "keys work while it speaks", False: "keys work only after it has spoken"}
            self._say("interruption", one, other, path, told[mine.interrupt], told[theirs.interrupt])
        if isinstance(mine, Collect) and isinstance(theirs, Collect) and _length(mine) != _length(theirs):
            self._say("number", one, other, path, _length(mine), _length(theirs))

    def _moves(self, one: State, other: State) -> Iterator[tuple[str, str, Label, Label]]:
        """Everything that one can do at two places, as (what it is about, in words, what it is to each)."""
        mine, theirs = self.was.node(one), self.now.node(other)
        assert isinstance(mine, Menu | Collect)
        assert isinstance(theirs, Menu | Collect)
        if isinstance(mine, Collect) and isinstance(theirs, Collect):
            yield from self._numbers(mine, theirs)
        yield "silence", "stay silent", (WAIT, ""), (WAIT, "")
        wrong = False
        for key in _keys(mine, theirs):
            ours, yours = self.was.press(one, key), self.now.press(other, key)
            if ours[0] == yours[0] == WRONG:
                if not wrong and (isinstance(mine, Menu) or isinstance(theirs, Menu)):
                    yield "wrong key", f"press {_spoken(key)}", ours, yours
                wrong = True
                continue
            yield "key", f"press {_spoken(key)}", ours, yours
        words = [*_words(mine), *(word for word in _words(theirs) if word not in _words(mine))]
        for word in words:
            ours, yours = ((SAY, word) if word in _words(node) else (WAIT, "") for node in (mine, theirs))
            yield "spoken word", f"say “{word}”", ours, yours

    @staticmethod
    def _numbers(mine: Collect, theirs: Collect) -> Iterator[tuple[str, str, Label, Label]]:
        yield "number", "type the number", (TYPE, "digits"), (TYPE, "digits")
        noughts = [(TYPE, "0" * node.least) for node in (mine, theirs)]
        yield "number", f"type {noughts[0][1]}", noughts[0], noughts[1]
        if mine.least > 1 and theirs.least > 1:
            yield "wrong key", "type too short a number", (WRONG, ""), (WRONG, "")

    @staticmethod
    def _unknown(machine: Machine, rest: _Rest) -> str:
        """Why nobody can know what happens there; nothing where it is known."""
        if rest.endless or isinstance(rest.node, Menu | Collect | Transfer | Queue):
            return ""
        kind, why = machine.end(rest.state)
        return why if kind == "unknown" else ""

    def _tell(self, what: str, one: _Rest, other: _Rest, path: tuple[str, ...], *, whole: bool) -> None:
        """A difference in what is heard: where the rest is the same, only the sentences that are not."""
        was, now = _described(one), _described(other)
        if not whole:
            was, now = _changed(one.text, other.text)
        self._say(what, one, other, path, was, now)

    def _say(self, what: str, one: _Rest, other: _Rest, path: tuple[str, ...], was: str, now: str) -> None:
        places = {"where_was": str(one.node.where), "where_now": str(other.node.where)}
        self.differences.append(Difference(what=what, hours=self.hours, path=path, was=was, now=now, **places))


def _settled(machine: Machine, label: Label, state: State) -> list[_Rest]:
    """Where a move comes to rest: one place, or one for each circumstance that nobody can see from outside."""
    found: list[_Rest] = []
    open_ = [(label, state, (), (), 0)]  # type: list[tuple[Label, State, tuple[tuple[Prompt, str], ...], tuple[str, ...], int]]
    while open_ and len(found) < _CHAIN:
        label, state, heard, given, steps = open_.pop()
        node = machine.node(state)
        heard = (*heard, *((prompt, state[4]) for prompt in machine.hears(label, state)))
        moves = [] if isinstance(node, Menu | Collect) else machine.moves(state)
        if not moves or steps >= _CHAIN:
            found.append(_Rest(state=state, node=node, heard=heard[:_CHAIN], given=given, endless=bool(moves)))
            continue
        for move, target in reversed(moves):
            more = (move[1],) if move[0] in (GIVEN, MAYBE) and len(moves) > 1 else ()
            open_.append((move, target, heard, (*given, *more), steps + 1))
    return found


def _kind(rest: _Rest) -> tuple[str, ...]:
    """What a place is to a caller: something to press, a number to type, somebody who answers, or nothing more."""
    node = rest.node
    if rest.endless:
        return ("endless",)
    if isinstance(node, Queue):
        return ("queue", node.queue)
    if isinstance(node, Transfer):
        return ("transfer", re.sub(r"[\s()/-]", "", node.number))
    return (type(node).__name__,)


def _is_end(rest: _Rest) -> bool:
    return not isinstance(rest.node, Menu | Collect)


def _alike(one: _Rest, other: _Rest) -> bool:
    """Whether two announcements are one in other words: their words are alike, or they offer the same."""
    mine, theirs = (tuple(option.key for option in options(rest.text)) for rest in (one, other))
    return fuzz.token_sort_ratio(one.text, other.text) >= REWORDED or (bool(mine) and mine == theirs)


def _distance(one: _Rest, other: _Rest) -> float:
    """0 where two places are heard as the same."""
    return (0.0 if _kind(one) == _kind(other) else 100.0) + 100.0 - fuzz.ratio(one.text, other.text)


def _described(rest: _Rest) -> str:
    """What happens there, in the words of somebody on the phone."""
    heard = f"you hear “{rest.text}”" if rest.text else ""
    kind = _kind(rest)
    ends = {
        "endless": "it goes on like that for ever",
        "Voicemail": "a machine records a message",
        "Callback": "a callback is promised",
        "HangUp": "the line is cut",
        "queue": f"you wait in the queue {kind[-1]}",
        "transfer": f"you are put through to {kind[-1]}",
    }
    return ", and ".join(filter(None, [heard, ends.get(kind[0], "" if heard else "you can press something")]))


def _changed(was: str, now: str) -> tuple[str, str]:
    """The sentences of two texts that only one of them has; the whole texts where that says too little."""
    mine, theirs = _SENTENCE.split(was), _SENTENCE.split(now)
    gone = " ".join(sentence for sentence in mine if sentence not in theirs)
    new = " ".join(sentence for sentence in theirs if sentence not in mine)
    if not gone and not new:
        gone, new = was, now  # the same sentences in another order
    return (f"you hear “{gone}”" if gone else "nothing"), (f"you hear “{new}”" if new else "nothing")


def _waiting(node: Node) -> str:
    told = " ".join(filter(None, map(_told, node.waiting))) if isinstance(node, Queue) else ""
    return f"“{told}” while waiting" if told else ""


def _length(node: Collect) -> str:
    return (
        f"{node.least} digits" if node.most == node.least else f"{node.least} to {node.most or 'any number of'} digits"
    )


def _keys(mine: Input, theirs: Input) -> list[str]:
    """The keys of the telephone, and the longer ones that one of the two knows."""
    return list(dict.fromkeys([*_KEYS, *mine.keys, *theirs.keys]))


def _words(node: Input) -> list[str]:
    return list(node.words) if isinstance(node, Menu) else []


def _spoken(key: str) -> str:
    return {"*": "star", "#": "hash"}.get(key, key)


def _path(path: Sequence[str]) -> str:
    if not path:
        return "At the beginning"
    sentence = ", then ".join(path)
    return sentence[:1].upper() + sentence[1:]


__all__ = ["Compared", "Difference", "Drift", "Unsure", "compared_hours", "drift"]
