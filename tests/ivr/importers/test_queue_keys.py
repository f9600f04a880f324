"""Keys that a queue takes, as the platforms write them down beside or behind the step that waits."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cxsim.ivr.explore import explore
from cxsim.ivr.flow import Callback, Flow, HangUp, Play, Queue, Transfer, Voicemail
from cxsim.ivr.importers import native, read, writing
from tests.ivr.importers.conftest import attempt, mutations


def written(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / name.replace("__", ".")
        path.write_text(text, encoding="utf-8")
    return folder


def the_queue(flow: Flow) -> Queue:
    (found,) = (node for node in flow.nodes.values() if isinstance(node, Queue))
    return found


def answer(flow: Flow) -> str:
    return next(str(menu.zero["always"]) for menu in explore(flow).menus if menu.kind == "queue")


def comes_back(flow: Flow) -> bool:
    return writing.plain(native.parse(writing.written(flow), Path(flow.file))) == writing.plain(flow)


WAIT = """<Response><Gather numDigits="1" action="{action}">
<Say>To be called back press 1.</Say></Gather><Play>music.mp3</Play></Response>"""


def twiml(folder: Path, out: str, action: str = "out.xml", enqueue: str = "") -> Flow:
    queue = f'<Enqueue waitUrl="wait.xml" {enqueue}>service</Enqueue>'
    voice = f"<Response>{queue}<Say>Leave a message.</Say><Record/></Response>"
    files = {"voice.xml": voice, "wait.xml": WAIT.format(action=action), "out.xml": out, "full.xml": "<Response/>"}
    return read(written(folder, **files) / "voice.xml")


def test_leave_in_the_wait_document_of_twiml_goes_on_behind_the_queue(tmp_path: Path) -> None:
    flow = twiml(tmp_path, "<Response><Say>All right.</Say><Leave/></Response>")
    queue = the_queue(flow)
    said = flow.nodes[queue.keys["1"]]
    assert isinstance(said, Play)
    assert said.text == "All right."
    after = flow.nodes[said.then]
    assert isinstance(after, Play)
    assert isinstance(flow.nodes[after.then], Voicemail)
    assert comes_back(flow)


def test_leave_goes_to_the_action_where_the_queue_has_one(tmp_path: Path) -> None:
    flow = twiml(tmp_path, "<Response><Leave/></Response>", enqueue='action="full.xml"')
    assert the_queue(flow).full == "full"
    assert [target for _, target in flow.nodes[the_queue(flow).keys["1"]].targets()] == ["full"]


def test_a_document_that_ends_in_the_queue_lets_one_wait_on(tmp_path: Path) -> None:
    flow = twiml(tmp_path, "<Response><Say>You are number three.</Say></Response>")
    assert the_queue(flow).keys == {}
    again = twiml(tmp_path, "<Response><Redirect>wait.xml</Redirect></Response>")
    assert the_queue(again).keys == {}


def test_what_an_application_does_with_a_key_in_the_queue_cannot_be_told(tmp_path: Path) -> None:
    wait = WAIT.format(action="/choose").replace("press 1", "press 0")
    voice = '<Response><Enqueue waitUrl="wait.xml">service</Enqueue></Response>'
    flow = read(written(tmp_path, **{"voice.xml": voice, "wait.xml": wait}) / "voice.xml")
    assert answer(flow) == "cannot tell"


def test_a_hang_up_in_the_queue_is_one(tmp_path: Path) -> None:
    flow = twiml(tmp_path, "<Response><Hangup/></Response>")
    assert explore(flow).menus[0].kind == "queue"
    assert answer(flow) == "yes"  # 0 is not what it takes
    assert [target for _, target in flow.nodes[the_queue(flow).keys["1"]].targets()] == ["hang up"]


DIALPLAN = """\
[in]
exten => s,1,Queue(service)
[leaving]
exten => 0,1,VoiceMail(100@default)
exten => 1,1,Dial(PJSIP/7)
exten => 42,1,Hangup()
"""
QUEUES = """\
[general]
context = nowhere
[line](!)
context = leaving
periodic-announce = press-1-for-the-desk,thank-you   ; again and again
announce-holdtime = yes
announce-frequency = 60
[service](line)
strategy = ringall
"""


def test_asterisk_sends_who_types_a_single_digit_to_the_context_of_the_queue(tmp_path: Path) -> None:
    flow = read(written(tmp_path, **{"extensions.conf": DIALPLAN, "queues.conf": QUEUES}) / "extensions.conf")
    queue = the_queue(flow)
    assert set(queue.keys) == {"0", "1"}
    assert isinstance(flow.nodes[queue.keys["0"]], Voicemail)
    assert isinstance(flow.nodes[queue.keys["1"]], Transfer)
    assert [prompt.audio for prompt in queue.waiting] == ["press-1-for-the-desk", "thank-you"]
    assert queue.estimate is True
    assert answer(flow) == "no"
    assert comes_back(flow)


def test_asterisk_without_a_context_takes_no_keys_in_a_queue(tmp_path: Path) -> None:
    queues = QUEUES.replace("context = leaving\n", "").replace("announce-frequency = 60", "announce-frequency = 0")
    flow = read(written(tmp_path, **{"extensions.conf": DIALPLAN, "queues.conf": queues}) / "extensions.conf")
    assert (the_queue(flow).keys, the_queue(flow).estimate) == ({}, False)
    (tmp_path / "queues.conf").write_bytes(b"\x00[[[=\xff" * 1000)
    assert the_queue(read(tmp_path / "extensions.conf")).keys == {}


def action(id: str, type: str, then: str = "", keys: dict[str, str] | None = None, **parameters: Any) -> dict[str, Any]:
    conditions = [
        {"NextAction": to, "Condition": {"Operator": "Equals", "Operands": [key]}} for key, to in (keys or {}).items()
    ]
    transitions: dict[str, Any] = {"Errors": [], "Conditions": conditions}
    if then:
        transitions["NextAction"] = then
    return {"Identifier": id, "Type": type, "Parameters": parameters, "Transitions": transitions}


def connect(folder: Path, *waiting: dict[str, Any]) -> Flow:
    entry = [
        action("hook", "UpdateContactEventHooks", "choose", EventHooks={"CustomerQueue": "arn:x/contact-flow/wait"}),
        action("choose", "UpdateContactTargetQueue", "queue", QueueId="service"),
        action("queue", "TransferContactToQueue"),
    ]
    flows = {"entry": ("CONTACT_FLOW", entry), "wait": ("CUSTOMER_QUEUE", list(waiting))}
    for name, (kind, actions) in flows.items():
        content = {"Version": "2019-10-30", "StartAction": actions[0]["Identifier"], "Actions": actions}
        found = {"Name": name, "Id": name, "Type": kind, "Content": json.dumps(content)}
        (folder / f"{name}.json").write_text(json.dumps(found), encoding="utf-8")
    return read(folder / "entry.json")


LOOP = action(
    "loop", "MessageParticipantIteratively", Messages=[{"Text": "To be called back press 1, to go on waiting 2."}]
)


def test_connect_takes_the_keys_of_the_flow_for_waiting_customers(tmp_path: Path) -> None:
    flow = connect(
        tmp_path,
        LOOP,
        action("ask", "GetParticipantInput", keys={"1": "later", "2": "on"}, Text="Press 1 or 2."),
        action("later", "CreateCallbackContact", "bye"),
        action("bye", "DisconnectParticipant"),
        action("on", "EndFlowExecution"),
    )
    queue = the_queue(flow)
    assert set(queue.keys) == {"1", "2"}
    assert isinstance(flow.nodes[queue.keys["1"]], Callback)
    assert [target for _, target in flow.nodes[queue.keys["2"]].targets()] == [queue.id]
    assert answer(flow) == "yes"
    assert comes_back(flow)


def test_connect_ends_the_call_only_where_the_waiting_flow_disconnects(tmp_path: Path) -> None:
    asks = action("ask", "GetParticipantInput", keys={"0": "bye", "1": "again"}, Text="Press 0 or 1.")
    flow = connect(tmp_path, asks, action("bye", "DisconnectParticipant"), {**LOOP, "Identifier": "again"})
    queue = the_queue(flow)
    assert isinstance(flow.nodes[queue.keys["0"]], HangUp)
    assert [target for _, target in flow.nodes[queue.keys["1"]].targets()] == [queue.id]
    assert answer(flow) == "no"


def test_broken_settings_of_queues_never_crash(tmp_path: Path) -> None:
    written(tmp_path, **{"extensions.conf": DIALPLAN})
    for mutated in mutations(QUEUES):
        (tmp_path / "queues.conf").write_text(mutated, encoding="utf-8")
        assert explore(read(tmp_path / "extensions.conf")).states > 0


def test_broken_documents_of_a_queue_never_crash(tmp_path: Path) -> None:
    voice = '<Response><Enqueue waitUrl="wait.xml">service</Enqueue></Response>'
    written(tmp_path, **{"voice.xml": voice, "out.xml": "<Response><Leave/></Response>"})
    for mutated in mutations(WAIT.format(action="out.xml")):
        (tmp_path / "wait.xml").write_text(mutated, encoding="utf-8")
        flow, faults = attempt(tmp_path / "voice.xml")
        assert all(fault.file is not None for fault in faults)
        assert flow is None or explore(flow).states > 0


def test_documents_of_a_queue_that_lead_to_each_other_have_an_end(tmp_path: Path) -> None:
    flow = twiml(tmp_path, "<Response><Redirect>out.xml</Redirect></Response>")
    assert the_queue(flow).keys == {}
