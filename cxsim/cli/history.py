"""`cxsim history`: the runs so far, and what got worse."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cxsim.cli.common import Format, friendly_errors, say

if TYPE_CHECKING:
    from cxsim.history import PastRun


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(history)


def history(
    reports: Annotated[Path, typer.Option("--out", help="The folder for reports.")] = Path("reports"),
    label: Annotated[str | None, typer.Option("--label", help="Only runs of this label.")] = None,
    format: Annotated[Format, typer.Option("--format", help="What to print.")] = Format.TEXT,
) -> None:
    """Show the trend: every run with its gaps, and what is new or gone since the one before of the same label."""
    with friendly_errors():
        from cxsim.history import past_runs

        runs, faults = past_runs(reports)
        rows = [_row(run, runs) for run in runs if label is None or run.label == label]
        if format is Format.JSON:
            say(json.dumps({"runs": rows, "unreadable": faults}, indent=2, ensure_ascii=False))
            return
        for fault in faults:
            say(f"passed over: {fault}", to_stderr=True)
        if not rows:
            say(f"There is no run below {reports} yet.")
        for row in rows:
            _print(row)


def _row(run: PastRun, runs: list[PastRun]) -> dict[str, Any]:
    from cxsim.history import baseline_for, difference

    before = baseline_for(run, runs)
    change = difference(before, run) if before is not None else None
    return {
        "folder": str(run.folder),
        "label": run.label,
        "started": run.started,
        "goals_met": run.goals_met,
        "goals_told": run.goals_told,
        "gaps": len(run.gaps),
        "by_impact": dict(run.by_impact),
        "new": [list(key) for key in change.new] if change else None,
        "gone": [list(key) for key in change.gone] if change else None,
    }


def _print(row: dict[str, Any]) -> None:
    impacts = ", ".join(f"{n} {impact}" for impact, n in sorted(row["by_impact"].items())) or "none"
    goals = f"{row['goals_met']} of {row['goals_told']} goals reached"
    say(f"{row['started']}  {row['label']:12} {goals}; gaps: {row['gaps']} ({impacts})")
    for word in ("new", "gone"):
        for check, touchpoint in row[word] or ():
            say(f"    {word}: {check} at {touchpoint}")
