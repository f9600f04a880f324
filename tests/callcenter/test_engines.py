from dataclasses import fields

import numpy as np
import pytest

from cxsim.callcenter import engines
from cxsim.callcenter.engines import Custom, Replications, choose, simulate
from cxsim.callcenter.errors import CenterError
from cxsim.callcenter.means import EngineName, Means
from cxsim.callcenter.precision import Precision, precision
from cxsim.callcenter.results import Tally
from cxsim.callcenter.routing import Routing
from cxsim.callcenter.simulation import Simulation
from cxsim.callcenter.times import exponential
from cxsim.quantities import QuantityError
from tests.callcenter.builders import one_group, one_type, steady

AUTO, SIMPY, COMPILED = EngineName.AUTO, EngineName.SIMPY, EngineName.COMPILED


def asked(rate=0.1, count=4, **more):
    day = steady([one_type(rate, patience=exponential(90))], [one_group(6)], hours=1)
    return Replications(day=day, seed=3, count=count, **more)


def told(question, means):
    tally = Tally(question.day)
    for counted, _ in simulate(question, means):
        tally.put(counted)
    results = tally.results()
    return {name: (value.mean, value.influence) for name, value in results.totals.items()}


class LastGroupFirst(Routing):
    def team_for(self, call, tiers):
        return super().team_for(call, [list(reversed(tier)) for tier in tiers])


class NobodyRings(Simulation):
    def run(self):
        return []


def test_auto_takes_the_compiled_engine_for_large_runs_where_it_is_installed(monkeypatch):
    monkeypatch.setattr(engines, "is_installed", lambda: True)
    assert choose(AUTO, asked(count=10)) is SIMPY
    assert choose(AUTO, asked(count=10_000)) is COMPILED
    monkeypatch.setattr(engines, "is_installed", lambda: False)
    assert choose(AUTO, asked(count=10_000)) is SIMPY


def test_a_large_run_without_the_extra_says_how_to_install_it_and_a_small_one_says_nothing(monkeypatch):
    monkeypatch.setattr(engines, "is_installed", lambda: False)
    assert "cxsim[fast]" in engines.missed(AUTO, asked(count=10_000))
    assert engines.missed(AUTO, asked(count=10)) == ""
    assert engines.missed(SIMPY, asked(count=10_000)) == ""
    with pytest.raises(CenterError, match="not installed"):
        choose(COMPILED, asked())


@pytest.mark.parametrize("custom", [Custom(routing=LastGroupFirst()), Custom(simulation=NobodyRings)])
def test_rules_of_ones_own_run_on_simpy_only_and_the_compiled_engine_says_why(custom):
    assert choose(AUTO, asked(count=10_000, custom=custom)) is SIMPY
    with pytest.raises(
        CenterError, match=r"cannot run this: the \w+ (LastGroupFirst|NobodyRings) is written in Python"
    ):
        choose(COMPILED, asked(custom=custom))


def test_a_simulation_of_ones_own_is_run():
    assert told(asked(custom=Custom(simulation=NobodyRings)), Means())["offered"][0] == 0


@pytest.mark.slow
def test_both_engines_count_the_same_to_the_last_bit():
    pytest.importorskip("numba", reason="the extra cxsim[fast] is not installed")
    one, other = (told(asked(), Means(engine=engine)) for engine in (SIMPY, COMPILED))
    for name, (mean, influence) in one.items():
        assert mean == pytest.approx(other[name][0], rel=1e-12), name
        assert influence == pytest.approx(other[name][1], rel=1e-9, abs=1e-12), name


@pytest.mark.slow
def test_logs_are_the_same_from_both_engines():
    pytest.importorskip("numba", reason="the extra cxsim[fast] is not installed")
    (_, one), (_, other) = (
        next(simulate(asked(count=1, keep_logs=True), Means(engine=engine))) for engine in (SIMPY, COMPILED)
    )
    for field in fields(one):
        assert np.array_equal(getattr(one, field.name), getattr(other, field.name)), field.name


def test_workers_change_no_result():
    assert told(asked(count=7), Means(engine=SIMPY, workers=2)) == told(asked(count=7), Means(engine=SIMPY))


@pytest.mark.slow
def test_a_cluster_changes_no_result():
    distributed = pytest.importorskip("distributed", reason="the extra cxsim[cluster] is not installed")
    with distributed.LocalCluster(n_workers=2, processes=False, dashboard_address=None, protocol="tcp") as cluster:
        address = cluster.scheduler_address
        assert address.startswith("tcp://")
        assert told(asked(), Means(engine=SIMPY, cluster=address)) == told(asked(), Means(engine=SIMPY))


def test_a_cluster_that_does_not_answer_is_told():
    pytest.importorskip("distributed", reason="the extra cxsim[cluster] is not installed")
    with pytest.raises(CenterError, match="no Dask scheduler answers"):
        next(simulate(asked(), Means(cluster="nonsense://127.0.0.1:1")))


def test_precision_is_read_as_people_write_it():
    assert precision("0.5 %") == Precision(measure="service_level", half_width=0.005)
    assert precision("asa 1 s") == Precision(measure="asa", half_width=1.0)
    assert precision("wait p90: 5 s") == Precision(measure="wait_p90", half_width=5.0)
    for nonsense in ("fast", "kindness 1 %", "0 %"):
        with pytest.raises(QuantityError):
            precision(nonsense)


def test_days_are_added_until_the_precision_is_reached_whoever_simulates_them():
    tally, wanted = Tally(asked().day), Precision(measure="service_level", half_width=0.02)
    while (count := (wanted.wanted(tally) if tally.days else 5)) > tally.days:
        for counted, _ in simulate(asked(count=count - tally.days, first=tally.days)):
            tally.put(counted)
    assert tally.results().totals["service_level"].half_width <= 0.02
    assert tally.days > 5
