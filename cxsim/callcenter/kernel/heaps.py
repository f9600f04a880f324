"""Heaps keep what will happen: the time, and below it the order and the load in one number.

The order decides among equal times, and no two are equal.
"""

from __future__ import annotations

from cxsim.callcenter.kernel.state import (
    LOAD_BITS,
    LOAD_MASK,
    ORDER,
    State,
    inline,
)


@inline
def push(s: State, heap: int, at: float, load: int) -> int:
    """Schedule something, and return its key."""
    key = (s.counters[ORDER] << LOAD_BITS) | load
    s.counters[ORDER] += 1
    hole = s.heap_size[heap]
    s.heap_size[heap] = hole + 1
    while hole > 0:
        parent = (hole - 1) >> 1
        if s.heap_at[heap, parent] <= at:  # of the same time the parent was scheduled before
            break
        s.heap_at[heap, hole] = s.heap_at[heap, parent]
        s.heap_key[heap, hole] = s.heap_key[heap, parent]
        hole = parent
    s.heap_at[heap, hole] = at
    s.heap_key[heap, hole] = key
    return int(key)


@inline
def pop(s: State, heap: int) -> int:
    """Remove what happens first, and return its load.

    The hole sinks to the bottom and the last one rises from there, for it nearly always belongs there.
    """
    load = s.heap_key[heap, 0] & LOAD_MASK
    last = s.heap_size[heap] - 1
    s.heap_size[heap] = last
    hole, child = 0, 1
    while child < last:
        left, right = s.heap_at[heap, child], s.heap_at[heap, child + 1]
        earlier = right < left
        if right == left:
            earlier = s.heap_key[heap, child + 1] < s.heap_key[heap, child]
        child += earlier
        s.heap_at[heap, hole] = s.heap_at[heap, child]
        s.heap_key[heap, hole] = s.heap_key[heap, child]
        hole = child
        child = 2 * hole + 1
    at, key = s.heap_at[heap, last], s.heap_key[heap, last]
    while hole > 0:
        parent = (hole - 1) >> 1
        above = s.heap_at[heap, parent]
        if above < at or (above == at and s.heap_key[heap, parent] < key):
            break
        s.heap_at[heap, hole] = above
        s.heap_key[heap, hole] = s.heap_key[heap, parent]
        hole = parent
    s.heap_at[heap, hole] = at
    s.heap_key[heap, hole] = key
    return int(load)
