import sys
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from cxsim.engine import Plan, Walk, address_of, judge, live, next_working_day, shop, walks_of
from cxsim.errors import ChannelError
from cxsim.events import Experienced, MomentLived, RunFinished, RunStarted, WalkStarted
from cxsim.experience import Kind, Moment
from cxsim.loading import Project
from cxsim.persona import Persona
from cxsim.record import EvidenceFolder
from cxsim.runfolder import RunInfo
from cxsim.scenario import Scenario
from cxsim.settings import Settings
from cxsim.touchpoint import ChannelName, Company, Touchpoint

PRESENT = "2026-11-23T08:00:00+01:00"  # a Monday


def a_project(tmp_path, *, journey=("web shop", "phone"), solved=None, persona=None, **scenario):
    written = {"problem": "It is broken.", "goal": "A new one", "mood": "calm", **(persona or {})}
    anna = Persona.model_validate(written).model_copy(update={"id": "anna"})
    story = {
        "scenario": "Broken",
        "personas": ["anna"],
        "journey": list(journey),
        "starts": "tuesday 10:30",
        **scenario,
    }
    if solved:
        story["solved"] = solved
    broken = Scenario.model_validate(story).model_copy(update={"id": "broken"})
    return Project(
        root=tmp_path,
        company=Company(name="Shop", zone="Europe/Berlin"),
        touchpoints={
            "web shop": Touchpoint(name="web shop", channel="web", owner="Online", address="http://127.0.0.1:1"),
            "phone": Touchpoint.model_validate(
                {"name": "phone", "channel": "phone", "owner": "Service", "hours": "mon-fri 08:00-20:00"}
            ),
            "store": Touchpoint(name="store", channel="visit", owner="Store"),
        },
        personas={"anna": anna},
        scenarios={"broken": broken},
    )


class Scripted:
    """A channel that lives through a fixed list: (seconds later, kind, data), or raises."""

    def __init__(self, *script):
        self.script, self.visits = script, []

    def perform(self, visit):
        self.visits.append((visit, visit.customer.mood, visit.customer.patience_left, dict(visit.customer.told)))
        at = visit.at
        for entry in self.script:
            if isinstance(entry, BaseException):
                raise entry
            later, kind, data = entry
            at += later
            yield Moment(at=at, touchpoint=visit.touchpoint.name, kind=kind, data=data)

    def close(self):
        pass


def lived(project, channels, tmp_path, **info):
    plan = Plan(
        project=project,
        info=RunInfo(label="t", started="2026-11-22T03:00:00+00:00", now=PRESENT, seed=1, **info),
        walks=walks_of(project),
    )
    (experience,) = [
        event.experience
        for event in live(plan, plan.walks[0], channels, EvidenceFolder(tmp_path))
        if isinstance(event, Experienced)
    ]
    return experience


SEES = {"sees": "Done"}
SOLVES = (5.0, Kind.OUTCOME, {"goal": "A new one", "met": True, "reason": "seen"})
WAITS = (600.0, Kind.WAITED, {"for": "queue", "seconds": 600.0, "occupied": False, "estimate": False})


def outcomes(experience):
    return [(m.data["goal"], m.data["met"]) for m in experience.of(Kind.OUTCOME)]


def test_the_next_touchpoint_is_visited_only_while_something_is_unsolved(tmp_path):
    web, phone = Scripted(SOLVES), Scripted()
    experience = lived(a_project(tmp_path, solved=SEES), {ChannelName.WEB: web, ChannelName.PHONE: phone}, tmp_path)
    assert outcomes(experience) == [("A new one", True)]
    assert phone.visits == []


def test_a_stop_that_is_always_made_is_made_even_if_solved(tmp_path):
    phone = Scripted()
    project = a_project(tmp_path, journey=["web shop", {"phone": {"always": "yes"}}], solved=SEES)
    lived(project, {ChannelName.WEB: Scripted(SOLVES), ChannelName.PHONE: phone}, tmp_path)
    assert len(phone.visits) == 1


def test_clock_mood_patience_and_what_was_told_go_along_to_the_next_touchpoint(tmp_path):
    web = Scripted((30.0, Kind.TOLD, {"fact": "order number", "value": "4711"}), WAITS)
    phone = Scripted(SOLVES)
    lived(a_project(tmp_path, solved=SEES), {ChannelName.WEB: web, ChannelName.PHONE: phone}, tmp_path)
    _, mood_before, patience_before, _ = web.visits[0]
    visit, mood, patience, told = phone.visits[0]
    assert visit.at == 630.0
    assert mood < mood_before
    assert patience == patience_before - 600.0
    assert told == {"order number": "web shop"}


def test_what_is_never_seen_solved_is_unmet_and_without_a_way_to_see_it_nobody_can_tell(tmp_path):
    channels = {ChannelName.WEB: Scripted(), ChannelName.PHONE: Scripted()}
    assert outcomes(lived(a_project(tmp_path, solved=SEES), channels, tmp_path)) == [("A new one", False)]
    assert outcomes(lived(a_project(tmp_path), channels, tmp_path)) == [("A new one", None)]
    asks = {"asks": "Was it replaced?"}
    assert outcomes(lived(a_project(tmp_path, solved=asks), channels, tmp_path)) == [("A new one", None)]


@pytest.mark.parametrize(
    ("error", "reason"), [(ChannelError("no browser"), "no browser"), (RuntimeError("boom"), "RuntimeError: boom")]
)
def test_where_we_could_not_look_the_journey_goes_on_and_nothing_is_held_against_the_company(tmp_path, error, reason):
    phone = Scripted()
    channels = {ChannelName.WEB: Scripted(error), ChannelName.PHONE: phone}
    experience = lived(a_project(tmp_path, solved=SEES), channels, tmp_path)
    (unseen,) = experience.of(Kind.UNSEEN)
    assert reason in unseen.data["reason"]
    assert unseen.data["harness"] is True
    assert len(phone.visits) == 1
    assert outcomes(experience) == [("A new one", None)]


def test_a_channel_that_is_not_built_yet_is_not_looked_at_and_no_fault_of_the_harness(tmp_path):
    experience = lived(a_project(tmp_path, journey=["store"], solved=SEES), {}, tmp_path)
    (unseen,) = experience.of(Kind.UNSEEN)
    assert "not built yet" in unseen.data["reason"]
    assert unseen.data["harness"] is False


def test_a_customer_without_patience_goes_nowhere_else(tmp_path):
    phone = Scripted()
    project = a_project(tmp_path, solved=SEES, persona={"patience": {"journey": "5 min"}})
    lived(project, {ChannelName.WEB: Scripted(WAITS), ChannelName.PHONE: phone}, tmp_path)
    assert phone.visits == []


def test_waiting_at_home_for_another_day_moves_the_clock_and_spends_no_patience(tmp_path):
    phone = Scripted()
    project = a_project(tmp_path, journey=["web shop", {"phone": {"after": "next day 09:00"}}], solved=SEES)
    lived(project, {ChannelName.WEB: Scripted(), ChannelName.PHONE: phone}, tmp_path)
    visit, _, patience, _ = phone.visits[0]
    assert visit.at == 22.5 * 3600
    assert patience == project.personas["anna"].patience.journey


def test_the_journey_begins_where_the_scenario_says_counted_from_the_present(tmp_path):
    channels = {ChannelName.WEB: Scripted(SOLVES)}
    experience = lived(a_project(tmp_path, solved=SEES), channels, tmp_path)
    assert experience.moments[0].data["starts"] == "2026-11-24T10:30:00+01:00"
    assert experience.moments[0].data["assumed"] == []


def test_a_scenario_without_a_start_begins_on_the_next_working_day_and_says_that_this_is_assumed(tmp_path):
    project = a_project(tmp_path, solved=SEES)
    scenario = project.scenarios["broken"].model_copy(update={"starts": None})
    project = replace(project, scenarios={"broken": scenario})
    experience = lived(project, {ChannelName.WEB: Scripted(SOLVES)}, tmp_path)
    assert experience.moments[0].data["starts"] == "2026-11-24T10:00:00+01:00"
    assert experience.moments[0].data["assumed"] != []


def test_the_next_working_day_after_friday_is_monday():
    assert next_working_day(datetime(2026, 11, 27, 15, tzinfo=UTC)).date().isoformat() == "2026-11-30"


def test_events_come_in_order_and_judging_is_repeatable(tmp_path):
    project = a_project(tmp_path, solved=SEES)
    plan = Plan(project=project, info=RunInfo(label="t", started=PRESENT, seed=1), walks=walks_of(project))
    channels = {ChannelName.WEB: Scripted(SOLVES), ChannelName.PHONE: Scripted()}
    events = list(shop(plan, channels, EvidenceFolder(tmp_path)))
    kinds = [type(event) for event in events]
    assert kinds[0] is RunStarted
    assert kinds[1] is WalkStarted
    assert set(kinds[2:-2]) == {MomentLived}
    assert kinds[-2:] == [Experienced, RunFinished]
    from cxsim.checks import CATALOGUE

    experience = events[-2].experience
    assert list(judge([experience], CATALOGUE)) == list(judge([experience], CATALOGUE))


def test_walks_are_personas_times_variants_times_trials(tmp_path):
    project = a_project(tmp_path, solved=SEES, variants=["phone", "computer"])
    assert walks_of(project, trials=2) == tuple(
        Walk(scenario="broken", persona="anna", variant=variant, trial=trial)
        for variant in ("phone", "computer")
        for trial in (0, 1)
    )
    assert walks_of(project, personas=["bernd"]) == ()


def test_the_address_given_for_the_run_wins_then_the_environment():
    shop_ = Touchpoint(
        name="web shop", channel="web", address={"staging": "https://s.example", "live": "https://l.example"}
    )
    info = RunInfo(label="t", started=PRESENT, seed=1)
    assert address_of(shop_, info) == ""  # never guessed: the live shop might be the first
    live_ = RunInfo(label="t", started=PRESENT, seed=1, environment="live")
    assert address_of(shop_, live_) == "https://l.example"
    given = RunInfo(
        label="t", started=PRESENT, seed=1, environment="live", addresses={"web shop": "http://127.0.0.1:9"}
    )
    assert address_of(shop_, given) == "http://127.0.0.1:9"


def with_commands(project, *, gives=(), **commands):
    """The project with this test data: a command is a piece of Python."""
    text = {"set up": commands["set_up"], "clean up": commands["clean_up"]}
    written = {key: [sys.executable, "-c", code] for key, code in text.items()} | {"gives": list(gives)}
    settings = Settings.model_validate({"commands": {"order": written}})
    scenario = project.scenarios["broken"].model_copy(update={"given": ("order",)})
    return replace(project, settings=settings, scenarios={"broken": scenario})


MAKE, UNDO = "open('there', 'w')", "import os; os.remove('there')"


class Looking(Scripted):
    """A channel that sees whether the test data is there."""

    def perform(self, visit):
        self.there = (visit.root / "there").exists()
        yield from super().perform(visit)


def test_test_data_is_there_during_the_walk_and_gone_after_it(tmp_path):
    project = with_commands(a_project(tmp_path, solved=SEES), set_up=MAKE, clean_up=UNDO)
    web = Looking(SOLVES)
    lived(project, {ChannelName.WEB: web}, tmp_path)
    assert web.there
    assert not (tmp_path / "there").exists()


def test_the_customer_knows_what_her_test_data_hands_over(tmp_path):
    project = a_project(tmp_path, solved=SEES, persona={"knows": {"order": "1", "name": "Anna Weber"}})
    made = f'{MAKE}; print(\'{{"order": "004799"}}\')'
    web = Scripted(SOLVES)
    lived(with_commands(project, set_up=made, clean_up=UNDO, gives=["order"]), {ChannelName.WEB: web}, tmp_path)
    assert web.visits[0][0].particulars.fill("<order number> of <first name>") == "004799 of Anna"


def test_a_failed_set_up_is_no_finding_nobody_goes_and_it_is_cleaned_up(tmp_path):
    project = with_commands(
        a_project(tmp_path, solved=SEES), set_up=f"{MAKE}; raise SystemExit('closed')", clean_up=UNDO
    )
    web = Scripted(SOLVES)
    experience = lived(project, {ChannelName.WEB: web}, tmp_path)
    (unseen,) = experience.of(Kind.UNSEEN)
    assert unseen.data["harness"] is True
    assert unseen.data["reason"].startswith("setting up 'order' failed with exit code 1")
    assert unseen.data["reason"].endswith("it said: closed")
    assert outcomes(experience) == [("A new one", None)]
    assert web.visits == []
    assert not (tmp_path / "there").exists()


def test_a_failed_clean_up_is_the_harness_s_fault_and_changes_no_outcome(tmp_path):
    project = with_commands(a_project(tmp_path, solved=SEES), set_up=MAKE, clean_up="raise SystemExit(1)")
    experience = lived(project, {ChannelName.WEB: Scripted(SOLVES)}, tmp_path)
    assert experience.moments[-1].kind is Kind.UNSEEN
    assert experience.moments[-1].data["harness"] is True
    assert experience.moments[-1].touchpoint == ""
    assert outcomes(experience) == [("A new one", True)]


@pytest.mark.parametrize("ends", ["raises", "is closed"])
def test_test_data_is_cleaned_up_also_where_the_walk_is_broken_off(tmp_path, ends):
    project = with_commands(a_project(tmp_path, solved=SEES), set_up=MAKE, clean_up=UNDO)
    plan = Plan(project=project, info=RunInfo(label="t", started=PRESENT, seed=1), walks=walks_of(project))
    web = Scripted(WAITS, KeyboardInterrupt())
    events = live(plan, plan.walks[0], {ChannelName.WEB: web}, EvidenceFolder(tmp_path))
    for event in events:
        if isinstance(event, MomentLived) and event.moment.kind is Kind.WAITED:
            break
    assert (tmp_path / "there").exists()
    if ends == "raises":
        with pytest.raises(KeyboardInterrupt):
            next(events)
    else:
        events.close()
    assert not (tmp_path / "there").exists()


def test_in_real_time_what_a_customer_takes_time_for_is_really_waited_but_not_another_day(tmp_path):
    journey = ["web shop", {"phone": {"after": "next day 09:00"}}]
    project = a_project(tmp_path, journey=journey, solved=SEES)
    info = RunInfo(label="t", started=PRESENT, seed=1)
    plan = Plan(project=project, info=info, walks=walks_of(project), real_time=True)
    short = (0.2, Kind.WAITED, {"for": "queue", "seconds": 0.2})
    web, phone = Scripted(short), Scripted(short, (0.1, *SOLVES[1:]))
    began = time.monotonic()
    list(live(plan, plan.walks[0], {ChannelName.WEB: web, ChannelName.PHONE: phone}, EvidenceFolder(tmp_path)))
    assert 0.45 < time.monotonic() - began < 30
    assert web.visits[0][0].real_time
