from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cxsim.errors import DefinitionError
from cxsim.ivr import flow as f
from cxsim.ivr.explore import Exploration, explore
from cxsim.ivr.importers import is_flow, read, read_all

Twiml = Callable[[str], Exploration]


@pytest.fixture
def twiml(explored: Callable[..., Exploration]) -> Twiml:
    """Explores one document from its verbs."""
    return lambda verbs: explored(f"<Response>\n{verbs}\n</Response>", "voice.xml")


def test_documents_of_a_folder_answer_each_other(fixtures: Path) -> None:
    (flow,) = read_all(fixtures / "twiml")
    found = explore(flow)
    assert (flow.name, str(found.every_menu["always"])) == ("voice", "no")
    assert "If the queue is full" in found.every_menu["always"].why
    queue = next(node for node in flow.nodes.values() if isinstance(node, f.Queue))
    assert (queue.queue, [prompt.text or prompt.audio for prompt in queue.waiting]) == (
        "service",
        ["Please hold the line.", "music.mp3"],
    )
    (menu,) = found.menus
    assert menu.where.endswith("voice.xml:4")


def test_what_an_application_answers_is_opaque(twiml: Twiml) -> None:
    found = twiml('<Gather numDigits="1" action="/handle?x=1"><Say>Press 0.</Say></Gather><Hangup/>')
    assert str(found.every_menu["always"]) == "cannot tell"
    assert "/handle?x=1" in found.every_menu["always"].why


def test_a_gather_without_an_action_goes_round_in_circles(twiml: Twiml) -> None:
    found = twiml('<Gather numDigits="1"><Say>For a person press 0.</Say></Gather><Dial>+4930123</Dial>')
    assert str(found.every_menu["always"]) == "no"
    assert "are still in the menu" in found.every_menu["always"].why


def test_silence_goes_on_with_the_next_verb_or_ends_the_call(twiml: Twiml) -> None:
    node = next(n for n in twiml('<Gather numDigits="1" action="x"/>').flow.nodes.values() if isinstance(n, f.Menu))
    assert (node.silent.then, node.silent.after) == (f.HANG_UP, 5.0)
    found = twiml('<Gather numDigits="1" action="x" timeout="3"/>\n<Enqueue>a</Enqueue>')
    node = next(n for n in found.flow.nodes.values() if isinstance(n, f.Menu))
    assert (node.silent.then, node.silent.after) == ("voice Enqueue 3", 3.0)


def test_an_empty_result_can_go_to_the_action(twiml: Twiml) -> None:
    found = twiml('<Gather numDigits="1" action="x" actionOnEmptyResult="true"/><Hangup/>')
    assert str(found.menus[0].silent["always"]) == "cannot tell"


def test_several_digits_are_a_number(twiml: Twiml) -> None:
    nodes = twiml('<Gather numDigits="6" action="x"/><Gather action="x"/>').flow.nodes.values()
    assert [(n.least, n.most) for n in nodes if isinstance(n, f.Collect)] == [(6, 6), (1, None)]


def test_a_line_that_only_listens_to_speech_ignores_keys(twiml: Twiml) -> None:
    found = twiml('<Gather input="speech" action="x"><Say>How can I help?</Say></Gather><Say>Bye.</Say>')
    assert str(found.every_menu["always"]) == "no"
    assert str(found.menus[0].spoken["always"]) == "cannot tell"


def test_who_answers_a_dialed_number_is_not_known(twiml: Twiml) -> None:
    found = twiml('<Gather numDigits="1" action="voice.xml"/><Dial><Number>+4930123</Number></Dial>')
    assert "at +4930123" in found.menus[0].silent["always"].why


def test_a_recording_is_no_human(twiml: Twiml) -> None:
    found = twiml('<Gather numDigits="1"/><Record/>')
    assert str(found.menus[0].silent["always"]) == "no"


def test_a_verb_that_is_not_known_is_opaque(twiml: Twiml) -> None:
    assert any(isinstance(n, f.Opaque) and "<Connect>" in n.reason for n in twiml("<Connect/>").flow.nodes.values())


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><Response><Say>&b;</Say></Response>',
        '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><Response><Say>&x;</Say></Response>',
    ],
)
def test_entities_are_refused(tmp_path: Path, declared: str) -> None:
    path = tmp_path / "voice.xml"
    path.write_text(declared, encoding="utf-8")
    with pytest.raises(DefinitionError, match="declares entities"):
        read(path)


def test_deep_nesting_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "voice.xml"
    path.write_text("<Response>\n" + "<Say>" * 50_000 + "</Say>" * 50_000 + "</Response>", encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"voice.xml:2: this XML is nested too deeply"):
        read(path)


def test_broken_xml_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "voice.xml"
    path.write_text("<%@ page %>\n<Response>\n<Say>\n</Response>", encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"voice.xml:4: this is no XML"):
        read(path)


def test_other_xml_is_no_phone_menu(tmp_path: Path) -> None:
    path = tmp_path / "pom.xml"
    path.write_text("<project/>", encoding="utf-8")
    assert not is_flow(path)


def test_broken_versions_never_crash(survives: Callable[[str, str], None], fixtures: Path) -> None:
    survives((fixtures / "twiml" / "voice.xml").read_text(encoding="utf-8"), "voice.xml")
