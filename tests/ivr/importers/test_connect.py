from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cxsim.errors import DefinitionError
from cxsim.ivr import flow as f
from cxsim.ivr.explore import Exploration, explore, hours_at
from cxsim.ivr.importers import is_flow, read, read_all

Action = dict[str, Any]


def action(id: str, type: str, next: str = "", conditions: Any = (), errors: Any = (), **parameters: Any) -> Action:
    """One action; conditions and errors as (operand or error type, next action)."""
    return {
        "Identifier": id,
        "Type": type,
        "Parameters": parameters,
        "Transitions": {
            **({"NextAction": next} if next else {}),
            "Conditions": [
                {"NextAction": to, "Condition": {"Operator": "Equals", "Operands": [operand]}}
                for operand, to in conditions
            ],
            "Errors": [{"NextAction": to, "ErrorType": kind} for kind, to in errors],
        },
    }


def written(*actions: Action) -> str:
    return json.dumps({"Version": "2019-10-30", "StartAction": actions[0]["Identifier"], "Actions": actions}, indent=1)


END = action("end", "DisconnectParticipant")
SALES = action("sales", "UpdateContactTargetQueue", "to", QueueId="arn:aws:connect:x:1:instance/i/queue/sales")
TO = action("to", "TransferContactToQueue", "end", errors=[("QueueAtCapacity", "full"), ("NoMatchingError", "end")])
FULL = action("full", "MessageParticipant", "end", Text="All our agents are busy. Goodbye.")


def menu(*keys: tuple[str, str], **more: Any) -> Action:
    errors = more.pop("errors", [("InputTimeLimitExceeded", "end"), ("NoMatchingCondition", "end")])
    return action("menu", "GetParticipantInput", conditions=keys, errors=errors, InputTimeLimitSeconds="7", **more)


def test_0_that_leads_to_a_queue_is_a_yes_unless_the_queue_can_be_full(explored: Callable[..., Exploration]) -> None:
    found = explored(written(menu(("0", "sales"), Text="For a person press 0."), SALES, TO, FULL, END))
    assert str(found.every_menu["always"]) == "no"
    assert "All our agents are busy" in found.every_menu["always"].why
    node = found.flow.nodes["to"]
    assert isinstance(node, f.Queue)
    assert (node.queue, node.full) == ("sales", "full")
    agents = explored(written(menu(("0", "agent")), action("agent", "TransferContactToAgent"), END))
    assert str(agents.every_menu["always"]) == "yes"


def test_every_node_names_its_json_pointer(explored: Callable[..., Exploration]) -> None:
    flow = explored(written(menu(("0", "sales")), SALES, TO, FULL, END)).flow
    assert flow.nodes["to"].where.pointer == "/Actions/2"
    assert str(flow.nodes["menu"].where).endswith("line.json#/Actions/0")


def test_silence_and_a_wrong_key_take_their_own_errors(explored: Callable[..., Exploration]) -> None:
    errors = [("InputTimeLimitExceeded", "sales"), ("NoMatchingCondition", "end")]
    node = explored(written(menu(("1", "end"), errors=errors), SALES, TO, FULL, END)).flow.nodes["menu"]
    assert isinstance(node, f.Menu)
    assert (node.silent.then, node.silent.after, node.wrong.then) == ("sales", 7.0, "end")


def test_a_missing_error_transition_drops_the_call(explored: Callable[..., Exploration]) -> None:
    node = explored(written(menu(("1", "sales"), errors=[]), SALES, TO, FULL, END)).flow.nodes["menu"]
    assert isinstance(node, f.Menu)
    assert (node.silent.then, node.wrong.then) == (f.HANG_UP, f.HANG_UP)


def test_content_may_be_a_json_string(tmp_path: Path) -> None:
    path = tmp_path / "export.json"
    inner = written(menu(("0", "sales")), SALES, TO, FULL, END)
    path.write_text(json.dumps({"Name": "Main", "Type": "CONTACT_FLOW", "Content": inner}), encoding="utf-8")
    flow = read(path)
    assert (flow.name, flow.nodes["menu"].where.pointer) == ("Main", "/Content/Actions/0")


def test_a_flow_attribute_stands_for_the_value_that_it_was_set_to(explored: Callable[..., Exploration]) -> None:
    names = action("names", "UpdateFlowAttributes", "menu", FlowAttributes={"q": {"Value": "arn:x/queue/${Q:sales:Q}"}})
    choose = action("choose", "UpdateContactTargetQueue", "to", QueueId="$.FlowAttributes.q")
    flow = explored(written(names, menu(("0", "choose")), choose, TO, FULL, END)).flow
    queue = flow.nodes["to"]
    assert isinstance(queue, f.Queue)
    assert queue.queue == "sales"


def test_the_queue_that_was_chosen_last_takes_the_call(explored: Callable[..., Exploration]) -> None:
    service = action("service", "UpdateContactTargetQueue", "to", QueueId="service")
    found = explored(written(menu(("0", "service"), ("1", "sales")), SALES, service, TO, FULL, END))
    queues = {node.queue for node in found.flow.nodes.values() if isinstance(node, f.Queue)}
    assert queues == {"sales", "service"}
    assert {"to · sales", "to · service"} <= found.visited


def test_a_transfer_without_a_queue_takes_the_error_branch(explored: Callable[..., Exploration]) -> None:
    found = explored(written(menu(("0", "to")), TO, FULL, END))
    assert str(found.every_menu["always"]) == "no"
    assert isinstance(found.flow.nodes["to"], f.Jump)


def test_a_function_is_opaque_with_its_reason(explored: Callable[..., Exploration]) -> None:
    errors = [("NoMatchingError", "end")]
    function = action("look", "InvokeLambdaFunction", "agent", errors=errors, LambdaFunctionARN="f")
    found = explored(written(menu(("0", "look")), function, action("agent", "TransferContactToAgent"), END))
    assert isinstance(found.flow.nodes["look"], f.Opaque)
    assert str(found.every_menu["always"]) == "cannot tell"
    assert "whether the function f succeeds" in found.every_menu["always"].why


def test_a_loop_counts_and_is_then_done(explored: Callable[..., Exploration]) -> None:
    loop = action("loop", "Loop", conditions=[("ContinueLooping", "menu"), ("DoneLooping", "sales")], LoopCount="2")
    again = menu(("1", "end"), errors=[("InputTimeLimitExceeded", "loop"), ("NoMatchingCondition", "loop")])
    direct = action("sales", "TransferContactToAgent", errors=[("NoMatchingError", "end")])
    found = explored(written(again, loop, direct, END))
    assert str(found.menus[0].wrong["always"]) == "after 3"
    assert [act.verb for act in found.menus[0].silent["always"].acts].count("wait") == 3


def test_a_retry_counter_in_attributes_is_executed(explored: Callable[..., Exploration]) -> None:
    count = action("count", "Compare", conditions=[("1", "agent")], errors=[("NoMatchingCondition", "set")],
                   ComparisonValue="$.Attributes.tries")  # fmt: skip
    set_ = action("set", "UpdateContactAttributes", "menu", Attributes={"tries": "1"})
    again = menu(("1", "end"), errors=[("InputTimeLimitExceeded", "count"), ("NoMatchingCondition", "count")])
    agent = action("agent", "TransferContactToAgent")
    found = explored(written(again, count, set_, agent, END))
    assert str(found.menus[0].zero["always"]) == "after 2"


def test_digits_that_are_stored_go_on_when_nothing_was_typed(explored: Callable[..., Exploration]) -> None:
    typed = action("ask", "GetParticipantInput", "check", Text="Type your number.", StoreInput="True",
                   InputValidation={"CustomValidation": {"MaximumLength": "8"}}, InputTimeLimitSeconds="6")  # fmt: skip
    check = action("check", "Compare", conditions=[("Timeout", "agent")], errors=[("NoMatchingCondition", "end")],
                   ComparisonValue="$.StoredCustomerInput")  # fmt: skip
    found = explored(written(typed, check, action("agent", "TransferContactToAgent"), END))
    node = found.flow.nodes["ask"]
    assert isinstance(node, f.Collect)
    assert node.most == 8
    assert str(found.menus[0].silent["always"]) == "yes"
    assert str(found.menus[0].zero["always"]) == "no"


def test_a_bot_listens_for_its_intents_and_knows_no_key(explored: Callable[..., Exploration]) -> None:
    bot = action("bot", "ConnectParticipantWithLexBot", "end", conditions=[("SpeakToAgent", "agent")],
                 errors=[("NoMatchingCondition", "end")], Text="What is it about?")  # fmt: skip
    found = explored(written(bot, action("agent", "TransferContactToAgent"), END))
    assert (str(found.menus[0].zero["always"]), str(found.menus[0].spoken["always"])) == ("no", "yes")


def test_a_comparison_with_what_a_function_returned_cannot_be_told(explored: Callable[..., Exploration]) -> None:
    compare = action("vip", "Compare", conditions=[("yes", "agent")], errors=[("NoMatchingCondition", "end")],
                     ComparisonValue="$.External.vip")  # fmt: skip
    found = explored(written(menu(("0", "vip")), compare, action("agent", "TransferContactToAgent"), END))
    answer = found.every_menu["always"]
    assert str(answer) == "cannot tell"
    assert "$.External.vip is not known" in answer.why


def test_an_action_of_an_unknown_type_is_opaque(explored: Callable[..., Exploration]) -> None:
    flow = explored(written(action("x", "DanceWithCaller", "end"), END)).flow
    node = flow.nodes["x"]
    assert isinstance(node, f.Opaque)
    assert "DanceWithCaller" in node.reason


def test_an_action_that_is_not_there_is_opaque(explored: Callable[..., Exploration]) -> None:
    found = explored(written(menu(("0", "nowhere")), END))
    assert "nowhere, which is not there" in found.every_menu["always"].why


def test_the_older_format_of_blocks_says_the_same(fixtures: Path) -> None:
    old = explore(read(fixtures / "connect" / "old-blocks.json"))
    assert str(old.first_menu["always"]) == "no"
    (line,) = old.menus
    assert line.where.endswith("old-blocks.json#/modules/0")
    node = old.flow.nodes["m"]
    assert isinstance(node, f.Menu)
    assert (dict(node.keys), node.silent.then, node.wrong.then, node.silent.after) == ({"1": "q"}, "q", "bye", 8.0)
    assert isinstance(old.flow.nodes["t"], f.Queue)


@pytest.fixture
def folder(fixtures: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(fixtures / "connect" / "export", tmp_path / "export"))


def test_a_folder_is_read_as_the_calls_that_begin_in_it(folder: Path) -> None:
    (flow,) = read_all(folder)
    assert flow.name == "Main"
    files = {Path(node.where.file).name for node in flow.nodes.values()}
    assert files == {"main.json", "transfer.json", "greeting-module.json"}


def test_the_hours_beside_a_flow_decide_what_it_does(folder: Path) -> None:
    (flow,) = read_all(folder)
    found = explore(flow)
    assert {id: str(answer) for id, answer in found.every_menu.items()} == {"open": "yes", "closed": "no"}
    (opening,) = [hours for hours in found.hours if hours.staffed]
    assert "mon" in opening.means
    assert opening.sample is not None
    assert opening.sample.hour == 10
    saturday = opening.sample.replace(day=28)
    at = hours_at(flow, saturday)
    assert at is not None
    assert not at.staffed


def test_what_waiting_customers_hear_comes_from_their_own_flow(folder: Path) -> None:
    (flow,) = read_all(folder)
    waiting = [node.waiting for node in flow.nodes.values() if isinstance(node, f.Queue)]
    assert [prompt.text for prompts in waiting for prompt in prompts] == ["Please hold the line."]


def test_a_flow_that_is_not_there_is_opaque(folder: Path) -> None:
    (folder / "flows" / "transfer.json").unlink()
    found = explore(read(folder / "flows" / "main.json"))
    assert any("Transfer to people" in menu.zero["open"].why for menu in found.menus)


def test_a_broken_file_of_a_folder_is_named_with_its_line(folder: Path) -> None:
    path = folder / "flows" / "transfer.json"
    path.write_text(path.read_text(encoding="utf-8")[:-200], encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"transfer.json:\d+: this is no JSON"):
        read_all(folder)


def test_other_json_is_no_phone_menu(tmp_path: Path) -> None:
    path = tmp_path / "package.json"
    path.write_text('{"name": "x", "Actions": 3}', encoding="utf-8")
    assert not is_flow(path)


def test_deep_nesting_and_great_size_are_told(tmp_path: Path) -> None:
    path = tmp_path / "deep.json"
    path.write_text('{"StartAction": "a", "Actions": ' + "[" * 60_000 + "]" * 60_000 + "}", encoding="utf-8")
    with pytest.raises(DefinitionError, match="nested"):
        read(path)
    path.write_text('{"StartAction": "a", "Actions": [' + " " * 21_000_000 + "]}", encoding="utf-8")
    with pytest.raises(DefinitionError, match="more than 20 MB"):
        read(path)


def test_broken_versions_never_crash(survives: Callable[[str, str], None], fixtures: Path) -> None:
    survives((fixtures / "connect" / "export" / "flows" / "main.json").read_text(encoding="utf-8"), "line.json")
    survives((fixtures / "connect" / "old-blocks.json").read_text(encoding="utf-8"), "line.json")


def test_the_samples_get_the_answers_that_people_read_out_of_them(samples: Path, truth: list[dict[str, str]]) -> None:
    rows = [row for row in truth if row["format"] == "amazon_connect"]
    assert len(rows) >= 6
    answers = {flow.name: explore(flow) for flow in read_all(samples / "amazon_connect")}
    for name in ("acme_main_AUTO", "cxblueprint_burger", "cxblueprint_menu"):
        expected = next(row for row in rows if name in row["local_file"] or name.split("_")[-1] in row["local_file"])
        assert expected["press 0 reaches a human from first menu?"].startswith("no")
        assert str(answers[name].first_menu["always"]) == str(answers[name].every_menu["always"]) == "no"
    assert "technical difficulties" in answers["acme_main_AUTO"].every_menu["always"].why
