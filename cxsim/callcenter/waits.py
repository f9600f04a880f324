"""Waits of callers are kept as a histogram with narrow bins, so that memory does not grow with the number of calls.

A bin is 0.8 % wide (128 bins between one power of two and the next), which makes a percentile exact to 0.4 %; waits
under 8 ms are one bin with no wait at all. A wait that ended in a hang-up is *at least* that long (censored).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from cxsim.callcenter.times import Floats

    Ints = NDArray[np.int64]

HIGHEST_BITS = 45
"""A bin is what is left of a float without so many of its bits: the exponent and 7 bits of the fraction."""
LOWEST_BIN = (1023 - 7) << 7
"""The bin of 2**-7 s, before which there is one bin for everything that is shorter."""
BINS = 28 << 7


@dataclass(frozen=True, slots=True)
class Waits:
    """How many waits are in which bin: ``keys`` rise, and hold slice, bin and whether the wait was cut off."""

    keys: Ints
    counts: Ints

    @classmethod
    def of(cls, keys: Ints) -> Waits:
        """Each key once for each time that it occurs."""
        import numpy as np

        return cls(*np.unique(keys, return_counts=True))

    @classmethod
    def none(cls) -> Waits:
        """Nobody waited."""
        import numpy as np

        return cls(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64))

    def __add__(self, other: Waits) -> Waits:
        import numpy as np

        keys, where = np.unique(np.concatenate([self.keys, other.keys]), return_inverse=True)
        counts = np.bincount(where, weights=np.concatenate([self.counts, other.counts]), minlength=len(keys))
        return Waits(keys, counts.astype(np.int64))


class WaitSum:
    """The waits of some days added up: an array of counts by key, into which a day can be added quickly."""

    def __init__(self, slices: int, days: Iterable[Waits] = ()) -> None:
        import numpy as np

        self.counts = np.zeros(slices * BINS * 2, dtype=np.int64)
        self.days = 0
        for waits in days:
            self.add(waits)

    def add(self, waits: Waits) -> None:
        """Add a day."""
        self.counts[waits.keys] += waits.counts
        self.days += 1

    def __iadd__(self, other: WaitSum) -> WaitSum:
        self.counts += other.counts
        self.days += other.days
        return self

    def percentile(self, first: int, last: int, share: float) -> float | None:
        """The offered wait that this share of the callers in some slices does not exceed (Kaplan and Meier 1958).

        None where so many hung up that it cannot be known.
        """
        import numpy as np

        width = BINS * 2
        counts = self.counts[first * width : last * width].reshape(-1, width).sum(axis=0)
        keys = np.flatnonzero(counts)
        counts = counts[keys]
        at_risk = np.cumsum(counts[::-1])[::-1]
        survival = np.cumprod(np.where(keys & 1, 1.0, 1.0 - counts / at_risk))
        reached = np.flatnonzero(survival <= 1 - share + 1e-12)
        return _middle(int(keys[reached[0]]) >> 1) if len(reached) else None


def bins_of(waits: Floats) -> Ints:
    """The bin of each wait in seconds."""
    import numpy as np

    bits = np.ascontiguousarray(waits).view(np.int64)
    bins: Ints = np.clip((bits >> HIGHEST_BITS) - LOWEST_BIN + 1, 0, BINS - 1)
    return bins


def keys_of(slices: Ints, bins: Ints, cut_off: NDArray[np.bool_]) -> Ints:
    """The key of each wait: in which slice and bin it is, and whether a hang-up cut it off."""
    keys: Ints = ((slices * BINS + bins) << 1) | cut_off
    return keys


def _middle(bin_: int) -> float:
    """The middle of a bin in seconds."""
    import struct

    if bin_ <= 0:
        return 0.0
    low, high = (
        struct.unpack("d", struct.pack("q", (bin_ + LOWEST_BIN - 1 + step) << HIGHEST_BITS))[0] for step in (0, 1)
    )
    return float(low + high) / 2
