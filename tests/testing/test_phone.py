"""What exploration says of random phone menus holds for random callers of them, when the calls are really made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from cxsim.ivr.answer import Answer, Reach
from cxsim.ivr.drift import drift
from cxsim.ivr.explore import explore, hours_classes
from cxsim.ivr.flow import LINE, Collect, Flow, Input, Queue
from cxsim.ivr.hours import Schedule, class_at
from cxsim.ivr.machine import Machine, Move, State
from cxsim.ivr.walk import Acted, Choice, Do, Ended, Heard, walk
from cxsim.testing import Script, call_times, callers, flows, mashing_callers

LINES = flows()
KNOWN = flows(unknown=False)


class Watched(Machine):
    """A machine that remembers the states that a call comes through."""

    def __init__(self, flow: Flow, states: Mapping[str, str], *, full: bool) -> None:
        super().__init__(flow, states, full=full)
        self.passed: list[State] = []

    def moves(self, state: State) -> list[Move]:
        self.passed.append(state)
        return super().moves(state)


@settings(max_examples=60, deadline=None)
@given(LINES, callers() | mashing_callers(), st.data())
def test_every_state_that_a_random_caller_comes_to_was_explored(
    flow: Flow, caller: Script, data: st.DataObject
) -> None:
    found = explore(flow)
    hours = data.draw(st.sampled_from(found.hours))
    for number, space in enumerate(found.spaces[hours.id]):
        machine = Watched(flow, hours.states, full=bool(number))
        caller.met.clear()
        steps = list(walk(machine, caller, data.draw(st.sampled_from([{}, {"customer": "gold"}]))))
        assert isinstance(steps[-1], Ended)
        assert set(machine.passed) <= set(space.states)


def zeros(node: Input) -> Choice:
    """Press 0, as often as a number needs."""
    if isinstance(node, Collect):
        return Choice(do=Do.TYPE, what="0" * node.least)
    return Choice(do=Do.PRESS, what="0")


class Wanting:
    """Does what a script says until she has met a menu so often; then presses 0 once, and only waits."""

    def __init__(self, script: Script, menu: str, time: int) -> None:
        self.script, self.menu, self.left, self.pressed = script, menu, time, False

    def choose(self, node: Input, language: str) -> Choice:
        if self.pressed:
            return Choice(do=Do.LISTEN)
        self.left -= node.id == self.menu
        if self.left == 0:
            self.pressed = True
            return zeros(node)
        return self.script.choose(node, language)


def test_where_the_answer_is_yes_0_leads_to_a_human_when_it_is_pressed() -> None:
    proved = 0

    @settings(max_examples=100, deadline=None, derandomize=True)
    @given(LINES, callers(late=False), st.just(1) | st.integers(1, 3))
    def holds(flow: Flow, caller: Script, time: int) -> None:
        nonlocal proved
        found = explore(flow)
        for menu in found.menus:
            for hours in found.hours:
                if menu.zero[hours.id].reach is not Reach.YES or hours.id not in menu.heard:
                    continue
                for full in range(len(found.spaces[hours.id])):
                    for circumstances in ({}, {"customer": "gold"}):
                        caller.met.clear()
                        wanting = Wanting(caller, menu.id, time)
                        *_, last = walk(Machine(flow, hours.states, full=bool(full)), wanting, circumstances)
                        assert isinstance(last, Ended)
                        assert last.how == "human" or not wanting.pressed
                        proved += wanting.pressed

    holds()
    assert proved > 5, "else this test would show nothing"


class Replaying:
    """Does what an answer's proof says, and presses 0 where the proof has ended."""

    def __init__(self, answer: Answer) -> None:
        self.left = [act for act in answer.acts if act.verb in ("press", "type", "wait", "say")]

    def choose(self, node: Input, language: str) -> Choice:
        if not self.left:
            return zeros(node)
        act = self.left.pop(0)
        if act.verb == "wait":
            return Choice(do=Do.LISTEN)
        if act.verb == "say":
            return Choice(do=Do.SAY, what=act.text)
        if act.verb == "press":
            return Choice(do=Do.PRESS, what=act.text)
        number = act.text if act.text.isdigit() or act.text in "*#" else "1" * getattr(node, "least", 1)
        return Choice(do=Do.TYPE, what=number)

    def waits(self, node: Queue, language: str) -> Choice:
        key = self.left.pop(0).text if self.left else "0"
        return Choice(do=Do.PRESS, what=key) if key in node.keys else Choice(do=Do.LISTEN)


@settings(max_examples=70, deadline=None)
@given(KNOWN)
def test_every_no_has_a_call_that_proves_it_when_it_is_made_again(flow: Flow) -> None:
    found = explore(flow)
    for menu in found.menus:
        for hours in found.hours:
            answer = menu.zero[hours.id]
            if answer.reach is not Reach.NO or hours.id not in menu.heard:
                continue
            told = [act.text for act in answer.acts if act.verb == "given"]
            full = "the queue is full" in told
            gold = {"customer": "gold"} if "customer is gold" in told else {}
            assert any(
                not _human(Machine(flow, hours.states, full=f), Replaying(answer), gold) for f in {full, True}
            ), answer.story


def _human(machine: Machine, caller: Replaying, circumstances: Mapping[str, str]) -> bool:
    *_, last = walk(machine, caller, circumstances)
    assert isinstance(last, Ended)
    return last.how == "human"


@settings(max_examples=50, deadline=None)
@given(LINES)
def test_no_line_differs_from_itself(flow: Flow) -> None:
    found = drift(flow, flow)
    assert found.differences == ()
    assert found.unsure == ()


@settings(max_examples=50, deadline=None)
@given(LINES, callers())
def test_the_clock_of_a_call_never_goes_back_and_late_keys_are_silences_first(flow: Flow, caller: Script) -> None:
    steps = list(walk(Machine(flow), caller))
    assert all(step.seconds >= 0 for step in steps if isinstance(step, Heard | Acted))
    for step in steps:
        if isinstance(step, Acted) and step.late:
            assert step.choice.thinks > step.node.silent.after
            assert step.seconds == step.node.silent.after
        if isinstance(step, Heard) and not step.whole:
            assert getattr(step.node, "interrupt", False), "only a menu that listens can be cut short"


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_every_time_of_the_year_is_in_one_class_of_hours_on_closed_days_and_when_clocks_change(
    data: st.DataObject,
) -> None:
    flow = data.draw(flows())
    schedule = flow.schedules[LINE]
    when = data.draw(call_times(schedule))
    assert when.astimezone(when.tzinfo) == when, "nobody can call at a time that does not exist"
    holding = class_at(hours_classes(flow, when.date()), flow.schedules, when)
    assert holding is not None
    assert all(schedule.state(when) == state for state in holding.states.values())


def test_the_days_on_which_clocks_change_are_drawn() -> None:
    """Else the tests that draw times would show nothing of them."""
    seen = set()

    @settings(max_examples=60, database=None, deadline=None)
    @given(call_times(Schedule.of("08:00-20:00", zone="Europe/Berlin", holidays="DE-BY")))
    def drawn(when: datetime) -> None:
        seen.add(f"{when:%m-%d}")

    drawn()
    assert seen & {"03-29", "10-25"}
