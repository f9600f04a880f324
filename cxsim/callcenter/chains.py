"""A chain is the states of a queue and the rates at which one becomes another; in the long run each has its share.

Where no closed formula is known (people who call again, small centers with skills) the states are counted one by one:
the balance equations of a continuous-time Markov chain are solved as a sparse linear system.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from cxsim.callcenter.errors import CenterError

if TYPE_CHECKING:
    from cxsim.callcenter.times import Floats

MOST_STATES = 150_000

State = tuple[int, ...]
Moves = Callable[[State], Iterable[tuple[State, float]]]


def long_run(start: State, moves: Moves, *, most: int = MOST_STATES) -> dict[State, float]:
    """The share of time in each state that can be reached from ``start``.

    ``moves`` gives the next states, each with its rate per second. ``start`` should be a likely state: all others are
    solved relative to it. Raises CenterError where there are more than ``most`` states.
    """
    import numpy as np
    from scipy.sparse import csc_array
    from scipy.sparse.linalg import spsolve

    index, into, out_of, rates = _explore(start, moves, most)
    count = len(index)
    if count == 1:
        return {start: 1.0}
    leaving = np.bincount(out_of, weights=rates, minlength=count)
    rows, columns = np.concatenate([into, np.arange(count)]), np.concatenate([out_of, np.arange(count)])
    balance = csc_array((np.concatenate([rates, -leaving]), (rows, columns)), shape=(count, count))
    others = spsolve(balance[1:, 1:].tocsc(), -balance[1:, [0]].toarray().ravel())
    weights = np.concatenate([[1.0], np.maximum(others, 0.0)])
    return dict(zip(index, (weights / weights.sum()).tolist(), strict=True))


def _explore(start: State, moves: Moves, most: int) -> tuple[dict[State, int], Floats, Floats, Floats]:
    import numpy as np

    index, waiting = {start: 0}, [start]
    into: list[int] = []
    out_of: list[int] = []
    rates: list[float] = []
    while waiting:
        state = waiting.pop()
        for after, rate in moves(state):
            if after not in index:
                index[after] = len(index)
                waiting.append(after)
            into.append(index[after])
            out_of.append(index[state])
            rates.append(rate)
        if len(index) > most:
            hint = "ask a formula, or simulate"
            raise CenterError(f"the chain of this center has more than {most:,} states", hint=hint)
    return index, np.array(into, dtype=int), np.array(out_of, dtype=int), np.array(rates)


def mean_of(shares: Mapping[State, float], value: Callable[[State], float]) -> float:
    """The long-run average of something that can be read from the state."""
    return sum(share * value(state) for state, share in shares.items())
