"""`cxsim callcenter simulate --from-run`: the calls that a failing website makes, and what mending it gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxsim.cli.common import say

if TYPE_CHECKING:
    from datetime import date

    from cxsim.callcenter.center import Center
    from cxsim.callcenter.day import Day
    from cxsim.callcenter.failuredemand import Demand, Range
    from cxsim.callcenter.results import Measured, Results

MOST_PAGES = 5
SHOWN = ("offered", "service_level", "abandonment", "asa", "occupancy")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """One repair: what is repaired, the calls that it takes away, and the differences at both ends of the range.

    ``hours`` are hours of agents' work a day, ``cost`` what they cost.
    """

    name: str
    calls: Range
    hours: Range
    cost: Range
    least: Measured
    most: Measured


def simulate_run(
    run: Path, center: Center, on: date, *, turn: str, cost: float, replications: int, seed: int, as_json: bool
) -> None:
    """Read a run, turn its failures into calls, simulate the day without them, and print what that changes.

    Raises CxsimError where the run cannot be read, where the range is none, or where the line is closed that day.
    """
    from cxsim.callcenter.day import plan_day
    from cxsim.callcenter.trial import trial

    found = _demand(run, turn)
    day = plan_day(center, on)
    base = trial(day, replications=replications, seed=seed)

    def tried(other: Day) -> Results:
        return trial(other, replications=replications, seed=seed)

    repairs = [_repair(name, part, center, day, base, tried, cost) for name, part in _parts(found)]
    if as_json:
        _print_json(run, found, base, repairs, on)
    else:
        _print(run, found, base, repairs, center, on, cost)


def _demand(run: Path, turn: str) -> Demand:
    from cxsim.callcenter.failuredemand import demand
    from cxsim.loading import load_project
    from cxsim.record import load
    from cxsim.runfolder import DEFINITIONS, read_info
    from cxsim.touchpoint import ChannelName

    info = read_info(run)
    kept = run / DEFINITIONS
    project = load_project(kept, map=kept / info.map if info.map else None)
    wants = {
        name: stop.wants
        for name, scenario in project.scenarios.items()
        for stop in scenario.journey
        if stop.wants
        and stop.touchpoint in project.touchpoints
        and project.touchpoints[stop.touchpoint].channel is ChannelName.PHONE
    }
    return demand(list(load(run)), project.personas, project.touchpoints, wants, turn=_turn(turn))


def _turn(text: str) -> Range:
    """A range of shares such as ``50 % to 100 %``."""
    from cxsim.callcenter.errors import CenterError
    from cxsim.callcenter.failuredemand import Range
    from cxsim.quantities import QuantityError, share

    parts = [part.strip() for part in text.split(" to ")]
    try:
        low, high = share(parts[0]), share(parts[-1])
    except QuantityError as error:
        raise CenterError(f"--turn {error}", hint="write --turn '50 % to 100 %'") from error
    if len(parts) > 2 or low > high:
        raise CenterError(f"--turn {text!r} is no range", hint="write --turn '50 % to 100 %'")
    return Range(low=low, high=high)


def _parts(found: Demand) -> list[tuple[str, Demand]]:
    pages = [(f"{touchpoint} {page}", found.of_page((touchpoint, page))) for touchpoint, page in found.pages()]
    return ([("everything", found)] if found.walks else []) + (pages[:MOST_PAGES] if len(pages) > 1 else pages[:1])


def _repair(
    name: str, part: Demand, center: Center, day: Day, base: Results, tried: Callable[[Day], Results], cost: float
) -> Fixed:
    from cxsim.callcenter.failuredemand import Range, fixed
    from cxsim.callcenter.planning import difference

    ends = [fixed(center, day, part, high=high) for high in (False, True)]
    hours = [_hours(day) - _hours(other) for other, _ in ends]
    least, most = (difference(tried(other), base) for other, _ in ends)
    return Fixed(
        name=name,
        calls=Range(low=ends[0][1], high=ends[1][1]),
        hours=Range(low=hours[0], high=hours[1]),
        cost=Range(low=hours[0] * cost, high=hours[1] * cost),
        least=least,
        most=most,
    )


def _hours(day: Day) -> float:
    """Hours of work that the calls of a day bring."""
    spans = [end - start for start, end in zip(day.edges, day.edges[1:], strict=False)]
    return sum(r * s * t.handle_time for t in day.types for r, s in zip(t.rates, spans, strict=True)) / 3600.0


def _between(value: Range, digits: int = 1) -> str:
    return f"{value.low:.{digits}f} to {value.high:.{digits}f}"


def _print(
    run: Path, found: Demand, base: Results, repairs: list[Fixed], center: Center, on: date, cost: float
) -> None:
    from cxsim.callcenter.text import TITLES, aligned, shown

    say(f"{center.name}, {on}: calls that walks of {run.name} stand for")
    for what in found.unmeasured:
        say(what)
    if not found.walks:
        say("failure demand: " + ("not measured" if found.unmeasured else "none, for no walk failed on the web"))
        return
    say(f"failure demand: {_between(found.calls)} calls a day ({found.turn.low:.0%} to {found.turn.high:.0%} of those")
    say("  who failed and prefer the phone do call: --turn; the rest of the range is what nobody could judge)")
    say()
    rows = [["fails on", "calls a day", "personas"]]
    for (touchpoint, page), calls in found.pages().items():
        who = sorted({walk.persona for walk in found.walks if (walk.touchpoint, walk.page) == (touchpoint, page)})
        rows.append([f"{touchpoint} {page}", _between(calls), ", ".join(who)])
    for line in aligned(rows):
        say(line)
    say()
    say("the forecast counts calls that came, so it holds these; repairing takes them away (paired, same callers):")
    table = [["repaired", "calls", "work, hours", f"cost at {cost:g}/h", *(TITLES[name] for name in SHOWN)]]
    now = [shown(name, base.totals[name]) for name in SHOWN]
    table.append(["as it is", "", "", "", *now])
    for one in repairs:
        ends = [f"{shown(n, one.least[n], sign=True)} to {shown(n, one.most[n], sign=True)}" for n in SHOWN]
        table.append([one.name, _between(one.calls), _between(one.hours), _between(one.cost, 2), *ends])
    for line in aligned(table):
        say(line)
    if repairs[0].calls.high < found.calls.high - 0.05:
        say("at the upper end there would be more calls than come in the hours in which these customers are free:")
        say("  the forecast or the customers of the touchpoint do not fit together; no more are taken away than come")


def _print_json(run: Path, found: Demand, base: Results, repairs: list[Fixed], on: date) -> None:
    import json
    from dataclasses import asdict

    whole: dict[str, Any] = {
        "run": run.name,
        "date": str(on),
        "unmeasured": list(found.unmeasured),
        "turn": asdict(found.turn),
        "calls_per_day": asdict(found.calls) if found.walks or not found.unmeasured else None,
        "walks": [
            {
                "walk": walk.walk,
                "persona": walk.persona,
                "touchpoint": walk.touchpoint,
                "page": walk.page,
                "wants": walk.wants or None,
                "why": walk.why,
                "calls_per_day": asdict(walk.calls),
            }
            for walk in found.walks
        ],
        "base": {name: value.document() for name, value in base.totals.items()},
        "repairs": [
            {
                "repaired": one.name,
                "calls": asdict(one.calls),
                "hours": asdict(one.hours),
                "cost": asdict(one.cost),
                "least": {name: value.document() for name, value in one.least.items()},
                "most": {name: value.document() for name, value in one.most.items()},
            }
            for one in repairs
        ],
    }
    say(json.dumps(whole, indent=2, ensure_ascii=False))
