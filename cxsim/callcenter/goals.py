"""A goal is what callers shall find in every interval of the day: a service level, few hang-ups, short waits.

Several may be set at once; the strictest decides. What a goal says is decided by the same numbers in a formula and in
a simulation: the service level counts a hang-up as not answered in time, ASA is of those who were answered, the
percentiles are those of the offered wait.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from cxsim.callcenter.analytic import Queue
from cxsim.callcenter.errors import CenterError
from cxsim.callcenter.results import Measured
from cxsim.quantities import QuantityError, Target, seconds, share, target

Kind = Literal["service_level", "abandonment", "asa", "wait_p90", "occupancy"]

HINT = "write such as '80 % in 20 s', '95 % within 3 min', 'hang-ups 5 %', 'ASA 20 s', 'P90 60 s', 'occupancy 88 %'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """One measure and its limit: a share of 1, or seconds. ``within`` are the seconds of a service level."""

    kind: Kind
    limit: float
    within: float | None = None

    def short_by(self, value: float | None) -> float:
        """How far a value misses the goal, in the measure's unit; 0 where it is met or nothing was measured."""
        if value is None or math.isnan(value):
            return 0.0
        return max(0.0, self.limit - value if self.kind == "service_level" else value - self.limit)

    def missed_in_theory(self, queue: Queue) -> float:
        """How far a formula's queue misses the goal."""
        value: float = getattr(queue, self.kind)
        return self.short_by(value)

    def missed_by(self, row: Measured) -> float:
        """How far an interval of a simulation misses the goal."""
        return self.short_by(row[self.kind].mean)

    def __str__(self) -> str:
        if self.kind == "service_level":
            return f"{_percent(self.limit)} in {self.within:g} s"
        named = {"abandonment": "hang-ups", "asa": "ASA", "wait_p90": "P90 of the wait", "occupancy": "occupancy"}
        return f"{named[self.kind]} at most {_percent(self.limit) if self.is_share else f'{self.limit:g} s'}"

    @property
    def is_share(self) -> bool:
        """Whether the limit is a share rather than seconds."""
        return self.kind in ("service_level", "abandonment", "occupancy")


def _percent(value: float) -> str:
    return f"{100 * value:.4g} %"


def goal(text: str) -> Goal:
    """A goal as people write it. Raises CenterError where it is not understood.

    >>> goal("95 % within 3 minutes").within
    180.0
    """
    patterns: Sequence[tuple[Kind, str]] = (
        ("abandonment", r"(?:hang-?ups|abandonment|abandoned)(.+)"),
        ("asa", r"asa(.+)"),
        ("wait_p90", r"(?:p90|90 % of waits)(.+)"),
        ("occupancy", r"occupancy(.+)"),
    )
    try:
        for kind, pattern in patterns:
            if match := re.fullmatch(pattern, text.strip(), re.IGNORECASE):
                amount = re.sub(r"^\s*(?:at most|of|<=|≤|below|under|:)?\s*", "", match.group(1))
                return Goal(kind=kind, limit=seconds(amount) if kind in ("asa", "wait_p90") else share(amount))
        return of_target(target(text))
    except QuantityError as error:
        raise CenterError(f"{text!r} is not a goal", hint=HINT) from error


def of_target(wanted: Target) -> Goal:
    """A service level as a goal."""
    return Goal(kind="service_level", limit=wanted.share, within=wanted.seconds)


def service_target(goals: Sequence[Goal], otherwise: Target) -> Target:
    """The seconds that the service level is measured at; the center's own where no goal names any.

    Raises CenterError where two goals name different ones: an interval has one service level.
    """
    levels = [one for one in goals if one.kind == "service_level"]
    if len({one.within for one in levels}) > 1:
        raise CenterError("two service levels with different times cannot be met at once", hint="name one of them")
    if not levels:
        return otherwise
    return Target(max(one.limit for one in levels), levels[0].within or 0.0)
