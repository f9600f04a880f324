"""What one customer lived through, as a part of the report document: goals, stops, mood, cost and every moment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from cxsim.experience import Evidence, Experience, Kind, Moment
from cxsim.reporting.contract.lived import ExperiencePart, GoalPart, MomentPart, StopPart
from cxsim.reporting.contract.proof import EvidenceFile
from cxsim.scenario import Scenario


def experience_part(experience: Experience, scenario: Scenario | None) -> ExperiencePart:
    """Everything but mood and cost, which the scoring adds."""
    began = next(experience.of(Kind.BEGAN), None)
    facts: dict[str, Any] = dict(began.data) if began is not None else {}
    outcomes = goals_of(experience)
    return {
        "id": experience.id,
        "scenario": experience.scenario,
        "title": scenario.scenario if scenario is not None else experience.scenario,
        "persona": experience.persona,
        "variant": experience.variant,
        "trial": experience.trial,
        "seed": experience.seed,
        "starts": facts.get("starts"),
        "assumed": [str(text) for text in facts.get("assumed", [])],
        "goals": {goal["goal"]: goal["met"] for goal in outcomes},
        "outcomes": outcomes,
        "gave_up": _gave_up(experience),
        "planned": [_stop(experience, index, scenario) for index in range(len(scenario.journey))] if scenario else [],
        "mood": [],
        "cost": None,
        "moments": [moment_part(moment) for moment in experience.moments],
    }


def goals_of(experience: Experience) -> list[GoalPart]:
    """Every goal with its last word; a goal that was met stays met."""
    found: dict[str, GoalPart] = {}
    for index, moment in enumerate(experience.moments):
        if moment.kind is not Kind.OUTCOME:
            continue
        goal, met = str(moment.data.get("goal", "")), moment.data.get("met")
        if found.get(goal, {"met": None})["met"] is not True:
            reason = str(moment.data.get("reason", ""))
            found[goal] = {"goal": goal, "met": met, "reason": reason, "moment": index}
    return list(found.values())


def moment_part(moment: Moment) -> MomentPart:
    """One moment as recorded."""
    return {
        "at": moment.at,
        "touchpoint": moment.touchpoint,
        "kind": str(moment.kind),
        "data": dict(moment.data),
        "measured": dict(moment.measured),
        "evidence": evidence_files(moment.evidence),
    }


def evidence_files(evidence: Iterable[Evidence]) -> list[EvidenceFile]:
    """References to files, each once."""
    return [
        {"type": e.type, "path": e.path, "sha256": e.sha256, "thumbnail": e.thumbnail} for e in dict.fromkeys(evidence)
    ]


def _gave_up(experience: Experience) -> str | None:
    gave_up = next(experience.of(Kind.GAVE_UP), None)
    return str(gave_up.data.get("why", "")) if gave_up is not None else None


def _stop(experience: Experience, index: int, scenario: Scenario) -> StopPart:
    """What became of one planned stop: how long it took and how it ended."""
    stop = scenario.journey[index]
    earlier = sum(other.touchpoint == stop.touchpoint for other in scenario.journey[:index])
    visit = _visit(experience.moments, stop.touchpoint, earlier)
    return {
        "touchpoint": stop.touchpoint,
        "always": stop.always,
        "entered": bool(visit),
        "seconds": round(visit[-1].at - visit[0].at, 3) if visit else None,
        "ended": _ended(visit),
    }


def _visit(moments: Sequence[Moment], touchpoint: str, nth: int) -> list[Moment]:
    """The moments of the nth visit to this touchpoint, from entering it until another one is entered."""
    entered = [n for n, moment in enumerate(moments) if moment.kind is Kind.ENTERED]
    mine = [n for n in entered if moments[n].touchpoint == touchpoint]
    if nth >= len(mine):
        return []
    start = mine[nth]
    end = next((n for n in entered if n > start), len(moments))
    return [moment for moment in moments[start:end] if moment.touchpoint == touchpoint]


def _ended(visit: Sequence[Moment]) -> str:
    """One word for the end of a visit; the strongest wins, not the last."""
    if not visit:
        return ""
    kinds = {moment.kind for moment in visit}
    if any(moment.kind is Kind.OUTCOME and moment.data.get("met") is True for moment in visit):
        return "solved"
    if Kind.DROPPED in kinds:
        hung_up = (
            any(m.kind is Kind.DROPPED and m.data.get("how") == "hang up" for m in visit) and Kind.GAVE_UP in kinds
        )
        return "hung_up" if hung_up else "dropped"
    if Kind.GAVE_UP in kinds:
        return "gave_up"
    if Kind.REACHED in kinds:
        return "reached"
    return "unseen" if Kind.UNSEEN in kinds else "left"
