import math
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxsim.callcenter.analytic import erlang_c_queue, patient_queue
from cxsim.callcenter.center import Redial
from cxsim.callcenter.day import Day, GroupDay, TypeDay
from cxsim.callcenter.luck import Luck
from cxsim.callcenter.plan import DrawnPlan
from cxsim.callcenter.results import Tally
from cxsim.callcenter.routing import Routing
from cxsim.callcenter.simulation import Simulation
from cxsim.callcenter.times import constant, exponential, lognormal
from cxsim.quantities import Target
from tests.callcenter.builders import luck, one_group, one_type, outcomes, ran, simulated, steady, written

MINUTE = 60.0


def inside(value, expected):
    """Whether a result's interval, widened for the number of comparisons made here, holds the expected value."""
    assert value.mean is not None
    return abs(value.mean - expected) <= 1.6 * value.half_width


def changing(agents, *, edges=(0.0, 100.0, 200.0), closes=None):
    return Day(
        edges=edges,
        open=tuple(closes is None or edge < closes for edge in edges[:-1]),
        types=(one_type(0.0),),
        groups=(GroupDay(name="agents", agents=agents),),
        intervals=((edges[0], closes or edges[-1]),),
        target=Target(0.8, 20.0),
    )


# -- reference rows


def test_erlang_c_in_simulation():
    day = steady([one_type(4.2 / MINUTE, exponential(120))], [one_group(12)], hours=20, warm_up=1800)
    totals = simulated(day, replications=10).totals
    theory = erlang_c_queue(4.2 / MINUTE, 120, 12, within=20)
    assert inside(totals["service_level"], theory.service_level)
    assert inside(totals["asa"], theory.asa)
    assert inside(totals["occupancy"], theory.occupancy)


def test_erlang_a_in_simulation():
    day = steady([one_type(48 / MINUTE, patience=exponential(120))], [one_group(50)], hours=3, warm_up=900)
    totals = simulated(day, replications=12).totals
    theory = patient_queue(48 / MINUTE, MINUTE, 50, exponential(120), within=20)
    assert inside(totals["abandonment"], 0.03091)
    assert inside(totals["occupancy"], 0.9303)
    assert inside(totals["asa"], theory.asa)
    assert inside(totals["service_level"], theory.service_level)


@pytest.mark.parametrize(
    ("patience", "rate", "lost"),
    [(constant(60), 48, 0.004132), (lognormal(120, math.sqrt(math.e - 1)), 52, 0.057824)],
)
@pytest.mark.slow
def test_other_patience_in_simulation(patience, rate, lost):
    day = steady([one_type(rate / MINUTE, patience=patience)], [one_group(50)], hours=3, warm_up=900)
    assert inside(simulated(day, replications=8).totals["abandonment"], lost)


@pytest.mark.parametrize(("talk", "wait"), [(constant(1), 2.0), (exponential(1), 4.0), (lognormal(1, 1.2), 4.88)])
@pytest.mark.slow
def test_one_agent_with_any_service_time(talk, wait):
    day = steady([one_type(0.8, talk)], [one_group(1)], hours=3, warm_up=300)
    assert inside(simulated(day, replications=12).totals["asa"], wait)


@pytest.mark.slow
def test_priorities_in_simulation():
    types = [replace(one_type(rate / MINUTE), name=name) for rate, name in ((12, "first"), (33, "second"))]
    day = steady(types, [GroupDay(name="agents", agents=(50,), tiers=((0,), (1,)))], hours=3, warm_up=900)
    first, second = simulated(day, replications=12).types
    assert inside(first["asa"], 0.5745)
    assert inside(second["asa"], 5.7452)


@pytest.mark.slow
def test_redials_in_simulation():
    """Erlang A with redials: λ 20/min, n 20, patience .6 min, half call again after 10 min on average."""
    redial = Redial(share=0.5, after=600.0, at_most=50)
    day = steady(
        [one_type(20 / MINUTE, patience=exponential(36), redial=redial)], [one_group(20)], hours=8, warm_up=5400
    )
    totals = simulated(day, replications=12).totals
    minutes = (8 - 1.5) * 60
    assert inside(totals["abandonment"], 0.135450)
    assert totals["offered"].mean / minutes == pytest.approx(21.45289, rel=0.01)


@pytest.mark.slow
def test_two_groups_with_skills_and_preferences():
    """The N-model: group A answers both and prefers the first type, group B the second, which prefers B."""
    types = [
        TypeDay(name="one", rates=(5 / MINUTE,), talk=exponential(60), patience=exponential(120), tiers=((0,),)),
        TypeDay(name="two", rates=(4 / MINUTE,), talk=exponential(60), patience=exponential(120), tiers=((1,), (0,))),
    ]
    groups = [GroupDay(name="A", agents=(5,), tiers=((0,), (1,))), GroupDay(name="B", agents=(3,), tiers=((1,),))]
    results = simulated(steady(types, groups, hours=18, warm_up=3600), replications=8)
    assert inside(results.types[0]["abandonment"], 0.196001)
    assert inside(results.types[1]["abandonment"], 0.173610)
    assert inside(results.groups[0]["occupancy"], 0.947023)
    assert inside(results.groups[1]["occupancy"], 0.863479)


# -- what happens at the same time


def test_an_agent_who_becomes_free_serves_before_the_caller_hangs_up_at_the_same_moment():
    plan = written({0: [(0.0, [luck(10)]), (4.0, [luck(5, patience=6)])]})
    assert outcomes(changing((1, 1)), plan) == [(0.0, 0.0, 0, "served"), (4.0, 6.0, 0, "served")]


def test_a_caller_who_hangs_up_makes_room_before_another_arrives_at_the_same_moment():
    plan = written({0: [(0.0, [luck(50)]), (1.0, [luck(5, patience=9)]), (10.0, [luck(5)])]})
    assert outcomes(changing((1, 1)), plan)[1:] == [(1.0, 9.0, -1, "abandoned"), (10.0, 40.0, 0, "served")]


def test_a_completion_frees_the_agent_for_a_call_that_arrives_at_the_same_moment():
    plan = written({0: [(0.0, [luck(10)]), (10.0, [luck(5)])]})
    assert outcomes(changing((1, 1)), plan)[1] == (10.0, 0.0, 0, "served")


def test_a_shift_that_ends_when_a_call_ends_takes_no_other():
    """At 100 s the staff change comes first: the agent is no longer there for the one who waits."""
    plan = written({0: [(0.0, [luck(100)]), (50.0, [luck(5, patience=80)])]})
    assert outcomes(changing((1, 0)), plan)[1] == (50.0, 80.0, -1, "abandoned")


def test_a_shift_that_begins_when_a_caller_would_hang_up_serves_her():
    plan = written({0: [(60.0, [luck(5, patience=40)])]})
    assert outcomes(changing((0, 1)), plan) == [(60.0, 40.0, 0, "served")]


def test_calls_of_the_same_moment_are_taken_in_their_sequence():
    plan = written({0: [(0.0, [luck(10)]), (5.0, [luck(1)]), (5.0, [luck(1)])]})
    assert [wait for _, wait, _, _ in outcomes(changing((1, 1)), plan)] == [0.0, 5.0, 6.0]


# -- shifts and closing


def test_a_shifts_end_finishes_the_current_call():
    plan = written({0: [(90.0, [luck(50)]), (95.0, [luck(5, patience=500)])]})
    assert outcomes(changing((1, 0)), plan) == [(90.0, 0.0, 0, "served"), (95.0, 500.0, -1, "abandoned")]


def test_fewer_agents_let_the_idle_leave_first():
    plan = written({0: [(90.0, [luck(50)]), (110.0, [luck(5)])]})
    assert outcomes(changing((2, 1)), plan)[1] == (110.0, 30.0, 0, "served")  # the busy one is the one who stays


def test_agents_who_come_take_those_who_wait():
    plan = written({0: [(10.0, [luck(50)]), (20.0, [luck(50)]), (30.0, [luck(50)])]})
    assert [wait for _, wait, _, _ in outcomes(changing((0, 2)), plan)] == [90.0, 80.0, 120.0]


def test_nobody_is_let_in_at_closing_time_but_who_was_let_in_is_served():
    day = changing((1, 1, 1), edges=(0.0, 100.0, 200.0, 300.0), closes=200.0)
    plan = written({0: [(150.0, [luck(80)]), (199.0, [luck(5)]), (200.0, [luck(5)])]})
    assert outcomes(day, plan) == [
        (150.0, 0.0, 0, "served"),
        (199.0, 31.0, 0, "served"),
        (200.0, 0.0, -1, "closed"),
    ]


def test_who_calls_again_after_closing_finds_it_closed():
    attempts = [luck(5, patience=10, redial=200), luck(5)]
    plan = written({0: [(0.0, [luck(180)]), (1.0, attempts)]})
    assert outcomes(changing((1, 1)), plan)[1:] == [(1.0, 10.0, -1, "abandoned"), (211.0, 0.0, -1, "closed")]


def test_a_caller_without_patience_and_without_agents_is_left_waiting():
    assert outcomes(changing((0, 0)), written({0: [(10.0, [luck(5)])]})) == [(10.0, 190.0, -1, "waiting")]


def test_a_client_keeps_her_number_over_attempts_and_each_attempt_has_its_own_luck():
    attempts = [luck(5, patience=10, redial=20), luck(7, patience=10, redial=30), luck(9)]
    plan = written({0: [(0.0, [luck(60)]), (1.0, attempts)]})
    rows = sorted(Simulation(changing((1, 1)), plan).run())
    assert [(row[1], row[2], row[9]) for row in rows] == [
        (1, 0, "served"),
        (1, 1, "abandoned"),
        (2, 1, "abandoned"),
        (3, 1, "served"),
    ]
    assert rows[-1][6] == 9.0


# -- routing


def two_groups():
    types = (replace(one_type(0.0), tiers=((0, 1),)),)
    groups = (GroupDay(name="a", agents=(1,)), GroupDay(name="b", agents=(1,)))
    return replace(steady(types, groups, hours=1))


def test_the_agent_who_has_been_idle_longest_takes_the_call():
    plan = written({0: [(1.0, [luck(10)]), (2.0, [luck(3)]), (20.0, [luck(1)]), (30.0, [luck(1)])]})
    assert [group for _, _, group, _ in outcomes(two_groups(), plan)] == [0, 1, 1, 0]


def test_people_can_route_by_rules_of_their_own():
    class LastGroupFirst(Routing):
        def team_for(self, call, tiers):
            return super().team_for(call, [list(reversed(tier)) for tier in tiers])

    plan = written({0: [(1.0, [luck(10)])]})
    rows = Simulation(two_groups(), plan, routing=LastGroupFirst()).run()
    assert [row[8] for row in rows] == [1]


# -- laws


calls = st.lists(
    st.tuples(
        st.integers(0, 400).map(float),
        st.lists(
            st.tuples(
                st.integers(1, 60).map(float),
                st.integers(0, 9).map(float),
                st.one_of(st.just(math.inf), st.integers(0, 60).map(float)),
                st.one_of(st.just(math.inf), st.integers(1, 90).map(float)),
            ).map(lambda numbers: Luck(*numbers)),
            min_size=6,
            max_size=6,
        ),
    ),
    max_size=25,
).map(lambda found: sorted(found, key=lambda call: call[0]))


def bounded(found):
    """Callers who give up for good at their last attempt."""
    return [(at, [*attempts[:-1], attempts[-1]._replace(redial=math.inf)]) for at, attempts in found]


@st.composite
def centers(draw):
    agents = st.lists(st.integers(0, 3), min_size=5, max_size=5).map(tuple)
    types = tuple(
        TypeDay(name=name, rates=(0.0,) * 5, talk=constant(1.0), tiers=tiers)
        for name, tiers in (("x", ((0,), (1,))), ("y", draw(st.sampled_from([((1,),), ((0, 1),)]))))
    )
    groups = (
        GroupDay(name="a", agents=draw(agents), tiers=draw(st.sampled_from([((0, 1),), ((0,), (1,))]))),
        GroupDay(name="b", agents=draw(agents), tiers=draw(st.sampled_from([((0, 1),), ((1,), (0,))]))),
    )
    edges = (0.0, 100.0, 200.0, 300.0, 400.0, 500.0)
    closes = draw(st.sampled_from([300.0, 500.0]))
    day = Day(
        edges=edges,
        open=tuple(edge < closes for edge in edges[:-1]),
        types=types,
        groups=groups,
        intervals=((0.0, closes),),
        target=Target(0.8, 20.0),
    )
    return day, written({0: bounded(draw(calls)), 1: bounded(draw(calls))})


@settings(max_examples=80, deadline=None)
@given(centers())
def test_every_attempt_ends_once_and_no_group_takes_more_calls_than_it_has_agents(center):
    day, plan = center
    rows = sorted(Simulation(day, plan).run())
    assert [row[0] for row in rows] == list(range(len(rows)))  # conservation: one outcome for each attempt
    for index, group in enumerate(day.groups):
        mine = [(row[4] + row[5], row[4] + row[5] + row[6] + row[7]) for row in rows if row[8] == index]
        for start, _ in mine:
            segment = max(i for i, edge in enumerate(day.edges[:-1]) if edge <= start)
            others = sum(a < start < b or a == start for a, b in mine)
            assert others <= group.agents[segment]


@settings(max_examples=80, deadline=None)
@given(centers())
def test_nobody_waits_while_an_agent_who_could_answer_is_idle(center):
    day, plan = center
    rows = sorted(Simulation(day, plan).run())
    for row in rows:
        if row[9] == "closed" or row[5] == 0:
            continue
        for index in {i for tier in day.types[row[3]].tiers for i in tier}:
            waits_from, waits_to = row[4], row[4] + row[5]
            for segment, agents in enumerate(day.groups[index].agents):
                low = max(day.edges[segment], waits_from)
                high = min(day.edges[segment + 1] if segment < 4 else math.inf, waits_to)
                if low < high:
                    middle = (low + min(high, low + 0.5)) / 2
                    busy = sum(r[4] + r[5] < middle < r[4] + r[5] + r[6] + r[7] for r in rows if r[8] == index)
                    assert busy >= agents


@settings(max_examples=40, deadline=None)
@given(centers())
def test_littles_law_holds_on_every_path(center):
    """The area under the number of waiting callers is the sum of their waits."""
    day, plan = center
    rows = Simulation(day, plan).run()
    moments = sorted({row[4] for row in rows} | {row[4] + row[5] for row in rows})
    area = sum(
        (later - now) * sum(row[4] <= now and row[4] + row[5] >= later for row in rows)
        for now, later in pairwise(moments)
    )
    assert area == pytest.approx(sum(row[5] for row in rows))


@settings(max_examples=40, deadline=None)
@given(centers())
def test_a_probe_changes_nothing(center):
    day, plan = center
    probes = [(float(at), type_) for at in range(0, 500, 37) for type_ in (0, 1)]
    assert Simulation(day, plan, probes=probes).run() == Simulation(day, plan).run()


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000), st.integers(1, 6))
def test_one_more_agent_never_makes_a_patient_queue_wait_longer(seed, agents):
    types = [one_type(0.02, exponential(60))]
    few, many = (steady(types, [one_group(n)], hours=1) for n in (agents, agents + 1))
    waits = [[row[5] for row in sorted(Simulation(day, DrawnPlan(day, seed)).run())] for day in (few, many)]
    assert all(b <= a + 1e-9 for a, b in zip(*waits, strict=True))


def test_the_same_seed_gives_the_same_calls_and_another_seed_others():
    day = steady([one_type(0.5, patience=exponential(60))], [one_group(20)], hours=1)
    rows = [Simulation(day, DrawnPlan(day, seed)).run() for seed in (3, 3, 4)]
    assert rows[0] == rows[1] != rows[2]


def test_the_offered_wait_is_longer_than_what_those_who_were_answered_remember():
    """n 50, λ 60/min, patience 2 min: waits of the answered and of all are biased; the probe's are not."""
    day = steady([one_type(60 / MINUTE, patience=exponential(120))], [one_group(50)], hours=2, warm_up=1200)
    theory = patient_queue(60 / MINUTE, MINUTE, 50, exponential(120), within=20)
    offered, served, observed = [], [], []
    for replication in range(10):
        simulation = Simulation(day, DrawnPlan(day, 5, replication), probes=[(t, 0) for t in range(1200, 7200, 20)])
        rows = [row for row in simulation.run() if row[4] > 1200]
        offered.append(sum(probe.offered for _, probe in simulation.probes) / len(simulation.probes))
        served.append(sum(row[5] for row in rows if row[9] == "served") / sum(row[9] == "served" for row in rows))
        observed.append(sum(row[5] for row in rows) / len(rows))
    means = [sum(values) / len(values) for values in (offered, served, observed)]
    expected = [theory.offered_wait, theory.asa, theory.wait]
    assert means == pytest.approx(expected, rel=0.1)  # three standard errors; the ratios vary far less
    assert [mean / means[0] for mean in means] == pytest.approx([wait / expected[0] for wait in expected], rel=0.01)
    assert means[0] > means[1] > means[2]


def test_a_warm_up_is_left_out_of_every_count():
    day = steady([one_type(0.1)], [one_group(10)], hours=2, warm_up=3600)
    tally = Tally(day)
    log = tally.add(ran(day, DrawnPlan(day, 1)))
    assert tally.results().totals["offered"].mean == (log.arrival >= 3600).sum() < len(log.arrival)
