"""Fitting finds the center behind a call log: arrivals by weekday and interval, service, patience, menu, redials, crew.

Everything is estimated from the days that are handed in and from nothing else, so that later days can be predicted and
held against what really happened.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from cxsim.callcenter.calllog import Calls
from cxsim.callcenter.censored import FEWEST_EVENTS, PatienceFit, fit_patience
from cxsim.callcenter.crew import crew
from cxsim.callcenter.errors import CenterError
from cxsim.callcenter.times import Times, constant, lognormal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from cxsim.callcenter.times import Floats

SOON = 2 * 3600.0
"""Who calls again within so many seconds after hanging up calls about the same matter."""
FEW_CALLS = 200
"""Types with fewer calls are fitted together."""
OTHERS = "others"
SHORT = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceFit:
    """Service (talk and after-call work) in seconds: a lognormal, with the moments that it was made from.

    ``short`` is the share of less than 10 s, ``log_deviation`` the spread of the logarithm of the others.
    """

    chosen: Times
    mean: float
    deviation: float
    median: float
    log_deviation: float
    short: float
    calls: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivalFit:
    """Arrivals of a type: mean calls by weekday (0-6) and interval of the day."""

    mean: Mapping[int, tuple[float, ...]]
    per_day: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RedialFit:
    """Of those who hung up and can be recognized, this share calls again soon, after so many seconds on average."""

    share: float
    after: float
    known: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeFit:
    """What was learned about one call type."""

    name: str
    arrivals: ArrivalFit
    service: ServiceFit
    patience: PatienceFit | None
    menu: ServiceFit | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """The center behind a log. ``varies_day`` and ``varies_interval`` are overdispersion, standard deviation over mean.

    ``crew`` holds agents by weekday and interval; intervals are ``length`` seconds long and begin at ``starts``.
    ``dispersion`` is the variance of a day's calls over their mean (Poisson: 1), days of one weekday compared.
    """

    days: tuple[date, ...]
    calls: int
    starts: tuple[float, ...]
    length: float
    types: tuple[TypeFit, ...]
    dispersion: float | None
    varies_day: float
    varies_interval: float
    redial: RedialFit | None
    crew: Mapping[int, tuple[float, ...]]
    notes: tuple[str, ...]


def fit(calls: Calls, *, length: float = 1800.0) -> Fit:
    """Everything that can be learned from these calls. Raises CenterError where there are too few of them."""
    import numpy as np

    if calls.answered.sum() < FEW_CALLS / 10:
        raise CenterError(
            f"{int(calls.answered.sum())} answered calls are too few to learn from", hint="take more days"
        )
    days = tuple(calls.days[number] for number in np.unique(calls.day))
    starts = _starts(calls, length)
    notes: list[str] = []
    groups = _types(calls, notes)
    types = tuple(_type(name, calls.where(chosen), days, starts, length, notes) for name, chosen in groups.items())
    dispersion, varies_day, varies_interval = _variation(calls, groups.values(), days, starts, length)
    if dispersion is None:
        notes.append("no weekday comes twice, so nothing is said of how much days vary")
    return Fit(
        days=days,
        calls=len(calls),
        starts=starts,
        length=length,
        types=types,
        dispersion=dispersion,
        varies_day=varies_day,
        varies_interval=varies_interval,
        redial=_redials(calls),
        crew=_crews(calls, days, starts, length),
        notes=tuple(notes),
    )


def _starts(calls: Calls, length: float) -> tuple[float, ...]:
    """The intervals in which calls came, from the first to the last."""
    first, last = math.floor(calls.arrival.min() / length), math.floor(min(calls.arrival.max(), 86399.0) / length)
    return tuple(length * number for number in range(first, last + 1))


def _counts(calls: Calls, starts: Sequence[float], length: float) -> Floats:
    import numpy as np

    places = ((calls.arrival - starts[0]) // length).astype(int)
    return np.bincount(np.clip(places, 0, len(starts) - 1), minlength=len(starts)).astype(float)


def _types(calls: Calls, notes: list[str]) -> dict[str, NDArray[np.bool_]]:
    import numpy as np

    sizes = {name: int((calls.type == number).sum()) for number, name in enumerate(calls.types)}
    few = [name for name, size in sizes.items() if 0 < size < FEW_CALLS and len(sizes) > 1]
    if few:
        notes.append(f"types with fewer than {FEW_CALLS} calls are fitted together: {', '.join(few)}")
    groups = {name: calls.type == n for n, name in enumerate(calls.types) if sizes[name] and name not in few}
    rest = np.isin(calls.type, [calls.types.index(name) for name in few])
    return groups | ({OTHERS: rest} if rest.any() else {})


def _type(
    name: str, calls: Calls, days: Sequence[date], starts: Sequence[float], length: float, notes: list[str]
) -> TypeFit:
    import numpy as np

    means = {}
    for weekday in sorted({day.weekday() for day in days}):
        mine = [day for day in days if day.weekday() == weekday]
        rows = np.array([_counts(calls.of_days([day]), starts, length) for day in mine])
        means[weekday] = tuple(float(value) for value in rows.mean(axis=0))
    queued = calls.where(calls.wait > 0)
    patience = None
    if (~queued.answered).sum() >= FEWEST_EVENTS:
        patience = fit_patience(queued.wait, queued.answered)
    else:
        notes.append(f"{name}: fewer than {FEWEST_EVENTS} hang-ups, so nothing is said of patience")
    heard = calls.menu[np.isfinite(calls.menu) & (calls.menu > 0)]
    return TypeFit(
        name=name,
        arrivals=ArrivalFit(mean=means, per_day=len(calls) / len(days)),
        service=fit_service(calls.talk[calls.answered]),
        patience=patience,
        menu=fit_service(heard) if len(heard) >= FEW_CALLS / 10 else None,
    )


def fit_service(seconds: Floats) -> ServiceFit:
    """A lognormal with the measured mean and the measured spread, for queues depend on these two moments.

    The spread of the logarithm is told for those of 10 s and more: very short ones are agents who hang up, and no
    lognormal has them.
    """
    import numpy as np

    if not len(seconds):
        raise CenterError("no service time was measured", hint="name the column of the talk time")
    logs = np.log(seconds[seconds >= SHORT] if (seconds >= SHORT).any() else seconds)
    mean, deviation = float(seconds.mean()), float(seconds.std())
    return ServiceFit(
        chosen=lognormal(mean, deviation / mean) if deviation > 0 else constant(mean),
        mean=mean,
        deviation=deviation,
        median=float(np.median(seconds)),
        log_deviation=float(logs.std()),
        short=float((seconds < SHORT).mean()),
        calls=len(seconds),
    )


def _variation(
    calls: Calls, groups: Iterable[NDArray[np.bool_]], days: Sequence[date], starts: Sequence[float], length: float
) -> tuple[float | None, float, float]:
    """Overdispersion: of whole days within their weekday, and of single intervals of single types beyond that.

    With a factor of mean 1 and variance c² the variance of a count is m + c² m²; moments are solved for c. None where
    no weekday comes twice.
    """
    import numpy as np

    same = [[day for day in days if day.weekday() == weekday] for weekday in range(7)]
    several = [mine for mine in same if len(mine) > 1]
    if not several:
        return None, 0.0, 0.0
    totals = [np.array([len(calls.of_days([day])) for day in mine], dtype=float) for mine in several]
    freedom = sum(len(total) - 1 for total in totals)
    variance = sum(((total - total.mean()) ** 2).sum() for total in totals) / freedom
    mean = sum(total.mean() * (len(total) - 1) for total in totals) / freedom
    squares = sum(total.mean() ** 2 * (len(total) - 1) for total in totals) / freedom
    spread = math.sqrt(max(0.0, float((variance - mean) / squares)))
    tables = [
        np.array([_counts(calls.where(chosen).of_days([day]), starts, length) for day in mine])
        for chosen in groups
        for mine in several
    ]
    return float(variance / mean), spread, _within(tables)


def _within(tables: Sequence[Floats]) -> float:
    """The spread of single intervals around what their weekday's profile and their day's total lead to expect."""
    import numpy as np

    above, below = 0.0, 0.0
    for rows in tables:
        expected = np.outer(rows.sum(axis=1), rows.sum(axis=0)) / max(rows.sum(), 1.0)
        lost = 1 - 1 / len(rows)  # a profile of few days follows them
        above += float((((rows - expected) ** 2) / lost - expected).sum())
        below += float((expected**2).sum())
    return math.sqrt(max(0.0, above / below)) if below else 0.0


def _redials(calls: Calls) -> RedialFit | None:
    """Customers who are recognized: of those who hung up, who called again the same day, and when."""
    import numpy as np

    order = np.lexsort((calls.arrival, calls.day, calls.customer))
    who, day, at = calls.customer[order], calls.day[order], calls.arrival[order]
    end, gone = (calls.arrival + calls.wait)[order], ~calls.answered[order]
    known = gone & (who != "")
    if known.sum() < 20:
        return None
    following = np.append((who[1:] == who[:-1]) & (day[1:] == day[:-1]), False)
    gap = np.append(at[1:], 0.0) - end
    again = known & following & (gap >= 0) & (gap <= SOON)
    after = float(gap[again].mean()) if again.any() else 0.0
    return RedialFit(share=float(again.sum() / known.sum()), after=after, known=int(known.sum()))


def _crews(
    calls: Calls, days: Sequence[date], starts: Sequence[float], length: float
) -> Mapping[int, tuple[float, ...]]:
    import numpy as np

    found: dict[int, list[list[float]]] = {}
    for day in days:
        found.setdefault(day.weekday(), []).append(crew(calls.of_days([day]), starts, length))
    return {weekday: tuple(float(v) for v in np.mean(rows, axis=0)) for weekday, rows in sorted(found.items())}
