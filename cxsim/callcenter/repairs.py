"""Repairs are what mending a page would give the queue: the calls and the work that it takes away, and what the other
callers then meet, at both ends of the range in which the calls lie.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cxsim.callcenter.center import Center
from cxsim.callcenter.day import Day
from cxsim.callcenter.failuredemand import Demand, Range, fixed
from cxsim.callcenter.results import Measured, Results
from cxsim.callcenter.trial import trial
from cxsim.scenario import Scenario
from cxsim.touchpoint import ChannelName, Touchpoint

MOST_PAGES = 5
EVERYTHING = ("", "")
"""The place of a repair that mends all pages at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """One repair: its place (touchpoint and page), the calls and the hours of agents' work a day that it takes away.

    ``least`` and ``most`` are the days without the fewest and without the most of these calls, with the same callers.
    """

    place: tuple[str, str]
    part: Demand
    calls: Range
    hours: Range
    least: Results
    most: Results

    def differences(self, base: Results) -> tuple[Measured, Measured]:
        """What changes in the day's totals at both ends, paired day by day."""
        return tuple(  # type: ignore[return-value]  # two of them
            {name: value.minus(base.totals[name]) for name, value in end.totals.items()}
            for end in (self.least, self.most)
        )


def wants(scenarios: Mapping[str, Scenario], touchpoints: Mapping[str, Touchpoint]) -> dict[str, str]:
    """What the callers of each scenario ask for on the phone (a call type), where it says so."""
    return {
        name: stop.wants
        for name, scenario in scenarios.items()
        for stop in scenario.journey
        if stop.wants and stop.touchpoint in touchpoints and touchpoints[stop.touchpoint].channel is ChannelName.PHONE
    }


def repairs(
    center: Center, day: Day, found: Demand, *, replications: int, seed: int, most_pages: int = MOST_PAGES
) -> tuple[Results, list[Repair]]:
    """The day as it is, and each repair: everything at once, then the pages that most calls come from.

    The same seed gives the same callers in all of them.
    """
    base = trial(day, replications=replications, seed=seed)
    return base, [_repair(place, part, center, day, replications, seed) for place, part in _parts(found, most_pages)]


def _parts(found: Demand, most_pages: int) -> Iterator[tuple[tuple[str, str], Demand]]:
    if found.walks:
        yield EVERYTHING, found
    pages = list(found.pages())
    for place in pages[:most_pages]:
        yield place, found.of_page(place)


def _repair(place: tuple[str, str], part: Demand, center: Center, day: Day, replications: int, seed: int) -> Repair:
    (least, few), (most, many) = (fixed(center, day, part, high=high) for high in (False, True))
    return Repair(
        place=place,
        part=part,
        calls=Range(low=few, high=many),
        hours=Range(low=(day.work - least.work) / 3600, high=(day.work - most.work) / 3600),
        least=trial(least, replications=replications, seed=seed),
        most=trial(most, replications=replications, seed=seed),
    )
