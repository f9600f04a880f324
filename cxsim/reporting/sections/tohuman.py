"""Seconds to a human, hour by hour: the menu, then the queue, and which customers would have hung up before."""

from __future__ import annotations

from typing import Any

from cxsim.reporting import charts
from cxsim.reporting.contract.phoneline import PhonePart, WayPart
from cxsim.reporting.page import Page
from cxsim.reporting.safe import one_line
from cxsim.reporting.words import name

ZERO = "zero"


def human(page: Page, prefix: str, phone: PhonePart) -> dict[str, Any] | None:
    """What is drawn of one phone line; None where no hour of it was forecast.

    Drawn is the way of somebody who presses only 0; where that leads to no queue, the quickest way of all.
    """
    rows = phone.get("to_human", [])
    if not rows:
        return None if not phone["menus"] else {"measured": False}
    drawn = _drawn(rows)
    label = page.words.say("phone.human_caption", queue=one_line(drawn[0]["queue"], 60))
    return {
        "measured": True,
        "zero": drawn[0]["caller"] == ZERO,
        "lead": _lead(page, drawn),
        "caption": label,
        "chart": charts.waits(_bars(phone, drawn), [], page.words, prefix=f"{prefix}s", label=label),
        "gone": _gone(page, prefix, phone, drawn),
        "who": [name(one_line(who, 60)) for who in _people(drawn)],
        "rows": [_row(page, row, _people(drawn)) for row in drawn],
        "ways": [_way(page, row) for row in _each_way(rows)],
    }


def _drawn(rows: list[WayPart]) -> list[WayPart]:
    """The hours of one way: hers who presses 0, else the shortest."""
    zero = [row for row in rows if row["caller"] == ZERO]
    shortest = min(rows, key=lambda row: (row["menu"], row["queue"]))
    of = zero[0] if zero else shortest
    return [row for row in rows if (row["caller"], row["queue"]) == (of["caller"], of["queue"])]


def _each_way(rows: list[WayPart]) -> list[WayPart]:
    """Every way once, with its worst hour."""
    worst: dict[tuple[str, str], WayPart] = {}
    for row in rows:
        key = row["caller"], row["queue"]
        if key not in worst or _ninth(row) > _ninth(worst[key]):
            worst[key] = row
    return sorted(worst.values(), key=lambda row: (row["caller"] != ZERO, row["menu"], row["queue"]))


def _ninth(row: WayPart) -> float:
    return float("inf") if row["ninth"] is None else row["ninth"]


def _people(rows: list[WayPart]) -> list[str]:
    return sorted({who for row in rows for who in row["gone"]})


def _all_hours(phone: PhonePart) -> list[str]:
    return sorted({forecast["hour"] for forecast in phone["forecasts"]})


def _bars(phone: PhonePart, drawn: list[WayPart]) -> list[charts.Hour]:
    """A bar an open hour; hatched where this way leads to nobody, or nobody ever answers."""
    by_hour = {row["hour"]: row for row in drawn}
    bars = []
    for hour in _all_hours(phone):
        row = by_hour.get(hour)
        if row is None or row["median"] is None or row["ninth"] is None:
            bars.append(charts.Hour(hour=one_line(hour, 8), p50=None, p90=None))
            continue
        menu = row["menu"]
        p50, p90 = row["median"] - menu, row["ninth"] - menu
        bars.append(charts.Hour(hour=one_line(hour, 8), p50=p50, p90=p90, menu=menu))
    return bars


def _gone(page: Page, prefix: str, phone: PhonePart, drawn: list[WayPart]) -> charts.Chart | None:
    people, hours = _people(drawn), _all_hours(phone)
    if not people:
        return None
    by_hour = {row["hour"]: row["gone"] for row in drawn}
    lines = [
        charts.GoneRow(who=name(one_line(who, 40)), shares=tuple(by_hour.get(hour, {}).get(who) for hour in hours))
        for who in people
    ]
    shown = [one_line(hour, 8) for hour in hours]
    return charts.gone(lines, shown, page.words, prefix=f"{prefix}g", label=page.words.say("phone.gone"))


def _lead(page: Page, drawn: list[WayPart]) -> str:
    worst = max(drawn, key=_ninth)
    hour = page.words.localized(one_line(worst["hour"], 12))
    if worst["median"] is None or worst["ninth"] is None:
        return page.words.say("phone.human_nobody", hour=hour)
    return page.words.say(
        "phone.human_lead",
        hour=hour,
        menu=page.words.duration(worst["menu"]),
        median=page.words.duration(worst["median"]),
        ninth=page.words.duration(worst["ninth"]),
    )


def _row(page: Page, row: WayPart, people: list[str]) -> dict[str, Any]:
    return {
        "hour": row["hour"],
        "menu": page.words.duration(row["menu"]),
        "median": _seconds(page, row["median"]),
        "ninth": _seconds(page, row["ninth"]),
        "gone": [_share(page, row["gone"].get(who)) for who in people],
    }


def _way(page: Page, row: WayPart) -> dict[str, Any]:
    return {
        "zero": row["caller"] == ZERO,
        "queue": one_line(row["queue"], 60),
        "pressed": one_line(" ".join(row["keys"]), 80),
        "menu": page.words.duration(row["menu"]),
        "hour": row["hour"],
        "median": _seconds(page, row["median"]),
        "ninth": _seconds(page, row["ninth"]),
    }


def _seconds(page: Page, seconds: float | None) -> str:
    return page.words.say("phone.never_answered") if seconds is None else page.words.duration(seconds)


def _share(page: Page, share: float | None) -> str:
    return page.words.say("page.not_measured") if share is None else page.words.percent(share)
