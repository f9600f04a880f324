"""A gap is a check that failed at a touchpoint for at least one customer; it has an owner and a priority.

A shortfall without a failed check is drawn in the report, is no gap, and never sets an exit code. What the company
believes of itself against what was observed is another matter: :mod:`cxsim.beliefs`.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cxsim.checks.base import Check, Impact, Outcome, Tier, Verdict
from cxsim.definition import Attribute
from cxsim.errors import DefinitionError, Fault
from cxsim.experience import Evidence
from cxsim.scoring import Board
from cxsim.touchpoint import Touchpoint


class FailOn(StrEnum):
    """From which impact on a gap sets exit code 1."""

    MINOR = "minor"
    MODERATE = "moderate"
    SERIOUS = "serious"
    CRITICAL = "critical"
    NEVER = "never"

    @classmethod
    def parse(cls, text: str) -> FailOn:
        """The threshold with this name. Raises DefinitionError for any other word."""
        try:
            return cls(text.strip().lower())
        except ValueError:
            fault = Fault(what=f"--fail-on {text!r} is not known", hint=f"write one of {', '.join(cls)}")
            raise DefinitionError([fault]) from None

    def reached_by(self, impact: Impact) -> bool:
        """Whether a gap of this impact counts."""
        return self is not FailOn.NEVER and impact.rank >= Impact(self.value).rank


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One thing to mend: what failed where, for whom, how urgent, and whose it is."""

    check: str
    touchpoint: str
    owner: str
    personas: tuple[str, ...]
    title: str
    reason: str
    expected: str
    observed: str
    priority: float | None  # None: the attribute that it hurts could not be measured
    impact: Impact
    tier: Tier
    attribute: Attribute
    verdicts: tuple[int, ...]  # indices into the verdicts that were given
    evidence: tuple[Evidence, ...]


def find(
    verdicts: Sequence[Verdict],
    checks: Iterable[Check],
    board: Board,
    touchpoints: Mapping[str, Touchpoint],
) -> tuple[Gap, ...]:
    """Every gap, the most urgent first: failed basics on top whatever their priority, wow apart at the end (R117)."""
    known = {check.id: check for check in checks}
    failed: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, verdict in enumerate(verdicts):
        if verdict.outcome is Outcome.FAILED and verdict.check in known:
            failed[verdict.check, verdict.touchpoint].append(index)
    shared = _Shared(verdicts, known, board)
    gaps = [
        _gap(known[check], touchpoint, indices, verdicts, shared, touchpoints)
        for (check, touchpoint), indices in failed.items()
    ]
    return tuple(sorted(gaps, key=_order))


def _order(gap: Gap) -> tuple[bool, bool, float, int, str, str]:
    priority = -1.0 if gap.priority is None else gap.priority
    return gap.tier is Tier.WOW, gap.tier is not Tier.BASIC, -priority, -gap.impact.rank, gap.check, gap.touchpoint


def _gap(
    check: Check,
    touchpoint: str,
    indices: Sequence[int],
    verdicts: Sequence[Verdict],
    shared: _Shared,
    touchpoints: Mapping[str, Touchpoint],
) -> Gap:
    mine = [verdicts[index] for index in indices]
    personas = tuple(dict.fromkeys(p for verdict in mine for p in shared.concerned(verdict)))
    told = max(mine, key=lambda verdict: (bool(verdict.evidence), bool(verdict.reason)))  # the first with proof
    return Gap(
        check=check.id,
        touchpoint=touchpoint,
        owner=touchpoints[touchpoint].owner if touchpoint in touchpoints else "",
        personas=personas,
        title=check.failure_title,
        reason=told.reason,
        expected=told.expected,
        observed=told.observed,
        priority=shared.priority(check, touchpoint, personas),
        impact=check.impact,
        tier=check.tier,
        attribute=check.attribute,
        verdicts=tuple(indices),
        evidence=tuple(dict.fromkeys(e for verdict in mine for e in verdict.evidence)),
    )


class _Shared:
    """Shares each cell's priority among the checks that failed there, so that gaps add up to the shortfall."""

    def __init__(self, verdicts: Sequence[Verdict], checks: Mapping[str, Check], board: Board) -> None:
        self.board = board
        self.visitors: dict[str, list[str]] = defaultdict(list)
        for cell in board.cells:
            if cell.persona not in self.visitors[cell.touchpoint]:
                self.visitors[cell.touchpoint].append(cell.persona)
        self.failed: dict[tuple[str, str, Attribute], set[str]] = defaultdict(set)
        self.checks = checks
        for verdict in verdicts:
            if verdict.outcome is Outcome.FAILED and verdict.check in checks:
                for persona in self.concerned(verdict) if checks[verdict.check].tier is not Tier.WOW else ():
                    self.failed[persona, verdict.touchpoint, checks[verdict.check].attribute].add(verdict.check)

    def concerned(self, verdict: Verdict) -> tuple[str, ...]:
        """Whom a verdict is about: its persona, or, for an analysis, everyone who came to that touchpoint."""
        return (verdict.persona,) if verdict.persona else tuple(self.visitors[verdict.touchpoint])

    def priority(self, check: Check, touchpoint: str, personas: Iterable[str]) -> float | None:
        """The sum over these personas of this check's part of the cell's priority.

        None where nothing was measured, and for what nobody would have missed (wow), which is counted apart.
        """
        parts = [part for persona in personas if (part := self._part(check, touchpoint, persona)) is not None]
        return math.fsum(parts) if parts else None

    def _part(self, check: Check, touchpoint: str, persona: str) -> float | None:
        if check.tier is Tier.WOW:
            return None
        cell = self.board.cell(persona, touchpoint, check.attribute)
        priority = self.board.priority(cell) if cell is not None else None
        if priority is None:
            return None
        all_failed = self.failed[persona, touchpoint, check.attribute]
        return priority * check.impact.weight / sum(self.checks[name].impact.weight for name in all_failed)
