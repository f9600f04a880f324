"""Whether pages show their content in time, answer a press at once, and keep still."""

import pytest

from cxsim.checks.base import Outcome
from cxsim.experience import Kind
from tests.checks.web_builders import answer, moment, saw

PASSED, FAILED, CANT_TELL, INAPPLICABLE = Outcome.PASSED, Outcome.FAILED, Outcome.CANT_TELL, Outcome.INAPPLICABLE


PRESSED = moment(Kind.ACTED, action="click", target="Add")


def response(seconds, url="/cart"):
    return moment(Kind.INSPECTED, {"inp": seconds}, what="response", url=url)


@pytest.mark.parametrize(
    ("measured", "outcome"),
    [
        ({"lcp": 1.0, "load": 9.0}, PASSED),
        ({"lcp": 4.0}, PASSED),
        ({"lcp": 4.7}, FAILED),
        ({"load": 4.7}, FAILED),
        ({}, CANT_TELL),
    ],
)
def test_speed_is_judged_by_when_the_content_was_seen(measured, outcome):
    assert answer("page-speed", saw("/orders", measured)).outcome is outcome


def test_speed_names_the_slowest_page():
    said = answer("page-speed", saw("/", {"lcp": 5.0}), saw("/orders", {"lcp": 6.25}))
    assert said.reason == "/orders took 6.2 s until its content could be seen."
    assert said.moments == (1, 2)


@pytest.mark.parametrize(("seconds", "outcome"), [(0.21, PASSED), (0.5, PASSED), (0.51, FAILED)])
def test_a_page_that_stands_still_after_a_press_fails_from_half_a_second_on(seconds, outcome):
    assert answer("page-response", saw(), PRESSED, response(seconds)).outcome is outcome


def test_what_stood_still_longest_is_named():
    said = answer("page-response", saw(), PRESSED, response(0.6, "/"), response(1.24))
    assert said.reason == "/cart stood still for 1.2 s after a press."
    assert said.moments == (3, 4)


def test_no_press_is_no_answer_and_no_clock_is_not_measured():
    assert answer("page-response", saw("/", {"inp": 0.0})).outcome is INAPPLICABLE
    assert answer("page-response", saw("/", {"inp": 0.0}), PRESSED).outcome is PASSED
    assert answer("page-response", saw("/", {"lcp": 1.0}), PRESSED).outcome is CANT_TELL


def test_a_page_that_jumps_while_it_is_read_fails_and_is_named():
    said = answer("page-stability", saw("/", {"cls": 0.02}), saw("/lamp", {"cls": 0.31}))
    assert (said.outcome, said.moments) == (FAILED, (2,))
    assert said.reason == "/lamp jumps while it is being read (layout shift 0.31)."


def test_pages_that_keep_still_pass_and_those_that_nobody_watched_are_not_measured():
    assert answer("page-stability", saw("/", {"cls": 0.25})).outcome is PASSED
    assert answer("page-stability", saw("/", {"load": 1.0})).outcome is CANT_TELL
