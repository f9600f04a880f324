import math

import pytest

from cxsim.callcenter.analytic import erlang_b, erlang_c_queue, patient_queue
from cxsim.callcenter.errors import CenterError
from cxsim.callcenter.line import limited_queue
from cxsim.callcenter.times import exponential

MINUTE = 60.0


def test_sixty_trunks_block_as_the_birth_death_chain_says():
    queue = limited_queue(48 / MINUTE, MINUTE, 50, trunks=60, patience=120, within=20)
    assert queue.blocking == pytest.approx(0.020883, abs=5e-7)
    assert queue.abandonment == pytest.approx(0.017632, abs=5e-7)
    assert queue.abandonment == pytest.approx(queue.wait / 120, abs=1e-12)  # exponential patience
    assert queue.occupancy == pytest.approx(48 / 50 * (1 - queue.blocking - queue.abandonment), abs=1e-12)


def test_more_trunks_than_ever_fill_are_erlang_a_and_erlang_c():
    limited = limited_queue(48 / MINUTE, MINUTE, 50, trunks=400, patience=120, within=20)
    open_ended = patient_queue(48 / MINUTE, MINUTE, 50, exponential(120), within=20)
    for name in ("service_level", "abandonment", "asa", "wait", "offered_wait", "wait_probability"):
        assert getattr(limited, name) == pytest.approx(getattr(open_ended, name), abs=1e-9), name
    assert limited.wait_p90 == pytest.approx(open_ended.wait_p90, abs=1e-3)
    limited = limited_queue(100 / 1800, 180, 14, trunks=250, within=20)
    open_ended = erlang_c_queue(100 / 1800, 180, 14, within=20)
    for name in ("service_level", "asa", "wait_p90"):
        assert getattr(limited, name) == pytest.approx(getattr(open_ended, name), abs=1e-6), name


def test_as_many_trunks_as_agents_are_erlang_b():
    queue = limited_queue(5 / MINUTE, MINUTE, 10, trunks=10, patience=60, within=20)
    assert queue.blocking == pytest.approx(erlang_b(10, 5), abs=1e-15)
    assert (queue.wait, queue.abandonment) == (0.0, pytest.approx(0.0, abs=1e-12))


def test_an_overloaded_line_without_hang_ups_is_stable_with_trunks():
    queue = limited_queue(2.0, MINUTE, 60, trunks=100, within=20)
    assert queue.blocking > 0.45
    assert queue.occupancy == pytest.approx(1.0, abs=1e-6)
    assert math.isfinite(queue.wait_p90)


def test_fewer_trunks_than_agents_are_refused():
    with pytest.raises(CenterError, match="5 trunks are fewer than 10 agents"):
        limited_queue(1.0, MINUTE, 10, trunks=5, within=20)
