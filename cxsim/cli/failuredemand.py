"""`cxsim callcenter simulate --from-run`: the calls that a failing website makes, and what mending it gives."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxsim.cli.common import say

if TYPE_CHECKING:
    from datetime import date

    from cxsim.callcenter.center import Center
    from cxsim.callcenter.failuredemand import Demand, Range
    from cxsim.callcenter.repairs import Repair
    from cxsim.callcenter.results import Results

SHOWN = ("offered", "service_level", "abandonment", "asa", "occupancy")


def simulate_run(
    run: Path, center: Center, on: date, *, turn: str, cost: float, replications: int, seed: int, as_json: bool
) -> None:
    """Read a run, turn its failures into calls, simulate the day without them, and print what that changes.

    Raises CxsimError where the run cannot be read, where the range is none, or where the line is closed that day.
    """
    from cxsim.callcenter.day import plan_day
    from cxsim.callcenter.repairs import repairs

    found = _demand(run, turn)
    base, mended = repairs(center, plan_day(center, on), found, replications=replications, seed=seed)
    if as_json:
        _print_json(run, found, base, mended, on, cost)
    else:
        _print(run, found, base, mended, center, on, cost)


def _demand(run: Path, turn: str) -> Demand:
    from cxsim.callcenter.failuredemand import demand
    from cxsim.callcenter.repairs import wants
    from cxsim.loading import load_project
    from cxsim.record import load
    from cxsim.runfolder import DEFINITIONS, read_info

    info = read_info(run)
    kept = run / DEFINITIONS
    project = load_project(kept, map=kept / info.map if info.map else None)
    asked = wants(project.scenarios, project.touchpoints)
    return demand(list(load(run)), project.personas, project.touchpoints, asked, turn=_turn(turn))


def _name(repair: Repair) -> str:
    touchpoint, page = repair.place
    return f"{touchpoint} {page}" if touchpoint else "everything"


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


def _between(value: Range, digits: int = 1) -> str:
    return f"{value.low:.{digits}f} to {value.high:.{digits}f}"


def _print(
    run: Path, found: Demand, base: Results, repairs: list[Repair], center: Center, on: date, cost: float
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
        least, most = one.differences(base)
        ends = [f"{shown(n, least[n], sign=True)} to {shown(n, most[n], sign=True)}" for n in SHOWN]
        money = _between(one.hours.times(cost, cost), 2)
        table.append([_name(one), _between(one.calls), _between(one.hours), money, *ends])
    for line in aligned(table):
        say(line)
    if repairs[0].calls.high < found.calls.high - 0.05:
        say("at the upper end there would be more calls than come in the hours in which these customers are free:")
        say("  the forecast or the customers of the touchpoint do not fit together; no more are taken away than come")


def _print_json(run: Path, found: Demand, base: Results, repairs: list[Repair], on: date, cost: float) -> None:
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
        "repairs": [_repair_document(one, base, cost) for one in repairs],
    }
    say(json.dumps(whole, indent=2, ensure_ascii=False))


def _repair_document(one: Repair, base: Results, cost: float) -> dict[str, Any]:
    from dataclasses import asdict

    least, most = one.differences(base)
    return {
        "repaired": _name(one),
        "calls": asdict(one.calls),
        "hours": asdict(one.hours),
        "cost": asdict(one.hours.times(cost, cost)),
        "least": {name: value.document() for name, value in least.items()},
        "most": {name: value.document() for name, value in most.items()},
    }
