"""`cxsim validate`, `cxsim schema` and `cxsim init`: for people who write definitions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cxsim.cli.common import Format, friendly_errors, say
from cxsim.errors import EXIT_DEFINITION, DefinitionError, Fault

if TYPE_CHECKING:
    from cxsim.validation import Findings


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(init)
    app.command()(validate)
    app.command()(schema)


def validate(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Projects (folders) or single files; left out: this folder.")
    ] = None,
    format: Annotated[Format, typer.Option("--format", help="What to print.")] = Format.TEXT,
) -> None:
    """Check definitions: every fault at once, then each journey retold in plain sentences."""
    with friendly_errors():
        from cxsim.validation import validate as look

        findings = look(paths or [Path()], _check_ids())
        if format is Format.JSON:
            _print_json(findings)
        else:
            _print_text(findings)
        if findings.faults:
            raise typer.Exit(EXIT_DEFINITION)


def _check_ids() -> list[str]:
    from cxsim.checks import catalogue

    return [check.id for check in catalogue()]


def _print_text(findings: Findings) -> None:
    from cxsim.retelling import retell

    for fault in [*findings.warnings, *findings.faults]:
        say(str(fault), to_stderr=True)
    if findings.faults:
        say(f"{_count(len(findings.faults), 'fault')} found.", to_stderr=True)
        return
    for project in findings.projects:
        for paragraph in retell(project):
            say(paragraph + "\n")
    warnings = f", {_count(len(findings.warnings), 'warning')}" if findings.warnings else ""
    say(f"{_count(findings.files, 'file')} checked, no fault{warnings}.")


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _print_json(findings: Findings) -> None:
    import json

    from cxsim.retelling import retell

    plain = {
        "faults": [_plain(fault) for fault in findings.faults],
        "warnings": [_plain(fault) for fault in findings.warnings],
        "files": findings.files,
        "retelling": [paragraph for project in findings.projects for paragraph in retell(project)],
    }
    typer.echo(json.dumps(plain, indent=2, ensure_ascii=False))


def _plain(fault: Fault) -> dict[str, Any]:
    return {
        "file": str(fault.file) if fault.file is not None else None,
        "line": fault.line,
        "what": fault.what,
        "hint": fault.hint,
    }


def schema(
    name: Annotated[str, typer.Argument(help="persona, touchpoints, scenario, steps, ivr or callcenter.")],
) -> None:
    """Print the JSON Schema of one kind of file, for editors."""
    with friendly_errors():
        from cxsim import schemas
        from cxsim.explain import did_you_mean

        if name not in schemas.NAMES:
            hint = did_you_mean(name, schemas.NAMES)
            raise DefinitionError([Fault(what=f"there is no kind of file {name!r}", hint=hint)])
        typer.echo(schemas.text(name), nl=False)


def init(
    folder: Annotated[Path, typer.Argument(help="Where; left out: this folder.")] = Path(),
) -> None:
    """Lay out personas/, scenarios/, reports/, a first test and a nightly job; nothing is ever overwritten."""
    with friendly_errors():
        from cxsim.starter import lay_out

        laid = lay_out(folder)
        for path in laid.written:
            say(f"wrote  {path}")
        for path in laid.kept:
            say(f"kept   {path} (it was there)")
        project = f" --project {folder}" if folder != Path() else ""
        say("\nWhat next:")
        say(f"  1. put your own address into {folder / 'scenarios' / 'touchpoints.yaml'}")
        say(f"  2. tell {folder / 'personas' / 'jacket-too-small.yaml'} what your customers want")
        say(f"  3. cxsim validate {folder if folder != Path() else ''}".rstrip() + ": says what it understood")
        say(f"  4. cxsim run{project}: walks, judges, and writes a report below reports/")
