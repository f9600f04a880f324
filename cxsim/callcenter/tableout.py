"""A center goes out as tables, for planners who live in spreadsheets: intervals, shifts and skills of one day.

The sheets are in the form in which a center reads them again: ``forecast: plan.csv``, ``agents: shifts.csv``,
``answers: skills.csv``.
"""

from __future__ import annotations

from pathlib import Path

from cxsim.callcenter.center import Center
from cxsim.callcenter.day import Day, clock
from cxsim.callcenter.sheets import Cell, Sheet, as_csv, whole_file, write


def sheets(center: Center, day: Day) -> list[Sheet]:
    """Forecast calls by interval and type, scheduled heads by group, and the skills of the groups."""
    return [_forecast(day), _shifts(center, day), _skills(center)]


def write_tables(target: Path, center: Center, day: Day) -> list[Path]:
    """Write them to one XLSX file, or as three CSV files into a folder; returns what was written.

    Raises CxsimError where it cannot be written.
    """
    made = sheets(center, day)
    if target.suffix.lower() == ".xlsx":
        write(target, made)
        return [target]
    target.mkdir(parents=True, exist_ok=True)
    for sheet in made:
        with whole_file(target / f"{sheet.name}.csv") as part:
            part.write_text(as_csv(sheet), encoding="utf-8")
    return [target / f"{sheet.name}.csv" for sheet in made]


def _forecast(day: Day) -> Sheet:
    rows: list[list[Cell]] = [
        [clock(start), clock(end), t.name, round(day.rate(number, start, end) * (end - start), 6)]
        for start, end in day.intervals
        for number, t in enumerate(day.types)
    ]
    return Sheet(name="forecast", headers=["start", "end", "type", "calls"], rows=rows)


def _shifts(center: Center, day: Day) -> Sheet:
    """Heads as they are scheduled, before shrinkage."""
    rows: list[list[Cell]] = [
        [clock(slot.start * 60.0), clock(slot.end * 60.0), group.name, int(slot.value)]
        for group in center.groups
        for slot in group.heads
        if day.date is None or slot.holds_on(day.date)
    ]
    return Sheet(name="shifts", headers=["start", "end", "group", "agents"], rows=rows)


def _skills(center: Center) -> Sheet:
    types = [call_type.name for call_type in center.types]
    rows: list[list[Cell]] = [
        [group.name, *(dict(group.answers).get(name) for name in types)] for group in center.groups
    ]
    return Sheet(name="skills", headers=["group", *types], rows=rows)
