"""The document is a simulation as JSON, and the same as CSV: every measured value with its mean and its interval."""

from __future__ import annotations

import csv
import math
from dataclasses import asdict
from typing import IO, Any

from cxsim.callcenter.analytic import Queue
from cxsim.callcenter.day import clock
from cxsim.callcenter.logbook import harmless
from cxsim.callcenter.planning import Simulated, difference
from cxsim.callcenter.results import Measured, Results
from cxsim.callcenter.theory import Theory, beside

DEFINITIONS = {
    "service_level": "answered within the target's time, of all calls offered; a hang-up counts as not answered",
    "abandonment": "hung up while waiting or on hearing of a wait, of all calls offered",
    "asa": "mean wait in seconds of those who were answered, without those who were called back",
    "wait_p50": "median offered wait in seconds (Kaplan-Meier: a hang-up says only 'at least that long')",
    "wait_p90": "the offered wait in seconds that nine of ten callers do not exceed (Kaplan-Meier)",
    "wait_p95": "the offered wait in seconds that nineteen of twenty callers do not exceed (Kaplan-Meier)",
    "aht": "mean seconds of talk, hold and after-call work",
    "occupancy": "busy time of the agents on the phone, of their planned time and what they work beyond it",
    "clients": "people who called, however often; `offered` counts each of their calls",
}


def document(case: Simulated, base: Simulated | None = None) -> dict[str, Any]:
    """A simulation as plain JSON; with ``base`` also the paired difference of the totals."""
    results, day = case.results, case.day
    whole: dict[str, Any] = {
        "center": case.center.name,
        "date": str(day.date),
        "what_if": case.what_if,
        "replications": results.replications,
        "seed": case.seed,
        "target": {"share": day.target.share, "seconds": day.target.seconds},
        "definitions": DEFINITIONS,
        "notes": list(case.center.notes),
        "warnings": [str(warning) for warning in day.warnings],
        "intervals": [_interval(results, index) for index in range(len(day.intervals))],
        "types": [{"type": t.name, **_values(row)} for t, row in zip(day.types, results.types, strict=True)],
        "groups": [{"group": g.name, **_values(row)} for g, row in zip(day.groups, results.groups, strict=True)],
        "agents": [
            {"agent": name, **_values(row)} for name, row in zip(results.agent_names, results.agents, strict=True)
        ],
        "totals": _values(results.totals),
    }
    if base is not None:
        whole["difference"] = _values(difference(results, base.results))
    return whole


def _interval(results: Results, index: int) -> dict[str, Any]:
    day = results.day
    start, end = day.intervals[index]
    return {
        "start": clock(start),
        "end": clock(end),
        "plan": plan_of(results, index),
        **_values(results.intervals[index]),
        "theory": _theory(beside(day, start, end)),
    }


def plan_of(results: Results, index: int) -> dict[str, float]:
    """What was planned for an interval: calls forecast, and average agents on the phone."""
    day = results.day
    start, end = day.intervals[index]
    calls = math.fsum(day.rate(i, start, end) for i in range(len(day.types))) * (end - start)
    agents = math.fsum(day.agents(i, start, end) for i in range(len(day.groups)))
    return {"calls": round(calls, 6), "agents": round(agents, 6)}


def _values(row: Measured) -> dict[str, Any]:
    return {name: value.document() for name, value in row.items()}


def _theory(theory: Theory) -> dict[str, Any]:
    if theory.queue is None:
        return {"model": None, "reasons": list(theory.reasons)}
    types = [
        {"type": one.name, "wait": round(one.wait, 9), "abandonment": round(one.abandonment, 9)} for one in theory.types
    ]
    return {**queue_document(theory.queue), **({"types": types} if types else {}), "reasons": list(theory.reasons)}


def queue_document(queue: Queue) -> dict[str, Any]:
    """What a formula says, as plain JSON; null where it says nothing finite."""
    numbers = asdict(queue)
    return {
        name: (round(value, 9) if math.isfinite(value) else None) if isinstance(value, float) else value
        for name, value in numbers.items()
    }


def write_intervals(file: IO[str], results: Results) -> None:
    """The table by interval as CSV: each measure, its interval's ends, and the formula beside it."""
    writer = csv.writer(file, lineterminator="\n")
    measures = list(results.intervals[0])
    spread = [name + end for name in measures for end in ("", "_low", "_high")]
    beside_it = ("theory_service_level", "theory_abandonment", "theory_asa", "theory_occupancy")
    writer.writerow(["interval", "calls_forecast", "agents", *spread, "theory", *beside_it])
    for index, (start, end) in enumerate(results.day.intervals):
        plan, theory = plan_of(results, index), beside(results.day, start, end)
        cells: list[object] = [f"{clock(start)}-{clock(end)}", plan["calls"], plan["agents"]]
        for value in results.intervals[index].values():
            shown = value.document()
            cells += [shown["mean"], *(shown["ci95"] or ("", ""))]
        writer.writerow(["" if cell is None else cell for cell in cells] + _theory_cells(theory))


def _theory_cells(theory: Theory) -> list[object]:
    if theory.queue is None:
        return [harmless(theory.reasons[0]), "", "", "", ""]
    shown = queue_document(theory.queue)
    return [shown["model"], *(shown[name] for name in ("service_level", "abandonment", "asa", "occupancy"))]
