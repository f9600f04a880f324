"""The trend: this run beside the earlier ones of its label."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cxsim.reporting import charts
from cxsim.reporting.contract.run import PastPart
from cxsim.reporting.page import Page

GRAVE = ("critical", "serious")


def trend(page: Page) -> dict[str, Any] | None:
    """Chart, table and lead; None where there is no earlier run."""
    runs = page.document["trend"]
    if not runs:
        return None
    say = page.words.say
    bars = [charts.RunBar(day=_day(page, run), gaps=run["gaps"], grave=_grave(run)) for run in runs]
    return {
        "lead": lead(page),
        "chart": charts.runs(bars, page.words, prefix="trend", label=say("trend.caption")),
        "rows": [{**run, "when": _when(page, run), "grave": _grave(run)} for run in runs],
    }


def lead(page: Page) -> str:
    """What changed since the run before, as a sentence or two; empty where there is none."""
    runs = page.document["trend"]
    if not runs:
        return ""
    last, before = runs[-1], runs[-2]
    direction = "worse" if last["gaps"] > before["gaps"] else "better" if last["gaps"] < before["gaps"] else "same"
    counted = page.words.say(f"trend.{direction}", before=before["gaps"], now=last["gaps"])
    return f"{counted} {page.words.say('trend.changed', new=last['new'] or 0, gone=last['gone'] or 0)}"


def _grave(run: PastPart) -> int:
    return sum(run["by_impact"].get(impact, 0) for impact in GRAVE)


def _day(page: Page, run: PastPart) -> str:
    day = datetime.fromisoformat(run["started"])
    return page.words.localized(page.words.say("trend.day", day=day.day, month=day.month))


def _when(page: Page, run: PastPart) -> str:
    started = datetime.fromisoformat(run["started"])
    return f"{page.words.day(started.date())}, {page.words.localized(f'{started:%H:%M}')} UTC"
