"""`cxsim demo`: start the demo company, let its customers walk, and write the report of their experience gap."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from cxsim.cli import planning as p
from cxsim.cli.common import friendly_errors, say

if TYPE_CHECKING:
    from cxsim.demo.company import DemoCompany

PRESENT = "2026-11-23T08:00+01:00"
"""What the demo's customers take for the present: a Monday without holidays near, so that its answer is the same on
every day on which it is run."""

VersionOption = Annotated[str, typer.Option("--version", help="Which company: as-is or redesign.")]
Serve = Annotated[bool, typer.Option("--serve", help="Only keep the company up, until Ctrl-C.")]
Port = Annotated[int, typer.Option("--port", min=0, max=65535, help="The company's port; 0 takes a free one.")]


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(demo)


def demo(
    version: VersionOption = "as-is",
    serve: Serve = False,
    port: Port = 0,
    seed: p.Seed = 42,
    workers: p.Workers = 2,
    loading: p.Loading = None,
    headed: p.Headed = False,
    slow_mo: p.SlowMo = None,
    real_time: p.RealTime = False,
    language: p.Language = None,
    out: p.Out = Path("reports"),
) -> None:
    """Show what cxsim finds at a small company with known faults; --version redesign shows it mended."""
    with friendly_errors():
        from cxsim.demo.company import DemoCompany

        with DemoCompany(version, port) as company:
            if serve:
                _keep_up(company)
            wanted = p.Wanted(
                seed=seed,
                loading=loading,
                headed=headed,
                slow_mo=slow_mo,
                real_time=real_time,
                language=language,
            )
            _walk(company, wanted, workers=workers, out=out)


def _keep_up(company: DemoCompany) -> NoReturn:
    from threading import Event

    from cxsim.demo import project_root
    from cxsim.demo.company import CREDENTIALS, MAPS

    say(f"Example Shop ({company.version.name}) is open at {company.url}")
    say(f"Its phone line as a TwiML webhook is at {company.url}/voice")
    say("To walk it from another terminal:")
    for name, value in CREDENTIALS.items():
        say(f"  export {name}={value}")
    say(
        f'  cxsim run --project {project_root()} --map {MAPS[company.version.name]} --base-url "web shop={company.url}"'
    )
    say("Ctrl-C closes it.")
    while True:
        Event().wait()


def _walk(company: DemoCompany, wanted: p.Wanted, *, workers: int, out: Path) -> None:
    """All scenarios with the personas that they name. Gaps are what a demo shows: they do not make it fail."""
    from cxsim import running
    from cxsim.cli.common import Format
    from cxsim.cli.run import print_result
    from cxsim.cli.watching import Watcher
    from cxsim.demo import project_root
    from cxsim.demo.company import CREDENTIALS, MAPS

    name = company.version.name
    address = f"web shop={company.url}"
    ours = replace(
        wanted, project=project_root(), base_urls=[address], map=MAPS[name], label=f"demo-{name}", now=PRESENT
    )
    plan = p.make_plan(ours)
    os.environ.update(CREDENTIALS)  # the demo's own account, for this process and its workers
    with Watcher(plan) as listen:
        finished = running.run(plan, out, workers_wanted=workers, listen=listen)
    print_result(finished, Format.TEXT)
