"""Seconds to a human: menu and queue together, and who would have hung up before."""

import pytest

from cxsim.experience import Experience, Kind, Moment
from cxsim.patience import share_gone
from cxsim.persona import Persona
from cxsim.settings import Settings
from cxsim.tohuman import seconds_to_a_human

SETTINGS = Settings()
ANNA = Persona.model_validate({"id": "anna", "problem": "p", "goal": "g", "mood": 0.0, "patience": {"queue": "2 min"}})


def forecast(**more):
    data = {"hour": "10:00", "queue": "service", "wait_p50": 60.0, "wait_p90": 120.0, "waits": [0.0, 60.0, 120.0, None]}
    ways = {"zero": {"seconds": 20.0, "keys": ["0"]}}
    return Moment(at=0.0, touchpoint="phone", kind=Kind.FORECAST, data={**data, "ways": ways, **more})


def hours_of(*moments, personas=(ANNA,)):
    inspection = Experience(scenario="phone-inspection", persona="", moments=moments)
    return list(seconds_to_a_human(inspection, "phone", personas, SETTINGS))


def test_the_menu_comes_before_the_wait():
    (hour,) = hours_of(forecast())
    assert (hour.caller, hour.keys, hour.menu, hour.median, hour.ninth) == ("zero", ("0",), 20.0, 80.0, 140.0)


def test_who_hangs_up_is_an_average_over_equally_likely_waits():
    (hour,) = hours_of(forecast())
    waits = (0.0, 60.0, 120.0)
    alone = [share_gone(ANNA, SETTINGS, wait) for wait in waits]
    assert hour.gone["anna"] == pytest.approx((sum(alone) + 1.0) / 4, abs=1e-6)  # nobody waits for ever


def test_patience_that_the_menu_has_used_up_does_not_reach_the_queue():
    hurried = Persona.model_validate(
        {"id": "bea", "problem": "p", "goal": "g", "mood": 0.0, "patience": {"journey": "10 s"}}
    )
    (hour,) = hours_of(forecast(), personas=(hurried,))
    assert hour.gone == {"bea": 1.0}


def test_an_hour_without_an_answer_has_no_seconds():
    (hour,) = hours_of(forecast(wait_p50=None, wait_p90=None, waits=[None]))
    assert (hour.median, hour.ninth, hour.gone) == (None, None, {"anna": 1.0})


def test_records_without_a_way_or_a_distribution_tell_nothing_of_it():
    (hour,) = hours_of(forecast(ways={}), forecast(waits=[]))
    assert hour.gone == {}
    assert hours_of(forecast(ways={"zero": {}, "quickest": None}), forecast(ways=None)) == []
    other = Moment(at=0.0, touchpoint="other line", kind=Kind.FORECAST, data=forecast().data)
    assert hours_of(other) == []
