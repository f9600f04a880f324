"""The compiled engine against SimPy's: the same rows, bit for bit, in the same order."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from cxsim.callcenter.borrowed import complete
from cxsim.callcenter.center import Redial
from cxsim.callcenter.chunk import Chunk
from cxsim.callcenter.day import Day, GroupDay, TypeDay, plan_day
from cxsim.callcenter.engines import Replications, simulate
from cxsim.callcenter.manners import Announcement, Callback, Manners, Menu, Variation
from cxsim.callcenter.means import EngineName, Means
from cxsim.callcenter.plan import DrawnPlan
from cxsim.callcenter.reading import read
from cxsim.callcenter.results import Tally
from cxsim.callcenter.times import Mixture, constant, exponential, lognormal, weibull
from cxsim.quantities import Target, weekly_hours
from tests.callcenter.builders import one_group, one_type, ran, steady
from tests.callcenter.random_centers import centers

pytest.importorskip("numba", reason="the extra cxsim[fast] is not installed")
pytestmark = pytest.mark.slow  # the first compilation takes longer than all the rest

SCENARIOS = Path(__file__).parents[2] / "scenarios" / "callcenter"


def compiled(day, plan, engine=None):
    from cxsim.callcenter.compiled import Engine

    chunks = []
    (engine or Engine(day)).run(plan, lambda chunk: chunks.append(chunk.copy()))
    return Chunk.joined(chunks)


def agree(day, plan, engine=None):
    """Whether both engines write the same; the rows where they do."""
    mine, simulation = compiled(day, plan, engine), ran(day, plan)
    assert mine.rows() == simulation.rows
    over = [
        (group, start, end, many)
        for (group, many), (start, end) in zip(mine.over.tolist(), mine.over_times.tolist(), strict=True)
    ]
    assert over == simulation.overtime
    return simulation.rows


def all_rules(rate=0.02):
    """A center with everything that the form can say."""
    manners = Manners(
        menu=Menu(takes=lognormal(40, 0.5), contained=0.2, zero_out=0.1, zero_out_after=8.0),
        balks=0.05,
        announcement=Announcement(heeded_by=0.7, patience=1.3),
        callback=Callback(accepted_by=0.3, after=45.0, rings=15.0, reached=0.8),
        repeat=Redial(share=0.1, after=900.0, at_most=3),
    )
    common = {
        "rates": (rate, rate * 1.5, 0.0, rate),
        "redial": Redial(share=0.5, after=300.0, at_most=4),
        "manners": manners,
    }
    mixed = Mixture(parts=((0.3, exponential(60)), (0.7, weibull(150, 1.4))))
    types = (
        TypeDay(
            name="a",
            talk=lognormal(200, 0.8),
            after_call=exponential(30),
            patience=mixed,
            tiers=((0,), (1,)),
            transfers=((1, 0.2),),
            **common,
        ),
        TypeDay(
            name="b",
            talk=exponential(240),
            patience=constant(90),
            tiers=((0, 1, 2),),
            transfers=((0, 0.1), (2, 0.1)),
            **common,
        ),
        TypeDay(name="chat", talk=weibull(200, 1.5), patience=lognormal(120, 1.0), tiers=((2,),), **common),
    )
    return Day(
        edges=(28800.0, 36000.0, 43200.0, 45000.0, 54000.0),
        open=(True, True, False, True),
        types=types,
        groups=(
            GroupDay(name="x", agents=(5, 8, 8, 4), tiers=((0,), (1,))),
            GroupDay(name="y", agents=(6, 2, 2, 7), tiers=((1, 0),)),
            GroupDay(name="z", agents=(3, 4, 4, 2), tiers=((2,), (1,)), at_once=3, slower=0.25),
        ),
        intervals=((28800.0, 36000.0), (36000.0, 43200.0), (45000.0, 54000.0)),
        target=Target(0.8, 20.0),
        lines=30,
        varies=Variation(day=0.15, interval=0.1),
    )


@settings(max_examples=150, deadline=None)
@given(centers())
def test_both_engines_agree_on_random_centers_in_which_much_happens_at_once(center):
    agree(*center)


@settings(max_examples=1500, deadline=None)
@given(centers())
def test_both_engines_agree_on_very_many_random_centers(center):
    agree(*center)


@pytest.mark.parametrize("seed", range(3))
def test_both_engines_agree_on_drawn_days_with_every_rule(seed):
    rows = agree(all_rules(), DrawnPlan(all_rules(), seed, replication=seed))
    assert {row.outcome for row in rows} >= {"served", "abandoned", "balked", "contained", "missed"}
    assert {row.flags for row in rows} >= {0, 1, 2 + 4, 4}


@pytest.mark.parametrize("name", ["service", "service-redesign", "small"])
def test_both_engines_agree_on_the_demo_companys_centers(name):
    center = complete(read(SCENARIOS / f"{name}.yaml"), hours=weekly_hours("mon-fri 08:00-20:00"))
    day = plan_day(center, date(2026, 11, 24))
    assert len(agree(day, DrawnPlan(day, 1))) > 300


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from([0.2, 1.0, 3.0]))
def test_both_engines_agree_where_more_is_drawn_than_fits_one_block(seed, rate):
    day = steady([one_type(rate, lognormal(60, 0.8), patience=exponential(30))], [one_group(int(60 * rate))], hours=1)
    agree(day, DrawnPlan(day, seed))


def test_one_engine_runs_many_days_and_forgets_each():
    from cxsim.callcenter.compiled import Engine

    day = all_rules()
    engine = Engine(day)
    for replication in (3, 4, 3):
        agree(day, DrawnPlan(day, 9, replication), engine)


def test_a_queue_that_only_grows_finds_room():
    day = steady([one_type(2.0, constant(600.0))], [one_group(3)], hours=1)
    rows = agree(day, DrawnPlan(day, 1))
    assert sum(row.outcome == "served" for row in rows) > 5000


def test_a_center_whose_agents_never_come_leaves_everybody_waiting():
    day = replace(steady([one_type(0.1)], [one_group(0)], hours=1))
    assert {row.outcome for row in agree(day, DrawnPlan(day, 1))} == {"waiting"}


def test_both_engines_have_the_same_tables():
    question = Replications(day=replace(all_rules(), counts_from=32400.0), seed=2, count=3)
    both = []
    for engine in (EngineName.SIMPY, EngineName.COMPILED):
        tally = Tally(question.day)
        for counted, _ in simulate(question, Means(engine=engine)):
            tally.put(counted)
        both.append(tally.results().tables())
    for name, table in both[0].items():
        assert_frame_equal(table, both[1][name], rtol=1e-9, obj=name)


def test_many_days_take_no_more_memory_than_some():
    tally = Tally(all_rules())
    counted, _ = next(simulate(Replications(day=all_rules(), seed=2, count=1)))
    for _ in range(3000):
        tally.put(counted)
    assert (len(tally.batches.whole), len(tally.sections)) <= (1024, 20)
    assert tally.results().replications == 3000
