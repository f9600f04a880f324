"""A phone touchpoint with a webhook's address is called live, by a customer with her own clock, mood and patience."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cxsim.channels.base import Visit
from cxsim.channels.phone import PhoneChannel, live
from cxsim.experience import Kind, Moment
from cxsim.ivr.live import platform
from cxsim.measures import Customer
from cxsim.particulars import Particulars
from cxsim.persona import Persona
from cxsim.record import EvidenceFolder
from cxsim.scenario import Scenario, Stop
from cxsim.settings import Settings
from cxsim.touchpoint import Company, Touchpoint
from tests.ivr.live.applications import TOKEN, Broken, Helpline
from tests.ivr.live.conftest import served

Call = Callable[..., list[Moment]]
TUESDAY = datetime(2026, 11, 24, 10, 30, tzinfo=ZoneInfo("Europe/Berlin"))
ANNA = {"id": "anna", "problem": "My order never came.", "goal": "Find it", "mood": "calm", "knows": {"order": "4711"}}


@pytest.fixture(scope="module")
def helpline() -> Iterator[str]:
    with served(Helpline().application()) as url:
        yield f"{url}/voice"


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """One call of somebody to a live line."""
    monkeypatch.setenv(platform.TOKEN_NAME, TOKEN)

    def made(
        address: str,
        *,
        now: datetime = TUESDAY,
        settings: Settings | None = None,
        wants: str | None = None,
        **more: Any,
    ) -> list[Moment]:
        persona = Persona.model_validate(ANNA | more.pop("persona", {}))
        settings = settings or Settings()
        customer = Customer(persona, settings, queue_patience=600.0)
        stop = Stop(touchpoint="phone", wants=wants)
        touchpoint = Touchpoint.model_validate({"name": "phone", "channel": "phone", "flow": address} | more)
        visit = Visit(
            scenario=Scenario(scenario="x", personas=("anna",), journey=(stop,)),
            stop=stop,
            touchpoint=touchpoint,
            company=Company(name="Shop", zone="Europe/Berlin", language="en-GB"),
            persona=persona,
            variant="",
            customer=customer,
            particulars=Particulars(persona, 1),
            address="",
            begins=TUESDAY,
            at=60.0,
            goals=(),
            random=random.Random(1),
            evidence=EvidenceFolder(tmp_path),
            settings=settings,
            root=tmp_path,
        )
        channel = PhoneChannel({}, {})
        channel.now = lambda: now
        lived = []
        for moment in channel.perform(visit):
            customer.live(moment)
            lived.append(moment)
        return lived

    return made


def of(moments: list[Moment], kind: Kind) -> list[dict[str, Any]]:
    return [dict(moment.data) for moment in moments if moment.kind is kind]


def test_she_hears_presses_types_and_is_told(call: Call, helpline: str) -> None:
    moments = call(helpline)
    acted = of(moments, Kind.ACTED)
    assert [(a["action"], a["target"]) for a in acted] == [("press", "1"), ("press", "4711")]
    assert of(moments, Kind.ASKED)[0]["fact"] == "order number"
    assert of(moments, Kind.TOLD) == [{"fact": "order number", "value": "4711"}]
    assert of(moments, Kind.DROPPED)[0]["text"] == "Your order is on its way. Goodbye."
    assert [moment.at for moment in moments] == sorted(moment.at for moment in moments)
    assert moments[0].at > 60.0


def test_the_same_call_is_the_same_record_whatever_the_port(call: Call, helpline: str) -> None:
    first = [(moment.at, moment.kind, moment.data) for moment in call(helpline)]
    with served(Helpline().application()) as url:
        assert [(moment.at, moment.kind, moment.data) for moment in call(f"{url}/voice")] == first


def test_she_reaches_a_human_and_a_key_that_is_not_known_is_recorded(call: Call, helpline: str) -> None:
    moments = call(helpline, persona={"problem": "I want an opera ticket.", "knows": {}})
    assert of(moments, Kind.REACHED)[0]["queue"] == "desk"
    assert of(moments, Kind.ACTED)[0]["target"] == "0"


def test_an_application_that_fails_cuts_her_off(call: Call) -> None:
    with served(Broken().application()) as url:
        moments = call(f"{url}/500")
    assert of(moments, Kind.DROPPED)[0]["text"] == platform.APPLICATION_ERROR


def test_a_dialed_number_cannot_be_told(call: Call, helpline: str) -> None:
    moments = call(helpline, wants="the owner")
    assert "nobody said whether a human answers" in of(moments, Kind.UNSEEN)[0]["reason"]


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({}, "nobody has allowed to call phone"),
        ({"allow": {"call": {"by": "A. Meier", "until": date(2026, 1, 1)}}}, "ended on 2026-01-01"),
        ({"allow": {"call": {"by": "A. Meier", "until": date(2027, 1, 1), "on": ["live"]}}}, "nobody has allowed"),
    ],
)
def test_a_line_elsewhere_is_not_called_without_a_permission(call: Call, more: dict[str, Any], reason: str) -> None:
    (moment,) = call("https://line.example/voice", **more)
    assert moment.kind is Kind.UNSEEN
    assert reason in moment.data["reason"]


def test_a_permission_that_is_limited_in_number_is_counted_call_by_call(
    call: Call, helpline: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "is_loopback", lambda address: False)
    allow = {"call": {"by": "A. Meier", "until": date(2027, 1, 1), "at most": "2 a week"}}
    closed = "mon-fri 08:00-20:00", datetime(2026, 11, 24, 22, 0, tzinfo=UTC)
    (not_made,) = call(helpline, allow=allow, hours=closed[0], now=closed[1])  # and so is no use of it
    assert "closed now" in not_made.data["reason"]
    assert [len(call(helpline, allow=allow)) > 1 for _ in range(3)] == [True, True, False]
    (moment,) = call(helpline, allow=allow)
    assert moment.data["reason"] == "the permission to call phone is used up: at most 2 a week"
    later = datetime(2026, 12, 2, 10, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    assert len(call(helpline, allow=allow, now=later)) > 1


def test_a_live_line_that_is_closed_now_says_nothing_of_its_opening_hours(call: Call, helpline: str) -> None:
    night = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)
    (moment,) = call(helpline, now=night, hours="mon-fri 08:00-20:00")
    assert moment.kind is Kind.UNSEEN
    assert "closed now" in moment.data["reason"]
    assert len(call(helpline, now=TUESDAY, hours="mon-fri 08:00-20:00")) > 1


def test_someone_in_a_hurry_acts_as_soon_as_she_has_heard_what_she_wants(call: Call, helpline: str) -> None:
    patient, hurried = call(helpline), call(helpline, persona={"pace": "fast"})
    assert hurried[0].at < patient[0].at
    assert hurried[0].data["text"].endswith("…")
    assert hurried[-1].at < patient[-1].at


def test_a_mistyped_number_is_another_one(call: Call, helpline: str) -> None:
    moments = call(helpline, settings=Settings(phone_slip=1.0))
    typed = of(moments, Kind.ACTED)[1]
    assert typed["target"] != "4711"
    assert "mistypes" in typed["why"]


def test_whoever_takes_too_long_was_silent_first(call: Call) -> None:
    async def page(request: Request) -> Response:
        async with request.form() as form:
            pressed = form.get("Digits") == "0"
        menu = "<Gather numDigits='1' timeout='2'><Say>For a person press 0.</Say></Gather><Redirect/>"
        text = "<Enqueue>people</Enqueue>" if pressed else menu
        return Response(f"<Response>{text}</Response>", media_type="text/xml")

    with served(Starlette(routes=[Route("/voice", page, methods=["POST"])])) as url:
        moments = call(f"{url}/voice", persona={"pace": "slow"})
    assert [a["action"] for a in of(moments, Kind.ACTED)][:2] == ["wait", "press"]
    assert of(moments, Kind.REACHED)[0]["queue"] == "people"


def test_whoever_is_furious_presses_0_first(call: Call, helpline: str) -> None:
    moments = call(helpline, persona={"mood": -1})
    assert of(moments, Kind.ACTED)[0] | {"seconds": 0} == {
        "action": "press",
        "target": "0",
        "why": "wants a human, and nothing else",
        "seconds": 0,
        "node": of(moments, Kind.ACTED)[0]["node"],
    }
