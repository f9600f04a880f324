"""A solution is what one kind of caller gets from every state: one who only presses 0, one who says nothing.

It is decided by two least fixed points: the states from which a human comes for certain, and those from which one may
come. Where the caller's circumstances branch, the worst counts; where the flow cannot be seen through, either may
happen. Both are linear in the moves.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from cxsim.ivr.answer import Act, Answer, Proof, Reach
from cxsim.ivr.flow import Collect, Menu
from cxsim.ivr.machine import MAYBE, PRESS, TYPE, WRONG, Label, Machine, State
from cxsim.ivr.space import Space

Policy = Callable[[Machine, State], Label]
_FAR = 1 << 30


def solve(space: Space, policy: Policy) -> Solution:
    """What a caller who always acts like this gets, from every state."""
    follows: list[list[tuple[Label, int]]] = []
    machine, nodes = space.machine, space.machine.nodes
    for state, moves in zip(space.states, space.moves, strict=True):
        if isinstance(nodes[state[0]], Menu | Collect):
            wanted = policy(machine, state)
            follows.append([move for move in moves if move[0] == wanted])
        else:
            follows.append(moves)
    return Solution(space, follows)


@dataclass(slots=True)
class Solution:
    """What one kind of caller gets from every state of a space."""

    space: Space
    follows: list[list[tuple[Label, int]]]
    presses: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    certain: bytearray = field(default_factory=bytearray)
    maybe: bytearray = field(default_factory=bytearray)
    stays: dict[int, Solution] = field(default_factory=dict)  # states in which she presses once and then only waits
    _before: list[list[int]] = field(default_factory=list)
    _far: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        size = len(self.follows)
        self.presses, self.seconds = [0] * size, [0.0] * size
        self._before = [[] for _ in range(size)]
        for number, moves in enumerate(self.follows):
            for _, target in moves:
                self._before[target].append(number)
        kinds = {number: self.space.machine.end(self.space.states[number])[0] for number in self.space.ends}
        self.certain = bytearray(size)
        self._settle([n for n, kind in kinds.items() if kind == "human"], self.certain, any_of_unknown=False)
        self.maybe = bytearray(self.certain)
        unsure = [n for n, kind in kinds.items() if kind == "unknown"]
        if unsure or any(moves and moves[0][0][0] == MAYBE for moves in self.follows):
            self.maybe = bytearray(size)
            self._settle([n for n, kind in kinds.items() if kind != "not human"], self.maybe, any_of_unknown=True)

    def or_waits(self, silent: Solution) -> None:
        """Let a caller whose 0 was taken, and who gets nowhere by more zeros, stay on the line without a key."""
        seeds = []
        for number, moves in enumerate(self.follows):
            if not self.certain[number] and len(moves) == 1 and moves[0][0] == (PRESS, "0"):
                target = moves[0][1]
                if silent.certain[target]:
                    self.stays[number] = silent
                    self.presses[number] = 1
                    self.seconds[number] = self._step(number, moves[0]) + silent.seconds[target]
                    seeds.append(number)
        if seeds:
            self._settle(seeds, self.certain, any_of_unknown=False)
            for number, certain in enumerate(self.certain):
                self.maybe[number] |= certain

    def _settle(self, seeds: list[int], inside: bytearray, *, any_of_unknown: bool) -> None:
        """Add to ``inside`` every state whose moves all lead inside (one is enough where nobody can know which)."""
        follows, before = self.follows, self._before
        missing = [sum(not inside[target] for _, target in moves) for moves in follows]
        open_ = deque(seeds)
        for number in seeds:
            inside[number] = 1
        while open_:
            for number in before[open_.popleft()]:
                if inside[number]:
                    continue
                missing[number] -= 1
                if missing[number] <= 0 or (any_of_unknown and follows[number][0][0][0] == MAYBE):
                    inside[number] = 1
                    if not any_of_unknown:
                        self._measure(number)
                    open_.append(number)

    def _measure(self, number: int) -> None:
        """Presses and seconds of the worst way out of a state from which a human comes for certain."""
        moves = self.follows[number]
        self.presses[number] = max(self.presses[target] + _presses(label) for label, target in moves)
        self.seconds[number] = max(self.seconds[move[1]] + self._step(number, move) for move in moves)

    def _step(self, number: int, move: tuple[Label, int]) -> float:
        """Seconds that are spent in a state before this move out of it."""
        machine, state = self.space.machine, self.space.states[number]
        node = machine.nodes[state[0]]
        spoken = machine.flow.seconds(node.says) if node.says else 0.0
        if isinstance(node, Menu | Collect) and self.space.states[move[1]][0] == state[0]:
            again = machine.hears(move[0], self.space.states[move[1]])  # a repetition may begin with words of its own
            spoken += machine.flow.seconds(again[: len(again) - len(node.says)])
        return spoken + machine.pause(move[0], state)

    def answer(self, number: int) -> Answer:
        """The answer from one state, without the call that proves it."""
        if self.certain[number]:
            reach = Reach.YES if self.presses[number] <= 1 else Reach.AFTER
            return Answer(reach=reach, presses=self.presses[number], seconds=round(self.seconds[number], 3))
        return Answer(reach=Reach.CANNOT_TELL if self.maybe[number] else Reach.NO)

    def proved(self, number: int) -> Answer:
        """The answer from one state; the shortest call that proves it is found when it is asked for."""
        return replace(self.answer(number), proof=cache(lambda: self._proof(number)))

    def _proof(self, number: int) -> Proof:
        steps, ending = self._to_the_end(number)
        acts = [*self.space.acts_to(number), *self.space.acts(steps, number)]
        acts.append(Act(verb="end", text=ending, node=self.space.machine.node(self.space.states[number]).id))
        return Proof(acts=tuple(acts), unknown=self._unknown(number, steps))

    def ending(self, number: int) -> list[Act]:
        """What happens from a state to the end of the call."""
        steps, ending = self._to_the_end(number)
        return [*self.space.acts(steps, number), Act(verb="end", text=ending, node="")]

    def distance(self, number: int) -> int:
        """Moves until a call that fails ends; very many where it never does."""
        if not self._far:
            self._far = [_FAR] * len(self.follows)
            open_ = deque(n for n in self.space.ends if not self.maybe[n])
            for end in open_:
                self._far[end] = 0
            while open_:
                near = open_.popleft()
                for before in self._before[near]:
                    if self._far[before] == _FAR and not self.maybe[before]:
                        self._far[before] = self._far[near] + 1
                        open_.append(before)
        return self._far[number]

    def _to_the_end(self, number: int) -> tuple[list[tuple[Label, int]], str]:
        """The moves from a state on, and how the call ends."""
        steps: list[tuple[Label, int]] = []
        seen = {number}
        caller = self
        while moves := caller.follows[number]:
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
        return min((m for m in moves if not self.maybe[m[1]]), key=lambda m: self.distance(m[1]))

    def _unknown(self, number: int, steps: Sequence[tuple[Label, int]]) -> str:
        for label, target in steps:
            if label[0] == MAYBE:
                return label[1]
            number = target
        return self.space.machine.end(self.space.states[number])[1]


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
