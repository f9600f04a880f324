"""`cxsim run`, its halves `shop` and `judge`, `report`, and `checks`: walk, judge, report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cxsim.cli.common import Format, friendly_errors, say
from cxsim.errors import CxsimError, DefinitionError, Fault

if TYPE_CHECKING:
    from cxsim.engine import Plan
    from cxsim.loading import Project

Scenarios = Annotated[list[str] | None, typer.Argument(help="Scenario names or files; all of them if none is named.")]
Personas = Annotated[list[str] | None, typer.Option("--persona", help="Only this persona (may be given again).")]
BaseUrl = Annotated[
    list[str] | None, typer.Option("--base-url", help='Another address: URL, or "touchpoint=URL" where there are several.')
]
Env = Annotated[str | None, typer.Option("--env", help="Which of the touchpoints' addresses to use.")]
Root = Annotated[Path, typer.Option("--project", help="The folder with personas/ and scenarios/.")]
MapFile = Annotated[str | None, typer.Option("--map", help="Another touchpoint map than scenarios/touchpoints.yaml.")]
Trials = Annotated[int, typer.Option("--trials", min=1, help="How often each walk is made.")]
Workers = Annotated[int, typer.Option("--workers", min=1, help="How many walk at the same time.")]
Seed = Annotated[int, typer.Option("--seed", help="The same seed gives the same customers, choices and queues.")]
Label = Annotated[str, typer.Option("--label", help="The run's name; runs of one label are compared with each other.")]
Loading = Annotated[
    str | None, typer.Option("--loading", help="Count every page load as this long (0.5s) instead of measuring it.")
]
Now = Annotated[str | None, typer.Option("--now", help="What the customers take for the present (ISO date and time).")]
Headed = Annotated[bool, typer.Option("--headed", help="Show the browser.")]
Out = Annotated[Path, typer.Option("--out", help="The folder for reports.")]
FailOnOption = Annotated[str, typer.Option("--fail-on", help="Exit with 1 from this impact on: minor, moderate, serious, critical, never.")]
OnlyNew = Annotated[bool, typer.Option("--only-new", help="Only gaps that the baseline does not have count.")]
Baseline = Annotated[Path | None, typer.Option("--baseline", help="The run to compare with; default: the last of this label.")]
FormatOption = Annotated[Format, typer.Option("--format", help="What to print.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(run)
    app.command()(shop)
    app.command()(judge)
    app.command()(report)
    app.command()(checks)


def run(
    scenarios: Scenarios = None,
    persona: Personas = None,
    base_url: BaseUrl = None,
    env: Env = None,
    project: Root = Path(),
    map_file: MapFile = None,
    trials: Trials = 1,
    workers: Workers = 1,
    seed: Seed = 1,
    label: Label = "run",
    loading: Loading = None,
    now: Now = None,
    headed: Headed = False,
    out: Out = Path("reports"),
    fail_on: FailOnOption = "minor",
    only_new: OnlyNew = False,
    baseline: Baseline = None,
    format: FormatOption = Format.TEXT,
) -> None:
    """Walk the scenarios, judge what was lived, and write the report."""
    with friendly_errors():
        from cxsim import running
        from cxsim.gaps import FailOn

        limit = FailOn.parse(fail_on)
        plan = make_plan(
            project, scenarios, persona, base_url, env, map_file, trials, seed, label, loading, now, headed
        )
        finished = running.run(plan, out, workers_wanted=workers, listen=_listener(plan, format))
        since = _baseline(baseline, out, finished.folder, only_new)
        _print_result(finished, format, since)
        code = running.exit_code(finished.document, limit, since=since if only_new else None)
    raise typer.Exit(code)


def shop(
    scenarios: Scenarios = None,
    persona: Personas = None,
    base_url: BaseUrl = None,
    env: Env = None,
    project: Root = Path(),
    map_file: MapFile = None,
    trials: Trials = 1,
    workers: Workers = 1,
    seed: Seed = 1,
    label: Label = "run",
    loading: Loading = None,
    now: Now = None,
    headed: Headed = False,
    out: Out = Path("reports"),
    format: FormatOption = Format.TEXT,
) -> None:
    """Walk the scenarios and keep the evidence, without verdicts; `cxsim judge` gives these later."""
    with friendly_errors():
        from cxsim import running

        plan = make_plan(
            project, scenarios, persona, base_url, env, map_file, trials, seed, label, loading, now, headed
        )
        folder = running.shop(plan, out, workers_wanted=workers, listen=_listener(plan, format))
        say(json.dumps({"folder": str(folder)}) if format is Format.JSON else f"The evidence is in {folder}")


def judge(
    folder: Annotated[Path, typer.Argument(help="The folder of a run.")],
    fail_on: FailOnOption = "minor",
    format: FormatOption = Format.TEXT,
) -> None:
    """Judge a saved run (again) and write its report; needs no browser."""
    with friendly_errors():
        from cxsim import reporting, running
        from cxsim.gaps import FailOn

        limit = FailOn.parse(fail_on)
        document = running.judge(folder)
        reporting.write_index(folder.resolve().parent)
        _print_result(running.Finished(folder=folder, document=document), format, None)
        code = running.exit_code(document, limit)
    raise typer.Exit(code)


def report(folder: Annotated[Path, typer.Argument(help="The folder of a run.")]) -> None:
    """Draw the report of a run again from its report.json (html, junit, tables)."""
    with friendly_errors():
        from cxsim import reporting

        reporting.write(folder, reporting.read(folder))
        say(f"The report is in {folder / 'report.html'}")


def checks(
    check: Annotated[str | None, typer.Argument(help="The id of one check.")] = None,
    format: FormatOption = Format.TEXT,
) -> None:
    """List the catalogue of checks, or explain one."""
    with friendly_errors():
        from cxsim.checks import catalogue, explain

        known = {c.id: c for c in catalogue()}
        if check is not None and check not in known:
            from rapidfuzz.process import extractOne

            nearest = extractOne(check, known.keys())
            raise DefinitionError(
                [Fault(what=f"there is no check {check!r}", hint=f"did you mean {nearest[0]}?" if nearest else "")]
            )
        chosen = [known[check]] if check else list(known.values())
        if format is Format.JSON:
            say(json.dumps([explain(c) for c in chosen], indent=2, ensure_ascii=False))
        elif check:
            for name, value in explain(chosen[0]).items():
                say(f"{name:14} {value}")
        else:
            for c in chosen:
                say(f"{c.id:22} {c.impact:9} {c.tier:12} {c.title}")


def make_plan(
    root: Path,
    scenarios: list[str] | None,
    personas: list[str] | None,
    base_urls: list[str] | None,
    env: str | None,
    map_file: str | None,
    trials: int,
    seed: int,
    label: str,
    loading: str | None,
    now: str | None,
    headed: bool,
) -> Plan:
    """Load the project and plan the walks. Raises DefinitionError with every fault of files and options."""
    from cxsim.engine import Plan, walks_of
    from cxsim.loading import load_project
    from cxsim.quantities import seconds
    from cxsim.running import utc_now
    from cxsim.runfolder import RunInfo

    project = load_project(root, map=root / map_file if map_file else None)
    chosen = [_scenario_id(name, project) for name in scenarios or ()]
    for name in personas or ():
        _known(name, project.personas, "persona")
    walks = walks_of(project, scenarios=chosen, personas=personas or (), trials=trials)
    if not walks:
        raise DefinitionError([Fault(what="there is nothing to walk", hint="name a scenario and one of its personas")])
    info = RunInfo(
        label=label,
        started=utc_now(),
        now=_moment(now),
        seed=seed,
        trials=trials,
        environment=env,
        addresses=addresses(base_urls or [], project),
        map=map_file,
        loading=seconds(loading) if loading is not None else None,
    )
    return Plan(project=project, info=info, walks=walks, headed=headed)


def addresses(base_urls: list[str], project: Project) -> dict[str, str]:
    """Addresses given on the command line, by touchpoint. A bare URL stands where there is one web touchpoint."""
    from cxsim.touchpoint import ChannelName

    web = [name for name, t in project.touchpoints.items() if t.channel is ChannelName.WEB]
    given: dict[str, str] = {}
    for text in base_urls:
        name, equals, url = text.partition("=")
        if equals and "://" not in name:
            _known(name.strip(), project.touchpoints, "touchpoint")
            given[name.strip()] = url.strip()
        elif len(web) == 1:
            given[web[0]] = text.strip()
        else:
            hint = f'write --base-url "{web[0] if web else "web shop"}=URL"'
            raise DefinitionError([Fault(what=f"--base-url {text}: there are {len(web)} web touchpoints", hint=hint)])
    return given


def _scenario_id(name: str, project: Project) -> str:
    stem = Path(name).stem if name.endswith((".yaml", ".yml")) else name
    _known(stem, project.scenarios, "scenario")
    return stem


def _known(name: str, known: object, what: str) -> None:
    names = list(known)  # type: ignore[call-overload]
    if name not in names:
        from rapidfuzz.process import extractOne

        nearest = extractOne(name, names, score_cutoff=50)
        hint = f"did you mean {nearest[0]}?" if nearest else f"known are: {', '.join(names)}"
        raise DefinitionError([Fault(what=f"there is no {what} {name!r}", hint=hint)])


def _moment(text: str | None) -> str | None:
    from datetime import datetime

    if text is None:
        return None
    try:
        return datetime.fromisoformat(text).astimezone().isoformat()
    except ValueError:
        raise DefinitionError([Fault(what=f"--now {text!r} is no time", hint="write 2026-03-02T08:00")]) from None
