"""A pace makes the world as slow as the customer: what she reads, types and waits through is really waited.

Without it nothing is slept through: the customer's clock is a model. What really took time already, such as a page
that loaded, is not waited for again.
"""

from __future__ import annotations

import time
from collections.abc import Callable


class Pace:
    """Keeps real time and a customer's clock together; ``sleep`` takes seconds, ``now`` is what her clock shows."""

    def __init__(self, sleep: Callable[[float], None], now: float) -> None:
        self._sleep = sleep
        self._begun = time.monotonic() - now

    def keep(self, now: float) -> float:
        """Wait until as much time has really passed as her clock shows; returns the seconds that were waited."""
        ahead = now - (time.monotonic() - self._begun)
        if ahead <= 0:
            return 0.0
        self._sleep(ahead)
        return ahead
