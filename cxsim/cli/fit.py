"""`cxsim callcenter fit`: learn a center from what was logged, and hold it against what happened afterwards."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cxsim.cli.common import Format, friendly_errors, say
from cxsim.cli.planner import progress

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from cxsim.callcenter.calllog import CallLog
    from cxsim.callcenter.fitting import Fit
    from cxsim.callcenter.replay import Held
    from cxsim.quantities import Target


def fit(
    log: Annotated[Path, typer.Argument(help="A call log or an interval report: CSV, text with tabs, or XLSX.")],
    layout: Annotated[str, typer.Option(help="A YAML file that names the columns, or: anonymous-bank.")] = "",
    learn: Annotated[str, typer.Option(help="Learn from these days only, such as 1999-02-01..1999-02-21.")] = "",
    predict: Annotated[str, typer.Option(help="Predict these days from the others, and compare.")] = "",
    replay: Annotated[str, typer.Option(help="Run these days with the calls that came, and compare.")] = "",
    interval: Annotated[int, typer.Option(min=5, max=120, help="Minutes of an interval.")] = 30,
    target: Annotated[str, typer.Option(help="The service level that is compared.")] = "80 % in 20 s",
    replications: Annotated[int, typer.Option(min=2, help="How often each day is simulated.")] = 40,
    seed: Annotated[int, typer.Option(help="The same seed gives the same days.")] = 1,
    out: Annotated[Path | None, typer.Option(help="Write the center, its tables and the report here.")] = None,
    format: Annotated[Format, typer.Option(help="How to print the result.")] = Format.TEXT,
) -> None:
    """Learn arrivals, service, patience, menu and redials from a log; predict days and compare with what happened."""
    with friendly_errors():
        from cxsim.callcenter import fitting
        from cxsim.callcenter.calllog import read_log
        from cxsim.callcenter.intervalreport import is_interval_report
        from cxsim.callcenter.layout import layout as named_layout

        if not layout and is_interval_report(log):
            _print_report(log, format)
            return
        read = read_log(log, named_layout(layout) if layout else None)
        wanted = _target(target)
        days = read.calls.days
        later = _days(predict, days, "--predict")
        known = _days(learn, days, "--learn") if learn else [day for day in days if day not in later]
        found = fitting.fit(read.calls.of_days(known), length=interval * 60.0)
        held = _held(read, found, later, _days(replay, days, "--replay"), wanted, replications, seed)
        if out is not None:
            _write(out, read, found, known, held, wanted)
        _print(read, found, held, wanted, format)
        if out is not None:
            say(f"center.yaml, its tables and report.html written to {out}", to_stderr=True)


def _target(text: str) -> Target:
    from cxsim.callcenter.errors import CenterError
    from cxsim.quantities import QuantityError, target

    try:
        return target(text)
    except QuantityError as error:
        raise CenterError(f"--target {error}", hint=error.hint) from error


def _days(text: str, known: Sequence[date], option: str) -> list[date]:
    """The days of a log that a date or a range names."""
    from datetime import date

    from cxsim.callcenter.errors import CenterError

    if not text:
        return []
    hint = f"write {option} {known[0]} or {known[0]}..{known[-1]}"
    ends = re.split(r"\.\.", text)
    try:
        first, last = date.fromisoformat(ends[0].strip()), date.fromisoformat(ends[-1].strip())
    except ValueError:
        raise CenterError(f"{option} {text!r} is no date and no range of dates", hint=hint) from None
    found = [day for day in known if first <= day <= last]
    if not found or len(ends) > 2:
        raise CenterError(f"{option} {text}: the log has no such day", hint=f"it has {known[0]} to {known[-1]}")
    return found


def _held(
    read: CallLog,
    found: Fit,
    later: Sequence[date],
    again: Sequence[date],
    target: Target,
    replications: int,
    seed: int,
) -> list[Held]:
    from cxsim.callcenter.replay import predicted, replayed

    held = []
    with progress("days") as done:
        if again:
            one = replayed(found, read.calls, again, target=target, replications=replications, seed=seed, done=done)
            held.append(one)
        for crew in (True, False) if later else ():
            one = predicted(
                found,
                read.calls,
                later,
                target=target,
                replications=replications,
                seed=seed,
                known_crew=crew,
                done=done,
            )
            held.append(one)
    return held


def _write(
    folder: Path, read: CallLog, found: Fit, known: Sequence[date], held: Sequence[Held], target: Target
) -> None:
    from cxsim.callcenter.fitfile import write_center
    from cxsim.callcenter.fitreport import page
    from cxsim.callcenter.sheets import whole_file

    write_center(folder, found, read.name, target)
    with whole_file(folder / "report.html") as part:
        part.write_text(page(read, found, read.calls.of_days(list(known)), held, target), encoding="utf-8")


def _print(read: CallLog, found: Fit, held: Sequence[Held], target: Target, format: Format) -> None:
    import json

    from cxsim.callcenter.fitdocument import document
    from cxsim.callcenter.fitreport import fit_lines, held_lines

    if format is Format.JSON:
        say(json.dumps(document(read, found, held), indent=2, ensure_ascii=False))
        return
    for line in fit_lines(read, found):
        say(line)
    for one in held:
        say()
        for line in held_lines(one, target):
            say(line)
    if held:
        say("  * outside of the band of 90 % of the simulated days")


def _print_report(path: Path, format: Format) -> None:
    import json

    from cxsim.callcenter.intervalreport import document, lines, read_report

    report = read_report(path)
    if format is Format.JSON:
        say(json.dumps(document(report), indent=2, ensure_ascii=False))
        return
    for line in lines(report):
        say(line)
