"""What may be asked of a run on the command line, and the plan that is made of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import wraps
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from cxsim.errors import DefinitionError, Fault

if TYPE_CHECKING:
    from cxsim.channels.base import Recordings
    from cxsim.engine import Plan
    from cxsim.loading import Project
    from cxsim.runfolder import RunInfo

Workers = Annotated[int, typer.Option("--workers", min=1, help="How many walk at the same time.")]
Seed = Annotated[int, typer.Option("--seed", help="The same seed gives the same customers, choices and queues.")]
Loading = Annotated[
    str | None, typer.Option("--loading", help="Count every page load as this long (0.5s) instead of measuring it.")
]
Headed = Annotated[bool, typer.Option("--headed", help="Show the browser.")]
SlowMo = Annotated[
    str | None, typer.Option("--slow-mo", help="Wait this long (0.5s) before everything that is done in a browser.")
]
RealTime = Annotated[bool, typer.Option("--real-time", help="Really wait what customers take to read, type and wait.")]
Language = Annotated[str | None, typer.Option("--language", help="The language of the report: en, de or fa.")]
Out = Annotated[Path, typer.Option("--out", help="The folder for reports.")]
FailOnOption = Annotated[
    str, typer.Option("--fail-on", help="Exit with 1 from this impact on: minor, moderate, serious, critical, never.")
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One request for a run, as it was typed: each field is an option of the commands that walk."""

    scenarios: Annotated[
        list[str] | None, typer.Argument(help="Scenario names or files; all of them if none is named.")
    ] = None
    personas: Annotated[list[str] | None, typer.Option("--persona", help="Only this persona (may be given again).")] = (
        None
    )
    base_urls: Annotated[
        list[str] | None,
        typer.Option("--base-url", help='Another address: URL, or "touchpoint=URL" where there are several.'),
    ] = None
    env: Annotated[str | None, typer.Option("--env", help="Which of the touchpoints' addresses to use.")] = None
    project: Annotated[Path, typer.Option("--project", help="The folder with personas/ and scenarios/.")] = Path()
    map: Annotated[
        str | None, typer.Option("--map", help="Another touchpoint map than scenarios/touchpoints.yaml.")
    ] = None
    trials: Annotated[int, typer.Option("--trials", min=1, help="How often each walk is made.")] = 1
    seed: Seed = 1
    label: Annotated[
        str, typer.Option("--label", help="The run's name; runs of one label are compared with each other.")
    ] = "run"
    loading: Loading = None
    now: Annotated[
        str | None, typer.Option("--now", help="What the customers take for the present (2026-03-02T08:00).")
    ] = None
    headed: Headed = False
    slow_mo: SlowMo = None
    real_time: RealTime = False
    trace: Annotated[
        str, typer.Option("--trace", help="Keep Playwright's trace of each web visit: off, on-gap or on.")
    ] = "off"
    har: Annotated[str, typer.Option("--har", help="Keep the traffic of each web visit (HAR): off, on-gap or on.")] = (
        "off"
    )
    video: Annotated[str, typer.Option("--video", help="Keep a video of each web visit: off, on-gap or on.")] = "off"
    language: Language = None


def asked_for(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of :class:`Wanted` in front of its own; it is called with both."""
    types = get_type_hints(Wanted, include_extras=True)
    shared = [
        Parameter(field.name, Parameter.KEYWORD_ONLY, default=field.default, annotation=types[field.name])
        for field in fields(Wanted)
    ]
    _, *own = signature(command, eval_str=True).parameters.values()

    @wraps(command)
    def wrapped(**given: Any) -> None:
        wanted = Wanted(**{option.name: given.pop(option.name) for option in shared})
        command(wanted, **given)

    options = [*shared, *(option.replace(kind=Parameter.KEYWORD_ONLY) for option in own)]
    wrapped.__signature__ = Signature(options)  # type: ignore[attr-defined]  # what Typer reads
    wrapped.__annotations__ = {option.name: option.annotation for option in options}
    del wrapped.__wrapped__  # else Typer would read the command's own signature
    return wrapped


def make_plan(wanted: Wanted) -> Plan:
    """Load the project and plan the walks. Raises DefinitionError with every fault of files and options."""
    from cxsim.engine import Plan, walks_of
    from cxsim.loading import load_project
    from cxsim.runfolder import RunInfo
    from cxsim.running import utc_now

    project = load_project(wanted.project, map=wanted.project / wanted.map if wanted.map else None)
    faults: list[Fault] = []
    scenarios, personas = [_stem(name) for name in wanted.scenarios or ()], wanted.personas or ()
    faults += _unknown(scenarios, project.scenarios, "scenario")
    faults += _unknown(personas, project.personas, "persona")
    info = RunInfo(
        label=wanted.label,
        started=utc_now(),
        now=_moment(wanted.now, faults),
        seed=wanted.seed,
        trials=wanted.trials,
        environment=wanted.env,
        addresses=_addresses(wanted.base_urls or (), project, faults),
        map=wanted.map,
        loading=seconds_of(wanted.loading, faults),
        language=wanted.language or "en",
    )
    faults += _untranslated(info.language)
    slow_motion = seconds_of(wanted.slow_mo, faults, option="--slow-mo") or 0.0
    faults += _unknown_environment(project, info)
    faults += _without_address(project, info)
    recordings = _recordings(wanted, faults)
    if faults:
        raise DefinitionError(faults)
    walks = walks_of(project, scenarios=scenarios, personas=personas, trials=wanted.trials)
    if not walks:
        raise DefinitionError([Fault(what="there is nothing to walk", hint="name a scenario and one of its personas")])
    return Plan(
        project=project,
        info=info,
        walks=walks,
        headed=wanted.headed,
        recordings=recordings,
        slow_motion=slow_motion,
        real_time=wanted.real_time,
    )


def language_of(text: str | None) -> str | None:
    """The language that a report is to be drawn in, if one was asked for. Raises DefinitionError for an unknown one."""
    faults = _untranslated(text) if text is not None else []
    if faults:
        raise DefinitionError(faults)
    return text


def _untranslated(language: str) -> list[Fault]:
    from cxsim.reporting.words import LANGUAGES

    if language in LANGUAGES:
        return []
    what = f"--language {language!r}: the report is not translated into it"
    return [Fault(what=what, hint=f"write one of {', '.join(LANGUAGES)}")]


def _stem(name: str) -> str:
    return Path(name).stem if name.endswith((".yaml", ".yml")) else name


def _unknown(names: Iterable[str], known: Iterable[str], what: str) -> list[Fault]:
    return [
        Fault(what=f"there is no {what} {name!r}", hint=nearest(name, known)) for name in names if name not in known
    ]


def nearest(name: str, known: Iterable[str]) -> str:
    """A hint: the name that was probably meant, or all that are known."""
    from rapidfuzz.process import extractOne

    found = extractOne(name, list(known), score_cutoff=60)
    return f"did you mean {found[0]}?" if found else f"known are: {', '.join(known)}"


def _addresses(base_urls: Sequence[str], project: Project, faults: list[Fault]) -> Mapping[str, str]:
    """Addresses given on the command line, by touchpoint. A bare URL stands where there is one web touchpoint."""
    from cxsim.touchpoint import ChannelName

    web = [name for name, touchpoint in project.touchpoints.items() if touchpoint.channel is ChannelName.WEB]
    given: dict[str, str] = {}
    for text in base_urls:
        name, equals, url = text.partition("=")
        if equals and "://" not in name:
            faults += _unknown([name.strip()], project.touchpoints, "touchpoint")
            given[name.strip()] = url.strip()
        elif len(web) == 1:
            given[web[0]] = text.strip()
        else:
            hint = f'write --base-url "{web[0] if web else "web shop"}=URL"'
            faults.append(Fault(what=f"--base-url {text}: there are {len(web)} web touchpoints", hint=hint))
    return given


def _without_address(project: Project, info: RunInfo) -> list[Fault]:
    """Touchpoints with an address for each environment, of which nobody has said which to use: never guessed."""
    faults = []
    for name, touchpoint in project.touchpoints.items():
        known = touchpoint.address
        if name in info.addresses or known is None or isinstance(known, str) or info.environment in known:
            continue
        what = f"{name} has an address for each of {', '.join(known)}"
        if info.environment is not None:
            what = f"{name} has no address for --env {info.environment}"
        faults.append(Fault(what=what, hint=f"choose with --env: {', '.join(known)}"))
    return faults


def _unknown_environment(project: Project, info: RunInfo) -> list[Fault]:
    """An environment that neither a touchpoint nor the settings know."""
    if info.environment is None:
        return []
    places = (touchpoint.environments for touchpoint in project.touchpoints.values())
    known = dict.fromkeys([*(name for names in places for name in names), *project.settings.environments])
    if info.environment in known:
        return []
    hint = nearest(info.environment, known) if known else "write addresses for it into the map of touchpoints"
    return [Fault(what=f"--env {info.environment}: there is no such environment", hint=hint)]


def _recordings(wanted: Wanted, faults: list[Fault]) -> Recordings:
    from cxsim.channels.base import Keep, Recordings

    chosen = {}
    for name in ("trace", "har", "video"):
        text = getattr(wanted, name)
        try:
            chosen[name] = Keep(text)
        except ValueError:
            faults.append(Fault(what=f"--{name} {text!r} is not known", hint=nearest(text, list(Keep))))
    return Recordings(**chosen)


def _moment(text: str | None, faults: list[Fault]) -> str | None:
    from datetime import datetime

    if text is None:
        return None
    try:
        return datetime.fromisoformat(text).astimezone().isoformat()
    except ValueError:
        faults.append(Fault(what=f"--now {text!r} is no time", hint="write 2026-03-02T08:00"))
        return None


def seconds_of(text: str | None, faults: list[Fault], option: str = "--loading") -> float | None:
    """What this option says, in seconds; what it cannot mean is added to the faults."""
    from cxsim.quantities import QuantityError, seconds

    try:
        return seconds(text) if text is not None else None
    except QuantityError as error:
        faults.append(Fault(what=f"{option} {error}", hint=error.hint))
        return None
