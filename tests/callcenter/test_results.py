import csv
import io
import json
import math

import numpy as np
import pytest
from scipy import stats

from cxsim.callcenter.center import Redial
from cxsim.callcenter.chunk import Chunk
from cxsim.callcenter.counting import Counted
from cxsim.callcenter.day import Day, GroupDay
from cxsim.callcenter.logbook import Log, harmless, write_csv
from cxsim.callcenter.plan import DrawnPlan
from cxsim.callcenter.results import Batches, Tally, average, ratio
from cxsim.callcenter.simulation import Simulation
from cxsim.callcenter.times import exponential
from cxsim.callcenter.waits import Waits, WaitSum, bins_of, keys_of
from cxsim.quantities import Target
from tests.callcenter.builders import luck, one_group, one_type, ran, simulated, steady, written


def tallied(day, *plans):
    tally = Tally(day)
    logs = [tally.add(ran(day, plan)) for plan in plans]
    return tally.results(), logs


def test_an_interval_of_a_mean_is_students():
    values = [3.0, 5.0, 4.0, 8.0]
    low, high = average(values).ci95
    expected = stats.t.interval(0.95, 3, loc=5.0, scale=np.std(values, ddof=1) / 2)
    assert (low, high) == pytest.approx(expected)


def test_one_replication_gives_no_interval_and_no_calls_give_no_value():
    assert average([3.0]).ci95 is None
    assert ratio([0.0, 0.0], [0.0, 0.0]).mean is None
    assert ratio([0.0], [0.0]).document() == {"mean": None, "ci95": None}


def test_a_share_is_a_ratio_of_sums_and_not_a_mean_of_ratios():
    value = ratio([10, 0], [100, 2])
    assert value.mean == pytest.approx(10 / 102)
    assert sum(value.influence) == pytest.approx(0.0)


def test_a_ratios_interval_covers_the_truth_as_often_as_it_says():
    random = np.random.default_rng(4)
    hits = 0
    for _ in range(400):
        below = random.poisson(50, 20)
        hits += (lambda ci: ci[0] <= 0.3 <= ci[1])(ratio(random.binomial(below, 0.3), below).ci95)
    assert 0.92 <= hits / 400 <= 0.98


def test_a_wait_that_ended_in_a_hang_up_is_in_no_mean_of_waits():
    plan = written({0: [(0.0, [luck(100)]), (10.0, [luck(5, patience=50)]), (20.0, [luck(5)])]})
    results, _ = tallied(steady([one_type(0.0)], [one_group(1)], hours=1), plan)
    assert results.totals["asa"].mean == pytest.approx((0 + 80) / 2)
    assert results.totals["abandonment"].mean == pytest.approx(1 / 3)
    assert results.totals["service_level"].mean == pytest.approx(1 / 3)  # the hang-up counts as not answered


def day_of(waits, served):
    waits = np.array(waits, dtype=float)
    return Waits.of(keys_of(np.zeros(len(waits), dtype=int), bins_of(waits), ~np.array(served, dtype=bool)))


def waits_of(waits, served):
    return WaitSum(1, [day_of(waits, served)])


def test_percentiles_take_hang_ups_as_at_least_that_long():
    def half(*served):
        return waits_of([1.0, 2.0, 3.0, 4.0][: len(served)], served).percentile(0, 1, 0.5)

    assert half(True, True, True, True) == pytest.approx(2.0, rel=0.004)
    assert half(True, False, True, True) == pytest.approx(3.0, rel=0.004)
    assert half(True, False, False, False) is None
    assert half() is None
    assert waits_of([0.0, 0.0, 5.0], [True] * 3).percentile(0, 1, 0.5) == 0.0


def test_kaplan_and_meier_find_the_offered_wait_behind_the_hang_ups():
    random = np.random.default_rng(2)
    offered, patience = random.exponential(60, 20_000), random.exponential(90, 20_000)
    found = waits_of(np.minimum(offered, patience), offered <= patience).percentile(0, 1, 0.5)
    assert found == pytest.approx(60 * math.log(2), rel=0.03)


def test_waits_that_are_added_in_parts_are_the_same():
    random = np.random.default_rng(3)
    waits, served = random.exponential(60, 2_000), random.random(2_000) < 0.7
    parts = WaitSum(1, [day_of(waits[:700], served[:700]), day_of(waits[700:], served[700:])])
    added = day_of(waits[:700], served[:700]) + day_of(waits[700:], served[700:])
    assert parts.counts.tolist() == waits_of(waits, served).counts.tolist() == WaitSum(1, [added]).counts.tolist()


def test_many_days_are_added_together_so_that_memory_stays_flat():
    def day(number):
        return Counted({"totals.offered": np.array([float(number)])}, Waits.none())

    batches = Batches(8)
    for number in range(100):
        batches.put(day(number))
    assert len(batches.whole) <= 8
    assert sum(batch.days for batch in batches.whole) == 100
    assert sum(batch.sums["totals.offered"][0] for batch in batches.whole) == sum(range(100))


def test_occupancy_counts_work_beyond_the_end_of_a_shift_as_staffed():
    day = Day(
        edges=(0.0, 100.0, 200.0),
        open=(True, True),
        types=(one_type(0.0),),
        groups=(GroupDay(name="agents", agents=(2, 0)),),
        intervals=((0.0, 100.0), (100.0, 200.0)),
        target=Target(0.8, 20.0),
    )
    results, _ = tallied(day, written({0: [(50.0, [luck(80, after=20.0)])]}))
    assert [row["occupancy"].mean for row in results.intervals] == [50.0 / 200.0, 50.0 / 50.0]
    assert results.groups[0]["occupancy"].mean == 100.0 / 250.0


def test_client_basis_stands_beside_call_basis_where_people_call_again():
    day = steady(
        [one_type(0.0, patience=exponential(60), redial=Redial(share=1.0, after=60.0, at_most=3))],
        [one_group(1)],
        hours=1,
    )
    attempts = [luck(5, patience=10, redial=20), luck(7, patience=10, redial=30), luck(9)]
    results, _ = tallied(day, written({0: [(0.0, [luck(60)]), (1.0, attempts)]}))
    totals = results.totals
    assert (totals["offered"].mean, totals["clients"].mean, totals["clients_answered"].mean) == (4, 2, 2)
    assert totals["attempts_per_client"].mean == 2.0


def test_counts_of_intervals_types_and_groups_add_up_to_the_totals():
    day = Day(
        edges=(0.0, 1800.0, 3600.0),
        open=(True, True),
        types=(one_type(0.0),),
        groups=(GroupDay(name="agents", agents=(9, 11)),),
        intervals=((0.0, 1800.0), (1800.0, 3600.0)),
        target=Target(0.8, 20.0),
    )
    types = (type(day.types[0])(name="calls", rates=(0.2, 0.1), talk=exponential(60.0), patience=exponential(90.0)),)
    results = simulated(type(day)(**{f: getattr(day, f) for f in day.__slots__} | {"types": types}), replications=5)
    for name in ("offered", "answered", "abandoned"):
        assert sum(row[name].mean for row in results.intervals) == pytest.approx(results.totals[name].mean)
        assert sum(row[name].mean for row in results.types) == pytest.approx(results.totals[name].mean)
    assert results.groups[0]["answered"].mean == pytest.approx(results.totals["answered"].mean)
    assert results.totals["offered"].mean == pytest.approx(
        results.totals["answered"].mean + results.totals["abandoned"].mean + results.totals["unanswered"].mean
    )


def test_results_are_pandas_tables():
    results = simulated(steady([one_type(0.1)], [one_group(9)], hours=1), replications=3)
    tables = results.tables()
    assert set(tables) == {"intervals", "types", "groups", "agents", "totals"}
    assert tables["agents"]["answered"].sum() == pytest.approx(results.totals["answered"].mean)
    assert tables["totals"].loc["total", "offered"] == results.totals["offered"].mean
    assert tables["intervals"].loc["00:00-01:00", "asa_high"] == results.intervals[0]["asa"].ci95[1]


def test_a_difference_is_paired_day_by_day():
    few, many = (
        simulated(steady([one_type(0.1)], [one_group(n)], hours=2), replications=10).totals["asa"] for n in (8, 9)
    )
    change = many.minus(few)
    assert change.mean == pytest.approx(many.mean - few.mean)
    assert change.half_width < math.hypot(many.half_width, few.half_width)


def test_the_call_log_has_the_promised_columns_and_no_formulas():
    types = (type(one_type(0.0))(name="=cmd()", rates=(0.05,), talk=exponential(60.0)),)
    day = steady(types, [GroupDay(name="@group", agents=(5,))], hours=1)
    log = Log.of(Chunk.of(Simulation(day, DrawnPlan(day, 1)).run()))
    file = io.StringIO()
    write_csv(file, day, [log])
    rows = list(csv.DictReader(io.StringIO(file.getvalue())))
    assert list(rows[0]) == [
        "call",
        "attempt",
        "client",
        "type",
        "arrival",
        "wait",
        "service",
        "group",
        "outcome",
        "agent",
    ]
    assert [float(row["arrival"]) for row in rows] == log.arrival.tolist()  # not a digit is lost
    assert {row["type"] for row in rows} == {"'=cmd()"}
    assert {row["group"] for row in rows} == {"'@group"}
    assert [harmless(cell) for cell in ("+1", "-1", "a=b")] == ["'+1", "'-1", "a=b"]


def test_values_are_plain_json():
    results = simulated(steady([one_type(0.1)], [one_group(9)], hours=1), replications=3)
    assert json.loads(json.dumps(results.totals["asa"].document()))["ci95"][0] < results.totals["asa"].mean
