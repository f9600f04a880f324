"""What the journeys are worth, as parts of the document: money or the break-even, and where to concentrate."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from cxsim import cost
from cxsim.definition import Attribute
from cxsim.experience import Experience
from cxsim.loading import Project
from cxsim.reporting.contract.people import PersonaPart
from cxsim.reporting.contract.scores import GroupCell, QuadrantPart
from cxsim.reporting.contract.worth import FinancePart, FixPart, RangePart
from cxsim.scoring import Board
from cxsim.zones import ADEQUATE

KEPT = 0.01  # the share of customers that a fix has to keep, where finance has not said what they are worth
IMPORTANT = 100.0 / len(Attribute)  # per cent: what an attribute weighs where all weigh the same


def finance_part(experiences: Sequence[Experience], board: Board, project: Project) -> FinancePart:
    """Money as ranges where finance has given its figures, and for every touchpoint visited the break-even."""
    found = cost.estimate(experiences, project.personas, board.shares, project.settings)
    finance = project.settings.finance
    worth = {fix.touchpoint: _range(fix.worth) for fix in found.fixes} if found is not None else {}
    fixes = [_fix(name, worth.get(name), experiences, board, project) for name in board.touchpoints]
    part = nothing_known() | {"fixes": sorted(fixes, key=_most_worth_first)}
    if finance is None or found is None:
        return part
    return part | {
        "given": True,
        "currency": finance.currency,
        "customers": finance.customers,
        "value_of_a_customer": _round(found.value_of_a_customer),
        "loss": _range(found.loss),
        "by_persona": {name: _round(loss) for name, loss in found.by_persona.items()},
        "covered": _round(found.covered),
    }


def nothing_known() -> FinancePart:
    """The part where neither money nor a fix is known."""
    return {
        "given": False,
        "currency": "",
        "customers": None,
        "value_of_a_customer": None,
        "loss": None,
        "by_persona": {},
        "covered": None,
        "kept": KEPT,
        "fixes": [],
    }


def _fix(
    name: str, worth: RangePart | None, experiences: Sequence[Experience], board: Board, project: Project
) -> FixPart:
    even = cost.break_even(experiences, project.personas, board.shares, project.settings, name, kept=KEPT)
    return {"touchpoint": name, "worth": worth, "break_even": _round(even) if even is not None else None}


def _most_worth_first(fix: FixPart) -> tuple[float, float, str]:
    even = fix["break_even"]
    return -fix["worth"]["value"] if fix["worth"] else 0.0, math.inf if even is None else even, fix["touchpoint"]


def quadrant_parts(groups: Iterable[GroupCell], personas: Iterable[PersonaPart]) -> list[QuadrantPart]:
    """Importance against performance per circumstance: the pooled mean hides the worst (Martilla & James 1977)."""
    known = {persona["id"]: persona for persona in personas}
    return [_quadrant(group, known) for group in groups]


def _quadrant(group: GroupCell, personas: Mapping[str, PersonaPart]) -> QuadrantPart:
    people = [personas[name] for name in group["personas"]]
    share = math.fsum(p["share"] for p in people)
    weight = math.fsum(p["share"] * p["importance"].get(group["attribute"], 0.0) for p in people)
    importance = 100.0 * weight / share if share > 0 else 0.0
    return {
        "circumstance": group["circumstance"],
        "touchpoint": group["touchpoint"],
        "attribute": group["attribute"],
        "importance": _round(importance),
        "performance": group["score"],
        "quadrant": quadrant(importance, group["score"]),
        "personas": list(group["personas"]),
    }


def quadrant(importance: float, performance: float | None) -> str:
    """Where a point lies: its importance against equal weights, its performance against just adequate.

    >>> quadrant(40, 12.5), quadrant(40, 90), quadrant(5, 12.5), quadrant(5, 90), quadrant(40, None)
    ('concentrate', 'keep', 'low', 'overkill', '')
    """
    if performance is None:
        return ""
    good = performance >= ADEQUATE
    if importance >= IMPORTANT - 1e-6:
        return "keep" if good else "concentrate"
    return "overkill" if good else "low"


def _range(amount: cost.Range) -> RangePart:
    return {"low": _round(amount.low), "value": _round(amount.value), "high": _round(amount.high)}


def _round(value: float) -> float:
    return round(value, 6) + 0.0
