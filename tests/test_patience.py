"""How long customers wait in a queue: what is drawn for one, and the share of many who have gone by then."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxsim.measures import Customer
from cxsim.patience import draw_queue_patience, share_gone
from cxsim.persona import Persona
from cxsim.settings import Settings

SETTINGS = Settings()


def someone(**more):
    written = {"id": "anna", "problem": "p", "goal": ["A refund"], "mood": 0.0}
    return Persona.model_validate(written | more)


def draws(patience, count=20_000):
    persona, chance = someone(patience={"queue": patience}), random.Random(1)
    return sorted(draw_queue_patience(persona, chance) for _ in range(count))


def test_a_plain_patience_is_an_exponential_with_that_mean():
    drawn = draws("4 min")
    assert math.fsum(drawn) / len(drawn) == pytest.approx(240, rel=0.03)
    assert drawn[len(drawn) // 2] == pytest.approx(240 * math.log(2), rel=0.04)


def test_a_patience_with_a_shape_has_its_median():
    drawn = draws({"median": "2 min", "shape": 2})
    assert drawn[len(drawn) // 2] == pytest.approx(120, rel=0.03)
    assert drawn[len(drawn) // 10] > draws("2 min")[len(drawn) // 10]  # hardly anybody hangs up at once


def test_one_draw_whatever_the_law():
    for patience in ("4 min", {"median": "2 min", "shape": 2}):
        chance, beside = random.Random(7), random.Random(7)
        draw_queue_patience(someone(patience={"queue": patience}), chance)
        beside.random()
        assert chance.random() == beside.random()


@pytest.mark.parametrize("patience", ["4 min", {"median": "2 min", "shape": 2}])
@pytest.mark.parametrize("mood", [0.0, -0.8])
def test_the_share_that_has_gone_is_that_of_the_customers_who_are_drawn(patience, mood):
    persona, chance = someone(patience={"queue": patience}, mood=mood), random.Random(1)
    drawn = [Customer(persona, SETTINGS, queue_patience=draw_queue_patience(persona, chance)) for _ in range(4_000)]
    for wait in (20.0, 90.0, 300.0):
        gone = sum(customer.hangs_up_after() < wait for customer in drawn) / len(drawn)
        assert share_gone(persona, SETTINGS, wait) == pytest.approx(gone, abs=0.03)


def test_nobody_waits_longer_than_she_would_give_to_the_whole_journey():
    persona = someone(patience={"queue": "1 h", "journey": "5 min"})
    assert share_gone(persona, SETTINGS, 100.0) < 0.1
    assert share_gone(persona, SETTINGS, 100.0, spent=250.0) == share_gone(persona, SETTINGS, math.inf) == 1.0


@given(st.floats(0, 5_000), st.floats(0, 5_000), st.floats(0, 1_000), st.floats(-1, 1))
def test_a_longer_wait_never_keeps_more_of_them(one, other, spent, mood):
    persona = someone(patience={"queue": {"median": "2 min", "shape": 1.5}}, mood=mood)
    less, more = (share_gone(persona, SETTINGS, wait, spent=spent) for wait in sorted((one, other)))
    assert 0.0 <= less <= more <= 1.0
