"""The trend sets this run beside the earlier ones of its label, as they were when this run was made.

They are handed in, for they are kept in the run's own folder: runs that come or go later change no report.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cxsim.reporting.contract.findings import GapPart
from cxsim.reporting.contract.run import PastPart, Totals

GapKey = tuple[str, str]  # check, touchpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """One earlier run: its gaps with their impact, and its goals."""

    started: str
    gaps: Mapping[GapKey, str]
    goals_met: int
    goals_told: int


def trend_parts(earlier: Iterable[Earlier], started: str, gaps: Sequence[GapPart], totals: Totals) -> list[PastPart]:
    """The earlier runs, the oldest first, and this one last; nothing where this is the first."""
    before = sorted((run for run in earlier if run.started < started), key=lambda run: run.started)
    if not before:
        return []
    this = Earlier(
        started=started,
        gaps={(gap["check"], gap["touchpoint"]): gap["impact"] for gap in gaps},
        goals_met=totals["goals_met"],
        goals_told=totals["goals_met"] + totals["goals_missed"],
    )
    runs = [*before, this]
    return [_past(run, last) for run, last in zip(runs, [None, *runs], strict=False)]


def _past(run: Earlier, before: Earlier | None) -> PastPart:
    return {
        "started": run.started,
        "gaps": len(run.gaps),
        "by_impact": dict(sorted(Counter(run.gaps.values()).items())),
        "goals_met": run.goals_met,
        "goals_told": run.goals_told,
        "new": len(set(run.gaps) - set(before.gaps)) if before is not None else None,
        "gone": len(set(before.gaps) - set(run.gaps)) if before is not None else None,
    }
