"""Effort points: each cause once where it happens, and none for what the problem itself costs."""

import pytest
from hypothesis import given

from cxsim.effort import ease, efforts
from cxsim.experience import Kind
from cxsim.settings import Settings
from cxsim.testing import experience, experiences, moment

SETTINGS = Settings()


def counted(*moments):
    return [(e.touchpoint, e.points, e.cause) for e in efforts(experience(*moments), SETTINGS)]


def entered(touchpoint, channel, why="unsolved"):
    return moment(Kind.ENTERED, touchpoint, channel=channel, why=why)


def test_the_first_stop_costs_nothing():
    assert counted(entered("web", "web", "first")) == []


def test_the_next_channel_is_a_switch_the_next_desk_a_transfer_and_coming_back_a_repeat_contact():
    assert counted(
        entered("web", "web", "first"), entered("IVR", "phone"), entered("agent", "phone"), entered("IVR", "phone")
    ) == [("IVR", 20, "channel switch"), ("agent", 15, "transfer"), ("IVR", 25, "repeat contact")]


def test_a_stop_that_she_makes_in_any_case_costs_nothing():
    assert counted(entered("web", "web", "first"), entered("store", "visit", "always")) == []


def test_each_menu_counts_once():
    keys = [moment(Kind.ACTED, "phone", action="press", node=node) for node in ("welcome", "orders", "welcome")]
    assert counted(*keys) == [("phone", 5, "menu level")] * 2


def test_clicks_are_no_menu_levels():
    assert counted(moment(Kind.ACTED, action="click", target="Help")) == []


@pytest.mark.parametrize(
    ("kind", "data", "points", "cause"),
    [
        (Kind.ASKED, {"known": True}, 15, "repeated information"),
        (Kind.REACHED, {"who": "human", "how": "transfer"}, 15, "transfer"),
        (Kind.INTERRUPTED, {"what": "update"}, 10, "surprise"),
        (Kind.REFUSED, {"what": "zero"}, 10, "surprise"),
        (Kind.LED_AWAY, {"host": "elsewhere.example"}, 10, "surprise"),
        (Kind.BLOCKED, {}, 10, "dead end"),
        (Kind.DROPPED, {"how": "busy"}, 10, "dead end"),
        (Kind.GAVE_UP, {"why": "no way on"}, 10, "dead end"),
        (Kind.ERRED, {"what": "link"}, 10, "dead end"),
        (Kind.INSPECTED, {"what": "faq", "found": False}, 10, "dead end"),
    ],
)
def test_what_costs_effort(kind, data, points, cause):
    assert counted(moment(kind, "here", **data)) == [("here", points, cause)]


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (Kind.ASKED, {"known": False}),
        (Kind.REACHED, {"who": "human", "how": "queue"}),
        (Kind.GAVE_UP, {"why": "patience"}),
        (Kind.ERRED, {"what": "console"}),
        (Kind.INSPECTED, {"what": "faq", "found": True}),
        (Kind.INSPECTED, {"what": "page", "found": False}),
    ],
)
def test_what_costs_none(kind, data):
    assert counted(moment(kind, "here", **data)) == []


def test_ease_lies_between_1_and_7():
    assert (ease(0), ease(50), ease(100)) == (1, 4, 7)


@given(experiences())
def test_effort_never_shrinks_as_a_journey_goes_on(lived):
    found = list(efforts(lived, SETTINGS))
    assert all(effort.points > 0 and effort.cause for effort in found)
    shorter = experience(*lived.moments[:-1])
    assert list(efforts(shorter, SETTINGS)) == [e for e in found if e.moment < len(shorter.moments)]
