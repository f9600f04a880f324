from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cxsim.ivr import flow as f
from cxsim.ivr.explore import Exploration, explore
from cxsim.ivr.importers import read

Studio = Callable[..., Exploration]
Widget = dict[str, Any]


def widget(name: str, type: str, properties: Any = None, **events: str) -> Widget:
    """One widget with its transitions; an event without a target has no ``next``."""
    transitions = [{"event": event, **({"next": to} if to else {})} for event, to in events.items()]
    return {"name": name, "type": type, "transitions": transitions, "properties": properties or {}}


def gather(keypress: str, timeout: str = "", **properties: Any) -> Widget:
    return widget("menu", "gather-input-on-call", {"say": "For a person press 0.", "number_of_digits": 1, **properties},
                  keypress=keypress, speech="", timeout=timeout)  # fmt: skip


def split(none: str = "", input: str = "{{widgets.menu.Digits}}", **keys: str) -> Widget:
    found = widget("split", "split-based-on", {"input": input}, noMatch=none)
    for key, to in keys.items():
        condition = {"type": "equal_to", "value": key.removeprefix("key"), "arguments": [input]}
        found["transitions"].append({"event": "match", "next": to, "conditions": [condition]})
    return found


PEOPLE = widget("people", "send-to-flex", {"workflow": "WW1"}, callComplete="", failedToEnqueue="desk")
DESK = widget("desk", "connect-call-to", {"to": "+4930123", "noun": "number"}, callCompleted="")


@pytest.fixture
def studio(explored: Callable[..., Exploration]) -> Studio:
    """Explores the flow of these widgets, which begins with a call."""

    def of(*widgets: Widget) -> Exploration:
        trigger = widget("Trigger", "trigger", incomingMessage="", incomingCall=widgets[0]["name"])
        return explored(json.dumps({"initial_state": "Trigger", "states": [trigger, *widgets]}, indent=1), "flow.json")

    return of


def test_keys_are_the_cases_of_the_split_that_follows(studio: Studio) -> None:
    found = studio(gather("split"), split(key0="people", key1="desk"), PEOPLE, DESK)
    node = found.flow.nodes["menu"]
    assert isinstance(node, f.Menu)
    assert dict(node.keys) == {"0": "people", "1": "desk"}
    assert node.where.pointer == "/states/1"
    assert str(found.every_menu["always"]) == "cannot tell"  # the queue may refuse the call, and who answers +4930123?


def test_a_transition_without_next_drops_the_call(studio: Studio) -> None:
    found = studio(gather("split"), split(key1="people"), PEOPLE, DESK)
    node = found.flow.nodes["menu"]
    assert isinstance(node, f.Menu)
    assert (node.silent.then, node.wrong.then) == (f.HANG_UP, f.HANG_UP)
    assert str(found.every_menu["always"]) == "no"
    assert "are cut off" in found.every_menu["always"].why


def test_no_match_takes_a_wrong_key(studio: Studio) -> None:
    found = studio(gather("split", timeout="people"), split(none="menu", key1="people"), PEOPLE, DESK)
    node = found.flow.nodes["menu"]
    assert isinstance(node, f.Menu)
    assert (node.silent.then, node.wrong.then) == ("people", "menu")


def test_routing_in_liquid_is_opaque(studio: Studio) -> None:
    liquid = split(input="{{widgets.menu.Digits | times: 2}}", key0="people", none="menu")
    found = studio(gather("split"), liquid, PEOPLE, DESK)
    assert str(found.every_menu["always"]) == "cannot tell"
    assert "is only known in the call" in found.every_menu["always"].why


def test_a_function_is_opaque(studio: Studio) -> None:
    function = widget("look", "run-function", success="desk", fail="")
    assert "whether “look” succeeds" in studio(function, DESK).every_menu["always"].why


def test_a_function_that_looks_up_what_was_typed_knows_no_number_0(studio: Studio) -> None:
    parameters = {"parameters": [{"key": "order", "value": "{{widgets.menu.Digits}}"}]}
    found = studio(
        gather("look", number_of_digits=8), widget("look", "run-function", parameters, success="desk", fail=""), DESK
    )
    assert str(found.every_menu["always"]) == "no"
    assert "If the number that “look” looks up is something else" in found.every_menu["always"].why


def test_a_counter_in_liquid_is_executed(studio: Studio) -> None:
    count = widget(
        "count", "set-variables", {"variables": [{"key": "n", "value": "{{flow.variables.n | plus: 1}}"}]}, next="often"
    )
    often = widget("often", "split-based-on", {"input": "{{flow.variables.n}}"}, noMatch="menu")
    condition = {"type": "greater_than", "value": "2"}
    often["transitions"].append({"event": "match", "next": "people", "conditions": [condition]})
    again = gather("split", timeout="count")
    people = widget("people", "send-to-flex", failedToEnqueue="people2")
    found = studio(
        again, split(none="count", key1="desk"), count, often, people, widget("people2", "record-voicemail"), DESK
    )
    acts = found.menus[0].silent["always"].acts
    assert [act.verb for act in acts].count("wait") == 3


def test_digits_that_no_split_compares_are_a_number(studio: Studio) -> None:
    found = studio(gather("look", number_of_digits=8), widget("look", "run-function", success="desk", fail=""), DESK)
    node = found.flow.nodes["menu"]
    assert isinstance(node, f.Collect)
    assert (node.least, node.most, node.into) == (8, 8, "widgets.menu.Digits")


def test_voicemail_is_no_human(studio: Studio) -> None:
    found = studio(gather("split"), split(key0="box"), widget("box", "record-voicemail", recordingComplete=""))
    assert "a machine that records" in found.every_menu["always"].why


def test_a_widget_that_is_not_there_or_not_known_is_opaque(studio: Studio) -> None:
    found = studio(gather("split"), split(key0="gone", key1="new"), widget("new", "teleport", done="desk"), DESK)
    assert "“gone”, which is not there" in found.every_menu["always"].why
    node = found.flow.nodes["new"]
    assert isinstance(node, f.Opaque)
    assert "teleport" in node.reason


def test_broken_versions_never_crash(survives: Callable[[str, str], None]) -> None:
    flow = {"initial_state": "menu", "states": [gather("split"), split(key0="people", key1="desk"), PEOPLE, DESK]}
    survives(json.dumps(flow, indent=1), "flow.json")


def test_the_sample_gets_the_answer_that_people_read_out_of_it(samples: Path, truth: list[dict[str, str]]) -> None:
    (row,) = [row for row in truth if row["format"] == "twilio_studio"]
    found = explore(read(samples / row["local_file"]))
    expected = (row["press 0 reaches a human from first menu?"], row["from every menu?"])
    assert (str(found.first_menu["always"]), str(found.every_menu["always"])) == expected


def test_words_that_lead_nowhere_drop_the_call(studio: Studio) -> None:
    found = studio(gather("split"), split(key0="people"), PEOPLE, DESK)
    assert str(found.menus[0].spoken["always"]) == "no"
    assert found.menus[0].spoken["always"].why.endswith("and are cut off.")
    ways = [{"event": "keypress", "next": "split"}, {"event": "speech", "next": "people"}]
    asks = gather("split") | {"transitions": ways}
    said = studio(asks, split(key0="people"), PEOPLE, DESK).menus[0].spoken["always"]
    assert [act.text for act in said.acts if act.verb == "say"] == ["agent, or anything else"]
