"""A customer under way: mood, patience and what she told; and the same fold over a finished journey."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxsim.effort import efforts
from cxsim.experience import Kind
from cxsim.measures import (
    Customer,
    customer_cost,
    emotion_curve,
    lostness,
    own_seconds,
    remembered_emotion,
)
from cxsim.persona import Persona
from cxsim.settings import Settings
from cxsim.testing import experience, experiences, moment, personas

SETTINGS = Settings()


def someone(**more):
    written = {"id": "anna", "problem": "p", "goal": ["A refund"], "mood": 0.0, "matters": 1.0, "hope": "50 %"}
    return Persona.model_validate(written | more)


def customer(queue_patience=100.0, **more):
    return Customer(someone(**more), SETTINGS, queue_patience=queue_patience)


@pytest.mark.parametrize(
    ("kind", "data", "seconds"),
    [
        (Kind.ACTED, {"seconds": 3.0}, 3.0),
        (Kind.SAW, {"seconds": 9.0}, 9.0),
        (Kind.HEARD, {"seconds": 4.0}, 4.0),
        (Kind.WAITED, {"for_": "queue", "seconds": 60.0}, 60.0),
        (Kind.WAITED, {"for_": "reply", "seconds": 3600.0}, 0.0),
        (Kind.OUTCOME, {"seconds": 5.0}, 0.0),
        (Kind.ACTED, {"seconds": "soon"}, 0.0),
        (Kind.ACTED, {"seconds": -5.0}, 0.0),
        (Kind.ACTED, {}, 0.0),
    ],
)
def test_what_costs_her_own_time(kind, data, seconds):
    assert own_seconds(moment(kind, **data)) == seconds


def test_her_own_time_spends_her_patience():
    anna = customer(patience={"journey": "10 min"})
    anna.live(moment(Kind.WAITED, "phone", for_="queue", seconds=540.0))
    assert anna.patience_left == 60
    assert anna.hangs_up_after() <= 60


def test_patience_is_never_negative():
    anna = customer(patience={"journey": "10 min"})
    anna.live(moment(Kind.ACTED, seconds=9999.0))
    assert anna.patience_left == anna.hangs_up_after() == 0


@pytest.mark.parametrize(("mood", "seconds"), [(0.5, 100), (0.0, 100), (-0.4, 80), (-1.0, 50)])
def test_a_bad_mood_shortens_patience_in_a_queue_and_a_good_one_does_not_lengthen_it(mood, seconds):
    assert customer(mood=mood).hangs_up_after() == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("mood", "anxious"), [("anxious", True), ("desperate", True), ("worried", False), (0.5, False)]
)
def test_who_sets_out_anxious_stays_so(mood, anxious):
    anna = customer(mood=mood)
    anna.live(moment(Kind.OUTCOME, goal="A refund", met=True))
    assert anna.anxious is anxious


def test_the_place_that_was_told_first_is_kept():
    anna = customer()
    anna.live(moment(Kind.TOLD, "web shop", fact="order number", value="4711"))
    anna.live(moment(Kind.TOLD, "phone", fact="order number", value="4711"))
    assert anna.told == {"order number": "web shop"}


def test_the_same_goal_cannot_please_twice():
    anna, met = customer(), moment(Kind.OUTCOME, goal="A refund", met=True)
    assert (anna.live(met), anna.live(met)) == (0.5, 0.0)


def test_living_tells_by_how_much_the_mood_changed():
    anna = customer(mood=-0.95)
    assert anna.live(moment(Kind.ASKED, known=True)) == pytest.approx(-0.05)  # the worst that it gets is -1
    assert (anna.mood, anna.cause) == (-1.0, "story told again")


def test_the_curve_has_one_step_for_the_start_and_one_for_each_change():
    lived = experience(
        moment(Kind.SAW, seconds=3.0),
        moment(Kind.ASKED, "phone", at=9.0, known=True),
        moment(Kind.OUTCOME, "phone", at=12.0, goal="A refund", met=True),
    )
    curve = emotion_curve(lived, someone(), SETTINGS)
    assert [(step.moment, step.at, step.cause) for step in curve] == [
        (None, 0.0, "sets out"),
        (1, 9.0, "story told again"),
        (2, 12.0, "solved"),
    ]
    assert [step.mood for step in curve] == pytest.approx([0.0, -0.1, 0.4])


def test_the_cost_card():
    lived = experience(
        moment(Kind.ACTED, seconds=30.0, action="click"),
        moment(Kind.WAITED, for_="page", seconds=90.0),
        moment(Kind.ASKED, known=True),
    )
    cost = customer_cost(lived, someone(expects={"wait": "100 s to 200 s"}), SETTINGS)
    assert (cost.money, cost.seconds, cost.minutes, cost.effort) == (None, 120.0, 2.0, 15.0)
    assert (cost.mood_before, cost.mood_after, cost.mood_change) == pytest.approx((0.0, -0.1, -0.1))
    assert cost.remembered == pytest.approx(-0.1)


def test_lostness_is_0_on_the_shortest_way_and_grows_with_every_detour():
    assert lostness(["a", "b", "c"], 3) == 0
    assert lostness(["a", "x", "a", "b", "c"], 3) == pytest.approx(math.hypot(4 / 5 - 1, 3 / 4 - 1))
    with pytest.raises(ValueError, match="at least one page"):
        lostness([], 1)


@given(personas(), experiences(), st.floats(1.0, 1e4))
def test_a_customer_stays_within_her_bounds_whatever_she_lives_through(persona, lived, patience):
    anna = Customer(persona, SETTINGS, queue_patience=patience)
    spent = 0.0
    for each in lived.moments:
        anna.live(each)
        assert -1.0 <= anna.mood <= 1.0
        assert anna.spent >= spent
        assert 0.0 <= anna.hangs_up_after() <= min(patience, anna.patience_left)
        spent = anna.spent


@given(personas(), experiences())
def test_the_curve_of_a_finished_journey_is_what_she_lived_through(persona, lived):
    anna = Customer(persona, SETTINGS, queue_patience=math.inf)
    for each in lived.moments:
        anna.live(each)
    curve = emotion_curve(lived, persona, SETTINGS)
    assert curve[-1].mood == pytest.approx(anna.mood)
    cost = customer_cost(lived, persona, SETTINGS)
    assert cost.seconds == pytest.approx(anna.spent)
    assert cost.effort == math.fsum(e.points for e in efforts(lived, SETTINGS))
    assert cost.remembered == remembered_emotion(lived, persona, SETTINGS)
