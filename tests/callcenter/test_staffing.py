from dataclasses import replace
from itertools import pairwise

import pytest

from cxsim.callcenter.analytic import erlang_c_queue
from cxsim.callcenter.byformula import by_formula
from cxsim.callcenter.day import Day, GroupDay, TypeDay
from cxsim.callcenter.errors import CenterError
from cxsim.callcenter.goals import goal
from cxsim.callcenter.staffing import staff
from cxsim.callcenter.times import exponential
from cxsim.callcenter.trial import staffed, trial
from cxsim.quantities import Target

HALF = 1800.0
LEVEL = goal("80 % in 20 s")


def morning(*rates, talk=120.0, patience=180.0, tiers=((0,),), name="calls"):
    return TypeDay(
        name=name,
        rates=tuple(rate / 3600 for rate in rates),
        talk=exponential(talk),
        patience=exponential(patience) if patience else None,
        tiers=tiers,
    )


def day(types, groups):
    count = len(types[0].rates)
    edges = tuple(HALF * i for i in range(count + 1))
    return Day(
        edges=edges,
        open=(True,) * count,
        types=tuple(types),
        groups=tuple(groups),
        intervals=tuple(pairwise(edges)),
        target=Target(0.8, 20.0),
    )


def one(*rates, **fields):
    return day([morning(*rates, **fields)], [GroupDay(name="service", agents=(1,) * len(rates))])


def test_the_formula_gives_the_fewest_agents_that_reach_the_goal():
    """100 calls in half an hour, 3 minutes each: 13 agents reach 79.9 %, 14 reach 88.8 % (without hang-ups)."""
    steady = one(*[200.0] * 8, talk=180.0, patience=None)
    fewest = by_formula(steady, [LEVEL])["service"][4]
    assert erlang_c_queue(100 / 1800, 180, fewest, within=20).service_level >= 0.8
    assert erlang_c_queue(100 / 1800, 180, fewest - 1, within=20).service_level < 0.8
    assert by_formula(steady, [goal("88 % in 20 s")])["service"][4] == 14


def test_every_interval_meets_the_goals_and_nobody_is_there_for_nothing():
    planned = one(60.0, 240.0, 400.0, 120.0)
    goals = [LEVEL, goal("hang-ups 6 %")]
    found = staff(planned, goals, replications=12, seed=3)
    assert found.missed == ()
    for row in found.results.intervals:
        assert row["service_level"].mean >= 0.8
        assert row["abandonment"].mean <= 0.06
    for index in range(4):
        fewer = tuple(n - (i == index) for i, n in enumerate(found.agents["service"]))
        results = trial(staffed(planned, {"service": fewer}), replications=12, seed=3)
        late = [i for i, row in enumerate(results.intervals) if any(one.missed_by(row) for one in goals)]
        assert late, index


def test_formula_and_simulation_agree_within_an_agent_where_the_formula_fits():
    found = staff(one(*[300.0] * 4), [LEVEL], replications=12)
    for by_hand, simulated in zip(found.by_formula["service"], found.agents["service"], strict=True):
        assert abs(by_hand - simulated) <= 1


def test_the_minimum_holds_where_nobody_calls():
    planned = one(0.0, 120.0, 0.0)
    assert staff(planned, [LEVEL], minimum=2, replications=4).agents["service"][0] == 2
    assert staff(planned, [LEVEL], replications=4).agents["service"][0] == 0


def test_a_backlog_is_served_by_the_interval_in_which_it_waits():
    planned = one(100.0, 500.0, 60.0)
    found = staff(planned, [goal("ASA 15 s")], replications=12)
    assert all(row["asa"].mean <= 15 for row in found.results.intervals)


def test_groups_with_skills_share_the_work():
    types = [
        morning(*[200.0] * 3, name="orders", tiers=((0,), (1,))),
        morning(*[120.0] * 3, name="claims", tiers=((1,),)),
    ]
    groups = [
        GroupDay(name="first line", agents=(1,) * 3, tiers=((0,),)),
        GroupDay(name="experts", agents=(1,) * 3, tiers=((1,), (0,))),
    ]
    found = staff(day(types, groups), [LEVEL], replications=8)
    assert found.missed == ()
    assert all(n > 0 for n in found.agents["experts"])
    assert all(row["service_level"].mean >= 0.8 for row in found.results.intervals)


def two_groups(experts):
    """Orders are answered by both groups, claims by the experts alone."""
    types = [
        morning(*[200.0] * 3, name="orders", tiers=((0,), (1,))),
        morning(*[60.0] * 3, name="claims", tiers=((1,),)),
    ]
    groups = [
        GroupDay(name="first line", agents=(1,) * 3, tiers=((0,),)),
        GroupDay(name="experts", agents=experts, tiers=((1,), (0,))),
    ]
    return day(types, groups)


def test_a_group_that_is_kept_stays_and_the_other_does_what_it_leaves():
    few, many = (staff(two_groups((n,) * 3), [LEVEL], keep=["experts"], replications=8) for n in (6, 10))
    assert (few.kept, few.agents["experts"], many.agents["experts"]) == (("experts",), (6,) * 3, (10,) * 3)
    assert few.missed == many.missed == ()
    assert few.day.groups[1].agents == (6, 6, 6)
    assert all(a > b for a, b in zip(few.agents["first line"], many.agents["first line"], strict=True))
    assert all(a > b for a, b in zip(few.by_formula["first line"], many.by_formula["first line"], strict=True))


def test_a_kept_group_that_changes_within_an_interval_changes_there():
    planned = two_groups((6, 8, 8))
    whole = replace(planned, intervals=((0.0, 2 * HALF), (2 * HALF, 3 * HALF)))
    found = staff(whole, [LEVEL], keep=["experts"], replications=4)
    assert (found.agents["experts"], found.day.groups[1].agents) == ((7, 8), (6, 8, 8))


def test_where_only_a_kept_group_could_help_nobody_is_added_in_vain():
    types = [morning(200.0, name="orders", tiers=((0,),)), morning(200.0, name="claims", tiers=((1,),))]
    groups = [GroupDay(name="first line", agents=(1,)), GroupDay(name="experts", agents=(2,), tiers=((1,),))]
    overloaded = day(types, groups)
    found = staff(overloaded, [goal("hang-ups 5 %")], keep=["experts"], replications=6)
    assert found.missed == (0,)
    assert found.agents["first line"][0] <= found.by_formula["first line"][0] + 6


def test_a_group_to_keep_must_exist_and_one_must_be_left():
    with pytest.raises(CenterError, match="no group is called 'expert'") as caught:
        staff(two_groups((6,) * 3), [LEVEL], keep=["expert"])
    assert "experts" in caught.value.hint
    with pytest.raises(CenterError, match="every group is kept"):
        staff(two_groups((6,) * 3), [LEVEL], keep=["experts", "first line"])


def test_what_cannot_be_reached_or_was_not_asked_is_said():
    with pytest.raises(CenterError, match="no goal is set"):
        staff(one(60.0), [])
    nobody = day([morning(60.0, tiers=())], [GroupDay(name="a", agents=(1,)), GroupDay(name="b", agents=(1,))])
    with pytest.raises(CenterError, match="nobody answers calls"):
        by_formula(nobody, [LEVEL])


def test_the_same_seed_gives_the_same_plan():
    planned = one(60.0, 240.0)
    first, second = (staff(planned, [LEVEL], replications=5, seed=9) for _ in range(2))
    assert first == replace(second)


def test_agents_of_a_closed_hour_stay_as_they_were():
    closed = replace(one(60.0, 0.0, 60.0), open=(True, False, True), intervals=((0.0, HALF), (2 * HALF, 3 * HALF)))
    assert staffed(closed, {"service": (4, 7)}).groups[0].agents == (4, 4, 7)


def test_an_interval_that_a_segment_spans_is_divided():
    whole = replace(one(60.0), edges=(0.0, 3600.0), intervals=((0.0, HALF), (HALF, 3600.0)))
    cut = staffed(whole, {"service": (4, 7)})
    assert (cut.edges, cut.groups[0].agents, cut.types[0].rates) == ((0.0, HALF, 3600.0), (4, 7), (1 / 60, 1 / 60))
