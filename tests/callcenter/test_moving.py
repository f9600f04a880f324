import math

import numpy as np
import pytest

from cxsim.callcenter.moving import load_at, sine_load
from cxsim.callcenter.times import constant, exponential, lognormal, weibull


def test_the_load_under_a_sine_is_eick_massey_and_whitts():
    wave = sine_load(10, 5, 8, 1)
    assert wave.highest == pytest.approx(13.932196, abs=5e-7)
    assert wave.lag == pytest.approx(0.847689, abs=5e-7)


def test_small_steps_follow_the_sine():
    edges = np.linspace(0, 40, 4001)
    rates = 10 + 5 * np.sin(2 * np.pi * (edges[:-1] + edges[1:]) / 2 / 8)
    at = np.linspace(32, 40, 801)
    load = load_at(tuple(edges), tuple(rates), exponential(1.0), at)
    assert load.max() == pytest.approx(13.932196, abs=1e-4)
    assert at[load.argmax()] - 34 == pytest.approx(0.8477, abs=0.01)


@pytest.mark.parametrize("handle", [exponential(200), lognormal(200, 0.8), weibull(150, 0.7), constant(200)])
def test_the_load_of_constant_calls_becomes_rate_times_handle_time(handle):
    load = load_at((0.0, 90_000.0), (0.05,), handle, np.array([0.0, 80_000.0]))
    assert load == pytest.approx([0.0, 0.05 * handle.mean], abs=1e-3)


@pytest.mark.parametrize("times", [exponential(100), lognormal(100, 0.8), weibull(60, 0.7), constant(100)])
def test_what_is_cut_off_has_the_mean_that_the_survival_function_says(times):
    for seconds in (10.0, 50.0, 200.0):
        grid = np.linspace(0, seconds, 100_001)
        assert float(times.limited_mean(np.array(seconds))) == pytest.approx(
            np.trapezoid(times.survival(grid), grid), abs=2e-3
        )


def test_constant_handle_times_lag_by_half_of_themselves():
    assert load_at((0.0, 100.0), (1.0,), constant(10.0), np.array([5.0, 10.0, 105.0, 110.0])) == pytest.approx(
        [5.0, 10.0, 5.0, 0.0]
    )
    assert math.isclose(sine_load(1, 1, 1e9, 1).lag, 1.0, rel_tol=1e-6)
