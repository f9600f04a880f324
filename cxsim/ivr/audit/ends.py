"""Where a menu leads nowhere: steps that no call comes to, keys that cut the line, and circles without an end."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cxsim.ivr.audit.topics import Oddity, Topic, odd, once
from cxsim.ivr.explore import Exploration
from cxsim.ivr.flow import HANG_UP, Branch, HangUp, Jump, Transfer
from cxsim.ivr.machine import PRESS, SAY, TYPE
from cxsim.ivr.space import Space


def dead_ends(exploration: Exploration) -> Topic:
    """Steps that lead nowhere, and steps that nothing leads to."""
    found: list[Oddity] = []
    for hours in exploration.hours:
        for space in exploration.spaces[hours.id]:
            found += _cut(space, hours.id)
            found += _loops(space, hours.id)
    if exploration.whole:
        found += _never_reached(exploration)
    return Topic(what="dead ends", looked_at=len(exploration.flow.nodes), odd=once(found))


def _never_reached(exploration: Exploration) -> Iterator[Oddity]:
    nodes = exploration.flow.nodes
    # Where nobody answers a transfer the call goes on, although what is asked of a flow ends there.
    open_ = [id for id in exploration.visited if isinstance(nodes[id], Transfer)]
    visited = {*exploration.visited, HANG_UP}
    while open_:
        new = [target for _, target in nodes[open_.pop()].targets() if target not in visited]
        visited.update(new)
        open_ += new
    for id, node in nodes.items():
        if id not in visited and not isinstance(node, Jump | Branch):
            yield odd(node, f"No call ever comes to “{node.title}”.")


def _cut(space: Space, hours: str) -> Iterator[Oddity]:
    """Keys that the line knows, and after which it is cut without a word."""
    silent_ends = [isinstance(node, HangUp) and not node.says for node in space.machine.nodes]
    cut = space.verbs(PRESS, TYPE, SAY) & np.array(silent_ends)[space.node[space.target]]
    for move in np.flatnonzero(cut).tolist():
        verb, what = space.labels[space.label[move]]
        node = space.machine.node(space.states[space.source[move]])
        done = f"press {what}" if verb == PRESS else f"say “{what}”" if verb == SAY else "type it"
        yield odd(node, f"You {done}, and the line is cut without a word.", hours)


def _loops(space: Space, hours: str) -> Iterator[Oddity]:
    """Steps from which no call ever comes to an end, whatever is pressed."""
    ends = space.leading_to(space.ends)
    for state, ending in zip(space.states, ends, strict=True):
        if not ending:
            yield odd(space.machine.node(state), "Whatever is pressed here, the call goes round in circles.", hours)
