"""A probe is a caller who measures the wait and changes nothing: endless patience, no service, in no statistic.

Her wait is the *offered* wait: what a caller gets who does not hang up. The average over those who were answered is
shorter, for it leaves out the long waits that ended in a hang-up; a caller who is walked through the queue must be
given the offered wait, against which her own patience then decides.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from cxsim.callcenter.center import Center
from cxsim.callcenter.day import Day, openings, plan_day
from cxsim.chance import stream_seed

REPLICATIONS = 20
PROBE_EVERY = 60.0
SLICES = 20
"""Equal parts of the callers of an hour, each with a wait of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HourForecast:
    """One hour of one call type, averaged over simulated days.

    ``wait_p50`` and ``wait_p90`` are percentiles of the offered wait in seconds (``inf``: nobody would answer);
    ``waits`` are twenty of them in order, each of which stands for a twentieth of the callers.
    ``offered``, ``served`` and ``abandoned`` are calls in that hour; ``service_level`` is the share of the offered
    calls that are answered within the target's time (a hang-up counts as not answered), None where none came.
    """

    hour: str
    wait_p50: float
    wait_p90: float
    service_level: float | None
    offered: float
    served: float
    abandoned: float
    waits: tuple[float, ...] = ()


def offered_wait(center: Center, call_type: str, at: datetime, *, seed: int) -> float:
    """Seconds that a caller who rings at this local time waits for an agent, if she does not hang up.

    ``inf`` where nobody will answer (the line is closed, or no agent comes). The same seed gives the same wait.
    Raises CenterError where the center has no such call type.
    """
    number = center.types.index(center.type(call_type))
    seconds = at.hour * 3600.0 + at.minute * 60.0 + at.second + at.microsecond / 1e6
    return _offered_wait(center, number, at.date(), seconds, seed)


@lru_cache(maxsize=1024)
def _offered_wait(center: Center, call_type: int, on: date, at: float, seed: int) -> float:
    from cxsim.callcenter.plan import DrawnPlan
    from cxsim.callcenter.simulation import Simulation

    if not any(start * 60.0 <= at < end * 60.0 for start, end in openings(center, on)):
        return math.inf
    day = plan_day(center, on)
    simulation = Simulation(day, DrawnPlan(day, stream_seed(seed, "probe")), probes=[(at, call_type)])
    simulation.run_until_answered()
    return round(simulation.probes[0][1].offered, 3)


def forecast(center: Center, call_type: str, day: date, *, seed: int) -> list[HourForecast]:
    """What each open hour of this date is like for callers of a type: an empty list where the line is closed all day.

    Raises CenterError where the center has no such call type.
    """
    number = center.types.index(center.type(call_type))
    if not openings(center, day):
        return []
    return list(_forecast(center, day, seed)[number])


@lru_cache(maxsize=32)
def _forecast(center: Center, on: date, seed: int) -> tuple[tuple[HourForecast, ...], ...]:
    """Every call type at once: they share their simulated days."""
    from cxsim.callcenter.outcomes import ABANDONED, SERVED
    from cxsim.callcenter.plan import DrawnPlan
    from cxsim.callcenter.simulation import Simulation

    day = plan_day(center, on)
    hours = _hours(day)
    tallies = [{hour: _Hour() for hour in hours} for _ in day.types]
    for replication in range(REPLICATIONS):
        plan = DrawnPlan(day, stream_seed(seed, "forecast"), replication)
        simulation = Simulation(day, plan, probes=_probes(day))
        for row in simulation.run():
            type_, arrived, wait, outcome = row[3], row[4], row[5], row[9]
            tally = tallies[type_].get(int(arrived // 3600))
            if tally is not None and outcome in (SERVED, ABANDONED):
                tally.offered += 1
                tally.served += outcome == SERVED
                tally.in_time += outcome == SERVED and wait <= day.target.seconds
        for at, probe in simulation.probes:
            tallies[probe.type][int(at // 3600)].waits.append(probe.offered)
    return tuple(tuple(tally[hour].forecast(hour) for hour in hours) for tally in tallies)


def _hours(day: Day) -> list[int]:
    spans = [(day.edges[i], day.edges[i + 1]) for i, is_open in enumerate(day.open) if is_open]
    return sorted({hour for start, end in spans for hour in range(int(start // 3600), math.ceil(end / 3600))})


def _probes(day: Day) -> list[tuple[float, int]]:
    """A probe of every type each minute while the line is open, half a minute away from where plans change."""
    found = []
    for segment, is_open in enumerate(day.open):
        start, end = day.edges[segment], day.edges[segment + 1]
        count = int((end - start) // PROBE_EVERY) if is_open else 0
        found += [(start + (i + 0.5) * PROBE_EVERY, t) for i in range(count) for t in range(len(day.types))]
    return found


class _Hour:
    """What is counted in one hour of one type."""

    def __init__(self) -> None:
        self.offered = self.served = self.in_time = 0
        self.waits: list[float] = []

    def forecast(self, hour: int) -> HourForecast:
        waits = sorted(self.waits)
        return HourForecast(
            hour=f"{hour:02d}:00",
            wait_p50=_percentile(waits, 0.5),
            wait_p90=_percentile(waits, 0.9),
            service_level=round(self.in_time / self.offered, 6) if self.offered else None,
            offered=self.offered / REPLICATIONS,
            served=self.served / REPLICATIONS,
            abandoned=(self.offered - self.served) / REPLICATIONS,
            waits=tuple(_percentile(waits, (n + 0.5) / SLICES) for n in range(SLICES)),
        )


def _percentile(ordered: Sequence[float], share: float) -> float:
    """The smallest of these waits that at least this share does not exceed, in seconds."""
    return round(ordered[max(0, math.ceil(share * len(ordered)) - 1)], 3) if ordered else math.inf
