"""Reference rows of the literature in simulation: the published number lies within the interval at a fixed seed."""

import math
from dataclasses import replace

import numpy as np
import pytest

from cxsim.callcenter.center import Redial
from cxsim.callcenter.day import Day, GroupDay, TypeDay
from cxsim.callcenter.manners import Manners, Menu
from cxsim.callcenter.plan import DrawnPlan
from cxsim.callcenter.simulation import Simulation
from cxsim.callcenter.times import constant, exponential, lognormal
from cxsim.quantities import Target
from tests.callcenter.builders import luck, one_group, one_type, simulated, steady, written

MINUTE = 60.0


def inside(value, expected):
    """Within the 95 % interval, widened for the number of comparisons that are made here."""
    assert value.mean is not None
    return abs(value.mean - expected) <= 1.6 * value.half_width


@pytest.mark.slow  # plain Erlang C, which a faster test simulates too
@pytest.mark.parametrize(
    ("calls", "aht", "agents", "level", "asa", "hours"),
    [
        (100 / 1800, 180, 14, 0.8883500192, 7.836, 30),
        (90 / 300, 300, 100, 0.888619, 6.5082, 6),
        (48 / MINUTE, MINUTE, 50, None, 20.83, 3),
        (6 / 3600, 1200, 3, None, (0.481481 - 1 / 3) * 3600, 1000),
    ],
)
def test_erlang_c_rows(calls, aht, agents, level, asa, hours):
    day = steady([one_type(calls, exponential(aht))], [one_group(agents)], hours=hours, warm_up=hours * 360)
    totals = simulated(day, replications=8).totals
    assert inside(totals["asa"], asa)
    assert level is None or inside(totals["service_level"], level)


def test_erlang_a_of_contact_centers():
    day = steady(
        [one_type(4.2 / MINUTE, exponential(120), patience=exponential(60))], [one_group(12)], hours=20, warm_up=1800
    )
    totals = simulated(day, replications=8).totals
    assert inside(totals["abandonment"], 0.029679)
    assert inside(totals["occupancy"], 0.67922)


def test_an_orbit_around_one_agent():
    """Nobody waits; who finds the agent busy calls again after 5 service times on average, however often it takes."""
    calls = one_type(0.6, exponential(1.0), patience=constant(0.0), redial=Redial(share=1.0, after=5.0, at_most=10**6))
    day = steady([calls], [one_group(1)], hours=1, warm_up=200)
    totals = simulated(day, replications=6).totals
    assert inside(totals["occupancy"], 0.6)
    # Little: the orbit is what attempts leave behind, each for 5 s on average
    retries = totals["abandoned"]
    spent = 3600 - 200
    assert abs(retries.mean * 5.0 / spent - 5.4) <= 1.6 * retries.half_width * 5.0 / spent


def test_the_peak_of_a_sine_comes_late_and_lower():
    """Infinitely many agents under 10 + 5 sin(2 pi t / 8) calls: the most that are busy, and when."""
    period, peaks = 8.0, 40
    edges = np.arange(0.0, period * (peaks + 1) + 1e-9, 0.1)
    rates = 10 + 5 * np.sin(2 * math.pi * (edges[:-1] + 0.05) / period)
    calls = TypeDay(name="calls", rates=tuple(rates.tolist()), talk=exponential(1.0))
    day = Day(
        edges=tuple(edges.tolist()),
        open=(True,) * len(rates),
        types=(calls,),
        groups=(GroupDay(name="agents", agents=(1000,) * len(rates)),),
        intervals=((0.0, float(edges[-1])),),
        target=Target(0.8, 20.0),
    )
    peak, trough, samples = 2.0 + 0.847689, 6.0 + 0.847689, []
    for replication in range(12):
        rows = Simulation(day, DrawnPlan(day, 7, replication)).run()
        starts = np.array([row[4] for row in rows])
        ends = starts + np.array([row[6] for row in rows])
        at = period * np.arange(1, peaks + 1)
        highest = [((starts <= t) & (ends > t)).sum() for t in at + peak]
        lowest = [((starts <= t) & (ends > t)).sum() for t in at[:-1] + trough]
        samples.append((np.mean(highest), np.mean(lowest)))
    mean, spread = np.mean(samples, axis=0), np.std(samples, axis=0, ddof=1) / math.sqrt(len(samples))
    assert abs(mean - [13.932196, 20 - 13.932196]) == pytest.approx([0, 0], abs=3.0 * spread.max())
    assert spread.max() < 0.2


def test_calls_that_leave_the_phone_menu_are_poisson_again():
    """60 calls a minute spend a lognormal time in the menu, 35 % of them go on to agents (M/G/infinity, Erlang A)."""
    chance = np.random.default_rng(11)
    hours, calls = 14, []
    at = np.cumsum(chance.exponential(1.0, size=hours * 3600))
    leaves = at + lognormal(90, 1.0).draw(chance, len(at))
    chosen = np.sort(leaves[chance.random(len(at)) < 0.35])
    chosen = chosen[chosen < hours * 3600]
    talk, patience = exponential(300).draw(chance, len(chosen)), exponential(180).draw(chance, len(chosen))
    for time, one, other in zip(chosen, talk, patience, strict=True):
        calls.append((float(time), [luck(float(one), patience=float(other))]))
    day = steady([one_type(0.35, exponential(300), patience=exponential(180))], [one_group(108)], hours=hours)
    rows = [row for row in Simulation(day, written({0: calls})).run() if row[4] > 3600]
    by_hour = {}
    for row in rows:
        by_hour.setdefault(int(row[4] // 3600), []).append((row[9] == "abandoned", row[5] > 0, row[5]))
    batches = np.array([np.mean(batch, axis=0) for batch in by_hour.values()])
    error = batches.std(axis=0, ddof=1) / math.sqrt(len(batches))
    assert np.all(abs(batches.mean(axis=0) - [0.030747, 0.35070, 5.5345]) <= 3.0 * error)
    assert error[0] < 0.01


def test_sixty_trunks():
    """Erlang A with 60 trunks: who finds all of them taken hears the busy tone."""
    open_ended = steady([one_type(48 / MINUTE, patience=exponential(120))], [one_group(50)], hours=3, warm_up=900)
    totals = simulated(replace(open_ended, lines=60), replications=6).totals
    assert inside(totals["blocking"], 0.020883)
    assert inside(totals["abandonment"], 0.017632)


def test_the_menu_lets_a_third_through():
    """The same through the simulation's own menu."""
    manners = Manners(menu=Menu(takes=lognormal(90, 1.0), contained=0.65))
    calls = one_type(1.0, exponential(300), patience=exponential(180), manners=manners)
    totals = simulated(steady([calls], [one_group(108)], hours=4, warm_up=4500), replications=4).totals
    lost = totals["abandoned"].mean / (totals["abandoned"].mean + totals["answered"].mean)
    assert lost == pytest.approx(0.030747, abs=0.008)
