"""Running puts the halves together: shop, judge and report, in one folder that appears only when it is whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cxsim import engine, history, reporting, workers
from cxsim.channels.phone.inspect import inspect
from cxsim.checks import catalogue
from cxsim.checks.base import Impact, Verdict
from cxsim.engine import Plan
from cxsim.errors import EXIT_GAPS, EXIT_NOT_LOOKED_AT, EXIT_OK
from cxsim.events import Event, Experienced
from cxsim.experience import Experience
from cxsim.gaps import FailOn
from cxsim.loading import PERSONAS, SCENARIOS, Project, load_project
from cxsim.record import load, missing_evidence, save
from cxsim.runfolder import DEFINITIONS, RunFolder, new_run, publish, read_info

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


def run(plan: Plan, reports: Path, *, workers_wanted: int = 1, listen: Listener = lambda event: None) -> Finished:
    """Shop, judge and report."""
    with new_run(reports, plan.info) as folder:
        _shop_into(folder, plan, workers_wanted, listen)
        document = judge(folder.path)
        path = publish(folder)
    reporting.write_index(reports)
    return Finished(folder=path, document=document)


def shop(plan: Plan, reports: Path, *, workers_wanted: int = 1, listen: Listener = lambda event: None) -> Path:
    """Only shop: the evidence without a verdict."""
    with new_run(reports, plan.info) as folder:
        _shop_into(folder, plan, workers_wanted, listen)
        path = publish(folder)
    reporting.write_index(reports)
    return path


def judge_again(folder: Path) -> Finished:
    """Judge a saved run and list it anew."""
    finished = Finished(folder=folder, document=judge(folder))
    reporting.write_index(folder.resolve().parent)
    return finished


def baseline(finished: Finished, reports: Path, named: Path | None) -> history.PastRun | None:
    """The run that this one is compared with: the one named, else the latest earlier one of the same label."""
    if named is not None:
        return history.read_run(named)
    runs, _ = history.past_runs(reports)
    return history.baseline_for(history.from_document(finished.folder, finished.document), runs)


def judge(folder: Path) -> Mapping[str, Any]:
    """Judge a saved run again, from its own record and definitions, and write its report anew. Opens no browser.

    Raises RecordError where the record is torn.
    """
    info = read_info(folder)
    root = folder / DEFINITIONS
    project = load_project(root, map=root / info.map if info.map else None)
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
    )
    reporting.write(folder, document)
    return document


def exit_code(document: Mapping[str, Any], fail_on: FailOn, *, since: history.PastRun | None = None) -> int:
    """What the run says to a program: gaps first, then what could not be looked at (DESIGN: 2, then 1, then 3)."""
    old = since.gaps if since is not None else {}
    gaps = [gap for gap in document["gaps"] if (gap["check"], gap["touchpoint"]) not in old]
    if any(fail_on.reached_by(Impact(gap["impact"])) for gap in gaps):
        return EXIT_GAPS
    return EXIT_NOT_LOOKED_AT if document["harness_faults"] else EXIT_OK


def _shop_into(folder: RunFolder, plan: Plan, workers_wanted: int, listen: Listener) -> None:
    folder.keep_definitions(plan.project.root, definition_files(plan.project))
    for event in workers.shop(plan, folder.path, workers=workers_wanted):
        if isinstance(event, Experienced):
            save(folder.path, event.experience)
        listen(event)
    for experience in inspections(plan):
        save(folder.path, experience)


def inspections(plan: Plan) -> Iterator[Experience]:
    """What analysis finds at the phone lines on these journeys: every state of the menu, every hour of the queue."""
    project = plan.project
    visited = {stop.touchpoint for walk in plan.walks for stop in project.scenarios[walk.scenario].journey}
    for name in sorted(visited):
        if project.touchpoints[name].flow in project.flows:
            yield inspection(plan, name)


def inspection(plan: Plan, name: str) -> Experience:
    """What analysis finds at this phone line, on the working day after the present."""
    project = plan.project
    touchpoint = project.touchpoints[name]
    return inspect(
        touchpoint,
        project.flows[touchpoint.flow or ""],
        project.centers.get(touchpoint.callcenter or ""),
        project.company,
        project.settings,
        seed=plan.info.seed,
        day=engine.next_working_day(plan.info.present).date(),
    )


def definition_files(project: Project) -> Iterator[Path]:
    """The files that this project was read from, and whatever else lies in its folders (a visitor's sheet, a plan)."""
    beside = (file for name in (PERSONAS, SCENARIOS) for file in (project.root / name).rglob("*") if file.is_file())
    for file in sorted({file.absolute() for file in (*project.files, *beside)}):
        if file.stat().st_size < LARGEST_KEPT:
            yield file
