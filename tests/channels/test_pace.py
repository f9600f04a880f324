"""A pace really waits for what a customer takes time for, and not twice for what has really taken time."""

import time

from cxsim.channels.pace import Pace


def test_it_waits_until_as_much_time_has_passed_as_her_clock_shows():
    slept = []
    pace = Pace(slept.append, now=100.0)
    assert 4.9 < pace.keep(105.0) <= 5.0
    assert len(slept) == 1


def test_what_has_really_passed_is_not_waited_for_again():
    pace = Pace(time.sleep, now=0.0)
    time.sleep(0.2)
    assert pace.keep(0.15) == 0.0
    assert 0.0 < pace.keep(0.3) <= 0.1
