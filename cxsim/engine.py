"""The engine sends personas on their journeys and emits what happens as events; it neither prints nor draws.

``shop`` touches the world and needs channels; ``judge`` is pure and can be repeated on saved experiences. ``run`` in
:mod:`cxsim.running` puts the two together in a folder.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from cxsim.chance import stream
from cxsim.channels.base import NOTHING, Channel, Recordings, Visit
from cxsim.channels.pace import Pace
from cxsim.checks.base import Check
from cxsim.checks.base import judge as ask
from cxsim.errors import ChannelError
from cxsim.events import Event, Experienced, Judged, MomentLived, RunFinished, RunStarted, WalkStarted
from cxsim.experience import Experience, Kind, Moment
from cxsim.given import Given, GivenError
from cxsim.loading import Project
from cxsim.measures import Customer
from cxsim.particulars import Particulars
from cxsim.patience import draw_queue_patience
from cxsim.persona import Persona
from cxsim.quantities import Start
from cxsim.record import EvidenceFolder
from cxsim.runfolder import RunInfo
from cxsim.scenario import Scenario, Solved, Stop
from cxsim.touchpoint import ChannelName, Touchpoint

DEFAULT_START = Start(minute=600, text="the next working day 10:00")
Channels = Mapping[ChannelName, Channel]
Provided = Mapping[str, Any]
NONE: Provided = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """One persona on one scenario, once."""

    scenario: str
    persona: str
    variant: str = ""
    trial: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything that decides what will happen, but for the world itself."""

    project: Project
    info: RunInfo
    walks: tuple[Walk, ...]
    headed: bool = False
    recordings: Recordings = NOTHING
    slow_motion: float = 0.0  # seconds before everything that is done in a browser
    real_time: bool = False  # really wait what customers take time for


def walks_of(
    project: Project, *, scenarios: Sequence[str] = (), personas: Sequence[str] = (), trials: int = 1
) -> tuple[Walk, ...]:
    """The walks of these scenarios (all if none is named) by these personas (those that each scenario names)."""
    chosen = [project.scenarios[name] for name in scenarios] or list(project.scenarios.values())
    return tuple(
        Walk(scenario=scenario.id, persona=persona, variant=variant, trial=trial)
        for scenario in chosen
        for persona in _personas(scenario, project)
        if not personas or persona in personas
        for variant in scenario.variants or ("",)
        for trial in range(trials)
    )


def _personas(scenario: Scenario, project: Project) -> Iterable[str]:
    return project.personas if scenario.personas == ("all",) else scenario.personas


def shop(plan: Plan, channels: Channels, evidence: EvidenceFolder) -> Generator[Event, None, None]:
    """Send every customer of the plan on its journey. Nothing is judged."""
    yield RunStarted(walks=len(plan.walks))
    for walk in plan.walks:
        yield from live(plan, walk, channels, evidence)
    yield RunFinished()


def live(
    plan: Plan, walk: Walk, channels: Channels, evidence: EvidenceFolder, *, provided: Provided = NONE
) -> Generator[Event, None, None]:
    """One walk, moment by moment, and at its end the whole experience.

    ``provided`` names the test data that is there already, with what it hands over; what else the scenario is given is
    set up now, and cleaned up whatever happens.
    """
    experience = Experience(
        scenario=walk.scenario, persona=walk.persona, variant=walk.variant, trial=walk.trial, seed=plan.info.seed
    )
    yield WalkStarted(scenario=walk.scenario, persona=walk.persona, variant=walk.variant, trial=walk.trial)
    moments: list[Moment] = []
    given = given_to(plan, walk, provided)
    try:
        for moment in _Journey(plan, walk, channels, evidence, given).moments():
            moments.append(moment)
            yield MomentLived(experience=experience.id, moment=moment)
    finally:
        given.clean_up()
    yield Experienced(
        experience=Experience(
            scenario=walk.scenario,
            persona=walk.persona,
            variant=walk.variant,
            trial=walk.trial,
            seed=plan.info.seed,
            moments=tuple(moments),
        )
    )


def given_to(plan: Plan, walk: Walk, provided: Provided = NONE) -> Given:
    """The test data of a walk that is not provided already; its commands are told which walk they are for."""
    told = {
        "CXSIM_SCENARIO": walk.scenario,
        "CXSIM_PERSONA": walk.persona,
        "CXSIM_VARIANT": walk.variant,
        "CXSIM_TRIAL": str(walk.trial),
        "CXSIM_SEED": str(plan.info.seed),
        "CXSIM_ENV": plan.info.environment or "",
    }
    return Given(plan.project.scenarios[walk.scenario].given, plan.project, told=told, elsewhere=provided)


def judge(experiences: Iterable[Experience], checks: Sequence[Check]) -> Iterator[Judged]:
    """Ask every check of every experience; pure."""
    for experience in experiences:
        yield Judged(experience=experience.id, verdicts=tuple(ask(experience, checks)))


class _Journey:
    """One customer under way: the clock, the state that is carried on, and what is still unsolved."""

    def __init__(self, plan: Plan, walk: Walk, channels: Channels, evidence: EvidenceFolder, given: Given) -> None:
        self.given = given
        self.plan, self.walk, self.channels, self.evidence = plan, walk, channels, evidence
        self.project = plan.project
        self.scenario = self.project.scenarios[walk.scenario]
        self.persona: Persona = self.project.personas[walk.persona]
        chance = stream(plan.info.seed, walk.persona, walk.trial, "queue patience")
        patience = draw_queue_patience(self.persona, chance)
        self.customer = Customer(self.persona, self.project.settings, queue_patience=patience)
        self.particulars = Particulars(self.persona, plan.info.seed)
        self.begins = self._begins()
        self.at = 0.0
        self.unsolved = {goal: _how_to_see(self.scenario, goal) for goal in self.persona.goal}
        self.unseen: list[str] = []
        self.kept: dict[str, Any] = {}  # the channels' own: cookies of a site that she comes back to

    def moments(self) -> Iterator[Moment]:
        """Everything that happens to this customer, in the order of the customer's clock."""
        yield self._lived(self._began())
        try:
            self.given.set_up()
        except GivenError as error:
            yield self._unseen(self.scenario.journey[0], error.what, harness=True)
        else:
            self.particulars = Particulars(self.persona, self.plan.info.seed, given=self.given.handed)
            yield from self._visits()
        yield from self._outcomes()
        for failed in self.given.clean_up():
            data = {"what": "test data", "reason": failed, "harness": True}  # takes nothing from what was seen
            yield self._lived(Moment(at=self.at, touchpoint="", kind=Kind.UNSEEN, data=data))

    def _visits(self) -> Iterator[Moment]:
        for index, stop in enumerate(self.scenario.journey):
            if not self.unsolved and not stop.always:
                continue
            if self.customer.patience_left <= 0:
                break
            yield from self._visit(index, stop)

    def _visit(self, index: int, stop: Stop) -> Iterator[Moment]:
        touchpoint = self.project.touchpoints[stop.touchpoint]
        self._wait_at_home(stop)
        yield self._lived(self._entered(index, stop, touchpoint))
        channel = self.channels.get(touchpoint.channel)
        if channel is None:
            yield self._unseen(stop, f"the channel {touchpoint.channel} is not built yet", harness=False)
            return
        pace = Pace(time.sleep, self.at) if self.plan.real_time else None
        try:
            with closing(_as_generator(channel.perform(self._at(index, stop, touchpoint)))) as steps:
                for moment in steps:
                    yield self._lived(moment)
                    if pace is not None:
                        pace.keep(self.at)
        except ChannelError as error:
            yield self._unseen(stop, str(error), harness=True)
        except Exception as error:  # a fault of the harness must not take the other walks with it
            yield self._unseen(stop, f"the walk itself failed: {type(error).__name__}: {error}", harness=True)

    def _lived(self, moment: Moment) -> Moment:
        self.at = max(self.at, moment.at)
        self.customer.live(moment)
        if moment.kind is Kind.OUTCOME and moment.data["met"]:
            self.unsolved.pop(moment.data["goal"], None)
        if moment.kind is Kind.UNSEEN:
            self.unseen.append(f"{moment.touchpoint}: {moment.data['reason']}")
        return moment

    def _wait_at_home(self, stop: Stop) -> None:
        if stop.after is not None:
            when = stop.after.resolve(self.begins + timedelta(seconds=self.at))
            self.at = max(self.at, (when - self.begins).total_seconds())

    def _at(self, index: int, stop: Stop, touchpoint: Touchpoint) -> Visit:
        info = self.plan.info
        return Visit(
            scenario=self.scenario,
            stop=stop,
            touchpoint=touchpoint,
            company=self.project.company,
            persona=self.persona,
            variant=self.walk.variant,
            customer=self.customer,
            particulars=self.particulars,
            address=address_of(touchpoint, info),
            begins=self.begins,
            at=self.at,
            goals=tuple(solved for solved in self.unsolved.values() if solved is not None),
            random=stream(info.seed, self.walk.scenario, self.walk.persona, self.walk.variant, index, self.walk.trial),
            evidence=self.evidence,
            kept=self.kept,
            settings=self.project.settings,
            root=self.project.root,
            headed=self.plan.headed,
            recordings=self.plan.recordings,
            real_time=self.plan.real_time,
            environment=info.environment,
            loading=info.loading,
        )

    def _began(self) -> Moment:
        persona, assumed = self.persona, []
        if self.scenario.starts is None:
            assumed.append(f"starts on {DEFAULT_START}")
        data = {
            "problem": persona.problem,
            "goals": list(persona.goal),
            "mood": persona.mood,
            "device": self.walk.variant or persona.device,
            "language": persona.language,
            "needs": list(persona.needs),
            "account": persona.account,
            "free": str(persona.free) if persona.free else None,
            "wait": {"desired": persona.expects.wait.desired, "adequate": persona.expects.wait.adequate},
            "starts": self.begins.isoformat(),
            "assumed": assumed,
        }
        return Moment(at=0.0, touchpoint="", kind=Kind.BEGAN, data=data)

    def _entered(self, index: int, stop: Stop, touchpoint: Touchpoint) -> Moment:
        local = self.begins + timedelta(seconds=self.at)
        data = {
            "channel": str(touchpoint.channel),
            "why": "first" if index == 0 else "always" if stop.always else "unsolved",
            "local_time": local.isoformat(),
            "open": touchpoint.hours.open_at(local) if touchpoint.hours else None,
            "hours": str(touchpoint.hours) if touchpoint.hours else None,
            "promises": dict(touchpoint.promises),
        }
        return Moment(at=self.at, touchpoint=stop.touchpoint, kind=Kind.ENTERED, data=data)

    def _unseen(self, stop: Stop, reason: str, *, harness: bool) -> Moment:
        data = {"what": stop.touchpoint, "reason": reason, "harness": harness}
        return self._lived(Moment(at=self.at, touchpoint=stop.touchpoint, kind=Kind.UNSEEN, data=data))

    def _outcomes(self) -> Iterator[Moment]:
        last = self.scenario.journey[-1].touchpoint
        for goal, solved in list(self.unsolved.items()):
            met, reason = _unmet(solved, self.unseen)
            data = {"goal": goal, "met": met, "reason": reason}
            yield self._lived(Moment(at=self.at, touchpoint=last, kind=Kind.OUTCOME, data=data))

    def _begins(self) -> datetime:
        zone = ZoneInfo(self.project.company.zone)
        now = self.plan.info.present.astimezone(zone)
        if self.scenario.starts is not None:
            return self.scenario.starts.resolve(now)
        return next_working_day(now)


def next_working_day(now: datetime) -> datetime:
    """Ten o'clock on the first Monday-to-Friday after today; what is assumed where a scenario names no start."""
    day = now + timedelta(days=1)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day.replace(hour=DEFAULT_START.minute // 60, minute=0, second=0, microsecond=0)


def address_of(touchpoint: Touchpoint, info: RunInfo) -> str:
    """Where this touchpoint is in this run: the address given for the run, else that of its environment; "" if none."""
    given = info.addresses.get(touchpoint.name)
    if given is not None:
        return given
    if touchpoint.address is None or isinstance(touchpoint.address, str):
        return touchpoint.address or ""
    return touchpoint.address.get(info.environment or "", "")


def _how_to_see(scenario: Scenario, goal: str) -> Solved | None:
    for solved in scenario.solved:
        if solved.goal in (None, goal):
            return solved.model_copy(update={"goal": goal})
    return None


def _unmet(solved: Solved | None, unseen: Sequence[str]) -> tuple[bool | None, str]:
    """Whether a goal that nobody saw solved is unmet (False) or unknown (None), and why."""
    if solved is None:
        return None, "nobody said how to see it"
    if solved.by == "asks":
        return None, f"a person or a transcript must answer: {solved.value}"
    if unseen:
        return None, f"not looked at: {unseen[0]}"
    return False, f"never came about: {solved.by} {solved.value}"


def _as_generator(moments: Iterator[Moment]) -> Generator[Moment, None, None]:
    """So that it can be closed when the walk ends early: the channel then gives back what it holds."""
    yield from moments
