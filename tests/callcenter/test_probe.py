import math
import time
from datetime import date, datetime
from pathlib import Path

import pytest

from cxsim.callcenter.borrowed import complete
from cxsim.callcenter.errors import CenterError
from cxsim.callcenter.probe import forecast, offered_wait
from cxsim.callcenter.reading import read
from cxsim.quantities import weekly_hours

SCENARIOS = Path(__file__).parents[2] / "scenarios" / "callcenter"
TUESDAY = date(2026, 11, 24)


def service(name):
    hours = weekly_hours("mon-fri 08:00-20:00, sat 09:00-14:00")
    return complete(read(SCENARIOS / f"{name}.yaml"), hours=hours)


def at(hour, minute=0, day=24):
    return datetime(2026, 11, day, hour, minute)


def test_the_same_seed_gives_the_same_wait_and_the_center_is_left_alone():
    waits = [offered_wait(service("service"), "complaints", at(10, 30), seed=seed) for seed in (1, 1, 2)]
    assert waits[0] == waits[1] != waits[2]


def test_a_caller_waits_minutes_in_the_morning_and_hardly_at_all_after_the_redesign():
    seeds = range(15)
    before = sorted(offered_wait(service("service"), "complaints", at(10, 30), seed=seed) for seed in seeds)
    after = sorted(offered_wait(service("service-redesign"), "complaints", at(10, 30), seed=seed) for seed in seeds)
    assert before[7] > 180
    assert after[7] == 0


def test_the_redesign_meets_its_target_at_every_hour_of_the_week():
    center = service("service-redesign")
    for day in (TUESDAY, date(2026, 11, 28)):
        for call_type in ("orders", "complaints", "general"):
            for hour in forecast(center, call_type, day, seed=1):
                assert hour.service_level >= 0.8
                assert hour.wait_p90 <= 20


def test_the_line_as_it_is_misses_the_target_in_the_morning():
    hours = {hour.hour: hour for hour in forecast(service("service"), "complaints", TUESDAY, seed=1)}
    assert list(hours) == [f"{hour:02d}:00" for hour in range(8, 20)]
    assert hours["10:00"].service_level < 0.3
    assert 120 < hours["10:00"].wait_p50 < hours["10:00"].wait_p90
    assert hours["10:00"].offered == pytest.approx(hours["10:00"].served + hours["10:00"].abandoned)


def test_a_closed_line_never_answers():
    center = service("service")
    assert offered_wait(center, "orders", at(20, 0), seed=1) == math.inf
    assert offered_wait(center, "orders", at(10, 0, day=29), seed=1) == math.inf
    assert forecast(center, "orders", date(2026, 11, 29), seed=1) == []


def test_a_caller_just_before_closing_is_still_answered():
    assert offered_wait(service("service"), "orders", at(19, 59), seed=1) < math.inf


def test_an_unknown_call_type_is_said_with_those_that_are_known():
    with pytest.raises(CenterError, match=r"no call type 'refunds'[\s\S]*orders, complaints, general"):
        offered_wait(service("service"), "refunds", at(10), seed=1)


def test_a_second_look_costs_nothing():
    center = service("service")
    first = offered_wait(center, "orders", at(11), seed=9)
    begun = time.process_time()
    assert offered_wait(center, "orders", at(11), seed=9) == first
    assert time.process_time() - begun < 0.2  # a simulated week takes many times as long
