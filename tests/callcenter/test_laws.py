"""Laws that hold for every queue, whatever its numbers: in the formulas, in staffing, and in the tables of results."""

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxsim.callcenter.analytic import erlang_b, erlang_c_queue, patient_queue
from cxsim.callcenter.day import Day, GroupDay, TypeDay
from cxsim.callcenter.goals import Goal
from cxsim.callcenter.line import limited_queue
from cxsim.callcenter.retrial import redials_as_fresh
from cxsim.callcenter.staffing import by_formula
from cxsim.callcenter.times import constant, exponential, lognormal, weibull
from cxsim.callcenter.trial import trial
from cxsim.quantities import Target

rates = st.floats(0.005, 1.5)
handles = st.floats(20, 400)
agents = st.integers(1, 60)
patiences = st.one_of(
    st.floats(10, 900).map(exponential),
    st.floats(10, 900).map(constant),
    st.tuples(st.floats(30, 900), st.floats(0.4, 2)).map(lambda pair: lognormal(*pair)),
    st.tuples(st.floats(30, 900), st.floats(0.6, 3)).map(lambda pair: weibull(*pair)),
)


@settings(max_examples=40, deadline=None)
@given(rates, handles, agents, patiences)
def test_one_more_agent_never_makes_a_formula_worse(rate, handle, count, patience):
    few, many = (patient_queue(rate, handle, n, patience, within=20) for n in (count, count + 1))
    assert many.service_level >= few.service_level - 1e-9
    assert many.abandonment <= few.abandonment + 1e-9
    assert many.wait <= few.wait + 1e-6
    assert many.offered_wait <= few.offered_wait + 1e-6


@settings(max_examples=40, deadline=None)
@given(rates, handles, agents, patiences)
def test_what_comes_in_goes_out(rate, handle, count, patience):
    """Flow conservation: agents work for those who did not hang up."""
    queue = patient_queue(rate, handle, count, patience, within=20)
    assert queue.occupancy * count == pytest.approx(rate * handle * (1 - queue.abandonment), rel=1e-6)
    assert 0 <= queue.occupancy <= 1 + 1e-9
    assert 0 <= queue.service_level <= 1 - queue.abandonment + 1e-9


@settings(max_examples=6, deadline=None)
@given(rates, handles, agents, st.floats(10, 900), st.integers(0, 30))
def test_one_more_trunk_blocks_less_and_lets_wait_longer(rate, handle, count, patience, more):
    few, many = (
        limited_queue(rate, handle, count, trunks=count + n, patience=patience, within=20) for n in (more, more + 1)
    )
    assert many.blocking <= few.blocking + 1e-12
    assert many.wait >= few.wait - 1e-9
    assert few.blocking + few.abandonment < 1
    assert few.occupancy * count == pytest.approx(rate * handle * (1 - few.blocking - few.abandonment), rel=1e-6)


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 300), st.floats(0.1, 300))
def test_erlang_b_goes_down_with_agents_and_up_with_load(count, load):
    assert erlang_b(count + 1, load) <= erlang_b(count, load)
    assert erlang_b(count, load * 1.1) >= erlang_b(count, load)


@settings(max_examples=20, deadline=None)
@given(rates, handles, agents, st.floats(20, 600), st.floats(0, 0.9))
def test_who_calls_again_makes_more_calls_and_longer_waits(rate, handle, count, patience, share):
    law = exponential(patience)
    without = patient_queue(rate, handle, count, law, within=20)
    again = redials_as_fresh(rate, handle, count, law, share=share, after=600, within=20)
    assert again.attempts >= 1 - 1e-9
    assert again.abandonment >= without.abandonment - 1e-6
    assert again.attempts * (1 - share * again.abandonment) == pytest.approx(1, abs=1e-4)


def center(rate, handle, patience, *, tiers=((0,),), count=3):
    edges = tuple(1800.0 * n for n in range(count + 1))
    return Day(
        edges=edges,
        open=(True,) * count,
        types=(TypeDay(name="calls", rates=(rate,) * count, talk=exponential(handle), patience=patience, tiers=tiers),),
        groups=(GroupDay(name="agents", agents=(5,) * count),),
        intervals=tuple(pairwise(edges)),
        target=Target(0.8, 20.0),
    )


@settings(max_examples=15, deadline=None)
@given(st.floats(0.01, 0.5), handles, st.floats(60, 600), st.floats(0.3, 0.9))
def test_a_stricter_goal_never_needs_fewer_agents(rate, handle, patience, share):
    day = center(rate, handle, exponential(patience))
    loose, strict = (
        by_formula(day, [Goal(kind="service_level", limit=limit, within=20.0)])["agents"]
        for limit in (share, share + 0.05)
    )
    assert all(a <= b for a, b in zip(loose, strict, strict=True))


@settings(max_examples=15, deadline=None)
@given(st.floats(0.005, 0.1), handles, patiences, st.integers(0, 99))
def test_every_call_of_an_interval_ends_in_one_way(rate, handle, patience, seed):
    results = trial(center(rate, handle, patience), replications=2, seed=seed)
    for row in (*results.intervals, results.totals):
        ends = math.fsum(row[name].mean for name in ("answered", "abandoned", "unanswered"))
        assert row["offered"].mean == pytest.approx(ends)
    offered = math.fsum(row["offered"].mean for row in results.intervals)
    assert offered == pytest.approx(results.totals["offered"].mean)


@settings(max_examples=12, deadline=None)
@given(st.floats(0.02, 0.08), st.integers(0, 99))
def test_more_agents_answer_more_of_the_same_callers(rate, seed):
    """Common random numbers: exponential patience and first come, first served (theory says so for a single queue)."""
    from cxsim.callcenter.trial import staffed

    day = center(rate, 120.0, exponential(120))
    few, many = (trial(staffed(day, {"agents": (n,) * 3}), replications=6, seed=seed) for n in (4, 6))
    assert many.totals["offered"].mean == few.totals["offered"].mean
    assert many.totals["abandonment"].mean <= few.totals["abandonment"].mean + 1e-9


def test_the_formula_without_patience_is_the_limit_of_endless_patience():
    queue = patient_queue(0.8, 60, 50, exponential(1e7), within=20)
    assert queue.asa == pytest.approx(erlang_c_queue(0.8, 60, 50, within=20).asa, rel=1e-3)
