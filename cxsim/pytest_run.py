"""A session's run is everything that the customers of one pytest session live through, from all its processes."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest

from cxsim import engine, history, reporting, running
from cxsim.channels import open_channels
from cxsim.checks import catalogue
from cxsim.checks.base import Check, Outcome, Verdict
from cxsim.engine import Channels, Plan, Walk, walks_of
from cxsim.errors import DefinitionError, Fault
from cxsim.events import Experienced
from cxsim.experience import Experience, Kind
from cxsim.gaps import FailOn
from cxsim.loading import SCENARIOS, Project, load_project
from cxsim.quantities import seconds
from cxsim.record import EXPERIENCES, EvidenceFolder, save
from cxsim.runfolder import SHARED, RunFolder, RunInfo, open_part, publish

Action = Callable[[pytest.FixtureRequest], str | None]


class SessionRun:
    """What one process of the session knows: the project, the channels that are open, and where to record."""

    def __init__(self, config: pytest.Config, facts: Mapping[str, Any]) -> None:
        self.config, self.facts = config, facts
        self.limit = FailOn.parse(config.getoption("--fail-on"))
        self.map: str | None = None
        self.addresses: Mapping[str, str] = {}
        self.project = cache(self._project)
        self.channels = cache(self._channels)
        self.stack = ExitStack()
        self._made: Counter[Walk] = Counter()
        self._kept: set[Path] = set()  # projects whose definitions the run has

    def items(self, file: Path) -> Iterator[tuple[str, Action]]:
        """The tests of one scenario file, by name. Raises DefinitionError with every fault of the project."""
        root = project_root(file)
        walks = walks_of(self.project(root, None), scenarios=[file.stem])
        for walk in walks:
            yield "-".join(filter(None, [walk.persona, walk.variant])), partial(self._walk, root, walk)
        project = self.project(root, None)
        for stop in project.scenarios[file.stem].journey:
            if project.touchpoints[stop.touchpoint].flow is not None:
                yield f"{stop.touchpoint}: every menu, every hour", partial(self._analyse, root, stop.touchpoint)

    @contextmanager
    def customers(
        self, request: pytest.FixtureRequest, addresses: Mapping[str, str] | None, map: str | None
    ) -> Iterator[None]:
        """Open the house for this session: browsers close at its end."""
        self.addresses, self.map = addresses or {}, map
        self.playwright: Callable[[], Any] = partial(request.getfixturevalue, "playwright")
        try:
            with self.stack:
                yield
        finally:
            self.channels.cache_clear()  # where the last test is run again, all fixtures of the session are made anew

    def _project(self, root: Path, map: str | None) -> Project:
        return load_project(root, map=root / map if map else None)

    def _channels(self, root: Path) -> Channels:
        project = self.project(root, self.map)
        headed = bool(self.config.getoption("--headed", default=False))  # these two are pytest-playwright's own
        slow = float(self.config.getoption("--slowmo", default=0) or 0) / 1000.0
        return self.stack.enter_context(
            open_channels(
                project,
                headed=headed,
                slow_motion=slow,
                playwright=self.playwright,
                shared=Path(self.facts["part"]) / SHARED,
            )
        )

    def plan(self, project: Project, *walks: Walk) -> Plan:
        """A plan for these walks, with what the session was asked for."""
        info = RunInfo(
            label="pytest",
            started=self.facts["started"],
            seed=self.config.getoption("--cxsim-seed"),
            environment=self.config.getoption("--cxsim-env"),
            addresses=self.addresses,
            map=self.map,
            loading=_seconds(self.config.getoption("--cxsim-loading")),
        )
        real_time = bool(self.config.getoption("--cxsim-real-time"))
        return Plan(project=project, info=info, walks=walks, real_time=real_time)

    def folder(self, plan: Plan) -> RunFolder:
        """The session's run, with the definitions that this plan uses."""
        folder = open_part(Path(self.facts["part"]), plan.info, owner=self.facts["owner"])
        if plan.project.root not in self._kept:  # once, and not for every customer: each has a file of her own
            folder.keep_definitions(plan.project.root, running.definition_files(plan.project))
            self._kept.add(plan.project.root)
        running.keep_earlier(folder)
        return folder

    def next_trial(self, walk: Walk) -> Walk:
        """This walk; in a test that is run again it is one more trial, so that both are kept and set side by side."""
        self._made[walk] += 1
        return replace(walk, trial=self._made[walk] - 1)

    def _walk(self, root: Path, walk: Walk, request: pytest.FixtureRequest) -> str | None:
        walk = self.next_trial(walk)
        plan = self.plan(self.project(root, self.map), walk)
        given = plan.project.scenarios[walk.scenario].given
        provided = _provided(given, request, otherwise=plan.project.settings.commands)
        folder = self.folder(plan)
        events = list(engine.live(plan, walk, self.channels(root), EvidenceFolder(folder.path), provided=provided))
        (experience,) = (event.experience for event in events if isinstance(event, Experienced))
        return self.judged(experience, folder)

    def _analyse(self, root: Path, touchpoint: str, request: pytest.FixtureRequest) -> str | None:
        plan = self.plan(self.project(root, self.map))
        experience = running.inspection(plan, touchpoint)
        return self.judged(experience, self.folder(plan))

    def evidence(self, plan: Plan) -> EvidenceFolder:
        """Where the proof of this plan's walks goes."""
        return EvidenceFolder(self.folder(plan).path)

    def judged(self, experience: Experience, folder: RunFolder) -> str | None:
        """Record what was lived and judge it: the text of the failure, or None; skips where nobody could look."""
        save(folder.path, experience)
        checks = {check.id: check for check in catalogue()}
        (judged,) = engine.judge([experience], tuple(checks.values()))
        failed = [v for v in judged.verdicts if v.outcome is Outcome.FAILED and self._counts(v, checks[v.check])]
        if failed:
            return failure_text(experience, failed, checks)
        not_looked_at = [m.data["reason"] for m in experience.of(Kind.UNSEEN)]
        if not_looked_at:
            pytest.skip(f"not measured: {not_looked_at[0]}")
        return None

    def _counts(self, verdict: Verdict, check: Check) -> bool:
        return self.limit.reached_by(check.impact) and (verdict.check, verdict.touchpoint) not in self._old()

    def _old(self) -> Mapping[history.GapKey, str]:
        if not self.config.getoption("--only-new"):
            return {}
        return _last_gaps(Path(self.facts["part"]).parent)


def _provided(names: Iterable[str], request: pytest.FixtureRequest, otherwise: Collection[str]) -> Mapping[str, Any]:
    """Test data that fixtures of these names provide, with their values; ``otherwise`` are commands that do it."""
    found: dict[str, Any] = {}
    for name in names:
        fixture = re.sub(r"\W+", "_", name)
        try:
            found[name] = request.getfixturevalue(fixture)
        except pytest.FixtureLookupError as error:
            if error.argname != fixture or name not in otherwise:
                raise
    return found


@cache
def _last_gaps(reports: Path) -> Mapping[history.GapKey, str]:
    runs = [run for run in history.past_runs(reports)[0] if run.label == "pytest"]
    return runs[-1].gaps if runs else {}


def failure_text(experience: Experience, failed: Sequence[Verdict], checks: Mapping[str, Check]) -> str:
    """What a manager reads when the test is red: who did not get what, what failed, and why it matters."""
    lines = []
    for moment in experience.of(Kind.OUTCOME):
        if moment.data["met"] is False:
            lines.append(f"{experience.persona} did not get: {moment.data['goal']}")
    for verdict in sorted(failed, key=lambda v: (-checks[v.check].impact.rank, v.check)):
        check = checks[verdict.check]
        lines += ["", f"{check.impact.upper()} at {verdict.touchpoint}: {check.failure_title}"]
        lines += [f"  {verdict.reason}"] if verdict.reason else []
        lines += [f"  expected: {verdict.expected}"] if verdict.expected else []
        lines += [f"  observed: {verdict.observed}"] if verdict.observed else []
        lines.append(f"  why it matters: {check.why}   [{check.id}]")
    return "\n".join(lines).strip()


def project_root(file: Path) -> Path:
    """The project that a scenario file belongs to: the folder around its ``scenarios`` folder."""
    for folder in file.parents:
        if folder.name == SCENARIOS:
            return folder.parent
    what = "a scenario file must lie in a folder called scenarios/"
    raise DefinitionError([Fault(what=what, hint="put it beside your personas/: scenarios/NAME.yaml", file=file)])


def publish_session(part: Path) -> Path | None:
    """Judge everything that the session's processes recorded, and give the run its name; None where that is nothing."""
    from cxsim.runfolder import read_info

    if not (part / EXPERIENCES).is_file():  # every customer failed before she set out
        shutil.rmtree(part, ignore_errors=True)
        return None
    folder = RunFolder(part, read_info(part))
    running.note_scorer(folder)
    running.set_side_by_side(part, running.kept_project(part))
    running.judge(part)
    path = publish(folder)
    reporting.write_index(path.parent)
    return path


def _seconds(text: str | None) -> float | None:
    return seconds(text) if text is not None else None
