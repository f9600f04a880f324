"""Patience is how long a customer would wait in a queue: drawn for one of them, or as the share of many who have gone.

Both follow the law that her persona names: a plain average means exponential; a shape makes it Weibull, by its median
or its mean. A bad mood shortens it, and so does what is left of her patience with the whole journey.
"""

from __future__ import annotations

import math
import random

from cxsim.persona import Persona
from cxsim.settings import Settings


def draw_queue_patience(persona: Persona, random: random.Random) -> float:
    """Seconds that this customer would wait in a queue, unspent and in an even mood; one draw, whatever the law."""
    scale, shape = _law(persona)
    drawn: float = scale * (-math.log1p(-random.random())) ** (1.0 / shape)
    return drawn


def mood_factor(mood: float, settings: Settings) -> float:
    """By how much a mood (-1 to 1) shortens patience: a factor of at most 1."""
    return max(settings.mood_patience_floor, 1.0 + settings.mood_patience_slope * min(mood, 0.0))


def share_gone(persona: Persona, settings: Settings, wait: float, *, spent: float = 0.0) -> float:
    """The share (0-1) of such customers who hang up before they have waited so many seconds.

    They come in the persona's own mood, with ``spent`` seconds of their time already gone; ``wait`` may be infinite.
    """
    if wait > persona.patience.journey - spent:
        return 1.0
    scale, shape = _law(persona)
    scale *= mood_factor(persona.mood, settings)
    if scale <= 0.0:
        return 1.0 if wait > 0.0 else 0.0
    return -math.expm1(-((wait / scale) ** shape))


def _law(persona: Persona) -> tuple[float, float]:
    """Scale in seconds and shape of the Weibull law; a shape of 1 is exponential."""
    patience = persona.patience.queue
    if patience.median is not None:
        return patience.median / math.log(2.0) ** (1.0 / patience.shape), patience.shape
    return (patience.mean or 0.0) / math.gamma(1.0 + 1.0 / patience.shape), patience.shape
