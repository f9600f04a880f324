"""Who was sent, and whom they met: personas with what they expect, touchpoints with what their owners believe."""

from __future__ import annotations

from typing_extensions import TypedDict


class Expectation(TypedDict):
    """A zone of tolerance; ``assumed`` where its author left it out."""

    desired: float
    adequate: float
    assumed: bool


class PersonaPart(TypedDict):
    """A simulated customer: who it is and what it expects."""

    id: str
    problem: str
    goals: list[str]
    mood: float
    circumstances: list[str]
    share: float
    matters: float
    hope: float
    importance: dict[str, float]
    importance_assumed: bool
    expects: dict[str, Expectation]
    language: str
    device: str
    needs: list[str]


class ClaimPart(TypedDict):
    """What the owner believes, and what testing it showed: passed, failed, cantTell or unknown (nobody tested it)."""

    says: str
    check: str | None
    outcome: str
    verdicts: list[int]


class TouchpointGaps(TypedDict):
    """Differences on 0-100; None where one side is not measured."""

    reality: float | None
    survey_inflation: float | None
    to_adequate: float | None
    to_desired: float | None


class Survey(TypedDict):
    """A survey's mark, as given and on 0-100."""

    mark: str
    percent: float


class TouchpointPart(TypedDict):
    """One place where customers meet the company: what its owner believes, and what customers got."""

    name: str
    channel: str
    owner: str
    hours: str | None
    self_score: float | None
    survey: Survey | None
    observed: float | None
    covered: float
    gaps: TouchpointGaps
    claims: list[ClaimPart]
    visited_by: list[str]
