"""The scorecard asks twenty questions of the company; each is answered by observation, by a person, or not at all.

A check answers a question by citing its row (``R44``) as its source, so that a check that is added later answers too.
What was observed stands before what a person says, and beside it. Complaint handling (RESOLVED) is read the same way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cxsim.experience import Kind
from cxsim.reporting.contract.findings import CheckPart, VerdictPart
from cxsim.reporting.contract.lived import ExperiencePart
from cxsim.reporting.contract.people import PersonaPart, TouchpointPart
from cxsim.reporting.contract.scorecard import ComplaintPart, QuestionPart, SeenPart, ToldPart
from cxsim.reporting.words import Words
from cxsim.settings import Answer

PANELS = {"P": "people", "T": "process", "C": "customers", "F": "finance"}
FIRST_ROW = 38  # of P1; the others follow in order
STEPS = {"0": "R27", "R": "R28", "E": "R29", "S": "R30", "S2": "R31", "O": "R32", "L": "R33", "V": "R34", "E2": "R35", "D": "R36"}  # fmt: skip  # noqa: E501
STALE = timedelta(days=365)
_GOAL_ROW = "R11"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the questions are asked of: parts of the document, and a verdict's channel and device by its experience."""

    verdicts: Sequence[VerdictPart]
    checks: Sequence[CheckPart]
    experiences: Sequence[ExperiencePart]
    personas: Sequence[PersonaPart]
    touchpoints: Sequence[TouchpointPart]

    def citing(self, *rows: str) -> Iterator[tuple[int, VerdictPart]]:
        """The verdicts that say yes or no, of the checks that cite one of these rows."""
        known = {check["id"] for check in self.checks if set(rows) & set(re.findall(r"\bR\d+\b", check["source"]))}
        for index, verdict in enumerate(self.verdicts):
            if verdict["check"] in known and verdict["outcome"] in ("passed", "failed"):
                yield index, verdict


def question_parts(facts: Facts, told: Mapping[str, Answer], today: date, words: Words) -> list[QuestionPart]:
    """All twenty, in the order of their four panels."""
    ids = [f"{panel}{number}" for panel in PANELS for number in range(1, 6)]
    return [_question(facts, id, f"R{FIRST_ROW + n}", told.get(id), today, words) for n, id in enumerate(ids)]


def _question(facts: Facts, id: str, row: str, told: Answer | None, today: date, words: Words) -> QuestionPart:
    seen = _SPECIAL.get(id, _by_checks)(facts, row)
    return {
        "id": id,
        "row": row,
        "panel": PANELS[id[0]],
        "question": words.say(f"scorecard.{id}"),
        "source": "observation" if seen else "person" if told else "unknown",
        "seen": seen,
        "told": _told(told, today) if told is not None else None,
    }


def _told(answer: Answer, today: date) -> ToldPart:
    stale = today - answer.on > STALE
    return {
        "answer": answer.answer,
        "by": answer.by,
        "on": answer.on.isoformat(),
        "because": answer.because,
        "stale": stale,
    }


def complaint_parts(facts: Facts, words: Words) -> list[ComplaintPart]:
    """Each step of RESOLVED, with what the journeys showed of it."""
    return [
        {
            "step": step[0],
            "row": row,
            "what": words.say(f"resolved.{step}"),
            "seen": _prevented(facts) if step == "0" else _by_checks(facts, row),
        }
        for step, row in STEPS.items()
    ]


def _by_checks(facts: Facts, row: str) -> SeenPart | None:
    return _seen(facts.citing(row))


def _on_the_phone(facts: Facts, row: str) -> SeenPart | None:
    phones = {t["name"] for t in facts.touchpoints if t["channel"] == "phone"}
    return _seen((n, verdict) for n, verdict in facts.citing(row) if verdict["touchpoint"] in phones)


def _on_a_mobile(facts: Facts, row: str) -> SeenPart | None:
    """What customers with a phone in their hand met on the web, and whether they got what they came for."""
    mobile = {x["id"] for x in facts.experiences if _device(x) not in ("", "computer", "tablet")}
    return _seen((n, verdict) for n, verdict in facts.citing(row, _GOAL_ROW) if verdict["experience"] in mobile)


def _device(lived: ExperiencePart) -> str:
    began = next((m for m in lived["moments"] if m["kind"] == Kind.BEGAN), None)
    return str(began["data"].get("device", "")) if began is not None else ""


def _expectations(facts: Facts, row: str) -> SeenPart | None:
    zones = [zone for persona in facts.personas for zone in persona["expects"].values()]
    return _counted(not zone["assumed"] for zone in zones)


def _owners(facts: Facts, row: str) -> SeenPart | None:
    return _counted(bool(touchpoint["owner"].strip()) for touchpoint in facts.touchpoints)


def _prevented(facts: Facts) -> SeenPart | None:
    """Whether customers were spared a further contact: nobody turns to the next touchpoint for joy."""
    lived = [x["moments"] for x in facts.experiences if x["persona"]]
    return _counted(
        not any(m["kind"] == Kind.ENTERED and m["data"].get("why") == "unsolved" for m in moments) for moments in lived
    )


def _seen(found: Iterable[tuple[int, VerdictPart]]) -> SeenPart | None:
    verdicts = list(found)
    seen = _counted(verdict["outcome"] == "passed" for _, verdict in verdicts)
    return {**seen, "verdicts": [index for index, _ in verdicts]} if seen is not None else None


def _counted(outcomes: Iterable[bool]) -> SeenPart | None:
    """Yes where all hold, no where none does; None where there is nothing to ask."""
    known = list(outcomes)
    passed, failed = known.count(True), known.count(False)
    if not known:
        return None
    answer = "yes" if not failed else "no" if not passed else "partly"
    return {"answer": answer, "passed": passed, "failed": failed, "verdicts": []}


_SPECIAL: Mapping[str, Callable[[Facts, str], SeenPart | None]] = {
    "T2": _on_the_phone,
    "T5": _on_a_mobile,
    "C1": _expectations,
    "C5": _owners,
}
