"""Each gotcha of phone menus is a small flow here, with its truth worked out by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cxsim.ivr.answer import Answer, Reach, worst
from cxsim.ivr.explore import explore
from cxsim.ivr.flow import Flow

Written = Callable[[str], Flow]
QUEUE = "  q: {queue: all}\n  bye: {says: Goodbye., then: hang up}\n"


def zero(flow: Flow, menu: str, hours: str = "always") -> Answer:
    return next(m for m in explore(flow).menus if m.id == menu).zero[hours]


def test_zero_leads_to_a_human(flow: Written) -> None:
    answer = zero(flow("  m: {says: Press 0., keys: {0: q}}\n" + QUEUE), "m")
    assert str(answer) == "yes"
    assert (answer.presses, answer.keys) == (1, ("0",))
    assert answer.why == ""


def test_zero_counts_again_and_again(flow: Written) -> None:
    steps = "  a: {says: Press 0., keys: {0: b}}\n  b: {says: Press 0 again., keys: {0: q}}\n" + QUEUE
    assert str(zero(flow(steps), "a")) == "after 2"
    assert str(zero(flow(steps), "b")) == "yes"


def test_counters_are_executed_and_the_largest_n_counts(flow: Written) -> None:
    answer = zero(flow("  m: {says: Press 1., keys: {1: bye}, wrong: {repeat: 2, then: q}}\n" + QUEUE), "m")
    assert (str(answer), answer.presses) == ("after 3", 3)


def test_no_comes_with_the_shortest_call_that_shows_it(flow: Written) -> None:
    steps = "  m: {says: Press 1., keys: {1: sub, 0: q}}\n  sub: {says: Press 2., keys: {2: q}}\n" + QUEUE
    answer = zero(flow(steps), "sub")
    assert str(answer) == "no"
    assert answer.keys == ("1", "0")
    assert answer.story == "You hear “Press 1.”, press 1, hear “Press 2.”, press 0, and are cut off."


@pytest.mark.parametrize(
    "end",
    [
        "{voicemail: true}",
        "{callback: true}",
        "{says: All our agents are busy., then: hang up}",
        "{dial: '5', human: false}",
    ],
)
def test_what_is_not_a_human(flow: Written, end: str) -> None:
    assert str(zero(flow(f"  m: {{says: Press 0 for an operator., keys: {{0: e}}}}\n  e: {end}\n"), "m")) == "no"


def test_a_number_is_a_human_only_if_the_owner_says_so(flow: Written) -> None:
    menu = "  m: {says: Press 0., keys: {0: d}}\n"
    assert str(zero(flow(menu + "  d: {dial: '5', human: true}\n"), "m")) == "yes"
    unsure = zero(flow(menu + "  d: {dial: '5'}\n"), "m")
    assert str(unsure) == "cannot tell"
    assert unsure.why == "cannot tell, because nobody said whether a human answers at 5"


def test_an_endless_loop_is_not_a_human(flow: Written) -> None:
    answer = zero(flow("  m: {says: Press 1., keys: {1: q, 0: m}}\n" + QUEUE), "m")
    assert str(answer) == "no"
    assert answer.story == "You hear “Press 1.”, press 0, hear “Press 1.”, and are still in the menu."


def test_a_full_queue_that_says_goodbye_is_a_no(flow: Written) -> None:
    answer = zero(flow("  m: {says: Press 0., keys: {0: d}}\n  d: {queue: all, full: bye}\n" + QUEUE), "m")
    assert str(answer) == "no"
    assert answer.story.startswith("If the queue is full: you hear")


def test_a_full_queue_that_hands_on_to_another_is_a_yes(flow: Written) -> None:
    assert str(zero(flow("  m: {says: Press 0., keys: {0: d}}\n  d: {queue: all, full: q}\n" + QUEUE), "m")) == "yes"


def test_zero_is_a_digit_where_a_number_is_typed(flow: Written) -> None:
    steps = "  c: {says: Type it., digits: 6, then: %s}\n" + QUEUE
    assert str(zero(flow(steps % "bye"), "c")) == "no"
    after = zero(flow(steps % "q"), "c")
    assert (str(after), after.keys) == ("after 6", ("000000",))


def test_collects_count_in_every_menu_and_are_left_out_beside_it(flow: Written) -> None:
    steps = "  m: {says: Press 0., keys: {0: q, 1: c}}\n  c: {says: Type it., digits: 3, then: bye}\n" + QUEUE
    found = explore(flow(steps))
    assert str(found.every_menu["always"]) == "no"
    assert str(found.every_menu_without_collects["always"]) == "yes"
    assert str(found.first_menu["always"]) == "yes"
    assert {m.id: m.kind for m in found.menus} == {"m": "menu", "c": "collect"}


def test_what_was_typed_decides_a_branch(flow: Written) -> None:
    steps = '  c: {says: Type it., digits: 2, into: code, then: b}\n  b: {when: {"code = 00": q, else: bye}}\n' + QUEUE
    assert str(zero(flow(steps), "c")) == "after 2"


def test_somebody_who_pressed_zero_may_stay_on_the_line(flow: Written) -> None:
    steps = (
        "  m: {says: Press 0., keys: {0: w}}\n  w: {says: Please hold., keys: {1: bye}, silent: {then: q}}\n" + QUEUE
    )
    assert str(zero(flow(steps), "m")) == "yes"
    assert str(zero(flow(steps), "w")) == "no"


def test_the_worst_circumstance_counts(flow: Written) -> None:
    steps = '  m: {says: Press 0., keys: {0: b}}\n  b: {when: {"customer = gold": q, else: bye}}\n' + QUEUE
    answer = zero(flow(steps), "m")
    assert str(answer) == "no"
    assert answer.story.startswith("If customer is something else: you hear")


def test_what_cannot_be_seen_is_never_guessed(flow: Written) -> None:
    steps = "  m: {says: Press 0., keys: {0: o}}\n  o: {unknown: a program decides, then: [%s]}\n" + QUEUE
    unsure = zero(flow(steps % "q, bye"), "m")
    assert str(unsure) == "cannot tell"
    assert unsure.why == "cannot tell, because a program decides"
    assert str(zero(flow(steps % "q, q"), "m")) == "yes"  # whatever it decides
    assert str(zero(flow(steps % "bye"), "m")) == "no"
    assert str(zero(flow("  m: {says: Press 0., keys: {0: o}}\n  o: {unknown: magic}\n"), "m")) == "cannot tell"


def test_an_unknown_condition_may_hold_or_not(flow: Written) -> None:
    steps = '  m: {says: Press 0., keys: {0: o}}\n  o: {when: {"unknown: a lookup": bye, else: q}}\n' + QUEUE
    assert str(zero(flow(steps), "m")) == "cannot tell"


def test_no_is_worse_than_not_knowing_and_that_than_many_presses() -> None:
    answers = [
        Answer(reach=Reach.YES, presses=1),
        Answer(reach=Reach.AFTER, presses=9),
        Answer(reach=Reach.AFTER, presses=2),
        Answer(reach=Reach.CANNOT_TELL),
        Answer(reach=Reach.NO),
    ]
    assert [str(worst(answers[:n])) for n in range(1, 6)] == ["yes", "after 9", "after 9", "cannot tell", "no"]


def test_a_counter_in_an_attribute_ends_a_loop(flow: Written) -> None:
    steps = (
        "  m: {says: Press 1., keys: {1: bye}, wrong: {then: count}}\n"
        "  count: {set: {tries: +1}, then: enough}\n"
        '  enough: {when: {"tries >= 3": q, else: m}}\n' + QUEUE
    )
    assert str(zero(flow(steps), "m")) == "after 3"


def test_a_counter_that_nothing_ends_does_not_make_endless_states(flow: Written) -> None:
    steps = (
        "  m: {says: Press 1., keys: {1: bye}, wrong: {then: count}}\n"
        "  count: {set: {tries: +1}, then: enough}\n"
        '  enough: {when: {"tries = 3": m, else: m}}\n' + QUEUE
    )
    found = explore(flow(steps))
    assert str(found.every_menu["always"]) == "no"
    assert found.states < 60


def test_hours_make_different_answers(flow: Written) -> None:
    line = flow(
        "ivr: Line\nclosed: shut\nhours: mon-fri 08:00-20:00\nflow:\n"
        "  m: {says: Press 0., keys: {0: q}}\n  shut: {says: Closed., then: hang up}\n" + QUEUE
    )
    found = explore(line)
    assert {hours.id: str(found.every_menu[hours.id]) for hours in found.hours} == {"open": "yes", "closed": "no"}
    menu = found.menus[0]
    assert menu.heard == {"open"}
    assert menu.zero["closed"].why.startswith("no call comes here at this time: You hear “Closed.”")


def test_a_queue_outside_hours_is_not_taken_for_a_human(flow: Written) -> None:
    line = flow(
        "ivr: Line\nhours: mon-fri 08:00-20:00\nflow:\n  m: {says: Press 0., keys: {0: q, 1: gate}}\n"
        "  gate: {when: {closed: bye, else: q}}\n" + QUEUE
    )
    assert str(zero(line, "m", "closed")) == "cannot tell"
    assert str(zero(line, "m", "open")) == "yes"


def test_several_digits_make_zero_wait(flow: Written) -> None:
    plain = zero(flow("  m: {says: {text: x, seconds: 1 s}, keys: {0: q}}\n" + QUEUE), "m")
    waits = zero(flow("  m: {says: {text: x, seconds: 1 s}, keys: {0: q, 01: bye}}\n" + QUEUE), "m")
    assert (plain.seconds, waits.seconds) == (1.0, 3.0)


def test_seconds_are_prompts_and_pauses(flow: Written) -> None:
    steps = (
        "  m: {says: {text: x, seconds: 4 s}, keys: {1: q}, silent: {after: 3 s, repeat: 1, then: q, "
        "says: {text: Hello?, seconds: 2 s}}}\n" + QUEUE
    )
    silent = explore(flow(steps)).menus[0].silent["always"]
    assert silent.reach is Reach.YES
    assert sum(act.seconds for act in silent.acts) == 4 + 3 + 2 + 4 + 3
    assert silent.seconds == 4 + 3 + 2 + 4 + 3


def test_a_menu_that_no_call_comes_to_is_listed_and_not_heard(flow: Written) -> None:
    found = explore(flow("  m: {says: Press 0., keys: {0: q}}\n  lost: {says: Press 0., keys: {1: q}}\n" + QUEUE))
    assert {menu.id: bool(menu.heard) for menu in found.menus} == {"m": True, "lost": False}
    assert str(found.every_menu["always"]) == "yes"


def test_only_one_hours_class_can_be_asked(flow: Written) -> None:
    line = flow("ivr: L\nclosed: bye\nflow:\n  m: {says: Press 0., keys: {0: q}}\n" + QUEUE)
    found = explore(line, only="open")
    assert [hours.id for hours in found.hours] == ["open"]
    assert not found.whole


def test_the_example_of_the_formats_is_explored(flow: Written) -> None:
    line = flow(
        """\
ivr: Service line
closed: goodbye
flow:
  welcome:
    says: For orders press 1, for complaints 2, for a person 0.
    keys: {1: order, 2: complaints, 0: complaints, star: welcome}
    silent: {after: 5 s, repeat: 2, then: complaints}
    wrong: {repeat: 2, then: complaints}
    interrupt: true
  order: {says: Type your order number., digits: 6, then: status}
  status: {says: Your parcel is on its way., then: hang up}
  complaints: {queue: complaints, full: goodbye}
  goodbye: {says: We are open from 8 to 20., then: hang up}
"""
    )
    found = explore(line)
    assert [(hours.id, hours.sample) for hours in found.hours] == [("open", None), ("closed", None)]
    assert str(found.every_menu["open"]) == "no"  # a full queue says goodbye
    assert str(explore(line).menus[1].zero["open"]) == "no"


def test_states_grow_with_the_flow_and_not_faster(flow: Written) -> None:
    def chain(length: int) -> int:
        steps = "".join(f"  m{n}: {{says: x, keys: {{1: m{n + 1}, 0: q}}}}\n" for n in range(length))
        return explore(flow(steps + f"  m{length}: {{queue: all}}\n" + QUEUE)).states

    assert chain(80) - chain(40) == 40
