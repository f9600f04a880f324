"""A replay holds the model against a real day: what it says by interval, and what really happened.

Two questions are asked of it. *Replayed*: with the calls of that day (their times, types and known service), would the
queue have been what it was? That tests the queue alone. *Predicted*: with what earlier days let expect, would it have
been known before? That tests everything. The band is that of single days (90 % of the simulated ones), for a real day
is one day and not a mean.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from cxsim.callcenter.calllog import Calls
from cxsim.callcenter.crew import crew
from cxsim.callcenter.day import Day, GroupDay, TypeDay
from cxsim.callcenter.errors import CenterError
from cxsim.callcenter.fitting import OTHERS, Fit, TypeFit
from cxsim.callcenter.happenings import Counts
from cxsim.callcenter.manners import Variation
from cxsim.callcenter.times import Times
from cxsim.callcenter.trial import trial_with_logs
from cxsim.quantities import Target

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from cxsim.callcenter.plan import WrittenPlan
    from cxsim.callcenter.times import Floats

MEASURES = ("offered", "service_level", "abandonment", "asa")
LOW, HIGH = 0.05, 0.95
FEW = 10
"""An interval with fewer calls says little, and is left out of the mean errors."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Simulated days against real ones: ``simulated`` holds one count for each replication."""

    title: str
    days: tuple[date, ...]
    starts: tuple[float, ...]
    actual: Counts
    simulated: tuple[Counts, ...]

    def predicted(self, measure: str, *, whole: bool = False) -> tuple[Floats, Floats, Floats]:
        """Expected value, lower and upper end of the band of single days, by interval or for all of them."""
        import numpy as np

        counts = [count.whole if whole else count for count in self.simulated]
        total = counts[0]
        for count in counts[1:]:
            total = total.plus(count)
        mean = total.of(measure) / (len(counts) if measure == "offered" else 1)
        each = np.array([count.of(measure) for count in counts])
        blank = np.isnan(each).all(axis=0)
        each[:, blank] = 0.0
        low, high = np.nanquantile(each, LOW, axis=0), np.nanquantile(each, HIGH, axis=0)
        return mean, np.where(blank, np.nan, low), np.where(blank, np.nan, high)

    def errors(self, measure: str) -> tuple[float, float, float]:
        """Mean error (predicted minus actual) and mean absolute error, weighted by calls, and the share in the band."""
        import numpy as np

        actual, (mean, low, high) = self.actual.of(measure), self.predicted(measure)
        told = np.isfinite(actual) & np.isfinite(mean) & (self.actual.offered >= FEW)
        if not told.any():
            return math.nan, math.nan, math.nan
        weights = self.actual.offered[told]
        gaps = (mean - actual)[told]
        inside = ((actual >= low - 1e-12) & (actual <= high + 1e-12))[told]
        return (
            float(np.average(gaps, weights=weights)),
            float(np.average(abs(gaps), weights=weights)),
            float(inside.mean()),
        )


# -- the two questions


def predicted(
    fit: Fit,
    later: Calls,
    days: Sequence[date],
    *,
    target: Target,
    replications: int,
    seed: int,
    known_crew: bool,
    done: Callable[[int], object] = lambda days: None,
) -> Held:
    """These days as earlier ones let expect them, all intervals of the same time of day taken together.

    ``known_crew`` takes the agents who were really there (a schedule is known beforehand), else those of the same
    weekday before. Raises CenterError where a weekday was never seen before.
    """
    parts = []
    for number, on in enumerate(days):
        if on.weekday() not in fit.crew:
            raise CenterError(f"no {on:%A} is in the days that were learned from", hint="learn from more days")
        real = later.of_days([on])
        agents = crew(real, fit.starts, fit.length) if known_crew else fit.crew[on.weekday()]
        day = expected_day(fit, on.weekday(), agents, target)
        _, logs = trial_with_logs(day, replications=replications, seed=seed + number)
        parts.append([_counts(fit, log.arrival, log.wait, log.served, log.outcome != "closed", target) for log in logs])
        done(number + 1)
    title = "predicted, with the agents who were there" if known_crew else "predicted, agents as on earlier weekdays"
    return Held(
        title=title,
        days=tuple(days),
        starts=fit.starts,
        actual=actual_counts(fit, later.of_days(list(days)), target),
        simulated=tuple(_summed(counts) for counts in zip(*parts, strict=True)),
    )


def replayed(
    fit: Fit,
    later: Calls,
    days: Sequence[date],
    *,
    target: Target,
    replications: int,
    seed: int,
    done: Callable[[int], object] = lambda days: None,
) -> Held:
    """These days with the calls that really came; only what nobody could see is drawn.

    The patience of those who hung up is known, that of the others was longer than their wait; service is known of those
    who were answered.
    """
    import numpy as np

    from cxsim.callcenter.simulation import Simulation

    parts = []
    for number, on in enumerate(days):
        real = later.of_days([on])
        day = expected_day(fit, None, crew(real, fit.starts, fit.length), target)
        chance = np.random.default_rng([seed, number])
        found = []
        for _ in range(replications):
            rows = Simulation(day, written(fit, real, chance)).run()
            arrival, wait = np.array([row.arrival for row in rows]), np.array([row.wait for row in rows])
            served = np.array([row.outcome == "served" for row in rows])
            let_in = np.array([row.outcome != "closed" for row in rows])
            found.append(_counts(fit, arrival, wait, served, let_in, target))
        parts.append(found)
        done(number + 1)
    return Held(
        title="replayed, with the calls that came",
        days=tuple(days),
        starts=fit.starts,
        actual=actual_counts(fit, later.of_days(list(days)), target),
        simulated=tuple(_summed(counts) for counts in zip(*parts, strict=True)),
    )


def _summed(counts: Iterable[Counts]) -> Counts:
    first, *others = counts
    for count in others:
        first = first.plus(count)
    return first


# -- days


def expected_day(fit: Fit, weekday: int | None, agents: Sequence[float], target: Target) -> Day:
    """A day of the fitted center; without a weekday nobody calls (a replay brings its own calls).

    A crew of 4.7 is five agents for 70 % of the interval and four for the rest.
    """
    edges, heads, place = [fit.starts[0]], [], []
    for number, (start, count) in enumerate(zip(fit.starts, agents, strict=True)):
        low = math.floor(count + 1e-9)
        more = round((count - low) * fit.length / 60.0) * 60.0
        for cut, people in ((start + more, low + 1), (start + fit.length, low)):
            if cut > edges[-1]:
                edges.append(cut)
                heads.append(people)
                place.append(number)
    types = tuple(_type(one, weekday, place, fit.length) for one in fit.types)
    varies = Variation(day=fit.varies_day, interval=fit.varies_interval) if weekday is not None else Variation()
    return Day(
        edges=tuple(edges),
        open=(True,) * len(heads),
        types=types,
        groups=(GroupDay(name="agents", agents=tuple(heads), tiers=(tuple(range(len(types))),)),),
        intervals=tuple((start, start + fit.length) for start in fit.starts),
        target=target,
        varies=varies,
    )


def _type(one: TypeFit, weekday: int | None, place: Sequence[int], length: float) -> TypeDay:
    means = None if weekday is None else one.arrivals.mean.get(weekday)
    return TypeDay(
        name=one.name,
        rates=tuple(means[number] / length if means else 0.0 for number in place),
        talk=one.service.chosen,
        patience=one.patience.chosen if one.patience else None,
    )


def written(fit: Fit, real: Calls, chance: np.random.Generator) -> WrittenPlan:
    """The calls of a real day as a plan; what the log does not tell is drawn from the fit."""
    import numpy as np

    from cxsim.callcenter.luck import Luck
    from cxsim.callcenter.plan import WrittenCall, WrittenPlan

    clients = []
    for one in fit.types:
        mine = real.where(_is(fit, real, one.name))
        count = len(mine)
        talk = np.where(mine.answered, mine.talk, one.service.chosen.draw(chance, count))
        patience = np.full(count, math.inf)
        if one.patience is not None:
            longer = _longer_than(one.patience.chosen, mine.wait, chance)
            patience = np.where(mine.answered, longer, np.maximum(mine.wait, 0.01))
        lucks = zip(mine.arrival.tolist(), talk.tolist(), patience.tolist(), strict=True)
        clients.append([WrittenCall(at=at, attempts=(Luck(talk=t, patience=p),)) for at, t, p in lucks])
    return WrittenPlan(clients)


def _is(fit: Fit, calls: Calls, name: str) -> NDArray[np.bool_]:
    """The calls of a fitted type; a type that was never seen, or seldom, is one of the others."""
    import numpy as np

    known = [one.name for one in fit.types if one.name != OTHERS]
    fallback = OTHERS if any(one.name == OTHERS for one in fit.types) else fit.types[0].name
    names = np.array([name if name in known else fallback for name in calls.types])
    mine: NDArray[np.bool_] = names[calls.type] == name
    return mine


def _longer_than(patience: Times, waits: Floats, chance: np.random.Generator) -> Floats:
    """Patience of people who are known to have waited so long already (Weibull; exponential is its shape 1)."""
    shape = patience.spread if patience.family == "weibull" else 1.0
    scale = patience.mean / math.gamma(1 + 1 / shape)
    drawn: Floats = scale * ((waits / scale) ** shape + chance.standard_exponential(len(waits))) ** (1 / shape)
    return drawn


# -- counting


def actual_counts(fit: Fit, calls: Calls, target: Target) -> Counts:
    """What really happened, by interval."""
    import numpy as np

    return _counts(fit, calls.arrival, calls.wait, calls.answered, np.ones(len(calls), dtype=bool), target)


def _counts(
    fit: Fit,
    arrival: Floats,
    wait: Floats,
    served: NDArray[np.bool_],
    let_in: NDArray[np.bool_],
    target: Target,
) -> Counts:
    import numpy as np

    places = np.clip(((arrival - fit.starts[0]) // fit.length).astype(int), 0, len(fit.starts) - 1)

    def total(weights: NDArray[np.bool_] | Floats) -> Floats:
        return np.bincount(places[let_in], weights=weights[let_in], minlength=len(fit.starts)).astype(float)

    return Counts(
        offered=total(np.ones(len(arrival))),
        in_time=total(served & (wait <= target.seconds)),
        abandoned=total(~served),
        answered=total(served),
        waited=total(np.where(served, wait, 0.0)),
    )
