"""An errand is one customer after one goal on one site, without a project: what `cxsim web find` sends out.

It is laid out as the smallest project that says the same (a persona, a map with one touchpoint, a scenario without
steps), so that the walk, its record and its report are those of any other run.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cxsim.channels.web.guard import host_of
from cxsim.checks.pages import wandering
from cxsim.engine import Plan, Walk
from cxsim.errors import ChannelError, DefinitionError, Fault
from cxsim.events import Event
from cxsim.experience import Experience, Kind, Moment
from cxsim.loading import load_project
from cxsim.measures import emotion_curve
from cxsim.measures import lostness as lost
from cxsim.runfolder import RunInfo
from cxsim.touchpoint import ChannelName, Permission
from cxsim.yamlfile import read

SITE = "site"
SOMEBODY: Mapping[str, Any] = {"mood": "calm", "device": "computer", "language": "en-US"}
"""Who goes where no persona is named."""
_ELSEWHERE = ("prefers", "account")  # of a persona: what only a map of touchpoints explains
_WAYS = {"url": "address", "text": "sees"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """What is asked for: where, for what, how to see that it is reached, and who goes."""

    url: str
    goal: str | None = None
    reached: str | None = None  # url=GLOB or text=TEXT
    persona: Path | None = None  # a persona's file
    allow: tuple[str, ...] = ()
    seed: int = 1
    loading: float | None = None
    encoder: bool = False
    headed: bool = False
    slow_motion: float = 0.0  # seconds before everything that is done in the browser
    real_time: bool = False


def lay_out(errand: Errand, root: Path, *, started: str) -> Plan:
    """Write the errand's project into this folder and plan its walk. Raises DefinitionError with every fault."""
    faults: list[Fault] = []
    host = _host(errand.url, faults)
    persona = _persona(errand, faults)
    solved = _solved(errand, faults)
    allow = _allowed(errand.allow, faults)
    if faults:
        raise DefinitionError(faults)
    who = errand.persona.stem if errand.persona else "somebody"
    touchpoint = {"channel": "web", "owner": host, "address": errand.url, "allow": allow}
    title = f"Find at {host}: {', '.join(_goals(persona))}"[:200]
    _write(root / "personas" / f"{who}.yaml", persona)
    _write(root / "scenarios" / "touchpoints.yaml", {"company": {"name": host}, "touchpoints": {SITE: touchpoint}})
    _write(root / "scenarios" / "find.yaml", {"scenario": title, "personas": [who], "journey": [SITE]} | solved)
    (root / "cxsim.toml").write_text(f'scent = "{"encoder" if errand.encoder else "words"}"\n', encoding="utf-8")
    info = RunInfo(label="find", started=started, seed=errand.seed, loading=errand.loading)
    return Plan(
        project=load_project(root),
        info=info,
        walks=(Walk(scenario="find", persona=who),),
        headed=errand.headed,
        slow_motion=errand.slow_motion,
        real_time=errand.real_time,
    )


def _host(url: str, faults: list[Fault]) -> str:
    try:
        return host_of(url)
    except ChannelError as error:
        faults.append(Fault(what=error.what, hint=error.hint))
        return ""


def _persona(errand: Errand, faults: list[Fault]) -> dict[str, Any]:
    """The persona as it is written, with the errand's goal in place of its own."""
    written: Any = dict(SOMEBODY)
    if errand.persona is not None:
        written = read(errand.persona).root
        written = dict(written) if isinstance(written, Mapping) else {}
        written = {key: value for key, value in written.items() if key not in _ELSEWHERE}
    if errand.goal:
        written = {"problem": errand.goal, **written, "goal": [errand.goal]}
    elif "goal" not in written:
        faults.append(Fault(what="nobody said what to look for", hint='write --goal "return a damaged item"'))
    return dict(written)


def _goals(persona: Mapping[str, Any]) -> list[str]:
    goals = persona.get("goal", [])
    return [str(goal) for goal in goals] if isinstance(goals, list) else [str(goals)]


def _solved(errand: Errand, faults: list[Fault]) -> dict[str, Any]:
    if errand.reached is None:
        return {}
    way, equals, value = errand.reached.partition("=")
    if way not in _WAYS or not equals or not value.strip():
        what = f"--reached {errand.reached!r} does not say how to see that the goal is reached"
        faults.append(Fault(what=what, hint="write url=/thank-you* or text=Your return is registered"))
        return {}
    if way == "url" and "://" in value:
        parts = urlsplit(errand.url)
        value = value.removeprefix(f"{parts.scheme}://{parts.netloc}") or "/"
    return {"solved": {_WAYS[way]: value}}


def _allowed(names: tuple[str, ...], faults: list[Fault]) -> dict[str, Any]:
    known = [str(permission) for permission in Permission]
    for name in names:
        if name not in known:
            faults.append(Fault(what=f"--allow {name!r} is no permission", hint=f"known are: {', '.join(known)}"))
    today = date.today().isoformat()
    return {name: {"by": "the command line", "until": today} for name in names if name in known}


def _write(path: Path, content: Mapping[str, Any]) -> None:
    """A key a line, each with its value as JSON, which is YAML and quotes every text."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in content.items()]
    path.write_text("".join(lines), encoding="utf-8")


def walk_only(plan: Plan, folder: Path, listen: Callable[[Event], None]) -> None:
    """Make the walk and nothing else: no pictures, no inspection of pages, no report."""
    from cxsim import engine
    from cxsim.channels.web import Browsers, WebChannel
    from cxsim.record import EvidenceFolder

    with Browsers(headed=plan.headed, slow_motion=plan.slow_motion) as browsers:
        channel = WebChannel(browsers, pictures=False, accessibility=False, scouting=False)
        for event in engine.shop(plan, {ChannelName.WEB: channel}, EvidenceFolder(folder)):
            listen(event)


def result(plan: Plan, experience: Experience, folder: Path | None) -> dict[str, Any]:
    """What came of the errand, as a program reads it; ``folder`` is the run's, where evidence was kept."""
    project = plan.project
    persona = project.personas[experience.persona]
    moods = [feeling.mood for feeling in emotion_curve(experience, persona, project.settings)]
    pages = wandering(experience, SITE)
    return {
        "address": project.touchpoints[SITE].address,
        "persona": experience.persona,
        "goals": list(persona.goal),
        "seed": plan.info.seed,
        "scorer": next((m.data["scorer"] for m in experience.of(Kind.INSPECTED) if "scorer" in m.data), None),
        "reached": reached(experience),
        "seconds": experience.moments[-1].at,
        "lostness": round(lost(*pages), 3) if pages else None,
        "mood": round(moods[-1], 3),
        "mood_before": round(moods[0], 3),
        "gave_up": next((m.data["text"] for m in experience.of(Kind.GAVE_UP)), None),
        "not_looked_at": [m.data["reason"] for m in experience.of(Kind.UNSEEN)],
        "steps": _steps(experience, folder),
        "folder": str(folder) if folder else None,
    }


def reached(experience: Experience) -> bool | None:
    """Whether every goal was reached; None where that could not be seen."""
    met = [moment.data["met"] for moment in experience.of(Kind.OUTCOME)]
    return False if False in met else None if None in met or not met else True


def _steps(experience: Experience, folder: Path | None) -> list[dict[str, Any]]:
    """What she did, each with the picture of what she saw then."""
    steps: list[dict[str, Any]] = []
    picture: str | None = None
    for moment in experience.moments:
        if moment.evidence and folder is not None:
            picture = str(folder / moment.evidence[-1].path)
        if moment.kind is Kind.ACTED:
            steps.append(_step(moment, picture))
    return steps


def _step(moment: Moment, picture: str | None) -> dict[str, Any]:
    keys = ("action", "target", "value", "why", "url")
    data = {key: moment.data[key] for key in keys if key in moment.data}
    candidates = [{"name": name, "score": score} for name, score in moment.data.get("candidates", ())]
    return {"at": moment.at, "why": "", **data, "candidates": candidates, "screenshot": picture}
