"""Scores: relative to the customer, from what was measured alone, bounded, and never better for what is worse."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxsim.checks import CATALOGUE
from cxsim.checks.base import Check, Impact, Layer, Tier, failed, judge, passed
from cxsim.definition import Attribute
from cxsim.experience import Kind
from cxsim.persona import Persona
from cxsim.scoring import Board, Cell, assumed, reach, score, shares
from cxsim.settings import Settings
from cxsim.testing import experience, experiences, moment, personas
from cxsim.touchpoint import Touchpoint

SETTINGS = Settings()
R, K, E = Attribute.RESPONSIVENESS, Attribute.KNOWLEDGE, Attribute.EASE


def someone(id="anna", **more):
    written = {
        "id": id,
        "problem": "p",
        "goal": ["A refund"],
        "mood": 0.0,
        "expects": {"wait": "20 s to 60 s", "reply": "4 h to 1 day", "quality": "90 % to 60 %", "effort": "10 to 40"},
    }
    return Persona.model_validate(written | more)


def question(id, impact=Impact.MODERATE, *, tier=Tier.BASIC, attribute=K):
    """Passes where the record holds an answer with its id."""

    def answer(lived, touchpoint):
        told = any(id in m.data["right"] for m in lived.of(Kind.INSPECTED, touchpoint=touchpoint))
        return passed(moments=[0]) if told else failed("It was not told.", moments=[0])

    return Check(
        id=id,
        title="Told",
        failure_title="Not told",
        why="It matters.",
        source="R1",
        category="test",
        attribute=attribute,
        layer=Layer.SERVICE,
        impact=impact,
        tier=tier,
        needs=Kind.INSPECTED,
        judge=answer,
    )


QUESTIONS = (question("opening"), question("returns", Impact.SERIOUS))


def board_of(*lived, people=None, checks=QUESTIONS, **more):
    people = people or {"anna": someone()}
    verdicts = [verdict for each in lived for verdict in judge(each, checks)]
    return score(lived, verdicts, checks, people, SETTINGS, **more)


def cell(board, attribute, touchpoint="phone", persona="anna"):
    found = board.cell(persona, touchpoint, attribute)
    assert found is not None
    return found


def waited(seconds, **data):
    return moment(Kind.WAITED, "phone", **{"for_": "queue", "seconds": seconds, **data})


def told(*right, persona="anna", trial=0):
    return experience(moment(Kind.INSPECTED, "phone", what="form", right=list(right)), persona=persona, trial=trial)


def test_each_visit_is_scored_before_the_mean_is_taken():
    found = cell(board_of(experience(waited(10.0)), experience(waited(110.0), trial=1)), R)
    assert found.score == pytest.approx((100 + 50 * 10 / 60) / 2)
    assert (found.runs, found.measured) == (2, 2)


def test_all_waits_of_one_visit_count_together():
    assert cell(board_of(experience(waited(20.0), waited(20.0))), R).score == 75


def test_waiting_for_a_reply_has_a_zone_of_its_own_and_the_worse_of_both_counts():
    home = moment(Kind.WAITED, "phone", for_="reply", seconds=86400.0)
    assert cell(board_of(experience(home)), R).score == 50
    assert cell(board_of(experience(home, waited(5.0))), R).score == 50


def test_a_wait_that_ended_in_a_hang_up_is_never_better_than_adequate():
    assert cell(board_of(experience(waited(5.0, censored=True))), R).score == 50
    assert cell(board_of(experience(waited(90.0, censored=True))), R).score == 25


def test_who_was_answered_at_once_waited_for_nothing():
    assert cell(board_of(experience(moment(Kind.REACHED, "phone", who="human"))), R).score == 100


def test_where_nothing_answered_nothing_is_measured():
    found = cell(board_of(experience(moment(Kind.ENTERED, "phone", channel="phone"))), R)
    assert found.score is None
    assert found.reason == "nothing answered there, and no wait was recorded"


@pytest.mark.parametrize("attribute", [R, E])
def test_what_our_own_fault_cut_short_is_not_measured(attribute):
    unseen = moment(Kind.UNSEEN, "phone", reason="no browser", harness=True)
    lived = experience(waited(5.0), moment(Kind.HEARD, "phone", text="Hello", seconds=1.0), unseen)
    found = cell(board_of(lived), attribute)
    assert (found.score, found.reason) == (None, "not looked at: no browser")


def test_points_are_weighed_by_impact():
    found = cell(board_of(told("returns")), K)
    assert found.score == pytest.approx(50 + 50 * (70 - 60) / 30)  # 7 of 10 points
    assert [(o.experience, o.moment) for o in found.observations] == [("a-visit/anna/-/0", 0)]


def test_what_nobody_would_have_missed_makes_up_for_nothing():
    wow = question("gift", Impact.CRITICAL, tier=Tier.WOW)
    assert cell(board_of(told("gift"), checks=(*QUESTIONS, wow)), K).score == 0
    assert cell(board_of(told("gift"), checks=(wow,)), K).score is None


def test_an_attribute_of_which_no_check_spoke_is_not_measured():
    found = cell(board_of(experience(waited(5.0))), K)
    assert (found.score, found.reason) == (None, "no check that speaks of it could be judged")


def test_what_an_analysis_found_counts_for_everyone_who_came():
    people = {"anna": someone(), "bernd": someone("bernd")}
    visits = [experience(waited(5.0), persona=name) for name in people]
    board = board_of(told("opening", persona=""), *visits, people=people)
    assert {cell(board, K, persona=name).score for name in people} == {25.0}  # 3 of 10 points
    assert cell(board, K).observations == ()


def test_shares_add_up_and_who_has_none_gets_the_mean_of_the_others():
    people = {"a": someone(share="20 %"), "b": someone(share="40 %"), "c": someone()}
    assert shares(people) == pytest.approx({"a": 2 / 9, "b": 4 / 9, "c": 3 / 9})


def test_a_touchpoint_is_measured_from_half_of_what_its_visitors_weigh():
    halves = {"anna": someone(importance={"responsiveness": 50, "knowledge": 50})}
    thirds = {"anna": someone(importance={"responsiveness": 30, "knowledge": 70})}
    lived = experience(waited(40.0))
    assert board_of(lived, people=halves).observed("phone") == 75
    assert board_of(lived, people=halves).covered("phone") == 0.5
    assert board_of(lived, people=thirds).observed("phone") is None
    assert board_of(lived, people=thirds).overall() is None


def test_a_customer_who_never_came_has_no_cell_there():
    people = {"anna": someone(), "bernd": someone("bernd")}
    lived = [experience(waited(40.0)), experience(moment(Kind.SAW, "web shop"), persona="bernd")]
    board = board_of(*lived, people=people)
    assert board.cell("bernd", "phone", R) is None
    assert board.touchpoints == ("phone", "web shop")


def test_priorities_count_how_many_customers_come_where_the_map_tells_it_for_all():
    def touchpoint(name, customers=None):
        return Touchpoint.model_validate(
            {"name": name, "channel": "web", **({"customers": customers} if customers else {})}
        )

    busy, quiet, unknown = touchpoint("phone", "300/day"), touchpoint("web shop", "100/day"), touchpoint("web shop")
    assert reach([busy, quiet]) == pytest.approx({"phone": 1.5, "web shop": 0.5})
    assert reach([busy, unknown]) == reach([]) == {}
    lived = [experience(waited(60.0), moment(Kind.SAW, "web shop"))]
    plain = board_of(*lived)
    counted = board_of(*lived, touchpoints={"phone": busy, "web shop": quiet})
    assert counted.priority(cell(counted, R)) == pytest.approx(1.5 * plain.priority(cell(plain, R)))
    half_known = board_of(*lived, touchpoints={"phone": busy})
    assert half_known.priority(cell(half_known, R)) == plain.priority(cell(plain, R))


def test_an_expectation_that_nobody_wrote_is_assumed():
    anna = someone(expects={"wait": "20 s to 60 s"})
    assert [assumed(anna, attribute) for attribute in (R, K, E)] == [False, True, True]


def everything(lived, persona):
    verdicts = list(judge(lived, CATALOGUE))
    return score([lived], verdicts, CATALOGUE, {persona.id: persona}, SETTINGS)


@given(experiences(), personas())
def test_scores_are_bounded_and_what_is_not_measured_has_a_reason_instead(lived, persona):
    board = everything(lived, persona)
    for each in board.cells:
        priority = board.priority(each)
        if each.score is None:
            assert each.reason
            assert each.measured == 0
            assert priority is None
        else:
            assert 0.0 <= each.score <= 100.0
            assert 0.0 <= priority <= 3.0
    for touchpoint in board.touchpoints:
        assert 0.0 <= board.covered(touchpoint) <= 1.0 + 1e-9
        observed = board.observed(touchpoint)
        assert observed is None or -1e-9 <= observed <= 100.0 + 1e-9


@given(st.lists(st.none() | st.floats(0.0, 100.0), min_size=5, max_size=5))
def test_what_is_unmeasured_changes_no_mean(scores):
    """The observed score lies between the lowest and highest that were measured: no None counts as 0 or 100."""
    cells = tuple(
        Cell(persona="anna", touchpoint="phone", attribute=a, score=s, runs=1, measured=int(s is not None))
        for a, s in zip(Attribute, scores, strict=True)
    )
    board = Board(cells=cells, shares={"anna": 1.0}, weights={"anna": dict.fromkeys(Attribute, 0.2)})
    known = [s for s in scores if s is not None]
    observed = board.observed("phone")
    if len(known) < 3:
        assert observed is None
    else:
        assert min(known) - 1e-9 <= observed <= max(known) + 1e-9


@given(experiences(), personas(), st.floats(0.0, 1e4))
def test_a_further_wait_never_raises_a_score(lived, persona, seconds):
    more = experience(*lived.moments, waited(seconds))
    before, after = everything(lived, persona), everything(more, persona)
    one, other = (board.cell(persona.id, "phone", R) for board in (before, after))
    if one is not None and one.score is not None and other is not None and other.score is not None:
        assert other.score <= one.score + 1e-9


@given(st.lists(st.sampled_from(["opening", "returns"]), max_size=2), personas())
def test_a_question_more_that_is_answered_never_lowers_a_score(right, persona):
    people = {"anna": persona}
    less = cell(board_of(told(*right), people=people), K).score
    assert cell(board_of(told(*right, "returns"), people=people), K).score >= less - 1e-9


def test_one_visit_more_is_one_run_more():
    visits = [replace(told("returns"), trial=trial) for trial in range(3)]
    assert cell(board_of(*visits), K).runs == 3
