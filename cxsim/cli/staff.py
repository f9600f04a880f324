"""`cxsim callcenter staff`: how many agents a day needs, in which shifts, at what cost, and what callers make of it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cxsim.cli.common import Format, friendly_errors, say
from cxsim.cli.planner import chosen_date, progress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxsim.callcenter.center import Center
    from cxsim.callcenter.day import Day
    from cxsim.callcenter.goals import Goal
    from cxsim.callcenter.planfile import Plan
    from cxsim.callcenter.shifts import Cover
    from cxsim.callcenter.staffing import Staffing
    from cxsim.callcenter.tradeoff import Experienced, Point


def staff(
    file: Annotated[Path, typer.Argument(help="The call center, such as scenarios/callcenter/service.yaml.")],
    day: Annotated[str, typer.Option("--date", help="A date (2026-11-24) or a weekday; default: a working day.")] = "",
    goal: Annotated[
        list[str] | None,
        typer.Option(
            help="What every interval shall reach: '80 % in 20 s', '95 % within 3 min', 'hang-ups 5 %', 'ASA 20 s', "
            "'P90 60 s', 'occupancy 88 %' (may be given again). Default: the file's target."
        ),
    ] = None,
    minimum: Annotated[int, typer.Option(min=0, help="Agents on the phone in every interval, whatever comes.")] = 0,
    keep: Annotated[
        list[str] | None, typer.Option(help="A group that stays as the file schedules it (again for more).")
    ] = None,
    shift: Annotated[
        list[str] | None,
        typer.Option(help="A kind of shift: 'early: 8 h from 06:00 to 09:00, break 30 min, 25/h' (again for more)."),
    ] = None,
    cost: Annotated[float, typer.Option(min=0, help="What one scheduled hour costs.")] = 1.0,
    what_if: Annotated[str, typer.Option(help="A named case of the file.")] = "",
    settings: Annotated[list[str] | None, typer.Option("--set", help="A change such as 'calls +15 %'.")] = None,
    replications: Annotated[int, typer.Option(min=2, help="How many days each trial simulates.")] = 20,
    seed: Annotated[int, typer.Option(help="The same seed gives the same callers.")] = 1,
    out: Annotated[Path | None, typer.Option(help="Write the plan to this .xlsx or .csv file.")] = None,
    trade_off: Annotated[bool, typer.Option(help="Also simulate more and fewer agents.")] = True,
    format: Annotated[Format, typer.Option(help="How to print the result.")] = Format.TEXT,
) -> None:
    """Find the fewest agents by interval, the shifts that cover them, and what more or fewer would cost and give."""
    with friendly_errors():
        from cxsim.callcenter.planfile import sheets
        from cxsim.callcenter.sheets import must_be_a_table, write

        if out is not None:
            must_be_a_table(out)
        question = Question(
            file=file,
            day=day,
            goals=tuple(goal or ()),
            minimum=minimum,
            keep=tuple(keep or ()),
            shifts=tuple(shift or ()),
            cost=cost,
            what_if=what_if,
            settings=tuple(settings or ()),
            replications=replications,
            seed=seed,
            trade_off=trade_off,
        )
        plan = _answer(question)
        if out is not None:
            write(out, sheets(plan))
        if format is Format.JSON:
            _print_json(plan)
        else:
            _print_text(plan, cost)
            if out is not None:
                say(f"written to {out}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What was asked for, as it was typed."""

    file: Path
    day: str
    goals: tuple[str, ...]
    minimum: int
    keep: tuple[str, ...]
    shifts: tuple[str, ...]
    cost: float
    what_if: str
    settings: tuple[str, ...]
    replications: int
    seed: int
    trade_off: bool


def _answer(asked: Question) -> Plan:
    from cxsim.callcenter import planfile, shifts, staffing
    from cxsim.callcenter.trial import trial

    center, planned, aims = _planned(asked)
    kinds = [shifts.shift_kind(text) for text in asked.shifts or center.shift_kinds]
    with progress("agents") as done:
        found = staffing.staff(
            planned,
            aims,
            minimum=asked.minimum,
            keep={*asked.keep, *(group.name for group in center.groups if group.keep)},
            replications=asked.replications,
            seed=asked.seed,
            done=done,
        )
    return planfile.Plan(
        center=center,
        staffing=found,
        planned=planned,
        as_planned=trial(planned, replications=asked.replications, seed=asked.seed),
        covers=_covers(center, found, kinds or _priced(shifts.usual_kinds(*_span(planned)), asked.cost)),
        curve=_curve(asked, center, planned, found) if asked.trade_off else [],
        words=planfile.layout(center, _named(asked.file)),
    )


def _planned(asked: Question) -> tuple[Center, Day, list[Goal]]:
    """The center as it was asked for, its day, and the goals with the service level's seconds in the day."""
    from cxsim.callcenter import goals
    from cxsim.callcenter.day import plan_day
    from cxsim.callcenter.errors import CenterError
    from cxsim.callcenter.planning import with_surroundings
    from cxsim.callcenter.reading import read
    from cxsim.callcenter.whatif import changed, setting

    center = with_surroundings(read(asked.file), asked.file)
    if asked.settings and asked.what_if:
        raise CenterError("both --what-if and --set change the plan", hint="name one of them")
    center, own = changed(center, [setting(text) for text in asked.settings])
    case = own or asked.what_if
    planned = plan_day(center, chosen_date(asked.day, center), center.case(case) if case else None)
    aims = [goals.goal(text) for text in asked.goals] or [goals.of_target(planned.target)]
    return center, replace(planned, target=goals.service_target(aims, planned.target)), aims


def _curve(asked: Question, center: Center, planned: Day, found: Staffing) -> list[Point]:
    from cxsim.callcenter import tradeoff

    with progress("trade-off") as done:
        return tradeoff.curve(
            planned,
            found.agents,
            hourly_cost=asked.cost,
            shrinkage=center.shrinkage,
            replications=asked.replications,
            seed=asked.seed,
            experienced=experienced(asked.file),
            keep=found.kept,
            done=done,
        )


def _named(file: Path) -> Any:
    """The columns that the form names itself, by table."""
    from cxsim.callcenter.form import CenterForm
    from cxsim.yamlfile import build, read

    return build(read(file), CenterForm).columns


def _span(day: Day) -> tuple[float, float]:
    return day.intervals[0][0], day.intervals[-1][1]


def _priced(kinds: Sequence[Any], cost: float) -> list[Any]:
    return [replace(kind, cost=cost) for kind in kinds]


def _covers(center: Center, found: Staffing, kinds: Sequence[Any]) -> dict[str, Cover]:
    from cxsim.callcenter.shifts import cover

    stay = 1 - center.shrinkage
    step = min(1800.0, center.interval * 60.0)
    return {
        group: cover(
            found.day.intervals, [math.ceil(n / stay - 1e-9) if stay > 0 else 0 for n in agents], kinds, step=step
        )
        for group, agents in found.agents.items()
        if group not in found.kept
    }


def experienced(file: Path) -> Experienced | None:
    """How waits are for the personas of the project that this file belongs to; None where there are none."""
    import numpy as np

    from cxsim.callcenter.planning import personas_near
    from cxsim.emotion import score_wait

    people = personas_near(file)
    if not people:
        return None
    shares = [1.0 if persona.share is None else persona.share for persona in people]
    grid = np.concatenate([np.arange(0.0, 600.0, 1.0), np.arange(600.0, 7200.0, 30.0)])
    curves = [
        [
            sum(
                share * score_wait(float(wait), persona, reply=False, censored=hung_up)
                for share, persona in zip(shares, people, strict=True)
            )
            / sum(shares)
            for wait in grid
        ]
        for hung_up in (False, True)
    ]

    def scores(waits: Any, served: Any) -> Any:
        answered, gone = (np.interp(waits, grid, curve) for curve in curves)
        return np.where(served, answered, gone)

    return scores


def _print_text(plan: Plan, cost: float) -> None:
    from cxsim.callcenter.planfile import sheets, short
    from cxsim.callcenter.text import sheet_lines, shown

    staffing = plan.staffing
    say(f"{plan.center.name}, {staffing.day.date}: {', '.join(map(str, staffing.goals))} in every interval")
    say(f"{staffing.trials} plans of {staffing.results.replications} simulated days each, all with the same callers")
    for note in plan.center.notes:
        say(f"note: {note}")
    for group in staffing.kept:
        say(f"{group} stays as the file schedules it")
    say()
    written = {sheet.name: sheet for sheet in sheets(plan)}
    for line in sheet_lines(*short(plan)):
        say(line)
    say("need: agents on the phone; heads: scheduled, with shrinkage; as is: as the file schedules")
    for name in ("service_level", "abandonment", "asa", "occupancy"):
        required, scheduled = staffing.results.totals[name], plan.as_planned.totals[name]
        say(f"{name.replace('_', ' ')}: {shown(name, required)} as required, {shown(name, scheduled)} as scheduled")
    for missed in staffing.missed:
        say(f"warning: no number of agents that was tried meets the goals in interval {missed + 1}")
    for group, cover in plan.covers.items():
        say()
        proven = "the cheapest there are" if cover.proven else "the best found in time"
        say(f"shifts of {group}: cost {cover.cost:.2f}, {proven}")
        for one in cover.shifts:
            say(f"  {one}")
    if "trade-off" in written:
        say()
        say(f"cost against experience (one scheduled hour costs {cost:g})")
        for line in sheet_lines(written["trade-off"]):
            say(line)


def _print_json(plan: Plan) -> None:
    import json

    from cxsim.callcenter.planfile import sheets

    whole = {sheet.name: [dict(zip(sheet.headers, row, strict=True)) for row in sheet.rows] for sheet in sheets(plan)}
    totals = {
        name: {measure: value.document() for measure, value in results.totals.items()}
        for name, results in (("as_required", plan.staffing.results), ("as_scheduled", plan.as_planned))
    }
    say(json.dumps({**whole, "totals": totals, "missed": list(plan.staffing.missed)}, indent=2, ensure_ascii=False))
