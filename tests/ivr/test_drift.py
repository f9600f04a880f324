"""Drift is what a caller would notice: other words, other ends, keys and silences that do something else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cxsim.errors import DefinitionError
from cxsim.ivr.drift import Drift, drift
from cxsim.ivr.flow import Flow
from cxsim.ivr.importers import read

Steps = Callable[[str], Flow]
PROJECT = Path(__file__).parents[2] / "scenarios" / "ivr"
MENU = "  m: {says: 'For orders press 1, for a person press 0.', keys: {1: o, 0: q}, wrong: {repeat: 1, then: q}}\n"
REST = (
    "  o: {says: Your order is on its way., then: hang up}\n  q: {says: One moment., queue: people, waiting: Music.}\n"
)


@pytest.fixture
def between(flow: Steps) -> Callable[[str, str], Drift]:
    def compared(was: str, now: str) -> Drift:
        return drift(flow(was), flow(now))

    return compared


def told(found: Drift) -> list[tuple[str, str]]:
    return [(difference.what, difference.sentence) for difference in found.differences]


def test_a_flow_does_not_differ_from_itself_nor_from_itself_with_other_names(between: Callable[..., Drift]) -> None:
    begin = "  begin: {says: 'For orders press 1, for a person press 0.', keys: {1: order, 0: people}, "
    begin += "wrong: {repeat: 1, then: people}}\n"
    rest = "  people: {says: One moment., queue: people, waiting: Music.}\n"
    renamed = begin + rest + "  order: {says: Your order is on its way., then: hang up}\n"
    assert told(between(MENU + REST, MENU + REST)) == []
    assert told(between(MENU + REST, renamed)) == []


def test_steps_that_only_lead_on_make_no_difference(between: Callable[..., Drift]) -> None:
    longer = MENU.replace("1: o", "1: a") + "  a: {then: b}\n  b: {then: o}\n" + REST
    assert told(between(MENU + REST, longer)) == []


def test_other_words_are_told_by_the_sentences_that_changed(between: Callable[..., Drift]) -> None:
    (found,) = between(MENU + REST, MENU + REST.replace("One moment.", "One moment please.")).differences
    assert (found.what, found.was, found.now) == ("words", "you hear “One moment.”", "you hear “One moment please.”")
    assert found.sentence == "Press 0"


@pytest.mark.parametrize(
    ("change", "what", "path", "now"),
    [
        (("0: q}", "0: o}"), "end", "Press 0", "you hear “Your order is on its way.”, and the line is cut"),
        ((", 0: q}", "}"), "key", "Press 0", "you hear “For orders press 1, for a person press 0.”"),
        (("repeat: 1, then: q", "repeat: 0, then: q"), "wrong key", "Press 2", "you hear “One moment.”"),
        (("wrong:", "silent: {after: 2 s}, wrong:"), "silence", "At the beginning", "2 s to press something"),
        (("wrong:", "silent: {then: q}, wrong:"), "end", "Stay silent", "you hear “One moment.”"),
        (("wrong:", "interrupt: false, wrong:"), "interruption", "At the beginning", "keys work only after"),
        (("wrong:", "words: {agent: q}, wrong:"), "end", "Say “agent”", "you hear “One moment.”"),
        (("queue: people", "queue: machines"), "end", "Press 0", "you wait in the queue machines"),
        (("queue: people, waiting: Music.", "voicemail: true"), "end", "Press 0", "a machine records a message"),
        (("waiting: Music.", "waiting: Noise."), "wait", "Press 0", "“Noise.” while waiting"),
        (("says: One moment.", "language: de-DE, says: One moment."), "language", "Press 0", "in de-DE"),
        (("on its way., then: hang up", "on its way., then: o"), "end", "Press 1", "for ever"),
    ],
)
def test_every_change_is_told_where_it_is_met(
    between: Callable[..., Drift], change: tuple[str, str], what: str, path: str, now: str
) -> None:
    head = "ivr: Line\nlanguage: en-GB\nflow:\n"
    text = head + MENU + REST
    assert change[0] in text
    found = between(text, text.replace(*change))
    assert (what, path) in told(found)
    assert any(now in difference.now for difference in found.differences)


def test_numbers_of_another_length_are_told(between: Callable[..., Drift]) -> None:
    steps = "  c: {says: Your number please., digits: 6, then: hang up}\n"
    found = between(steps, steps.replace("6", "4 to 8")).differences
    assert {(d.what, d.was, d.now) for d in found} == {("number", "6 digits", "4 to 8 digits")}


def test_a_menu_that_asks_for_a_number_now_is_another_place(between: Callable[..., Drift]) -> None:
    found = between(MENU + REST, "  c: {says: Your number please., digits: 6, then: hang up}\n")
    assert told(found) == [("words", "At the beginning")]


def test_what_nobody_can_know_is_no_difference_but_open(between: Callable[..., Drift]) -> None:
    found = between(MENU + REST, MENU.replace("0: q", "0: u") + REST + "  u: {unknown: a program decides}\n")
    assert found.differences == ()
    assert [(open_.sentence, open_.reason) for open_ in found.unsure] == [("Press 0", "a program decides")]


def test_circumstances_that_only_one_asks_for_are_told_with_their_condition(between: Callable[..., Drift]) -> None:
    asks = "  w: {when: {customer = gold: q, else: m}}\n" + MENU + REST
    (found,) = between(MENU + REST, asks).differences
    assert found.sentence == "If customer is gold"
    assert between(asks, asks).differences == ()


def test_hours_are_compared_where_they_hold(flow: Steps) -> None:
    line = "ivr: L\nhours: mon-fri 08:00-20:00\nzone: Europe/Berlin\nclosed: shut\nflow:\n" + MENU + REST
    one = flow(line + "  shut: {says: We are closed., then: hang up}\n")
    other = flow(line + "  shut: {says: Call again tomorrow., then: hang up}\n")
    found = drift(one, other)
    assert [(d.hours, d.what) for d in found.differences] == [("closed", "words")]
    assert [hours.id for hours in found.hours] == ["open", "closed"]
    tuesday = datetime(2026, 11, 24, 10, tzinfo=ZoneInfo("Europe/Berlin"))
    assert drift(one, other, at=tuesday).differences == ()
    assert drift(one, other, at=tuesday.replace(hour=22)).differences


def test_a_line_without_known_hours_cannot_be_compared_at_a_time(flow: Steps) -> None:
    line = flow("ivr: L\nclosed: q\nflow:\n" + MENU + REST)
    with pytest.raises(DefinitionError, match="nobody said the hours"):
        drift(line, line, at=datetime(2026, 11, 24, 10))


def test_full_queues_are_compared_too(between: Callable[..., Drift]) -> None:
    full = REST.replace("queue: people", "queue: people, full: o")
    assert [(d.hours, d.sentence) for d in between(MENU + REST, MENU + full).differences] == [
        ("always, with full queues", "Press 0")
    ]


def test_the_redesign_of_the_demo_differs_and_each_version_agrees_with_itself() -> None:
    was, now = (read(PROJECT / name) for name in ("service-line.yaml", "service-line-redesign.yaml"))
    assert len(drift(was, now).differences) > 10
    assert not drift(was, was).differences
    assert not drift(now, now).differences
