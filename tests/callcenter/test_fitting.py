import math
from dataclasses import replace

import numpy as np
import pytest

from cxsim.callcenter.crew import crew
from cxsim.callcenter.errors import CenterError
from cxsim.callcenter.fitfile import write_center
from cxsim.callcenter.fitting import fit, fit_service
from cxsim.callcenter.reading import read
from cxsim.quantities import Target
from tests.callcenter.logs import simulated

TARGET = Target(0.8, 20.0)


@pytest.fixture(scope="module")
def learned():
    return fit(simulated(28))


def test_what_was_simulated_is_learned(learned):
    (one,) = learned.types
    assert one.arrivals.per_day == pytest.approx(240, rel=0.03)
    assert one.service.mean == pytest.approx(200, rel=0.05)
    assert one.service.chosen.spread == pytest.approx(1.0, abs=0.08)
    assert one.patience.exponential == pytest.approx(150, rel=0.12)
    assert one.menu is None


def test_poisson_arrivals_are_not_taken_for_more(learned):
    assert learned.dispersion == pytest.approx(1.0, abs=0.6)
    assert learned.varies_day < 0.06
    assert learned.varies_interval < 0.15


def test_days_that_vary_are_seen_to_vary():
    """Every other week only half of the calls."""
    calls = simulated(28)
    few = (calls.day // 7) % 2 == 1
    found = fit(calls.where(~few | (np.arange(len(calls)) % 2 == 0)))
    assert found.varies_day == pytest.approx(1 / 3, abs=0.08)
    assert found.dispersion > 10


def test_the_crew_is_seen_by_who_is_busy():
    calls = simulated(6, rate=90.0)
    starts = [8 * 3600.0 + 1800.0 * n for n in range(8)]
    for day in calls.days:
        assert np.mean(crew(calls.of_days([day]), starts, 1800.0)[1:]) == pytest.approx(4, abs=0.35)


def test_a_lognormal_has_the_measured_mean_and_spread():
    seconds = np.exp(np.random.default_rng(1).normal(4.5, 0.9, 5000))
    found = fit_service(seconds)
    assert found.chosen.mean == pytest.approx(seconds.mean())
    assert found.chosen.spread == pytest.approx(seconds.std() / seconds.mean())
    assert found.log_deviation == pytest.approx(0.9, abs=0.05)


def test_redials_are_counted_among_recognized_people():
    calls = simulated(14)
    names = np.array([f"c{n}" for n in range(len(calls))])
    gone = np.flatnonzero(~calls.answered[:-1] & calls.answered[1:] & (calls.day[:-1] == calls.day[1:]))
    names[gone + 1] = names[gone]
    found = fit(replace(calls, customer=names)).redial
    later = calls.arrival[gone + 1] >= (calls.arrival + calls.wait)[gone]  # the next one may come before she gives up
    assert found.share == pytest.approx(later.sum() / (~calls.answered).sum())
    assert 0 < found.after < 600


def test_too_few_calls_are_refused():
    calls = simulated(1)
    with pytest.raises(CenterError, match="too few to learn from"):
        fit(calls.where(np.arange(len(calls)) < 10))


def test_the_written_center_can_be_read_and_says_what_was_learned(learned, tmp_path):
    write_center(tmp_path, learned, 'A "queue": 1', TARGET)
    center = read(tmp_path / "center.yaml")
    (call_type,) = center.types
    assert center.name == 'A "queue": 1'
    assert call_type.talk.mean == pytest.approx(learned.types[0].service.mean, abs=0.06)
    assert call_type.patience.mean == pytest.approx(learned.types[0].patience.chosen.mean, rel=0.01)
    monday = math.fsum(s.value * (s.end - s.start) * 60 for s in call_type.arrivals if s.day == 0)
    assert monday == pytest.approx(math.fsum(learned.types[0].arrivals.mean[0]), abs=0.1)
    heads = math.fsum(s.value * (s.end - s.start) / 30 for s in center.groups[0].heads if s.day == 0)
    assert heads == pytest.approx(math.fsum(learned.crew[0]), abs=0.3)
    assert center.interval == 30
    assert center.varies.interval == pytest.approx(learned.varies_interval, abs=0.001)
