"""Times is a distribution of durations: how long calls take, how long callers wait before they hang up.

A distribution is named by its mean and its spread. It is drawn from numbers that do not depend on either, so that two
variants of a center that share their seeds differ by what was changed and by nothing else.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Family = Literal["lognormal", "exponential", "weibull", "constant"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """One family of durations with its mean in seconds; ``spread`` is cv (lognormal) or shape (Weibull)."""

    family: Family
    mean: float
    spread: float = 1.0

    def draw(self, chance: np.random.Generator, count: int) -> Floats:
        """This many durations in seconds."""
        import numpy as np

        if self.family == "constant":
            return np.full(count, self.mean)
        if self.family == "lognormal":
            sigma = math.sqrt(math.log1p(self.spread**2))
            return self.mean * np.exp(sigma * chance.standard_normal(count) - sigma**2 / 2)
        unit = chance.standard_exponential(count)
        if self.family == "weibull":
            return self.mean / math.gamma(1 + 1 / self.spread) * unit ** (1 / self.spread)
        return self.mean * unit

    def survival(self, at: Floats) -> Floats:
        """The share that lasts longer than each of these seconds."""
        import numpy as np

        at = np.asarray(at, dtype=float)
        if self.family == "constant":
            return (at < self.mean).astype(float)
        if self.family == "exponential":
            return np.exp(-at / self.mean)
        if self.family == "weibull":
            return np.exp(-((at * math.gamma(1 + 1 / self.spread) / self.mean) ** self.spread))
        return self._lognormal_survival(at)

    def _lognormal_survival(self, at: Floats) -> Floats:
        import numpy as np
        from scipy.special import ndtr

        sigma = math.sqrt(math.log1p(self.spread**2))
        middle = math.log(self.mean) - sigma**2 / 2
        with np.errstate(divide="ignore"):
            return np.asarray(ndtr((middle - np.log(at)) / sigma), dtype=float)

    def limited_mean(self, at: Floats) -> Floats:
        """The mean of what is cut off at each of these seconds: the integral of the survival function up to there."""
        import numpy as np
        from scipy.special import gammainc, ndtr

        at = np.asarray(at, dtype=float)
        if self.family == "constant":
            return np.minimum(at, self.mean)
        if self.family == "exponential":
            return -self.mean * np.expm1(-at / self.mean)
        if self.family == "weibull":
            power = (at * math.gamma(1 + 1 / self.spread) / self.mean) ** self.spread
            return np.asarray(self.mean * gammainc(1 + 1 / self.spread, power) + at * np.exp(-power), dtype=float)
        sigma = math.sqrt(math.log1p(self.spread**2))
        with np.errstate(divide="ignore"):
            high = (np.log(at / self.mean) - sigma**2 / 2) / sigma
        return np.asarray(self.mean * ndtr(high) + at * self._lognormal_survival(at), dtype=float)

    def scaled(self, factor: float) -> Times:
        """The same shape, this many times as long."""
        return Times(family=self.family, mean=self.mean * factor, spread=self.spread)

    @property
    def kinks(self) -> tuple[float, ...]:
        """Where the survival function jumps (an integral must stop there)."""
        return (self.mean,) if self.family == "constant" else ()

    def __str__(self) -> str:
        spread = {"lognormal": f", cv {self.spread:g}", "weibull": f", shape {self.spread:g}"}.get(self.family, "")
        return f"{self.family}, mean {self.mean:g} s{spread}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixture:
    """Several kinds of people, each with a weight (the weights sum to 1) and a distribution of its own."""

    parts: tuple[tuple[float, Times], ...]

    @property
    def mean(self) -> float:
        """The mean over everybody, in seconds."""
        return math.fsum(weight * times.mean for weight, times in self.parts)

    def draw(self, chance: np.random.Generator, count: int) -> Floats:
        """This many durations in seconds, each from one of the parts."""
        import numpy as np

        which = np.searchsorted(np.cumsum([weight for weight, _ in self.parts])[:-1], chance.random(count), "right")
        return np.stack([times.draw(chance, count) for _, times in self.parts])[which, np.arange(count)]

    def survival(self, at: Floats) -> Floats:
        """The share that lasts longer than each of these seconds."""
        import numpy as np

        return np.asarray(sum(weight * times.survival(at) for weight, times in self.parts), dtype=float)

    def scaled(self, factor: float) -> Mixture:
        """The same shape, this many times as long."""
        return Mixture(parts=tuple((weight, times.scaled(factor)) for weight, times in self.parts))

    @property
    def kinks(self) -> tuple[float, ...]:
        """Where the survival function jumps."""
        return tuple(sorted({kink for _, times in self.parts for kink in times.kinks}))

    def __str__(self) -> str:
        return f"a mixture of {len(self.parts)} kinds of callers, mean {self.mean:g} s"


Durations = Times | Mixture


def exponential(mean: float) -> Times:
    """Memoryless durations with this mean in seconds."""
    return Times(family="exponential", mean=mean)


def constant(mean: float) -> Times:
    """Always the same duration in seconds."""
    return Times(family="constant", mean=mean)


def lognormal(mean: float, cv: float) -> Times:
    """Durations as measured in call centers (Brown et al. 2005); cv is standard deviation over mean."""
    return Times(family="lognormal", mean=mean, spread=cv)


def weibull(median: float, shape: float) -> Times:
    """Patience by its median in seconds; a shape above 1 grows impatient, below 1 settles in."""
    return Times(family="weibull", mean=median / math.log(2) ** (1 / shape) * math.gamma(1 + 1 / shape), spread=shape)
