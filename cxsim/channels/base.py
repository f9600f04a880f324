"""What every channel is given, and the one thing that it must do: act, and yield moments."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from cxsim.experience import Moment
from cxsim.measures import Customer
from cxsim.particulars import Particulars
from cxsim.persona import Persona
from cxsim.record import EvidenceFolder
from cxsim.scenario import Scenario, Solved, Stop
from cxsim.settings import Settings
from cxsim.touchpoint import Company, Touchpoint


class Keep(StrEnum):
    """When a recording is kept: never, where something went wrong in the visit, or always."""

    OFF = "off"
    ON_GAP = "on-gap"
    ON = "on"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recordings:
    """What is recorded of each visit, and when it is kept."""

    trace: Keep = Keep.OFF
    har: Keep = Keep.OFF
    video: Keep = Keep.OFF

    @property
    def wanted(self) -> Mapping[str, Keep]:
        """Those that are not switched off."""
        found = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: keep for name, keep in found.items() if keep is not Keep.OFF}


NOTHING = Recordings()


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One persona at one stop of its journey.

    The engine folds every yielded moment into ``customer`` before it asks the channel for the next one, so that mood,
    patience and what was already told are always up to date while the channel is acting.
    """

    scenario: Scenario
    stop: Stop
    touchpoint: Touchpoint
    company: Company
    persona: Persona
    variant: str
    customer: Customer  # mood, patience and what was told so far: carried over from touchpoint to touchpoint
    particulars: Particulars  # the name, address and order number that she gives
    address: str  # the chosen address of this environment ("" where the touchpoint has none)
    begins: datetime  # the local time in the touchpoint's zone at which the journey began (at == 0)
    at: float  # seconds since the journey began, on the customer's clock, when this stop begins
    goals: tuple[Solved, ...]  # what is still unsolved, and how to see that it is
    random: random.Random
    evidence: EvidenceFolder
    settings: Settings
    root: Path = Path()  # the project's folder: files that steps name lie in its scenarios/, or in itself
    headed: bool = False
    real_time: bool = False  # whether what she takes time for is really waited
    recordings: Recordings = NOTHING
    environment: str | None = None  # which of the touchpoint's addresses was chosen
    kept: dict[str, Any] = field(default_factory=dict)  # what a channel keeps from stop to stop of this one journey
    loading: float | None = None  # seconds that every page load counts as, instead of the measured time


class Channel(Protocol):
    """Gathers evidence at one kind of touchpoint. Raises ChannelError where we could not look."""

    def perform(self, visit: Visit) -> Iterator[Moment]:
        """Act for the persona and yield what happened, in the order of the customer's clock."""
        ...

    def close(self) -> None:
        """Give back what was opened (a browser); safe to call twice."""
        ...
