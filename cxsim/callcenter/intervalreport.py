"""An interval report says for every half hour how many calls were offered, answered and lost, AHT and ASA: no call.

That is all that many centers keep. Patience can still be told, by Erlang A: of all pairs of patience and agents there
is one for which the formula gives the share of hang-ups *and* the mean wait that were reported. What intervals cannot
tell is said: how service and patience vary, who calls again, what the menu does.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cxsim.callcenter.analytic import patient_queue
from cxsim.callcenter.errors import CenterError
from cxsim.callcenter.tables import Row, Table, read_table
from cxsim.callcenter.times import exponential
from cxsim.callcenter.written_times import duration

WORDS: dict[str, tuple[str, ...]] = {
    "start": ("start", "interval", "intervall", "time", "zeit", "uhrzeit", "von", "beginn"),
    "date": ("date", "datum", "day", "tag"),
    "offered": ("offered", "calls offered", "calls", "angeboten", "angebotene anrufe", "anrufe"),
    "answered": ("answered", "handled", "calls answered", "angenommen", "angenommene anrufe", "bearbeitet"),
    "abandoned": ("abandoned", "calls abandoned", "lost", "verloren", "verlorene anrufe", "aufleger", "aufgelegt"),
    "aht": ("aht", "average handle time", "avg handle time", "handle time", "bearbeitungszeit", "ø bearbeitungszeit"),
    "asa": ("asa", "average speed of answer", "avg speed of answer", "wait", "wartezeit", "ø wartezeit"),
}
LENGTH = 1800.0
FEWEST_OFFERED, FEWEST_ABANDONED = 20, 3
SHORTEST_PATIENCE, LONGEST_PATIENCE = 5.0, 7200.0
CANNOT_TELL = (
    "how long single calls and single waits are: service is taken as lognormal, patience as exponential",
    "who calls again, and what the phone menu does",
    "how many agents were there: the number below is the one with which Erlang A gives these hang-ups",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedInterval:
    """One row; AHT and ASA in seconds. ``patience`` and ``agents`` are what Erlang A makes of it (None: too little)."""

    label: str
    offered: float
    answered: float
    abandoned: float
    aht: float
    asa: float
    patience: float | None = None
    agents: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All rows, the patience of all (weighted by hang-ups; None: too few), what was dropped, and the guess."""

    intervals: tuple[ReportedInterval, ...]
    patience: float | None
    dropped: tuple[str, ...]
    guess: str

    @property
    def offered(self) -> float:
        """All calls."""
        return math.fsum(one.offered for one in self.intervals)


def is_interval_report(path: Path) -> bool:
    """Whether the headers of this file are those of an interval report."""
    columns = _guess(read_table(path, {}).headers)
    return {"offered", "abandoned"} <= set(columns) and bool({"aht", "asa"} & set(columns))


def read_report(path: Path, *, length: float = LENGTH) -> Report:
    """The report in a CSV or XLSX file, with the patience that Erlang A finds; ``length`` is that of an interval.

    Raises DefinitionError where it cannot be read, CenterError where a column is missing or columns contradict.
    """
    table = read_table(path, {})
    columns = _guess(table.headers)
    missing = [name for name in ("start", "offered", "abandoned", "aht", "asa") if name not in columns]
    if missing:
        hint = f"rename it in the table, which has {', '.join(table.headers)}"
        raise CenterError(f"{path.name}: no column looks like {' or '.join(missing)}", hint=hint)
    found, dropped = _intervals(table, columns)
    if not found:
        raise CenterError(f"{path.name}: no row can be used", hint=dropped[0] if dropped else "the table is empty")
    told = tuple(_with_erlang_a(one, length) for one in found)
    weights = [one.abandoned for one in told if one.patience is not None]
    known = [one.patience for one in told if one.patience is not None]
    total = math.fsum(weights)
    return Report(
        intervals=told,
        patience=math.fsum(w * p for w, p in zip(weights, known, strict=True)) / total if total else None,
        dropped=tuple(dropped),
        guess=f"{path.name}: read " + ", ".join(f"{header!r} as {name}" for name, header in columns.items()),
    )


def _guess(headers: Sequence[str]) -> dict[str, str]:
    by_word = {header.lower().strip(): header for header in reversed(headers)}
    found: dict[str, str] = {}
    for name, words in WORDS.items():
        known = [by_word[word] for word in words if word in by_word]
        if known and known[0] not in found.values():
            found[name] = known[0]
    return found


def _intervals(table: Table, columns: dict[str, str]) -> tuple[list[ReportedInterval], list[str]]:
    found, dropped = [], []
    for row in table.rows:
        try:
            found.append(_interval(row, columns))
        except ValueError as error:
            dropped.append(f"line {row.line}: {error}")
    return found, dropped


def _interval(row: Row, columns: dict[str, str]) -> ReportedInterval:
    def number(name: str) -> float:
        text = row.cells.get(columns[name], "")
        value = duration(text)
        if value is None or not 0 <= value < math.inf:
            raise ValueError(f"{columns[name]} {text!r} is not a number of 0 or more")
        return value

    offered, abandoned = number("offered"), number("abandoned")
    answered = number("answered") if "answered" in columns else offered - abandoned
    if abandoned > offered or answered > offered:
        raise ValueError("more calls were lost or answered than offered: are the columns swapped?")
    label = " ".join(row.cells.get(columns[name], "") for name in ("date", "start") if name in columns)
    return ReportedInterval(
        label=label.strip(),
        offered=offered,
        answered=answered,
        abandoned=abandoned,
        aht=number("aht") if answered else 0.0,
        asa=number("asa") if answered else 0.0,
    )


def _with_erlang_a(one: ReportedInterval, length: float) -> ReportedInterval:
    from dataclasses import replace

    if one.offered < FEWEST_OFFERED or one.abandoned < FEWEST_ABANDONED or not one.aht > 0 or not one.asa > 0:
        return one
    rate, lost = one.offered / length, one.abandoned / one.offered
    low, high = SHORTEST_PATIENCE, LONGEST_PATIENCE
    if not _asa(rate, one.aht, lost, low)[0] < one.asa < _asa(rate, one.aht, lost, high)[0]:
        return one
    for _ in range(30):
        middle = math.sqrt(low * high)
        low, high = (middle, high) if _asa(rate, one.aht, lost, middle)[0] < one.asa else (low, middle)
    return replace(one, patience=high, agents=_asa(rate, one.aht, lost, high)[1])


def _asa(rate: float, aht: float, lost: float, patience: float) -> tuple[float, float]:
    """The ASA of Erlang A with so many agents that this share hangs up, and that number (a line between whole ones)."""
    law = exponential(patience)

    def queue(agents: int) -> tuple[float, float]:
        found = patient_queue(rate, aht, agents, law, within=20.0)
        return found.abandonment, found.asa

    few, many = 0, max(1, math.ceil(rate * aht))
    while queue(many)[0] > lost:
        few, many = many, many * 2
    while many - few > 1:
        middle = (few + many) // 2
        few, many = (middle, many) if queue(middle)[0] > lost else (few, middle)
    if few == 0:
        return queue(1)[1], 1.0
    (more_lost, slow), (less_lost, quick) = queue(few), queue(many)
    part = (more_lost - lost) / (more_lost - less_lost)
    return slow + part * (quick - slow), few + part


def lines(report: Report) -> Iterator[str]:
    """The report for a terminal."""
    yield report.guess
    yield from (f"dropped: {reason}" for reason in report.dropped[:20])
    told = [one for one in report.intervals if one.patience is not None]
    lost = math.fsum(one.abandoned for one in report.intervals)
    yield f"{len(report.intervals)} intervals, {report.offered:.0f} calls, {lost:.0f} hang-ups"
    if report.patience is None:
        yield "patience: not measured (too few hang-ups, or waits that fit no patience)"
    else:
        yield f"patience: {report.patience:.0f} s on average, by Erlang A from {len(told)} intervals"
    yield "what an interval report cannot tell:"
    yield from (f"  - {what}" for what in CANNOT_TELL)
    for one in told[:48]:
        yield f"  {one.label:20} patience {one.patience:6.0f} s, {one.agents:5.1f} agents"


def document(report: Report) -> dict[str, Any]:
    """The report as plain JSON."""
    from dataclasses import asdict

    return {
        "guess": report.guess,
        "patience": report.patience,
        "dropped": list(report.dropped),
        "cannot_tell": list(CANNOT_TELL),
        "intervals": [asdict(one) for one in report.intervals],
    }
