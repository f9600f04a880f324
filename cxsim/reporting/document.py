"""The document is folded from one run's record: everything that any output shows, and nothing that none does.

It is a pure function of saved experiences, verdicts and definitions, so that judging the same evidence again gives
the same document. Its one timestamp is the recorded start of the run; due dates count from there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cxsim import scoring
from cxsim.checks.base import Check, Verdict
from cxsim.experience import Experience
from cxsim.loading import Project
from cxsim.persona import Persona
from cxsim.reporting.contract import SCHEMA_VERSION, Document
from cxsim.reporting.contract.findings import CheckPart
from cxsim.reporting.contract.people import Expectation, PersonaPart
from cxsim.reporting.contract.run import Run, SettingPart
from cxsim.reporting.parts import findings, scores
from cxsim.reporting.parts.believed import knowledge_part, time_parts
from cxsim.reporting.parts.failuredemand import failure_demand_parts
from cxsim.reporting.parts.lived import experience_part
from cxsim.reporting.parts.phoneline import phone_parts
from cxsim.reporting.parts.scorecard import Facts, complaint_parts, question_parts
from cxsim.reporting.parts.trend import Earlier, trend_parts
from cxsim.reporting.parts.worth import finance_part, quadrant_parts
from cxsim.reporting.words import words
from cxsim.runfolder import RunInfo

EXPECTATIONS = ("wait", "reply", "quality", "effort")


def build(
    *,
    info: RunInfo,
    project: Project,
    experiences: Sequence[Experience],
    verdicts: Sequence[Verdict],
    checks: Sequence[Check],
    missing: Sequence[str] = (),
    earlier: Sequence[Earlier] = (),
) -> Document:
    """The report document of one run.

    ``missing`` says which evidence files are gone or were changed; ``earlier`` are the runs that it is set beside.
    """
    lived = [experience_part(x, project.scenarios.get(x.scenario)) for x in experiences]
    walked = {x.persona: project.personas[x.persona] for x in experiences if x.persona in project.personas}
    judged = findings.verdict_parts(verdicts)
    board = scoring.score(
        experiences, verdicts, checks, project.personas, project.settings, touchpoints=project.touchpoints
    )
    personas = [_persona(persona, round(board.shares[id], 6)) for id, persona in walked.items()]
    scores.add_feelings(lived, experiences, project)
    gaps = scores.gap_parts(board, project, verdicts, checks, info)
    cells = scores.cell_parts(board, project, experiences)
    touchpoints = scores.touchpoint_parts(board, project, judged, experiences)
    catalogue = [_check(check) for check in checks]
    faults = findings.harness_faults(lived, missing)
    totals = findings.totals(lived, judged, cells, gaps, faults)
    groups = findings.group_cells(cells, personas)
    facts = Facts(verdicts=judged, checks=catalogue, experiences=lived, personas=personas, touchpoints=touchpoints)
    return {
        "schema_version": SCHEMA_VERSION,
        "run": _run(info, project),
        "totals": totals,
        "personas": personas,
        "touchpoints": touchpoints,
        "experiences": lived,
        "verdicts": judged,
        "gaps": gaps,
        "cells": cells,
        "groups": groups,
        "importance": scores.importance_parts(board, project),
        "rates": findings.rate_parts(lived),
        "phones": phone_parts(project, experiences),
        "failure_demand": failure_demand_parts(project, experiences, info),
        "finance": finance_part(experiences, board, project),
        "knowledge": knowledge_part(board, project),
        "times": time_parts(board, project, experiences),
        "quadrants": quadrant_parts(groups, personas),
        "scorecard": question_parts(facts, project.settings.scorecard, info.began.date(), words()),
        "complaints": complaint_parts(facts, words()),
        "trend": trend_parts(earlier, info.started, gaps, totals),
        "unknowns": findings.unknown_parts(lived, judged, touchpoints, cells, catalogue, words()),
        "harness_faults": faults,
        "checks": catalogue,
        "settings": [_setting(*assumption) for assumption in project.settings.assumptions()],
    }


def _run(info: RunInfo, project: Project) -> Run:
    company = project.company
    return {
        "version": info.version,
        "label": info.label,
        "started": info.started,
        "seed": info.seed,
        "trials": info.trials,
        "environment": info.environment,
        "language": info.language,
        "loading": info.loading,
        "scorer": info.scorer,
        "company": {"name": company.name, "language": company.language, "zone": company.zone},
    }


def _persona(persona: Persona, share: float) -> PersonaPart:
    return {
        "id": persona.id,
        "problem": persona.problem,
        "goals": list(persona.goal),
        "mood": persona.mood,
        "circumstances": list(persona.circumstances),
        "share": share,
        "matters": persona.matters,
        "hope": persona.hope,
        "importance": {str(attribute): weight for attribute, weight in persona.weights().items()},
        "importance_assumed": not persona.importance,
        "expects": {field: _expectation(persona, field) for field in EXPECTATIONS},
        "language": persona.language,
        "device": persona.device,
        "needs": [str(need) for need in persona.needs],
    }


def _expectation(persona: Persona, field: str) -> Expectation:
    zone: Any = getattr(persona.expects, field)
    return {"desired": zone.desired, "adequate": zone.adequate, "assumed": persona.assumed(field)}


def _check(check: Check) -> CheckPart:
    return {
        "id": check.id,
        "title": check.title,
        "failure_title": check.failure_title,
        "why": check.why,
        "source": check.source,
        "category": check.category,
        "attribute": str(check.attribute),
        "layer": str(check.layer),
        "impact": str(check.impact),
        "tier": str(check.tier),
        "area": check.area,
    }


def _setting(name: str, value: float, source: str) -> SettingPart:
    return {"name": name, "value": value, "source": source}
