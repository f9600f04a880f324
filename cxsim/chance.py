"""Chance is drawn from one named stream per purpose, so that adding a step never changes the luck of the others."""

from __future__ import annotations

import hashlib
import random


def stream_seed(seed: int, *names: str | int) -> int:
    """A 64-bit seed that depends on nothing but the run's seed and the stream's name.

    >>> stream_seed(1, "walk", "anna") == stream_seed(1, "walk", "anna")
    True
    >>> stream_seed(1, "walk", "anna") == stream_seed(1, "walk", "bernd")
    False
    """
    key = "\x1f".join([str(seed), *map(str, names)])
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big")


def stream(seed: int, *names: str | int) -> random.Random:
    """The random stream with this name, at its beginning."""
    return random.Random(stream_seed(seed, *names))
