"""What was measured, as parts of the report document: cells, gaps, touchpoints, importance, mood and cost."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from zoneinfo import ZoneInfo

from cxsim import beliefs, gaps, measures, scoring
from cxsim.checks.base import Check, Verdict
from cxsim.definition import Attribute
from cxsim.experience import Experience
from cxsim.loading import Project
from cxsim.persona import Persona
from cxsim.reporting.calendar import due
from cxsim.reporting.contract.findings import GapPart, VerdictPart
from cxsim.reporting.contract.lived import CostPart, ExperiencePart, MoodPart
from cxsim.reporting.contract.people import TouchpointPart
from cxsim.reporting.contract.proof import Observation
from cxsim.reporting.contract.scores import CellPart, ImportancePart
from cxsim.reporting.parts.findings import claim_parts
from cxsim.reporting.parts.lived import evidence_files
from cxsim.runfolder import RunInfo
from cxsim.scoring import Board, Cell
from cxsim.touchpoint import Touchpoint
from cxsim.zones import lower_is_better


def add_feelings(lived: Iterable[ExperiencePart], experiences: Iterable[Experience], project: Project) -> None:
    """Put the emotion curve and the cost card into each customer's experience."""
    for part, experience in zip(lived, experiences, strict=True):
        persona = project.personas.get(experience.persona)
        if persona is not None:
            part["mood"] = _mood(experience, persona, project)
            part["cost"] = _cost(experience, persona, project)


def _mood(experience: Experience, persona: Persona, project: Project) -> list[MoodPart]:
    return [
        {
            "moment": feeling.moment,
            "at": feeling.at,
            "touchpoint": feeling.touchpoint,
            "cause": feeling.cause,
            "change": _round(feeling.change),
            "mood": _round(feeling.mood),
        }
        for feeling in measures.emotion_curve(experience, persona, project.settings)
    ]


def _cost(experience: Experience, persona: Persona, project: Project) -> CostPart:
    cost = measures.customer_cost(experience, persona, project.settings)
    return {
        "seconds": _round(cost.seconds),
        "effort": _round(cost.effort),
        "ease": _round(1.0 + 6.0 * lower_is_better(cost.effort, persona.expects.effort) / 100.0),
        "mood_before": _round(cost.mood_before),
        "mood_after": _round(cost.mood_after),
        "remembered": _round(cost.remembered),
    }


def cell_parts(board: Board, project: Project, experiences: Sequence[Experience]) -> list[CellPart]:
    """Every cell; one that rests on no single moment rests on the visits themselves."""
    return [_cell(board, cell, project.personas[cell.persona], experiences) for cell in board.cells]


def _cell(board: Board, cell: Cell, persona: Persona, experiences: Sequence[Experience]) -> CellPart:
    seen: list[Observation] = [{"experience": o.experience, "moment": o.moment} for o in cell.observations]
    if cell.score is not None and not seen:
        seen = [
            {"experience": x.id, "moment": next(n for n, m in enumerate(x.moments) if m.touchpoint == cell.touchpoint)}
            for x in experiences
            if x.persona == cell.persona and cell.touchpoint in x.touchpoints
        ]
    return {
        "touchpoint": cell.touchpoint,
        "attribute": str(cell.attribute),
        "persona": cell.persona,
        "score": _maybe(cell.score),
        "covered": _round(cell.measured / cell.runs) if cell.runs else 0.0,
        "runs": cell.runs,
        "assumed": scoring.assumed(persona, cell.attribute),
        "reason": cell.reason,
        "priority": _maybe(board.priority(cell)),
        "observations": seen if cell.score is not None else [],
    }


def gap_parts(
    board: Board, project: Project, verdicts: Sequence[Verdict], checks: Sequence[Check], info: RunInfo
) -> list[GapPart]:
    """Every gap, the most urgent first, with the day on which it is due."""
    day = due(info.began.astimezone(ZoneInfo(project.company.zone)).date(), project.company.holidays)
    return [
        {
            "check": gap.check,
            "touchpoint": gap.touchpoint,
            "owner": gap.owner,
            "personas": list(gap.personas),
            "title": gap.title,
            "reason": gap.reason,
            "expected": gap.expected,
            "observed": gap.observed,
            "priority": _maybe(gap.priority),
            "impact": str(gap.impact),
            "tier": str(gap.tier),
            "attribute": str(gap.attribute),
            "due": day.isoformat(),
            "verdicts": list(gap.verdicts),
            "evidence": evidence_files(gap.evidence),
        }
        for gap in gaps.find(verdicts, checks, board, project.touchpoints)
    ]


def touchpoint_parts(
    board: Board, project: Project, verdicts: Sequence[VerdictPart], experiences: Iterable[Experience]
) -> list[TouchpointPart]:
    """The whole map: what each owner believes beside what customers got there."""
    visitors: dict[str, dict[str, None]] = {}
    for experience in experiences:
        for name in experience.touchpoints if experience.persona else ():
            visitors.setdefault(name, {})[experience.persona] = None
    return [
        _touchpoint(touchpoint, name, board, verdicts, list(visitors.get(name, {})))
        for name, touchpoint in project.touchpoints.items()
    ]


def _touchpoint(
    touchpoint: Touchpoint, name: str, board: Board, verdicts: Sequence[VerdictPart], visitors: list[str]
) -> TouchpointPart:
    observed = board.observed(name)
    gap, survey = beliefs.reality_gap(touchpoint, observed), touchpoint.survey
    return {
        "name": name,
        "channel": str(touchpoint.channel),
        "owner": touchpoint.owner,
        "hours": str(touchpoint.hours) if touchpoint.hours is not None else None,
        "self_score": touchpoint.self_score,
        "survey": {"mark": str(survey), "percent": _round(survey.percent)} if survey is not None else None,
        "observed": _maybe(observed),
        "covered": _round(board.covered(name)),
        "gaps": {
            "reality": _maybe(gap.reality),
            "survey_inflation": _maybe(gap.survey_inflation),
            "to_adequate": _maybe(gap.to_adequate),
            "to_desired": _maybe(gap.to_desired),
        },
        "claims": claim_parts(touchpoint, name, verdicts),
        "visited_by": visitors,
    }


def importance_parts(board: Board, project: Project) -> list[ImportancePart]:
    """Per attribute, in per cent: what it weighs for customers, and what the company believes it does."""
    believed: Mapping[Attribute, float] = project.company.importance
    total = math.fsum(believed.values())
    return [
        {
            "attribute": str(attribute),
            "customers": _round(100.0 * board.importance(attribute)),
            "company": _round(100.0 * believed.get(attribute, 0.0) / total) if total > 0 else None,
        }
        for attribute in Attribute
    ]


def _maybe(value: float | None) -> float | None:
    return None if value is None else _round(value)


def _round(value: float) -> float:
    """Six digits: what differs behind them is noise of the machine, not of the customer."""
    return round(value, 6) + 0.0
