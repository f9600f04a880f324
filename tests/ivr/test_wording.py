from __future__ import annotations

import pytest

from cxsim.ivr import wording
from cxsim.ivr.wording import annoying, options, promises_connection, says_when_open


@pytest.mark.parametrize(
    ("text", "announced"),
    [
        ("For orders press 1, for complaints 2, for a person 0.", {"1": "orders", "2": "complaints", "0": "a person"}),
        (
            "Press 1 for orders, 2 for complaints, or 0 to speak to a person.",
            {"1": "orders", "2": "complaints", "0": "speak to a person"},
        ),
        ("For sales press one; to speak to an operator press zero.", {"1": "sales", "0": "speak to an operator"}),
        (
            "Für Bestellungen drücken Sie bitte die 1, für einen Mitarbeiter die 0.",
            {"1": "Bestellungen", "0": "einen Mitarbeiter"},
        ),
        ("Für einen Mitarbeiter drücken Sie jederzeit die 0.", {"0": "einen Mitarbeiter"}),
        ("برای سفارش عدد ۱ را فشار دهید، برای شکایت عدد ۲ را فشار دهید.", {"1": "سفارش", "2": "شکایت"}),
        ("To hear this again press star.", {"*": "hear this again"}),
        ("Press 9 to disconnect.", {"9": "disconnect"}),
        ("We are open from 8 to 20.", {}),
        ("Type your 6 digit order number.", {}),
        ("", {}),
    ],
)
def test_the_keys_that_a_prompt_announces(text: str, announced: dict[str, str]) -> None:
    assert {option.key: option.label for option in options(text)} == announced


def test_an_option_for_a_person_is_known_in_three_languages() -> None:
    texts = ["For an operator press 0.", "Für einen Mitarbeiter drücken Sie die 0.", "برای اپراتور عدد ۰ را فشار دهید."]
    assert [options(text)[0].person for text in texts] == [True, True, True]
    assert not options("For orders press 1.")[0].person


@pytest.mark.parametrize(
    "text", ["I am transferring you to a colleague.", "Ich verbinde Sie.", "You will be connected."]
)
def test_words_that_promise_a_connection(text: str) -> None:
    assert promises_connection(text)
    assert not promises_connection("Your parcel is on its way.")


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("We are open from 8 to 20.", True),
        ("Call us Monday to Friday, 8:00 to 20:00.", True),
        ("Wir sind ab 8 Uhr für Sie da.", True),
        ("We are here again at 9 a.m.", True),
        ("Our office is closed. Please call again later.", False),
        ("Please call one of our 12 stores.", False),
    ],
)
def test_a_closed_notice_tells_a_time(text: str, tells: bool) -> None:
    assert says_when_open(text) is tells


def test_phrases_that_callers_resent() -> None:
    assert annoying("Your call is very important to us.") == ("your call is important to us",)
    assert annoying("Please listen carefully as our menu options have changed.") == ("our menu options have changed",)
    assert annoying("Ihr Anruf ist uns wichtig.") == ("Ihr Anruf ist uns wichtig",)
    assert annoying("Four people are before you.") == ()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Please hold the line and we will be with you.", "en"),
        ("Bitte warten Sie, wir verbinden Sie mit der nächsten Kollegin.", "de"),
        ("لطفاً پشت خط بمانید", "fa"),
        ("For orders press 1. For a person press 0. Für Deutsch drücken Sie die 5.", ""),
        ("Orders", ""),
    ],
)
def test_the_language_of_a_prompt_where_it_is_plain(text: str, language: str) -> None:
    assert wording.language(text) == language


@pytest.mark.parametrize(
    ("text", "tells", "offers", "sells"),
    [
        ("Your estimated wait is ten minutes.", True, False, False),
        ("There are 3 callers ahead of you.", True, False, False),
        ("Die Wartezeit beträgt fünf Minuten.", True, False, False),
        ("Press 1 and we will call you back.", False, True, False),
        ("Wir rufen Sie zurück.", False, True, False),
        ("Get 20 % off with our new offers.", False, False, True),
        ("Please call back later.", False, False, False),
        ("Everybody is talking to a customer just now.", False, False, False),
    ],
)
def test_what_is_said_to_those_who_wait(text: str, tells: bool, offers: bool, sells: bool) -> None:
    assert (wording.tells_wait(text), wording.offers_callback(text), wording.advertises(text)) == (tells, offers, sells)


def test_a_key_is_told_after_so_many_words() -> None:
    first, second = wording.options("For orders press 1. For a person press 0.")
    assert (first.after, second.after) == (4, 9)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Please enter 1 to list the titles or 2 to watch a movie", ["1", "2"]),
        ("Please enter your 4 digit code.", []),
        ("Type 6 digits.", []),
    ],
)
def test_entering_a_key_and_entering_a_number(text: str, keys: list[str]) -> None:
    assert [option.key for option in wording.options(text)] == keys
