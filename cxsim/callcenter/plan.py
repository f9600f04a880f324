"""The call plan is all chance of a simulated day, drawn before the day begins, for each call and each attempt.

Every number comes from a stream of its own, whose seed says what the number is for: seed of the run, call type,
replication, block of calls, attempt and purpose. So the luck of one call never depends on what happened to another: two
variants of a center that are simulated with the same seed meet the same callers (common random numbers), any engine can
replay the plan, and memory stays flat, for blocks are drawn when they are needed.

Arrivals are kept as *gaps*, not as times: adding gap after gap gives the same bits in every engine. A rate that
changes from segment to segment stretches one unit-rate Poisson stream.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from cxsim.callcenter import luck as columns
from cxsim.callcenter.day import Day
from cxsim.callcenter.luck import ALWAYS, BLOCK, COLUMNS, NEVER, LaterLuck, Luck, draw_block, lucks, recipes
from cxsim.chance import stream_seed

if TYPE_CHECKING:
    import numpy as np

    from cxsim.callcenter.times import Floats

_DISCARDED = 18
"""Words after which every bit of a seed has reached every bit of SFC64's state, as its author seeds it."""


class Purpose(IntEnum):
    """What a number is drawn for."""

    GAP = 0
    TALK = 1
    AFTER_CALL = 2
    PATIENCE = 3
    CALLS_AGAIN = 4
    REDIAL = 5
    MENU = 6
    REPEAT = 7
    CALLBACK = 8
    BALKS = 9
    HEEDS = 10
    TRANSFER = 11
    REACHED = 12
    VARIATION = 13


_PURPOSES = {
    columns.TALK: Purpose.TALK,
    columns.AFTER: Purpose.AFTER_CALL,
    columns.PATIENCE: Purpose.PATIENCE,
    columns.MENU: Purpose.MENU,
    columns.REPEAT: Purpose.REPEAT,
    columns.CALLBACK: Purpose.CALLBACK,
    columns.BALKS: Purpose.BALKS,
    columns.HEEDS: Purpose.HEEDS,
    columns.TRANSFER: Purpose.TRANSFER,
    columns.REACHED: Purpose.REACHED,
}


class Plan(Protocol):
    """What an engine asks: who comes next, and what luck this client has when calling again."""

    def calls(self, call_type: int) -> Iterator[tuple[float, Luck]]:
        """Seconds since the call before of this type, and the luck of the first attempt, call by call."""
        ...

    def again(self, call_type: int, index: int, attempt: int, passed_on_to: int = -1) -> Luck:
        """The luck of a later attempt (2, 3, ...) of the client whose first call had this index in its type.

        With ``passed_on_to``: the luck that she has with the call type to which this attempt was transferred.
        """
        ...


class Drawing:
    """What all replications of a day share: which numbers are drawn for each type, by which recipe and key."""

    def __init__(self, day: Day, seed: int) -> None:
        self.day = day
        self.seed = seed
        self.keys = [stream_seed(seed, "call plan", call_type.name) for call_type in day.types]
        self.recipes = [recipes(call_type) for call_type in day.types]
        self.drawn = [
            tuple(column for column, recipe in enumerate(found) if recipe != ALWAYS[column]) for found in self.recipes
        ]

    @cached_property
    def generator(self) -> tuple[np.random.SFC64, np.random.Generator, dict[str, Any]]:
        """One generator that is set to the beginning of each stream: making one takes far longer than setting it.

        SFC64 (Doty-Humphrey 2010, in PractRand): no two of its streams meet within 2^64 words.
        """
        import numpy as np

        bits = np.random.SFC64(0)
        return bits, np.random.Generator(bits), dict(bits.state)


class DrawnPlan:
    """A day drawn at random for (seed, replication); ``drawing`` may be shared with other replications of it."""

    def __init__(self, day: Day, seed: int, replication: int = 0, *, drawing: Drawing | None = None) -> None:
        self.day = day
        self.seed = seed
        self.replication = replication
        self.drawing = drawing or Drawing(day, seed)

    @cached_property
    def later(self) -> LaterLuck:
        """The luck of later attempts."""
        return LaterLuck(self.day.types, self.later_keys())

    def later_keys(self) -> tuple[int, ...]:
        """The key of each type's later attempts, 64 bits."""
        return tuple((key ^ _mixed(self.replication)) & 0xFFFFFFFFFFFFFFFF for key in self.drawing.keys)

    def again(self, call_type: int, index: int, attempt: int, passed_on_to: int = -1) -> Luck:
        """Luck of a later attempt."""
        return self.later.of(call_type, index, attempt, passed_on_to)

    def calls(self, call_type: int) -> Iterator[tuple[float, Luck]]:
        """Gaps and luck, block by block."""
        import numpy as np

        units, numbers = np.empty(BLOCK), np.empty((COLUMNS, BLOCK))
        for block, gaps in enumerate(_Stretched(self, call_type, units)):
            of_these = numbers[:, : len(gaps)]
            self.draw_luck(call_type, block, of_these)
            drawn = self.drawing.drawn[call_type]
            yield from zip(gaps, lucks([of_these[c] if c in drawn else None for c in range(COLUMNS)]), strict=False)
            if len(gaps) < BLOCK:
                return

    def chance(self, key: int, block: int, purpose: Purpose) -> np.random.Generator:
        """The generator at the beginning of this stream; it is one object, so draw before asking for the next."""
        bits, generator, state = self.drawing.generator
        words = state["state"]["state"]
        words[0], words[1], words[2], words[3] = key, self.replication, block << 8 | purpose, 1
        bits.state = state  # type: ignore[assignment]  # a dict that it has made itself
        bits.random_raw(_DISCARDED, output=False)
        return generator

    def draw_units(self, call_type: int, block: int, into: Floats) -> None:
        """The gaps at the beginning of one block (or all of it), of a Poisson stream with rate 1."""
        self.chance(self.drawing.keys[call_type], block, Purpose.GAP).standard_exponential(out=into)

    def draw_luck(self, call_type: int, block: int, into: Floats) -> None:
        """The luck of the first attempts of a block or its beginning: one line for each number of :class:`Luck`.

        Lines for which nothing is drawn are left alone.
        """
        key, found = self.drawing.keys[call_type], self.drawing.recipes[call_type]
        for column in self.drawing.drawn[call_type]:
            if column == columns.REDIAL:
                self._draw_redials(call_type, block, into[column])
            else:
                draw_block(found[column], self.chance(key, block, _PURPOSES[column]), into[column])

    def _draw_redials(self, call_type: int, block: int, into: Floats) -> None:
        key, redial = self.drawing.keys[call_type], self.day.types[call_type].redial
        assert redial is not None
        rests = self.chance(key, block, Purpose.CALLS_AGAIN).random(len(into)) >= redial.share
        self.chance(key, block, Purpose.REDIAL).standard_exponential(out=into)
        into *= redial.after if redial.at_most > 1 else NEVER
        into[rests] = NEVER

    # -- arrivals

    def rates(self, call_type: int) -> tuple[Floats, Floats]:
        """Edges, and calls per second between them, on this replication's day."""
        import numpy as np

        edges, rates = np.array(self.day.edges), np.array(self.day.types[call_type].rates)
        varies = self.day.varies
        if varies.interval > 0:
            cuts = np.unique([*self.day.edges, *(edge for interval in self.day.intervals for edge in interval)])
            cuts = cuts[(cuts >= edges[0]) & (cuts <= edges[-1])]
            rates = rates[np.searchsorted(edges, cuts[:-1], "right") - 1]
            starts = np.array([start for start, _ in self.day.intervals])
            factors = self._factors(self.drawing.keys[call_type], varies.interval, len(starts))
            rates = rates * factors[np.maximum(np.searchsorted(starts, cuts[:-1], "right") - 1, 0)]
            edges = cuts
        if varies.day > 0:
            rates = rates * self._factors(stream_seed(self.seed, "day"), varies.day, 1)
        return edges, rates

    def paces(self, call_type: int) -> tuple[Floats, Floats, Floats]:
        """Edges, seconds per call between them (0 where nobody calls), and the calls expected up to each edge."""
        import numpy as np

        edges, rates = self.rates(call_type)
        pace = np.divide(1.0, rates, out=np.zeros(len(rates)), where=rates > 0)
        return edges, pace, np.concatenate([[0.0], np.cumsum(rates * np.diff(edges))])

    def _factors(self, key: int, spread: float, count: int) -> Floats:
        import numpy as np
        from scipy.special import gammaincinv

        shape = spread**-2
        shares = self.chance(key, 0, Purpose.VARIATION).random(count)
        return np.asarray(gammaincinv(shape, shares) / shape, dtype=float)


class _Stretched:
    """The gaps of one type, block by block: a unit-rate Poisson stream, stretched to the rates of the day."""

    def __init__(self, plan: DrawnPlan, call_type: int, steps: Floats) -> None:
        self.plan, self.type, self.steps = plan, call_type, steps
        self.edges, self.pace, self.expected = plan.paces(call_type)

    def __iter__(self) -> Iterator[list[float]]:
        import numpy as np

        unit, before, block = 0.0, 0.0, 0
        while True:
            self.plan.draw_units(self.type, block, self.steps)
            self.steps[0] += unit
            units = np.cumsum(self.steps)
            bounds = np.searchsorted(units, self.expected, side="right")
            segment = np.repeat(np.arange(len(self.pace)), np.diff(bounds))
            times = self.edges[segment] + (units[: bounds[-1]] - self.expected[segment]) * self.pace[segment]
            yield np.maximum(np.diff(times, prepend=before), 0.0).tolist()
            unit, before, block = float(units[-1]), float(times[-1]) if len(times) else before, block + 1


def _mixed(number: int) -> int:
    """Spreads a small number over 64 bits (Steele et al. 2014, SplitMix64)."""
    word = (number * 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
    word = ((word ^ (word >> 30)) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
    word = ((word ^ (word >> 27)) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
    return word ^ (word >> 31)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenCall:
    """One client of a written plan: when she first calls (seconds after midnight), and the luck of each attempt.

    ``passed_on`` is the luck that she has where an attempt is transferred, attempt by attempt.
    """

    at: float
    attempts: Sequence[Luck]
    passed_on: Sequence[Luck] = ()


class WrittenPlan:
    """A day that is written down, such as a real day from a log: the calls of each type in the order of their times."""

    def __init__(self, clients: Sequence[Sequence[WrittenCall]]) -> None:
        self.clients = clients

    def calls(self, call_type: int) -> Iterator[tuple[float, Luck]]:
        """Gaps and the luck of first attempts."""
        before = 0.0
        for client in self.clients[call_type]:
            yield client.at - before, client.attempts[0]
            before = client.at

    def again(self, call_type: int, index: int, attempt: int, passed_on_to: int = -1) -> Luck:
        """The luck of a later attempt; nobody calls after the last attempt that is written."""
        client = self.clients[call_type][index]
        return client.attempts[attempt - 1] if passed_on_to < 0 else client.passed_on[attempt - 1]
