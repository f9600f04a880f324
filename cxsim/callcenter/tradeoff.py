"""The trade-off is what every agent more or less does to cost and to the people who call.

Efficiency alone is the view from the inside; so each point of the curve has its cost beside the service level, the
hang-ups, and how the waits were for the customers themselves (their zone score, 50 where it is just adequate).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxsim.callcenter.day import Day
from cxsim.callcenter.results import Value
from cxsim.callcenter.staffing import Agents
from cxsim.callcenter.trial import staffed, trial_with_logs

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from cxsim.callcenter.times import Floats

STEPS = (0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3)

Experienced = Callable[["Floats", "NDArray[np.bool_]"], "Floats"]
"""How waits (seconds) were for the customers, 0-100; the second array says who was answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One level of staff: ``level`` times what is required, its cost a day, and what it was like.

    ``experience`` is the mean zone score of all calls, None where no persona is known.
    """

    level: float
    agent_hours: float
    cost: float
    service_level: Value
    abandonment: Value
    occupancy: Value
    experience: Value | None


def curve(
    day: Day,
    required: Agents,
    *,
    hourly_cost: float,
    shrinkage: float,
    replications: int,
    seed: int,
    experienced: Experienced | None,
    steps: Sequence[float] = STEPS,
    keep: Collection[str] = (),
    done: Callable[[int], object] = lambda points: None,
) -> list[Point]:
    """The curve around the required agents; ``hourly_cost`` is that of one scheduled hour, groups to ``keep`` stay."""
    found = []
    for level in steps:
        agents = {
            name: counts if name in keep else tuple(round(n * level) for n in counts)
            for name, counts in required.items()
        }
        changed = staffed(day, {name: counts for name, counts in agents.items() if name not in keep})
        hours = agent_hours(day, agents)
        found.append(_point(changed, hours, level, hourly_cost, shrinkage, replications, seed, experienced))
        done(len(found))
    return found


def agent_hours(day: Day, agents: Agents) -> float:
    """Hours on the phone, over all groups and intervals."""
    hours = [(end - start) / 3600.0 for start, end in day.intervals]
    return math.fsum(n * h for counts in agents.values() for n, h in zip(counts, hours, strict=True))


def _point(
    day: Day,
    hours: float,
    level: float,
    hourly_cost: float,
    shrinkage: float,
    replications: int,
    seed: int,
    experienced: Experienced | None,
) -> Point:
    results, logs = trial_with_logs(day, replications=replications, seed=seed)
    scores = None
    if experienced is not None:
        from cxsim.callcenter.results import ratio

        counted = [log.where(log.outcome != "closed") for log in logs]
        sums = [float(experienced(log.wait, log.served).sum()) for log in counted]
        scores = ratio(sums, [float(len(log.wait)) for log in counted])
    totals = results.totals
    return Point(
        level=level,
        agent_hours=hours,
        cost=hours / (1 - shrinkage) * hourly_cost,
        service_level=totals["service_level"],
        abandonment=totals["abandonment"],
        occupancy=totals["occupancy"],
        experience=scores,
    )
