"""A chunk is some rows of a simulation as arrays, in the order in which the attempts ended, and the overtime with them.

Both engines hand on their results in chunks; whoever wants to keep one copies it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from cxsim.callcenter.outcomes import OUTCOMES, Overtime, Row

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from cxsim.callcenter.times import Floats

FLOAT_FIELDS = ("arrival", "wait", "talk", "after", "queued", "began")
INT_FIELDS = ("call", "attempt", "client", "type", "group", "outcome", "agent", "flags")


class Chunk(NamedTuple):
    """``floats`` and ``ints`` have one line an attempt, with the columns of FLOAT_FIELDS and INT_FIELDS.

    ``outcome`` is the number of the outcome in OUTCOMES. ``over_times`` (from, to) and ``over`` (group, how many) are
    the overtime.
    """

    floats: Floats
    ints: NDArray[np.int64]
    over_times: Floats
    over: NDArray[np.int64]

    @classmethod
    def of(cls, rows: Sequence[Row], overtime: Sequence[Overtime] = ()) -> Chunk:
        """What SimPy's engine wrote down."""
        import numpy as np

        number = {outcome: index for index, outcome in enumerate(OUTCOMES)}
        columns = list(zip(*rows, strict=True)) or [()] * len(Row._fields)
        named = dict(zip(Row._fields, columns, strict=True))
        named["outcome"] = tuple(number[outcome] for outcome in named["outcome"])
        return cls(
            np.array([named[name] for name in FLOAT_FIELDS], dtype=float).T,
            np.array([named[name] for name in INT_FIELDS], dtype=np.int64).T,
            np.array([over[1:3] for over in overtime], dtype=float).reshape(-1, 2),
            np.array([(over[0], over[3]) for over in overtime], dtype=np.int64).reshape(-1, 2),
        )

    @classmethod
    def joined(cls, chunks: Iterable[Chunk]) -> Chunk:
        """All of them, one after the other; copies."""
        import numpy as np

        parts = list(chunks) or [cls.of(())]
        floats, ints, over_times, over = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
        return cls(floats, ints, over_times, over)

    def copy(self) -> Chunk:
        """The same in arrays of its own."""
        return Chunk(self.floats.copy(), self.ints.copy(), self.over_times.copy(), self.over.copy())

    def rows(self) -> list[Row]:
        """The same as rows."""
        floats = dict(zip(FLOAT_FIELDS, self.floats.T.tolist(), strict=True))
        ints = dict(zip(INT_FIELDS, self.ints.T.tolist(), strict=True))
        named = {**floats, **ints, "outcome": [OUTCOMES[outcome] for outcome in ints["outcome"]]}
        return [Row(*values) for values in zip(*(named[name] for name in Row._fields), strict=True)]
