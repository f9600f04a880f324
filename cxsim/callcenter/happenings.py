"""What happened in each interval, really or in a simulation, as counts: they add up over days, and shares follow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxsim.callcenter.times import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What happened by interval, of one day or of several together."""

    offered: Floats
    in_time: Floats
    abandoned: Floats
    answered: Floats
    waited: Floats

    def of(self, measure: str) -> Floats:
        """One measure by interval; not a number where no call came."""
        import numpy as np

        if measure == "offered":
            return self.offered
        above, below = {
            "service_level": (self.in_time, self.offered),
            "abandonment": (self.abandoned, self.offered),
            "asa": (self.waited, self.answered),
        }[measure]
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(below > 0, above / below, np.nan)

    def plus(self, other: Counts) -> Counts:
        """Both together."""
        return Counts(
            offered=self.offered + other.offered,
            in_time=self.in_time + other.in_time,
            abandoned=self.abandoned + other.abandoned,
            answered=self.answered + other.answered,
            waited=self.waited + other.waited,
        )

    @property
    def whole(self) -> Counts:
        """All intervals as one."""
        import numpy as np

        return Counts(
            offered=np.array([self.offered.sum()]),
            in_time=np.array([self.in_time.sum()]),
            abandoned=np.array([self.abandoned.sum()]),
            answered=np.array([self.answered.sum()]),
            waited=np.array([self.waited.sum()]),
        )
