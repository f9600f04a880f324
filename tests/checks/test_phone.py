from __future__ import annotations

from typing import Any

import pytest

from cxsim.checks import phone
from cxsim.checks.base import Check, Outcome, Verdict, judge
from cxsim.experience import Experience, Kind, Moment

TOPICS = {
    "silent-caller": "silent caller",
    "wrong-key-caller": "wrong-key caller",
    "announced-keys": "announced keys",
    "false-promise": "promises",
    "data-before-human": "data before a human",
    "closed-notice": "closed notice",
    "waiting-phrases": "phrases",
    "menu-length": "menu length",
    "phone-dead-ends": "dead ends",
    "spoken-agent": "spoken agent",
    "keys-beside-speech": "keys beside speech",
    "barge-in": "interruptible prompts",
    "typed-data": "typed data",
    "chosen-language": "language",
    "wait-estimate": "wait estimate",
    "callback-offer": "callback offer",
    "waiting-advertising": "advertising",
    "listening-time": "listening",
    "menu-depth": "menu depth",
}
FINDING = {"node": "orders", "where": "line.yaml:7", "text": "You press 1, and are cut off.", "hours": "open"}


def check(id: str) -> Check:
    return next(check for check in phone.CHECKS if check.id == id)


def judged(id: str, *moments: tuple[Kind, dict[str, Any]]) -> Verdict:
    lived = tuple(Moment(at=0.0, touchpoint="phone", kind=kind, data=data) for kind, data in moments)
    experience = Experience(scenario="s", persona="", moments=lived)
    return next(iter(judge(experience, [check(id)])))


def answered(answer: str, **more: Any) -> tuple[Kind, dict[str, Any]]:
    data = {"menu": "m", "name": "Main", "hours": "open", "answer": answer, "staffed": True, "heard": True, **more}
    return Kind.ANSWERED, data


def test_the_catalogue_has_every_phone_check_with_its_source() -> None:
    assert {check.id for check in phone.CHECKS} == {"human-escape", *TOPICS}
    assert all(check.source and check.why.endswith(".") for check in phone.CHECKS)


def test_zero_everywhere_passes() -> None:
    assert judged("human-escape", answered("yes"), answered("after 3", presses=3)).outcome is Outcome.PASSED


def test_one_menu_without_zero_fails_and_tells_the_call() -> None:
    no = answered("no", why="You hear “Press 1.”, press 0, and are still in the menu.", name="Orders", menu="o")
    verdict = judged("human-escape", answered("yes"), answered("cannot tell"), no)
    assert verdict.outcome is Outcome.FAILED
    assert verdict.reason == (
        "0 does not lead to a human from “Orders”. You hear “Press 1.”, press 0, and are still in the menu."
    )
    assert verdict.moments == (2,)


def test_not_knowing_is_neither_good_nor_bad() -> None:
    verdict = judged("human-escape", answered("yes"), answered("cannot tell", why="cannot tell, because a lookup"))
    assert (verdict.outcome, verdict.reason) == (Outcome.CANT_TELL, "cannot tell, because a lookup")


@pytest.mark.parametrize("left_out", [{"staffed": False}, {"heard": False}])
def test_menus_that_nobody_hears_while_the_line_is_staffed_do_not_count(left_out: dict[str, bool]) -> None:
    assert judged("human-escape", answered("yes"), answered("no", **left_out)).outcome is Outcome.PASSED
    assert judged("human-escape", answered("no", **left_out)).outcome is Outcome.INAPPLICABLE


@pytest.mark.parametrize(("id", "what"), TOPICS.items())
def test_a_finding_of_the_topic_fails_its_check(id: str, what: str) -> None:
    data = {"what": what, "looked_at": 3, "findings": [FINDING], "unknown": []}
    verdict = judged(id, (Kind.INSPECTED, data))
    assert verdict.outcome is Outcome.FAILED
    assert verdict.reason.endswith("at “orders”: You press 1, and are cut off.")


@pytest.mark.parametrize(("id", "what"), TOPICS.items())
def test_the_other_three_outcomes_of_a_topic(id: str, what: str) -> None:
    def topic(looked_at: int, *unknown: dict[str, str], named: str = what) -> Outcome:
        data = {"what": named, "looked_at": looked_at, "findings": [], "unknown": list(unknown)}
        return judged(id, (Kind.INSPECTED, data)).outcome

    assert topic(3) is Outcome.PASSED
    assert topic(3, FINDING) is Outcome.CANT_TELL
    assert topic(0) is Outcome.INAPPLICABLE
    assert topic(3, named="accessibility") is Outcome.INAPPLICABLE


def test_the_reason_names_every_place() -> None:
    others = [{**FINDING, "node": node} for node in ("parcel", "change")]
    data = {"what": "promises", "looked_at": 9, "findings": [FINDING, *others], "unknown": []}
    assert "at “orders” (the same at “parcel” and “change”)" in judged("false-promise", (Kind.INSPECTED, data)).reason
