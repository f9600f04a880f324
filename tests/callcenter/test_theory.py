import math
from dataclasses import replace
from itertools import pairwise

import pytest

from cxsim.callcenter.analytic import erlang_c_queue, patient_queue, priority_waits
from cxsim.callcenter.center import Redial
from cxsim.callcenter.day import Day, GroupDay, TypeDay
from cxsim.callcenter.manners import Announcement, Callback, Manners, Menu
from cxsim.callcenter.theory import beside
from cxsim.callcenter.times import exponential
from cxsim.quantities import Target

HALF = 1800.0


def day(types, groups, *, intervals=6):
    edges = tuple(HALF * i for i in range(intervals + 1))
    return Day(
        edges=edges,
        open=(True,) * intervals,
        types=tuple(types),
        groups=tuple(groups),
        intervals=tuple(pairwise(edges)),
        target=Target(0.8, 20.0),
    )


def calls(*rates, name="calls", **fields):
    return TypeDay(name=name, rates=rates, talk=fields.pop("talk", exponential(60.0)), **fields)


def team(*agents, tiers=((0,),)):
    return GroupDay(name="agents", agents=agents, tiers=tiers)


def test_a_steady_hour_is_one_stationary_formula():
    steady = day([calls(*[0.8] * 6)], [team(*[50] * 6)])
    theory = beside(steady, 2 * HALF, 3 * HALF)
    assert theory.queue == erlang_c_queue(0.8, 60, 50, within=20)
    assert theory.reasons == ()


def test_patience_makes_it_erlang_a():
    steady = day([calls(*[0.8] * 6, patience=exponential(120))], [team(*[50] * 6)])
    assert beside(steady, 2 * HALF, 3 * HALF).queue == patient_queue(0.8, 60, 50, exponential(120), within=20)


def test_the_first_interval_fills_up_from_nobody():
    slow = day([calls(*[0.1] * 6, talk=exponential(600))], [team(*[66] * 6)])
    first, later = beside(slow, 0, HALF), beside(slow, 4 * HALF, 5 * HALF)
    assert any("load of the moment" in reason for reason in first.reasons)
    assert first.queue.occupancy < later.queue.occupancy
    assert first.queue.service_level > later.queue.service_level


def test_after_a_peak_the_load_is_still_there():
    peak = day(
        [calls(0.1, 0.1, 0.3, 0.1, 0.1, 0.1, talk=exponential(600), patience=exponential(300))], [team(*[100] * 6)]
    )
    after, late = beside(peak, 3 * HALF, 4 * HALF), beside(peak, 5 * HALF, 6 * HALF)
    assert after.queue.occupancy > late.queue.occupancy + 0.05


def test_redials_are_more_calls():
    without = day([calls(*[0.8] * 6, patience=exponential(60))], [team(*[45] * 6)])
    again = day(
        [calls(*[0.8] * 6, patience=exponential(60), redial=Redial(share=0.6, after=600, at_most=9))], [team(*[45] * 6)]
    )
    less, more = (beside(one, 2 * HALF, 3 * HALF).queue for one in (without, again))
    assert more.abandonment > less.abandonment
    assert more.attempts == pytest.approx(1 / (1 - 0.6 * more.abandonment), rel=1e-5)


def test_priorities_are_cobhams():
    types = [calls(*[0.2] * 6, name="gold"), calls(*[0.55] * 6, name="others")]
    theory = beside(day(types, [team(*[50] * 6, tiers=((0,), (1,)))]), 2 * HALF, 3 * HALF)
    assert [one.name for one in theory.types] == ["gold", "others"]
    assert [one.wait for one in theory.types] == pytest.approx(priority_waits([0.2, 0.55], 60, 50))


def test_skills_are_a_markov_chain_while_they_are_few():
    types = [
        calls(*[5 / 60] * 6, name="one", patience=exponential(120)),
        calls(*[4 / 60] * 6, name="two", patience=exponential(120), tiers=((1,), (0,))),
    ]
    small = day(types, [team(*[5] * 6, tiers=((0,), (1,))), team(*[3] * 6, tiers=((1,),))])
    theory = beside(small, 2 * HALF, 3 * HALF)
    assert theory.queue.model == "Markov chain"
    assert [one.abandonment for one in theory.types] == pytest.approx([0.196001, 0.173610], abs=1e-6)
    assert math.isnan(theory.queue.service_level)
    large = replace(small, groups=(team(*[90] * 6, tiers=((0,), (1,))), team(*[90] * 6, tiers=((1,),))))
    assert beside(large, 2 * HALF, 3 * HALF).queue is None
    assert "not every agent answers every call" in beside(large, 2 * HALF, 3 * HALF).reasons[0]


def test_where_no_formula_fits_the_first_reason_says_why():
    nobody = day([calls(*[0.8] * 6)], [team(*[0] * 6)])
    assert beside(nobody, 0, HALF).reasons[0] == "nobody is on the phone"
    silent = day([calls(*[0.0] * 6)], [team(*[5] * 6)])
    assert beside(silent, 0, HALF).reasons == ("no calls are forecast",)
    flooded = day([calls(*[0.8] * 6)], [team(*[40] * 6)])
    assert "only grows" in beside(flooded, HALF, 2 * HALF).reasons[0]


def test_callers_left_over_from_before_are_named():
    types = [calls(0.9, 0.9, 0.4, 0.4, 0.4, 0.4, patience=exponential(600))]
    overloaded = day(types, [team(*[40] * 6)])
    assert "callers are left over from the interval before" in beside(overloaded, 2 * HALF, 3 * HALF).reasons


def test_trunks_are_known_to_the_formula():
    limited = replace(day([calls(*[0.8] * 6, patience=exponential(120))], [team(*[50] * 6)]), lines=60)
    theory = beside(limited, 2 * HALF, 3 * HALF)
    assert theory.queue.model == "M/M/n/K+M"
    assert theory.queue.blocking == pytest.approx(0.020883, abs=5e-7)


def test_who_is_helped_by_the_menu_does_not_reach_the_formula():
    """60 calls a minute, of which 35 % ask for a person."""
    manners = Manners(menu=Menu(takes=exponential(60), contained=0.65))
    through = day(
        [calls(*[1.0] * 6, talk=exponential(300), patience=exponential(180), manners=manners)], [team(*[108] * 6)]
    )
    theory = beside(through, 4 * HALF, 5 * HALF)
    assert theory.queue.abandonment == pytest.approx(0.030747, abs=5e-7)
    assert any("menu" in reason for reason in theory.reasons)


@pytest.mark.parametrize(
    ("manners", "word"),
    [
        (Manners(balks=0.1), "hang up at once"),
        (Manners(announcement=Announcement()), "told how long"),
        (Manners(callback=Callback(accepted_by=0.5, after=60)), "called back"),
        (Manners(repeat=Redial(share=0.1, after=3600, at_most=3)), "who were answered call again"),
        (Manners(transfers=(("calls", 0.1),)), "passed on"),
    ],
)
def test_what_callers_do_besides_waiting_is_named(manners, word):
    odd = day([calls(*[0.8] * 6, patience=exponential(120), manners=manners)], [team(*[50] * 6)])
    assert any(word in reason for reason in beside(odd, 2 * HALF, 3 * HALF).reasons)
