"""Checks of interruptions ask whether what pops up is honest, says what it is about, and comes at a decent moment."""

from __future__ import annotations

from typing import Any

from cxsim.checks.base import Answer, Check, Impact, Layer, Tier, failed, inapplicable, passed
from cxsim.checks.looking import here, indices, page_named, pages_of
from cxsim.definition import Attribute
from cxsim.experience import Experience, Kind

CATEGORY = "interruptions"
SMALLER = 0.5  # a way to refuse with less than half the area of the way to accept is hidden in plain sight

TELLS = (
    ("says_what_changes", "what changes"),
    ("says_effect", "what that means for what the customer is used to"),
    ("can_defer", "how to put it off"),
    ("says_consequence", "what happens to somebody who does nothing"),
)


def judge_cookies(experience: Experience, touchpoint: str) -> Answer:
    """Judge cookie-choice."""
    banners = here(experience, touchpoint, Kind.INTERRUPTED, what="cookies")
    if not banners:
        return inapplicable("no cookie banner came up")
    index, moment = banners[0]
    reason = _uneven(moment.data.get("accept"), moment.data.get("reject"))
    if reason:
        return failed(
            f"The cookie banner on {page_named(moment.data.get('url'))} {reason}.",
            expected="to refuse is as easy as to accept",
            observed=reason,
            moments=[index],
        )
    return passed("to refuse is as easy as to accept", moments=[index])


def _uneven(accept: Any, reject: Any) -> str:
    if not accept:
        return ""
    if not reject:
        return f"offers “{accept['name']}” and no way to refuse at the same place"
    if accept["role"] == "button" and reject["role"] != "button":
        return f"has a button to accept and only a link to refuse (“{reject['name']}”)"
    if reject["area"] < SMALLER * accept["area"]:
        return f"makes “{reject['name']}” less than half as large as “{accept['name']}”"
    return ""


def judge_notice(experience: Experience, touchpoint: str) -> Answer:
    """Judge update-notice."""
    notices = here(experience, touchpoint, Kind.INTERRUPTED, what="update")
    if not notices:
        return inapplicable("no update was announced")
    for index, moment in notices:
        missing = [text for key, text in TELLS if moment.data.get(key) is not True]
        if missing:
            return failed(
                f"The notice about an update on {page_named(moment.data.get('url'))} "
                f"does not say {', nor '.join(missing)}.",
                expected="what changes, its effect, how to put it off, what happens otherwise",
                observed=f"“{moment.data.get('text', '')}”",
                moments=[index],
            )
    return passed("it says what changes, its effect, how to put it off, and what happens otherwise")


def judge_timing(experience: Experience, touchpoint: str) -> Answer:
    """Judge update-timing."""
    notices = here(experience, touchpoint, Kind.INTERRUPTED, what="update")
    if not notices:
        return inapplicable("no update was announced")
    bad = [(index, moment) for index, moment in notices if moment.data.get("mid_task")]
    if bad:
        return failed(
            f"An update interrupts the customer on {pages_of(bad)}, in the middle of filling in a form.",
            expected="before or after a task",
            observed="in the middle of it",
            moments=indices(bad),
        )
    return passed("no task was interrupted", moments=indices(notices))


CHECKS: tuple[Check, ...] = (
    Check(
        id="cookie-choice",
        title="To refuse cookies is as easy as to accept them",
        failure_title="Cookies can be accepted more easily than refused",
        why="The first thing that a customer meets is a trick, and she knows it.",
        source="GDPR art. 4(11) and 7; EDPB Cookie Banner Taskforce 2023; CNIL 2021",
        category=CATEGORY,
        attribute=Attribute.EASE,
        layer=Layer.HOSPITALITY,
        impact=Impact.MODERATE,
        tier=Tier.BASIC,
        needs=Kind.INTERRUPTED,
        judge=judge_cookies,
    ),
    Check(
        id="update-notice",
        title="A notice about an update says what the customer needs to know",
        failure_title="An update is announced and nothing is said about it",
        why="Improvements that are not explained are losses: of habits, of settings, of trust.",
        source="R79; R80; R81; R82",
        category=CATEGORY,
        attribute=Attribute.KNOWLEDGE,
        layer=Layer.HOSPITALITY,
        impact=Impact.MODERATE,
        tier=Tier.PERFORMANCE,
        needs=Kind.INTERRUPTED,
        judge=judge_notice,
    ),
    Check(
        id="update-timing",
        title="Updates wait for a pause",
        failure_title="An update interrupts the customer in the middle of a task",
        why="Whoever is torn out of a complaint starts it again angrier, or not at all.",
        source="R83; Bailey & Konstan 2006 (interruptions within tasks)",
        category=CATEGORY,
        attribute=Attribute.EASE,
        layer=Layer.HOSPITALITY,
        impact=Impact.SERIOUS,
        tier=Tier.PERFORMANCE,
        needs=Kind.INTERRUPTED,
        judge=judge_timing,
    ),
)
