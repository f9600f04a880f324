import itertools
from dataclasses import replace

import numpy as np
import pytest

from cxsim.callcenter.center import Redial
from cxsim.callcenter.compiled import Drawn
from cxsim.callcenter.day import Day
from cxsim.callcenter.luck import BLOCK, COLUMNS, NEVER
from cxsim.callcenter.plan import DrawnPlan, Purpose
from cxsim.callcenter.times import Mixture, exponential, lognormal, weibull
from cxsim.quantities import Target
from tests.callcenter.builders import one_group, one_type, steady


def drawn(day, seed=1, replication=0, type_=0):
    return list(DrawnPlan(day, seed, replication).calls(type_))


def test_the_same_key_draws_the_same_day_and_every_part_of_the_key_matters():
    day = steady([one_type(0.1), replace(one_type(0.1), name="other")], [one_group(1)], hours=1)
    assert drawn(day) == drawn(day)
    assert drawn(day) != drawn(day, seed=2)
    assert drawn(day) != drawn(day, replication=1)
    assert drawn(day) != drawn(day, type_=1)


def test_streams_of_neighboring_keys_have_nothing_in_common():
    day = steady([one_type(0.1)], [one_group(1)], hours=1)
    plans = [DrawnPlan(day, 1, replication) for replication in range(300)]
    asked = list(itertools.product((0, 1, 2), (Purpose.GAP, Purpose.TALK, Purpose.PATIENCE)))
    drawn = np.array([[plan.chance(1, *each).random(50) for each in asked] for plan in plans]).reshape(300, -1)
    assert drawn[:, ::50].mean() == pytest.approx(0.5, abs=4 * 12**-0.5 / 2700**0.5)
    for numbers in (drawn, drawn.T):
        found = np.corrcoef(numbers)[np.triu_indices(len(numbers), 1)]
        assert found.std() == pytest.approx(numbers.shape[1] ** -0.5, rel=0.05)
        assert np.abs(found).max() < 6 * numbers.shape[1] ** -0.5


def test_a_new_call_type_does_not_change_the_luck_of_the_others():
    old = steady([one_type(0.1)], [one_group(1)], hours=1)
    new = steady([replace(one_type(0.1), name="new"), one_type(0.1)], [one_group(1)], hours=1)
    assert drawn(old) == drawn(new, type_=1)


def test_what_ifs_share_their_callers():
    """More calls squeeze the same stream; longer calls keep the same luck; patience does not touch the talk."""
    base = steady([one_type(0.1, lognormal(60, 0.8), patience=exponential(60))], [one_group(1)], hours=2)
    more = steady([one_type(0.2, lognormal(60, 0.8), patience=weibull(60, 2))], [one_group(1)], hours=2)
    longer = steady([one_type(0.1, lognormal(90, 0.8), patience=exponential(60))], [one_group(1)], hours=2)
    pairs = list(zip(drawn(base), drawn(more), drawn(longer), strict=False))
    assert all(a[1][0] == b[1][0] for a, b, _ in pairs)
    assert all(a[0] == pytest.approx(2 * b[0]) for a, b, _ in pairs)
    assert all(c[1][0] == pytest.approx(1.5 * a[1][0]) for a, _, c in pairs)
    assert len(drawn(more)) > len(drawn(base))


def test_later_attempts_do_not_depend_on_the_order_in_which_they_are_asked():
    redial = Redial(share=0.5, after=60.0, at_most=3)
    day = steady([one_type(0.1, patience=exponential(60), redial=redial)], [one_group(1)], hours=1)
    first, second = DrawnPlan(day, 1), DrawnPlan(day, 1)
    asked = [(0, 2), (BLOCK + 5, 2), (0, 3), (7, 2)]
    assert [first.again(0, *ask) for ask in asked] == [second.again(0, *ask) for ask in reversed(asked)][::-1]
    assert first.again(0, 0, 2) != first.again(0, 0, 3)


def test_a_block_that_was_drawn_in_part_goes_on_where_it_stopped():
    kinds = Mixture(parts=((0.3, exponential(60)), (0.7, weibull(90, 1.2))))
    redial = Redial(share=0.5, after=60.0, at_most=3)
    day = steady([one_type(1.0, lognormal(60, 0.8), patience=kinds, redial=redial)], [one_group(1)], hours=1)
    plan, whole = DrawnPlan(day, 1), np.empty((COLUMNS + 1, BLOCK))
    plan.draw_units(0, 0, whole[0])
    plan.draw_luck(0, 0, whole[1:])
    coming, parts = Drawn(plan, [100.0]), np.empty((COLUMNS + 1, 2 * BLOCK))
    given = []
    for _ in range(2):
        start = sum(given)
        given.append(coming.fill(0, parts[0, start : start + BLOCK], parts[1:, start : start + BLOCK])[0])
    assert given == [140, BLOCK - 140]
    drawn = [0, *(column + 1 for column in plan.drawing.drawn[0])]
    assert (parts[drawn, :BLOCK] == whole[drawn]).all()


def test_nobody_calls_again_after_the_last_attempt():
    day = steady(
        [one_type(0.1, patience=exponential(60), redial=Redial(share=1.0, after=60.0, at_most=2))],
        [one_group(1)],
        hours=1,
    )
    plan = DrawnPlan(day, 1)
    assert all(luck[3] < NEVER for _, luck in plan.calls(0))
    assert all(plan.again(0, index, 2)[3] == NEVER for index in range(50))


def test_gaps_add_up_to_the_same_bits_across_blocks():
    """An engine that adds gap after gap and one that sums a whole array must agree to the last bit."""
    day = steady([one_type(1.0)], [one_group(1)], hours=4)
    gaps = [gap for gap, _ in drawn(day)]
    assert len(gaps) > 3 * BLOCK
    assert list(itertools.accumulate(gaps)) == np.cumsum(gaps).tolist()


def test_arrivals_follow_the_rate_of_each_segment():
    day = Day(
        edges=(3600.0, 7200.0, 10800.0, 14400.0, 18000.0),
        open=(True, True, False, True),
        types=(replace(one_type(0.0), rates=(0.2, 0.05, 0.0, 0.1)),),
        groups=(one_group(1),),
        intervals=((3600.0, 10800.0), (14400.0, 18000.0)),
        target=Target(0.8, 20.0),
    )
    counts = np.zeros(4)
    for replication in range(60):
        times = list(itertools.accumulate(gap for gap, _ in drawn(day, replication=replication)))
        assert times[0] > 3600.0
        assert times[-1] < 18000.0
        counts += np.histogram(times, bins=np.array(day.edges))[0]
    expected = np.array([720, 180, 0, 360]) * 60
    assert counts[2] == 0
    assert np.abs(counts - expected).max() < 4 * np.sqrt(expected.max())


@pytest.mark.parametrize(
    ("times", "mean", "half"),
    [
        (exponential(60), 60, 60 * np.log(2)),
        (lognormal(60, 0.8), 60, 60 / np.sqrt(1.64)),
        (weibull(60, 2.0), 63.866, 60),
        (Mixture(parts=((0.5, exponential(30)), (0.5, exponential(90)))), 60, None),
    ],
)
def test_durations_have_the_mean_and_the_median_that_were_written(times, mean, half):
    drawn_times = times.draw(np.random.default_rng(1), 200_000)
    assert times.mean == pytest.approx(mean, rel=1e-3)
    assert drawn_times.mean() == pytest.approx(mean, rel=0.01)
    if half is not None:
        assert np.median(drawn_times) == pytest.approx(half, rel=0.01)
        assert times.survival(np.array([half]))[0] == pytest.approx(0.5, abs=1e-6)
    assert times.survival(np.array([40.0]))[0] == pytest.approx((drawn_times > 40).mean(), abs=0.005)
    assert times.scaled(2).mean == pytest.approx(2 * times.mean)
