"""`cxsim web find`: one customer after one goal on any site that you may walk, told as it happens."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cxsim.cli import planning as p
from cxsim.cli.common import Format, friendly_errors, say
from cxsim.errors import EXIT_GAPS, EXIT_NOT_LOOKED_AT, EXIT_OK, DefinitionError, Fault

if TYPE_CHECKING:
    from cxsim.engine import Plan
    from cxsim.events import Event
    from cxsim.experience import Experience, Moment
    from cxsim.finding import Errand

Url = Annotated[str, typer.Argument(help="Where she begins; she never leaves this host.")]
Goal = Annotated[str | None, typer.Option("--goal", help="What she wants, in her words; else the persona's goals.")]
Reached = Annotated[
    str | None, typer.Option("--reached", help="How to see that she has got it: url=GLOB or text=TEXT.")
]
Who = Annotated[str | None, typer.Option("--persona", help="Who goes: a name in personas/, or a persona's file.")]
Allow = Annotated[
    list[str] | None,
    typer.Option("--allow", help='What she may do on a live site besides reading, such as "send forms".'),
]
Encoder = Annotated[
    bool, typer.Option("--encoder", help="She also understands what names mean (needs cxsim\\[scent]).")
]
Keep = Annotated[Path | None, typer.Option("--out", help="Keep pictures, record and report in a folder below this.")]


def register(app: typer.Typer) -> None:
    """Add `cxsim web find`."""
    web = typer.Typer(no_args_is_help=True, help="Walk a website without writing a project first.")
    web.command()(find)
    web.callback()(_only_a_group)
    app.add_typer(web, name="web")


def _only_a_group() -> None:
    """Walk a website without writing a project first."""


def find(
    url: Url,
    goal: Goal = None,
    reached: Reached = None,
    persona: Who = None,
    project: Annotated[Path, typer.Option("--project", help="The folder with personas/.")] = Path(),
    allow: Allow = None,
    encoder: Encoder = False,
    seed: p.Seed = 1,
    loading: p.Loading = None,
    headed: p.Headed = False,
    slow_mo: p.SlowMo = None,
    real_time: p.RealTime = False,
    out: Keep = None,
    format: Annotated[Format, typer.Option("--format", help="What to print.")] = Format.TEXT,
) -> None:
    """Let one customer look for one thing on a site, and tell what she did and why.

    Exit code 0: she found it, or nobody said how to see that; 1: she did not; 2: something is written wrongly;
    3: the site could not be looked at.
    """
    with friendly_errors():
        from cxsim.finding import Errand, result

        faults: list[Fault] = []
        errand = Errand(
            url=url,
            goal=goal,
            reached=reached,
            persona=_persona_file(persona, project, faults),
            allow=tuple(allow or ()),
            seed=seed,
            loading=p.seconds_of(loading, faults),
            encoder=encoder,
            headed=headed,
            slow_motion=p.seconds_of(slow_mo, faults, option="--slow-mo") or 0.0,
            real_time=real_time,
        )
        if faults:
            raise DefinitionError(faults)
        with tempfile.TemporaryDirectory(prefix="cxsim-find-") as root:
            plan, experience, folder = _walk(errand, Path(root), out, told=format is Format.TEXT)
            found = result(plan, experience, folder)
        say(json.dumps(found, ensure_ascii=False, indent=1) if format is Format.JSON else _ending(found))
    raise typer.Exit(_exit_code(found))


def _persona_file(name: str | None, project: Path, faults: list[Fault]) -> Path | None:
    if name is None:
        return None
    places = (Path(name), project / "personas" / f"{name}.yaml", project / "personas" / f"{name}.yml")
    found = next((place for place in places if place.is_file()), None)
    if found is None:
        known = sorted(path.stem for path in (project / "personas").glob("*.y*ml"))
        hint = p.nearest(name, known) if known else "name a persona's file, or leave --persona out"
        faults.append(Fault(what=f"there is no persona {name!r}", hint=hint))
    return found


def _walk(errand: Errand, root: Path, out: Path | None, *, told: bool) -> tuple[Plan, Experience, Path | None]:
    """Make the walk; with its report in a folder of its own where evidence is to be kept."""
    from cxsim import running
    from cxsim.events import Experienced
    from cxsim.finding import lay_out, walk_only

    plan = lay_out(errand, root, started=running.utc_now())
    listen = _Teller(plan, told=told)
    folder = None
    if out is None:
        walk_only(plan, root, listen)
    else:
        folder = running.run(plan, out, listen=listen).folder
    assert isinstance(listen.last, Experienced)
    return plan, listen.last.experience, folder


class _Teller:
    """Tells each moment of the walk as it happens, and keeps the whole of it."""

    def __init__(self, plan: Plan, *, told: bool) -> None:
        self.plan, self.told = plan, told
        self.last: Event | None = None
        if told:
            persona = plan.project.personas[plan.walks[0].persona]
            say(f"{persona.id} ({persona.device}, {persona.language}) wants: {'; '.join(persona.goal)}")

    def __call__(self, event: Event) -> None:
        from cxsim.events import Experienced, MomentLived

        if isinstance(event, Experienced):
            self.last = event
        elif isinstance(event, MomentLived) and self.told and (line := self._line(event.moment)):
            say(f"  {_clock(event.moment.at):>6}  {line}")

    def _line(self, moment: Moment) -> str | None:
        from cxsim.experience import Kind
        from cxsim.reporting.contract.lived import MomentPart
        from cxsim.reporting.story import tell
        from cxsim.reporting.words import words

        if moment.kind in (Kind.BEGAN, Kind.ENTERED, Kind.STATED, Kind.TOLD, Kind.ASKED):
            return None
        part = MomentPart(
            at=moment.at,
            touchpoint=moment.touchpoint,
            kind=str(moment.kind),
            data=dict(moment.data),
            measured=dict(moment.measured),
            evidence=[],
        )
        language = self.plan.project.personas[self.plan.walks[0].persona].language
        line = tell(part, words(), channel="web", language=language)
        return f"{line.text.striptags()}{_because(moment.data)}" if line is not None else None


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


def _because(data: Mapping[str, Any]) -> str:
    """Why she did it, and what else she weighed."""
    why = f" ({data['why']})" if data.get("why") else ""
    others = [f"{name} {score:.2f}" for name, score in data.get("candidates", ())]
    return why + (f"\n{'':11}of: {' · '.join(others)}" if len(others) > 1 else "")


def _ending(found: Mapping[str, Any]) -> str:
    outcome = {True: "She found it", False: "She did not find it", None: "Nobody said how to see whether she found it"}
    clicks = sum(1 for step in found["steps"] if step["action"] == "click")
    lostness = "not measured" if found["lostness"] is None else f"{found['lostness']:.2f}"
    took = f"{outcome[found['reached']]}: {_clock(found['seconds'])}, {clicks} clicks, lostness {lostness}"
    lines = [f"{took}, mood {found['mood_before']:+.2f} -> {found['mood']:+.2f}"]
    lines += [f"Not looked at: {reason}" for reason in found["not_looked_at"]]
    lines += [f"The report is in {Path(found['folder']) / 'report.html'}"] if found["folder"] else []
    return "\n".join(lines)


def _exit_code(found: Mapping[str, Any]) -> int:
    if found["reached"] is False:
        return EXIT_GAPS
    return EXIT_NOT_LOOKED_AT if found["not_looked_at"] else EXIT_OK
