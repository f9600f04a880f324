"""The run that is reported on, in figures, and those before it."""

from __future__ import annotations

from typing_extensions import TypedDict


class Company(TypedDict):
    """Who was visited."""

    name: str
    language: str
    zone: str


class Run(TypedDict):
    """What has to be known to judge and to repeat the run. ``started`` is the report's one stated timestamp."""

    version: str
    label: str
    started: str
    seed: int
    trials: int
    environment: str | None
    language: str
    loading: float | None
    scorer: str | None
    company: Company


class Totals(TypedDict):
    """The counts of the first page. A customer is one walk; it missed where at least one goal is known to be unmet."""

    customers: int
    reached: int
    missed: int
    unknown: int
    goals: int
    goals_met: int
    goals_missed: int
    goals_unknown: int
    gaps: int
    failed_basics: int
    passed: int
    failed: int
    cant_tell: int
    inapplicable: int
    cells: int
    cells_measured: int
    not_looked_at: int


class SettingPart(TypedDict):
    """A constant that someone may argue with."""

    name: str
    value: float
    source: str


class PastPart(TypedDict):
    """An earlier run of the same label, as it was when this run was made; the last entry is this run."""

    started: str
    gaps: int
    by_impact: dict[str, int]
    goals_met: int
    goals_told: int
    new: int | None
    gone: int | None
