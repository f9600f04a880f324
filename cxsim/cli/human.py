"""Seconds to a human for programs: what a phone menu and the queues of the project around it make of a day.

A menu's file alone tells no waits. Where a touchpoint map lies around it, the touchpoint that names the file tells the
call center, and the personas beside it tell the patience; else it is not measured, and said why.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from cxsim import yamlfile
from cxsim.channels.phone.inspect import inspect_waits
from cxsim.errors import DefinitionError
from cxsim.experience import Kind
from cxsim.ivr.explore import Exploration
from cxsim.loading import load_project
from cxsim.tohuman import HourToHuman, seconds_to_a_human
from cxsim.touchpoint import Company, Touchpoint, TouchpointMap

SEED = 0


def surroundings(file: Path) -> Iterator[tuple[Path, Touchpoint, Company]]:
    """The maps around a phone menu's file with the touchpoints that name it. Raises DefinitionError."""
    for folder in list(file.parents)[:3]:
        for path in sorted(folder.glob("touchpoints*.yaml")):
            world = yamlfile.build(yamlfile.read(path), TouchpointMap)
            for touchpoint in world.touchpoints.values():
                named = [(base / (touchpoint.flow or "")).resolve() for base in (folder, folder.parent)]
                if touchpoint.flow and file in named:
                    yield path, touchpoint, world.company


def to_human(exploration: Exploration, day: date) -> dict[str, Any]:
    """Seconds to a human at each open hour of a day, or why they are not measured."""
    found = next(surroundings(Path(exploration.flow.file).resolve()), None)
    if found is None:
        return _not_measured(day, "no touchpoint map around this file names it, so no call center is known")
    map, touchpoint, company = found
    try:
        project = load_project(map.parent.parent, map)
    except DefinitionError as error:
        return _not_measured(day, f"the project around this file cannot be read: {error.faults[0].what}")
    center = project.centers.get(touchpoint.callcenter or "")
    waits = inspect_waits(touchpoint, exploration, center, company, seed=SEED, day=day)
    personas = [project.personas[id] for id in sorted(project.personas)]
    hours = list(seconds_to_a_human(waits, touchpoint.name, personas, project.settings))
    if not hours:
        unseen = [str(moment.data["reason"]) for moment in waits.of(Kind.UNSEEN)]
        return _not_measured(day, unseen[0] if unseen else "no way to a queue could be seen at an open hour")
    return {"day": day.isoformat(), "simulated": True, "hours": [_hour(hour) for hour in hours]}


def _not_measured(day: date, reason: str) -> dict[str, Any]:
    return {"day": day.isoformat(), "not_measured": reason}


def _hour(hour: HourToHuman) -> dict[str, Any]:
    return {
        "hour": hour.hour,
        "caller": hour.caller,
        "queue": hour.queue,
        "keys": list(hour.keys),
        "menu": hour.menu,
        "median": hour.median,
        "nine_in_ten": hour.ninth,
        "hang_up": dict(hour.gone),
    }
