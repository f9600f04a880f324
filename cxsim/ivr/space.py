"""A space is every state that a call can come to, in one hours class and with queues that take the call or are full."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence

from cxsim.ivr.answer import Act
from cxsim.ivr.flow import Collect, Menu, Node, Prompt
from cxsim.ivr.machine import GIVEN, GOES_ON, MAYBE, PRESS, SAY, TYPE, WAIT, WRONG, Label, Machine, State


class Space:
    """The states of a call as numbers, with every move between them; state 0 is where the call begins."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.states: list[State] = [machine.start()]
        self.moves: list[list[tuple[Label, int]]] = []
        self.came: list[tuple[int, Label]] = [(-1, (GOES_ON, ""))]  # the first move that led here
        self.depth: list[int] = [0]
        self._explore()
        self.ends = [number for number, moves in enumerate(self.moves) if not moves]

    def _explore(self) -> None:
        """Breadth first, so that ``came`` tells a shortest call to each state."""
        index = {self.states[0]: 0}
        states, came, depth, machine = self.states, self.came, self.depth, self.machine
        number = 0
        while number < len(states):
            found: list[tuple[Label, int]] = []
            for label, state in machine.moves(states[number]):
                target = index.get(state)
                if target is None:
                    target = index[state] = len(states)
                    states.append(state)
                    came.append((number, label))
                    depth.append(depth[number] + 1)
                found.append((label, target))
            self.moves.append(found)
            number += 1

    def inputs(self) -> dict[str, list[int]]:
        """The states in which a caller can press a key, by node, nearest first."""
        found: dict[str, list[int]] = {}
        for number, state in enumerate(self.states):
            node = self.machine.nodes[state[0]]
            if isinstance(node, Menu | Collect):
                found.setdefault(node.id, []).append(number)
        return found

    def visited(self) -> set[str]:
        """The nodes that some call comes to."""
        return {self.machine.nodes[number].id for number in {state[0] for state in self.states}}

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
            new = [target for _, target in self.moves[number] if target not in seen]
            seen.update(new)
            open_.extend(new)
        return list(found)

    def human_ends(self) -> list[int]:
        """The states in which a human is reached."""
        return [number for number in self.ends if self.machine.end(self.states[number])[0] == "human"]

    def possible(self, *, without_data: bool = False, even_unknown: bool = False) -> set[int]:
        """The states from which some way of pressing leads to a human; on request without typing a number."""
        wanted = ("human", "unknown") if even_unknown else ("human",)
        seeds = {number for number in self.ends if self.machine.end(self.states[number])[0] in wanted}
        return self.leading_to(seeds, without=TYPE if without_data else None)

    def before(self, *, without: str | None = None) -> list[list[int]]:
        """For each state those from which one move leads to it; on request without the moves of one verb."""
        found: list[list[int]] = [[] for _ in self.states]
        for number, moves in enumerate(self.moves):
            for label, target in moves:
                if label[0] != without:
                    found[target].append(number)
        return found

    def leading_to(self, seeds: Iterable[int], *, without: str | None = None) -> set[int]:
        """The states from which some moves lead to one of these, and these themselves."""
        before, found = self.before(without=without), set(seeds)
        stack = list(found)
        while stack:
            new = [number for number in before[stack.pop()] if number not in found]
            found.update(new)
            stack.extend(new)
        return found

    def acts_to(self, number: int) -> list[Act]:
        """A shortest call that comes to this state."""
        steps: list[tuple[Label, int]] = []
        while number > 0:
            before, label = self.came[number]
            steps.append((label, number))
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
        elif verb == WAIT:
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
