"""Calls that the website makes: how many a day, and what mending each page would give the queue."""

from __future__ import annotations

from datetime import date
from typing import Any

from cxsim.reporting.contract.failuredemand import FailureDemandPart, QueuePart, RepairPart, SpanPart
from cxsim.reporting.page import Page
from cxsim.reporting.safe import one_line
from cxsim.reporting.words import name


def failure_demand(page: Page) -> list[dict[str, Any]]:
    """One part for each phone line behind which a call center stands."""
    return [_line(page, part) for part in page.document["failure_demand"]]


def _line(page: Page, part: FailureDemandPart) -> dict[str, Any]:
    return {
        "touchpoint": one_line(part["touchpoint"], 60),
        "owner": page.owner(part["touchpoint"]),
        "lead": _lead(page, part),
        "unmeasured": [one_line(what, 200) for what in part["unmeasured"]],
        "how": _how(page, part),
        "capped": _capped(page, part),
        "in_time": page.words.say("demand.in_time", seconds=page.words.duration(part["seconds"])),
        "now": _day(page, part["now"], part["now"]) if part["now"] else None,
        "rows": [_row(page, repair) for repair in part["repairs"]],
    }


def _lead(page: Page, part: FailureDemandPart) -> str:
    calls, number = part["calls"], page.words.number
    if calls is None:
        return page.words.say("page.not_measured")
    return page.words.say("demand.lead", low=number(calls["low"]), high=number(calls["high"]))


def _how(page: Page, part: FailureDemandPart) -> str:
    if part["now"] is None:
        return ""
    return page.words.say(
        "demand.how",
        day=page.words.day(date.fromisoformat(part["date"])),
        days=part["replications"],
        low=page.words.percent(part["turn"]["low"]),
        high=page.words.percent(part["turn"]["high"]),
    )


def _row(page: Page, repair: RepairPart) -> dict[str, Any]:
    where = f"{one_line(repair['touchpoint'], 60)} {one_line(repair['page'], 80)}"
    return {
        "place": where if repair["touchpoint"] else "",
        "walks": [(_who(page, walk), page.anchor(walk, None)) for walk in repair["experiences"]],
        "calls": _span(page, repair["calls"], 0),
        "hours": _span(page, repair["hours"], 1),
        **_day(page, repair["low"], repair["high"]),
    }


def _who(page: Page, walk: str) -> str:
    number = page.experience_number(walk)
    return name(one_line(page.document["experiences"][number]["persona"] if number is not None else walk, 60))


def _capped(page: Page, part: FailureDemandPart) -> str:
    """Why fewer calls are taken away than there should be."""
    whole = next((repair["calls"]["high"] for repair in part["repairs"] if not repair["touchpoint"]), None)
    fewer = part["calls"] is not None and whole is not None and whole < part["calls"]["high"] - 0.5
    return page.words.say("demand.capped") if fewer else ""


def _span(page: Page, span: SpanPart, digits: int) -> str:
    return _between(page, page.words.number(span["low"], digits), page.words.number(span["high"], digits))


def _day(page: Page, low: QueuePart, high: QueuePart) -> dict[str, str]:
    """What callers meet at both ends of the range."""
    percent, duration = page.words.percent, page.words.duration
    nothing = page.words.say("page.not_measured")

    def told(written: Any, *ends: float | None) -> str:
        return _between(page, *(nothing if end is None else written(end) for end in ends))

    return {
        "service_level": told(percent, low["service_level"], high["service_level"]),
        "abandonment": told(percent, low["abandonment"], high["abandonment"]),
        "asa": told(duration, low["asa"], high["asa"]),
    }


def _between(page: Page, low: str, high: str) -> str:
    return low if low == high else page.words.say("phone.between", low=low, high=high)
