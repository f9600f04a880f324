"""A plan file is what a planner takes away: by interval the forecast, who is required and scheduled, and how it goes.

It keeps to the layout of the table that the center was read from: the same words for the start, the calls and the
agents, in the same order, with what was found behind them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cxsim.callcenter.center import Center
from cxsim.callcenter.day import Day, clock
from cxsim.callcenter.results import Results, Value
from cxsim.callcenter.sheets import Cell, Sheet
from cxsim.callcenter.shifts import Cover
from cxsim.callcenter.staffing import Staffing
from cxsim.callcenter.tables import Table, read_table
from cxsim.callcenter.tradeoff import Point

WORDS: Mapping[str, str] = {"start": "interval", "calls": "calls", "agents": "agents", "date": "date", "group": "group"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything about one day: what is required, what the file schedules and how that goes, and shifts by group."""

    center: Center
    staffing: Staffing
    planned: Day
    as_planned: Results
    covers: Mapping[str, Cover]
    curve: Sequence[Point] = ()
    words: Mapping[str, str] = field(default_factory=lambda: WORDS)

    def required_heads(self, group: str) -> Sequence[float]:
        """Scheduled heads that leave enough people on the phone; of groups that are kept those of the file."""
        if group in self.staffing.kept:
            return self.scheduled_heads([each.name for each in self.planned.groups].index(group))
        stay = 1 - self.center.shrinkage
        return [math.ceil(n / stay - 1e-9) if stay > 0 else 0 for n in self.staffing.agents[group]]

    def scheduled_heads(self, group: int) -> list[float]:
        """What the file schedules, on average over each interval."""
        day = self.planned
        return [round(math.fsum(slot_heads(self.center, day, group, *span)), 3) for span in day.intervals]


def slot_heads(center: Center, day: Day, group: int, start: float, end: float) -> list[float]:
    """The heads of a group between two times (seconds), each weighted by how much of the time they are there."""
    found = []
    for slot in center.groups[group].heads:
        if day.date is not None and slot.holds_on(day.date):
            shared = min(end, slot.end * 60.0) - max(start, slot.start * 60.0)
            if shared > 0:
                found.append(slot.value * shared / (end - start))
    return found


def sheets(plan: Plan) -> list[Sheet]:
    """The plan by interval first, then shifts, the trade-off, and what the numbers mean."""
    return [_intervals(plan), *_shifts(plan), *_curve(plan), _about(plan)]


def layout(center: Center, named: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """The words of the tables that the center was read from; ``named`` are the columns that its form names itself."""
    words = dict(WORDS)
    for path in reversed(center.files):
        if path.suffix.lower() in (".csv", ".tsv", ".xlsx"):
            own = next((columns for name, columns in named.items() if path.as_posix().endswith(name)), {})
            table: Table = read_table(path, own)
            words |= {name: header for name, header in table.columns.items() if name in words}
    return words


def _intervals(plan: Plan) -> Sheet:
    day, results, planned = plan.staffing.day, plan.staffing.results, plan.as_planned
    groups = [group.name for group in day.groups]
    many = len(groups) > 1
    headers: list[str] = [plan.words["start"], f"{plan.words['calls']} forecast"]
    for name in groups:
        mark = f" {name}" if many else ""
        headers += [f"required on the phone{mark}", f"by formula{mark}", f"required heads{mark}"]
        headers += [f"scheduled heads{mark}", f"over{mark}", f"under{mark}"]
        headers += [f"covered by shifts{mark}"] if name in plan.covers else []
    for what in ("as required", "as scheduled"):
        headers += [f"{name} {what}" for name in ("service level", "half-width", "hang-ups", "ASA s", "occupancy")]
    rows = []
    for index, (start, end) in enumerate(day.intervals):
        calls = math.fsum(day.rate(i, start, end) for i in range(len(day.types))) * (end - start)
        row: list[Cell] = [f"{clock(start)}-{clock(end)}", round(calls, 2)]
        for number, name in enumerate(groups):
            row += _group(plan, number, name, index)
        row += [*_quality(results, index), *_quality(planned, index)]
        rows.append(row)
    return Sheet(name="plan", headers=headers, rows=rows)


def short(plan: Plan) -> tuple[Sheet, list[tuple[str, int]]]:
    """The plan by interval, narrow enough for a terminal, and the titles above its headers, each with its columns."""
    groups = [group.name for group in plan.staffing.day.groups]
    headers = ["interval", "calls", *("need", "formula", "heads", "as is") * len(groups)]
    headers += ["level", "hang-ups", "ASA s", "occupancy", "level"]
    rows = []
    for index, whole in enumerate(_intervals(plan).rows):
        row: list[Cell] = [*whole[:2]]
        for number, name in enumerate(groups):
            row += _group(plan, number, name, index)[:4]
        level, _, *others = _quality(plan.staffing.results, index)
        rows.append([*row, level, *others, _quality(plan.as_planned, index)[0]])
    above = [("", 2), *((name, 4) for name in groups), ("with these", 4), ("as is", 1)]
    return Sheet(name="plan", headers=headers, rows=rows), above


def _group(plan: Plan, number: int, name: str, index: int) -> list[Cell]:
    heads, scheduled = plan.required_heads(name)[index], plan.scheduled_heads(number)[index]
    gap = scheduled - heads
    cells: list[Cell] = [plan.staffing.agents[name][index], plan.staffing.by_formula[name][index], heads, scheduled]
    cells += [round(max(0.0, gap), 3), round(max(0.0, -gap), 3)]
    return cells + ([plan.covers[name].heads[index]] if name in plan.covers else [])


def _quality(results: Results, index: int) -> list[Cell]:
    row = results.intervals[index]
    level = row["service_level"]
    return [
        _rounded(level, 4),
        None if level.half_width is None else round(level.half_width, 4),
        _rounded(row["abandonment"], 4),
        _rounded(row["asa"], 1),
        _rounded(row["occupancy"], 4),
    ]


def _rounded(value: Value, digits: int) -> Cell:
    return None if value.mean is None else round(value.mean, digits)


def _shifts(plan: Plan) -> list[Sheet]:
    if not plan.covers:
        return []
    rows: list[list[Cell]] = []
    for group, cover in plan.covers.items():
        for shift in cover.shifts:
            pause = "" if shift.pause_from is None else clock(shift.pause_from)
            end = "" if shift.pause_from is None else clock(shift.pause_from + shift.pause)
            rows.append([group, shift.kind, clock(shift.start), clock(shift.end), pause, end, shift.people])
    headers = ["group", "shift", "start", "end", "break from", "break to", "agents"]
    return [Sheet(name="shifts", headers=headers, rows=rows)]


def _curve(plan: Plan) -> list[Sheet]:
    if not plan.curve:
        return []
    headers = ["staff, of required", "hours on the phone", "cost", "service level", "hang-ups", "occupancy"]
    rows = [
        [
            round(point.level, 3),
            round(point.agent_hours, 2),
            round(point.cost, 2),
            _rounded(point.service_level, 4),
            _rounded(point.abandonment, 4),
            _rounded(point.occupancy, 4),
            *([_rounded(point.experience, 1)] if point.experience else []),
        ]
        for point in plan.curve
    ]
    known = any(point.experience for point in plan.curve)
    return [Sheet(name="trade-off", headers=headers + (["experience 0-100"] if known else []), rows=rows)]


def _about(plan: Plan) -> Sheet:
    staffing, center = plan.staffing, plan.center
    target = staffing.day.target
    cost = math.fsum(cover.cost for cover in plan.covers.values())
    rows: list[list[Cell]] = [
        ["center", center.name],
        ["date", str(staffing.day.date)],
        ["goals", "; ".join(map(str, staffing.goals))],
        ["simulated days", staffing.results.replications],
        ["shrinkage", center.shrinkage],
        ["service level", f"answered within {target.seconds:g} s, of all calls; a hang-up counts as not answered"],
        ["required on the phone", "the fewest with whom the simulation meets every goal in every interval"],
        ["required heads", "the same before shrinkage, rounded up"],
        ["half-width", "half of a 95 % confidence interval"],
    ]
    if staffing.kept:
        rows.append(["kept as scheduled", ", ".join(staffing.kept)])
    if plan.covers:
        rows.append(["cost of the shifts", round(cost, 2)])
    rows += [["note", note] for note in center.notes]
    return Sheet(name="about", headers=["what", "value"], rows=rows)
