"""Comparisons: what differs between two journeys, and what nobody can say."""

from hypothesis import given

from cxsim.comparison import compare
from cxsim.experience import Kind
from cxsim.persona import Persona
from cxsim.record import load, save
from cxsim.testing import experience, experiences, moment

ANNA = Persona.model_validate({"id": "anna", "problem": "p", "goal": ["A refund"], "mood": 0.0, "matters": 1.0})


def waited(seconds, touchpoint="phone", **data):
    return moment(Kind.WAITED, touchpoint, for_="queue", seconds=seconds, **data)


def outcome(met):
    return moment(Kind.OUTCOME, "phone", goal="A refund", met=met)


def changes(before, after, **more):
    return [
        (m.touchpoint, m.data["measure"], m.data["before"], m.data["after"], m.data["better"])
        for m in compare(experience(*before), experience(*after), **more).moments
    ]


def test_equal_journeys_differ_in_nothing():
    lived = experience(waited(60.0), outcome(True))
    assert compare(lived, lived, personas={"anna": ANNA}).moments == ()


def test_a_shorter_wait_is_better_there_and_on_the_whole():
    assert changes([waited(60.0)], [waited(20.0)]) == [
        ("phone", "seconds", 60.0, 20.0, True),
        ("", "seconds", 60.0, 20.0, True),
    ]


def test_effort_steps_and_mood_are_compared():
    asked = moment(Kind.ASKED, "phone", known=True)
    clicked = moment(Kind.ACTED, "phone", action="click", seconds=0.0)
    assert changes([waited(5.0)], [waited(5.0), asked, clicked], personas={"anna": ANNA})[:3] == [
        ("phone", "effort", 0.0, 15.0, False),
        ("phone", "steps", 0.0, 1.0, False),
        ("phone", "mood", 0.0, -0.1, False),
    ]


def test_mood_is_not_compared_where_nobody_knows_who_it_was():
    asked = moment(Kind.ASKED, "phone", known=True)
    assert "mood" not in [change[1] for change in changes([waited(5.0)], [waited(5.0), asked])]


def test_a_wait_that_she_ended_herself_is_at_least_that_long():
    assert changes([waited(60.0)], [waited(20.0, censored=True)])[0][-1] is None
    assert changes([waited(60.0, censored=True)], [waited(20.0)])[0][-1] is True
    assert changes([waited(20.0)], [waited(60.0, censored=True)])[0][-1] is False
    told = compare(experience(waited(60.0)), experience(waited(20.0, censored=True))).moments[0]
    assert told.data["at_least"] == ["after"]


def test_less_time_for_nothing_is_not_better():
    assert changes([waited(60.0), outcome(True)], [waited(20.0), outcome(False)]) == [
        ("phone", "seconds", 60.0, 20.0, None),
        ("", "seconds", 60.0, 20.0, None),
        ("", "goal", True, False, False),
    ]


def test_an_outcome_that_nobody_knows_is_neither_better_nor_worse():
    assert changes([outcome(True)], [outcome(None)]) == [("", "goal", True, None, None)]


def test_what_was_looked_at_in_only_one_of_them_is_not_compared():
    seen = moment(Kind.SAW, "web shop", seconds=5.0)
    unseen = moment(Kind.UNSEEN, "web shop", reason="no browser", harness=True)
    assert [change[0] for change in changes([seen, waited(5.0)], [waited(6.0)])] == ["phone", ""]
    assert [change[0] for change in changes([seen, waited(5.0)], [unseen, waited(6.0)])] == ["phone"]


def test_a_comparison_is_saved_and_read_like_any_experience(tmp_path):
    found = compare(experience(waited(60.0)), experience(waited(20.0), trial=1))
    save(tmp_path, found)
    assert list(load(tmp_path)) == [found]
    assert found.persona == ""


@given(experiences(), experiences())
def test_any_two_can_be_compared_and_the_other_way_round_changes_sides(one, other):
    there = {(m.touchpoint, m.data["measure"], m.data.get("goal")): m.data for m in compare(one, other).moments}
    back = {(m.touchpoint, m.data["measure"], m.data.get("goal")): m.data for m in compare(other, one).moments}
    assert there.keys() == back.keys()
    for key, data in there.items():
        assert (data["before"], data["after"]) == (back[key]["after"], back[key]["before"])
        opposite = None if data["better"] is None else not data["better"]
        assert back[key]["better"] is opposite
