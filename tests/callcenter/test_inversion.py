import math
from collections import Counter

import numpy as np
import pytest
from scipy import stats

from cxsim.callcenter.center import Redial
from cxsim.callcenter.inversion import EXPONENTIAL, LOGNORMAL, WEIBULL, philox, quantile, uniform
from cxsim.callcenter.manners import Callback, Manners, Menu
from cxsim.callcenter.plan import DrawnPlan
from cxsim.callcenter.times import Mixture, constant, exponential, lognormal, weibull
from tests.callcenter.builders import one_group, one_type, steady


def test_philox_gives_the_words_of_its_authors():
    """The known answers that Salmon et al. publish with Random123."""
    assert [f"{word:08x}" for word in philox(0, 0, 0, 0, 0, 0)] == ["6627e8d5", "e169c58d", "bc57ac4c", "9b00dbd8"]
    ones = philox(*[0xFFFFFFFF] * 6)
    assert [f"{word:08x}" for word in ones] == ["408f276d", "41c83b0e", "a20bc7c6", "6d5451fd"]


def test_a_uniform_number_is_never_0_nor_1():
    assert 0 < uniform(0, 0) < 1e-15
    assert 1 - 1e-15 < uniform(0xFFFFFFFF, 0xFFFFFFFF) < 1


@pytest.mark.parametrize("share", [1e-12, 0.001, 0.3, 0.5, 0.9, 0.999999])
def test_quantiles_are_those_of_the_distributions(share):
    assert quantile(share, EXPONENTIAL, 60.0, 0.0) == pytest.approx(stats.expon.ppf(share, scale=60))
    assert quantile(share, WEIBULL, 60.0, 1 / 1.7) == pytest.approx(stats.weibull_min.ppf(share, 1.7, scale=60))
    expected = stats.lognorm.ppf(share, 0.8, scale=60 * math.exp(-(0.8**2) / 2))
    assert quantile(share, LOGNORMAL, 60.0, 0.8) == pytest.approx(expected)


def test_later_attempts_have_the_same_distribution_as_first_ones():
    manners = Manners(
        menu=Menu(takes=lognormal(30, 0.5), contained=0.2, zero_out=0.3, zero_out_after=7.0),
        callback=Callback(accepted_by=0.4, after=50.0),
    )
    mixed = Mixture(parts=((0.3, constant(10.0)), (0.7, weibull(100, 1.5))))
    kind = one_type(1.0, lognormal(200, 0.8), after_call=exponential(30), patience=mixed, manners=manners)
    kind = type(kind)(
        **{name: getattr(kind, name) for name in kind.__slots__} | {"redial": Redial(share=0.6, after=90.0, at_most=9)}
    )
    plan = DrawnPlan(steady([kind], [one_group(1)], hours=2), 4)
    first = [luck for _, luck in plan.calls(0)]
    later = [plan.again(0, index, 2 + index % 3) for index in range(len(first))]
    for column in ("talk", "after", "patience", "redial", "menu", "callback"):
        one, other = (np.array([getattr(luck, column) for luck in lucks]) for lucks in (first, later))
        assert stats.ks_2samp(one, other).pvalue > 0.001, column
    assert abs(Counter(luck.menu < 0 for luck in later)[True] / len(later) - 0.2) < 0.02
