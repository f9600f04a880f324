"""Waits of callers are kept as a histogram with narrow bins, so that memory does not grow with the number of calls.

A bin is 0.8 % wide (128 bins between one power of two and the next), which makes a percentile exact to 0.4 %; waits
under 8 ms are one bin with no wait at all. A wait that ended in a hang-up is *at least* that long (censored).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from cxsim.callcenter.times import Floats

    Ints = NDArray[np.int64]

_BITS = 45  # of a float's fraction that a bin ignores: 52 - 7
_LOWEST = (1023 - 7) << 7  # the bin of 2**-7 s
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

    def percentile(self, first: int, last: int, share: float) -> float | None:
        """The offered wait that this share of the callers in some slices does not exceed (Kaplan and Meier 1958).

        None where so many hung up that it cannot be known.
        """
        import numpy as np

        low, high = np.searchsorted(self.keys, [first * BINS * 2, last * BINS * 2])
        counts = np.bincount(self.keys[low:high] % (BINS * 2), weights=self.counts[low:high], minlength=BINS * 2)
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
    bins: Ints = np.clip((bits >> _BITS) - _LOWEST + 1, 0, BINS - 1)
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
    low, high = (struct.unpack("d", struct.pack("q", (bin_ + _LOWEST - 1 + step) << _BITS))[0] for step in (0, 1))
    return float(low + high) / 2
