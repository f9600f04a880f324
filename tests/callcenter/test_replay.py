import numpy as np
import pytest

from cxsim.callcenter.calllog import read_log
from cxsim.callcenter.errors import CenterError
from cxsim.callcenter.fitting import fit
from cxsim.callcenter.layout import layout
from cxsim.callcenter.replay import actual_counts, expected_day, predicted, replayed
from cxsim.quantities import Target
from tests.callcenter.logs import BANK, simulated

TARGET = Target(0.8, 20.0)


@pytest.fixture(scope="module")
def log():
    return simulated(28)


def test_a_replayed_day_is_nearly_the_day_that_was(log):
    learned = fit(log)
    held = replayed(learned, log, log.days[7:12], target=TARGET, replications=4, seed=1)
    for measure in ("service_level", "abandonment"):
        mean, _, _ = held.predicted(measure, whole=True)
        assert mean[0] == pytest.approx(held.actual.whole.of(measure)[0], abs=0.05)
    assert held.predicted("offered")[0] == pytest.approx(held.actual.offered)


def test_days_to_come_are_predicted_from_days_before(log):
    learned = fit(log.of_days(log.days[:21]))
    held = predicted(learned, log, log.days[21:], target=TARGET, replications=15, seed=2, known_crew=False)
    error, absolute, inside = held.errors("service_level")
    assert abs(error) < 0.06
    assert absolute < 0.12
    assert inside > 0.6
    assert held.predicted("offered", whole=True)[0][0] == pytest.approx(held.actual.offered.sum(), rel=0.06)


def test_the_band_is_that_of_single_days_and_not_of_a_mean(log):
    learned = fit(log)
    few, many = (
        predicted(learned, log, log.days[:1], target=TARGET, replications=n, seed=2, known_crew=False) for n in (15, 45)
    )
    widths = [np.nanmean(np.subtract(*held.predicted("service_level")[:0:-1])) for held in (few, many)]
    assert widths[1] == pytest.approx(widths[0], rel=0.25)


def test_a_crew_between_two_numbers_is_both_for_a_while(log):
    learned = fit(log)
    day = expected_day(learned, 0, [4.7] * len(learned.starts), TARGET)
    assert day.agents(0, learned.starts[0], learned.starts[0] + 1800) == pytest.approx(4.7, abs=0.02)


def test_a_weekday_that_was_never_seen_cannot_be_predicted(log):
    learned = fit(log.of_days(log.days[:3]))
    with pytest.raises(CenterError, match="no Thursday is in the days"):
        predicted(learned, log, [log.days[3]], target=TARGET, replications=2, seed=1, known_crew=False)


def test_what_happened_is_counted(log):
    learned = fit(log)
    counts = actual_counts(learned, log, TARGET).whole
    assert counts.offered[0] == len(log)
    assert counts.abandoned[0] == (~log.answered).sum()


@pytest.mark.slow
@pytest.mark.skipif(not BANK.is_file(), reason=f"{BANK.name} is not laid beside the project")
def test_three_weeks_of_the_bank_predict_the_fourth():
    """What docs/callcenter.md reports: the queue is replayed well, the week was quieter than the three before it."""
    calls = read_log(BANK, layout("anonymous-bank")).calls
    later = [day for day in calls.days if day.day >= 22]
    learned = fit(calls.of_days([day for day in calls.days if day.day < 22]))
    assert learned.dispersion > 5
    again = replayed(learned, calls, later, target=TARGET, replications=6, seed=1)
    assert again.errors("service_level")[1] < 0.06
    assert again.errors("abandonment")[1] < 0.03
    held = predicted(learned, calls, later, target=TARGET, replications=10, seed=1, known_crew=False)
    assert held.errors("service_level")[1] < 0.15
    assert held.errors("abandonment")[1] < 0.09
