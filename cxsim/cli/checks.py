"""`cxsim checks`: the catalogue, and what one check asks and why."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from cxsim.cli.common import Format, friendly_errors, say
from cxsim.errors import DefinitionError, Fault


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(checks)


def checks(
    check: Annotated[str | None, typer.Argument(help="The id of one check.")] = None,
    format: Annotated[Format, typer.Option("--format", help="What to print.")] = Format.TEXT,
) -> None:
    """List the catalogue of checks, or explain one."""
    with friendly_errors():
        from cxsim.checks import catalogue
        from cxsim.cli.planning import nearest

        known = {c.id: c for c in catalogue()}
        if check is not None and check not in known:
            raise DefinitionError([Fault(what=f"there is no check {check!r}", hint=nearest(check, known))])
        chosen = [known[check]] if check else list(known.values())
        if format is Format.JSON:
            say(json.dumps([c.describe() for c in chosen], indent=2, ensure_ascii=False))
        elif check:
            for name, value in chosen[0].describe().items():
                say(f"{name.replace('_', ' '):14} {value}")
        else:
            for c in chosen:
                say(f"{c.id:22} {c.impact:9} {c.tier:12} {c.title}")
