from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cxsim.callcenter.center import Center
from cxsim.callcenter.reading import read as read_center
from cxsim.channels.base import Visit
from cxsim.channels.phone import PhoneChannel
from cxsim.experience import Kind, Moment
from cxsim.ivr.importers import read
from cxsim.measures import Customer
from cxsim.particulars import Particulars
from cxsim.persona import Persona
from cxsim.record import EvidenceFolder
from cxsim.scenario import Scenario, Solved, Stop
from cxsim.settings import Settings
from cxsim.touchpoint import ChannelName, Company, Touchpoint

Call = Callable[..., list[Moment]]
TUESDAY = datetime(2026, 11, 24, 10, 30, tzinfo=ZoneInfo("Europe/Berlin"))
COMPANY = Company(name="Example Shop", zone="Europe/Berlin", language="en-GB")
ANNA = Persona.model_validate(
    {
        "id": "anna",
        "problem": "My parcel never came.",
        "goal": ["Find the parcel"],
        "mood": "calm",
        "knows": {"order": "004712", "name": "Anna Weber"},
        "patience": {"queue": "10 min", "journey": "30 min"},
    }
)
QUEUE = "  q: {queue: service}\n  bye: {says: Goodbye., then: hang up}\n"


@pytest.fixture
def call(tmp_path: Path) -> Call:
    """One call of Anna's to the line with these steps."""

    def made(
        steps: str,
        *,
        agents: int | None = 20,
        wants: str | None = None,
        at: datetime = TUESDAY,
        told: dict[str, str] | None = None,
        patience: float = 600.0,
        goals: tuple[Solved, ...] = (),
        persona: Persona = ANNA,
    ) -> list[Moment]:
        path = tmp_path / "line.yaml"
        path.write_text(steps if steps.startswith("ivr:") else f"ivr: Line\nflow:\n{steps}", encoding="utf-8")
        touchpoint = Touchpoint(
            name="phone",
            channel=ChannelName.PHONE,
            hours="mon-fri 08:00-20:00",  # type: ignore[arg-type]
            flow="line.yaml",
            callcenter="center.yaml" if agents is not None else None,
        )
        flow = read(path).with_hours(touchpoint.hours, zone=COMPANY.zone, language=COMPANY.language)
        settings = Settings()
        customer = Customer(persona, settings, queue_patience=patience)
        customer.told.update(told or {})
        visit = Visit(
            scenario=Scenario(scenario="x", personas=("anna",), journey=(Stop(touchpoint="phone", wants=wants),)),
            stop=Stop(touchpoint="phone", wants=wants),
            touchpoint=touchpoint,
            company=COMPANY,
            persona=persona,
            variant="",
            customer=customer,
            particulars=Particulars(persona, 1),
            address="",
            begins=at,
            at=60.0,
            goals=goals,
            random=random.Random(1),
            evidence=EvidenceFolder(tmp_path),
            settings=settings,
        )
        channel = PhoneChannel({"line.yaml": flow}, centers(tmp_path, agents))
        moments = []
        for moment in channel.perform(visit):
            customer.live(moment)
            moments.append(moment)
        channel.close()
        return moments

    return made


def centers(folder: Path, agents: int | None) -> dict[str, Center]:
    if agents is None:
        return {}
    path = folder / "center.yaml"
    path.write_text(
        f"callcenter: C\nhours: 08:00-20:00\ncalls: 120/h\naht: 5 min\nagents: {agents}\n", encoding="utf-8"
    )
    return {"center.yaml": read_center(path)}


def of(moments: list[Moment], kind: Kind) -> list[dict[str, object]]:
    return [dict(moment.data) for moment in moments if moment.kind is kind]


def test_she_presses_what_fits_her_problem(call: Call) -> None:
    moments = call("  m: {says: 'For complaints press 1, for your parcel press 2.', keys: {1: bye, 2: q}}\n" + QUEUE)
    assert of(moments, Kind.ACTED)[0]["target"] == "2"


def test_what_the_scenario_wants_comes_first(call: Call) -> None:
    steps = "  m: {says: 'For complaints press 1, for your parcel press 2.', keys: {1: bye, 2: q}}\n" + QUEUE
    assert of(call(steps, wants="complaints"), Kind.ACTED)[0]["target"] == "1"


def test_where_nothing_fits_she_presses_zero_and_is_refused(call: Call) -> None:
    moments = call("  m: {says: For opera tickets press 1., keys: {1: q}, wrong: {repeat: 1, then: bye}}\n" + QUEUE)
    assert of(moments, Kind.ACTED)[0]["target"] == "0"
    assert of(moments, Kind.REFUSED) == [{"what": "zero", "text": "0 is not taken at “m”", "node": "m"}]


def test_she_tries_zero_the_word_and_silence_and_then_hangs_up(call: Call) -> None:
    moments = call(
        "  m: {says: For opera tickets press 1., keys: {1: q}, wrong: {repeat: 9}, silent: {repeat: 9}}\n" + QUEUE
    )
    assert [acted["action"] for acted in of(moments, Kind.ACTED)] == ["press", "say", "wait"]
    assert of(moments, Kind.GAVE_UP) == [{"why": "no way on", "text": "She hangs up at “m”."}]


def test_the_clock_counts_listening_thinking_and_waiting(call: Call) -> None:
    moments = call("  m: {says: {text: For a person press 0., seconds: 4 s}, keys: {0: q}}\n" + QUEUE)
    at = {moment.kind: moment.at for moment in moments}
    assert at[Kind.HEARD] == 64.0  # she called 60 s after her journey began
    assert at[Kind.ACTED] >= 65.5
    assert [moment.at for moment in moments] == sorted(moment.at for moment in moments)


def test_a_number_is_typed_told_and_not_lost(call: Call) -> None:
    moments = call("  c: {says: Type your order number., digits: 6, then: q}\n" + QUEUE)
    assert of(moments, Kind.ASKED)[0] == {"fact": "order number", "known": False, "where": "c"}
    assert of(moments, Kind.TOLD)[0] == {"fact": "order number", "value": "004712"}


def test_what_the_web_was_told_is_asked_again_by_the_menu_and_by_the_agent(call: Call) -> None:
    moments = call(
        "  c: {says: Type your order number., digits: 6, then: q}\n" + QUEUE, told={"order number": "web shop"}
    )
    asked = of(moments, Kind.ASKED)
    assert [(a["where"], a["known"], a["told_at"]) for a in asked] == [
        ("c", True, "web shop"),
        ("agent", True, "web shop"),
    ]


def test_an_agent_who_was_handed_the_story_does_not_ask(call: Call) -> None:
    steps = "  c: {says: Type your order number., digits: 6, then: q}\n  q: {queue: service, hands over: true}\n"
    assert [asked["where"] for asked in of(call(steps), Kind.ASKED)] == ["c"]


def test_a_short_wait_ends_with_a_human(call: Call) -> None:
    moments = call("  q: {queue: service}\n")
    waited = of(moments, Kind.WAITED)[0]
    assert (waited["for"], waited["censored"], waited["simulated"], waited["queue"]) == (
        "queue",
        False,
        True,
        "service",
    )
    assert of(moments, Kind.REACHED) == [{"who": "human", "how": "queue", "queue": "service"}]


def test_a_wait_beyond_her_patience_is_censored(call: Call) -> None:
    moments = call("  q: {queue: service}\n", agents=6, patience=20.0)
    waited = of(moments, Kind.WAITED)[0]
    assert (waited["seconds"], waited["censored"]) == (20.0, True)
    assert of(moments, Kind.GAVE_UP)[0]["why"] == "patience"
    assert of(moments, Kind.REACHED) == []


def test_without_a_center_the_wait_is_not_measured(call: Call) -> None:
    moments = call("  q: {queue: service}\n", agents=None)
    assert of(moments, Kind.WAITED) == []
    assert "no call center" in str(of(moments, Kind.UNSEEN)[0]["reason"])


def test_outside_hours_she_hears_the_notice_and_is_dropped(call: Call) -> None:
    line = "ivr: L\nclosed: bye\nflow:\n  m: {says: Press 0., keys: {0: q}}\n" + QUEUE
    moments = call(line, at=datetime(2026, 11, 22, 10, 30, tzinfo=ZoneInfo("Europe/Berlin")))
    assert of(moments, Kind.DROPPED) == [{"how": "closed", "text": "Goodbye."}]


def test_a_broken_promise_is_recorded_with_what_was_promised(call: Call) -> None:
    moments = call("  m: {says: I am transferring you to a colleague., then: hang up}\n")
    assert of(moments, Kind.DROPPED)[0]["promised"] == "I am transferring you to a colleague."


def test_a_goal_is_met_by_reaching_a_human_or_by_what_is_heard(call: Call) -> None:
    human = Solved(by="reaches", value="a human", goal="Find the parcel")
    moments = call("  q: {queue: service}\n", goals=(human,))
    assert of(moments, Kind.OUTCOME) == [{"goal": "Find the parcel", "met": True, "reason": "reached a human"}]
    heard = Solved(by="sees", value="arrives on Friday", goal="Find the parcel")
    moments = call("  m: {says: It arrives on Friday., then: hang up}\n", goals=(heard,))
    assert of(moments, Kind.OUTCOME)[0]["met"] is True


def test_a_machine_is_reached_and_no_human(call: Call) -> None:
    assert of(call("  v: {voicemail: true}\n"), Kind.REACHED) == [{"who": "voicemail", "how": "menu"}]


def test_somebody_who_speaks_german_chooses_german(call: Call) -> None:
    steps = "  m: {says: For your parcel press 1. Für Deutsch drücken Sie die 5., keys: {1: bye, 5: q}}\n" + QUEUE
    german = ANNA.model_copy(update={"language": "de-DE"})
    assert of(call(steps, persona=german), Kind.ACTED)[0]["target"] == "5"
    assert of(call(steps), Kind.ACTED)[0]["target"] == "1"


def test_the_hours_that_the_line_tells_are_stated(call: Call) -> None:
    moments = call("  m: {says: 'We are open Monday to Friday from 8:00 to 20:00.', then: hang up}\n")
    assert of(moments, Kind.STATED) == [{"fact": "phone hours", "value": "mon-fri 08:00-20:00", "where": "m"}]


def test_the_same_seed_gives_the_same_call(call: Call) -> None:
    steps = "  m: {says: For a person press 0., keys: {0: q}}\n" + QUEUE
    assert call(steps, agents=11) == call(steps, agents=11)


def test_a_line_that_is_not_known_is_not_judged(call: Call) -> None:
    unsure = of(call("  m: {says: Press 0., keys: {0: o}}\n  o: {unknown: a program}\n"), Kind.UNSEEN)
    assert unsure[0]["reason"] == "cannot tell what happens at “o”: a program"
    assert unsure[0]["harness"] is False


OFFER = """\
  q:
    queue: service
    waiting: All lines are busy. To be called back press 1. To leave a message press 2.
    keys: {1: later, 2: machine}
  later: {says: We call you back., callback: true}
  machine: {voicemail: true}
"""


def test_where_she_would_hang_up_she_takes_the_callback_that_the_queue_offers(call: Call) -> None:
    moments = call(OFFER, agents=6, patience=20.0)
    waited = of(moments, Kind.WAITED)[0]
    assert (waited["seconds"], waited["censored"], waited["occupied"]) == (20.0, True, True)
    pressed = of(moments, Kind.ACTED)[-1]
    assert (pressed["action"], pressed["target"], pressed["seconds"]) == ("press", "1", 0.0)
    assert of(moments, Kind.REACHED) == [{"who": "callback", "how": "menu"}]
    assert not of(moments, Kind.GAVE_UP)


def test_she_waits_where_somebody_comes_in_time_and_hangs_up_where_nothing_better_is_offered(call: Call) -> None:
    assert of(call(OFFER), Kind.REACHED) == [{"who": "human", "how": "queue", "queue": "service"}]
    moments = call(OFFER.replace("To be called back press 1. ", ""), agents=6, patience=20.0)
    assert of(moments, Kind.GAVE_UP)[0]["why"] == "patience"
    assert len(of(moments, Kind.WAITED)) == 1


def test_where_nobody_knows_the_wait_no_key_of_the_queue_is_pressed(call: Call) -> None:
    moments = call(OFFER, agents=None)
    assert [acted["action"] for acted in of(moments, Kind.ACTED)] == ["tell"]
    assert "the wait in the queue service is not known" in str(of(moments, Kind.UNSEEN)[0]["reason"])
