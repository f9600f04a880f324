"""A space is every state that a call can come to, in one hours class and with queues that take the call or are full.

States and moves are numbered, and moves stand in arrays, for there may be very many; what leads where is
asked of SciPy's graph algorithms.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from cxsim.ivr.answer import Act
from cxsim.ivr.flow import Collect, Menu, Node, Prompt, Queue
from cxsim.ivr.machine import GIVEN, GOES_ON, MAYBE, PRESS, SAY, TYPE, WAIT, WRONG, Label, Machine, Move, State

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]


class Space:
    """The states of a call as numbers, with every move between them; state 0 is where the call begins.

    Move ``m`` leads from state ``source[m]`` to ``target[m]`` and is called ``labels[label[m]]``; the moves of a state
    stand beside each other, from ``offset[state]`` on. ``node`` holds the number of each state's node.
    """

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.states: list[State] = [machine.start()]
        self.came: list[tuple[int, int]] = [(-1, 0)]  # the first move that led here: its state, and its label's number
        self.depth: list[int] = [0]
        self.labels: list[Label] = [(GOES_ON, "")]
        self._led: tuple[list[int], Numbers] | None = None
        self._costs: dict[tuple[int, int, int, int, int], float] = {}
        offsets, labels, targets = self._explore()
        self.offset: Numbers = np.array(offsets, dtype=np.int64)
        self.label: Numbers = np.array(labels, dtype=np.int64)
        self.target: Numbers = np.array(targets, dtype=np.int64)
        self.source: Numbers = np.repeat(np.arange(len(self.states)), np.diff(self.offset))
        self.node: Numbers = np.array([state[0] for state in self.states], dtype=np.int64)
        self.ends: list[int] = np.flatnonzero(np.diff(self.offset) == 0).tolist()

    def _explore(self) -> tuple[list[int], list[int], list[int]]:
        """Breadth first, so that ``came`` tells a shortest call to each state. Offsets, labels and targets of moves.

        What a caller can choose in a menu does not depend on how often she tried: it is worked out once for all tries.
        """
        machine, states, nodes = self.machine, self.states, self.machine.nodes
        inputs = [isinstance(node, Menu | Collect) for node in nodes]
        self._index = {states[0]: 0}
        self._names = {self.labels[0]: 0}
        offsets, labels, targets = [0], list[int](), list[int]()
        shared: dict[tuple[int, tuple[str | None, ...], str], tuple[list[int], list[int]]] = {}
        number = 0
        while number < len(states):
            state = states[number]
            if inputs[state[0]]:
                key = (state[0], state[3], state[4])
                found = shared.get(key)
                if found is None:
                    found = shared[key] = self._numbered(machine.choices(state), number)
                labels += found[0]
                targets += found[1]
                found = self._numbered(machine.retries(state), number)
            else:
                found = self._numbered(machine.moves(state), number)
            labels += found[0]
            targets += found[1]
            offsets.append(len(targets))
            number += 1
        return offsets, labels, targets

    def _numbered(self, moves: Sequence[Move], number: int) -> tuple[list[int], list[int]]:
        """The numbers of the labels and targets of moves; states that are new are kept."""
        index, names, states = self._index, self._names, self.states
        labels, targets = [], []
        for label, state in moves:
            name = names.get(label)
            if name is None:
                name = names[label] = len(self.labels)
                self.labels.append(label)
            target = index.get(state)
            if target is None:
                target = index[state] = len(states)
                states.append(state)
                self.came.append((number, name))
                self.depth.append(self.depth[number] + 1)
            labels.append(name)
            targets.append(target)
        return labels, targets

    def moves(self, number: int) -> list[tuple[Label, int]]:
        """The moves out of a state, with the state that each leads to."""
        return [(self.labels[label], target) for label, target in self._led_to(number)]

    def before(self, number: int) -> list[int]:
        """The states from which one move leads to this one."""
        if self._led is None:
            order = np.argsort(self.target, kind="stable")
            led = [0, *np.cumsum(np.bincount(self.target, minlength=len(self.states))).tolist()]
            self._led = led, self.source[order]
        led, sources = self._led
        return list(sources[led[number] : led[number + 1]].tolist())

    def verbs(self, *verbs: str) -> NDArray[np.bool_]:
        """Which moves are made by one of these verbs."""
        found: NDArray[np.bool_] = np.array([label[0] in verbs for label in self.labels])[self.label]
        return found

    def of_kind(self, *kinds: type[Node]) -> NDArray[np.bool_]:
        """Which states are at a node of one of these kinds."""
        found: NDArray[np.bool_] = np.array([isinstance(node, kinds) for node in self.machine.nodes])[self.node]
        return found

    def listening(self) -> NDArray[np.bool_]:
        """In which states a caller can press a key; who has waited in a queue until a human came is past that."""
        listens = np.array([self.machine.listens(node) for node in self.machine.nodes])[self.node]
        found: NDArray[np.bool_] = listens & (np.diff(self.offset) > 0)
        return found

    def inputs(self) -> dict[str, list[int]]:
        """The states of menus and of numbers to type, by node, nearest first."""
        found: dict[str, list[int]] = {}
        numbers = np.flatnonzero(self.of_kind(Menu, Collect))
        for number, node in zip(numbers.tolist(), self.node[numbers].tolist(), strict=True):
            found.setdefault(self.machine.nodes[node].id, []).append(number)
        return found

    def visited(self) -> set[str]:
        """The nodes that some call comes to."""
        return {self.machine.nodes[number].id for number in np.unique(self.node).tolist()}

    def first_inputs(self) -> list[str]:
        """The menus that a call meets first, whatever the circumstances."""
        found: dict[str, None] = {}
        seen, open_ = {0}, deque([0])
        while open_:
            number = open_.popleft()
            node = self.machine.node(self.states[number])
            if isinstance(node, Menu | Collect):
                found[node.id] = None
                continue
            new = [target for _, target in self.moves(number) if target not in seen]
            seen.update(new)
            open_.extend(new)
        return list(found)

    def possible(self, *, without_data: bool = False, even_unknown: bool = False) -> list[bool]:
        """Of each state whether some way of pressing leads to a human; on request without typing a number."""
        wanted = ("human", "unknown") if even_unknown else ("human",)
        seeds = [number for number in self.ends if self.machine.end(self.states[number])[0] in wanted]
        return self.leading_to(seeds, without=TYPE if without_data else None)

    def leading_to(self, seeds: Sequence[int], *, without: str | None = None) -> list[bool]:
        """Of each state whether some moves lead to one of these; on request without the moves of one verb."""
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import breadth_first_order

        size, kept = len(self.states), ~self.verbs(without or "none")
        # one more state, from which the search begins: every seed is one move away from it
        begin = np.concatenate([self.target[kept], np.full(len(seeds), size)])
        end = np.concatenate([self.source[kept], np.array(seeds, dtype=np.int64)])
        graph = coo_array((np.ones(len(begin), dtype=np.int32), (begin, end)), shape=(size + 1, size + 1)).tocsr()
        found = np.zeros(size + 1, dtype=bool)
        found[breadth_first_order(graph, size, return_predecessors=False)] = True
        return list(found[:size].tolist())

    def cost(self, number: int, label: int, target: int) -> float:
        """Seconds of a move: the pause before it, and what is heard after it."""
        state, after = self.states[number], self.states[target]
        key = (state[0], label, after[0], after[1], after[2])
        cost = self._costs.get(key)
        if cost is None:
            machine, name = self.machine, self.labels[label]
            cost = machine.pause(name, state) + machine.flow.seconds(machine.hears(name, after))
            self._costs[key] = cost
        return cost

    def seconds(self) -> NDArray[np.float64]:
        """Of each move its seconds."""
        moves = zip(self.source.tolist(), self.label.tolist(), self.target.tolist(), strict=True)
        return np.array([self.cost(*move) for move in moves], dtype=np.float64)

    @property
    def seconds_at_start(self) -> float:
        """Seconds of what is heard before anything can be done."""
        machine = self.machine
        return machine.flow.seconds(machine.hears((GOES_ON, ""), self.states[0]))

    def nearest(
        self, costs: NDArray[np.float64], *, without: str | None = None
    ) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
        """Of each state what the cheapest call to it costs, and the state before it; infinite where none comes there.

        ``costs`` are those of the moves; of several moves between two states the cheapest counts.
        """
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import dijkstra

        size = len(self.states)
        kept = np.flatnonzero(~self.verbs(without or "none"))
        kept = kept[np.lexsort((costs[kept], self.target[kept], self.source[kept]))]
        _, first = np.unique(self.source[kept] * size + self.target[kept], return_index=True)
        kept = kept[first]
        weights = np.maximum(costs[kept], 1e-9)  # 0 would be no move at all
        graph = coo_array((weights, (self.source[kept], self.target[kept])), shape=(size, size)).tocsr()
        far, came = dijkstra(graph, indices=0, return_predecessors=True)
        return far, came

    def path(self, number: int, came: NDArray[np.int32]) -> list[Label]:
        """The moves of a cheapest call to a state, as :meth:`nearest` found it."""
        found: list[Label] = []
        while number > 0:
            before = int(came[number])
            costs = [
                (self.cost(before, label, target), label) for label, target in self._led_to(before) if target == number
            ]
            found.append(self.labels[min(costs)[1]])
            number = before
        return found[::-1]

    def _led_to(self, number: int) -> Iterable[tuple[int, int]]:
        there = slice(self.offset[number], self.offset[number + 1])
        return zip(self.label[there].tolist(), self.target[there].tolist(), strict=True)

    def acts_to(self, number: int) -> list[Act]:
        """A shortest call that comes to this state."""
        steps: list[tuple[Label, int]] = []
        while number > 0:
            before, label = self.came[number]
            steps.append((self.labels[label], number))
            number = before
        return self.acts([((GOES_ON, ""), 0), *reversed(steps)])

    def acts(self, steps: Sequence[tuple[Label, int]], came_from: int | None = None) -> list[Act]:
        """What is heard and done on these moves, each given as (label, the state that it leads to)."""
        acts: list[Act] = []
        for label, number in steps:
            if came_from is not None:
                acts += self._done(label, came_from)
            state = self.states[number]
            acts += [self._heard(prompt, number) for prompt in self.machine.hears(label, state)]
            came_from = number
        return acts

    def _done(self, label: Label, number: int) -> Iterable[Act]:
        verb, what = label
        state = self.states[number]
        node, pause = self.machine.node(state).id, self.machine.pause(label, state)
        if verb in (PRESS, SAY):
            yield Act(verb=verb, text=what, node=node, seconds=pause)
        elif verb == TYPE:
            yield Act(verb="type", text=what if what.isdigit() else "the number", node=node, seconds=pause)
        elif verb == WRONG:
            verb = "type" if isinstance(self.machine.node(state), Collect) else "press"
            yield Act(verb=verb, text=wrong_key(self.machine.node(state)), node=node, seconds=pause)
        elif verb == WAIT and not isinstance(self.machine.node(state), Queue):
            yield Act(verb="wait", text="", node=node, seconds=pause)
        elif verb in (GIVEN, MAYBE):
            yield Act(verb="given", text=what, node=node)

    def _heard(self, prompt: Prompt, number: int) -> Act:
        seconds = prompt.seconds(self.machine.flow.words_per_minute)
        return Act(
            verb="hear",
            text=prompt.text or prompt.audio or "a recording",
            node=self.machine.node(self.states[number]).id,
            seconds=seconds,
        )


def wrong_key(node: Node) -> str:
    """A key that this step does not know: 0 where it has none, else another; too short a number where digits count."""
    if isinstance(node, Collect):
        return "1" if node.least > 1 else "*"
    keys = node.keys if isinstance(node, Menu) else {}
    return next((key for key in "0987654321*#" if key not in keys), "0")
