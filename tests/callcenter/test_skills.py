import pytest

from cxsim.callcenter.analytic import erlang_c_queue, patient_queue
from cxsim.callcenter.errors import CenterError
from cxsim.callcenter.skills import SkilledCalls, SkilledGroup, skill_net
from cxsim.callcenter.times import exponential

MINUTE = 60.0


def calls(per_minute, *tiers, patience=120.0, handle_time=MINUTE):
    return SkilledCalls(rate=per_minute / MINUTE, handle_time=handle_time, patience=patience, tiers=tiers)


def test_the_n_model_is_the_published_chain():
    net = skill_net(
        (calls(5, (0,)), calls(4, (1,), (0,))),
        (SkilledGroup(agents=5, tiers=((0,), (1,))), SkilledGroup(agents=3, tiers=((1,),))),
    )
    assert net.abandonment == pytest.approx((0.196001, 0.173610), abs=1e-6)
    assert net.wait == pytest.approx((23.520, 20.833), abs=1e-3)
    assert net.occupancy == pytest.approx((0.947023, 0.863479), abs=1e-6)
    assert not net.drawn


def test_one_type_and_one_group_are_erlang_a_and_erlang_c():
    net = skill_net((calls(12, (0,)),), (SkilledGroup(agents=11, tiers=((0,),)),))
    queue = patient_queue(12 / MINUTE, MINUTE, 11, exponential(120), within=20)
    assert net.abandonment[0] == pytest.approx(queue.abandonment, abs=1e-6)
    assert net.waiting[0] == pytest.approx(queue.wait_probability, abs=1e-6)
    net = skill_net((calls(8, (0,), patience=None),), (SkilledGroup(agents=11, tiers=((0,),)),))
    assert net.wait[0] == pytest.approx(erlang_c_queue(8 / MINUTE, MINUTE, 11, within=20).wait, rel=1e-5)


def test_types_that_take_different_times_are_told_apart():
    """Two groups that share nothing are two queues, whatever stands beside them."""
    net = skill_net(
        (calls(4, (0,)), calls(1, (1,), handle_time=180)),
        (SkilledGroup(agents=5, tiers=((0,),)), SkilledGroup(agents=4, tiers=((1,),))),
    )
    first = patient_queue(4 / MINUTE, MINUTE, 5, exponential(120), within=20)
    second = patient_queue(1 / MINUTE, 180, 4, exponential(120), within=20)
    assert net.abandonment == pytest.approx((first.abandonment, second.abandonment), abs=1e-5)
    assert net.occupancy == pytest.approx((first.occupancy, second.occupancy), abs=1e-5)


def test_equal_groups_are_drawn_and_it_is_said():
    net = skill_net((calls(5, (0, 1)),), (SkilledGroup(agents=3, tiers=((0,),)), SkilledGroup(agents=3, tiers=((0,),))))
    whole = patient_queue(5 / MINUTE, MINUTE, 6, exponential(120), within=20)
    assert net.drawn
    assert net.abandonment[0] == pytest.approx(whole.abandonment, abs=1e-6)


def test_a_net_that_is_too_large_or_only_grows_is_refused():
    with pytest.raises(CenterError, match="too many agents and skills"):
        skill_net(
            (calls(50, (0,)), calls(40, (1,), (0,))),
            (SkilledGroup(agents=50, tiers=((0,), (1,))), SkilledGroup(agents=30, tiers=((1,),))),
        )
    with pytest.raises(CenterError, match="grow without end"):
        skill_net((calls(8, (0,), patience=None),), (SkilledGroup(agents=5, tiers=((0,),)),))
