"""The customer's clock reproduces the figures that it cites."""

import time

import pytest

from cxsim.channels.web.clock import Clock, speeds_of
from cxsim.experience import Kind
from tests.channels.web.conftest import persona_with, step
from tests.sites.site import Site


def clock(pace="normal", **more):
    return Clock(0.0, speeds_of(persona_with(pace=pace)), **{"loading": None} | more)


@pytest.mark.parametrize(
    ("pace", "words", "key", "point"),
    [
        ("normal", 238.0, 0.28, 1.1),
        ("slow", 175.0, 0.50, 1.5),
        ("fast", 300.0, 0.12, 0.8),
        ({"reading": "250 wpm", "typing": "slow"}, 250.0, 0.50, 1.1),
    ],
)
def test_paces_stand_for_the_published_speeds(pace, words, key, point):
    speeds = speeds_of(persona_with(pace=pace))
    assert (speeds.words, speeds.key, speeds.point) == (words, key, point)


def test_a_click_takes_a_decision_a_movement_and_a_press():
    assert clock().point() == pytest.approx(1.35 + 1.10 + 0.20)


def test_a_finger_has_no_mouse_to_move_to():
    assert clock(touch=True).point() == pytest.approx(1.35 + 1.10)


def test_typing_takes_a_way_to_the_field_and_a_keystroke_a_letter():
    assert clock().type("004711") == pytest.approx(1.35 + 1.10 + 0.20 + 0.40 + 6 * 0.28)


def test_a_quarter_of_a_page_is_read():
    assert clock().read(952) == pytest.approx(30.0)
    assert clock().read(238) == pytest.approx(15.0)


def test_no_page_is_skimmed_for_more_than_half_a_minute():
    assert clock().read(100_000) == 30.0


def test_loading_counts_as_measured_or_as_fixed():
    assert clock().load(1.23456) == 1.235
    assert clock(loading=0.5).load(1.23456) == 0.5


def test_time_passes_in_milliseconds():
    watch = clock()
    assert watch.pass_by(0.12345) == 0.123
    assert watch.pass_by(0.1) == 0.1
    assert watch.now == 0.223


def test_in_real_time_her_seconds_are_really_waited_and_the_page_goes_on_meanwhile(walk):
    body = "<h1>Home</h1><script>setTimeout(() => document.title = 'Later', 1500)</script><a href=/b>Next</a>"
    with Site({"/": body, "/b": "<h1>There</h1>"}) as site:
        began = time.monotonic()
        told = walk(site.url, [step("click", "Next"), step("see", "There")], real_time=True, loading=None)
        took = time.monotonic() - began
    assert not told.of(Kind.BLOCKED)
    assert took >= told.moments[-1].at > 2.0
