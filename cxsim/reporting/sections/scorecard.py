"""The twenty questions, complaint handling and the surveys: what was observed, what people say, what nobody knows."""

from __future__ import annotations

from datetime import date
from typing import Any

from cxsim.reporting.contract.scorecard import ComplaintPart, QuestionPart, SeenPart
from cxsim.reporting.page import Page
from cxsim.reporting.safe import one_line

PANELS = ("people", "process", "customers", "finance")
_STATES = {"yes": "passed", "partly": "weak", "no": "failed"}
MOST_LINKS = 3  # observations that one answer links to


def scorecard(page: Page) -> dict[str, Any]:
    """Four panels of five questions, and how many of the twenty have an answer."""
    questions = page.document["scorecard"]
    sources = [question["source"] for question in questions]
    return {
        "lead": page.words.say(
            "scorecard.lead",
            seen=sources.count("observation"),
            told=sources.count("person"),
            unknown=sources.count("unknown"),
        ),
        "panels": [
            {
                "name": page.words.say(f"scorecard.{panel}"),
                "questions": [_question(page, q) for q in questions if q["panel"] == panel],
            }
            for panel in PANELS
        ],
    }


def _question(page: Page, part: QuestionPart) -> dict[str, Any]:
    seen, told = part["seen"], part["told"]
    answer = seen["answer"] if seen else told["answer"] if told else ""
    return {
        "id": part["id"],
        "row": part["row"],
        "text": page.words.say(f"scorecard.{part['id']}"),
        "state": _STATES.get(answer, "unknown"),
        "answer": page.words.say(f"scorecard.{answer}") if answer else page.words.say("scorecard.unknown"),
        "source": page.words.say(f"scorecard.by_{part['source']}"),
        "seen": _seen(page, seen, part["id"]) if seen else None,
        "told": _told(page, part) if told else None,
        "differ": bool(seen and told and seen["answer"] != told["answer"]),
    }


def _seen(page: Page, seen: SeenPart, asked: str) -> dict[str, Any]:
    """``asked`` is the question or step, for some are not counted in verdicts."""
    own = f"scorecard.held_{asked}"
    key = own if page.words.has(own) else "scorecard.held"
    text = page.words.say(key, passed=seen["passed"], n=seen["passed"] + seen["failed"])
    return {"text": text, "links": _links(page, seen)}


def _links(page: Page, seen: SeenPart) -> list[dict[str, Any]]:
    """The gaps behind the answer, each once."""
    wanted = set(seen["verdicts"])
    found = [
        {"rank": rank, "title": gap["title"]}
        for rank, gap in enumerate(page.document["gaps"], 1)
        if wanted & set(gap["verdicts"])
    ]
    return found[:MOST_LINKS]


def _told(page: Page, part: QuestionPart) -> dict[str, Any]:
    told = part["told"]
    assert told is not None
    return {
        "text": page.words.say(
            "scorecard.says",
            by=one_line(told["by"], 60),
            answer=page.words.say(f"scorecard.{told['answer']}"),
            on=page.words.day(date.fromisoformat(told["on"])),
        ),
        "because": one_line(told["because"], 200),
        "stale": told["stale"],
    }


def complaints(page: Page) -> dict[str, Any]:
    """RESOLVED, step by step."""
    steps = [_step(page, step) for step in page.document["complaints"]]
    measured = sum(step["seen"] is not None for step in steps)
    return {"steps": steps, "lead": page.words.say("resolved.lead", measured=measured, all=len(steps))}


def _step(page: Page, part: ComplaintPart) -> dict[str, Any]:
    seen = part["seen"]
    keys = {"R27": "0", "R31": "S2", "R35": "E2"}
    return {
        "step": "" if part["step"] == "0" else part["step"],
        "row": part["row"],
        "what": page.words.say(f"resolved.{keys.get(part['row'], part['step'])}"),
        "state": _STATES.get(seen["answer"], "unknown") if seen else "unknown",
        "seen": _seen(page, seen, part["step"]) if seen else None,
    }


def surveys(page: Page) -> dict[str, Any] | None:
    """What surveys say where there are any, and where nobody asks; None without a single survey."""
    touchpoints = page.document["touchpoints"]
    asked = [t for t in touchpoints if t["survey"] is not None]
    if not asked:
        return None
    silent = [one_line(t["name"], 60) for t in touchpoints if t["survey"] is None]
    return {
        "lead": page.words.say("surveys.lead", n=len(asked), all=len(touchpoints)),
        "silent": page.words.say("surveys.silent", names=page.words.together(silent)) if silent else "",
        "rows": asked,
    }
