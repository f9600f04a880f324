import numpy as np
import pytest

from cxsim.callcenter.censored import fit_patience, kaplan_meier
from cxsim.callcenter.errors import CenterError


def seen(patience, *, offered=80.0, count=6000, seed=3):
    """Waits of people whose patience meets an exponential offered wait."""
    chance = np.random.default_rng(seed)
    own, wait = patience(chance, count), chance.exponential(offered, count)
    return np.minimum(own, wait), wait <= own


def test_exponential_patience_is_found_although_most_were_answered():
    waits, answered = seen(lambda chance, n: chance.exponential(300.0, n))
    fit = fit_patience(waits, answered)
    assert fit.exponential == pytest.approx(300, rel=0.05)
    assert fit.chosen.mean == pytest.approx(300, rel=0.08)
    assert waits[~answered].mean() < 100  # what the mean of the impatient would have said


def test_a_weibull_shape_is_found():
    waits, answered = seen(lambda chance, n: 200.0 * chance.weibull(2.0, n))
    fit = fit_patience(waits, answered)
    assert fit.chosen.family == "weibull"
    assert fit.shape == pytest.approx(2.0, abs=0.1)
    assert min(fit.aic, key=fit.aic.get) == "weibull"


def test_kaplan_and_meiers_curve_follows_the_true_one():
    waits, answered = seen(lambda chance, n: chance.exponential(100.0, n))
    for at, share in kaplan_meier(waits, answered)[::200]:
        if at < 200:
            assert share == pytest.approx(np.exp(-at / 100), abs=0.03)


def test_kaplan_and_meier_by_hand():
    """Waits 1 (gone), 2 (answered), 3 (gone), 4 (answered): 3/4, then 3/4 of 1/2."""
    curve = dict(kaplan_meier(np.array([1.0, 2.0, 3.0, 4.0]), np.array([False, True, False, True])))
    assert curve[1.0] == pytest.approx(0.75)
    assert curve[3.0] == pytest.approx(0.375)


def test_few_hang_ups_tell_nothing():
    with pytest.raises(CenterError, match="1 hang-ups tell nothing"):
        fit_patience(np.array([1.0, 2.0]), np.array([False, True]))
