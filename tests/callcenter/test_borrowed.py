"""What a center takes from its project: menu times from the flow that is checked, redials from the personas."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from cxsim.callcenter import reading
from cxsim.callcenter.borrowed import tries
from cxsim.callcenter.day import plan_day
from cxsim.callcenter.planning import with_surroundings
from cxsim.errors import DefinitionError
from cxsim.loading import load_project
from cxsim.persona import Persona
from cxsim.settings import Settings

TUESDAY = date(2026, 11, 24)
CENTER = """callcenter: Line
calls:
  orders: {forecast: 60/h, aht: 4 min}
  claims: {forecast: 20/h, aht: 4 min}
patience: 2 min
groups: {all: {answers: [orders, claims], agents: 9}}
"""
FLOW = """ivr: Line
flow:
  welcome:
    says: For orders press 1. For claims press 2. For a person press 0.
    keys: {1: order desk, 2: number, 0: order desk}
  number: {says: Type your number., digits: 6, then: claim desk}
  order desk: {queue: orders}
  claim desk: {queue: claims}
"""
MAP = """company: {name: Shop, zone: UTC, language: en-GB}
touchpoints:
  phone: {channel: phone, owner: Us, hours: 08:00-20:00, flow: ivr.yaml, callcenter: center.yaml}
"""
PERSONA = "problem: No parcel came.\ngoal: A parcel\nmood: calm\n"


@pytest.fixture
def project(tmp_path):
    def write(center, flow=FLOW, personas=(PERSONA,)):
        (tmp_path / "scenarios").mkdir()
        (tmp_path / "personas").mkdir()
        (tmp_path / "scenarios" / "touchpoints.yaml").write_text(MAP)
        (tmp_path / "scenarios" / "ivr.yaml").write_text(flow)
        for number, text in enumerate(personas):
            (tmp_path / "personas" / f"p{number}.yaml").write_text(text)
        path = tmp_path / "scenarios" / "center.yaml"
        path.write_text(CENTER + center)
        return path

    return write


def read(path: Path):
    return with_surroundings(reading.read(path), path)


def test_callers_are_in_the_menu_as_long_as_the_flow_takes_to_their_queue(project):
    path = project("ivr: from flow\n")
    center = read(path)
    menus = {one.name: one.manners.menu for one in center.types}
    assert menus["orders"].takes.mean < menus["claims"].takes.mean
    assert menus["claims"].takes.spread == 0.5
    assert any("menu of claims" in note and "by the flow (keys 2, digits" in note for note in center.notes)
    assert plan_day(center, TUESDAY).types[0].manners.menu == menus["orders"]
    (loaded,) = load_project(path.parents[1]).centers.values()
    assert loaded.types == center.types  # the line that personas call is the same


def test_how_many_press_zero_is_written_and_when_they_do_comes_from_the_flow(project):
    menu = read(project("ivr: {takes: from flow, zero out: 20 %, contained: 10 %, cv: 0}\n")).types[1].manners.menu
    assert (menu.zero_out, menu.contained, menu.takes.family) == (0.2, 0.1, "constant")
    assert menu.zero_out_after == read_zero(menu)


def read_zero(menu):
    """Whoever presses 0 has heard the first menu and nothing else: shorter than the way to the claims."""
    assert 0 < menu.zero_out_after < menu.takes.mean
    return menu.zero_out_after


def test_a_queue_to_which_no_key_leads_is_a_fault_with_the_queues_that_there_are(project):
    path = project("ivr: from flow\n", flow=FLOW.replace("queue: claims", "queue: complaints"))
    with pytest.raises(DefinitionError) as caught:
        read(path)
    (fault,) = caught.value.faults
    assert (fault.line, "claims" in fault.what, fault.hint.split(";")[0]) == (
        4,
        True,
        "its queues are complaints, orders",
    )


def test_without_a_project_nobody_knows_menu_or_redials(tmp_path):
    path = tmp_path / "alone.yaml"
    path.write_text(CENTER + "hours: 08:00-20:00\nivr: from flow\nredial: from personas after 10 min\n")
    with pytest.raises(DefinitionError) as caught:
        plan_day(read(path), TUESDAY)
    assert len(caught.value.faults) == 4  # two of each type
    assert "or write ivr: 40 s" in str(caught.value)


def test_who_prefers_the_phone_calls_as_often_as_her_time_allows():
    someone = {"problem": "x y", "goal": "z", "mood": "calm", "patience": {"queue": "5 min", "journey": "16 min"}}
    assert tries(Persona(**someone), Settings()) == 3
    assert tries(Persona(**someone, prefers=["phone", "e-mail"]), Settings()) == 3
    assert tries(Persona(**someone, prefers=["e-mail", "phone"]), Settings()) == 1
    angry = {**someone, "mood": "angry"}
    assert tries(Persona(**angry), Settings()) > 3  # waits a shorter time each, and so more often


def test_redials_come_from_personas_by_their_shares(project):
    stubborn = PERSONA + "share: 30 %\npatience: {queue: 5 min, journey: 16 min}\n"
    elsewhere = PERSONA + "share: 70 %\nprefers: [e-mail]\n"
    center = read(project("redial: from personas after 10 min\n", personas=(stubborn, elsewhere)))
    redial = center.types[0].redial
    assert (redial.share, redial.at_most, redial.after) == (pytest.approx(0.3), 3, 600.0)
    assert "redials of orders from personas: 30% call again, 3 calls at most" in center.notes
    written = replace(redial, share=0.3)
    assert plan_day(center, TUESDAY).types[0].redial == written
