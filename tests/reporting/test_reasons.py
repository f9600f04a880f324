"""Why a customer took a way: in plain words where the clause is known, as it was recorded where it is not."""

import pytest
from markupsafe import Markup

from cxsim.reporting.reasons import reason
from cxsim.reporting.words import words


def told(why, *candidates, target="Returns", language="en"):
    data = {"why": why, "target": target, "candidates": [[name, 1.0 - n / 10] for n, name in enumerate(candidates)]}
    return Markup(reason(data, words(language))).striptags()


def quotes_of(text):
    return reason({"why": text}, words()).count("<q ")


def test_the_reason_is_said_in_the_customers_own_words():
    text = told("“Returns” sounds like “return a damaged item”", "Returns", "Help", "Contact")
    assert text == "Returns seemed closest to return a damaged item. I also thought of Help, Contact."
    assert quotes_of("“Returns” sounds like “return a damaged item”") == 2


@pytest.mark.parametrize(("language", "said"), [("de", "Die Suche hat es gefunden."), ("fa", "جست‌وجو آن را یافت.")])
def test_known_reasons_are_translated(language, said):
    assert told("the search found it", language=language) == said


def test_an_unknown_reason_is_shown_as_recorded_and_marked_as_english():
    found = reason({"why": "it glitters", "candidates": [["A", 1.0]], "target": "A"}, words("de"))
    assert found == '<span lang="en" dir="ltr">it glitters</span>'


def test_what_was_no_choice_needs_no_reason():
    assert reason({"why": "to go on", "target": "OK"}, words()) == ""
    assert reason({}, words()) == ""


@pytest.mark.parametrize("torn", ["x", 3, [3], [[]], {"a": 1}])
def test_torn_candidates_are_passed_over(torn):
    assert reason({"why": "the search found it", "candidates": torn}, words()) == "The search found it."


def test_names_from_pages_are_shown_as_text():
    hostile = "<script>alert(1)</script>"
    text = reason({"why": f"it says “{hostile}”", "target": "x", "candidates": [["x", 1], [hostile, 0.5]]}, words())
    assert "<script" not in text
    assert text.count("&lt;script&gt;") == 2
