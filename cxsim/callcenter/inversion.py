"""Inversion turns a place in a counter-based random stream into one duration, without drawing what comes before it.

Later attempts of a client are few and nobody knows beforehand which ones: they are drawn one by one, by the client's
index and attempt. The functions below use nothing but plain arithmetic and libm's log, log1p, exp and pow, so that
Python and the compiled engine, which compiles these very functions, get the same bits.
"""

from __future__ import annotations

import math

CONSTANT, EXPONENTIAL, WEIBULL, LOGNORMAL = range(4)
"""Families that :func:`quantile` knows."""

_WORD = 0xFFFFFFFF

# Wichura's rational approximations (Applied Statistics 37, 1988, AS 241), highest power first
_A = (
    2.5090809287301226727e3,
    3.3430575583588128105e4,
    6.7265770927008700853e4,
    4.5921953931549871457e4,
    1.3731693765509461125e4,
    1.9715909503065514427e3,
    1.3314166789178437745e2,
    3.3871328727963666080e0,
)
_B = (
    5.2264952788528545610e3,
    2.8729085735721942674e4,
    3.9307895800092710610e4,
    2.1213794301586595867e4,
    5.3941960214247511077e3,
    6.8718700749205790830e2,
    4.2313330701600911252e1,
    1.0,
)
_C = (
    7.74545014278341407640e-4,
    2.27238449892691845833e-2,
    2.41780725177450611770e-1,
    1.27045825245236838258e0,
    3.64784832476320460504e0,
    5.76949722146069140550e0,
    4.63033784615654529590e0,
    1.42343711074968357734e0,
)
_D = (
    1.05075007164441684324e-9,
    5.47593808499534494600e-4,
    1.51986665636164571966e-2,
    1.48103976427480074590e-1,
    6.89767334985100004550e-1,
    1.67638483018380384940e0,
    2.05319162663775882187e0,
    1.0,
)
_E = (
    2.01033439929228813265e-7,
    2.71155556874348757815e-5,
    1.24266094738807843860e-3,
    2.65321895265761230930e-2,
    2.96560571828504891230e-1,
    1.78482653991729133580e0,
    5.46378491116411436990e0,
    6.65790464350110377720e0,
)
_F = (
    2.04426310338993978564e-15,
    1.42151175831644588870e-7,
    1.84631831751005468180e-5,
    7.86869131145613259100e-4,
    1.48753612908506148525e-2,
    1.36929880922735805310e-1,
    5.99832206555887937690e-1,
    1.0,
)


def philox(first: int, second: int, third: int, fourth: int, key: int, other: int) -> tuple[int, int, int, int]:
    """Philox 4x32-10 (Salmon et al. 2011): four random words of 32 bits for a counter of four words and two keys."""
    for _ in range(10):
        left = first * 0xD2511F53
        right = third * 0xCD9E8D57
        first, third = ((right >> 32) & _WORD) ^ second ^ key, ((left >> 32) & _WORD) ^ fourth ^ other
        second, fourth = right & _WORD, left & _WORD
        key = (key + 0x9E3779B9) & _WORD
        other = (other + 0xBB67AE85) & _WORD
    return first, second, third, fourth


def uniform(high: int, low: int) -> float:
    """A number strictly between 0 and 1 from 26 bits of each of two words."""
    return ((high >> 6) * 67108864 + (low >> 6) + 0.5) * 2.0**-52


def quantile(share: float, family: float, scale: float, shape: float) -> float:
    """The duration that this share does not exceed.

    ``scale`` is the mean (of a Weibull the characteristic life); ``shape`` is sigma of a lognormal's logarithm and
    one over the shape of a Weibull.
    """
    if family == CONSTANT:
        return scale
    if family == EXPONENTIAL:
        return -math.log1p(-share) * scale
    if family == WEIBULL:
        return scale * math.pow(-math.log1p(-share), shape)
    share = max(share, 2.0**-53)
    middle, above, below = share - 0.5, 0.0, 0.0
    if abs(middle) <= 0.425:
        tail = 0.180625 - middle * middle
        for index in range(8):
            above, below = above * tail + _A[index], below * tail + _B[index]
        return scale * math.exp(shape * (middle * above / below) - shape * shape / 2)
    tail = math.sqrt(-math.log(share if middle < 0 else 1.0 - share))
    far = tail > 5.0
    tail -= 5.0 if far else 1.6
    for index in range(8):
        above = above * tail + (_E[index] if far else _C[index])
        below = below * tail + (_F[index] if far else _D[index])
    normal = -above / below if middle < 0 else above / below
    return scale * math.exp(shape * normal - shape * shape / 2)
