"""A survey finds the places of a live line by calling it again and again: each place, then everything one can do there.

A place is known again by what is heard there, by what the line listens to, and by the addresses behind it. Lines also
remember things that cannot be seen (how often somebody was silent), so a place that sounds like the one before it is
taken for a further repetition of that, and every place is reached by a call of its own from the very start.
"""

from __future__ import annotations

import re
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias
from urllib.parse import parse_qsl, urlsplit

from cxsim.ivr.explore import ASKS_FOR_A_HUMAN
from cxsim.ivr.flow import KEYS
from cxsim.ivr.live import turn as ends
from cxsim.ivr.live.call import Call, Line
from cxsim.ivr.live.document import Said
from cxsim.ivr.live.turn import Ask, Turn
from cxsim.ivr.machine import GIVEN, PRESS, SAY, TYPE, WAIT
from cxsim.ivr.wording import options

Input: TypeAlias = tuple[str, str]
"""What is done at a place: a verb of :mod:`cxsim.ivr.machine` and a key, a number, a word or a result."""

SAMPLE = "123456789012"
"""Digits that are typed where a number is asked for and nobody has given one that the line would know."""
REPETITIONS = 3
"""Silences and wrong keys in one place that are counted; a line that still says the same does so for ever."""
SLOW = 3.0
"""Seconds of waiting for an answer from which on it is remarked."""
_RESULTS = {ends.QUEUE: "queue-full", ends.DIAL: "no-answer", ends.VOICEMAIL: "recorded"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How much is asked of a line at most: calls, steps of one call, places, seconds in all."""

    calls: int = 2_000
    depth: int = 12
    places: int = 300
    seconds: float = 600.0


@dataclass(slots=True, kw_only=True)
class Place:
    """Somewhere in the line: what is heard, how one comes there, and where each thing that can be done leads."""

    turn: Turn
    path: tuple[Input, ...]
    key: tuple[object, ...]
    tries: tuple[int, int] = (0, 0)  # silences and wrong keys since the place was entered
    base: int | None = None  # the place of which this one is a repetition
    moves: dict[Input, int] = field(default_factory=dict)
    missing: str = ""  # why not everything was tried here


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """The places of a line, the first one first, and what somebody should know about them."""

    places: tuple[Place, ...]
    calls: int
    requests: int
    remarks: tuple[str, ...]


class Surveyor:
    """Calls a line until every place is known or a bound is met.

    ``numbers`` are typed wherever a number is asked for. ``tell`` hears after each call how many calls were made and
    how many places are known.
    """

    def __init__(
        self,
        line: Line,
        bounds: Bounds | None = None,
        *,
        numbers: Sequence[str] = (),
        tell: Callable[[int, int], None] | None = None,
    ) -> None:
        self.line, self.bounds, self.numbers = line, bounds or Bounds(), tuple(numbers)
        self.tell = tell or (lambda calls, places: None)
        self.places: list[Place] = []
        self.known: dict[tuple[object, ...], int] = {}
        self.calls = 0
        self.remarks: dict[str, None] = {}
        self.changing: frozenset[str] = frozenset()  # parameters of addresses that differ from call to call
        self.words_change = False
        self.counted: set[int] = set()  # places whose repetitions have addresses of their own
        self.until = 0.0

    def survey(self) -> Survey:
        """Every place, nearest first."""
        self.until = time.monotonic() + self.bounds.seconds
        self._look_twice()
        open_ = deque([self._arrived(self._at(())[1], ())[0]])
        while open_:
            number = open_.popleft()
            for doing in self._inputs(number):
                if self._spent(number):
                    break
                target, new = self._tried(number, doing)
                if new:
                    open_.append(target)
        for place in self.places:
            self._as_first_heard(place)
        return Survey(
            places=tuple(self.places), calls=self.calls, requests=self.line.web.requests, remarks=tuple(self.remarks)
        )

    def _spent(self, number: int) -> str:
        """Which bound keeps this place from being looked at further; the place remembers it."""
        bounds, place = self.bounds, self.places[number]
        if len(place.path) >= bounds.depth:
            place.missing = f"a call goes on for more than {bounds.depth} steps"
        elif self.calls >= bounds.calls:
            place.missing = f"more than {bounds.calls} calls would be needed"
        elif len(self.places) >= bounds.places:
            place.missing = f"there are more than {bounds.places} places"
        elif time.monotonic() >= self.until:
            place.missing = f"it takes longer than {bounds.seconds:g} s"
        if place.missing:
            self.remarks[f"not everything was looked at: {place.missing}"] = None
        return place.missing

    def _at(self, path: Sequence[Input]) -> tuple[Call, Turn]:
        """A new call that has come as far as this."""
        call = self.line.call()
        turn = call.begin()
        for doing in path:
            turn = do(call, doing)
        self.calls += 1
        self.tell(self.calls, len(self.places))
        return call, turn

    def _look_twice(self) -> None:
        """What differs between two calls that do the same belongs to the call, not to the place."""
        first, second = self._at(())[1], self._at(())[1]
        self.changing = _differing(_addresses(first), _addresses(second))
        self.words_change = first.said != second.said
        if self.words_change:
            self.remarks["the line says something else at every call: places are told apart by their addresses"] = None

    def _tried(self, number: int, doing: Input) -> tuple[int, bool]:
        """Do something at a place, in a call of its own; where that leads, and whether nobody was there before."""
        place = self.places[number]
        call, turn = self._at(place.path)
        if self._key(turn, call) != place.key:
            place.missing = "the line does not do the same every time"
            self.remarks[f"{place.missing}: at {_short(place.turn)}"] = None
            return number, False
        turn = do(call, doing)
        target, new = self._arrived(turn, (*place.path, doing), call=call, of=number)
        place.moves[doing] = target
        return target, new

    def _arrived(
        self, turn: Turn, path: tuple[Input, ...], *, call: Call | None = None, of: int | None = None
    ) -> tuple[int, bool]:
        """The place in which a turn ends, and whether it is a new one."""
        key = self._key(turn, call)
        tries, base = self._repetition(turn, of, path[-1]) if of is not None and path else ((0, 0), None)
        identity = (key, tries, base)
        if identity not in self.known:
            self.known[identity] = len(self.places)
            self.places.append(Place(turn=turn, path=path, key=key, tries=tries, base=base))
            for remark in turn.remarks:
                self.remarks[f"{remark}: at {_short(turn)}"] = None
            if turn.slow >= SLOW:
                self.remarks[f"there is silence for {turn.slow:.0f} s before {_short(turn)}"] = None
            return self.known[identity], True
        return self.known[identity], False

    def _repetition(self, turn: Turn, of: int, doing: Input) -> tuple[tuple[int, int], int | None]:
        """How often somebody was silent or wrong, where a turn says a place's own words again; else nothing."""
        before = self.places[of]
        base = before.base if before.base is not None else of
        first = self.places[base].turn
        wrong = doing[0] in (PRESS, TYPE) and doing[1] not in _announced(first)
        if not (doing[0] == WAIT or wrong) or not repeats(turn, first):
            return (0, 0), None
        if self._addressed(turn) != self._addressed(first):
            self.counted.add(base)
        if base in self.counted:  # the addresses tell how often it was
            return (0, 0), None
        silent, mistaken = before.tries
        more = (silent + 1, mistaken) if doing[0] == WAIT else (silent, mistaken + 1)
        return (min(more[0], REPETITIONS), min(more[1], REPETITIONS)), base

    def _inputs(self, number: int) -> Iterator[Input]:
        """Everything to be tried at a place; in a repetition of another one only what may repeat it once more."""
        place = self.places[number]
        if place.base is None:
            yield from inputs(place.turn, self.numbers)
            return
        yield (WAIT, "")
        yield from self._mistakes(place.base)[:1]

    def _mistakes(self, base: int) -> list[Input]:
        """The keys and numbers that made a place say the same again."""
        moves = self.places[base].moves.items()
        return [doing for doing, to in moves if doing[0] in (PRESS, TYPE) and self.places[to].base == base]

    def _as_first_heard(self, place: Place) -> None:
        """Keys that were not tried in a repetition do what they did when the place was first heard."""
        if place.base is None:
            return
        mistakes = self._mistakes(place.base)
        again = next((place.moves[doing] for doing in mistakes if doing in place.moves), None)
        for doing, target in self.places[place.base].moves.items():
            place.moves.setdefault(doing, again if doing in mistakes and again is not None else target)

    def _key(self, turn: Turn, call: Call | None = None) -> tuple[object, ...]:
        """What a place is known again by."""
        said: tuple[Said, ...] = () if self.words_change else turn.said
        return (said, *self._addressed(turn), turn.ending)

    def _addressed(self, turn: Turn) -> tuple[object, ...]:
        if turn.ask is None:
            return ()
        action = self._steady(turn.ask.action)
        return (replace(turn.ask, action=action), self._steady(turn.follows))

    def _steady(self, text: str) -> str:
        """Addresses without what belongs to one call only."""
        for name in self.changing:
            text = re.sub(rf"(?<=[?&]){re.escape(name)}=[^&\s;]*", f"{name}=", text)
        return text


def do(call: Call, doing: Input) -> Turn:
    """Do one thing in a call."""
    verb, what = doing
    if verb in (PRESS, TYPE):
        return call.press(what)
    if verb == SAY:
        return call.say(what)
    return call.go_on(what) if verb == GIVEN else call.stay_silent()


def inputs(turn: Turn, numbers: Sequence[str] = ()) -> Iterator[Input]:
    """Everything that is worth trying where a turn has led."""
    if turn.ask is None:
        if turn.ending is not None and turn.ending.goes_on:
            yield (GIVEN, _RESULTS[turn.ending.how])
        if turn.ending is not None and turn.ending.listens:
            yield from ((PRESS, key) for key in KEYS)
        return
    yield (WAIT, "")
    if turn.ask.keys and takes_a_number(turn):
        yield from ((TYPE, number) for number in dict.fromkeys(_numbers(turn.ask, numbers)))
        yield from ((PRESS, key) for key in "*#" if key != turn.ask.finish)
        yield (PRESS, "0")
    elif turn.ask.keys:
        yield from ((PRESS, key) for key in KEYS)
    if turn.ask.words:
        yield (SAY, ASKS_FOR_A_HUMAN[0])


def takes_a_number(turn: Turn) -> bool:
    """Whether a number is typed there rather than a key pressed."""
    if turn.ask is None or turn.ask.digits == 1:
        return False
    return turn.ask.digits is not None or not any(key.isdigit() for key in _announced(turn))


def _numbers(ask: Ask, numbers: Sequence[str]) -> Iterator[str]:
    """Numbers to type: those that were given, one of the right length, noughts, and one that is too short."""
    digits = ask.digits or 6
    yield from (number for number in numbers if ask.digits is None or len(number) == digits)
    yield (SAMPLE * digits)[:digits]
    yield "0" * digits
    yield SAMPLE[:1]


def repeats(turn: Turn, first: Turn) -> bool:
    """Whether a turn asks the same again, perhaps with other words before it."""
    if turn.ask is None or first.ask is None or not _same_input(turn.ask, first.ask):
        return False
    own = [said for said in first.said if said.interrupt] or list(first.said)
    return not own or list(turn.said[-len(own) :]) == own


def _same_input(one: Ask, other: Ask) -> bool:
    return replace(one, action="", method="", where="") == replace(other, action="", method="", where="")


def _announced(turn: Turn) -> list[str]:
    return [option.key for option in options(" ".join(said.text for said in turn.said if said.text))]


def _addresses(turn: Turn) -> list[str]:
    return re.findall(r"\S+", f"{turn.ask.action if turn.ask else ''} {turn.follows}")


def _differing(one: Sequence[str], other: Sequence[str]) -> frozenset[str]:
    """The parameters whose values differ between the addresses of two calls."""
    found: set[str] = set()
    for left, right in zip(one, other, strict=False):
        mine, theirs = (dict(parse_qsl(urlsplit(url).query, keep_blank_values=True)) for url in (left, right))
        found |= {name for name in mine if mine[name] != theirs.get(name)}
    return frozenset(found)


def _short(turn: Turn) -> str:
    words = " ".join(said.text for said in turn.said if said.text)
    return f"“{words[:60]}”" if words else "a place without words"


__all__ = ["Bounds", "Input", "Place", "Survey", "Surveyor", "do", "inputs", "repeats", "takes_a_number"]
