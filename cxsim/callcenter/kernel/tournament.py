"""A tournament keeps which agent is done first: each completion is a leaf, and each node above has its earlier child.

Only one leaf changes at a time, and whom it meets on its way up is known from the start: so the processor can look at
all of them at once, where in a heap each step waits for the one before. Among equal times the key decides, whose upper
part is the order; its lower part is the leaf.
"""

from __future__ import annotations

import numpy as np

from cxsim.callcenter.kernel.state import (
    FREE_LEAVES,
    HOLLOW,
    LEAVES,
    LOAD_BITS,
    LOAD_MASK,
    ORDER,
    State,
    inline,
    spot,
)


@inline
def play(s: State, leaf: int, at: float, key: int) -> None:
    """Put a time into a leaf, and find out anew who is first."""
    node = spot(s.counters[LEAVES] + leaf)
    while node > 1:
        s.tree_at[node], s.tree_key[node] = at, key
        rival = node ^ 1
        other, its = s.tree_at[rival], s.tree_key[rival]
        earlier = (other < at) | ((other <= at) & (its < key))
        key ^= (key ^ its) & -np.int64(earlier)  # without a branch, for nobody could foretell where it goes
        at = min(at, other)
        node = spot(node >> 1)
    s.tree_at[1], s.tree_key[1] = at, key


@inline
def enter(s: State, at: float, load: int) -> None:
    """Schedule a completion."""
    s.counters[HOLLOW] = 0
    s.counters[FREE_LEAVES] -= 1
    leaf = spot(s.free_leaves[spot(s.counters[FREE_LEAVES])])
    s.leaf_load[leaf] = load
    key = (s.counters[ORDER] << LOAD_BITS) | leaf
    s.counters[ORDER] += 1
    play(s, leaf, at, key)


@inline
def look(s: State) -> int:
    """The load of the next completion; its leaf is free for what is scheduled next (see :func:`filled`)."""
    leaf = spot(s.tree_key[1] & LOAD_MASK)
    s.free_leaves[spot(s.counters[FREE_LEAVES])] = leaf
    s.counters[FREE_LEAVES] += 1
    s.counters[HOLLOW] = 1
    return int(s.leaf_load[leaf])


@inline
def filled(s: State) -> None:
    """Empty the leaf of a completion that nothing has taken."""
    if s.counters[HOLLOW]:
        s.counters[HOLLOW] = 0
        play(s, s.free_leaves[spot(s.counters[FREE_LEAVES] - 1)], np.inf, 0)


@inline
def clear(s: State, leaves: int) -> None:
    """Begin with so many empty leaves, a power of two."""
    s.counters[LEAVES] = s.counters[FREE_LEAVES] = leaves
    s.counters[HOLLOW] = 0
    s.tree_at[:] = np.inf
    s.tree_key[:] = 0
    for place in range(leaves):
        s.free_leaves[place] = leaves - 1 - place
