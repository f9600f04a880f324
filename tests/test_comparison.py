"""Comparisons: what differs between two journeys, and what nobody can say."""

from hypothesis import given

from cxsim.comparison import compare, comparisons
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
        if m.data["measure"] != "all"
    ]


def test_equal_journeys_differ_in_nothing():
    lived = experience(waited(60.0), outcome(True))
    assert [m.data["measure"] for m in compare(lived, lived, personas={"anna": ANNA}).moments] == ["all"]


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
    told = compare(experience(waited(60.0)), experience(waited(20.0, censored=True))).moments[1]
    assert told.data["at_least"] == ["after"]


def test_less_time_for_nothing_is_not_better():
    assert changes([waited(60.0), outcome(True)], [waited(20.0), outcome(False)]) == [
        ("phone", "seconds", 60.0, 20.0, None),
        ("", "seconds", 60.0, 20.0, None),
        ("phone", "goal", True, False, False),
    ]


def test_an_outcome_that_nobody_knows_is_neither_better_nor_worse():
    assert changes([outcome(True)], [outcome(None)]) == [("phone", "goal", True, None, None)]


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


def done(action, target, place="web shop"):
    return moment(Kind.ACTED, place, action=action, target=target, seconds=1.0, step=1)


def stuck(action, target, place="web shop"):
    return moment(Kind.BLOCKED, place, action=action, target=target, reason="missing", step=1)


def test_a_step_that_only_one_of_them_could_do_is_a_difference():
    assert ("web shop", "step", True, False, False) in changes([done("click", "Help")], [stuck("click", "Help")])
    assert ("web shop", "step", False, True, True) in changes([stuck("click", "Help")], [done("click", "Help")])
    assert not changes([stuck("click", "Help")], [stuck("click", "Help")])


def test_the_price_that_was_told_last_is_compared_in_any_digits():
    def told(total):
        return [moment(Kind.INSPECTED, "web shop", what="costs", total=text, url="/") for text in ("€1.00", total)]

    assert ("web shop", "price", 23.8, 28.7, False) in changes(told("€23.80"), told("۲۸٫۷۰ €".replace("٫", ".")))


def people(**accounts):
    written = {"problem": "p", "goal": ["g"], "mood": 0.0}
    return {name: Persona.model_validate({**written, "id": name, "account": a}) for name, a in accounts.items()}


def beside(*lived, earlier=(), **accounts):
    found = comparisons(lived, earlier, personas=people(**accounts))
    return [(next(iter(each.moments)).data["between"], each.variant) for each in found]


def walk(persona, variant="", trial=0, scenario="s"):
    return experience(done("click", "Help"), persona=persona, variant=variant, trial=trial, scenario=scenario)


def test_devices_and_trials_are_set_beside_the_first():
    lived = [walk("anna", device, trial) for device in ("computer", "phone") for trial in (0, 1, 2)]
    found = beside(*lived, anna=None)
    assert found.count(("trials", "s/anna/phone/2 against s/anna/phone/0")) == 1
    assert found.count(("devices", "s/anna/phone/1 against s/anna/computer/1")) == 1
    assert len(found) == 4 + 3


def test_a_new_and_a_loyal_customer_who_want_the_same_are_a_pair_with_the_new_one_first():
    assert beside(walk("loyal"), walk("new"), loyal="gold", new=None) == [
        ("customers", "s/loyal/-/0 against s/new/-/0")
    ]
    assert beside(walk("one"), walk("other"), one=None, other=None) == []


def test_a_journey_is_set_beside_its_earlier_self_and_no_other():
    assert beside(walk("anna"), earlier=[walk("anna"), walk("anna", scenario="t")], anna=None) == [
        ("runs", "s/anna/-/0 against s/anna/-/0")
    ]


@given(experiences(), experiences())
def test_any_two_can_be_compared_and_the_other_way_round_changes_sides(one, other):
    there = {
        (m.touchpoint, m.data["measure"], m.data.get("goal"), m.data.get("step")): m.data
        for m in compare(one, other).moments
    }
    back = {
        (m.touchpoint, m.data["measure"], m.data.get("goal"), m.data.get("step")): m.data
        for m in compare(other, one).moments
    }
    assert there.keys() == back.keys()
    for key, data in there.items():
        assert (data["before"], data["after"]) == (back[key]["after"], back[key]["before"])
        opposite = None if data["better"] is None else not data["better"]
        assert back[key]["better"] is opposite
