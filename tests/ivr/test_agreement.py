"""What exploration says about callers agrees with simply trying them, on random flows, by an interpreter of its own."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from cxsim.ivr.answer import Reach
from cxsim.ivr.explore import explore
from cxsim.ivr.flow import (
    HANG_UP,
    Branch,
    Case,
    Collect,
    Compare,
    Flow,
    HangUp,
    Menu,
    Node,
    Play,
    Prompt,
    Queue,
    Retry,
    Voicemail,
)
from cxsim.ivr.machine import Machine
from cxsim.ivr.walk import Acted, Choice, Do, Ended, walk

Input = Menu | Collect | Queue
SAYS = (Prompt(text="words", stated=1.0),)
STEPS = 400


@st.composite
def flows(draw: st.DrawFn) -> Flow:
    """Small phone menus with every kind of node that a caller can change something about."""
    size = draw(st.integers(1, 5))
    ids = [f"n{number}" for number in range(size)]
    targets = st.sampled_from([*ids, "human", "room", "machine", HANG_UP])
    retries = st.builds(Retry, repeat=st.integers(0, 2), then=targets)
    nodes: dict[str, Node] = {}
    for id in ids:
        kind = draw(st.sampled_from(["menu", "menu", "collect", "play", "branch"]))
        if kind == "menu":
            keys = draw(st.dictionaries(st.sampled_from("0129"), targets, max_size=3))
            nodes[id] = Menu(id=id, says=SAYS, keys=keys, silent=draw(retries), wrong=draw(retries))
        elif kind == "collect":
            least = draw(st.integers(1, 3))
            nodes[id] = Collect(
                id=id, says=SAYS, then=draw(targets), least=least, most=least, silent=draw(retries), wrong=draw(retries)
            )
        elif kind == "play":
            nodes[id] = Play(id=id, says=SAYS, then=draw(targets))
        else:
            gold = Case(condition=Compare(name="customer", op="=", value="gold"), then=draw(targets))
            nodes[id] = Branch(id=id, cases=(gold,), otherwise=draw(targets))
    nodes["human"] = Queue(id="human", queue="all")
    nodes["room"] = Queue(
        id="room", queue="all", keys=draw(st.dictionaries(st.sampled_from("01"), targets, max_size=2))
    )
    nodes["machine"] = Voicemail(id="machine")
    nodes[HANG_UP] = HangUp(id=HANG_UP)
    return Flow(name="random", start="n0", nodes=nodes)


@dataclass
class Call:
    """A second, naive interpreter: one mutable call that is simply tried."""

    flow: Flow
    customer: str
    at: str
    silences: int = 0
    wrongs: int = 0
    presses: int = 0
    answered: bool = False

    def go(self, target: str) -> None:
        self.at, self.silences, self.wrongs = target, 0, 0

    def silent(self, node: Input) -> None:
        if isinstance(node, Queue):
            self.answered = True
        elif self.silences < node.silent.repeat:
            self.silences += 1
        else:
            self.go(node.silent.then)

    def wrong(self, node: Input) -> None:
        if isinstance(node, Queue):
            self.answered = True  # the key changes nothing
        elif self.wrongs < node.wrong.repeat:
            self.wrongs += 1
        else:
            self.go(node.wrong.then)

    def zero(self, node: Input) -> None:
        if isinstance(node, Queue) and "0" not in node.keys:
            self.answered = True
            return
        if isinstance(node, Collect):
            self.presses += node.least
            self.go(node.then)
            return
        self.presses += 1
        if "0" in node.keys:
            self.go(node.keys["0"])
        else:
            self.wrong(node)

    def run(self, act: Callable[[Input], None]) -> bool:
        """Whether a human answers in the end."""
        for _ in range(STEPS):
            node = self.flow.nodes[self.at]
            if self.answered or (isinstance(node, Queue) and not node.keys):
                return True
            if isinstance(node, Voicemail | HangUp):
                return False
            if isinstance(node, Branch):
                self.go(node.cases[0].then if self.customer == "gold" else node.otherwise)
            elif isinstance(node, Menu | Collect | Queue):
                act(node)
            else:
                assert isinstance(node, Play)
                self.go(node.then)
        return False  # round in circles


def visited(flow: Flow, customer: str, rounds: int = 60) -> list[tuple[str, int, int]]:
    """States in which random callers of this kind found themselves able to press a key."""
    found: dict[tuple[str, int, int], None] = {}
    chance = random.Random(1)
    for _ in range(rounds):
        call = Call(flow, customer, flow.start)

        def anything(node: Input, call: Call = call) -> None:
            found[call.at, call.silences, call.wrongs] = None
            ways = [call.silent, call.wrong, call.zero]
            keys = [node.then] if isinstance(node, Collect) else list(node.keys.values())
            way = chance.randrange(len(ways) + len(keys))
            if way < len(ways):
                ways[way](node)
            else:
                call.go(keys[way - len(ways)])

        call.run(anything)
    return list(found)


def helped_by_zero(flow: Flow, customer: str, state: tuple[str, int, int], most: int) -> bool:
    """Whether somebody gets a human who presses 0 again and again, at most so often, and then only waits."""
    for wanted in range(1, most + 1):
        call = Call(flow, customer, *state)

        def act(node: Menu | Collect, call: Call = call, wanted: int = wanted) -> None:
            (call.zero if call.presses < wanted else call.silent)(node)

        if call.run(act):
            return True
    return False


@settings(max_examples=150, deadline=None)
@given(flows())
def test_exploration_agrees_with_trying(flow: Flow) -> None:
    found = explore(flow)
    answers = {menu.id: menu for menu in found.menus}
    tried: dict[str, list[tuple[bool, bool, bool]]] = {}
    for customer in ("gold", "other"):
        for state in visited(flow, customer):
            calls = {name: Call(flow, customer, *state) for name in ("silent", "wrong")}
            human = {name: call.run(getattr(call, name)) for name, call in calls.items()}
            presses = answers[state[0]].zero["always"].presses
            by_zero = helped_by_zero(flow, customer, state, max(1, presses))
            tried.setdefault(state[0], []).append((by_zero, human["silent"], human["wrong"]))
    for at, results in tried.items():
        menu = answers[at]
        assert "always" in menu.heard
        zero = menu.zero["always"]
        # whoever presses 0 in vain may still be helped by waiting, and random callers do not come everywhere: one way
        if zero.reach in (Reach.YES, Reach.AFTER):
            assert all(reached for reached, *_ in results)
        if menu.silent["always"].reach is Reach.YES:
            assert all(silent for _, silent, _ in results)
        if not all(wrong for *_, wrong in results):
            assert menu.wrong["always"].reach is Reach.NO


@settings(max_examples=150, deadline=None)
@given(flows(), st.lists(st.sampled_from(["0", "1", "2", "9", "", "123"]), max_size=12))
def test_whatever_a_caller_does_comes_to_a_state_that_was_explored(flow: Flow, keys: list[str]) -> None:
    machine = Machine(flow)
    explored = explore(flow).visited

    class Mashing:
        def __init__(self) -> None:
            self.left = list(keys)

        def choose(self, node: Menu | Collect, language: str) -> Choice:
            if not self.left:
                return Choice(do=Do.HANG_UP)
            key = self.left.pop(0)
            if not key:
                return Choice(do=Do.LISTEN)
            return Choice(do=Do.TYPE if isinstance(node, Collect) else Do.PRESS, what=key)

    steps = list(walk(machine, Mashing()))
    assert isinstance(steps[-1], Ended)
    assert {step.node.id for step in steps} <= explored
    assert sum(isinstance(step, Acted) for step in steps) <= len(keys)


@settings(max_examples=150, deadline=None)
@given(flows())
def test_every_no_is_proved_by_a_call_that_can_be_replayed(flow: Flow) -> None:
    for menu in explore(flow).menus:
        answer = menu.zero["always"]
        if answer.reach is not Reach.NO or "always" not in menu.heard:
            continue
        gold = any(act.verb == "given" and "gold" in act.text for act in answer.acts)
        call = Call(flow, "gold" if gold else "other", flow.start)
        doing = [act for act in answer.acts if act.verb in ("press", "type", "wait")]

        def replay(node: Input, call: Call = call, doing: list = doing) -> None:  # type: ignore[type-arg]
            act = doing.pop(0) if doing else None
            if act is None:
                call.zero(node)
            elif act.verb == "wait":
                call.silent(node)
            elif isinstance(node, Collect):
                call.go(node.then) if len(act.text) >= node.least and act.text != "*" else call.wrong(node)
            elif act.text in node.keys:
                call.go(node.keys[act.text])
            else:
                call.wrong(node)

        assert not call.run(replay)
