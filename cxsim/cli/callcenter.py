"""`cxsim callcenter`: a planner's questions to a call center, answered by simulation and by formula."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cxsim.callcenter.means import EngineName
from cxsim.cli.common import friendly_errors, say
from cxsim.cli.erlang import erlang
from cxsim.cli.fit import fit
from cxsim.cli.planner import chosen_date, write_pictures
from cxsim.cli.staff import staff
from cxsim.cli.whatif import compare, sweep, tables

if TYPE_CHECKING:
    from datetime import date

    from cxsim.callcenter.center import Center
    from cxsim.callcenter.planning import Simulated


_AUTO = EngineName.AUTO


class TableFormat(StrEnum):
    """What `simulate` prints: a text for people, JSON, or the table by interval as CSV."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


def register(app: typer.Typer) -> None:
    """Add `cxsim callcenter` with its commands."""
    callcenter = typer.Typer(no_args_is_help=True, help="Simulate and staff a call center, or ask Erlang's formulas.")
    for command in (simulate, staff, sweep, compare, fit, tables, erlang):
        callcenter.command()(command)
    app.add_typer(callcenter, name="callcenter")


def simulate(
    file: Annotated[Path, typer.Argument(help="The call center, such as scenarios/callcenter/service.yaml.")],
    replications: Annotated[int, typer.Option(min=1, help="How many days to simulate.")] = 30,
    seed: Annotated[int, typer.Option(help="The same seed gives the same callers.")] = 1,
    day: Annotated[str, typer.Option("--date", help="A date (2026-11-24) or a weekday; default: a working day.")] = "",
    what_if: Annotated[str, typer.Option(help="A named case of the file, compared with the plan as it is.")] = "",
    settings: Annotated[
        list[str] | None, typer.Option("--set", help="A change such as 'calls +15 %' or 'agents -3' (may be repeated).")
    ] = None,
    pictures: Annotated[Path | None, typer.Option(help="Write pictures (SVG) by interval into this folder.")] = None,
    from_run: Annotated[
        Path | None,
        typer.Option(help="A run (reports/...): turn what failed on the web into calls, and say what fixing it gives."),
    ] = None,
    turn: Annotated[
        str, typer.Option(help="With --from-run: which share of those who failed and prefer the phone does call.")
    ] = "50 % to 100 %",
    cost: Annotated[float, typer.Option(min=0, help="With --from-run: what an hour of an agent costs.")] = 1.0,
    warm_up: Annotated[str, typer.Option(help="Calls in this time after opening are simulated but not counted.")] = "",
    precision: Annotated[
        str, typer.Option(help="Add days until half of the 95 % interval is this small, such as '0.5 %' or 'asa 1 s'.")
    ] = "",
    engine: Annotated[EngineName, typer.Option(help="The same numbers from each; auto chooses by size.")] = _AUTO,
    workers: Annotated[int, typer.Option(min=1, help="How many processes simulate side by side.")] = 1,
    cluster: Annotated[str, typer.Option(help="A Dask scheduler's address (tcp://host:8786) that simulates.")] = "",
    calls: Annotated[Path | None, typer.Option(help="Write the log of all calls to this CSV file.")] = None,
    format: Annotated[TableFormat, typer.Option(help="How to print the result.")] = TableFormat.TEXT,
) -> None:
    """Simulate a day of the center and print it by interval, with confidence intervals, beside Erlang's formula."""
    with friendly_errors():
        from cxsim.callcenter.planning import with_surroundings
        from cxsim.callcenter.reading import read

        center = with_surroundings(read(file), file)
        on = chosen_date(day, center)
        center = with_clock_change(center, file, on)
        if from_run is not None:
            _simulate_run(from_run, center, on, turn, cost, replications, seed, format)
            return
        other, changes = _changed(center, what_if, settings or [])
        is_case = bool(what_if or settings)
        how = _How(replications, seed, warm_up, precision, engine, workers, cluster)
        base = _simulated(center, on, how, None, calls is not None and not is_case)
        how = replace(how, replications=base.results.replications, precision="")  # as many days, so that they pair
        case = _simulated(other, on, how, changes, calls is not None) if is_case else base
        if calls is not None:
            _write_calls(calls, case)
        if pictures is not None:
            write_pictures(pictures, case, base if is_case else None)
        _print(case, base if is_case else None, format)


def with_clock_change(center: Center, file: Path, on: date) -> Center:
    """The center with a note where the clocks change on this date."""
    from cxsim.callcenter.clockchange import clock_change

    told = clock_change(center, file, on)
    return replace(center, notes=(*center.notes, told)) if told else center


def _simulate_run(
    run: Path, center: Center, on: date, turn: str, cost: float, replications: int, seed: int, format: TableFormat
) -> None:
    from cxsim.callcenter.errors import CenterError
    from cxsim.cli.failuredemand import simulate_run

    if format is TableFormat.CSV:
        raise CenterError("failure demand is printed as text or JSON", hint="write --format json")
    as_json = format is TableFormat.JSON
    simulate_run(run, center, on, turn=turn, cost=cost, replications=replications, seed=seed, as_json=as_json)


def _changed(center: Center, what_if: str, settings: list[str]) -> tuple[Center, str | None]:
    """The center under a named case or under changes in words, and the case's name."""
    from cxsim.callcenter.errors import CenterError
    from cxsim.callcenter.whatif import changed, setting

    if what_if and settings:
        raise CenterError("both --what-if and --set change the plan", hint="name one of them")
    return (center, what_if or None) if not settings else changed(center, [setting(text) for text in settings])


@dataclass(frozen=True, slots=True)
class _How:
    """How `simulate` simulates, in words as they were written."""

    replications: int
    seed: int
    warm_up: str
    precision: str
    engine: EngineName
    workers: int
    cluster: str

    def asked(self) -> dict[str, Any]:
        """The same as arguments of `planning.simulate`. Raises CenterError where a word cannot be understood."""
        from cxsim.callcenter.errors import CenterError
        from cxsim.callcenter.means import Means
        from cxsim.callcenter.precision import precision
        from cxsim.quantities import QuantityError, seconds

        try:
            wanted = precision(self.precision) if self.precision else None
            warm_up = seconds(self.warm_up) if self.warm_up else 0.0
        except QuantityError as error:
            raise CenterError(str(error), hint=error.hint) from error
        means = Means(engine=self.engine, workers=self.workers, cluster=self.cluster or None)
        counts = {"replications": self.replications, "seed": self.seed}
        return {**counts, "warm_up": warm_up, "precision": wanted, "means": means}


def _simulated(center: Center, on: date, how: _How, what_if: str | None, keep_logs: bool) -> Simulated:
    from cxsim.callcenter.planning import simulate

    asked = how.asked()
    if not sys.stderr.isatty():
        return simulate(center, on, what_if=what_if, keep_logs=keep_logs, **asked)
    with typer.progressbar(length=how.replications, label=what_if or "as it is", file=sys.stderr) as bar:

        def done(days: int) -> None:
            if days > (bar.length or 0):
                bar.length = days  # a precision asked for more
            bar.update(1)

        return simulate(center, on, what_if=what_if, keep_logs=keep_logs, done=done, **asked)


def _print(case: Simulated, base: Simulated | None, format: TableFormat) -> None:
    import json

    from cxsim.callcenter.document import document, write_intervals
    from cxsim.callcenter.text import lines

    if format is TableFormat.JSON:
        say(json.dumps(document(case, base), indent=2, ensure_ascii=False))
    elif format is TableFormat.CSV:
        write_intervals(sys.stdout, case.results)
    else:
        for line in lines(case, base):
            say(line)


def _write_calls(path: Path, case: Simulated) -> None:
    from cxsim.callcenter.logbook import write_csv
    from cxsim.callcenter.sheets import whole_file

    with whole_file(path) as part, part.open("w", encoding="utf-8", newline="") as file:
        write_csv(file, case.day, case.logs)
