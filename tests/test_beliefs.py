"""Beliefs: what the company thinks of itself against what customers weigh and get."""

import pytest

from cxsim.beliefs import knowledge_gap, promise_gaps, reality_gap, standards_gaps
from cxsim.definition import Attribute
from cxsim.experience import Kind
from cxsim.persona import Persona
from cxsim.testing import experience, moment
from cxsim.touchpoint import Touchpoint

R, K, P = Attribute.RESPONSIVENESS, Attribute.KNOWLEDGE, Attribute.PERSONALIZATION


def touchpoint(**more):
    return Touchpoint.model_validate({"name": "e-mail", "channel": "e-mail", **more})


def test_owners_and_surveys_are_held_against_what_was_observed():
    found = reality_gap(touchpoint(self_score=90, survey="4.6 of 5"), 60.0)
    assert (found.observed, found.reality, found.to_desired, found.to_adequate) == (60, 30, -40, 10)
    assert found.survey_inflation == pytest.approx(30)


def test_where_one_side_is_unknown_there_is_no_gap():
    unknown = reality_gap(touchpoint(self_score=90), None)
    assert (unknown.reality, unknown.to_desired, unknown.survey_inflation) == (None, None, None)
    assert reality_gap(touchpoint(), 60.0).reality is None


def test_what_nobody_weighs_is_no_common_rank():
    found = knowledge_gap({R: 25, K: 55, P: 20}, {R: 0.45, K: 0.3125, P: 0.2375, Attribute.EASE: 0.0})
    assert found.rho == pytest.approx(0.5)
    assert found.differences == pytest.approx({R: -0.2, K: 0.2375, P: -0.0375})
    assert not found.same_first


def test_two_that_share_the_first_place_share_it():
    assert knowledge_gap({R: 50, K: 50}, {R: 0.2, K: 0.8}).same_first


def test_equal_weights_have_no_order_to_compare():
    assert knowledge_gap({R: 1, K: 1}, {R: 0.3, K: 0.7}).rho is None


def test_a_company_that_said_nothing_believes_nothing():
    assert knowledge_gap({}, {R: 1.0}) is None


def test_a_target_slower_than_adequate_is_a_standards_gap():
    anna = Persona.model_validate(
        {"problem": "p", "goal": "g", "mood": 0, "expects": {"wait": "5 s to 15 s", "reply": "1 h to 6 h"}}
    )
    found = standards_gaps(touchpoint(standards={"answered": "80 % in 20 s", "reply": "4 h"}), {"anna": anna})
    assert [(gap.what, gap.persona, gap.difference) for gap in found] == [
        ("wait", "anna", 5.0),
        ("reply", "anna", -7200.0),
    ]
    assert standards_gaps(touchpoint(), {"anna": anna}) == ()


def test_a_promise_is_held_against_the_longest_wait():
    waits = [experience(moment(Kind.WAITED, "e-mail", for_="reply", seconds=s)) for s in (3600.0, 10800.0)]
    found = promise_gaps(touchpoint(promises={"reply": "2 h", "refund": "14 days", "quality": "the best"}), waits)
    assert [(gap.what, gap.company, gap.customer, gap.difference) for gap in found] == [
        ("reply", 7200.0, 10800.0, 3600.0),
        ("refund", 14 * 86400.0, None, None),
    ]


def test_a_promise_that_nobody_tried_is_unknown():
    (gap,) = promise_gaps(touchpoint(promises={"reply": "2 h"}), [])
    assert gap.difference is None
