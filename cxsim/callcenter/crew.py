"""A crew is how many agents really took calls, which no call log tells: it is inferred from who was busy when.

While somebody waits, whoever is on duty is busy, so the busy ones are the crew. While nobody waits there are at least
as many, and whoever is between two calls that are less than five minutes apart is on duty, too. (Five minutes: of 2, 5
and 15 they replayed the second week of the Anonymous Bank best; the weeks after it were not looked at for that.)
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cxsim.callcenter.calllog import Calls

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from cxsim.callcenter.times import Floats

STEP = 5.0
"""Seconds between two looks at the day."""
ENOUGH = 60.0
"""Seconds with somebody waiting that are enough to believe the busy ones."""
BREAK = 300.0
"""Who has no call for so many seconds is not on duty."""


def crew(calls: Calls, starts: Sequence[float], length: float) -> list[float]:
    """Average agents on duty in intervals of ``length`` seconds from ``starts`` on; ``calls`` are those of one day."""
    import numpy as np

    if not len(starts) or not len(calls):
        return [0.0] * len(starts)
    at = np.arange(starts[0], starts[-1] + length, STEP)
    served = calls.where(calls.answered)
    begin, end = served.arrival + served.wait, served.arrival + served.wait + served.talk
    busy = _level(begin, end, at)
    queue = calls.where(calls.wait > 0)
    waiting = _level(queue.arrival, queue.arrival + queue.wait, at) > 0
    around = _around(served.agent, begin, end, at)
    interval = np.minimum(((at - starts[0]) // length).astype(int), len(starts) - 1)
    found = []
    for number in range(len(starts)):
        mine = interval == number
        loaded, free = mine & waiting, mine & ~waiting
        enough = loaded.sum() * STEP >= ENOUGH
        least = float(busy[loaded].mean()) if enough else 0.0
        rest = float(np.maximum(around[free], least).mean()) if free.any() else least
        part = float(loaded.sum() / mine.sum()) if enough else 0.0
        found.append(part * least + (1 - part) * rest)
    return found


def _level(begin: Floats, end: Floats, at: Floats) -> NDArray[np.int64]:
    """How many stretches of time cover each moment."""
    import numpy as np

    return np.searchsorted(np.sort(begin), at, "right") - np.searchsorted(np.sort(end), at, "right")


def _around(agents: NDArray[np.str_], begin: Floats, end: Floats, at: Floats) -> NDArray[np.int64]:
    """How many named agents are on duty: from a call to the next one, unless a break lies between them."""
    import numpy as np

    total = np.zeros(len(at), dtype=np.int64)
    for agent in np.unique(agents[agents != ""]):
        order = np.argsort(begin[agents == agent], kind="stable")
        starts, ends = begin[agents == agent][order], end[agents == agent][order]
        gap = np.append(starts[1:] - ends[:-1], math.inf)
        joined = np.where(gap < BREAK, np.append(starts[1:], 0.0), ends)
        total += _level(starts, np.maximum(joined, ends), at) > 0
    return total
