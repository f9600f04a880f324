"""Zone scores: 100 is desired, 50 just adequate, straight lines between, and nothing outside 0-100."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxsim.quantities import Zone
from cxsim.settings import Settings
from cxsim.zones import higher_is_better, loss, lower_is_better, perceived_wait

SETTINGS = Settings()
AMOUNTS = st.floats(0.0, 1e6)
LOW_ZONES = st.tuples(st.floats(0.0, 1000.0), st.floats(0.01, 1000.0)).map(lambda z: Zone(z[0], z[0] + z[1]))
HIGH_ZONES = st.tuples(st.floats(0.01, 50.0), st.floats(0.01, 50.0)).map(lambda z: Zone(z[0] + z[1], z[0]))
FACTS = st.dictionaries(st.sampled_from(["occupied", "estimate", "explained", "fair"]), st.booleans())


@pytest.mark.parametrize(("x", "score"), [(0, 100), (20, 100), (40, 75), (60, 50), (90, 25), (120, 0), (500, 0)])
def test_of_seconds_a_customer_wants_few(x, score):
    assert lower_is_better(x, Zone(20, 60)) == pytest.approx(score)


@pytest.mark.parametrize(("y", "score"), [(0, 0), (30, 25), (60, 50), (75, 75), (90, 100), (100, 100)])
def test_of_points_a_customer_wants_many(y, score):
    assert higher_is_better(y, Zone(90, 60)) == pytest.approx(score)


def test_each_run_is_scored_before_the_mean_is_taken():
    zone = Zone(20, 60)
    assert (lower_is_better(10, zone) + lower_is_better(110, zone)) / 2 == pytest.approx(54.17, abs=0.005)
    assert lower_is_better((10 + 110) / 2, zone) == 50


@given(AMOUNTS, AMOUNTS, LOW_ZONES)
def test_fewer_seconds_never_score_less(one, other, zone):
    less, more = sorted((one, other))
    assert 0.0 <= lower_is_better(more, zone) <= lower_is_better(less, zone) + 1e-9 <= 100.0 + 1e-9


@given(AMOUNTS, AMOUNTS, HIGH_ZONES)
def test_more_points_never_score_less(one, other, zone):
    less, more = sorted((one, other))
    assert 0.0 <= higher_is_better(less, zone) <= higher_is_better(more, zone) + 1e-9 <= 100.0 + 1e-9


@given(LOW_ZONES, HIGH_ZONES)
def test_the_ends_of_a_zone_are_100_and_50(low, high):
    assert lower_is_better(low.desired, low) == 100
    assert lower_is_better(low.adequate, low) == pytest.approx(50)
    assert higher_is_better(high.desired, high) == 100
    assert higher_is_better(high.adequate, high) == pytest.approx(50)


@pytest.mark.parametrize(
    ("facts", "anxious", "felt"),
    [
        ({}, False, 100),
        ({"occupied": True, "estimate": True, "explained": True, "fair": True}, False, 100),
        ({"estimate": False, "explained": False}, False, 150),
        ({"occupied": False}, False, 130),
        ({"fair": False}, True, 150),
        (dict.fromkeys(("occupied", "estimate", "explained", "fair"), False), True, 230),
    ],
)
def test_what_lengthens_a_wait(facts, anxious, felt):
    assert perceived_wait(100, facts, anxious=anxious, settings=SETTINGS) == pytest.approx(felt)


def test_no_wait_feels_longer_than_the_limit():
    long = SETTINGS.model_copy(update={"wait_unfair": 9.0})
    assert perceived_wait(100, {"fair": False}, anxious=False, settings=long) == 250


@given(AMOUNTS, AMOUNTS, FACTS, st.booleans())
def test_a_longer_wait_never_feels_shorter(one, other, facts, anxious):
    short, long = sorted((one, other))
    felt = [perceived_wait(s, facts, anxious=anxious, settings=SETTINGS) for s in (short, long)]
    assert short <= felt[0] <= felt[1] <= 2.5 * long + 1e-9


@pytest.mark.parametrize(("score", "lost"), [(100, 0), (75, 0.5), (50, 1), (25, 2), (0, 3)])
def test_below_adequate_loss_grows_twice_as_fast(score, lost):
    assert loss(score) == lost
