from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from cxsim.callcenter.reading import read as read_center
from cxsim.channels.phone.inspect import inspect
from cxsim.experience import Experience, Kind
from cxsim.ivr.importers import read
from cxsim.settings import Settings
from cxsim.touchpoint import ChannelName, Company, Standards, Touchpoint

LINE = """\
ivr: Line
closed: shut
flow:
  m: {says: For a person press 0., keys: {0: q}, silent: {then: q}, wrong: {then: q}}
  q: {queue: service}
  shut: {says: Call again later., then: hang up}
"""


def inspected(folder: Path, *, center: bool = True, hours: str = "mon-fri 08:00-10:00") -> Experience:
    (folder / "line.yaml").write_text(LINE, encoding="utf-8")
    text = "callcenter: C\nhours: 08:00-10:00\ntarget: 80 % in 20 s\ncalls: 60/h\naht: 3 min\nagents: 6\n"
    (folder / "center.yaml").write_text(text, encoding="utf-8")
    touchpoint = Touchpoint(
        name="phone",
        channel=ChannelName.PHONE,
        hours=hours,  # type: ignore[arg-type]
        standards=Standards(answered="80 % in 20 s"),  # type: ignore[arg-type]
    )
    return inspect(
        touchpoint,
        read(folder / "line.yaml"),
        read_center(folder / "center.yaml") if center else None,
        Company(name="Shop", zone="Europe/Berlin", holidays="DE-BY"),
        Settings(),
        seed=1,
        day=date(2026, 11, 24),
    )


def test_an_inspection_has_no_persona_and_can_be_saved(tmp_path: Path) -> None:
    experience = inspected(tmp_path)
    assert (experience.persona, experience.touchpoints) == ("", ("phone",))
    json.dumps([dict(moment.data) for moment in experience.moments], allow_nan=False)


def test_each_menu_is_answered_for_each_hours_class(tmp_path: Path) -> None:
    answers = [moment.data for moment in inspected(tmp_path).of(Kind.ANSWERED)]
    assert [(a["menu"], a["hours"], a["answer"], a["staffed"], a["heard"]) for a in answers] == [
        ("m", "open", "yes", True, True),
        ("m", "closed", "no", False, False),
        ("m", "holiday", "no", False, False),
    ]


def test_each_open_hour_of_each_queue_is_forecast_with_the_owners_target(tmp_path: Path) -> None:
    hours = [moment.data for moment in inspected(tmp_path).of(Kind.FORECAST)]
    assert [(h["hour"], h["queue"], h["target"]) for h in hours] == [
        ("08:00", "service", "80% in 20 s"),
        ("09:00", "service", "80% in 20 s"),
    ]


def test_each_hour_tells_how_callers_come_to_its_queue_and_how_their_waits_are_spread(tmp_path: Path) -> None:
    for hour in inspected(tmp_path).of(Kind.FORECAST):
        waits, ways = hour.data["waits"], hour.data["ways"]
        assert len(waits) == 20
        assert waits == sorted(waits)
        assert waits[9] <= hour.data["wait_p50"] <= waits[10]
        assert waits[17] <= hour.data["wait_p90"] <= waits[18]
        assert ways["zero"] == ways["quickest"] == {"seconds": pytest.approx(2.0), "keys": ["0"]}


def test_an_hour_in_which_the_line_is_closed_has_waits_and_no_way(tmp_path: Path) -> None:
    hours = {
        moment.data["hour"]: moment.data
        for moment in inspected(tmp_path, hours="mon-fri 09:00-10:00").of(Kind.FORECAST)
    }
    assert (hours["08:00"]["ways"], set(hours["09:00"]["ways"])) == ({}, {"zero", "quickest"})


def test_without_a_center_the_waits_are_unseen_and_not_good(tmp_path: Path) -> None:
    experience = inspected(tmp_path, center=False)
    assert not list(experience.of(Kind.FORECAST))
    assert "not measured" in next(experience.of(Kind.UNSEEN)).data["reason"]


def test_the_hours_of_the_map_are_stated(tmp_path: Path) -> None:
    stated = next(inspected(tmp_path).of(Kind.STATED)).data
    assert (stated["fact"], stated["value"]) == ("phone hours", "mon-fri 08:00-10:00")


def test_every_topic_is_inspected_also_where_nothing_was_found(tmp_path: Path) -> None:
    found = {moment.data["what"]: len(moment.data["findings"]) for moment in inspected(tmp_path).of(Kind.INSPECTED)}
    assert found == {
        "silent caller": 0,
        "wrong-key caller": 0,
        "spoken agent": 0,
        "announced keys": 0,
        "keys beside speech": 0,
        "interruptible prompts": 0,
        "promises": 0,
        "data before a human": 0,
        "typed data": 0,
        "language": 0,
        "closed notice": 1,
        "wait estimate": 0,
        "callback offer": 0,
        "advertising": 0,
        "phrases": 0,
        "menu length": 0,
        "listening": 0,
        "menu depth": 0,
        "dead ends": 0,
    }
