"""What was lived, on 0-100, by attribute, persona and circumstance."""

from __future__ import annotations

from typing_extensions import TypedDict

from cxsim.reporting.contract.proof import Observation


class CellPart(TypedDict):
    """How one attribute of one touchpoint was for one persona; ``score`` None is "not measured", with the reason."""

    touchpoint: str
    attribute: str
    persona: str
    score: float | None
    covered: float
    runs: int
    assumed: bool
    reason: str
    priority: float | None
    observations: list[Observation]


class GroupCell(TypedDict):
    """The mean of the cells of one circumstance (or, with ``circumstance`` "", of all), weighted by shares."""

    circumstance: str
    touchpoint: str
    attribute: str
    score: float | None
    measured: int
    personas: list[str]


class ImportancePart(TypedDict):
    """How much an attribute weighs for customers, and how much the company believes it does (None: not written)."""

    attribute: str
    customers: float
    company: float | None


class RatePart(TypedDict):
    """A goal over independent trials, with its Wilson 95 % interval; ``unknown`` trials are outside ``n``."""

    scenario: str
    persona: str
    goal: str
    n: int
    met: int
    unknown: int
    low: float
    high: float


class QuadrantPart(TypedDict):
    """Importance (per cent) against performance (0-100) of one attribute for the customers of one circumstance.

    ``quadrant`` is concentrate, keep, low or overkill (Martilla & James 1977), "" where performance was not measured.
    """

    circumstance: str
    touchpoint: str
    attribute: str
    importance: float
    performance: float | None
    quadrant: str
    personas: list[str]
