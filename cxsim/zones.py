"""A zone score says on 0-100 how something was for one customer: 100 is what she desires, 50 is just adequate.

It is relative to the customer's own zone of tolerance (Zeithaml, Berry & Parasuraman 1993): the same 70 seconds are
excellent for one customer and unbearable for another.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from cxsim.quantities import Zone
from cxsim.settings import Settings

BEST = 100.0
ADEQUATE = 50.0


def lower_is_better(x: float, zone: Zone) -> float:
    """The score of seconds or effort points, of which a customer wants few; ``zone.desired < zone.adequate``.

    100 up to what is desired, 50 where it is just adequate, 0 from twice the adequate on; straight lines between.

    >>> lower_is_better(40, Zone(20, 60))
    75.0
    """
    desired, adequate = zone.desired, zone.adequate
    if x <= desired:
        return BEST
    if x <= adequate:
        return BEST - 50.0 * (x - desired) / (adequate - desired)
    return max(0.0, 50.0 * (2.0 * adequate - x) / adequate)


def higher_is_better(y: float, zone: Zone) -> float:
    """The score of a percentage, of which a customer wants much; ``zone.adequate < zone.desired``, same unit as ``y``.

    0 at nothing, 50 where it is just adequate, 100 from what is desired on; straight lines between.

    >>> round(higher_is_better(25, Zone(90, 60)), 2)
    20.83
    """
    desired, adequate = zone.desired, zone.adequate
    if y >= desired:
        return BEST
    if y < adequate:
        return ADEQUATE * y / adequate
    return ADEQUATE + 50.0 * (y - adequate) / (desired - adequate)


def perceived_wait(seconds: float, facts: Mapping[str, Any], *, anxious: bool, settings: Settings) -> float:
    """How long a wait feels, in seconds: never shorter than it was, never longer than ``wait_limit`` times that.

    ``facts`` are the data of a WAITED moment: ``occupied``, ``estimate``, ``explained`` and ``fair`` lengthen the wait
    where they are False; what was not recorded lengthens nothing. Maister (1985) gives the directions, not the numbers.
    """
    longer = math.fsum(
        [
            settings.wait_unoccupied * (facts.get("occupied") is False),
            settings.wait_no_estimate * (facts.get("estimate") is False),
            settings.wait_unexplained * (facts.get("explained") is False),
            settings.wait_unfair * (facts.get("fair") is False),
            settings.wait_anxious * anxious,
        ]
    )
    return seconds * min(settings.wait_limit, 1.0 + longer)


def loss(score: float) -> float:
    """How much is lost at this zone score: 0 at 100, 1 where it is just adequate, 3 at 0.

    It falls twice as steeply below adequate, for a customer who is let down leaves sooner than a pleased one returns.
    """
    return (BEST - score) / 50.0 if score >= ADEQUATE else 1.0 + 2.0 * (ADEQUATE - score) / 50.0
