"""The compiled engine runs the same call plan as SimPy's engine, with the same results, call by call and bit for bit.

It needs the extra ``cxsim[fast]`` (numba). :class:`Engine` holds the arrays of one day's center and can run any number
of plans of it; rows are handed on in chunks, so memory does not grow with the number of calls.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from cxsim.callcenter.changes import changes
from cxsim.callcenter.chunk import Chunk
from cxsim.callcenter.day import Day, GroupDay, TypeDay
from cxsim.callcenter.luck import BLOCK, COLUMNS, DEFAULTS, conditional, limits, recipes
from cxsim.callcenter.manners import PLAIN
from cxsim.callcenter.plan import DrawnPlan, WrittenPlan

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from cxsim.callcenter.kernel.state import State
    from cxsim.callcenter.times import Floats

    Ints = NDArray[np.int64]

CHUNK = BLOCK
"""Rows that are handed on at once, and the most calls of one type that are drawn at once."""
LEAST_DRAWN = 64
CALLS_AT_FIRST = 1024


class Engine:
    """Runs plans of one day; importing and preparing the compiled loop takes about a second, once."""

    def __init__(self, day: Day) -> None:
        from cxsim.callcenter.kernel import loop, state

        self.day = day
        self.kernel = state
        self.loop = loop
        self.has_rates = False
        self.nobody = [-1 if field == state.NEXT_INDEX else 0 for field in range(state.NEXT_INTS)]
        self.is_rich = _is_rich(day)
        places = sum(max(group.agents, default=0) * group.at_once for group in day.groups)
        self.most_rows = places + 4
        self.state = _state(day, places, self.most_rows)

    def run(self, plan: DrawnPlan | WrittenPlan, take: Callable[[Chunk], object]) -> None:
        """Simulate a day of this plan; ``take`` gets the rows chunk by chunk, whose arrays are used again."""
        kernel = self.kernel
        coming = self._written(plan) if isinstance(plan, WrittenPlan) else self._drawn(plan)
        self.state.counters[kernel.STARTED] = 0
        self.state.next_i[:] = self.nobody
        for type_ in range(len(self.day.types)):
            self._refill(type_, coming)
        while (missing := self.loop.run(self.state, self.most_rows)) != kernel.DONE:
            if missing == kernel.NEEDS_CALLS:
                self._refill(int(self.state.counters[kernel.NEEDY]), coming)
            elif missing == kernel.NEEDS_ROWS:
                self._hand_on(take)
            else:
                self.state = _grown(self.state, kernel)
        self._hand_on(take)

    def _hand_on(self, take: Callable[[Chunk], object]) -> None:
        s, kernel = self.state, self.kernel
        rows, over = int(s.counters[kernel.ROWS]), int(s.counters[kernel.OVER])
        take(Chunk(s.rows_f[:rows], s.rows_i[:rows], s.over_f[:over], s.over_i[:over]))
        s.counters[kernel.ROWS] = s.counters[kernel.OVER] = 0

    def _refill(self, type_: int, coming: Coming) -> None:
        """Move the call that is expected to the front of the buffers, and get those after it."""
        s, kernel = self.state, self.kernel
        mine = s.next_i[type_]
        kept = int(mine[kernel.NEXT_INDEX] >= 0)
        if kept:
            s.luck[type_, :, 0] = s.luck[type_, :, mine[kernel.NEXT_PLACE]]
        count, more = coming.fill(type_, s.gaps[type_, kept:], s.luck[type_, :, kept:])
        mine[kernel.NEXT_PLACE], mine[kernel.NEXT_FREE] = 0, kept
        mine[kernel.NEXT_FILLED], mine[kernel.NEXT_MORE] = kept + count, more

    def _drawn(self, plan: DrawnPlan) -> Drawn:
        varies = self.day.varies
        if varies.day > 0 or varies.interval > 0 or not self.has_rates:
            edges, pace, expected = _paces(plan, len(self.day.types))
            self.state = self.state._replace(edges=edges, pace=pace, expected=expected)
            for type_, columns in enumerate(plan.drawing.drawn):
                self.state.varies[type_] = 0
                self.state.varies[type_, columns] = 1
            self.has_rates = True
        for type_, key in enumerate(plan.later_keys()):
            self.state.keys[type_, 0], self.state.keys[type_, 1] = key >> 32, key & 0xFFFFFFFF
        self.state.counters[self.kernel.WRITTEN], self.state.counters[self.kernel.RICH] = 0, self.is_rich
        return Drawn(plan, self.state.expected[:, -1].tolist())

    def _written(self, plan: WrittenPlan) -> _Written:
        table, first = _luck_table(plan)
        self.state = self.state._replace(written=table, first_written=first)
        self.state.varies[:] = 1
        self.has_rates = False
        self.state.counters[self.kernel.WRITTEN] = self.state.counters[self.kernel.RICH] = 1
        return _Written(plan, len(self.day.types))


class Coming(Protocol):
    """Where the first calls of clients come from."""

    def fill(self, type_: int, gaps: Floats, luck: Floats) -> tuple[int, bool]:
        """Fill the beginning of these arrays: how many calls, and whether more may come."""
        ...


class Drawn:
    """Drawn block by block, and of the last one that is expected to be needed only as much as is likely to be used."""

    def __init__(self, plan: DrawnPlan, expected: list[float]) -> None:
        self.plan = plan
        self.left = [math.ceil(calls + 4.0 * math.sqrt(calls)) for calls in expected]
        self.given = [0] * len(expected)

    def fill(self, type_: int, gaps: Floats, luck: Floats) -> tuple[int, bool]:
        """What the first of a day's fills draws is likely to be enough for all of it, up to a block."""
        block, begun = divmod(self.given[type_], BLOCK)
        drawn = BLOCK if begun else max(LEAST_DRAWN, min(BLOCK, self.left[type_]))
        self.plan.draw_units(type_, block, gaps[:drawn])
        self.plan.draw_luck(type_, block, luck[:, :drawn])
        count = drawn - begun
        if begun:  # against all odds: a stream is drawn from its beginning
            gaps[:count], luck[:, :count] = gaps[begun:drawn].copy(), luck[:, begun:drawn].copy()
        self.given[type_] += count
        self.left[type_] -= count
        return count, True


class _Written:
    """From a plan that is written down."""

    def __init__(self, plan: WrittenPlan, types: int) -> None:
        self.calls = [list(plan.calls(type_)) for type_ in range(types)]
        self.given = [0] * types

    def fill(self, type_: int, gaps: Floats, luck: Floats) -> tuple[int, bool]:
        part = self.calls[type_][self.given[type_] : self.given[type_] + CHUNK]
        self.given[type_] += len(part)
        if part:
            gaps[: len(part)] = [gap for gap, _ in part]
            luck.T[: len(part)] = [numbers for _, numbers in part]
        return len(part), self.given[type_] < len(self.calls[type_])


def _paces(plan: DrawnPlan, types: int) -> tuple[Floats, Floats, Floats]:
    """Of each type the edges of the day, seconds per call between them, and calls expected up to each edge."""
    import numpy as np

    found = [plan.paces(type_) for type_ in range(types)]
    edges, pace, expected = (np.array([parts[part] for parts in found]) for part in range(3))
    return edges, pace, expected


def _luck_table(plan: WrittenPlan) -> tuple[Floats, Ints]:
    """The luck of all attempts and of those who are passed on, and where each client's begins."""
    import numpy as np

    rows: list[Any] = []
    first = np.zeros((len(plan.clients), max(1, *(len(clients) for clients in plan.clients))), dtype=np.int64)
    for type_, clients in enumerate(plan.clients):
        for index, client in enumerate(clients):
            first[type_, index] = len(rows)
            for attempt, luck in enumerate(client.attempts):
                rows += [luck, client.passed_on[attempt] if attempt < len(client.passed_on) else luck]
    return np.array(rows, dtype=float).reshape(-1, COLUMNS), first


def _is_rich(day: Day) -> bool:
    """Whether the center has anything beyond calls, patience, redials and agents who speak with one caller."""
    return day.lines is not None or any(type_.manners != PLAIN or type_.transfers for type_ in day.types)


def _state(day: Day, places: int, most_rows: int) -> State:
    import numpy as np

    from cxsim.callcenter.kernel import state as kernel

    types, teams, whole = len(day.types), len(day.groups), np.int64
    seats = max(1, *(max(group.agents, default=0) for group in day.groups))
    planned = changes(day)
    room = 2 * places + CALLS_AT_FIRST
    parts, first_part = _parts(day.types)
    luck = np.empty((types, COLUMNS, CHUNK + 1))
    luck[:] = np.array(DEFAULTS)[None, :, None]
    state = kernel.State(
        counters=np.zeros(kernel.ALL_COUNTERS, whole),
        now=np.zeros(2),
        calls_f=np.zeros((room, kernel.CALL_FLOATS)),
        calls_i=np.zeros((room, kernel.CALL_INTS), whole),
        queues=np.zeros((types, 2), whole),
        last_wait=np.zeros(types),
        teams_i=np.zeros((teams, kernel.TEAM_INTS), whole),
        teams_f=np.zeros((teams, 2)),
        idle_since=np.zeros((teams, seats)),
        idle_seat=np.zeros((teams, seats), whole),
        absent=np.zeros((teams, seats), whole),
        chats=np.zeros((teams, seats), whole),
        since=np.zeros((teams, seats)),
        type_teams=_tiers([type_.tiers for type_ in day.types], kernel.END_OF_TIER, kernel.END),
        team_types=_tiers([group.tiers for group in day.groups], kernel.END_OF_TIER, kernel.END),
        heap_at=np.zeros((kernel.HEAPS, room + 4)),
        heap_key=np.zeros((kernel.HEAPS, room + 4), whole),
        heap_size=np.zeros(kernel.HEAPS, whole),
        **_tree(places),
        change_at=np.array([*(at for at, _, _ in planned), math.inf], dtype=float),
        change_what=np.array([what for _, *what in planned], dtype=whole),
        next_at=np.zeros(types),
        next_i=np.zeros((types, kernel.NEXT_INTS), whole),
        gaps=np.zeros((types, CHUNK + 1)),
        unit=np.zeros(types),
        before=np.zeros(types),
        edges=np.zeros((types, 2)),
        expected=np.zeros((types, 2)),
        pace=np.zeros((types, 1)),
        luck=luck,
        varies=np.zeros((types, COLUMNS), whole),
        manners=np.array([_announced_and_rung(type_) for type_ in day.types]),
        parts=parts,
        first_part=first_part,
        limits=np.array([limits(type_) for type_ in day.types], dtype=float),
        keys=np.zeros((types, 2), whole),
        written=np.zeros((1, COLUMNS)),
        first_written=np.zeros((types, 1), whole),
        rows_f=np.zeros((CHUNK + most_rows, 6)),
        rows_i=np.zeros((CHUNK + most_rows, 8), whole),
        over_f=np.zeros((CHUNK, 2)),
        over_i=np.zeros((CHUNK, 2), whole),
    )
    state.counters[kernel.LINES] = -1 if day.lines is None else day.lines
    _set_teams(state, day.groups)
    return state


def _tree(places: int) -> dict[str, Any]:
    """Room for all completions that can be under way at once: talk and after-call work of each place have a leaf."""
    import numpy as np

    leaves = 2 << max(0, places - 1).bit_length()
    return {
        "tree_at": np.zeros(2 * leaves),
        "tree_key": np.zeros(2 * leaves, np.int64),
        "leaf_load": np.zeros(leaves, np.int64),
        "free_leaves": np.zeros(leaves, np.int64),
    }


def _set_teams(state: State, groups: tuple[GroupDay, ...]) -> None:
    from cxsim.callcenter.kernel import state as kernel

    for team, group in enumerate(groups):
        state.teams_i[team, kernel.AT_ONCE] = group.at_once
        state.teams_i[team, kernel.SEATS] = max(group.agents, default=0)
        state.teams_f[team, kernel.SLOWER] = group.slower


def _announced_and_rung(type_: TypeDay) -> tuple[float, float]:
    announced, offer = type_.manners.announcement, type_.manners.callback
    return announced.patience if announced else math.nan, offer.rings if offer else math.nan


def _tiers(all_tiers: list[tuple[tuple[int, ...], ...]], end_of_tier: int, end: int) -> Ints:
    """One line for each, its numbers with a mark after each tier but the last, and one at the end."""
    import numpy as np

    lines = [[*[n for tier in tiers for n in (*tier, end_of_tier)][:-1], end] for tiers in all_tiers]
    table = np.full((len(lines), max(len(line) for line in lines)), end, dtype=np.int64)
    for row, line in enumerate(lines):
        table[row, : len(line)] = line
    return table


def _parts(types: tuple[TypeDay, ...]) -> tuple[Floats, Ints]:
    import numpy as np

    parts: list[tuple[float, float, float, float]] = []
    first = np.zeros((len(types), COLUMNS + 1), dtype=np.int64)
    for row, type_ in enumerate(types):
        for column, recipe in enumerate(recipes(type_)):
            first[row, column] = len(parts)
            parts += conditional(recipe)
        first[row, COLUMNS] = len(parts)
    return np.array(parts, dtype=float), first


def _grown(state: State, kernel: Any) -> State:
    """The same state with room for twice as many calls."""
    import numpy as np

    old = len(state.calls_i)
    calls_f, calls_i = (np.concatenate([array, np.zeros_like(array)]) for array in (state.calls_f, state.calls_i))
    calls_i[old:, kernel.NEXT] = np.arange(old + 1, 2 * old + 1)
    calls_i[old:, kernel.TIMER] = -1
    calls_i[-1, kernel.NEXT] = state.counters[kernel.FREE]  # the new ones are taken first
    state.counters[kernel.FREE] = old
    state.counters[kernel.FREE_COUNT] += old
    heap_at = np.concatenate([state.heap_at, np.full_like(state.heap_at, math.inf)], axis=1)
    heap_key = np.concatenate([state.heap_key, np.zeros_like(state.heap_key)], axis=1)
    return state._replace(calls_f=calls_f, calls_i=calls_i, heap_at=heap_at, heap_key=heap_key)
