"""What a failing website does to the phone line, as a part of the document: calls a day, work, and waits.

Where a touchpoint has a call center, its next working day is simulated as it is and without the calls that nobody would
make had the website worked; in all of these days the same callers come. That is an analysis of the walks and changes
nothing of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from cxsim.callcenter.center import Center
from cxsim.callcenter.errors import CenterError
from cxsim.callcenter.failuredemand import Demand, Range, demand
from cxsim.errors import DefinitionError
from cxsim.experience import Experience
from cxsim.loading import Project
from cxsim.reporting.contract.failuredemand import FailureDemandPart, QueuePart, RepairPart, SpanPart
from cxsim.runfolder import RunInfo

if TYPE_CHECKING:
    from cxsim.callcenter.day import Day
    from cxsim.callcenter.repairs import Repair
    from cxsim.callcenter.results import Measured, Results

TURN = Range(low=0.5, high=1.0)
"""Which share of those who failed and prefer the phone does call: nobody has measured it, so half to all of them."""
MOST_PAGES = 3
CALLS = 4_000
"""Calls that are simulated for each repair: as many days as come to them, within these bounds."""
FEWEST_DAYS, MOST_DAYS = 3, 10
MOST_CALLS = 40_000
"""A day with more calls takes too long for a report."""


def failure_demand_parts(project: Project, experiences: Sequence[Experience], info: RunInfo) -> list[FailureDemandPart]:
    """One part for each phone line with a call center; none where nobody went to a website."""
    found: list[FailureDemandPart] = []
    failing: Demand | None = None
    for name, touchpoint in project.touchpoints.items():
        center = project.centers.get(touchpoint.callcenter or "")
        if center is not None:
            failing = failing or _demand(project, experiences)
            if failing.walks or failing.unmeasured:
                found.append(_part(name, center, failing, info))
    return found


def _demand(project: Project, experiences: Sequence[Experience]) -> Demand:
    from cxsim.callcenter.repairs import wants

    asked = wants(project.scenarios, project.touchpoints)
    return demand(experiences, project.personas, project.touchpoints, asked, turn=TURN)


def _part(name: str, center: Center, failing: Demand, info: RunInfo) -> FailureDemandPart:
    part: FailureDemandPart = {
        "touchpoint": name,
        "date": "",
        "replications": 0,
        "turn": _span(failing.turn),
        "calls": _span(failing.calls) if failing.walks else None,
        "unmeasured": list(failing.unmeasured),
        "seconds": center.target.seconds,
        "now": None,
        "repairs": [],
    }
    if failing.walks:
        try:
            part |= _simulated(center, failing, info)  # type: ignore[typeddict-item]  # three of its keys
        except (CenterError, DefinitionError) as error:
            part["unmeasured"].append(f"{name}: the queue cannot be simulated: {str(error).splitlines()[0]}")
    return part


def _simulated(center: Center, failing: Demand, info: RunInfo) -> dict[str, object]:
    """The next open day of the center, as it is and with each page mended."""
    from cxsim.callcenter.day import plan_day
    from cxsim.callcenter.engines import Replications
    from cxsim.callcenter.planning import next_date

    on = next_date(center, info.present.date())
    day = plan_day(center, on)
    calls = Replications(day=day, seed=info.seed, count=1).calls
    if calls > MOST_CALLS:
        raise CenterError(f"{calls:,.0f} calls a day are too many for a report (cxsim callcenter simulate --from-run)")
    days = max(FEWEST_DAYS, min(MOST_DAYS, round(CALLS / max(calls, 1.0))))
    base, mended = _mended(center, day, failing, days, info.seed)
    found: list[RepairPart] = [
        {
            "touchpoint": one.place[0],
            "page": one.place[1],
            "personas": sorted({walk.persona for walk in one.part.walks}),
            "experiences": sorted({walk.walk for walk in one.part.walks}),
            "calls": _span(one.calls),
            "hours": _span(one.hours),
            "low": _queue(one.least.totals),
            "high": _queue(one.most.totals),
        }
        for one in mended
    ]
    return {"date": str(on), "replications": days, "now": _queue(base.totals), "repairs": found}


@lru_cache(maxsize=8)
def _mended(center: Center, day: Day, failing: Demand, days: int, seed: int) -> tuple[Results, tuple[Repair, ...]]:
    """The simulated days; the same evidence is often judged again."""
    from cxsim.callcenter.repairs import repairs

    base, mended = repairs(center, day, failing, replications=days, seed=seed, most_pages=MOST_PAGES)
    return base, tuple(mended)


def _queue(totals: Measured) -> QueuePart:
    def mean(name: str) -> float | None:
        value = totals[name].mean
        return None if value is None else round(value, 6)

    return {
        "offered": mean("offered"),
        "service_level": mean("service_level"),
        "abandonment": mean("abandonment"),
        "asa": mean("asa"),
        "occupancy": mean("occupancy"),
    }


def _span(one: Range) -> SpanPart:
    return {"low": round(one.low, 6), "high": round(one.high, 6)}
