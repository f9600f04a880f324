"""Precision is how exactly a measure of the whole day should be known: half of its 95 % confidence interval.

Days are simulated until it is reached. How many are tried is a fixed series, so that the answer does not depend on how
many of them ran side by side.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxsim.quantities import QuantityError, seconds, share

if TYPE_CHECKING:
    from cxsim.callcenter.results import Tally

GROWTH = 1.5
MOST_DAYS = 20_000
SHARES = ("service_level", "abandonment", "occupancy")
TIMES = ("asa", "aht", "wait_p50", "wait_p90", "wait_p95")
HINT = "write such as '0.5 %' (of the service level), 'abandonment 0.2 %' or 'asa 1 s'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """Half of the interval of this measure: a share, or seconds."""

    measure: str
    half_width: float

    def reached(self, tally: Tally) -> bool:
        """Whether the days so far are enough."""
        half = tally.results().totals[self.measure].half_width
        return half is not None and half <= self.half_width

    def wanted(self, tally: Tally) -> int:
        """How many days there should be: as many as there are where they are enough, or no more are allowed."""
        if tally.days >= MOST_DAYS or self.reached(tally):
            return tally.days
        return min(MOST_DAYS, max(tally.days + 2, int(tally.days * GROWTH)))


def precision(text: str) -> Precision:
    """A precision as people write it: ``0.5 %`` (of the service level), ``asa 1 s``.

    Raises QuantityError where it cannot be understood.
    """
    match = re.fullmatch(r"\s*([A-Za-z][A-Za-z_ ]*?(?:p\d\d)?)?[\s:]*(\d.*?)\s*", text)
    name = re.sub(r"\s+", "_", (match.group(1) or "service_level").strip().lower()) if match else ""
    if match is None or name not in (*SHARES, *TIMES):
        raise QuantityError(f"{text!r} is not a precision", hint=HINT)
    half = share(match.group(2)) if name in SHARES else seconds(match.group(2))
    if not half > 0:
        raise QuantityError(f"{text!r} cannot be reached", hint=HINT)
    return Precision(measure=name, half_width=half)
