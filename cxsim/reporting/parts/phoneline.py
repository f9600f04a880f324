"""What the analysis of a phone line found, as a part of the document: answers, waits and ways by hour, a map."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxsim.errors import DefinitionError
from cxsim.experience import Experience, Kind, Moment
from cxsim.loading import Project
from cxsim.reporting.contract.phoneline import AnswerPart, BranchPart, ForecastPart, MenuPart, PhonePart, WayPart
from cxsim.reporting.contract.proof import Observation
from cxsim.tohuman import seconds_to_a_human

if TYPE_CHECKING:
    from cxsim.ivr.flow import Flow


def phone_parts(project: Project, experiences: Sequence[Experience]) -> list[PhonePart]:
    """One part for each touchpoint whose menu or queue was analysed, in the order of the record."""
    analyses: dict[str, list[tuple[Moment, Observation]]] = {}
    for experience in experiences:
        for index, moment in enumerate(experience.moments):
            if moment.kind in (Kind.ANSWERED, Kind.FORECAST):
                where: Observation = {"experience": experience.id, "moment": index}
                analyses.setdefault(moment.touchpoint, []).append((moment, where))
    return [
        _phone(
            project,
            touchpoint,
            moments,
            ways=_ways(project, touchpoint, experiences),
            found=_found(touchpoint, experiences),
        )
        for touchpoint, moments in analyses.items()
    ]


def _phone(
    project: Project,
    touchpoint: str,
    moments: list[tuple[Moment, Observation]],
    *,
    ways: list[WayPart],
    found: Flow | None,
) -> PhonePart:
    answers = [(moment.data, where) for moment, where in moments if moment.kind is Kind.ANSWERED]
    picture, branches = _pictures(project, touchpoint, found)
    return {
        "touchpoint": touchpoint,
        "hours": {str(data.get("hours", "")): str(data.get("means", "")) for data, _ in answers},
        "menus": _menus(answers),
        "forecasts": [_forecast(moment.data, where) for moment, where in moments if moment.kind is Kind.FORECAST],
        "to_human": ways,
        "live": found is not None,
        "picture": picture,
        "branches": branches,
    }


def _ways(project: Project, touchpoint: str, experiences: Sequence[Experience]) -> list[WayPart]:
    """Seconds to a human by hour, against the patience of everybody who was walked."""
    walked = [project.personas[id] for id in sorted({x.persona for x in experiences} & set(project.personas))]
    return [
        {
            "hour": hour.hour,
            "caller": hour.caller,
            "queue": hour.queue,
            "keys": list(hour.keys),
            "menu": hour.menu,
            "median": hour.median,
            "ninth": hour.ninth,
            "gone": dict(hour.gone),
            "observation": {"experience": experience.id, "moment": hour.moment},
        }
        for experience in experiences
        for hour in seconds_to_a_human(experience, touchpoint, walked, project.settings)
    ]


def _menus(answers: Iterable[tuple[Mapping[str, Any], Observation]]) -> list[MenuPart]:
    menus: dict[str, MenuPart] = {}
    for data, where in answers:
        menu = str(data.get("menu", ""))
        name, kind = str(data.get("name", menu)), str(data.get("menu_kind", "menu"))
        part = menus.setdefault(menu, {"menu": menu, "name": name, "kind": kind, "answers": []})
        part["answers"].append(_answer(data, where))
    return list(menus.values())


def _answer(data: Mapping[str, Any], where: Observation) -> AnswerPart:
    presses, path = data.get("presses"), data.get("path")
    return {
        "hours": str(data.get("hours", "")),
        "answer": str(data.get("answer", "cannot tell")),
        "presses": presses if isinstance(presses, int) else None,
        "seconds": _number(data, "seconds"),
        "path": [str(step) for step in path] if isinstance(path, list) else [],
        "observation": where,
    }


def _forecast(data: Mapping[str, Any], where: Observation) -> ForecastPart:
    return {
        "hour": str(data.get("hour", "")),
        "queue": str(data.get("queue", "")),
        "wait_p50": _number(data, "wait_p50"),
        "wait_p90": _number(data, "wait_p90"),
        "abandoned": _share_lost(data),
        "service_level": _number(data, "service_level"),
        "target": str(data.get("target") or ""),
        "observation": where,
    }


def _share_lost(data: Mapping[str, Any]) -> float | None:
    """The share of the callers who hung up before they were served; None where nobody called or it is not told."""
    gone, offered = _number(data, "abandoned"), _number(data, "offered")
    if offered is None and (served := _number(data, "served")) is not None and gone is not None:
        offered = served + gone
    return round(gone / offered, 6) if gone is not None and offered else None


def _number(data: Mapping[str, Any], key: str) -> float | None:
    value = data.get(key)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _found(touchpoint: str, experiences: Iterable[Experience]) -> Flow | None:
    """The menu of a live line as it was found, if this run has looked for it."""
    for experience in experiences:
        for moment in experience.of(Kind.INSPECTED, touchpoint=touchpoint):
            if written := moment.data.get("flow"):
                from cxsim.ivr.importers import native

                try:
                    return native.parse(str(written), Path(touchpoint))
                except DefinitionError:  # of another version, or not ours
                    return None
    return None


def _pictures(project: Project, touchpoint: str, found: Flow | None) -> tuple[str, list[BranchPart]]:
    """The flow as SVG, dead ends marked; nothing where the touchpoint has no flow that could be read or was found."""
    part = project.touchpoints.get(touchpoint)
    flow = project.flows.get(part.flow) if part is not None and part.flow is not None else None
    flow = flow or found
    if part is None or flow is None:
        return "", []
    from cxsim.ivr import explore, map

    company = project.company
    line = flow.with_hours(part.hours, zone=company.zone, holidays=company.holidays, language=company.language)
    whole, *branches = map.parts(line, explore.explore(line))
    return whole.picture, [
        {
            "name": branch.node.title,
            "answer": str(branch.answer) if branch.answer is not None else "",
            "steps": branch.steps,
            "odd": branch.odd,
            "picture": branch.picture,
        }
        for branch in branches
    ]
