"""A comparison steps two phone menus together, by a caller who does everything that one can do at each place."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from cxsim.ivr.drift.difference import Difference, Unsure
from cxsim.ivr.drift.rest import Rest, alike, described, distance, is_end, kind_of, settled, spoken
from cxsim.ivr.flow import KEYS, Collect, Input, Menu, Node, Queue, Transfer
from cxsim.ivr.machine import GOES_ON, SAY, TYPE, WAIT, WRONG, Label, Machine, State

MOST_PAIRS = 100_000
"""Pairs of states that are compared at most."""
NOTICED = 1.0
"""Seconds by which a silence must be longer or shorter for a caller to notice."""
_SENTENCE = re.compile(r"(?<=[.!?;:])\s+")


@dataclass(slots=True)
class Comparison:
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
        open_: deque[tuple[Rest, Rest, tuple[str, ...]]] = deque()
        start = ((GOES_ON, ""), self.was.start()), ((GOES_ON, ""), self.now.start())
        open_ += self._met(settled(self.was, *start[0]), settled(self.now, *start[1]), (), "words")
        while open_ and len(self.seen) < MOST_PAIRS:
            one, other, path = open_.popleft()
            if (one.state, other.state) in self.seen:
                continue
            self.seen.add((one.state, other.state))
            if isinstance(one.node, Menu | Collect) and isinstance(other.node, Menu | Collect):
                self._settings(one, other, path)
            if _steers(one.node) and _steers(other.node):
                for what, doing, mine, theirs in self._moves(one.state, other.state):
                    ours, yours = _done(self.was, one, mine), _done(self.now, other, theirs)
                    if what in ("key", "spoken word") and (one.node.id, other.node.id, doing) in self.told:
                        continue
                    before = len(self.differences)
                    open_ += self._met(ours, yours, (*path, doing), what)
                    if len(self.differences) > before:
                        self.told.add((one.node.id, other.node.id, doing))

    def _met(
        self, ours: list[Rest], yours: list[Rest], path: tuple[str, ...], what: str
    ) -> Iterator[tuple[Rest, Rest, tuple[str, ...]]]:
        """Pairs to go on from; circumstances that only one of the two asks for are matched by what is heard."""
        for one in ours:
            other = min(yours, key=lambda rest: (rest.given != one.given, distance(one, rest)))
            given = (f"if {' and '.join(one.given)}",) if one.given else ()
            if self._same_place(one, other, (*path, *given), what):
                yield one, other, (*path, *given)
        known = {rest.given for rest in ours}
        for other in yours:
            if other.given and other.given not in known and all(distance(one, other) for one in ours):
                one = min(ours, key=lambda rest: distance(rest, other))
                self._same_place(one, other, (*path, f"if {' and '.join(other.given)}"), what)

    def _same_place(self, one: Rest, other: Rest, path: tuple[str, ...], what: str) -> bool:
        """Whether two places are the same, perhaps in other words; tells what is different."""
        unknown = [self._unknown(self.was, one), self._unknown(self.now, other)]
        if any(unknown):
            if not all(unknown) and kind_of(one) != kind_of(other):
                self.unsure.append(Unsure(hours=self.hours, path=path, reason=unknown[0] or unknown[1]))
            return False
        if kind_of(one) != kind_of(other):
            self._tell("end" if is_end(one) and is_end(other) else what, one, other, path, whole=True)
            return False
        if one.text == other.text:
            if one.language[:2] != other.language[:2] and one.language and other.language:
                self._say("language", one, other, path, f"in {one.language}", f"in {other.language}")
            self._while_waiting(one, other, path)
            return True
        same = not path or is_end(one) or alike(one, other)
        self._tell("words" if same else what, one, other, path, whole=not same)
        return same

    def _while_waiting(self, one: Rest, other: Rest, path: tuple[str, ...]) -> None:
        mine, theirs = _waiting(one.node), _waiting(other.node)
        if mine != theirs:
            self._say("wait", one, other, path, mine or "nothing while waiting", theirs or "nothing while waiting")

    def _settings(self, one: Rest, other: Rest, path: tuple[str, ...]) -> None:
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
        if isinstance(mine, Collect) and isinstance(theirs, Collect) and mine.most != theirs.most:
            self._say("number", one, other, path, _length(mine), _length(theirs))

    def _moves(self, one: State, other: State) -> Iterator[tuple[str, str, Label, Label]]:
        """Everything that one can do at two places, as (what it is about, in words, what it is to each)."""
        mine, theirs = self.was.node(one), self.now.node(other)
        if isinstance(mine, Queue) and isinstance(theirs, Queue):
            for key in dict.fromkeys([*mine.keys, *theirs.keys]):
                doing = f"press {_spoken(key)} while you wait"
                yield "key", doing, self.was.press(one, key), self.now.press(other, key)
            return
        assert isinstance(mine, Menu | Collect)
        assert isinstance(theirs, Menu | Collect)
        if isinstance(mine, Collect) and isinstance(theirs, Collect):
            yield from self._numbers(mine, theirs)
        yield "silence", "stay silent", (WAIT, ""), (WAIT, "")
        wrong = False
        for key in _keys(mine, theirs):
            ours, yours = _pressed(self.was, one, key), _pressed(self.now, other, key)
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
    def _unknown(machine: Machine, rest: Rest) -> str:
        """Why nobody can know what happens there; nothing where it is known."""
        if rest.endless or isinstance(rest.node, Menu | Collect | Transfer | Queue):
            return ""
        kind, why = machine.end(rest.state)
        return why if kind == "unknown" else ""

    def _tell(self, what: str, one: Rest, other: Rest, path: tuple[str, ...], *, whole: bool) -> None:
        """A difference in what is heard: where the rest is the same, only the sentences that are not."""
        was, now = described(one), described(other)
        if not whole:
            was, now = _changed(one.text, other.text)
        self._say(what, one, other, path, was, now)

    def _say(self, what: str, one: Rest, other: Rest, path: tuple[str, ...], was: str, now: str) -> None:
        places = {"where_was": str(one.node.where), "where_now": str(other.node.where)}
        self.differences.append(Difference(what=what, hours=self.hours, path=path, was=was, now=now, **places))


def _changed(was: str, now: str) -> tuple[str, str]:
    """The sentences of two texts that only one of them has; the whole texts where that says too little."""
    mine, theirs = _SENTENCE.split(was), _SENTENCE.split(now)
    gone = " ".join(sentence for sentence in mine if sentence not in theirs)
    new = " ".join(sentence for sentence in theirs if sentence not in mine)
    if not gone and not new:
        gone, new = was, now  # the same sentences in another order
    return (f"you hear “{gone}”" if gone else "nothing"), (f"you hear “{new}”" if new else "nothing")


def _steers(node: Node) -> bool:
    return isinstance(node, Menu | Collect | Queue)


def _done(machine: Machine, rest: Rest, label: Label) -> list[Rest]:
    """Where doing something at a place comes to rest; who waits and presses what the queue does not know, waits on."""
    if isinstance(rest.node, Queue) and label[0] == WAIT:
        return [replace(rest, heard=())]
    return settled(machine, label, machine.take(rest.state, label))


def _pressed(machine: Machine, state: State, key: str) -> Label:
    """The move that a key makes; where a number of one digit is asked for, a digit is the number."""
    node = machine.node(state)
    if isinstance(node, Collect) and node.most == 1 and key.isdigit() and len(key) == 1:
        return (TYPE, "0") if key == "0" else (TYPE, "digits")
    return machine.press(state, key)


def _waiting(node: Node) -> str:
    text = " ".join(filter(None, map(spoken, node.waiting))) if isinstance(node, Queue) else ""
    return f"“{text}” while waiting" if text else ""


def _length(node: Collect) -> str:
    return (
        f"{node.least} digits" if node.most == node.least else f"{node.least} to {node.most or 'any number of'} digits"
    )


def _keys(mine: Input, theirs: Input) -> list[str]:
    """The keys of the telephone, and the longer ones that one of the two knows."""
    return list(dict.fromkeys([*KEYS, *mine.keys, *theirs.keys]))


def _words(node: Input) -> list[str]:
    return list(node.words) if isinstance(node, Menu) else []


def _spoken(key: str) -> str:
    return {"*": "star", "#": "hash"}.get(key, key)
