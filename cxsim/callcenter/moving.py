"""A moving load is how many agents calls would keep busy if there were always enough, while the rate goes up and down.

The load follows the calls with a lag of about one handle time, and its peak is lower than theirs (Eick, Massey & Whitt
1993, "The physics of the Mt/G/infinity queue"). A formula for one moment of a moving day is therefore asked with the
load of that moment, not with the rate of that moment: the modified-offered-load approximation (Jennings, Mandelbaum,
Massey & Whitt 1996). For rates that are constant between edges the load is a finite sum, exact for any handle time.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxsim.callcenter.times import Times

if TYPE_CHECKING:
    from cxsim.callcenter.times import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Wave:
    """The load in erlangs under a rate that swings as a sine: its mean, its highest value, and its lag in seconds."""

    mean: float
    highest: float
    lag: float


def sine_load(arrivals: float, amplitude: float, period: float, handle_time: float) -> Wave:
    """The load under ``arrivals + amplitude * sin(2 pi t / period)`` with exponential handle times (their section 5).

    >>> round(sine_load(10, 5, 8, 1).highest, 6)
    13.932196
    """
    speed = 2 * math.pi / period * handle_time
    swing = amplitude * handle_time / math.sqrt(1 + speed**2)
    mean = arrivals * handle_time
    return Wave(mean=mean, highest=mean + swing, lag=math.atan(speed) * period / (2 * math.pi))


def load_at(edges: Sequence[float], rates: Sequence[float], handle_time: Times, at: Floats) -> Floats:
    """The load in erlangs at these times; ``rates`` (per second) hold between ``edges``, and before them nobody calls.

    Each stretch [a, b) of rate r adds ``r * (G(t - a) - G(t - b))``, G the integral of the survival function.
    """
    import numpy as np

    since = np.maximum(np.asarray(at, dtype=float)[None, :] - np.asarray(edges, dtype=float)[:, None], 0.0)
    spent = handle_time.limited_mean(since)
    load: Floats = (np.asarray(rates, dtype=float)[:, None] * (spent[:-1] - spent[1:])).sum(axis=0)
    return load
