"""Checks of inclusion: a literal experience in, an outcome out."""

import pytest

from cxsim.checks.base import Outcome
from cxsim.experience import Kind
from tests.checks.web_builders import answer, began, inspected, moment

PASSED, FAILED, CANT_TELL, INAPPLICABLE = Outcome


def rules(*impacts, **more):
    findings = [
        {"rule": f"r{n}", "impact": impact, "help": f"Rule {n}", "count": 1} for n, impact in enumerate(impacts)
    ]
    return inspected("accessibility", findings=findings, **more)


@pytest.mark.parametrize(
    ("impacts", "outcome"),
    [((), PASSED), (("minor", "moderate"), PASSED), (("serious",), FAILED), (("minor", "critical"), FAILED)],
)
def test_grave_violations_fail(impacts, outcome):
    assert answer("accessibility", rules(*impacts)).outcome is outcome


def test_rules_that_could_not_be_tried_are_neither_good_nor_bad():
    unread = inspected("accessibility", failed="the page refused")
    assert answer("accessibility", unread).outcome is CANT_TELL
    assert answer("accessibility", unread, rules()).outcome is PASSED
    assert answer("accessibility", unread, rules("serious")).outcome is FAILED


def overflow(wide, touch=True):
    findings = [{"element": "table.wide"}] if wide else []
    return inspected("overflow", "/orders", viewport="390x844", touch=touch, wide=wide, findings=findings)


@pytest.mark.parametrize(
    ("wide", "touch", "outcome"), [(0, True, PASSED), (1, True, PASSED), (80, True, FAILED), (80, False, INAPPLICABLE)]
)
def test_pages_fit_a_small_screen(wide, touch, outcome):
    assert answer("mobile-fit", overflow(wide, touch)).outcome is outcome


def test_what_sticks_out_is_named():
    assert "/orders sticks out by 80 pixels (table.wide)" in answer("mobile-fit", overflow(80)).reason


def test_small_targets_fail():
    small = inspected("targets", "/cart", viewport="390x844", findings=[{"target": "button.step"}], count=2)
    assert answer("target-size", small).outcome is FAILED
    assert answer("target-size", inspected("targets", findings=[], count=0)).outcome is PASSED
    assert answer("target-size", inspected("page", ways_on=1)).outcome is INAPPLICABLE


BY_KEYS = began(needs=["keyboard only"])
ACTED = moment(Kind.ACTED, action="click", target="Help")
BLOCKED = moment(Kind.BLOCKED, action="click", target="Send", url="/complaint", why="keyboard", reason="")


def test_the_keyboard_is_judged_by_those_who_need_it():
    assert answer("keyboard-access", BY_KEYS, ACTED).outcome is PASSED
    assert answer("keyboard-access", began(), ACTED, BLOCKED).outcome is INAPPLICABLE
    said = answer("keyboard-access", BY_KEYS, ACTED, BLOCKED)
    assert said.outcome is FAILED
    assert "“Send” on /complaint" in said.reason


def test_to_be_blocked_by_something_else_is_not_the_keyboard_s_fault():
    missing = moment(Kind.BLOCKED, action="click", target="Send", url="/complaint", why="missing", reason="")
    assert answer("keyboard-access", BY_KEYS, ACTED, missing).outcome is PASSED
