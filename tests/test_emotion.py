"""The emotion curve: what moves it, by how much, and that nothing bad ever makes a memory better."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxsim.emotion import appraise, moved, remembered, score_wait
from cxsim.experience import Kind
from cxsim.measures import remembered_emotion
from cxsim.persona import Persona
from cxsim.settings import Settings
from cxsim.testing import experience, experiences, moment, moments, personas

SETTINGS = Settings()
ANNA = Persona.model_validate(
    {
        "id": "anna",
        "problem": "It is broken.",
        "goal": ["A refund"],
        "mood": 0.0,
        "matters": 1.0,
        "hope": "50 %",
        "expects": {"wait": "20 s to 60 s", "reply": "4 h to 1 day"},
    }
)


def change(kind, **data):
    return appraise(moment(kind, **data), ANNA, SETTINGS)[0]


@pytest.mark.parametrize(
    ("kind", "data", "expected"),
    [
        (Kind.WAITED, {"for_": "queue", "seconds": 10.0}, 0.0),
        (Kind.WAITED, {"for_": "queue", "seconds": 60.0}, -0.05),
        (Kind.WAITED, {"for_": "queue", "seconds": 120.0}, -0.1),
        (Kind.WAITED, {"for_": "queue", "seconds": 10.0, "censored": True}, -0.05),
        (Kind.WAITED, {"for_": "reply", "seconds": 3600.0}, 0.0),
        (Kind.INSPECTED, {"what": "faq", "found": False}, -0.1),
        (Kind.INSPECTED, {"what": "faq", "found": True}, 0.0),
        (Kind.INTERRUPTED, {"what": "update", "says_effect": False}, -0.05),
        (Kind.INTERRUPTED, {"what": "update", "says_effect": True}, 0.0),
        (Kind.INTERRUPTED, {"what": "cookies", "says_effect": False}, 0.0),
        (Kind.REFUSED, {"what": "zero"}, -0.05),
        (Kind.REFUSED, {"what": "key"}, 0.0),
        (Kind.ASKED, {"known": True}, -0.05),
        (Kind.ASKED, {"known": False}, 0.0),
        (Kind.HEARD, {"text": "I am sorry, but it’s our policy."}, -0.05),
        (Kind.SAW, {"text": "Das sind unsere Vorschriften."}, -0.05),
        (Kind.HEARD, {"text": "طبق قوانین شرکت نمی‌شود"}, -0.05),
        (Kind.OUTCOME, {"goal": "A refund", "met": True}, 0.5),
        (Kind.OUTCOME, {"goal": "A refund", "met": False}, -0.5),
        (Kind.OUTCOME, {"goal": "A refund", "met": None}, 0.0),
    ],
)
def test_how_each_step_is_appraised(kind, data, expected):
    assert change(kind, **data) == pytest.approx(expected)


def test_losses_weigh_twice_and_all_is_weighed_by_how_much_the_goal_matters():
    half = ANNA.model_copy(update={"matters": 0.5})
    assert moved(0.0, -0.1, ANNA, SETTINGS) == pytest.approx(-0.2)
    assert moved(0.0, 0.1, ANNA, SETTINGS) == pytest.approx(0.1)
    assert moved(0.0, -0.1, half, SETTINGS) == pytest.approx(-0.1)


def test_mood_stays_between_its_ends():
    assert moved(-0.9, -0.5, ANNA, SETTINGS) == -1
    assert moved(0.9, 0.5, ANNA, SETTINGS) == 1


def test_several_goals_share_one_joy():
    two = ANNA.model_copy(update={"goal": ("A refund", "An apology")})
    assert appraise(moment(Kind.OUTCOME, goal="A refund", met=True), two, SETTINGS)[0] == pytest.approx(0.25)


@pytest.mark.parametrize(
    ("moods", "expected"),
    [([0.2], 0.2), ([0.2, -0.8, -0.4], -0.6), ([0.5, 0.1], 0.3), ([0.4, -0.4, 0.0], -0.2), ([0.0, 0.0], 0.0)],
)
def test_what_stays_is_the_mean_of_peak_and_end(moods, expected):
    assert remembered(moods) == pytest.approx(expected)


def test_a_wait_that_she_ended_herself_is_never_better_than_adequate():
    assert score_wait(10.0, ANNA, reply=False, censored=False) == 100
    assert score_wait(10.0, ANNA, reply=False, censored=True) == 50
    assert score_wait(90.0, ANNA, reply=False, censored=True) == 25


FELT = [Kind.WAITED, Kind.INSPECTED, Kind.INTERRUPTED, Kind.REFUSED, Kind.ASKED, Kind.HEARD, Kind.SAW, Kind.OUTCOME]
FAILED = st.just(moment(Kind.OUTCOME, goal="A repair", met=False))  # another goal: each ends once
NOT_OUTCOMES = [kind for kind in Kind if kind is not Kind.OUTCOME]


@st.composite
def with_one_more(draw, what):
    """A journey, and the same journey with one more moment somewhere in it."""
    lived, extra = draw(experiences(FELT, max_size=10)), draw(what)
    place = draw(st.integers(0, len(lived.moments)))
    return lived, experience(*lived.moments[:place], extra, *lived.moments[place:])


@given(personas(), with_one_more(moments(NOT_OUTCOMES) | FAILED))
def test_a_further_bad_moment_never_raises_what_is_remembered(persona, journeys):
    before, after = (remembered_emotion(lived, persona, SETTINGS) for lived in journeys)
    assert after <= before + 1e-12


@given(personas(), experiences(FELT), moments([Kind.WAITED]), st.floats(0.0, 1e5), st.integers(0, 12))
def test_a_longer_wait_never_raises_what_is_remembered(persona, lived, wait, longer, place):
    stretched = replace(wait, data={**wait.data, "seconds": wait.data["seconds"] + longer})
    short, long = (
        remembered_emotion(experience(*lived.moments[:place], each, *lived.moments[place:]), persona, SETTINGS)
        for each in (wait, stretched)
    )
    assert long <= short + 1e-12


@given(personas(), experiences())
def test_what_is_remembered_lies_between_minus_1_and_1(persona, lived):
    assert -1.0 <= remembered_emotion(lived, persona, SETTINGS) <= 1.0


@given(personas(), moments())
def test_only_a_met_goal_lifts_a_mood(persona, one):
    if not (one.kind is Kind.OUTCOME and one.data.get("met") is True):
        assert appraise(one, persona, SETTINGS)[0] <= 0.0
