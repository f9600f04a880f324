"""`cxsim callcenter sweep`, `compare` and `tables`: the same day and callers under other plans, and as tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cxsim.cli.common import Format, friendly_errors, say
from cxsim.cli.planner import chosen_date, progress, write_pictures

if TYPE_CHECKING:
    from cxsim.callcenter.center import Center
    from cxsim.callcenter.planning import Simulated
    from cxsim.callcenter.sweep import Sweep


def sweep(
    file: Annotated[Path, typer.Argument(help="The call center, such as scenarios/callcenter/service.yaml.")],
    over: Annotated[
        list[str],
        typer.Option(
            help="A parameter and its values: 'agents=-2..3', 'calls=-20 %..+20 % step 10 %', 'patience=-50 %, 0 %' "
            "(again for each further parameter)."
        ),
    ],
    day: Annotated[str, typer.Option("--date", help="A date (2026-11-24) or a weekday; default: a working day.")] = "",
    replications: Annotated[int, typer.Option(min=2, help="How many days to simulate for each combination.")] = 20,
    seed: Annotated[int, typer.Option(help="The same seed gives the same callers.")] = 1,
    workers: Annotated[int, typer.Option(min=1, help="How many processes simulate side by side.")] = 1,
    cluster: Annotated[str, typer.Option(help="A Dask scheduler's address (tcp://host:8786) that simulates.")] = "",
    out: Annotated[Path | None, typer.Option(help="Write the table to this .xlsx or .csv file.")] = None,
    pictures: Annotated[Path | None, typer.Option(help="Write pictures (SVG) into this folder.")] = None,
    format: Annotated[Format, typer.Option(help="How to print the result.")] = Format.TEXT,
) -> None:
    """Simulate every combination of some parameters and print what it changes, paired with the plan as it is."""
    with friendly_errors():
        import json

        from cxsim.callcenter import sheets, whatif
        from cxsim.callcenter import sweep as sweeping
        from cxsim.callcenter.errors import CenterError
        from cxsim.callcenter.means import Means
        from cxsim.callcenter.planning import with_surroundings
        from cxsim.callcenter.reading import read

        if out is not None:
            sheets.must_be_a_table(out)
        center = with_surroundings(read(file), file)
        combinations = whatif.grid([whatif.axis(text) for text in over])
        if len(combinations) > MOST_COMBINATIONS:
            what = f"{len(combinations):,} combinations are more than {MOST_COMBINATIONS}"
            raise CenterError(what, hint="take larger steps")
        with progress("sweep") as done:
            on = chosen_date(day, center)
            means = Means(workers=workers, cluster=cluster or None)
            found = sweeping.sweep(
                center, on, combinations, replications=replications, seed=seed, means=means, done=done
            )
        if out is not None:
            sheets.write(out, [sweeping.sheet(found)])
        if pictures is not None:
            _draw(pictures, found)
        if format is Format.JSON:
            say(json.dumps(sweeping.document(found), indent=2, ensure_ascii=False))
        else:
            _print(found)


MOST_COMBINATIONS = 1000


def _draw(folder: Path, found: Sweep) -> None:
    from cxsim.callcenter import sweep as sweeping
    from cxsim.callcenter.sheets import whole_file

    folder.mkdir(parents=True, exist_ok=True)
    drawn = {f"sweep-{name}.svg": sweeping.picture(found, name) for name in ("service_level", "abandonment", "asa")}
    rows = [(point.name, point.case) for point in found.points][:40]
    drawn["sweep-by-interval.svg"] = sweeping.by_interval([("as it is", found.base), *rows], "service_level")
    for name, picture in drawn.items():
        with whole_file(folder / name) as part:
            part.write_text(picture, encoding="utf-8")
    say(f"{len(drawn)} pictures written to {folder}", to_stderr=True)


def _print(found: Sweep) -> None:
    from cxsim.callcenter.sweep import SHOWN
    from cxsim.callcenter.text import TITLES, aligned, shown

    base = found.base
    say(f"{base.center.name}, {base.day.date}: {base.results.replications} simulated days each, seed {base.seed}")
    say("in brackets: the difference to the plan as it is, paired day by day; ± is half of a 95 % confidence interval")
    say()
    table = [["", *(TITLES[name] for name in SHOWN)]]
    table.append(["as it is", *(shown(name, base.results.totals[name]) for name in SHOWN)])
    for point in found.points:
        totals = point.case.results.totals
        cells = [f"{shown(n, totals[n])} ({shown(n, point.difference[n], sign=True)})" for n in SHOWN]
        table.append([point.name, *cells])
    for line in aligned(table):
        say(line)


def compare(
    first: Annotated[str, typer.Argument(help="A call center, or one of its cases: FILE or FILE:CASE.")],
    second: Annotated[str, typer.Argument(help="The other one.")],
    day: Annotated[str, typer.Option("--date", help="A date (2026-11-24) or a weekday; default: a working day.")] = "",
    replications: Annotated[int, typer.Option(min=2, help="How many days to simulate.")] = 30,
    seed: Annotated[int, typer.Option(help="The same seed gives the same callers.")] = 1,
    pictures: Annotated[Path | None, typer.Option(help="Write pictures (SVG) into this folder.")] = None,
    format: Annotated[Format, typer.Option(help="How to print the result.")] = Format.TEXT,
) -> None:
    """Simulate two centers, or two cases of one, on the same day with the same callers, and print what differs."""
    with friendly_errors():
        import json

        from cxsim.callcenter.document import document
        from cxsim.callcenter.planning import simulate

        centers = [_center(text) for text in (first, second)]
        on = chosen_date(day, centers[0][0])
        base, case = (
            simulate(center, on, replications=replications, seed=seed, what_if=name) for center, name in centers
        )
        if pictures is not None:
            write_pictures(pictures, case, base)
        if format is Format.JSON:
            say(json.dumps({"first": document(base), "second": document(case, base)}, indent=2, ensure_ascii=False))
        else:
            _print_both(first, base, second, case)


def _center(text: str) -> tuple[Center, str | None]:
    from cxsim.callcenter.planning import with_surroundings
    from cxsim.callcenter.reading import read

    file, name = (Path(text), None) if Path(text).is_file() or ":" not in text else _split(text)
    center = with_surroundings(read(file), file)
    if name:
        center.case(name)  # says which cases there are
    return center, name


def _split(text: str) -> tuple[Path, str]:
    file, _, name = text.rpartition(":")
    return Path(file), name


def _print_both(first: str, base: Simulated, second: str, case: Simulated) -> None:
    from cxsim.callcenter.planning import difference
    from cxsim.callcenter.text import TITLES, aligned, shown

    say(f"first:  {first}, {base.center.name}, {base.day.date}")
    say(f"second: {second}, {case.center.name}, {case.day.date}")
    alone = {t.name for t in base.day.types} ^ {t.name for t in case.day.types}
    if alone:
        say(f"note: not paired, for only one of them has {', '.join(sorted(alone))}")
    for warning in (*base.day.warnings, *case.day.warnings):
        say(str(warning))
    say()
    changes = difference(case.results, base.results) if set(base.results.totals) == set(case.results.totals) else {}
    table = [["whole day", "first", "second", "second - first"]]
    for name, value in base.results.totals.items():
        other = case.results.totals.get(name)
        told = shown(name, other) if other is not None else "not measured"
        table.append([TITLES[name], shown(name, value), told, shown(name, changes[name], sign=True) if changes else ""])
    for line in aligned(table):
        say(line)


def tables(
    file: Annotated[Path, typer.Argument(help="The call center, such as scenarios/callcenter/service.yaml.")],
    out: Annotated[Path, typer.Option(help="An .xlsx file, or a folder for three CSV files.")],
    day: Annotated[str, typer.Option("--date", help="A date (2026-11-24) or a weekday; default: a working day.")] = "",
) -> None:
    """Write a center's intervals, shifts and skills as tables, in the form in which a center reads them again."""
    with friendly_errors():
        from cxsim.callcenter.day import plan_day
        from cxsim.callcenter.planning import with_surroundings
        from cxsim.callcenter.reading import read
        from cxsim.callcenter.tableout import write_tables

        center = with_surroundings(read(file), file)
        for path in write_tables(out, center, plan_day(center, chosen_date(day, center))):
            say(str(path))
