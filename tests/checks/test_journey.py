"""The journey's checks: one literal experience in, one answer out, with a sentence that a manager can read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxsim.checks import journey
from cxsim.checks.base import Outcome, judge
from cxsim.experience import Kind
from cxsim.testing import experience, moment

FAILED, PASSED, CANT_TELL, INAPPLICABLE = Outcome.FAILED, Outcome.PASSED, Outcome.CANT_TELL, Outcome.INAPPLICABLE
WEB, PHONE = "web shop", "phone"
CHECKS = {check.id: check for check in journey.CHECKS}


def verdict(check, *moments, touchpoint=WEB):
    (found,) = (v for v in judge(experience(*moments), [CHECKS[check]]) if v.touchpoint == touchpoint)
    return found


def entered(touchpoint=WEB, channel="web", **data):
    return moment(Kind.ENTERED, touchpoint, channel=channel, why="first", **data)


def outcome(goal, met, reason="so it was"):
    return moment(Kind.OUTCOME, goal=goal, met=met, reason=reason)


def stated(fact, value, where="/contact", touchpoint=WEB):
    return moment(Kind.STATED, touchpoint, fact=fact, value=value, where=where)


# -- goal-reached


def test_a_goal_that_is_met_passes():
    assert verdict("goal-reached", entered(), outcome("A refund", True)).outcome is PASSED


def test_a_goal_that_is_missed_fails_and_is_named_with_the_reason():
    found = verdict("goal-reached", entered(), outcome("A refund", False, "never came about"), outcome("A word", None))
    assert found.outcome is FAILED
    assert "“A refund”" in found.reason
    assert found.observed == "never came about"
    assert found.moments == (1,)


def test_of_several_goals_every_missed_one_is_named():
    found = verdict("goal-reached", outcome("A refund", False), outcome("A lamp", True), outcome("A word", False))
    assert "“A refund” and “A word”" in found.reason
    assert found.moments == (0, 2)


def test_a_goal_that_nobody_can_see_cannot_be_told():
    found = verdict("goal-reached", outcome("A refund", True), outcome("A word", None, "nobody said how to see it"))
    assert (found.outcome, found.reason) == (CANT_TELL, "nobody said how to see it")


def test_where_no_goal_came_to_its_end_nothing_is_asked():
    assert verdict("goal-reached", entered()).outcome is INAPPLICABLE


# -- patience-kept


def test_who_gets_on_keeps_her_patience():
    assert verdict("patience-kept", entered(), moment(Kind.SAW, seconds=20.0)).outcome is PASSED


def test_who_hangs_up_in_the_queue_has_lost_it():
    found = verdict(
        "patience-kept",
        entered(PHONE, "phone"),
        moment(Kind.WAITED, PHONE, for_="queue", seconds=521.4, censored=True),
        moment(Kind.GAVE_UP, PHONE, why="patience", text="She hung up."),
        touchpoint=PHONE,
    )
    assert found.outcome is FAILED
    assert found.reason == "The customer ran out of patience here and gave up after waiting 521 s. She hung up."
    assert found.moments == (1, 2)


def test_who_finds_no_way_on_has_not_lost_her_patience():
    assert verdict("patience-kept", entered(), moment(Kind.GAVE_UP, why="no way on", text="")).outcome is PASSED


def test_a_visit_that_was_not_looked_at_cannot_be_told():
    unseen = moment(Kind.UNSEEN, what=WEB, reason="the browser did not start", harness=True)
    found = verdict("patience-kept", entered(), unseen)
    assert found.outcome is CANT_TELL
    assert "the browser did not start" in found.reason


def test_patience_lost_elsewhere_is_not_held_against_this_touchpoint():
    moments = (entered(), entered(PHONE, "phone"), moment(Kind.GAVE_UP, PHONE, why="patience", text=""))
    assert verdict("patience-kept", *moments).outcome is PASSED
    assert verdict("patience-kept", *moments, touchpoint=PHONE).outcome is FAILED


# -- repeated-question


def test_what_nobody_knows_may_be_asked():
    assert verdict("repeated-question", moment(Kind.ASKED, fact="name", known=False)).outcome is PASSED


def test_what_was_told_elsewhere_may_not_be_asked_again():
    found = verdict(
        "repeated-question",
        moment(Kind.TOLD, WEB, fact="order number", value="004711"),
        moment(Kind.ASKED, PHONE, fact="name", known=False),
        moment(Kind.ASKED, PHONE, fact="order number", known=True, told_at=WEB),
        touchpoint=PHONE,
    )
    assert found.outcome is FAILED
    assert "order number (already told at: web shop)" in found.reason
    assert found.moments == (2,)


def test_where_nothing_is_asked_nothing_is_asked_twice():
    assert verdict("repeated-question", entered()).outcome is INAPPLICABLE


# -- hours-fit


def test_open_when_she_comes_fits():
    assert verdict("hours-fit", entered(open=True, hours="mon-fri 08:00-20:00")).outcome is PASSED


def test_closed_when_she_comes_does_not_fit():
    found = verdict(
        "hours-fit", entered(open=False, hours="mon-fri 09:00-17:00", local_time="2026-11-24T18:30:00+01:00")
    )
    assert found.outcome is FAILED
    assert found.reason == ("The customer came when it was closed on Tuesday at 18:30; it is open mon-fri 09:00-17:00.")


@pytest.mark.parametrize(
    ("free", "outcome_"),
    [("mon-fri 17:00-20:00", FAILED), ("mon-fri 16:59-20:00", PASSED), ("sat 09:00-12:00", FAILED), (None, PASSED)],
)
def test_hours_that_never_meet_hers_do_not_fit(free, outcome_):
    began = moment(Kind.BEGAN, "", free=free)
    found = verdict("hours-fit", began, entered(open=True, hours="mon-fri 09:00-17:00"))
    assert found.outcome is outcome_
    assert ("never meet" in found.reason) is (outcome_ is FAILED)


def test_without_written_hours_nothing_can_fit_or_not():
    assert verdict("hours-fit", entered(open=None, hours=None)).outcome is INAPPLICABLE


@given(st.integers(0, 1439), st.integers(0, 1439), st.integers(0, 1439), st.integers(0, 1439))
def test_two_weeks_of_hours_meet_whichever_is_asked_first(a, b, c, d):
    def clock(minute):
        return f"{minute // 60:02}:{minute % 60:02}"

    one, other = f"mon-fri {clock(a)}-{clock(b)}", f"wed {clock(c)}-{clock(d)}"
    answers = [
        verdict("hours-fit", moment(Kind.BEGAN, "", free=free), entered(open=True, hours=hours)).outcome
        for free, hours in ((one, other), (other, one))
    ]
    assert answers[0] is answers[1]


# -- fact-consistency


def test_two_places_that_agree_pass():
    found = verdict("fact-consistency", stated("phone number", "1"), stated("phone number", "1", where="/help"))
    assert found.outcome is PASSED


def test_two_pages_that_differ_are_quoted():
    found = verdict(
        "fact-consistency", stated("return period", "14 days", "/returns"), stated("return period", "30 days", "/terms")
    )
    assert found.outcome is FAILED
    assert "“14 days” at the touchpoint web shop (/returns)" in found.reason
    assert "“30 days” at the touchpoint web shop (/terms)" in found.reason
    assert found.moments == (0, 1)


def test_a_contradiction_between_touchpoints_lands_on_both_owners():
    moments = (
        entered(PHONE, "phone"),
        stated("phone hours", "mon-fri 08:00-20:00"),
        stated("opening hours", "mon-fri 08:00-18:00", "goodbye", PHONE),  # on a phone line they are the phone's
    )
    assert verdict("fact-consistency", *moments).outcome is FAILED
    assert verdict("fact-consistency", *moments, touchpoint=PHONE).outcome is FAILED


def test_hours_without_days_agree_with_the_same_hours_on_some_days():
    moments = (
        entered(PHONE, "phone"),
        stated("phone hours", "mon-fri 08:00-20:00"),
        stated("phone hours", "08:00-20:00", "goodbye", PHONE),
    )
    assert verdict("fact-consistency", *moments).outcome is PASSED


def test_a_page_may_list_a_second_number():
    moments = (stated("phone number", "1"), stated("phone number", "2"), stated("phone number", "2", where="/help"))
    assert verdict("fact-consistency", *moments).outcome is PASSED


def test_the_hours_of_a_store_are_not_those_of_the_phone():
    moments = (stated("phone hours", "mon-fri 08:00-20:00"), stated("store hours", "mon-sat 10:00-19:00", "/stores"))
    assert verdict("fact-consistency", *moments).outcome is INAPPLICABLE


def test_what_is_told_once_cannot_contradict_itself():
    assert verdict("fact-consistency", stated("phone number", "1")).outcome is INAPPLICABLE


# -- policy-phrases


@pytest.mark.parametrize(
    "text",
    [
        "I am sorry, but it’s our policy.",
        "Es entspricht unseren Richtlinien, dass …",
        "طبق سياست ما، کالا پس گرفته نمی‌شود.",
    ],
)
def test_who_quotes_the_policy_fails_in_every_language(text):
    found = verdict("policy-phrases", entered(), moment(Kind.SAW, text="Welcome"), moment(Kind.SAW, text=text))
    assert found.outcome is FAILED
    assert found.moments == (2,)
    assert found.observed.startswith("“")


@pytest.mark.parametrize("text", ["Read our privacy policy.", "Return policy: 30 days.", "Datenschutzrichtlinien"])
def test_a_policy_by_name_is_no_policy_phrase(text):
    assert verdict("policy-phrases", entered(), moment(Kind.SAW, text=text)).outcome is PASSED


def test_where_nothing_was_said_nothing_was_hidden_behind():
    assert verdict("policy-phrases", entered(), moment(Kind.SAW, url="/")).outcome is INAPPLICABLE
