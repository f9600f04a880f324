"""Heaps keep what will happen beside completions: the time, and below it the order and the load in one number.

The order decides among equal times, and no two are equal. Callers who wait know their place in the heap of timers, so
that a timer leaves it together with its caller: the heap stays as small as the queue.
"""

from __future__ import annotations

import numpy as np

from cxsim.callcenter.kernel.state import (
    LOAD_BITS,
    LOAD_MASK,
    ORDER,
    TIMER,
    TIMERS,
    State,
    inline,
    spot,
)


@inline
def put(s: State, heap: int, hole: int, at: float, key: int) -> None:
    """Write an entry into its place."""
    s.heap_at[heap, hole] = at
    s.heap_key[heap, hole] = key
    if heap == TIMERS:
        s.calls_i[(key & LOAD_MASK) >> 1, TIMER] = hole


@inline
def rise(s: State, heap: int, hole: int, at: float, key: int) -> None:
    """Put an entry into this hole or above it, where it belongs."""
    while hole > 0:
        parent = spot((hole - 1) >> 1)
        above = s.heap_at[heap, parent]
        if above < at or (above == at and s.heap_key[heap, parent] < key):
            break
        put(s, heap, hole, above, s.heap_key[heap, parent])
        hole = parent
    put(s, heap, hole, at, key)


@inline
def sink(s: State, heap: int, hole: int, last: int) -> int:
    """Move a hole to the bottom, and return its place there; ``last`` entries are left."""
    child = spot(2 * hole + 1)
    while child < last:
        left, right = s.heap_at[heap, child], s.heap_at[heap, child + 1]
        earlier = right < left
        if right == left:
            earlier = s.heap_key[heap, child + 1] < s.heap_key[heap, child]
        child += earlier
        put(s, heap, hole, s.heap_at[heap, child], s.heap_key[heap, child])
        hole = child
        child = spot(2 * hole + 1)
    return hole


@inline
def push(s: State, heap: int, at: float, load: int) -> None:
    """Schedule something."""
    key = (s.counters[ORDER] << LOAD_BITS) | load
    s.counters[ORDER] += 1
    hole = spot(s.heap_size[heap])
    s.heap_size[heap] = hole + 1
    rise(s, heap, hole, at, key)


@inline
def remove(s: State, heap: int, hole: int) -> None:
    """Take an entry out.

    The hole sinks to the bottom and the last one rises from there, for it nearly always belongs there.
    """
    last = spot(s.heap_size[heap] - 1)
    s.heap_size[heap] = last
    hole = sink(s, heap, hole, last)
    if hole < last:
        rise(s, heap, hole, s.heap_at[heap, last], s.heap_key[heap, last])
    s.heap_at[heap, last] = np.inf  # behind the last one nothing ever happens, nor in an empty heap


@inline
def pop(s: State, heap: int) -> int:
    """Remove what happens first, and return its load."""
    load = s.heap_key[heap, 0] & LOAD_MASK
    remove(s, heap, 0)
    return int(load)
