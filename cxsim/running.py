"""Running puts the halves together: shop, judge and report, in one folder that appears only when it is whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cxsim import engine, history, reporting, workers
from cxsim.channels.phone.found import inspect_live
from cxsim.channels.phone.inspect import inspect
from cxsim.channels.phone.live import is_address
from cxsim.checks import catalogue
from cxsim.checks.base import Impact, Verdict
from cxsim.comparison import comparisons
from cxsim.engine import Plan
from cxsim.errors import EXIT_GAPS, EXIT_NOT_LOOKED_AT, EXIT_OK, RecordError
from cxsim.events import Event, Experienced
from cxsim.experience import Experience, Kind
from cxsim.gaps import FailOn
from cxsim.loading import PERSONAS, SCENARIOS, Project, load_project
from cxsim.record import load, missing_evidence, save
from cxsim.reporting.index import INDEX
from cxsim.runfolder import DEFINITIONS, RunFolder, new_run, publish, read_info, write_info

Listener = Callable[[Event], None]
LARGEST_KEPT = 50_000_000  # bytes: larger files are no definitions


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """A run that is over: where it lies, and the document that its report was drawn from."""

    folder: Path
    document: Mapping[str, Any]


def utc_now() -> str:
    """The start of a run, as it is recorded."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def run(
    plan: Plan,
    reports: Path,
    *,
    workers_wanted: int = 1,
    listen: Listener = lambda event: None,
    earlier: Sequence[Experience] = (),
) -> Finished:
    """Shop, judge and report; each journey is set beside itself among the ``earlier`` ones."""
    with new_run(reports, plan.info) as folder:
        _shop_into(folder, plan, workers_wanted, listen)
        note_scorer(folder)
        set_side_by_side(folder.path, plan.project, earlier)
        document = judge(folder.path)
        path = publish(folder)
    reporting.write_index(reports)
    return Finished(folder=path, document=document)


def shop(plan: Plan, reports: Path, *, workers_wanted: int = 1, listen: Listener = lambda event: None) -> Path:
    """Only shop: the evidence without a verdict."""
    with new_run(reports, plan.info) as folder:
        _shop_into(folder, plan, workers_wanted, listen)
        note_scorer(folder)
        set_side_by_side(folder.path, plan.project)
        path = publish(folder)
    reporting.write_index(reports)
    return path


def judge_again(folder: Path, *, language: str | None = None) -> Finished:
    """Judge a saved run and list it anew; its report is drawn in its own language if no other is named."""
    finished = Finished(folder=folder, document=judge(folder, language=language))
    parent = folder.resolve().parent
    if (parent / INDEX).exists():  # a run that was moved somewhere else leaves that place as it is
        reporting.write_index(parent)
    return finished


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """An earlier run: what it found, and what was lived in it."""

    run: history.PastRun
    lived: tuple[Experience, ...]


def baseline(reports: Path, label: str, named: Path | None) -> Baseline | None:
    """The run that the next one of this label is compared with: the one named, else the last one of this label.

    Raises RecordError where the named one cannot be read; of one that nobody named, the gaps are enough.
    """
    if named is not None:
        return Baseline(run=history.read_run(named), lived=tuple(load(named)))
    runs, _ = history.past_runs(reports)
    last = next((run for run in reversed(runs) if run.label == label), None)
    if last is None:
        return None
    try:
        return Baseline(run=last, lived=tuple(load(last.folder)))
    except RecordError:
        return Baseline(run=last, lived=())


def note_scorer(folder: RunFolder) -> None:
    """Write down what told the customers who found their own way what names promise; nothing where nobody did."""
    used = {m.data["scorer"] for lived in load(folder.path) for m in lived.of(Kind.INSPECTED) if "scorer" in m.data}
    if used:
        write_info(folder.path, replace(folder.info, scorer=", ".join(sorted(used))))


def set_side_by_side(folder: Path, project: Project, earlier: Sequence[Experience] = ()) -> None:
    """Compare the journeys of this run with each other and with their earlier selves, and record what differs."""
    lived = tuple(load(folder))
    for found in comparisons(lived, earlier, personas=project.personas, settings=project.settings):
        save(folder, found)


def judge(folder: Path, *, language: str | None = None) -> Mapping[str, Any]:
    """Judge a saved run again, from its own record and definitions, and write its report anew. Opens no browser.

    Raises RecordError where the record is torn.
    """
    info, project = read_info(folder), kept_project(folder)
    once = {experience.id: experience for experience in load(folder)}  # an analysis may have been made twice
    experiences = [once[id] for id in sorted(once)]
    checks = catalogue()
    verdicts: list[Verdict] = [v for judged in engine.judge(experiences, checks) for v in judged.verdicts]
    document = reporting.build(
        info=info,
        project=project,
        experiences=experiences,
        verdicts=verdicts,
        checks=checks,
        missing=missing_evidence(folder, experiences),
        earlier=_earlier(folder),
    )
    reporting.write(folder, document, language=language)
    return document


def kept_project(folder: Path) -> Project:
    """The definitions as this run has kept them."""
    root, map = folder / DEFINITIONS, read_info(folder).map
    return load_project(root, map=root / map if map else None)


def exit_code(document: Mapping[str, Any], fail_on: FailOn, *, since: history.PastRun | None = None) -> int:
    """What the run says to a program: gaps first, then what could not be looked at (DESIGN: 2, then 1, then 3)."""
    old = since.gaps if since is not None else {}
    gaps = [gap for gap in document["gaps"] if (gap["check"], gap["touchpoint"]) not in old]
    if any(fail_on.reached_by(Impact(gap["impact"])) for gap in gaps):
        return EXIT_GAPS
    return EXIT_NOT_LOOKED_AT if document["harness_faults"] else EXIT_OK


def keep_earlier(folder: RunFolder) -> None:
    """Keep what earlier runs of this label found, for the trend; once, though processes may share the folder."""
    if not (folder.path / history.KEPT).exists():
        runs = history.earlier(folder.path.parent, folder.info.label, folder.info.started)
        history.keep(folder.path, runs)


def _earlier(folder: Path) -> list[reporting.Earlier]:
    return [
        reporting.Earlier(started=run.started, gaps=run.gaps, goals_met=run.goals_met, goals_told=run.goals_told)
        for run in history.kept(folder)
    ]


def _shop_into(folder: RunFolder, plan: Plan, workers_wanted: int, listen: Listener) -> None:
    keep_earlier(folder)
    folder.keep_definitions(plan.project.root, definition_files(plan.project))
    with closing(workers.shop(plan, folder.path, workers=workers_wanted)) as events:  # cleans up at once on Ctrl-C
        for event in events:
            if isinstance(event, Experienced):
                save(folder.path, event.experience)
            listen(event)
    for experience in inspections(plan):
        save(folder.path, experience)


def inspections(plan: Plan) -> Iterator[Experience]:
    """What analysis finds at the phone lines on these journeys: every state of the menu, every hour of the queue.

    The menus of a live line are looked for by calling it, where that is allowed.
    """
    project = plan.project
    visited = {stop.touchpoint for walk in plan.walks for stop in project.scenarios[walk.scenario].journey}
    for name in sorted(visited):
        flow = project.touchpoints[name].flow
        if flow in project.flows or is_address(flow or ""):
            yield inspection(plan, name)


def inspection(plan: Plan, name: str) -> Experience:
    """What analysis finds at this phone line, on the working day after the present."""
    project = plan.project
    touchpoint = project.touchpoints[name]
    center = project.centers.get(touchpoint.callcenter or "")
    seed, day = plan.info.seed, engine.next_working_day(plan.info.present).date()
    flow = project.flows.get(touchpoint.flow or "")
    if flow is not None:
        return inspect(touchpoint, flow, center, project.company, project.settings, seed=seed, day=day)
    return inspect_live(
        touchpoint,
        center,
        project.company,
        project.settings,
        seed=seed,
        day=day,
        environment=plan.info.environment,
        now=datetime.now(UTC),
    )


def definition_files(project: Project) -> Iterator[Path]:
    """The files that this project was read from, and whatever else lies in its folders (a visitor's sheet, a plan)."""
    beside = (file for name in (PERSONAS, SCENARIOS) for file in (project.root / name).rglob("*") if file.is_file())
    for file in sorted({file.absolute() for file in (*project.files, *beside)}):
        if file.stat().st_size < LARGEST_KEPT:
            yield file
