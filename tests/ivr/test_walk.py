from __future__ import annotations

from collections.abc import Callable

from cxsim.ivr.flow import Flow, Input
from cxsim.ivr.machine import Machine
from cxsim.ivr.walk import Acted, Choice, Do, Ended, Heard, walk

Written = Callable[[str], Flow]
QUEUE = "  q: {queue: all}\n  bye: {says: Goodbye., then: hang up}\n"


class Script:
    """A caller who does what is written down, and listens then."""

    def __init__(self, *choices: Choice) -> None:
        self.choices = list(choices)

    def choose(self, node: Input, language: str) -> Choice:
        return self.choices.pop(0) if self.choices else Choice(do=Do.LISTEN)


def press(key: str) -> Choice:
    return Choice(do=Do.PRESS, what=key, thinks=1.0)


def test_a_call_is_what_is_heard_and_done_to_its_end(flow: Written) -> None:
    line = flow("  m: {says: {text: Press 0., seconds: 2 s}, keys: {0: q}}\n" + QUEUE)
    heard, acted, ended = walk(Machine(line), Script(press("0")))
    assert isinstance(heard, Heard)
    assert (heard.prompt.text, heard.seconds) == ("Press 0.", 2.0)
    assert isinstance(acted, Acted)
    assert (acted.known, acted.seconds) == (True, 1.0)
    assert isinstance(ended, Ended)
    assert (ended.how, ended.node.id) == ("human", "q")


def test_a_key_that_the_line_does_not_know(flow: Written) -> None:
    steps = list(walk(Machine(flow("  m: {says: Press 1., keys: {1: q}}\n" + QUEUE)), Script(press("0"))))
    assert [step.known for step in steps if isinstance(step, Acted)] == [False]
    assert isinstance(steps[-1], Ended)
    assert (steps[-1].how, steps[-1].why) == ("not human", "the line is cut")


def test_somebody_silent_hears_the_repetition_with_its_own_words(flow: Written) -> None:
    line = flow("  m: {says: Press 1., keys: {1: q}, silent: {repeat: 1, then: q, says: Hello?}}\n" + QUEUE)
    heard = [step.prompt.text for step in walk(Machine(line), Script()) if isinstance(step, Heard)]
    assert heard == ["Press 1.", "Hello?", "Press 1."]


def test_a_number_that_is_too_short_is_a_wrong_key(flow: Written) -> None:
    line = flow("  c: {says: Type., digits: 4, then: q}\n" + QUEUE)
    right = list(walk(Machine(line), Script(Choice(do=Do.TYPE, what="4711"))))
    short = list(walk(Machine(line), Script(Choice(do=Do.TYPE, what="47"))))
    assert isinstance(right[-1], Ended)
    assert right[-1].how == "human"
    assert isinstance(short[-1], Ended)
    assert short[-1].how == "not human"


def test_a_star_is_no_digit_of_a_number(flow: Written) -> None:
    line = flow("  c: {says: Your number., digits: 1, then: q, wrong: {then: bye}}\n" + QUEUE)
    *_, ended = walk(Machine(line), Script(Choice(do=Do.TYPE, what="*")))
    assert isinstance(ended, Ended)
    assert ended.node.id == "bye"


def test_a_line_that_does_not_listen_hears_no_words(flow: Written) -> None:
    line = flow("  m: {says: Press 1., keys: {1: bye}, silent: {then: q}}\n" + QUEUE)
    ended = list(walk(Machine(line), Script(Choice(do=Do.SAY, what="agent"))))[-1]
    assert isinstance(ended, Ended)
    assert ended.how == "human"


def test_circumstances_decide_branches_and_strangers_take_the_last_case(flow: Written) -> None:
    line = flow('  b: {when: {"customer = gold": q, else: bye}}\n' + QUEUE)
    gold = list(walk(Machine(line), Script(), {"customer": "gold"}))[-1]
    stranger = list(walk(Machine(line), Script()))[-1]
    assert isinstance(gold, Ended)
    assert isinstance(stranger, Ended)
    assert (gold.node.id, stranger.node.id) == ("q", "bye")


def test_what_cannot_be_seen_ends_the_walk_as_unknown(flow: Written) -> None:
    line = flow("  o: {unknown: a lookup, then: [q, bye]}\n" + QUEUE)
    ended = list(walk(Machine(line), Script()))[-1]
    assert isinstance(ended, Ended)
    assert (ended.how, ended.why) == ("unknown", "a lookup")


def test_a_call_without_end_is_ended(flow: Written) -> None:
    line = flow("  a: {says: {text: x, seconds: 1 s}, then: b}\n  b: {then: a}\n")
    ended = list(walk(Machine(line), Script()))[-1]
    assert isinstance(ended, Ended)
    assert ended.how == "endless"


def test_outside_hours_the_closed_notice_is_heard(flow: Written) -> None:
    line = flow("ivr: L\nclosed: bye\nflow:\n  m: {says: Press 0., keys: {0: q}}\n" + QUEUE)
    heard = [step.prompt.text for step in walk(Machine(line, {"": "closed"}), Script()) if isinstance(step, Heard)]
    assert heard == ["Goodbye."]


def test_the_language_holds_from_the_step_that_sets_it(flow: Written) -> None:
    menu = "  m: {says: a, keys: {5: d}}\n  d: {language: de-DE, says: b, then: e}\n  e: {says: c, then: q}\n"
    line = flow("ivr: L\nlanguage: en-GB\nflow:\n" + menu + QUEUE)
    steps = list(walk(Machine(line), Script(press("5"))))
    assert [step.language for step in steps if isinstance(step, Heard)] == ["en-GB", "de-DE", "de-DE"]
