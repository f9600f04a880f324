"""A machine is a flow that can be stepped: from each state of a call it tells every move that is possible.

It holds the one meaning of a flow, for exploring and for walking. Whatever the caller cannot change during the call
(the hours, whether queues are full) belongs to the machine; whatever the call carries along belongs to the state.
Counters are executed: a state knows how often the caller was silent and how often a key was wrong since the step was
entered from elsewhere, and the value of every attribute that some branch compares. Who waits in a queue that takes keys
can press them until she has been silent once: then she has waited until a human answers.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import TypeAlias

from cxsim.ivr.flow import (
    Assign,
    Branch,
    Callback,
    Collect,
    Compare,
    Flow,
    HangUp,
    InHours,
    Menu,
    Node,
    Opaque,
    Play,
    Prompt,
    Queue,
    Transfer,
    Voicemail,
)
from cxsim.ivr.hours import CLOSED, HOLIDAY, OPEN

State: TypeAlias = tuple[int, int, int, tuple[str | None, ...], str]
"""Node number, silences, wrong keys, values of the attributes (None: not known from outside), language."""
Label: TypeAlias = tuple[str, str]
"""What makes a call move: a verb below, and a key, a word, or a reason."""
Move: TypeAlias = tuple[Label, State]

GOES_ON, PRESS, WRONG, WAIT, TYPE, SAY, GIVEN, MAYBE = "", "press", "wrong", "wait", "type", "say", "given", "maybe"
OTHER = "something else"

_OPERATORS: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class Machine:
    """A flow in one hours class, with queues that take the call or are full."""

    def __init__(self, flow: Flow, states: Mapping[str, str] | None = None, *, full: bool = False) -> None:
        self.flow, self.hours, self.full = flow, dict(states or {}), full
        self.nodes: tuple[Node, ...] = tuple(flow.nodes.values())
        self.number = {id: number for number, id in enumerate(flow.nodes)}
        self.values = _compared(flow)
        self.attribute = {name: number for number, name in enumerate(self.values)}
        self.counters = {n.attribute for n in self.nodes if isinstance(n, Assign) and n.add is not None}
        self.ceiling = {name: _ceiling(values) for name, values in self.values.items()}

    @property
    def closed(self) -> bool:
        """Whether the flow knows that nobody works now."""
        return bool(self.hours) and OPEN not in self.hours.values()

    def start(self) -> State:
        """The state in which a call begins; counters begin at 0, other attributes are not known."""
        attributes = tuple("0" if name in self.counters else None for name in self.values)
        return self._enter(self.flow.start, (0, 0, 0, attributes, self.flow.language))

    def node(self, state: State) -> Node:
        """The node of a state."""
        return self.nodes[state[0]]

    def listens(self, node: Node) -> bool:
        """Whether a caller can press a key there: in a menu, at a number, in a queue that takes keys and the call."""
        if isinstance(node, Queue):
            return bool(node.keys) and not (self.full and node.full is not None)
        return isinstance(node, Menu | Collect)

    def moves(self, state: State) -> list[Move]:
        """Every way in which the call can go on; none where it ends."""
        node = self.nodes[state[0]]
        if isinstance(node, Menu | Collect):
            return [*self.choices(state), *self.retries(state)]
        if isinstance(node, Play):
            return [((GOES_ON, ""), self._enter(node.then, state))]
        if isinstance(node, Branch):
            return self._branch(node, state)
        if isinstance(node, Assign):
            return [((GOES_ON, ""), self._enter(node.then, self._assigned(node, state)))]
        if isinstance(node, Queue) and self.full and node.full is not None:
            return [((GIVEN, "the queue is full"), self._enter(node.full, state))]
        if isinstance(node, Queue) and node.keys and not state[1]:
            waits: State = (state[0], 1, *state[2:])
            return [*(((PRESS, key), self._enter(to, state)) for key, to in node.keys.items()), ((WAIT, ""), waits)]
        if isinstance(node, Transfer) and node.human is False and node.then is not None:
            return [((GOES_ON, ""), self._enter(node.then, state))]
        if isinstance(node, Opaque):
            return [((MAYBE, node.reason), self._enter(target, state)) for target in node.then]
        return []

    def end(self, state: State) -> tuple[str, str]:
        """What it means that a call ends here: (human / not human / unknown, why)."""
        node = self.nodes[state[0]]
        if isinstance(node, Queue):
            if self.closed:
                return "unknown", f"nobody said whether somebody answers the queue {node.queue} outside opening hours"
            return "human", ""
        if isinstance(node, Transfer):
            if node.human is None:
                return "unknown", f"nobody said whether a human answers at {node.number}"
            return ("human", "") if node.human else ("not human", f"no human answers at {node.number}")
        if isinstance(node, Opaque):
            return "unknown", node.reason
        return "not human", _ENDS.get(type(node), "the call ends")

    def hears(self, label: Label, state: State) -> tuple[Prompt, ...]:
        """What the line says on arriving in this state by this move; a repetition may begin with words of its own."""
        node = self.nodes[state[0]]
        if isinstance(node, Menu | Collect) and label[0] in (WAIT, WRONG) and state[1] + state[2]:
            retry, time = (node.silent, state[1]) if label[0] == WAIT else (node.wrong, state[2])
            return retry.words(time) if retry.instead else (*retry.words(time), *node.says)
        return () if isinstance(node, Queue) and state[1] else node.says

    def pause(self, label: Label, state: State) -> float:
        """Seconds without a word between what is heard in this state and this move out of it."""
        node = self.nodes[state[0]]
        if not isinstance(node, Menu | Collect):
            return 0.0
        if label[0] == WAIT:
            return node.silent.after
        if isinstance(node, Menu):
            return node.between if label[0] in (PRESS, WRONG) and _may_go_on(node, label[1]) else 0.0
        if label[0] == PRESS:
            return node.between if label[1] not in "*#" else 0.0
        return node.between if label[0] == TYPE and node.most != node.least else 0.0

    def press(self, state: State, key: str) -> Label:
        """The move that pressing this key makes in a menu; in a queue a key that it does not know changes nothing."""
        node = self.nodes[state[0]]
        if isinstance(node, Queue):
            return (PRESS, key) if key in node.keys else (WAIT, "")
        return (PRESS, key) if isinstance(node, Menu | Collect) and key in node.keys else (WRONG, "")

    def take(self, state: State, label: Label) -> State:
        """The state after a move. Raises KeyError where the move is not possible."""
        return dict(self.moves(state))[label]

    def choices(self, state: State) -> list[Move]:
        """What a caller can choose in a menu; it does not depend on how often she tried before."""
        node, enter = self.nodes[state[0]], self._enter
        if not isinstance(node, Menu | Collect):
            return []
        moves: list[Move] = [((PRESS, key), enter(target, state)) for key, target in node.keys.items()]
        if isinstance(node, Menu):
            return moves + [((SAY, word), enter(target, state)) for word, target in node.words.items()]
        zeros = "0" * node.least
        any_number, noughts = state, state
        if node.into in self.attribute:
            any_number, noughts = self._with(state, node.into, None), self._with(state, node.into, zeros)
        return [*moves, ((TYPE, "digits"), enter(node.then, any_number)), ((TYPE, zeros), enter(node.then, noughts))]

    def retries(self, state: State) -> list[Move]:
        """What follows silence and a wrong key in a menu."""
        node = self.nodes[state[0]]
        if not isinstance(node, Menu | Collect):
            return []
        number, silences, wrongs, attributes, language = state
        again: State = (number, silences + 1, wrongs, attributes, language)
        silent = again if silences < node.silent.repeat else self._enter(node.silent.then, state)
        again = (number, silences, wrongs + 1, attributes, language)
        wrong = again if wrongs < node.wrong.repeat else self._enter(node.wrong.then, state)
        return [((WAIT, ""), silent), ((WRONG, ""), wrong)]

    def _branch(self, node: Branch, state: State) -> list[Move]:
        """The way of the first case that holds; several ways where that cannot be seen from outside."""
        ways: list[Move] = []
        for case in node.cases:
            condition = case.condition
            if isinstance(condition, InHours):
                holds: bool | None = _in_hours(condition.state, self.hours.get(condition.schedule, OPEN))
            elif isinstance(condition, Compare):
                value = state[3][self.attribute[condition.name]]
                if value is None:
                    return self._forks(condition.name, state)  # comes back here with the value
                holds = _holds(value, condition)
            else:
                ways.append(((MAYBE, condition.reason), self._enter(case.then, state)))
                holds = False
            if holds:
                return [*ways, (_last(ways), self._enter(case.then, state))]
        return [*ways, (_last(ways), self._enter(node.otherwise, state))]

    def _forks(self, name: str, state: State) -> list[Move]:
        """One move for each value that an unknown attribute may have, back to the same branch."""
        return [((GIVEN, f"{name} is {value}"), self._with(state, name, value)) for value in self.values[name]]

    def _assigned(self, node: Assign, state: State) -> State:
        if node.attribute not in self.attribute:
            return state
        if node.add is None:
            return self._with(state, node.attribute, node.value)
        before = _number(state[3][self.attribute[node.attribute]] or "0") or 0.0
        after = min(before + node.add, self.ceiling[node.attribute])
        return self._with(state, node.attribute, f"{after:g}")

    def _with(self, state: State, name: str, value: str | None) -> State:
        at = self.attribute[name]
        attributes = (*state[3][:at], value, *state[3][at + 1 :])
        return (*state[:3], attributes, state[4])

    def _enter(self, target: str, state: State) -> State:
        number = self.number[target]
        return (number, 0, 0, state[3], self.nodes[number].language or state[4])


def zeros(node: Node) -> Label:
    """The move that pressing 0 makes at a node; a number to type takes as many zeros as it needs."""
    if isinstance(node, Queue):
        return (PRESS, "0") if "0" in node.keys else (WAIT, "")
    if isinstance(node, Menu | Collect) and "0" in node.keys:
        return (PRESS, "0")  # a number that is longer waits for its further digits in vain
    return (TYPE, "0" * node.least) if isinstance(node, Collect) else (WRONG, "")


_ENDS: Mapping[type[Node], str] = {
    Voicemail: "a machine records a message",
    Callback: "a callback is promised",
    HangUp: "the line is cut",
}


def _may_go_on(node: Menu, key: str) -> bool:
    """Whether the line waits for more digits after this key; the empty one is any that it does not know."""
    return max(len(key), 1) < node.longest and (key == "" or any(k != key and k.startswith(key) for k in node.keys))


def _last(ways: list[Move]) -> Label:
    return (MAYBE, ways[-1][0][1]) if ways else (GOES_ON, "")


def _in_hours(asked: str, state: str) -> bool:
    return state in (CLOSED, HOLIDAY) if asked == CLOSED else state == asked


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _holds(value: str, condition: Compare) -> bool:
    if condition.op in ("=", "!="):
        left, right = _number(value), _number(condition.value)
        same = left == right if left is not None and right is not None else value == condition.value
        return same if condition.op == "=" else not same
    left, right = _number(value), _number(condition.value)
    return left is not None and right is not None and _OPERATORS[condition.op](left, right)


def _compared(flow: Flow) -> dict[str, tuple[str, ...]]:
    """Every attribute that some branch compares, with values that tell all its comparisons apart."""
    found: dict[str, dict[str, None]] = {}
    for condition in flow.conditions:
        if isinstance(condition, Compare):
            values = found.setdefault(condition.name, {})
            number = _number(condition.value)
            if condition.op in _OPERATORS and number is not None:
                values |= dict.fromkeys(f"{n:g}" for n in (number - 1, number, number + 1))
            else:
                values[condition.value] = None
    return {name: (*values, OTHER) for name, values in found.items()}


def _ceiling(values: tuple[str, ...]) -> float:
    """Where a counter may stop counting: no comparison sees a difference beyond it."""
    return max((number for value in values if (number := _number(value)) is not None), default=0.0) + 1.0
