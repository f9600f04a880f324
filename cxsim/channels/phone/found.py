"""A found menu is what exploring a live line has shown: from then on it is a flow like any that stands in a file.

The line is called again and again, within bounds, and as politely as its host can expect; where it may not be called,
or is closed now, nothing is found, and that is said. What was not tried is opaque in the flow.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from cxsim.callcenter.center import Center
from cxsim.channels.phone.inspect import FOUND, inspect, unexplored
from cxsim.channels.phone.live import hindrance_to_exploring, line_of
from cxsim.errors import CxsimError, DefinitionError
from cxsim.experience import Experience, Kind, Moment
from cxsim.ivr.flow import Flow
from cxsim.ivr.importers import writing
from cxsim.ivr.live.shape import shape
from cxsim.ivr.live.survey import Bounds, Survey, Surveyor
from cxsim.settings import Settings
from cxsim.touchpoint import Company, Touchpoint

BOUNDS = Bounds(calls=1_000, depth=10, places=200, seconds=120.0)
"""How much is asked of a line in one run: settings of ours, so that a run never takes minutes more for one line."""


def inspect_live(
    touchpoint: Touchpoint,
    center: Center | None,
    company: Company,
    settings: Settings,
    *,
    seed: int,
    day: date,
    environment: str | None,
    now: datetime,
    bounds: Bounds = BOUNDS,
) -> Experience:
    """What exploring finds at a live phone line, and then the analysis that any menu is given."""
    if reason := hindrance_to_exploring(touchpoint, company, environment, now):
        return unexplored(touchpoint, reason, seed=seed)
    try:
        with line_of(touchpoint) as line:
            survey = Surveyor(line, bounds).survey()
    except CxsimError as error:
        return unexplored(touchpoint, error.what, seed=seed)
    flow = shape(survey, name=touchpoint.name)
    found = inspect(touchpoint, flow, center, company, settings, seed=seed, day=day)
    here = [Moment(at=0.0, touchpoint=touchpoint.name, kind=Kind.INSPECTED, data=_found(flow, survey))]
    if missing := next((place.missing for place in survey.places if place.missing), ""):
        data = {"what": touchpoint.name, "reason": f"not everything was tried: {missing}", "harness": False}
        here.append(Moment(at=0.0, touchpoint=touchpoint.name, kind=Kind.UNSEEN, data=data))
    return replace(found, moments=(*here, *found.moments))


def _found(flow: Flow, survey: Survey) -> dict[str, Any]:
    """The menu itself goes into the record as YAML, so that it can be drawn and judged later without the line."""
    try:
        text = writing.written(flow)
    except DefinitionError:
        text = ""  # nothing is lost but the picture
    remarks = [{"node": flow.name, "where": "", "text": remark, "hours": ""} for remark in survey.remarks]
    return {"what": FOUND, "url": "", "looked_at": len(survey.places), "findings": [], "unknown": remarks, "flow": text}


__all__ = ["BOUNDS", "inspect_live"]
