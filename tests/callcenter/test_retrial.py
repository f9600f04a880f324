import pytest

from cxsim.callcenter.analytic import patient_queue
from cxsim.callcenter.errors import CenterError
from cxsim.callcenter.retrial import redial_queue, redials_as_fresh, retrial_queue
from cxsim.callcenter.times import exponential, lognormal

MINUTE = 60.0


def test_one_agent_and_an_orbit_is_falins_closed_form():
    queue = retrial_queue(0.6, 1.0, 1, retry=5.0)
    assert queue.orbit == pytest.approx(5.4, abs=1e-12)
    assert queue.wait_probability == queue.occupancy == pytest.approx(0.6)


def test_the_chain_of_several_agents_gives_the_closed_form_for_one():
    from cxsim.callcenter.retrial import _retrial_chain

    queue = _retrial_chain(0.6, 1.0, 1, 5.0)
    assert queue.orbit == pytest.approx(5.4, abs=1e-6)
    assert queue.blocking == pytest.approx(0.6, abs=1e-9)


def test_who_calls_again_very_slowly_sees_time_averages():
    """With a long way around, redials are a Poisson stream: Erlang B with its own redials (Wolff 1989)."""
    slow = retrial_queue(1.8, 1.0, 3, retry=60.0)
    b = slow.blocking
    from cxsim.callcenter.analytic import erlang_b

    assert erlang_b(3, 1.8 / (1 - b)) == pytest.approx(b, rel=0.03)
    assert slow.attempts == pytest.approx(1 / (1 - b), rel=0.05)


def test_an_orbit_that_only_grows_is_refused():
    with pytest.raises(CenterError, match="orbit grows without end"):
        retrial_queue(1.0, 1.0, 1, retry=5.0)


def test_erlang_a_with_redials_is_the_markov_chain():
    queue = redial_queue(20 / MINUTE, MINUTE, 20, exponential(36), share=0.5, after=600, within=20)
    assert queue.attempts * 20 == pytest.approx(21.45289, abs=5e-6)
    assert queue.abandonment == pytest.approx(0.135450, abs=5e-7)
    assert queue.orbit == pytest.approx(14.529, abs=5e-4)
    assert queue.lost == pytest.approx(0.072645, abs=5e-7)
    assert queue.wait == pytest.approx(queue.abandonment * 36, abs=1e-6)


def test_redials_as_fresh_calls_come_near_where_people_take_their_time():
    exact = redial_queue(20 / MINUTE, MINUTE, 20, exponential(36), share=0.5, after=600, within=20)
    nearly = redials_as_fresh(20 / MINUTE, MINUTE, 20, exponential(36), share=0.5, after=600, within=20)
    assert nearly.abandonment == pytest.approx(exact.abandonment, rel=0.02)
    assert nearly.attempts == pytest.approx(exact.attempts, rel=0.001)


def test_nobody_who_calls_again_is_erlang_a():
    alone = patient_queue(20 / MINUTE, MINUTE, 20, exponential(36), within=20)
    assert redials_as_fresh(
        20 / MINUTE, MINUTE, 20, exponential(36), share=0.0, after=600, within=20
    ).abandonment == pytest.approx(alone.abandonment)


def test_a_chain_that_would_be_too_large_is_the_fixed_point_and_says_so():
    queue = redial_queue(2000 / MINUTE, MINUTE, 1990, exponential(36), share=0.5, after=600, within=20)
    assert queue.model == "Erlang A, redials as fresh calls"
    queue = redial_queue(20 / MINUTE, MINUTE, 20, lognormal(36, 1.0), share=0.5, after=600, within=20)
    assert queue.model == "M/M/n+G, redials as fresh calls"
