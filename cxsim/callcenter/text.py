"""The text of a simulation is what a planner reads on a terminal: one line an interval, the formula beside it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from cxsim.callcenter.analytic import Queue
from cxsim.callcenter.center import Center
from cxsim.callcenter.day import Day, clock
from cxsim.callcenter.document import DEFINITIONS, plan_of
from cxsim.callcenter.planning import Simulated, difference
from cxsim.callcenter.results import Measured, Value
from cxsim.callcenter.sheets import Cell, Sheet
from cxsim.callcenter.theory import beside
from cxsim.quantities import DAYS

SHARES = ("service_level", "abandonment", "occupancy", "clients_answered_share", "blocking", "containment")
SECONDS = ("asa", "wait_p50", "wait_p90", "wait_p95", "aht")
COLUMNS = ("offered", "service_level", "abandonment", "asa", "wait_p90", "occupancy")
TITLES = {
    "offered": "offered",
    "answered": "answered",
    "abandoned": "hung up",
    "unanswered": "never answered",
    "service_level": "in time",
    "abandonment": "hang-ups",
    "asa": "ASA",
    "wait_p50": "wait P50",
    "wait_p90": "wait P90",
    "wait_p95": "wait P95",
    "aht": "AHT",
    "occupancy": "occupied",
    "clients": "people",
    "clients_answered": "people answered",
    "clients_answered_share": "answered in the end",
    "attempts_per_client": "calls a person",
    "blocked": "heard the busy tone",
    "blocking": "busy tone",
    "contained": "helped by the menu",
    "containment": "menu was enough",
    "balked": "hung up at once",
    "called_back": "called back",
    "missed": "missed their callback",
    "passed_on": "passed on",
}


def lines(case: Simulated, base: Simulated | None = None) -> Iterator[str]:
    """Everything that a planner should see, line by line."""
    day, results = case.day, case.results
    on = f"{DAYS[day.date.weekday()]} {day.date}" if day.date else "one day"
    yield f"{case.center.name}, {on}" + (f", what if: {case.what_if}" if case.what_if else "")
    yield f"{results.replications} simulated days, seed {case.seed}; ± is half of a 95 % confidence interval"
    yield from _heads(case.center, day)
    yield from (f"note: {note}" for note in case.center.notes)
    yield from (str(warning) for warning in day.warnings)
    yield ""
    yield from _intervals(case)
    yield ""
    rows = [(t.name, row) for t, row in zip(day.types, results.types, strict=True)]
    yield from _table("call type", rows, ("offered", "answered", *COLUMNS[1:5], "wait_p50", "aht"))
    yield ""
    groups = [(g.name, row) for g, row in zip(day.groups, results.groups, strict=True)]
    yield from _table("group", groups, ("answered", "asa", "aht", "occupancy"))
    yield ""
    yield from _totals(case, base)
    yield ""
    yield from _meanings(case)


def _heads(center: Center, day: Day) -> Iterator[str]:
    if center.shrinkage:
        yield f"on the phone: scheduled heads less {center.shrinkage:.0%} shrinkage, rounded down"
    if any(call_type.talk.family == "lognormal" for call_type in day.types):
        spreads = sorted({t.talk.spread for t in day.types if t.talk.family == "lognormal"})
        yield f"handle times: lognormal, cv {', '.join(f'{spread:g}' for spread in spreads)}"


def _intervals(case: Simulated) -> Iterator[str]:
    day, results = case.day, case.results
    theories = [beside(day, start, end) for start, end in day.intervals]
    reasons = list(dict.fromkeys(reason for theory in theories for reason in theory.reasons))
    letters = {reason: chr(ord("a") + index % 26) for index, reason in enumerate(reasons)}
    header = [
        "interval",
        "agents",
        *(TITLES[name] for name in COLUMNS),
        "formula",
        "in time",
        "hang-ups",
        "ASA",
        "but",
    ]
    table = [header]
    for index, ((start, end), theory) in enumerate(zip(day.intervals, theories, strict=True)):
        row = results.intervals[index]
        formula = _formula(theory.queue)
        marks = "".join(letters[reason] for reason in theory.reasons)
        agents = f"{plan_of(results, index)['agents']:g}"
        table.append([f"{clock(start)}-{clock(end)}", agents, *_cells(row, COLUMNS), *formula, marks])
    yield from aligned(table)
    for reason in reasons:
        yield f"  {letters[reason]}: {reason}"


def _formula(queue: Queue | None) -> list[str]:
    if queue is None:
        return ["none", "", "", ""]
    level = "" if math.isnan(queue.service_level) else f"{queue.service_level:.1%}"  # a chain of counts knows no waits
    asa = "" if math.isnan(queue.asa) else f"{queue.asa:.1f} s"
    return [queue.model, level, f"{queue.abandonment:.1%}", asa]


def _table(name: str, rows: Sequence[tuple[str, Measured]], measures: Sequence[str]) -> Iterator[str]:
    header = [name, *(TITLES[measure] for measure in measures)]
    yield from aligned([header, *([label, *_cells(row, measures)] for label, row in rows)])


def _totals(case: Simulated, base: Simulated | None) -> Iterator[str]:
    totals = case.results.totals
    table = [["whole day", "", *([] if base is None else ["as it is", "difference"])]]
    changes = difference(case.results, base.results) if base else {}
    for name, value in totals.items():
        row = [TITLES[name], shown(name, value)]
        if base is not None:
            row += [shown(name, base.results.totals[name]), shown(name, changes[name], sign=True)]
        table.append(row)
    yield from aligned(table)


def _meanings(case: Simulated) -> Iterator[str]:
    target, day, limit = case.day.target, case.day, case.center.most_occupied
    yield f"in time: answered within {target.seconds:g} s, {DEFINITIONS['service_level'].split(', ', 1)[1]}"
    yield "ASA: of those who were answered; wait P50 and P90: of the offered wait (a hang-up is 'at least that long')"
    levels = [row["service_level"].mean for row in case.results.intervals]
    missed = sum(level is not None and level < target.share for level in levels)
    yield f"target {target}: missed in {missed} of {len(day.intervals)} intervals"
    if limit is not None:
        over = [i for i, row in enumerate(case.results.intervals) if (row["occupancy"].mean or 0) > limit]
        yield f"occupancy at most {limit:.0%}: exceeded in {len(over)} of {len(day.intervals)} intervals"


def _cells(row: Measured, measures: Sequence[str]) -> list[str]:
    return [shown(measure, row[measure]) if measure in row else "" for measure in measures]


def shown(name: str, value: Value, *, sign: bool = False) -> str:
    """A value with half of its confidence interval, in the measure's unit."""
    if value.mean is None:
        return "not measured"
    half, plus = value.half_width, "+" if sign else ""
    if name in SHARES:
        text = f"{100 * value.mean:{plus}.1f}" + (f" ± {100 * half:.1f}" if half is not None else "")
        return text + " %"
    unit, digits = (" s", 1) if name in SECONDS else ("", 2 if name == "attempts_per_client" else 1)
    return f"{value.mean:{plus}.{digits}f}" + (f" ± {half:.{digits}f}" if half is not None else "") + unit


GAP = 2
"""Blanks between columns."""


def sheet_lines(sheet: Sheet, above: Sequence[tuple[str, int]] = ()) -> Iterator[str]:
    """A sheet for a terminal: shares as percentages, an empty cell where nothing was measured.

    ``above`` are titles that stand over the headers, each with how many columns it is for.
    """
    shares = ("level", "hang-ups", "occupancy", "half-width", "of required")
    rows = [
        ["" if cell is None else _percent(cell) if _is_share(header, shares) else str(cell) for header, cell in pairs]
        for pairs in ([*zip(sheet.headers, row, strict=True)] for row in sheet.rows)
    ]
    yield from aligned([list(sheet.headers), *rows], above)


def _is_share(header: str, shares: Sequence[str]) -> bool:
    return any(word in header for word in shares)


def _percent(cell: Cell) -> str:
    return f"{100 * cell:.1f} %" if isinstance(cell, int | float) else str(cell)


def aligned(table: Sequence[Sequence[str]], above: Sequence[tuple[str, int]] = ()) -> Iterator[str]:
    """Rows of cells in columns: the first one to the left, the others to the right; titles above several columns."""
    widths = [max(len(row[i]) for row in table) for i in range(len(table[0]))]
    if above:
        yield _titles(widths, above)
    for row in table:
        cells = [
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield (" " * GAP).join(cells).rstrip()


def _titles(widths: list[int], above: Sequence[tuple[str, int]]) -> str:
    """The line of titles; a title that is wider than its columns makes the first of them wider."""
    cells, column = [], 0
    for title, columns in above:
        widths[column] += max(0, len(title) + 2 - sum(widths[column : column + columns]) - GAP * (columns - 1))
        width = sum(widths[column : column + columns]) + GAP * (columns - 1)
        cells.append(f" {title} ".center(width, "-") if title else " " * width)
        column += columns
    return (" " * GAP).join(cells).rstrip()
