"""Cost: what a bad memory is worth, what a fix would be, and what nobody can tell without finance."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxsim.cost import break_even, estimate, flawless, lifetime_value, retention_after
from cxsim.experience import Kind
from cxsim.measures import remembered_emotion
from cxsim.persona import Persona
from cxsim.settings import Finance, Settings
from cxsim.testing import experience, experiences, moment, personas

FINANCE = Finance.model_validate({"margin": 100, "retention": "80 %", "discount": "10 %", "customers": 10_000})
SETTINGS = Settings(finance=FINANCE)
WRITTEN = {"wait": "20 s to 60 s", "reply": "4 h to 1 day"}
FELT = [Kind.WAITED, Kind.INSPECTED, Kind.INTERRUPTED, Kind.REFUSED, Kind.ASKED, Kind.HEARD, Kind.OUTCOME]


def customer(**more):
    return Persona.model_validate(
        {"id": "anna", "problem": "p", "goal": ["A refund"], "mood": -0.2, "matters": 1.0, "expects": WRITTEN} | more
    )


def failed(touchpoint="phone"):
    return moment(Kind.OUTCOME, touchpoint, goal="A refund", met=False)


def costs(*lived, settings=SETTINGS, **persona):
    return estimate(lived, {"anna": customer(**persona)}, {"anna": 1.0}, settings)


def test_the_lifetime_value_of_a_customer():
    assert lifetime_value(100, 0.8, 0.1) == pytest.approx(266.6667, abs=1e-4)
    assert lifetime_value(100, 0.0, 0.1) == 0


def test_retention_falls_with_a_bad_memory_and_never_rises_with_a_good_one():
    assert retention_after(0.8, -0.5, 0.2) == pytest.approx(0.72)
    assert retention_after(0.8, 0.9, 0.2) == 0.8


def test_without_finance_there_is_no_money():
    assert costs(experience(failed()), settings=Settings()) is None


def test_who_remembers_nothing_bad_costs_nothing():
    found = costs(experience(moment(Kind.OUTCOME, goal="A refund", met=True)), mood=0.2)
    assert (found.loss.low, found.loss.value, found.loss.high) == (0, 0, 0)


def test_the_journeys_of_a_persona_are_averaged():
    bad, good = experience(failed()), experience(moment(Kind.OUTCOME, goal="A refund", met=True))
    assert costs(bad, good, mood=0.0).loss.value == pytest.approx(costs(bad, mood=0.0).loss.value / 2)


def test_a_journey_that_could_not_be_looked_at_is_neither_good_nor_bad():
    bad = experience(failed())
    unseen = experience(moment(Kind.UNSEEN, what="phone", reason="no browser", harness=True))
    assert costs(bad, unseen).loss == costs(bad).loss
    nothing = costs(unseen)
    assert (nothing.covered, nothing.by_persona, nothing.fixes) == (0, {}, ())


def test_an_expectation_that_nobody_wrote_never_feeds_money():
    waited = experience(moment(Kind.WAITED, "phone", for_="queue", seconds=600.0))
    assert costs(waited, mood=0.0).loss.value > 0
    assert costs(waited, mood=0.0, expects={"quality": "90 % to 60 %"}).loss.value == 0


def test_fixes_are_counterfactual_and_do_not_add_up():
    lived = experience(moment(Kind.ASKED, "web shop", known=True), failed("phone"))
    found = costs(lived, matters=0.5)
    worth = {fix.touchpoint: fix.worth.value for fix in found.fixes}
    assert list(worth) == ["phone", "web shop"]  # the most valuable first
    assert all(0 < value < found.loss.value for value in worth.values())
    assert math.fsum(worth.values()) != pytest.approx(found.loss.value)


def test_a_flawless_touchpoint_meets_the_goal_that_failed_there_and_leaves_the_others_as_they_were():
    lived = experience(
        moment(Kind.WAITED, "web shop", for_="page", seconds=600.0),
        moment(Kind.SAW, "phone", text="it is our policy"),
        failed("phone"),
    )
    mended = flawless(lived, "phone", customer(), SETTINGS)
    assert [(m.kind, m.data.get("met")) for m in mended.moments] == [(Kind.WAITED, None), (Kind.OUTCOME, True)]


def test_a_goal_met_earlier_cannot_fail_later():
    mended = flawless(experience(failed("web shop"), failed("phone")), "web shop", customer(), SETTINGS)
    assert [m.data["met"] for m in mended.moments] == [True]


def test_the_break_even_needs_no_money_and_may_be_out_of_reach():
    lived = [experience(failed("phone"))]
    people = {"anna": customer(mood=0.0, hope=0.5)}  # she remembers -0.5 ... or, without the failure, +0.5
    remembered = remembered_emotion(lived[0], people["anna"], SETTINGS)
    assert remembered == pytest.approx(-1.0)
    assert break_even(lived, people, {"anna": 1.0}, Settings(), "phone") == pytest.approx(0.01)
    assert break_even(lived, people, {"anna": 1.0}, Settings(), "web shop") is None
    assert break_even(lived, people, {"anna": 0.001}, Settings(), "phone") is None


@given(experiences(FELT), personas())
def test_a_flawless_touchpoint_never_leaves_a_worse_memory(lived, persona):
    for touchpoint in lived.touchpoints:
        mended = flawless(lived, touchpoint, persona, SETTINGS)
        before = remembered_emotion(_once(lived), persona, SETTINGS)
        assert remembered_emotion(_once(mended), persona, SETTINGS) >= before - 1e-12


def _once(lived):
    """Each goal ends once, as the engine records it."""
    seen, kept = set(), []
    for m in lived.moments:
        if m.kind is not Kind.OUTCOME or m.data["goal"] not in seen:
            kept.append(m)
        if m.kind is Kind.OUTCOME:
            seen.add(m.data["goal"])
    return experience(*kept)


@given(st.floats(-1.0, 1.0), st.floats(0.0, 1.0), st.floats(0.0, 2.0), st.floats(0.0, 1.0))
def test_nobody_loses_more_than_everything_a_customer_is_worth(remembered, retention, churn, discount):
    stays = retention_after(retention, remembered, churn)
    assert 0.0 <= stays <= retention
    full = lifetime_value(100, retention, discount + 0.01)
    assert 0.0 <= lifetime_value(100, stays, discount + 0.01) <= full


@given(experiences(FELT), personas())
def test_the_range_holds_the_value(lived, persona):
    found = estimate([lived], {"anna": persona}, {"anna": 1.0}, SETTINGS)
    assert found.loss.low <= found.loss.value <= found.loss.high
    for fix in found.fixes:
        assert fix.worth.low <= fix.worth.value <= fix.worth.high
