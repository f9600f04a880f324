"""An event tells a listening face what the engine has just done; the report document is folded from events."""

from __future__ import annotations

from dataclasses import dataclass

from cxsim.checks.base import Verdict
from cxsim.experience import Experience, Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStarted:
    """The walks that are about to be made are known."""

    walks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkStarted:
    """A persona sets out on a scenario."""

    scenario: str
    persona: str
    variant: str
    trial: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentLived:
    """Something happened on a walk; for people who watch."""

    experience: str
    moment: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Experienced:
    """A walk, or an analysis, is over; its evidence can be saved here."""

    experience: Experience


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Every check has been asked of one experience."""

    experience: str
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFinished:
    """Nothing more will come."""


Event = RunStarted | WalkStarted | MomentLived | Experienced | Judged | RunFinished
