"""Checks of interruptions: a literal experience in, an outcome out."""

import pytest

from cxsim.checks.base import Outcome
from cxsim.experience import Kind
from tests.checks.web_builders import answer, moment

PASSED, FAILED, CANT_TELL, INAPPLICABLE = Outcome
ACCEPT = {"name": "Accept all", "role": "button", "area": 4000}


def cookies(reject, accept=ACCEPT):
    return moment(Kind.INTERRUPTED, what="cookies", url="/", text="", accept=accept, reject=reject)


@pytest.mark.parametrize(
    ("reject", "reason"),
    [
        (None, "no way to refuse"),
        ({"name": "Refuse", "role": "link", "area": 4000}, "only a link to refuse"),
        ({"name": "Refuse", "role": "button", "area": 1999}, "less than half as large"),
    ],
)
def test_to_refuse_must_be_as_easy_as_to_accept(reject, reason):
    said = answer("cookie-choice", cookies(reject))
    assert said.outcome is FAILED
    assert reason in said.reason


def test_an_even_choice_passes():
    assert answer("cookie-choice", cookies({"name": "Refuse", "role": "button", "area": 3000})).outcome is PASSED
    assert answer("cookie-choice", cookies(None, accept=None)).outcome is PASSED


TELLS = ("says_what_changes", "says_effect", "can_defer", "says_consequence")


def update(mid_task=False, **told):
    data = {"what": "update", "url": "/complaint", "text": "Update", "mid_task": mid_task}
    return moment(Kind.INTERRUPTED, **data | dict.fromkeys(TELLS, True) | told)


def test_a_notice_that_tells_everything_passes():
    assert answer("update-notice", update()).outcome is PASSED


@pytest.mark.parametrize("key", TELLS)
def test_a_notice_that_leaves_one_thing_out_fails(key):
    assert answer("update-notice", update(**{key: False})).outcome is FAILED


@pytest.mark.parametrize(("mid_task", "outcome"), [(True, FAILED), (False, PASSED)])
def test_an_update_waits_for_a_pause(mid_task, outcome):
    assert answer("update-timing", update(mid_task)).outcome is outcome


@pytest.mark.parametrize("check", ["cookie-choice", "update-notice", "update-timing"])
def test_other_interruptions_are_not_judged(check):
    other = moment(Kind.INTERRUPTED, what="other", url="/", text="x", mid_task=True)
    assert answer(check, other).outcome is INAPPLICABLE
