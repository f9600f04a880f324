"""A live line's menus are found by calling it, and then analysed, judged and drawn like those of a file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from cxsim.callcenter.reading import read as read_center
from cxsim.channels.phone import found, live
from cxsim.channels.phone.found import inspect_live
from cxsim.channels.phone.inspect import FOUND
from cxsim.checks import phone
from cxsim.checks.base import Outcome, judge
from cxsim.experience import Experience, Kind
from cxsim.ivr.importers import native
from cxsim.ivr.live import platform
from cxsim.ivr.live.survey import Bounds
from cxsim.loading import Project
from cxsim.reporting.parts.phoneline import phone_parts
from cxsim.settings import Settings
from cxsim.touchpoint import Company, Touchpoint
from tests.ivr.live.applications import TOKEN, Helpline
from tests.ivr.live.conftest import served

TUESDAY = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)
COMPANY = Company(name="Shop", zone="Europe/Berlin", language="en-GB")
CENTER = """\
callcenter: C
hours: 08:00-20:00
calls: {desk: {forecast: 60/h, aht: 3 min, patience: 3 min}}
groups: {a: {answers: [desk], agents: 6}}
"""
Inspected = Callable[..., Experience]


@pytest.fixture(scope="module")
def helpline() -> Iterator[tuple[str, Helpline]]:
    line = Helpline()
    with served(line.application()) as url:
        yield f"{url}/voice", line


@pytest.fixture
def inspected(helpline: tuple[str, Helpline], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Inspected:
    monkeypatch.setenv(platform.TOKEN_NAME, TOKEN)
    (tmp_path / "center.yaml").write_text(CENTER, encoding="utf-8")

    def made(*, now: datetime = TUESDAY, environment: str | None = None, **more: Any) -> Experience:
        bounds = more.pop("bounds", found.BOUNDS)
        written = {"name": "phone", "channel": "phone", "flow": helpline[0]} | more
        return inspect_live(
            Touchpoint.model_validate(written),
            read_center(tmp_path / "center.yaml"),
            COMPANY,
            Settings(),
            seed=1,
            day=date(2026, 11, 24),
            environment=environment,
            now=now,
            bounds=bounds,
        )

    return made


def unseen(experience: Experience) -> str:
    (moment,) = experience.moments
    assert moment.kind is Kind.UNSEEN
    return str(moment.data["reason"])


def test_what_is_found_is_judged_forecast_and_drawn_like_a_file(inspected: Inspected, tmp_path: Path) -> None:
    experience = inspected()
    json.dumps([dict(moment.data) for moment in experience.moments], allow_nan=False)
    menus = {data["name"]: data["answer"] for data in (moment.data for moment in experience.of(Kind.ANSWERED))}
    assert len(menus) == 2
    verdicts = {verdict.check: verdict.outcome for verdict in judge(experience, phone.CHECKS)}
    assert verdicts["silent-caller"] is Outcome.FAILED
    assert verdicts["phone-dead-ends"] is not Outcome.INAPPLICABLE
    ten = next(moment.data for moment in experience.of(Kind.FORECAST) if moment.data["hour"] == "10:00")
    assert set(ten["ways"]) <= {"zero", "quickest"}
    assert ten["ways"]["quickest"]["keys"] == ["0"]
    touchpoint = Touchpoint.model_validate({"name": "phone", "channel": "phone", "flow": "https://x.example/voice"})
    project = Project(root=tmp_path, company=COMPANY, touchpoints={"phone": touchpoint})
    (part,) = phone_parts(project, [experience])
    assert part["live"]
    assert "Welcome to the helpline" in part["picture"]
    assert part["to_human"]


def test_the_menu_stands_in_the_record_without_the_address(
    inspected: Inspected, helpline: tuple[str, Helpline]
) -> None:
    experience = inspected()
    data = next(moment.data for moment in experience.of(Kind.INSPECTED) if moment.data["what"] == FOUND)
    flow = native.parse(data["flow"], Path("phone"))
    assert len(flow.nodes) > 5
    host = helpline[0].removeprefix("http://").partition("/")[0]
    assert host not in json.dumps([dict(moment.data) for moment in experience.moments])


def test_what_the_bounds_kept_from_being_tried_cannot_be_told(inspected: Inspected) -> None:
    experience = inspected(bounds=Bounds(calls=4))
    verdicts = {verdict.check: verdict.outcome for verdict in judge(experience, phone.CHECKS)}
    assert verdicts["human-escape"] is not Outcome.PASSED
    (moment,) = experience.of(Kind.UNSEEN)
    assert moment.data["reason"] == "not everything was tried: more than 4 calls would be needed"
    some = {verdict.check: verdict.outcome for verdict in judge(inspected(bounds=Bounds(calls=30)), phone.CHECKS)}
    assert some["human-escape"] is not Outcome.PASSED
    data = next(moment.data for moment in experience.of(Kind.INSPECTED) if moment.data["what"] == FOUND)
    assert "not everything was looked at: more than 4 calls would be needed" in [one["text"] for one in data["unknown"]]


def test_a_line_elsewhere_is_explored_only_with_a_permission_for_any_number_of_calls(
    inspected: Inspected, helpline: tuple[str, Helpline], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "is_loopback", lambda address: False)
    monkeypatch.setattr(live, "POLITE", 1e6)
    before = len(helpline[1].requests)
    allowed = {"by": "A. Meier", "until": date(2027, 1, 1)}
    assert "nobody has allowed to call" in unseen(inspected())
    assert "ended on" in unseen(inspected(allow={"call": allowed | {"until": date(2026, 1, 1)}}))
    assert "at most 2 a week" in unseen(inspected(allow={"call": allowed | {"at most": "2 a week"}}))
    assert "nobody has allowed" in unseen(inspected(test=["staging"], environment="live"))
    assert len(helpline[1].requests) == before
    few = Bounds(calls=30)
    assert list(inspected(allow={"call": allowed}, bounds=few).of(Kind.ANSWERED))
    assert list(inspected(test=["staging"], environment="staging", bounds=few).of(Kind.ANSWERED))


def test_a_line_that_is_closed_now_or_not_there_is_not_measured(inspected: Inspected) -> None:
    night = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)
    assert "closed now" in unseen(inspected(now=night, hours="mon-fri 08:00-20:00"))
    nobody = inspected(flow="http://127.0.0.1:9/voice")
    verdicts = {verdict.check: verdict.outcome for verdict in judge(nobody, phone.CHECKS)}
    assert verdicts["human-escape"] is not Outcome.PASSED
