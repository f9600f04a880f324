"""`cxsim ivr walk`, `explore` and `diff`: a phone line as its callers meet it, live or from a file."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cxsim.cli.common import Format, friendly_errors, say
from cxsim.cli.ivr import MenuFormat
from cxsim.errors import EXIT_NOT_LOOKED_AT, EXIT_OK

Source = Annotated[str, typer.Argument(help="A phone menu's file, or the address of a live phone application.")]
Allow = Annotated[
    list[str] | None,
    typer.Option(help="A host that may be called, though it is not this machine; again for each.", metavar="HOST"),
]
Humans = Annotated[
    list[str] | None,
    typer.Option("--human", help="A number at which a human answers; again for each.", metavar="NUMBER"),
]
At = Annotated[str, typer.Option(help="The time of the call: 'tuesday 18:30', '2026-11-24 10:30'. Default: now.")]


class DriftFormat(StrEnum):
    """What `diff` prints."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


def register(app: typer.Typer) -> None:
    """Add the commands to the group `cxsim ivr`, which is there already."""
    group = next((found.typer_instance for found in app.registered_groups if found.name == "ivr"), None)
    if group is None:
        group = typer.Typer(no_args_is_help=True, help="Phone lines.")
        app.add_typer(group, name="ivr")
    group.command()(walk)
    group.command()(explore)
    group.command()(diff)


def walk(
    source: Source,
    press: Annotated[
        str, typer.Option(help="What to press, menu by menu: 1,2,0. A word is said; nothing (1,,0) is silence.")
    ] = "",
    persona: Annotated[
        str, typer.Option(help="Somebody from personas/, or a persona's file, who decides herself.")
    ] = "",
    at: At = "",
    allow: Allow = None,
    human: Humans = None,
    format: Annotated[Format, typer.Option(help="How to print the call.")] = Format.TEXT,
) -> None:
    """Make one call and tell it: what is heard, pressed and waited for.

    Live requests are signed with the token in TWILIO_AUTH_TOKEN, if it is set. Exit code 0: the call was made; 2: a
    definition is wrong; 3: how it went on could not be seen.
    """
    with friendly_errors():
        from cxsim.cli import calling

        if bool(press) and bool(persona):
            raise typer.BadParameter("give keys or a persona, not both", param_hint="--press")
        target = calling.Target(source=source, allow=tuple(allow or ()), humans=tuple(human or ()), at=at)
        told = calling.as_persona(target, persona) if persona else calling.pressing(target, press)
        say(told.as_json() if format is Format.JSON else told.as_text())
        raise typer.Exit(told.exit_code)


def explore(
    address: Annotated[str, typer.Argument(help="The address of a live phone application.")],
    allow: Allow = None,
    human: Humans = None,
    type: Annotated[
        list[str] | None, typer.Option(help="A number that the line knows, such as a test order; again for each.")
    ] = None,
    calls: Annotated[int, typer.Option(help="Calls at most.", min=1)] = 2_000,
    depth: Annotated[int, typer.Option(help="Steps of one call at most.", min=1)] = 12,
    seconds: Annotated[float, typer.Option(help="Seconds in all at most.", min=1)] = 600.0,
    rate: Annotated[
        float | None, typer.Option(help="Requests a second at most. Default: 5; on this machine as many as it answers.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write the menu that was found to this file.")] = None,
    format: Annotated[MenuFormat, typer.Option(help="How to print the result.")] = MenuFormat.TEXT,
) -> None:
    """Find the menus of a live line by pressing everything, and check them as `cxsim ivr check` checks a file.

    Nothing is dialed: the application is asked as the telephone platform asks it. Exit codes are those of `check`.
    """
    with friendly_errors():
        from cxsim.cli import calling, menus

        bounds = calling.bounds(calls=calls, depth=depth, seconds=seconds)
        found = calling.explored(
            calling.Target(source=address, allow=tuple(allow or ()), humans=tuple(human or ())),
            bounds,
            numbers=tuple(type or ()),
            rate=rate,
        )
        if out is not None:
            calling.write(found.flow, out)
        checked = [menus.check(found.flow)]
        shown = {
            MenuFormat.TEXT: menus.as_text,
            MenuFormat.JSON: menus.as_json,
            MenuFormat.JUNIT: menus.as_junit,
            MenuFormat.MARKDOWN: menus.as_markdown,
        }
        say(shown[format](checked))
        for remark in found.remarks:
            say(remark, to_stderr=True)
        raise typer.Exit(menus.exit_code(checked) or (EXIT_OK if found.whole else EXIT_NOT_LOOKED_AT))


def diff(
    was: Annotated[str, typer.Argument(help="A phone menu as it was, or as it should be: a file or an address.")],
    now: Annotated[str, typer.Argument(help="The phone menu as it is: a file or an address.")],
    at: Annotated[
        str, typer.Option(help="Compare at this time only. Default: at every hour; where a line is live, now.")
    ] = "",
    allow: Allow = None,
    type: Annotated[list[str] | None, typer.Option(help="A number that a live line knows; again for each.")] = None,
    format: Annotated[DriftFormat, typer.Option(help="How to print the result.")] = DriftFormat.TEXT,
) -> None:
    """Tell what a caller would notice of the difference between two versions of a menu, or between a file and the line.

    Exit code 0: nothing; 1: something; 2: a definition is wrong; 3: something cannot be told, and no more is different.
    """
    with friendly_errors():
        from cxsim.cli import drifting

        found = drifting.compare(was, now, at=at, allow=tuple(allow or ()), numbers=tuple(type or ()))
        shown = {
            DriftFormat.TEXT: drifting.as_text,
            DriftFormat.JSON: drifting.as_json,
            DriftFormat.MARKDOWN: drifting.as_markdown,
        }
        say(shown[format](found))
        raise typer.Exit(found.exit_code)
