from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cxsim.errors import DefinitionError
from cxsim.ivr import flow as f
from cxsim.ivr.audit import Topic, audit
from cxsim.ivr.explore import Exploration, explore
from cxsim.ivr.importers import is_flow, read


@pytest.fixture
def line(fixtures: Path) -> Exploration:
    return explore(read(fixtures / "genesys" / "line.yaml"))


def topic(found: Exploration, what: str) -> Topic:
    return next(topic for topic in audit(found) if topic.what == what)


def test_hours_come_from_the_schedule_group(line: Exploration) -> None:
    assert {hours.id: str(line.every_menu[hours.id]) for hours in line.hours} == {"open": "no", "closed": "no"}
    assert "We are open from 9 to 17." in line.every_menu["closed"].why


def test_time_outs_and_repetitions_are_those_of_the_flow(line: Exploration) -> None:
    menu = line.flow.nodes["Main"]
    assert isinstance(menu, f.Menu)
    assert (menu.silent.after, menu.silent.repeat, menu.wrong.repeat) == (7.0, 2, 2)
    assert "Sorry, something went wrong." in line.menus[0].silent["open"].why


def test_every_node_names_its_line(line: Exploration) -> None:
    assert line.menus[0].where.endswith("line.yaml:20")


def test_a_placeholder_is_a_text_that_is_not_known(line: Exploration) -> None:
    greeting = line.flow.nodes["initial greeting"]
    assert [(prompt.text, prompt.audio) for prompt in greeting.says] == [("", "{{greeting}}")]


def test_a_menu_that_nothing_leads_to_is_told(line: Exploration) -> None:
    assert any("Forgotten" in oddity.text for oddity in topic(line, "dead ends").odd)


def test_a_key_that_is_never_announced_is_told(line: Exploration) -> None:
    told = [oddity.text for oddity in topic(line, "announced keys").odd if oddity.node == "Main"]
    assert [text.split(" leads")[0] for text in told] == ["Key *"]


def test_a_queue_that_fails_says_so_and_goes_on(line: Exploration) -> None:
    queue = next(node for node in line.flow.nodes.values() if isinstance(node, f.Queue))
    assert (queue.queue, queue.text) == ("Orders", "One moment.")
    assert line.flow.nodes[queue.full or ""].text == "All lines are busy."


def test_a_spoken_operator_reaches_a_number_that_nobody_vouched_for(line: Exploration) -> None:
    assert "+4930123" in line.menus[0].spoken["open"].why


def test_a_look_up_is_opaque(line: Exploration) -> None:
    assert any(isinstance(node, f.Opaque) and "dataAction" in node.reason for node in line.flow.nodes.values())


def test_a_reference_to_nothing_is_opaque(fixtures: Path, tmp_path: Path) -> None:
    text = (fixtures / "genesys" / "line.yaml").read_text(encoding="utf-8")
    path = tmp_path / "line.yaml"
    path.write_text(text.replace('menu[Main_2]"', 'menu[Gone_9]"'), encoding="utf-8")
    reasons = [node.reason for node in read(path).nodes.values() if isinstance(node, f.Opaque)]
    assert any("menu[Gone_9], which is not there" in reason for reason in reasons)


def test_native_yaml_is_not_taken_for_a_genesys_flow(tmp_path: Path) -> None:
    path = tmp_path / "line.yaml"
    path.write_text("ivr: x\nflow:\n  a: {says: Hello., then: hang up}\n", encoding="utf-8")
    assert is_flow(path)
    assert read(path).name == "x"


def test_an_empty_flow_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "line.yaml"
    path.write_text("inboundCall:\n", encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"line.yaml:1: there is no inbound call flow"):
        read(path)


def test_broken_versions_never_crash(survives: Callable[[str, str], None], fixtures: Path) -> None:
    survives((fixtures / "genesys" / "line.yaml").read_text(encoding="utf-8"), "line.yaml")


def test_the_samples_get_the_answers_that_people_read_out_of_them(samples: Path, truth: list[dict[str, str]]) -> None:
    rows = [row for row in truth if row["format"] == "genesys"]
    assert len(rows) == 2
    for row in rows:
        found = explore(read(samples / row["local_file"]))
        assert row["press 0 reaches a human from first menu?"].startswith("no")
        assert (str(found.first_menu["always"]), str(found.every_menu["always"])) == ("no", row["from every menu?"])
        told = " ".join(oddity.text for oddity in topic(found, "announced keys").odd)
        hidden = "Key 7" if "DR" in row["local_file"] else "Key 1"
        assert hidden in told
        assert "Key 6" not in told
