"""The phone line as a webhook says in TwiML what the flow's file says, at every hour."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree import ElementTree

import httpx
import pytest

from cxsim.demo import project_root
from cxsim.demo.version import AS_IS, MAPS, REDESIGN, Version
from cxsim.loading import load_project

Visit = Callable[[Version], httpx.Client]
OPEN, CLOSED, HOLIDAY = "2026-11-24T10:30", "2026-11-24T23:00", "2026-12-25T10:30"
VERSIONS = pytest.mark.parametrize("version", [AS_IS, REDESIGN], ids=lambda version: version.name)


def call(client: httpx.Client, at: str = OPEN) -> ElementTree.Element:
    return twiml(client.post("/voice", params={"at": at}))


def twiml(response: httpx.Response) -> ElementTree.Element:
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].startswith("text/xml")
    root = ElementTree.fromstring(response.content)
    assert root.tag == "Response"
    return root


def press(client: httpx.Client, heard: ElementTree.Element, digits: str) -> ElementTree.Element:
    gather = heard.find("Gather")
    assert gather is not None
    return twiml(client.post(gather.attrib["action"], data={"Digits": digits}))


def stay_silent(client: httpx.Client, heard: ElementTree.Element) -> ElementTree.Element:
    return twiml(client.post(str(heard.findtext("Redirect"))))


def said(heard: ElementTree.Element) -> str:
    return " ".join(str(say.text) for say in heard.iter("Say"))


def test_the_line_greets_and_waits_for_a_key(visit: Visit) -> None:
    heard = call(visit(AS_IS))
    assert "Welcome to Example Shop" in said(heard)
    gather = heard.find("Gather")
    assert gather is not None
    assert (gather.get("numDigits"), gather.get("method")) == ("1", "POST")


def test_after_the_redesign_0_reaches_a_person_at_once(visit: Visit) -> None:
    client = visit(REDESIGN)
    assert press(client, call(client), "0").findtext("Enqueue") == "general"


def test_as_it_is_0_asks_for_a_number_first(visit: Visit) -> None:
    client = visit(AS_IS)
    heard = press(client, call(client), "0")
    assert "six digits" in said(heard)
    assert press(client, heard, "004711").findtext("Enqueue") == "general"


def test_as_it_is_a_promised_transfer_hangs_up(visit: Visit) -> None:
    client = visit(AS_IS)
    heard = press(client, press(client, call(client), "1"), "2")
    assert "I am transferring you" in said(heard)
    assert heard.find("Hangup") is not None


@VERSIONS
@pytest.mark.parametrize("at", [CLOSED, HOLIDAY])
def test_outside_its_hours_it_says_so_and_hangs_up(version: Version, at: str, visit: Visit) -> None:
    heard = call(visit(version), at)
    assert "closed" in said(heard)
    assert heard.find("Hangup") is not None


def test_a_silent_caller_of_the_redesign_reaches_a_person(visit: Visit) -> None:
    client = visit(REDESIGN)
    heard = call(client)
    for _ in range(3):
        if heard.find("Enqueue") is not None:
            break
        heard = stay_silent(client, heard)
    assert heard.findtext("Enqueue") == "general"


def test_german_is_spoken_in_german(visit: Visit) -> None:
    client = visit(REDESIGN)
    heard = press(client, call(client), "5")
    assert {say.get("language") for say in heard.iter("Say")} == {"de-DE"}


@VERSIONS
def test_every_way_through_the_line_ends_and_says_only_what_the_flow_says(version: Version, visit: Visit) -> None:
    project = load_project(project_root(), map=project_root() / MAPS[version.name])
    phone = project.touchpoints["phone"]
    flow, center = project.flows[str(phone.flow)], project.centers[str(phone.callcenter)]
    sentences = {prompt.text for node in flow.nodes.values() for prompt in node.says}
    queues = {call_type.name for call_type in center.types}
    client = visit(version)
    ends: set[str] = set()
    waiting, known, menus = [call(client)], set(), set()
    while waiting:
        heard = waiting.pop()
        assert {say.text for say in heard.iter("Say")} <= sentences
        gather = heard.find("Gather")
        if gather is None:
            ends.add(str(heard.findtext("Enqueue") or heard[-1].tag))
        elif gather.attrib["action"] not in known:
            known.add(gather.attrib["action"])
            menu = gather.attrib["action"].partition("%5B")[2].partition("%2C")[0]
            keys = ("8",) if menu in menus else ("0", "1", "2", "3", "8", "*", "004711")
            menus.add(menu)
            waiting += [press(client, heard, digits) for digits in keys]
            waiting.append(stay_silent(client, heard))
    assert len(known) > 3
    assert {"orders", "complaints", "general"} <= ends
    assert ends - {"Hangup"} <= queues


@pytest.mark.parametrize("state", ["", "[]", "nonsense", '[99, 0, 0, [], ""]', '[0, 0, 0, [1, 2, 3], ""]', "{}"])
def test_a_state_that_is_none_of_the_lines_is_refused(state: str, visit: Visit) -> None:
    assert visit(AS_IS).post("/voice/next", params={"state": state}).status_code == 400


def test_a_time_that_is_none_is_refused(visit: Visit) -> None:
    assert visit(AS_IS).post("/voice", params={"at": "teatime"}).status_code == 400
