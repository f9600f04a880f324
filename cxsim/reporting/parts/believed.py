"""What the company believes of its customers, as parts of the document: its ranking, its targets and its promises."""

from __future__ import annotations

from collections.abc import Sequence

from cxsim import beliefs
from cxsim.definition import Attribute
from cxsim.experience import Experience
from cxsim.loading import Project
from cxsim.reporting.contract.believed import KnowledgePart, TimePart
from cxsim.scoring import Board


def knowledge_part(board: Board, project: Project) -> KnowledgePart | None:
    """R3 and R4; None where the company has not said what it believes, or nobody was sent."""
    if not board.cells:
        return None
    meant = {attribute: board.importance(attribute) for attribute in Attribute}
    gap = beliefs.knowledge_gap(project.company.importance, meant)
    if gap is None:
        return None
    return {
        "rho": round(gap.rho, 6) + 0.0 if gap.rho is not None else None,
        "same_first": gap.same_first,
        "differences": {str(attribute): round(100.0 * d, 6) + 0.0 for attribute, d in gap.differences.items()},
    }


def time_parts(board: Board, project: Project, experiences: Sequence[Experience]) -> list[TimePart]:
    """Own targets against what the customers sent find just adequate, and promises against what they got.

    A target is held only against expectations that somebody wrote: an assumed one proves nothing.
    """
    walked = {name: project.personas[name] for name in board.shares}
    parts: list[TimePart] = []
    for touchpoint in project.touchpoints.values():
        for gap in beliefs.standards_gaps(touchpoint, walked):
            if not walked[gap.persona].assumed(gap.what):
                parts.append(_time("standard", gap))
        parts += [_time("promise", gap) for gap in beliefs.promise_gaps(touchpoint, experiences)]
    return parts


def _time(kind: str, gap: beliefs.TimeGap) -> TimePart:
    difference = gap.difference
    return {
        "kind": kind,
        "touchpoint": gap.touchpoint,
        "what": gap.what,
        "persona": gap.persona,
        "company": gap.company,
        "customer": gap.customer,
        "difference": round(difference, 6) + 0.0 if difference is not None else None,
    }
