import math
from fractions import Fraction

import pytest

from cxsim.callcenter.analytic import (
    erlang_b,
    erlang_b_queue,
    erlang_c_probability,
    erlang_c_queue,
    patient_queue,
    priority_waits,
    single_agent_wait,
)
from cxsim.callcenter.errors import CenterError
from cxsim.callcenter.times import Mixture, constant, exponential, lognormal, weibull

MINUTE = 60.0


def test_erlang_b_is_the_exact_fraction_of_the_tables():
    terms = [Fraction(5**k, math.factorial(k)) for k in range(11)]
    assert erlang_b(10, 5) == pytest.approx(float(terms[-1] / sum(terms)), abs=1e-16)
    assert erlang_b(10, 5) == pytest.approx(0.0183845703, abs=5e-11)


def test_gross_and_harris_three_servers():
    queue = erlang_c_queue(6 / 3600, 1200, 3, within=20)
    assert queue.asa / 3600 * 6 == pytest.approx(8 / 9, abs=1e-12)  # Lq
    assert (queue.asa + 1200) / 3600 == pytest.approx(0.481481, abs=5e-7)  # W in hours


def test_erlang_c_of_a_hundred_calls_in_half_an_hour():
    queue = erlang_c_queue(100 / 1800, 180, 14, within=20)
    assert queue.wait_probability == pytest.approx(0.1741319336, abs=5e-11)
    assert queue.service_level == pytest.approx(0.8883500192, abs=5e-11)
    assert queue.occupancy == pytest.approx(0.7142857, abs=5e-8)
    assert queue.asa == pytest.approx(7.836, abs=5e-4)


def test_contact_centers_queue_without_and_with_patience():
    queue = erlang_c_queue(4.2 / MINUTE, 120, 12, within=20)
    assert queue.wait_probability == pytest.approx(0.183889, abs=5e-7)
    assert queue.service_level == pytest.approx(0.899080, abs=5e-7)
    assert queue.asa / MINUTE == pytest.approx(0.102160, abs=5e-7)
    queue = patient_queue(4.2 / MINUTE, 120, 12, exponential(MINUTE), within=20)
    assert queue.abandonment == pytest.approx(0.029679, abs=5e-7)
    assert queue.wait_probability == pytest.approx(0.127372, abs=5e-7)
    assert queue.occupancy == pytest.approx(0.67922, abs=5e-6)


def test_mandelbaum_and_zeltyn_fifty_agents():
    queue = erlang_c_queue(48 / MINUTE, MINUTE, 50, within=20)
    assert queue.wait_probability == pytest.approx(0.69446, abs=5e-6)
    assert queue.asa == pytest.approx(20.83, abs=5e-3)
    assert queue.wait_p90 == pytest.approx(58.1, abs=5e-2)
    queue = patient_queue(48 / MINUTE, MINUTE, 50, exponential(120), within=20)
    assert queue.model == "Erlang A"
    assert queue.abandonment == pytest.approx(0.03091, abs=5e-6)
    assert queue.wait == pytest.approx(3.709, abs=5e-4)
    assert queue.occupancy == pytest.approx(0.9303, abs=5e-5)


def test_a_hundred_agents():
    queue = erlang_c_queue(90 / 300, 300, 100, within=20)
    assert queue.wait_probability == pytest.approx(0.216940, abs=5e-7)
    assert queue.asa == pytest.approx(6.5082, abs=5e-5)
    assert queue.service_level == pytest.approx(0.888619, abs=5e-7)


def test_constant_patience_is_the_closed_form():
    rate, drain, patience = 48 / MINUTE, 50 / MINUTE, 60.0
    queue = patient_queue(rate, MINUTE, 50, constant(patience), within=20)
    slow = drain - rate
    j = (1 - math.exp(-slow * patience)) / slow + math.exp(-slow * patience) / drain
    below = 1 / erlang_b(49, 48)
    assert queue.wait_probability == pytest.approx(rate * j / (below + rate * j), abs=1e-10)
    assert queue.abandonment == pytest.approx((1 - slow * j) / (below + rate * j), abs=1e-10)
    # published with a step across the jump of the survival function: equal to the last digit but one
    assert queue.wait_probability == pytest.approx(0.664162, abs=1e-5)
    assert queue.abandonment == pytest.approx(0.004131, abs=2e-6)
    assert queue.wait == pytest.approx(13.851, abs=1e-3)


def test_lognormal_patience():
    queue = patient_queue(52 / MINUTE, MINUTE, 50, lognormal(120, math.sqrt(math.e - 1)), within=20)
    assert queue.model == "M/M/n+G"
    assert queue.abandonment == pytest.approx(0.057824, abs=1e-6)
    assert queue.wait_probability == pytest.approx(0.809253, abs=1e-6)
    assert queue.wait == pytest.approx(11.867, abs=1e-3)


def test_calls_that_pass_the_phone_menu():
    queue = patient_queue(0.35 * 60 / MINUTE, 300, 108, exponential(180), within=20)
    assert queue.abandonment == pytest.approx(0.030747, abs=5e-7)
    assert queue.wait_probability == pytest.approx(0.35070, abs=5e-6)
    assert queue.wait == pytest.approx(5.5345, abs=5e-5)


def test_cobham_priorities():
    assert priority_waits([12 / MINUTE, 33 / MINUTE], MINUTE, 50) == pytest.approx([0.5745, 5.7452], abs=5e-5)


def test_pollaczek_and_khinchine():
    assert [single_agent_wait(0.8, 1, cv) for cv in (0, 1, 1.2)] == pytest.approx([2.0, 4.0, 4.88], abs=1e-12)


def test_the_integral_agrees_with_the_chain_of_states_for_exponential_patience():
    """Erlang A once more, by adding up the states of its birth-death chain."""
    rate, drain, loss, agents = 0.9, 1 / 50, 1 / 130, 40
    states, term = [1.0], 1.0
    for k in range(1, 2000):
        term *= rate / (min(k, agents) * drain + max(0, k - agents) * loss)
        states.append(term)
    total = sum(states)
    lost = sum(p * max(0, k - agents) * loss for k, p in enumerate(states)) / total / rate
    queue = patient_queue(rate, 50, agents, exponential(130), within=20)
    assert queue.abandonment == pytest.approx(lost, abs=1e-12)
    assert queue.wait_probability == pytest.approx(sum(states[agents:]) / total, abs=1e-12)


@pytest.mark.parametrize("patience", [exponential(90), lognormal(90, 0.7), weibull(60, 0.6), constant(90)])
def test_laws_that_hold_for_every_patience(patience):
    queue = patient_queue(1.1, 50, 52, patience, within=20)
    assert queue.occupancy == pytest.approx(1.1 * 50 * (1 - queue.abandonment) / 52)
    assert 0 < queue.service_level < 1 - queue.abandonment
    assert queue.wait < queue.offered_wait
    assert queue.wait_probability > queue.abandonment


def test_a_mixture_of_one_kind_is_that_kind():
    alone = patient_queue(1.1, 50, 52, exponential(90), within=20)
    mixed = patient_queue(1.1, 50, 52, Mixture(parts=((0.4, exponential(90)), (0.6, exponential(90)))), within=20)
    assert mixed.abandonment == pytest.approx(alone.abandonment, abs=1e-12)
    assert mixed.model == "Erlang A, mixed patience"


@pytest.mark.parametrize("agents", [1, 10, 500, 2000])
@pytest.mark.parametrize("load_per_agent", [0.05, 0.9, 1.0, 1.4])
def test_stable_from_one_agent_to_two_thousand(agents, load_per_agent):
    queue = patient_queue(agents * load_per_agent / 300, 300, agents, exponential(180), within=20)
    assert 0 <= queue.abandonment < 1
    assert max(0, 1 - 1 / load_per_agent) - 1e-9 <= queue.abandonment  # what agents cannot do at all must be lost
    assert 0 <= queue.occupancy <= 1 + 1e-9
    assert queue.wait == pytest.approx(queue.abandonment * 180, abs=1e-9)  # exponential patience: Pab = E[W]/mean


def test_erlang_c_says_that_an_overloaded_queue_has_no_end():
    with pytest.raises(CenterError, match="grows without end") as caught:
        erlang_c_queue(1.0, 60, 60, within=20)
    assert caught.value.exit_code == 2
    assert erlang_c_probability(60, 60) == 1.0


def test_erlang_b_turns_away_and_never_lets_wait():
    queue = erlang_b_queue(5 / 60, 60, 10)
    assert queue.blocking == pytest.approx(0.0183845703, abs=5e-11)
    assert queue.service_level == pytest.approx(1 - queue.blocking)
    assert queue.occupancy == pytest.approx(5 * (1 - queue.blocking) / 10)


def test_without_agents_everybody_hangs_up_and_without_calls_nobody_does():
    assert patient_queue(0.5, 60, 0, exponential(60), within=20).abandonment == 1.0
    assert patient_queue(0.0, 60, 3, exponential(60), within=20).service_level == 1.0


@pytest.mark.parametrize(("agents", "load"), [(-1, 3.0), (3, -1.0), (3, math.inf)])
def test_impossible_numbers_are_refused(agents, load):
    with pytest.raises(CenterError):
        erlang_b(agents, load)
