"""The twenty questions and the steps of complaint handling, answered by observation or by a person."""

from __future__ import annotations

from typing_extensions import TypedDict


class SeenPart(TypedDict):
    """What was observed about a question: yes, partly or no, with the verdicts that say so."""

    answer: str
    passed: int
    failed: int
    verdicts: list[int]


class ToldPart(TypedDict):
    """What a person answered, and when; ``stale`` a year after."""

    answer: str
    by: str
    on: str
    because: str
    stale: bool


class QuestionPart(TypedDict):
    """One of the twenty questions; ``source`` is observation, person or unknown, and observation comes first."""

    id: str
    row: str
    panel: str
    question: str
    source: str
    seen: SeenPart | None
    told: ToldPart | None


class ComplaintPart(TypedDict):
    """One step of complaint handling (RESOLVED); ``seen`` None is "not measured"."""

    step: str
    row: str
    what: str
    seen: SeenPart | None
