"""Checks of help ask how far it is to an answer, and to a person who has one."""

from __future__ import annotations

from cxsim.checks.base import Answer, Check, Impact, Layer, Tier, cant_tell, failed, inapplicable, passed
from cxsim.checks.looking import indices, inspected, listed, page_named
from cxsim.definition import Attribute
from cxsim.experience import Experience, Kind

CATEGORY = "help"
MOST_CLICKS = 2
MOST_QUESTIONS = 20  # that somebody reads before the answer; a setting of ours, no study fixes it


def judge_human(experience: Experience, touchpoint: str) -> Answer:
    """Judge clicks-to-human."""
    looked = inspected(experience, touchpoint, "human")
    if not looked:
        return inapplicable("nobody looked for a person")
    index, moment = looked[-1]
    data = moment.data
    expected = f"a person at most {MOST_CLICKS} clicks away from every page"
    if data.get("clicks") is None and not data.get("complete", True):
        return cant_tell(f"no way to a person was seen on {data.get('searched')} pages, and more were not opened")
    if data.get("clicks") is None:
        return failed(
            f"From {page_named(data.get('url'))} no way to a person was found, on {data.get('searched')} pages.",
            expected=expected,
            observed="no way to a person",
            moments=[index],
        )
    if data["clicks"] > MOST_CLICKS:
        way = " → ".join(map(str, data.get("path", ())))
        return failed(
            f"From {page_named(data.get('url'))} a person is {data['clicks']} clicks away: {way}.",
            expected=expected,
            observed=f"{data['clicks']} clicks",
            moments=[index],
        )
    return passed(f"at most {data['clicks']} clicks", expected=expected, moments=[index])


def judge_answer(experience: Experience, touchpoint: str) -> Answer:
    """Judge faq-answer."""
    lists = inspected(experience, touchpoint, "faq")
    if not lists:
        return inapplicable("the customer saw no questions and answers")
    found = [(index, moment) for index, moment in lists if moment.data.get("found") is True]
    expected = f"the answer among the first {MOST_QUESTIONS} questions"
    if not found:
        searched = listed(f"“{m.data['searched']}”" for _, m in lists if m.data.get("searched"))
        items = max(int(moment.data.get("items", 0)) for _, moment in lists)
        where = f"the search for {searched} brought" if searched else f"{items} questions hold"
        return failed(
            f"On {page_named(lists[0][1].data.get('url'))} {where} no answer to what the customer came for.",
            expected=expected,
            observed="no answer",
            moments=indices(lists),
        )
    index, moment = min(found, key=lambda each: int(each[1].data.get("scanned", 0)))
    scanned = int(moment.data.get("scanned", 0))
    if scanned > MOST_QUESTIONS:
        return failed(
            f"On {page_named(moment.data.get('url'))} "
            f"the customer reads {scanned} questions before the one that helps.",
            expected=expected,
            observed=f"the {scanned}th",
            moments=[index],
        )
    return passed(f"“{moment.data.get('question', '')}” after {scanned}", expected=expected, moments=[index])


CHECKS: tuple[Check, ...] = (
    Check(
        id="clicks-to-human",
        title="A person is near",
        failure_title="The way to a person is hidden",
        why="Whoever looks for a person has tried the rest; every further click says that nobody wants to talk.",
        source="R44; R65; R90",
        category=CATEGORY,
        attribute=Attribute.RESPONSIVENESS,
        layer=Layer.HOSPITALITY,
        impact=Impact.SERIOUS,
        tier=Tier.BASIC,
        needs=Kind.INSPECTED,
        judge=judge_human,
    ),
    Check(
        id="faq-answer",
        title="The questions and answers hold the answer",
        failure_title="The questions and answers do not help",
        why="A hill of questions without the answer costs minutes, and then the call all the same.",
        source="R89; R112",
        category=CATEGORY,
        attribute=Attribute.KNOWLEDGE,
        layer=Layer.SERVICE,
        impact=Impact.SERIOUS,
        tier=Tier.PERFORMANCE,
        needs=Kind.INSPECTED,
        judge=judge_answer,
    ),
)
