"""Checks of pages: a literal experience in, an outcome out."""

import pytest

from cxsim.checks.base import Outcome
from cxsim.experience import Kind
from tests.checks.web_builders import answer, began, entered, inspected, moment, saw

PASSED, FAILED, CANT_TELL, INAPPLICABLE = Outcome


def test_availability_passes_where_every_page_came():
    assert answer("page-availability", entered(), saw()).outcome is PASSED


@pytest.mark.parametrize("what", ["http", "unreachable"])
def test_availability_fails_where_a_page_did_not_come(what):
    erred = moment(Kind.ERRED, what=what, text="the page did not answer within 15 s", url="/orders")
    said = answer("page-availability", entered(), saw(), erred)
    assert said.outcome is FAILED
    assert said.reason == "/orders did not come: the page did not answer within 15 s."
    assert said.moments == (3,)


def test_the_page_that_is_called_by_a_mere_slash_is_named_as_people_name_it():
    erred = moment(Kind.ERRED, what="http", text="the page answers with the error 500", url="/")
    said = answer("page-availability", entered(), saw(), erred)
    assert said.reason == "The home page (/) did not come: the page answers with the error 500."
    dead = inspected("page", "/", ways_on=0, links=[])
    assert answer("page-way-on", dead).observed == "the home page (/)"


def test_availability_asks_only_websites():
    assert answer("page-availability", moment(Kind.ENTERED, channel="phone")).outcome is INAPPLICABLE


def test_availability_cannot_be_told_where_nothing_was_seen():
    assert answer("page-availability", entered()).outcome is CANT_TELL


def test_links_fail_where_one_was_found_dead_or_followed_into_nothing():
    found = {"name": "Delivery times", "to": "/help/times", "status": 404, "page": "/help"}
    said = answer("working-links", saw(), inspected("links", checked=9, findings=[found]))
    assert (said.outcome, said.observed) == (FAILED, "1 dead")
    assert "“Delivery times” on /help (to /help/times)" in said.reason
    followed = moment(Kind.ERRED, what="link", text="404", url="/gone")
    assert answer("working-links", saw(), followed).outcome is FAILED


def test_links_pass_where_they_were_tried_and_cannot_be_told_else():
    assert answer("working-links", saw(), inspected("links", checked=9, findings=[])).outcome is PASSED
    assert answer("working-links", saw()).outcome is CANT_TELL
    assert answer("working-links", saw(), inspected("links", checked=0, findings=[])).outcome is CANT_TELL


def test_console_errors_fail_and_name_the_page():
    said = answer("console-errors", saw(), moment(Kind.ERRED, what="console", text="x is not defined", url="/lamp"))
    assert said.outcome is FAILED
    assert "“x is not defined” on /lamp" in said.reason
    assert answer("console-errors", saw(), moment(Kind.ERRED, what="http", text="500", url="/")).outcome is PASSED


GERMAN = began(language="de-DE")


def test_language_is_kept():
    said = answer(
        "language-kept", GERMAN, saw("/", language="en"), saw("/de", language="de-DE"), saw("/de/b", language="de")
    )
    assert said.outcome is PASSED


def test_a_page_in_another_language_breaks_it_whatever_it_declares():
    pages = saw("/de", language="de"), saw("/de/returns", language="de", written="en")
    said = answer("language-kept", GERMAN, *pages)
    assert said.outcome is FAILED
    assert said.reason == "The customer reads de; /de/returns suddenly speaks en."


def test_a_site_that_never_spoke_the_language_is_not_judged():
    assert answer("language-kept", GERMAN, saw("/", language="en")).outcome is INAPPLICABLE


@pytest.mark.parametrize(("direction", "outcome"), [("rtl", PASSED), ("ltr", FAILED)])
def test_persian_runs_from_right_to_left(direction, outcome):
    page = saw("/fa", language="fa", direction=direction)
    assert answer("language-kept", began(language="fa-IR"), page).outcome is outcome


def test_to_be_led_away_fails_the_boundary():
    said = answer(
        "site-boundary", saw(), moment(Kind.LED_AWAY, host="partner.example", url="https://partner.example/x")
    )
    assert said.outcome is FAILED
    assert "partner.example" in said.reason
    assert answer("site-boundary", saw()).outcome is PASSED


DONE = moment(Kind.OUTCOME, goal="g", met=True, reason="")
CHOSE = moment(Kind.ACTED, action="click", target="Help", candidates=[["Help", 0.9]])


def test_lostness_needs_somebody_who_found_her_own_way():
    assert answer("lostness", saw("/"), saw("/a"), DONE).outcome is INAPPLICABLE


def test_straight_to_the_goal_is_not_lost():
    assert answer("lostness", CHOSE, saw("/"), saw("/a"), DONE).outcome is PASSED


def test_wandering_about_is_lost():
    links = inspected("page", "/", links=[{"name": "Done", "to": "/done"}], ways_on=1)
    pages = [saw(url) for url in ("/", "/a", "/b", "/a", "/c", "/", "/d", "/done")]
    said = answer("lostness", CHOSE, links, *pages, DONE)
    assert said.outcome is FAILED
    assert "8 pages (6 different), 2 would have been enough" in said.reason


def test_lostness_cannot_be_told_without_a_goal_or_between_the_limits():
    assert answer("lostness", CHOSE, saw("/"), saw("/a")).outcome is CANT_TELL
    links = inspected("page", "/", links=[{"name": "Done", "to": "/d"}], ways_on=1)
    between = [saw(url) for url in ("/", "/a", "/b", "/c", "/d")]
    shorter = inspected("page", "/a", links=[{"name": "Done", "to": "/d"}], ways_on=1)
    assert answer("lostness", CHOSE, shorter, *between, DONE).outcome is CANT_TELL
    assert answer("lostness", CHOSE, links, *between, DONE).outcome is FAILED


def test_lostness_cannot_be_told_where_no_page_came_before_the_goal():
    assert answer("lostness", CHOSE, DONE, saw("/")).outcome is CANT_TELL


def test_a_dead_end_is_named():
    said = answer("page-way-on", inspected("page", "/thanks", ways_on=0, links=[]))
    assert (said.outcome, said.observed) == (FAILED, "/thanks")
    assert answer("page-way-on", inspected("page", "/", ways_on=3, links=[])).outcome is PASSED
    assert answer("page-way-on", inspected("links", checked=1)).outcome is INAPPLICABLE
