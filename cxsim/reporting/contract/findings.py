"""What was asked of the experiences, what failed, and what nobody can tell."""

from __future__ import annotations

from typing_extensions import TypedDict

from cxsim.reporting.contract.proof import EvidenceFile


class VerdictPart(TypedDict):
    """What one check says about one touchpoint of one experience."""

    check: str
    touchpoint: str
    persona: str
    scenario: str
    experience: str
    outcome: str
    reason: str
    expected: str
    observed: str
    moments: list[int]
    evidence: list[EvidenceFile]


class GapPart(TypedDict):
    """A check that failed at a touchpoint for at least one customer, and who has to close it by when."""

    check: str
    touchpoint: str
    owner: str
    personas: list[str]
    title: str
    reason: str
    expected: str
    observed: str
    priority: float | None
    impact: str
    tier: str
    attribute: str
    due: str
    verdicts: list[int]
    evidence: list[EvidenceFile]


class UnknownPart(TypedDict):
    """Something that nobody knows after this run, and why.

    ``what`` and ``reason`` are sentences; ``about`` (goal, claim, touchpoint, unseen, check, cell), ``subject`` and
    ``because`` (one of our own reasons, or "") say the same for programs and translations.
    """

    about: str
    subject: str
    because: str
    what: str
    touchpoint: str
    persona: str
    reason: str


class CheckPart(TypedDict):
    """A question of the catalogue."""

    id: str
    title: str
    failure_title: str
    why: str
    source: str
    category: str
    attribute: str
    layer: str
    impact: str
    tier: str
    area: str
