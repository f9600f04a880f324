"""What one customer lived through, moment by moment."""

from __future__ import annotations

from typing import Any

from typing_extensions import TypedDict

from cxsim.reporting.contract.proof import EvidenceFile


class GoalPart(TypedDict):
    """One goal and whether it was met; None where nobody can tell."""

    goal: str
    met: bool | None
    reason: str
    moment: int | None


class MomentPart(TypedDict):
    """One thing that happened, as recorded."""

    at: float
    touchpoint: str
    kind: str
    data: dict[str, Any]
    measured: dict[str, float]
    evidence: list[EvidenceFile]


class MoodPart(TypedDict):
    """One step of the emotion curve: the mood after this moment (None: as the journey began)."""

    moment: int | None
    at: float
    touchpoint: str
    cause: str
    change: float
    mood: float


class StopPart(TypedDict):
    """One stop of the journey as planned, and what became of it."""

    touchpoint: str
    always: bool
    entered: bool
    seconds: float | None
    ended: str


class CostPart(TypedDict):
    """What the journey cost the customer."""

    seconds: float
    effort: float
    ease: float | None
    mood_before: float
    mood_after: float
    remembered: float


class ExperiencePart(TypedDict):
    """What one customer lived through (``persona`` is "" for an analysis)."""

    id: str
    scenario: str
    title: str
    persona: str
    variant: str
    trial: int
    seed: int
    starts: str | None
    assumed: list[str]
    goals: dict[str, bool | None]
    outcomes: list[GoalPart]
    gave_up: str | None
    planned: list[StopPart]
    mood: list[MoodPart]
    cost: CostPart | None
    moments: list[MomentPart]
