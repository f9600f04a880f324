"""A way is how one kind of caller comes to a queue: after how many seconds of menu, and by which keys.

Two are told: hers who presses nothing but 0 from the first menu on, and the quickest of all. Prompts are heard to their
end, time-outs are sat out, and queues take the call.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from cxsim.ivr.answer import Reach
from cxsim.ivr.explore import Exploration
from cxsim.ivr.flow import Queue
from cxsim.ivr.machine import MAYBE, PRESS, SAY, TYPE
from cxsim.ivr.space import Space

ZERO, QUICKEST = "zero", "quickest"
"""The callers: one who presses only 0, and one who knows what leads there soonest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One caller's way to one queue; ``seconds`` from ringing until she begins to wait."""

    caller: str
    queue: str
    seconds: float
    keys: tuple[str, ...]


def ways(exploration: Exploration, hours: str) -> tuple[Way, ...]:
    """The ways to the queues of a line in one hours class; none where nobody gets to a human for certain."""
    return (*_by_zero(exploration, hours), *_quickest(exploration.spaces[hours][0]))


def _by_zero(exploration: Exploration, hours: str) -> Iterator[Way]:
    answer = exploration.from_start[hours]
    if answer.reach not in (Reach.YES, Reach.AFTER) or answer.seconds is None:
        return
    node = exploration.flow.nodes[answer.acts[-1].node]
    if isinstance(node, Queue):
        yield Way(caller=ZERO, queue=node.queue, seconds=answer.seconds, keys=answer.keys)


def _quickest(space: Space) -> Iterator[Way]:
    """By queue the shortest time, over all that a caller may press; what nobody can know is no way."""
    nodes = space.machine.nodes
    ends = {n: nodes[space.node[n]] for n in space.ends if space.machine.end(space.states[n])[0] == "human"}
    queues = {number: node.queue for number, node in ends.items() if isinstance(node, Queue)}
    if not queues:
        return
    far, came = space.nearest(space.seconds(), without=MAYBE)
    begin = space.seconds_at_start
    best: dict[str, int] = {}
    for number, queue in queues.items():
        if np.isfinite(far[number]) and (queue not in best or far[number] < far[best[queue]]):
            best[queue] = number
    for queue, number in best.items():
        keys = tuple(what for verb, what in space.path(number, came) if verb in (PRESS, TYPE, SAY))
        yield Way(caller=QUICKEST, queue=queue, seconds=round(begin + float(far[number]), 3), keys=keys)
