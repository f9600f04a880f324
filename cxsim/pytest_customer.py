"""A customer in the hands of a test function: the test drives Playwright's own page, and she lives through it.

The walk and the test take turns in one thread, as two greenlets, for Playwright's sync interface belongs to one: the
engine runs the journey up to the moment at which somebody has to act, the test acts, and hands the turn back.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from greenlet import getcurrent, greenlet

from cxsim import engine
from cxsim.channels.web.channel import Driver, WebChannel
from cxsim.channels.web.driving import Turn, drive, looks
from cxsim.channels.web.following import follow
from cxsim.engine import Plan
from cxsim.engine import Walk as PlannedWalk
from cxsim.events import Experienced
from cxsim.experience import Experience
from cxsim.loading import SCENARIOS
from cxsim.runfolder import DEFINITIONS
from cxsim.scenario import Scenario, Stop
from cxsim.touchpoint import ChannelName

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from cxsim.channels.web.walk import Walk
    from cxsim.pytest_run import SessionRun


class Customer:
    """She, while she is at the website: what a test may do for her, and what it may ask."""

    def __init__(self, walk: Walk, give: Callable[[Turn | None], None]) -> None:
        self._walk, self._give = walk, give

    @property
    def page(self) -> Page:
        """Playwright's own page, on which the test acts for her; a link that opens a tab takes her along."""
        return self._walk.page

    def looks(self) -> None:
        """She looks at what is before her: page, pop-ups, errors and refusals are recorded, and her time goes by.

        Call it after each thing that you do with :attr:`page` and that she would notice.
        """
        self._give(looks)

    def does(self, *steps: str | Mapping[str, Any]) -> None:
        """She does steps as scenarios write them: ``she.does({"fill": {"Order": "<order>"}}, {"click": "Send"})``.

        What she cannot do is recorded, and ends no test.
        """
        script = Stop.model_validate({"touchpoint": self._walk.visit.stop.touchpoint, "steps": list(steps)}).steps or ()
        self._give(lambda walk: follow(walk, script))

    def sees(self, text: str) -> bool:
        """Whether this text was on the page when she last looked, in any case and spacing."""
        return self._walk.sees(text)

    def says(self, text: str) -> str:
        """A text with her particulars filled in: ``she.says("<order>")``."""
        return self._walk.visit.particulars.fill(text)

    @property
    def solved(self) -> bool:
        """Whether she has got everything that she came for, as far as it can be seen."""
        return self._walk.satisfied

    @property
    def mood(self) -> float:
        """How she feels now, from -1 to 1."""
        return self._walk.visit.customer.mood

    @property
    def seconds(self) -> float:
        """Seconds since her journey began, on her own clock."""
        return self._walk.clock.now


class Customers:
    """The fixture ``customer``: sends one persona to one touchpoint, driven by the test."""

    def __init__(self, run: SessionRun, request: pytest.FixtureRequest) -> None:
        self.run, self.request = run, request
        self.root = _project_of(request.path)
        self.visits = 0

    @contextmanager
    def __call__(
        self, persona: str, at: str, *, solved: Mapping[str, Any] | None = None, starts: str | None = None
    ) -> Iterator[Customer]:
        """``with customer("jacket-too-small", at="web shop", solved={"sees": "…"}) as she:``

        At the end of the block what she lived through is recorded and judged like any scenario; a gap fails the test
        with sentences that a manager can read. A touchpoint that cannot be looked at skips the test, with the reason.
        Raises LookupError for a persona or touchpoint that the project does not know.
        """
        self.visits += 1
        scenario = _scenario(self.request.node, self.visits, persona, at, solved, starts)
        plan = self._plan(scenario, at)
        turns = _Turns(partial(self._live, plan))
        walk = turns.begin()
        if walk is not None:
            try:
                yield Customer(walk, turns.give)
                turns.give(None)
            finally:
                turns.abandon()
        assert turns.lived is not None
        self._judge(turns.lived, scenario)
        if walk is None:
            pytest.skip("not measured: the visit did not begin")

    def _plan(self, scenario: Scenario, at: str) -> Plan:
        project = self.run.project(self.root, self.run.map)
        for name, known, what in (
            (scenario.personas[0], project.personas, "persona"),
            (at, project.touchpoints, "touchpoint"),
        ):
            if name not in known:
                raise LookupError(f"there is no {what} {name!r}; known are: {', '.join(known)}")
        project = replace(project, scenarios={**project.scenarios, scenario.id: scenario})
        return self.run.plan(project, PlannedWalk(scenario=scenario.id, persona=scenario.personas[0]))

    def _live(self, plan: Plan, driver: Driver) -> Experience:
        channels = self.run.channels(self.root)
        web = channels[ChannelName.WEB]
        assert isinstance(web, WebChannel)
        driven = {**channels, ChannelName.WEB: web.driven_by(driver)}
        walk = self.run.next_trial(plan.walks[0])
        events = list(engine.live(plan, walk, driven, self.run.evidence(plan)))
        (lived,) = (event.experience for event in events if isinstance(event, Experienced))
        return lived

    def _judge(self, lived: Experience, scenario: Scenario) -> None:
        folder = self.run.folder(self._plan(scenario, scenario.journey[0].touchpoint))
        _write_down(scenario, folder.path / DEFINITIONS / SCENARIOS)
        failure = self.run.judged(lived, folder)
        if failure:
            pytest.fail(failure, pytrace=False)


class _Turns:
    """The journey and the test, one after the other in the same thread."""

    def __init__(self, live: Callable[[Driver], Experience]) -> None:
        self.test = getcurrent()
        self.journey = greenlet(lambda: live(lambda walk: drive(walk, self._next)))
        self.lived: Experience | None = None

    def begin(self) -> Walk | None:
        """Let the journey begin: the walk at which the test has its first turn, or None where there is none."""
        return self._came_back(self.journey.switch())

    def give(self, turn: Turn | None) -> None:
        """Let the journey do this and come back; None lets it come to its end."""
        if not self.journey.dead:
            self.test = getcurrent()
            self._came_back(self.journey.switch(turn))

    def abandon(self) -> None:
        """Close what is open, without an end."""
        if not self.journey.dead:
            self.journey.throw()

    def _came_back(self, found: Any) -> Walk | None:
        if self.journey.dead:
            self.lived = found
            return None
        walk: Walk = found
        return walk

    def _next(self, walk: Walk) -> Turn | None:
        turn: Turn | None = self.test.switch(walk)
        return turn


def _project_of(file: Path) -> Path:
    """The folder above this test in which personas/ and scenarios/ lie. Raises LookupError where there is none."""
    for folder in file.parents:
        if (folder / SCENARIOS).is_dir():
            return folder
    raise LookupError(f"there is no folder {SCENARIOS}/ beside or above {file.name}: `cxsim init` lays one out")


def _scenario(
    node: Any, visit: int, persona: str, at: str, solved: Mapping[str, Any] | None, starts: str | None
) -> Scenario:
    """The scenario that the test stands for, named after it."""
    written: dict[str, Any] = {"scenario": _title(node), "personas": [persona], "journey": [{at: {"steps": []}}]}
    written |= {"solved": dict(solved)} if solved else {}
    written |= {"starts": starts} if starts else {}
    return Scenario.model_validate(written).model_copy(update={"id": _id(f"{node.nodeid}-{visit}")})


def _title(node: Any) -> str:
    documented = (getattr(node.obj, "__doc__", None) or "").strip().partition("\n")[0]
    return documented or str(node.name).removeprefix("test_").replace("_", " ").capitalize()


def _id(nodeid: str) -> str:
    """A name that is a good id, stable, and not taken by another test."""
    digest = hashlib.sha256(nodeid.encode()).hexdigest()[:8]
    return f"{re.sub(r'[^A-Za-z0-9]+', '-', nodeid.rpartition('::')[2]).strip('-')[:60]}-{digest}"


def _write_down(scenario: Scenario, folder: Path) -> None:
    """Put the scenario among the run's definitions, so that the run can be judged again."""
    written: dict[str, Any] = {
        "scenario": scenario.scenario,
        "personas": list(scenario.personas),
        "journey": [{stop.touchpoint: {"steps": []}} for stop in scenario.journey],
    }
    if scenario.solved:
        ways = {way.goal: {way.by: way.value} for way in scenario.solved}
        written["solved"] = ways.get(None) or ways
    folder.mkdir(parents=True, exist_ok=True)
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in written.items()]  # JSON is YAML
    (folder / f"{scenario.id}.yaml").write_text("".join(lines), encoding="utf-8")
