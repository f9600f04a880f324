"""Checks of help: a literal experience in, an outcome out."""

import pytest

from cxsim.checks.base import Outcome
from tests.checks.web_builders import answer, inspected

PASSED, FAILED, CANT_TELL, INAPPLICABLE = Outcome


@pytest.mark.parametrize(("clicks", "outcome"), [(0, PASSED), (2, PASSED), (3, FAILED), (None, FAILED)])
def test_a_person_is_at_most_two_clicks_away(clicks, outcome):
    path = ["Help", "FAQ", "Contact"][: clicks or 0]
    said = answer("clicks-to-human", inspected("human", "/cart", clicks=clicks, way="phone", path=path, searched=5))
    assert said.outcome is outcome
    if outcome is FAILED:
        assert "/cart" in said.reason


def test_where_not_every_page_that_promises_help_was_opened_nobody_knows():
    looked = inspected("human", "/", clicks=None, searched=4, complete=False)
    assert answer("clicks-to-human", looked).outcome is CANT_TELL


def faq(found, scanned=3, items=9, **more):
    return inspected("faq", "/help", found=found, scanned=scanned, items=items, question="Lost?", **more)


def test_questions_that_hold_the_answer_pass():
    assert answer("faq-answer", faq(True)).outcome is PASSED


def test_one_list_with_the_answer_is_enough():
    assert answer("faq-answer", faq(False), faq(True)).outcome is PASSED


def test_a_hill_of_questions_fails_even_with_the_answer_on_top():
    assert answer("faq-answer", faq(True, scanned=20)).outcome is PASSED
    assert answer("faq-answer", faq(True, scanned=21)).outcome is FAILED


def test_no_answer_says_what_was_searched_for():
    assert (
        "the search for “lost parcel” brought no answer"
        in answer("faq-answer", faq(False, searched="lost parcel")).reason
    )
    assert "40 questions hold no answer" in answer("faq-answer", faq(False, items=40)).reason


@pytest.mark.parametrize("check", ["clicks-to-human", "faq-answer"])
def test_where_nobody_looked_nothing_is_judged(check):
    assert answer(check, inspected("page", ways_on=1, links=[])).outcome is INAPPLICABLE
