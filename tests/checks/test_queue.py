from __future__ import annotations

from typing import Any

import pytest

from cxsim.checks import queue
from cxsim.checks.base import Outcome, Verdict, judge
from cxsim.experience import Experience, Kind, Moment


def judged(id: str, *moments: tuple[Kind, dict[str, Any]]) -> Verdict:
    lived = tuple(Moment(at=0.0, touchpoint="phone", kind=kind, data=data) for kind, data in moments)
    checks = [check for check in queue.CHECKS if check.id == id]
    return next(iter(judge(Experience(scenario="s", persona="anna", moments=lived), checks)))


BEGAN = (Kind.BEGAN, {"wait": {"desired": 20.0, "adequate": 60.0}})


def waited(seconds: float, *, censored: bool = False, what: str = "queue") -> tuple[Kind, dict[str, Any]]:
    return Kind.WAITED, {"for": what, "seconds": seconds, "censored": censored, "queue": "orders"}


@pytest.mark.parametrize(
    ("seconds", "outcome"), [(59.9, Outcome.PASSED), (60.0, Outcome.PASSED), (60.1, Outcome.FAILED)]
)
def test_a_wait_is_held_against_what_she_finds_adequate(seconds: float, outcome: Outcome) -> None:
    assert judged("queue-wait", BEGAN, waited(seconds)).outcome is outcome


def test_a_wait_that_ended_in_a_hang_up_never_passes() -> None:
    verdict = judged("queue-wait", BEGAN, waited(5.0, censored=True))
    assert verdict.outcome is Outcome.FAILED
    assert verdict.observed == "more than 5 s"


def test_a_wait_for_a_page_is_no_queue() -> None:
    assert judged("queue-wait", BEGAN, waited(500.0, what="page")).outcome is Outcome.INAPPLICABLE


def test_without_an_expectation_nobody_can_tell() -> None:
    assert judged("queue-wait", waited(500.0)).outcome is Outcome.CANT_TELL


def hour(
    level: float | None, *, offered: float = 10.0, name: str = "10:00", **more: Any
) -> tuple[Kind, dict[str, Any]]:
    data = {"hour": name, "queue": "orders", "offered": offered, "service_level": level, "within": 20.0}
    return Kind.FORECAST, {**data, "target": "80% in 20 s", "target_share": 0.8, "target_seconds": 20.0, **more}


def test_the_target_is_held_over_the_day_weighted_by_calls() -> None:
    assert judged("service-standard", hour(0.7, offered=10), hour(0.9, offered=90)).outcome is Outcome.PASSED
    verdict = judged("service-standard", hour(0.7, offered=90, name="11:00"), hour(0.9, offered=10))
    assert verdict.outcome is Outcome.FAILED
    assert "72% for “orders”" in verdict.reason
    assert "11:00" in verdict.reason
    assert verdict.moments[0] == 0


def test_an_hour_without_calls_is_neither_good_nor_bad() -> None:
    assert judged("service-standard", hour(None, offered=0), hour(0.9)).outcome is Outcome.PASSED
    assert judged("service-standard", hour(None, offered=0)).outcome is Outcome.CANT_TELL


def test_a_level_within_other_seconds_cannot_be_compared() -> None:
    assert judged("service-standard", hour(0.9, within=30.0)).outcome is Outcome.CANT_TELL


def test_without_a_target_the_question_makes_no_sense() -> None:
    data = {"hour": "10:00", "queue": "orders", "offered": 9, "service_level": 0.1, "within": 20.0}
    assert judged("service-standard", (Kind.FORECAST, data)).outcome is Outcome.INAPPLICABLE
