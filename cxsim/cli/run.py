"""`cxsim run` with its halves `shop` and `judge`, and `report`, which draws a run's report again."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cxsim.cli import planning as p
from cxsim.cli.common import Format, friendly_errors, say

if TYPE_CHECKING:
    from cxsim.running import Finished

OnlyNew = Annotated[bool, typer.Option("--only-new", help="Only gaps that the baseline does not have count.")]
Baseline = Annotated[
    Path | None, typer.Option("--baseline", help="The run to compare with; left out: the last one of this label.")
]
FormatOption = Annotated[Format, typer.Option("--format", help="What to print.")]
Run = Annotated[Path, typer.Argument(help="The folder of a run.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (run, shop, judge, report):
        app.command()(command)


@p.asked_for
def run(
    wanted: p.Wanted,
    workers: p.Workers = 1,
    out: p.Out = Path("reports"),
    fail_on: p.FailOnOption = "minor",
    only_new: OnlyNew = False,
    baseline: Baseline = None,
    format: FormatOption = Format.TEXT,
) -> None:
    """Walk the scenarios, judge what was lived, and write the report."""
    with friendly_errors():
        from cxsim import running
        from cxsim.cli.watching import Watcher
        from cxsim.gaps import FailOn

        limit = FailOn.parse(fail_on)
        plan = p.make_plan(wanted)
        since = running.baseline(out, wanted.label, baseline) if only_new or baseline else None
        with Watcher(plan) as listen:
            earlier = since.lived if since else ()
            finished = running.run(plan, out, workers_wanted=workers, listen=listen, earlier=earlier)
        print_result(finished, format)
        code = running.exit_code(finished.document, limit, since=since.run if since and only_new else None)
    raise typer.Exit(code)


@p.asked_for
def shop(
    wanted: p.Wanted,
    workers: p.Workers = 1,
    out: p.Out = Path("reports"),
    format: FormatOption = Format.TEXT,
) -> None:
    """Walk the scenarios and keep the evidence, without verdicts; `cxsim judge` gives these later."""
    with friendly_errors():
        from cxsim import running
        from cxsim.cli.watching import Watcher

        plan = p.make_plan(wanted)
        with Watcher(plan) as listen:
            folder = running.shop(plan, out, workers_wanted=workers, listen=listen)
        say(json.dumps({"folder": str(folder)}) if format is Format.JSON else f"The evidence is in {folder}")


def judge(
    folder: Run,
    fail_on: p.FailOnOption = "minor",
    language: p.Language = None,
    format: FormatOption = Format.TEXT,
) -> None:
    """Judge a saved run (again) and write its report; needs no browser."""
    with friendly_errors():
        from cxsim import running
        from cxsim.gaps import FailOn

        limit = FailOn.parse(fail_on)
        finished = running.judge_again(folder, language=p.language_of(language))
        print_result(finished, format, language)
        code = running.exit_code(finished.document, limit)
    raise typer.Exit(code)


class ReportFormat(StrEnum):
    """What `report` makes of a run: its files, or one text on standard output."""

    FILES = "files"
    MARKDOWN = "markdown"
    JSON = "json"


def report(
    folder: Annotated[Path, typer.Argument(help="The folder of a run; of a folder of runs the newest is taken.")],
    language: p.Language = None,
    format: Annotated[
        ReportFormat, typer.Option(help="Draw HTML, JUnit and tables again, or print a summary or the whole document.")
    ] = ReportFormat.FILES,
) -> None:
    """Draw the report of a run again from its report.json, or print it for a pull request or a program."""
    with friendly_errors():
        from cxsim import reporting

        run = newest(folder)
        document = reporting.read(run)
        if format is ReportFormat.MARKDOWN:
            say(reporting.as_markdown(document, language=p.language_of(language)).removesuffix("\n"))
        elif format is ReportFormat.JSON:
            say(json.dumps(document, ensure_ascii=False))
        else:
            reporting.write(run, document, language=p.language_of(language))
            say(f"The report is in {run / 'report.html'}")


def newest(folder: Path) -> Path:
    """The folder itself, or the newest run in it."""
    from cxsim.history import REPORT

    runs = sorted(folder.glob(f"[!.]*/{REPORT}"))  # their names begin with the time
    return folder if (folder / REPORT).exists() or not runs else runs[-1].parent


def print_result(finished: Finished, format: Format, language: str | None = None) -> None:
    """The whole document for programs, or the verdict and the top gaps for people."""
    from cxsim import reporting

    if format is Format.JSON:
        say(json.dumps({**finished.document, "folder": str(finished.folder)}, ensure_ascii=False))
        return
    say(reporting.summary(finished.document, language=language))
    say(f"The report is in {finished.folder / 'report.html'}")
