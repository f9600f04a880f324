"""A solution is what one kind of caller gets from every state: one who only presses 0, one who says nothing.

It is decided by two least fixed points: the states from which a human comes for certain, and those from which one may
come. Where the caller's circumstances branch, the worst counts; where the flow cannot be seen through, either may
happen. Both are linear in the moves.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cxsim.ivr.answer import Act, Answer, Proof, Reach
from cxsim.ivr.flow import Node
from cxsim.ivr.machine import MAYBE, PRESS, TYPE, WRONG, Label
from cxsim.ivr.space import Space

if TYPE_CHECKING:
    from numpy.typing import NDArray

Policy = Callable[[Node], Label]
"""What a caller always does at a menu."""
_FAR = 1 << 30


def solve(space: Space, policy: Policy) -> Solution:
    """What a caller who always acts like this gets, from every state."""
    number = {label: n for n, label in enumerate(space.labels)}
    wanted = [number.get(policy(n), -2) if space.machine.listens(n) else -1 for n in space.machine.nodes]
    chosen = np.array(wanted)[space.node[space.source]]
    return Solution(space, (chosen == -1) | (chosen == space.label))


class Solution:
    """What one kind of caller, who makes some of the moves, gets from every state of a space."""

    def __init__(self, space: Space, made: NDArray[np.bool_]) -> None:
        self.space = space
        size = len(space.states)
        self._source, self._target = space.source[made], space.target[made]
        self._counts = np.bincount(self._source, minlength=size)
        self._offset: list[int] = [0, *np.cumsum(self._counts).tolist()]
        self._targets: list[int] = self._target.tolist()
        self._labels: list[int] = space.label[made].tolist()
        order = np.argsort(self._target, kind="stable")
        self._before: list[int] = self._source[order].tolist()
        self._led: list[int] = [0, *np.cumsum(np.bincount(self._target, minlength=size)).tolist()]
        self._far: NDArray[np.float64] | None = None
        self.stays: dict[int, Solution] = {}  # states in which she presses once and then only waits
        self.presses, self.seconds = [0] * size, [0.0] * size
        self.certain, self.maybe = bytearray(size), bytearray(size)
        self._solve()

    def _solve(self) -> None:
        kinds = {number: self.space.machine.end(self.space.states[number])[0] for number in self.space.ends}
        self._settle([n for n, kind in kinds.items() if kind == "human"], self.certain)
        self.maybe = bytearray(self.certain)
        forks = {number for number, label in enumerate(self.space.labels) if label[0] == MAYBE}
        unsure = (
            {n for n in np.unique(self._source).tolist() if self._labels[self._offset[n]] in forks} if forks else ()
        )
        if unsure or "unknown" in kinds.values():
            self.maybe = bytearray(len(self.certain))
            self._settle([n for n, kind in kinds.items() if kind != "not human"], self.maybe, frozenset(unsure))

    def or_waits(self, silent: Solution) -> None:
        """Let a caller whose 0 was taken, and who gets nowhere by more zeros, stay on the line without a key."""
        zero = next((n for n, label in enumerate(self.space.labels) if label == (PRESS, "0")), -1)
        pressed = [self._offset[n] for n in np.unique(self._source).tolist() if self._labels[self._offset[n]] == zero]
        seeds = []
        for move in pressed:
            number, target = int(self._source[move]), self._targets[move]
            if self._counts[number] == 1 and not self.certain[number] and silent.certain[target]:
                self.stays[number] = silent
                self.presses[number] = 1
                self.seconds[number] = self._cost(number, move)[1] + silent.seconds[target]
                seeds.append(number)
        if seeds:
            self._settle(seeds, self.certain)
            self.maybe = bytearray(one | other for one, other in zip(self.maybe, self.certain, strict=True))

    def _settle(self, seeds: Sequence[int], inside: bytearray, unsure: frozenset[int] | None = None) -> None:
        """Add to ``inside`` every state whose moves all lead inside; one is enough where nobody can know which."""
        before, led = self._before, self._led
        open_ones = np.frombuffer(inside, dtype=np.uint8)[self._target] == 0
        missing = np.bincount(self._source, weights=open_ones, minlength=len(inside)).astype(np.int64).tolist()
        for number in seeds:
            inside[number] = 1
        open_ = deque(seeds)
        while open_:
            here = open_.popleft()
            for number in before[led[here] : led[here + 1]]:
                if inside[number]:
                    continue
                missing[number] -= 1
                if missing[number] <= 0 or (unsure is not None and number in unsure):
                    inside[number] = 1
                    if unsure is None:
                        self._measure(number)
                    open_.append(number)

    def _measure(self, number: int) -> None:
        """Presses and seconds of the worst way out of a state from which a human comes for certain."""
        presses, seconds = 0, 0.0
        for move in range(self._offset[number], self._offset[number + 1]):
            target = self._targets[move]
            pressed, took = self._cost(number, move)
            presses = max(presses, self.presses[target] + pressed)
            seconds = max(seconds, self.seconds[target] + took)
        self.presses[number], self.seconds[number] = presses, seconds

    def _cost(self, number: int, move: int) -> tuple[int, float]:
        """Presses of a move, and its seconds."""
        label = self._labels[move]
        return _presses(self.space.labels[label]), self.space.cost(number, label, self._targets[move])

    def moves(self, number: int) -> list[tuple[Label, int]]:
        """The moves of this caller out of a state."""
        found = range(self._offset[number], self._offset[number + 1])
        return [(self.space.labels[self._labels[move]], self._targets[move]) for move in found]

    def answer(self, number: int) -> Answer:
        """The answer from one state, without the call that proves it."""
        if self.certain[number]:
            reach = Reach.YES if self.presses[number] <= 1 else Reach.AFTER
            label = self.space.labels[self.space.came[number][1]]
            machine = self.space.machine
            seconds = self.seconds[number] + machine.flow.seconds(machine.hears(label, self.space.states[number]))
            return Answer(reach=reach, presses=self.presses[number], seconds=round(seconds, 3))
        return Answer(reach=Reach.CANNOT_TELL if self.maybe[number] else Reach.NO)

    def proved(self, number: int) -> Answer:
        """The answer from one state; the shortest call that proves it is found when it is asked for."""
        return replace(self.answer(number), proof=_Proving(self, number))

    def worst(self) -> dict[int, int]:
        """By number of each menu its worst state; among equals the one with the shortest call that ends badly."""
        numbers = np.flatnonzero(self.space.listening())
        presses = np.array(self.presses)[numbers]
        certain, maybe = (np.frombuffer(kept, dtype=np.uint8)[numbers] > 0 for kept in (self.certain, self.maybe))
        rank = np.where(certain, np.where(presses <= 1, 0, 1), np.where(maybe, 2, 3))
        length = np.array(self.space.depth)[numbers] + np.where(maybe, 0, self.distances()[numbers])
        nodes = self.space.node[numbers]
        order = np.lexsort((-numbers, -length, np.where(rank == 1, presses, 0), rank, nodes))
        return dict(zip(nodes[order].tolist(), numbers[order].tolist(), strict=True))  # the last of each menu stays

    def distances(self) -> NDArray[np.float64]:
        """Of each state the moves until a call that fails ends; very many where it never does."""
        if self._far is None:
            from scipy.sparse import coo_array
            from scipy.sparse.csgraph import dijkstra

            size = len(self.certain)
            failed = np.frombuffer(self.maybe, dtype=np.uint8) == 0
            ends = [number for number in self.space.ends if failed[number]]
            self._far = np.full(size, float(_FAR))
            if ends:
                kept = failed[self._source] & failed[self._target]
                ways = (self._target[kept], self._source[kept])
                graph = coo_array((np.ones(len(ways[0])), ways), shape=(size, size)).tocsr()
                self._far = np.minimum(dijkstra(graph, indices=ends, unweighted=True, min_only=True), _FAR)
        return self._far

    def ending(self, number: int) -> list[Act]:
        """What happens from a state to the end of the call."""
        steps, ending = self._to_the_end(number)
        return [*self.space.acts(steps, number), Act(verb="end", text=ending, node="")]

    def proof(self, number: int) -> Proof:
        """A shortest call that comes to a state and goes on to its end."""
        steps, ending = self._to_the_end(number)
        acts = [*self.space.acts_to(number), *self.space.acts(steps, number)]
        last = steps[-1][1] if steps else number
        acts.append(Act(verb="end", text=ending, node=self.space.machine.node(self.space.states[last]).id))
        return Proof(acts=tuple(acts), unknown=self._unknown(number, steps))

    def _to_the_end(self, number: int) -> tuple[list[tuple[Label, int]], str]:
        """The moves from a state on, and how the call ends."""
        steps: list[tuple[Label, int]] = []
        seen = {number}
        caller = self
        while moves := caller.moves(number):
            move = caller._worst(number, moves)
            if number in caller.stays:
                caller = caller.stays[number]
            steps.append(move)
            number = move[1]
            if number in seen:
                return steps, "are still in the menu"
            seen.add(number)
        kind, why = self.space.machine.end(self.space.states[number])
        if kind == "human":
            return steps, "get a human"
        return steps, _felt(why) if kind == "not human" else why

    def _worst(self, number: int, moves: Sequence[tuple[Label, int]]) -> tuple[Label, int]:
        if len(moves) == 1:
            return moves[0]
        if self.certain[number]:
            return max(moves, key=lambda move: (self.presses[move[1]], self.seconds[move[1]]))
        if self.maybe[number]:
            return next((move for move in moves if not self.certain[move[1]]), moves[0])
        far = self.distances()
        return min((move for move in moves if not self.maybe[move[1]]), key=lambda move: float(far[move[1]]))

    def _unknown(self, number: int, steps: Sequence[tuple[Label, int]]) -> str:
        for label, target in steps:
            if label[0] == MAYBE:
                return label[1]
            number = target
        return self.space.machine.end(self.space.states[number])[1]


class _Proving:
    """The proof of an answer, found when it is first asked for."""

    __slots__ = ("found", "number", "solution")

    def __init__(self, solution: Solution, number: int) -> None:
        self.solution, self.number = solution, number
        self.found: Proof | None = None

    def __call__(self) -> Proof:
        if self.found is None:
            self.found = self.solution.proof(self.number)
        return self.found


def _presses(label: Label) -> int:
    if label[0] == TYPE:
        return len(label[1])
    return 1 if label[0] in (PRESS, WRONG) else 0


def _felt(why: str) -> str:
    return {
        "the line is cut": "are cut off",
        "a machine records a message": "get a machine that records a message",
        "a callback is promised": "are promised a callback instead",
    }.get(why, why)
