from __future__ import annotations

from collections.abc import Callable

import pytest

from cxsim.ivr.audit import Topic, audit
from cxsim.ivr.explore import explore
from cxsim.ivr.flow import Flow

Written = Callable[[str], Flow]
QUEUE = "  q: {queue: all}\n  bye: {says: Goodbye., then: hang up}\n"
FINE = "silent: {then: q}, wrong: {then: q}"
LOST = FINE.replace("q", "bye")


def topic(flow: Flow, what: str) -> Topic:
    return next(found for found in audit(explore(flow)) if found.what == what)


def texts(flow: Flow, what: str) -> list[tuple[str, str]]:
    return [(oddity.node, oddity.text) for oddity in topic(flow, what).odd]


def test_a_silent_caller_who_is_dropped_and_one_who_is_not(flow: Written) -> None:
    dropped = flow("  m: {says: Press 0., keys: {0: q}}\n" + QUEUE)
    assert texts(dropped, "silent caller") == [
        ("m", "You hear “Press 0.”, wait 5 s without pressing anything, and are cut off.")
    ]
    assert topic(flow("  m: {says: Press 0., keys: {0: q}, silent: {then: q}}\n" + QUEUE), "silent caller").odd == ()


def test_a_caller_who_mistypes_for_ever(flow: Written) -> None:
    loops = flow("  m: {says: Press 0., keys: {0: q}, wrong: {then: m}}\n" + QUEUE)
    assert texts(loops, "wrong-key caller") == [
        ("m", "You hear “Press 0.”, press 9, hear “Press 0.”, and are still in the menu.")
    ]


def test_a_caller_of_whom_nothing_can_be_known(flow: Written) -> None:
    unsure = topic(
        flow("  m: {says: Press 0., keys: {0: q}, silent: {then: o}}\n  o: {unknown: x}\n" + QUEUE), "silent caller"
    )
    assert unsure.odd == ()
    assert [oddity.text for oddity in unsure.unknown] == ["cannot tell, because x"]


def test_announced_keys_that_are_dead_and_live_keys_that_nobody_announces(flow: Written) -> None:
    line = flow("  m: {says: 'For sales press 1, for help press 4.', keys: {1: q, 7: bye, star: m}}\n" + QUEUE)
    assert texts(line, "announced keys") == [
        ("m", "Key 4 is announced for “help”, but the line does not know it."),
        ("m", "Key 7 leads to “bye”, but nobody says so."),
    ]


def test_an_announcement_may_stand_before_the_menu(flow: Written) -> None:
    line = flow("  hello: {says: For sales press 1., then: m}\n  m: {keys: {1: q, 2: q}}\n" + QUEUE)
    assert [text for _, text in texts(line, "announced keys")] == ["Key 2 leads to “q”, but nobody says so."]


def test_a_recording_without_words_announces_nothing_that_could_be_known(flow: Written) -> None:
    found = topic(flow("  m: {says: {audio: menu.wav}, keys: {1: q}}\n" + QUEUE), "announced keys")
    assert (found.odd, len(found.unknown)) == ((), 1)


@pytest.mark.parametrize(
    "end", ["{says: I am transferring you., then: hang up}", "{says: I am transferring you., voicemail: true}"]
)
def test_a_transfer_that_is_announced_and_does_not_come(flow: Written, end: str) -> None:
    line = flow(f"  m: {{says: Press 1., keys: {{1: t, 0: q}}, {FINE}}}\n  t: {end}\n" + QUEUE)
    assert [node for node, _ in texts(line, "promises")] == ["t"]
    assert "and then no human comes" in texts(line, "promises")[0][1]


def test_an_operator_who_is_a_machine(flow: Written) -> None:
    line = flow("  m: {says: To speak to an operator press 0., keys: {0: v, 1: q}}\n  v: {voicemail: true}\n" + QUEUE)
    assert texts(line, "promises") == [
        ("m", "Key 0 is announced for “speak to an operator”. You press 0, and get a machine that records a message.")
    ]


def test_an_operator_behind_another_menu_is_no_broken_promise(flow: Written) -> None:
    line = flow("  m: {says: For a person press 0., keys: {0: n}}\n  n: {says: Press 1., keys: {1: q}}\n" + QUEUE)
    assert topic(line, "promises").odd == ()


def test_a_number_that_has_to_be_typed_before_a_human(flow: Written) -> None:
    menu = f"  m: {{says: Press 1., keys: {{1: c}}, {LOST}}}\n"
    line = flow(menu + "  c: {says: Type., digits: 3, then: q}\n" + QUEUE)
    assert [node for node, _ in texts(line, "data before a human")] == ["c"]


@pytest.mark.parametrize(
    "way_past",
    [
        "  m: {says: Press 1., keys: {1: c, 0: q}}\n  c: {says: Type., digits: 3, then: q}\n",
        "  m: {says: Press 1., keys: {1: c}}\n  c: {says: Type., digits: 3, silent: {then: q}, then: q}\n",
        "  m: {says: Press 1., keys: {1: c}}\n  c: {says: Type., digits: 3, keys: {star: q}, then: q}\n",
        "  m: {says: Press 1., keys: {1: c, 0: q}}\n  c: {says: Type., digits: 3, then: bye}\n",
    ],
)
def test_a_number_with_a_way_past_it_is_not_demanded(flow: Written, way_past: str) -> None:
    assert topic(flow(way_past + QUEUE), "data before a human").odd == ()


def test_a_closed_notice_says_when_somebody_is_there(flow: Written) -> None:
    line = (
        "ivr: L\nclosed: shut\nflow:\n  m: {says: Press 0., keys: {0: q}}\n  shut: {says: %s, then: hang up}\n" + QUEUE
    )
    assert [node for node, _ in texts(flow(line % "Call again later."), "closed notice")] == ["shut"]
    assert topic(flow(line % "We are open from 8 to 20."), "closed notice").odd == ()


def test_empty_phrases_are_found_also_in_the_queue(flow: Written) -> None:
    line = flow("  m: {says: Press 0., keys: {0: d}}\n  d: {queue: all, waiting: Your call is important to us.}\n")
    assert [node for node, _ in texts(line, "phrases")] == ["d"]


def test_six_choices_are_many(flow: Written) -> None:
    spoken = " ".join(f"For thing {'abcdef'[n]} press {n + 1}." for n in range(6))
    keys = ", ".join(f"{n + 1}: q" for n in range(6))
    line = flow(f"  m: {{says: {spoken}, keys: {{{keys}}}}}\n" + QUEUE)
    assert "6 choices" in texts(line, "menu length")[0][1]


def test_steps_that_lead_nowhere(flow: Written) -> None:
    line = flow(
        "  m: {says: Press 1., keys: {1: hang up, 2: round}}\n"
        "  round: {says: x, keys: {1: round}, silent: {then: round}, wrong: {then: round}}\n"
        "  lost: {says: Nobody hears this., then: hang up}\n" + QUEUE
    )
    assert dict(texts(line, "dead ends")) == {
        "m": "You press 1, and the line is cut without a word.",
        "round": "Whatever is pressed here, the call goes round in circles.",
        "lost": "No call ever comes to “lost”.",
        "q": "No call ever comes to “q”.",
        "bye": "No call ever comes to “bye”.",
    }


def test_saying_agent_leads_to_a_human_or_not(flow: Written) -> None:
    listens = "  m: {says: 'How can I help?', keys: {0: q}, words: {orders: q%s}}\n" + QUEUE
    assert topic(flow(listens % ", agent: q"), "spoken agent").odd == ()
    (oddity,) = topic(flow(listens % ""), "spoken agent").odd
    assert oddity.text.endswith("and are cut off.")
    assert topic(flow("  m: {says: Press 0., keys: {0: q}}\n" + QUEUE), "spoken agent").looked_at == 0


def test_a_menu_that_only_listens(flow: Written) -> None:
    speech = topic(flow("  m: {says: 'How can I help?', keys: {}, words: {agent: q}}\n" + QUEUE), "keys beside speech")
    assert [oddity.node for oddity in speech.odd] == ["m"]


def test_a_menu_that_does_not_let_itself_be_interrupted(flow: Written) -> None:
    text = "  m: {says: {text: Press 0., seconds: %s}, interrupt: false, keys: {0: q}}\n" + QUEUE
    assert "20 s" in topic(flow(text % "20 s"), "interruptible prompts").odd[0].text
    assert topic(flow(text % "2 s"), "interruptible prompts").odd == ()


@pytest.mark.parametrize(("said", "odd", "unknown"), [("true", 0, 0), ("false", 1, 0), (None, 0, 1)])
def test_what_was_typed_reaches_the_agent_or_is_asked_again(
    flow: Written, said: str | None, odd: int, unknown: int
) -> None:
    told = f", hands over: {said}" if said else ""
    line = flow(f"  m: {{says: Type your number., digits: 4, then: say}}\n  say: {{says: Thanks., then: q}}\n"
                f"  q: {{queue: all{told}}}\n")  # fmt: skip
    asked = topic(line, "typed data")
    assert (asked.looked_at, len(asked.odd), len(asked.unknown)) == (1, odd, unknown)


def test_a_number_that_leads_to_no_queue_is_not_handed_over(flow: Written) -> None:
    assert topic(flow("  m: {says: Type., digits: 4, then: hang up}\n"), "typed data").looked_at == 0


def test_a_language_that_was_chosen_is_kept(flow: Written) -> None:
    text = (
        "ivr: Line\nlanguage: en-GB\nflow:\n"
        "  m: {says: For German press 2. For a person press 0., keys: {2: d, 0: q}}\n"
        "  d: {language: de, says: 'Für einen Mitarbeiter drücken Sie die 0.', keys: {0: %s}}\n"
        "  e: {queue: all, says: Wir verbinden Sie jetzt mit einem Kollegen., %s}\n"
        "  f: {queue: all, language: en}\n" + QUEUE
    )
    assert topic(flow(text % ("e", "estimate: true")), "language").odd == ()
    (waits,) = topic(flow(text % ("e", "waiting: Please hold the line and we will be with you.")), "language").odd
    assert "After de was chosen" in waits.text
    kept = "  x: {says: Danke., then: f}\n"
    (left,) = topic(flow(text % ("x", "estimate: true") + kept), "language").odd
    assert left.text == "The call goes on in en, although de was chosen."
    chosen_again = text.replace("0: %s", "0: %s, 1: f") % ("e", "estimate: true")
    assert topic(flow(chosen_again), "language").odd == ()


OFFERED = """\
ivr: Line
language: en-GB
flow:
  m: {language: en-GB, says: Für Deutsch drücken Sie die 2., keys: {1: e, 2: d}}
  e: {says: To speak with one of our colleagues please press the 0., keys: {0: desk, star: m}}
  d: {language: de, says: 'Für einen Mitarbeiter drücken Sie bitte die 0.', keys: {0: Platz, star: m}}
  desk: {queue: all, waiting: Please hold the line and we will be with you.}
  Platz: {queue: alle, waiting: Bitte bleiben Sie in der Leitung und warten Sie auf uns.}
"""


def test_every_language_that_is_offered_is_kept_to_the_end_also_while_one_waits(flow: Written) -> None:
    assert topic(flow(OFFERED), "language").odd == ()
    assert topic(flow(OFFERED), "language").looked_at == 2
    mixed = OFFERED.replace("0: Platz", "0: desk")
    (said,) = topic(flow(mixed), "language").odd
    assert (said.node, said.text[:27]) == ("desk", "After de was chosen, this i")
    other = OFFERED.replace("0: desk", "0: Platz")  # who pressed 1 stayed in English on purpose
    (said,) = topic(flow(other), "language").odd
    assert (said.node, said.text[:30]) == ("Platz", "After en-GB was chosen, this i")


@pytest.mark.parametrize(
    ("what", "key", "words"),
    [
        ("wait estimate", "estimate", "The expected wait is five minutes."),
        ("callback offer", "offers callback", "If you like, we call you back."),
    ],
)
def test_what_a_queue_tells_by_its_words_or_its_owner(flow: Written, what: str, key: str, words: str) -> None:
    def line(more: str) -> Topic:
        return topic(flow(f"  m: {{says: Press 0., keys: {{0: q}}}}\n  q: {{queue: all{more}}}\n"), what)

    assert (line("").odd, len(line("").unknown)) == ((), 1)
    assert len(line(f", {key}: false").odd) == 1
    for good in (f", {key}: true", f", waiting: '{words}'"):
        assert (line(good).odd, line(good).unknown, line(good).looked_at) == ((), (), 1)


def test_a_callback_elsewhere_counts_for_every_queue(flow: Written) -> None:
    line = flow("  m: {says: Press 0 or 1., keys: {0: q, 1: c}}\n  c: {callback: true}\n" + QUEUE)
    assert topic(line, "callback offer").unknown == ()


def test_advertising_while_waiting(flow: Written) -> None:
    queue = "  q: {queue: all, waiting: ['Did you know our new offers?', Please hold.]}\n"
    asked = topic(flow("  m: {says: Press 0., keys: {0: q}}\n" + queue), "advertising")
    assert (asked.looked_at, [oddity.node for oddity in asked.odd]) == (2, ["q"])


def test_seconds_of_listening_count_from_the_beginning_of_the_call(flow: Written) -> None:
    text = (
        "  m: {says: {text: For orders press 1 and for all other things press 2, seconds: 40 s}, keys: {1: o, 2: q}}\n"
        "  o: {says: {text: For a change press 1. For a person press 2., seconds: %s}, keys: {1: q, 2: q}}\n" + QUEUE
    )
    assert topic(flow(text % "20 s"), "listening").odd == ()
    (late,) = topic(flow(text % "50 s"), "listening").odd
    assert (late.node, "person" in late.text) == ("o", True)
    assert "65 s" in late.text or "66 s" in late.text or "64 s" in late.text  # pressed 1 as soon as it was told


def test_a_human_behind_many_menus(flow: Written) -> None:
    def line(count: int) -> Topic:
        steps = "".join(f"  m{n}: {{says: Press 1., keys: {{1: m{n + 1}}}}}\n" for n in range(count))
        return topic(flow(steps + f"  m{count}: {{queue: all}}\n"), "menu depth")

    assert line(3).odd == ()
    assert "after 4 menus" in line(4).odd[0].text
    assert topic(flow("  m: {says: Press 1., keys: {1: m}}\n"), "menu depth").looked_at == 0
