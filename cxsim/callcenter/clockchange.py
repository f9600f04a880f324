"""A clock change is the day on which an hour is missing or comes twice; a plan is simulated as the wall clock shows it.

Nobody's plan has such an hour right without thinking of it, so people are told where the line is open then.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from cxsim.callcenter.center import Center
from cxsim.callcenter.day import openings
from cxsim.touchpoint import TouchpointMap
from cxsim.yamlfile import build, read


def clock_change(center: Center, file: Path, on: date) -> str:
    """A sentence where the clocks change on this date while the line is open; else empty.

    The time zone is that of the map (``touchpoints*.yaml``) one of whose touchpoints names this center. Raises
    DefinitionError where the map cannot be read.
    """
    zone = _zone(file.resolve())
    if zone is None:
        return ""
    place = ZoneInfo(zone)
    for minute in range(0, 1440, 30):
        before = datetime(on.year, on.month, on.day, tzinfo=place) + timedelta(minutes=minute)
        change = (before + timedelta(minutes=30)).utcoffset(), before.utcoffset()
        if change[0] == change[1]:
            continue
        if not any(start < minute + 120 and end > minute for start, end in openings(center, on)):
            return ""
        forward = (change[0] or timedelta()) > (change[1] or timedelta())
        what = (
            "forward: an hour of the plan does not exist"
            if forward
            else "back: an hour comes twice, the plan has it once"
        )
        return f"the clocks of {zone} go {what}; the day is simulated as the clock on the wall shows it"
    return ""


def _zone(file: Path) -> str | None:
    for folder in list(file.parents)[:3]:
        for path in sorted(folder.glob("touchpoints*.yaml")):
            written = build(read(path), TouchpointMap)
            for touchpoint in written.touchpoints.values():
                named = [base / (touchpoint.callcenter or "") for base in (folder, folder.parent)]
                if touchpoint.callcenter and any(candidate.resolve() == file for candidate in named):
                    return written.company.zone
    return None
