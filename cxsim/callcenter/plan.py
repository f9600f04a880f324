"""The call plan is all chance of a simulated day, drawn before the day begins, for each call and each attempt.

Every number comes from a counter-based generator (Philox) whose key and counter say what the number is for: seed,
call type, replication, block of calls, attempt and purpose. So the luck of one call never depends on what happened to
another: two variants of a center that are simulated with the same seed meet the same callers (common random numbers),
any engine can replay the plan, and memory stays flat, for blocks are drawn when they are needed.

Arrivals are kept as *gaps*, not as times: adding gap after gap gives the same bits in every engine. A rate that
changes from segment to segment stretches one unit-rate Poisson stream.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from enum import IntEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from cxsim.callcenter.day import Day, TypeDay
from cxsim.chance import stream_seed

if TYPE_CHECKING:
    import numpy as np

BLOCK = 1024
NEVER = math.inf

Luck = tuple[float, float, float, float]
"""Of one attempt: seconds of talk, of after-call work, of patience, and until the next attempt after a hang-up
(``NEVER`` where the caller does not hang up, or does not call again)."""


class Purpose(IntEnum):
    """What a number is drawn for."""

    GAP = 0
    TALK = 1
    AFTER_CALL = 2
    PATIENCE = 3
    CALLS_AGAIN = 4
    REDIAL = 5


class Plan(Protocol):
    """What an engine asks: who comes next, and what luck this client has when calling again."""

    def calls(self, call_type: int) -> Iterator[tuple[float, Luck]]:
        """Seconds since the call before of this type, and the luck of the first attempt, call by call."""
        ...

    def again(self, call_type: int, index: int, attempt: int) -> Luck:
        """The luck of a later attempt (2, 3, ...) of the client whose first call had this index in its type."""
        ...


class DrawnPlan:
    """A day drawn at random for (seed, replication)."""

    def __init__(self, day: Day, seed: int, replication: int = 0) -> None:
        self.day = day
        self.replication = replication
        self._keys = [stream_seed(seed, "call plan", call_type.name) for call_type in day.types]
        self._later = lru_cache(maxsize=64)(self._luck)

    def calls(self, call_type: int) -> Iterator[tuple[float, Luck]]:
        """Gaps and luck, block by block."""
        block, unit, before = 0, 0.0, 0.0
        while True:
            gaps, unit, before = self._gaps(call_type, block, unit, before)
            yield from zip(gaps, self._luck(call_type, block, 1), strict=False)
            if len(gaps) < BLOCK:
                return
            block += 1

    def again(self, call_type: int, index: int, attempt: int) -> Luck:
        """Luck of a later attempt."""
        return self._later(call_type, index // BLOCK, attempt)[index % BLOCK]

    def _chance(self, call_type: int, block: int, attempt: int, purpose: Purpose) -> np.random.Generator:
        import numpy as np

        key = np.array([self._keys[call_type], self.replication], dtype=np.uint64)
        counter = np.array([0, block, attempt, purpose], dtype=np.uint64)
        return np.random.Generator(np.random.Philox(key=key, counter=counter))

    def _gaps(self, call_type: int, block: int, unit: float, before: float) -> tuple[list[float], float, float]:
        """Gaps of one block, fewer than a block at the day's end; ``unit`` and ``before`` carry on to the next."""
        import numpy as np

        steps = self._chance(call_type, block, 1, Purpose.GAP).standard_exponential(BLOCK)
        units = np.cumsum(np.concatenate([[unit], steps]))[1:]
        edges = np.array(self.day.edges)
        rates = np.array(self.day.types[call_type].rates)
        expected = np.concatenate([[0.0], np.cumsum(rates * np.diff(edges))])
        inside = units[units <= expected[-1]]
        segment = np.searchsorted(expected, inside, side="left") - 1
        times = edges[segment] + (inside - expected[segment]) / rates[segment]
        gaps = np.maximum(np.diff(times, prepend=before), 0.0)
        return gaps.tolist(), float(units[-1]), float(times[-1]) if len(times) else before

    def _luck(self, call_type: int, block: int, attempt: int) -> list[Luck]:
        plan = self.day.types[call_type]
        after, patience, redial = [0.0] * BLOCK, [NEVER] * BLOCK, [NEVER] * BLOCK
        talk = plan.talk.draw(self._chance(call_type, block, attempt, Purpose.TALK), BLOCK).tolist()
        if plan.after_call is not None:
            chance = self._chance(call_type, block, attempt, Purpose.AFTER_CALL)
            after = plan.after_call.draw(chance, BLOCK).tolist()
        if plan.patience is not None:
            patience = plan.patience.draw(self._chance(call_type, block, attempt, Purpose.PATIENCE), BLOCK).tolist()
        if plan.redial is not None and attempt < plan.redial.at_most:
            redial = self._redials(plan, call_type, block, attempt)
        return list(zip(talk, after, patience, redial, strict=True))

    def _redials(self, plan: TypeDay, call_type: int, block: int, attempt: int) -> list[float]:
        import numpy as np

        assert plan.redial is not None
        calls_again = self._chance(call_type, block, attempt, Purpose.CALLS_AGAIN).random(BLOCK) < plan.redial.share
        chance = self._chance(call_type, block, attempt, Purpose.REDIAL)
        waits = chance.standard_exponential(BLOCK) * plan.redial.after
        redials: list[float] = np.where(calls_again, waits, NEVER).tolist()
        return redials
