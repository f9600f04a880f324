"""A skill net is a few call types and a few groups of agents of whom not everybody answers everything.

There is no closed formula for it. While it is small its states are counted one by one: how many agents of each group
are busy (with which type, where that matters) and how many callers of each type wait. The chain keeps the center's own
rules: preferred groups first, types of a better rank first. Where several groups or types are alike it draws by how
many are idle or waiting, because who has been so longest is not part of the state.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from cxsim.callcenter.chains import MOST_STATES, State, long_run, mean_of
from cxsim.callcenter.errors import CenterError

_MOST_TAIL = 1e-4


@dataclass(frozen=True, slots=True, kw_only=True)
class SkilledCalls:
    """A call type: calls per second, mean seconds of work, mean exponential patience (None: never hangs up)."""

    rate: float
    handle_time: float
    patience: float | None
    tiers: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SkilledGroup:
    """Agents and the call types that they answer, in tiers; those of the first tier are taken first."""

    agents: int
    tiers: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillNet:
    """What the chain says: by type the share that waits, the share that hangs up and the mean wait; by group how busy.

    ``drawn`` tells that some groups or types are alike, so that the chain draws between them.
    """

    waiting: tuple[float, ...]
    abandonment: tuple[float, ...]
    wait: tuple[float, ...]
    occupancy: tuple[float, ...]
    drawn: bool


@lru_cache(maxsize=128)
def skill_net(
    types: tuple[SkilledCalls, ...], groups: tuple[SkilledGroup, ...], *, most: int = MOST_STATES
) -> SkillNet:
    """The long run of a small center with skills.

    Raises CenterError where the chain has too many states, or where the queues grow without end.
    """
    chain = _Chain(types, groups)
    if chain.size > most:
        raise CenterError("the center has too many agents and skills for a chain", hint="simulate it")
    shares = long_run(chain.start, lambda state: list(chain.moves(state)), most=most)
    cut = sum(share for state, share in shares.items() if any(map(int.__ge__, chain.queues(state), chain.limits)))
    if cut > _MOST_TAIL:
        raise CenterError("the queues grow without end", hint="add agents, or a patience")
    return chain.result(shares)


@dataclass(slots=True)
class _Chain:
    """State: how many of each (group, kind of work) are busy, then how many of each type wait."""

    types: Sequence[SkilledCalls]
    groups: Sequence[SkilledGroup]
    cells: list[tuple[int, int]] = field(init=False)
    limits: tuple[int, ...] = field(init=False)
    alike: bool = field(init=False)

    def __post_init__(self) -> None:
        self.alike = len({calls.handle_time for calls in self.types}) == 1
        self.cells = [
            (g, t)
            for g, group in enumerate(self.groups)
            for t in ((0,) if self.alike else sorted(t for tier in group.tiers for t in tier))
        ]
        self.limits = tuple(self._longest(calls) for calls in self.types)

    def _longest(self, calls: SkilledCalls) -> int:
        """More callers of this type hardly ever wait."""
        if calls.patience is None:
            return 120
        mean = calls.rate * calls.patience
        return math.ceil(mean + 6 * math.sqrt(mean) + 12)

    @property
    def size(self) -> int:
        """A bound on the number of states: how agents may be busy, times how long the queues may be."""
        busy = 1
        for g, group in enumerate(self.groups):
            kinds = sum(cell[0] == g for cell in self.cells)
            busy *= math.comb(group.agents + kinds, kinds)
        full = max(1, busy // max(1, min((group.agents for group in self.groups), default=1)))
        return busy + full * math.prod(limit + 1 for limit in self.limits) if len(self.types) > 1 else busy * 200

    @property
    def start(self) -> State:
        """Everybody busy with the first thing that they do, nobody waiting: a likely state under load."""
        first = {g: min(i for i, cell in enumerate(self.cells) if cell[0] == g) for g, _ in self.cells}
        busy = [self.groups[g].agents if first[g] == i else 0 for i, (g, _) in enumerate(self.cells)]
        return (*busy, *(0 for _ in self.types))

    def queues(self, state: State) -> State:
        return state[len(self.cells) :]

    def busy(self, state: State, group: int) -> int:
        return sum(count for (g, _), count in zip(self.cells, state, strict=False) if g == group)

    def _cell(self, group: int, call_type: int) -> int:
        return self.cells.index((group, 0 if self.alike else call_type))

    def moves(self, state: State) -> Iterator[tuple[State, float]]:
        waiting = self.queues(state)
        for t, calls in enumerate(self.types):
            if calls.rate > 0:
                yield from self._arrival(state, t, calls, waiting[t])
            if waiting[t] and calls.patience is not None:
                yield self._with(state, (len(self.cells) + t, -1)), waiting[t] / calls.patience
        for cell, (g, t) in enumerate(self.cells):
            if state[cell]:
                yield from self._completion(state, cell, g, state[cell] / self.types[t].handle_time)

    def _arrival(
        self, state: State, call_type: int, calls: SkilledCalls, waiting: int
    ) -> Iterator[tuple[State, float]]:
        for tier in calls.tiers:
            idle = {g: self.groups[g].agents - self.busy(state, g) for g in tier}
            total = sum(idle.values())
            if total:
                for g, count in idle.items():
                    if count:
                        yield self._with(state, (self._cell(g, call_type), 1)), calls.rate * count / total
                return
        if waiting < self.limits[call_type]:
            yield self._with(state, (len(self.cells) + call_type, 1)), calls.rate

    def _completion(self, state: State, cell: int, group: int, rate: float) -> Iterator[tuple[State, float]]:
        waiting = self.queues(state)
        for tier in self.groups[group].tiers:
            total = sum(waiting[t] for t in tier)
            if total:
                for t in tier:
                    if waiting[t]:
                        steps = ((cell, -1), (self._cell(group, t), 1), (len(self.cells) + t, -1))
                        yield self._with(state, *steps), rate * waiting[t] / total
                return
        yield self._with(state, (cell, -1)), rate

    @staticmethod
    def _with(state: State, *steps: tuple[int, int]) -> State:
        changed = list(state)
        for place, by in steps:
            changed[place] += by
        return tuple(changed)

    def _all_busy(self, state: State, calls: SkilledCalls) -> bool:
        return all(self.busy(state, g) >= self.groups[g].agents for tier in calls.tiers for g in tier)

    def result(self, shares: dict[State, float]) -> SkillNet:
        lengths = [mean_of(shares, lambda state, t=t: self.queues(state)[t]) for t in range(len(self.types))]  # type: ignore[misc]
        lost, waits, seen = [], [], []
        for calls, length in zip(self.types, lengths, strict=True):
            lost.append(length / calls.patience / calls.rate if calls.patience and calls.rate else 0.0)
            waits.append(length / calls.rate if calls.rate else 0.0)
            seen.append(sum(share for state, share in shares.items() if self._all_busy(state, calls)))
        busy = [
            mean_of(shares, lambda state, g=g: self.busy(state, g)) / group.agents if group.agents else 0.0  # type: ignore[misc]
            for g, group in enumerate(self.groups)
        ]
        tiers = [tier for calls in self.types for tier in calls.tiers]
        tiers += [tier for group in self.groups for tier in group.tiers]
        return SkillNet(
            waiting=tuple(seen),
            abandonment=tuple(lost),
            wait=tuple(waits),
            occupancy=tuple(busy),
            drawn=any(len(tier) > 1 for tier in tiers),
        )
