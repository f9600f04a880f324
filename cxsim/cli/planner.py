"""What a planner's commands share: the day that is meant, a line of progress, and pictures of a simulated day."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cxsim.cli.common import say

if TYPE_CHECKING:
    from datetime import date

    from cxsim.callcenter.center import Center
    from cxsim.callcenter.planning import Simulated


def chosen_date(text: str, center: Center) -> date:
    """The date that a weekday or a date names; the center's next one where nothing is written."""
    from datetime import date, timedelta

    from cxsim.callcenter.errors import CenterError
    from cxsim.callcenter.planning import next_date
    from cxsim.quantities import DAYS

    if not text:
        return next_date(center, date.today())
    for number, name in enumerate(DAYS):
        if len(text) >= 2 and name.startswith(text.strip().lower()):
            return next(on for ahead in range(1, 8) if (on := date.today() + timedelta(days=ahead)).weekday() == number)
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise CenterError(f"{text!r} is no date", hint="write --date 2026-11-24 or --date tuesday") from None


@contextmanager
def progress(what: str) -> Iterator[Callable[[int], object]]:
    """A line on a terminal that counts what has been simulated; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda count: None
        return
    try:
        yield lambda count: typer.echo(f"\r{what}: {count} simulated", nl=False, err=True)
    finally:
        typer.echo("\r\x1b[K", nl=False, err=True)


def write_pictures(folder: Path, case: Simulated, base: Simulated | None) -> None:
    """A fan of each measure by interval, and a heat map of the case above the plan as it is."""
    from cxsim.callcenter import sweep
    from cxsim.callcenter.sheets import whole_file

    folder.mkdir(parents=True, exist_ok=True)
    drawn = {f"{name}.svg": sweep.fan(case, name) for name in ("service_level", "abandonment", "asa", "occupancy")}
    rows = ([] if base is None else [("as it is", base)]) + [(case.what_if or "as it is", case)]
    drawn["service_level-map.svg"] = sweep.by_interval(rows, "service_level")
    for name, picture in drawn.items():
        with whole_file(folder / name) as part:
            part.write_text(picture, encoding="utf-8")
    say(f"{len(drawn)} pictures written to {folder}", to_stderr=True)
