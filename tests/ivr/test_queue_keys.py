"""Keys that a queue takes while somebody waits: a callback, a way out, a 0 that leads away from people."""

from __future__ import annotations

from pathlib import Path

from cxsim.ivr.audit import audit
from cxsim.ivr.drift import drift
from cxsim.ivr.explore import Exploration, explore
from cxsim.ivr.flow import Flow, Queue
from cxsim.ivr.importers import read, writing
from cxsim.ivr.machine import Machine
from cxsim.ivr.walk import Acted, Choice, Do, Ended, walk
from cxsim.testing.phone import Script

LINE = """\
ivr: Line
flow:
  m: {says: For a person press 0., keys: {0: desk}, silent: {then: desk}, wrong: {then: desk}}
  desk:
    queue: service
    waiting: All lines are busy. To be called back press 1. To leave a message press 2.
    keys: {1: later, 2: machine}
    full: busy
  later: {says: We call you back., callback: true}
  machine: {voicemail: true}
  busy: {says: We are all busy. Goodbye., then: hang up}
"""


def flow(folder: Path, text: str = LINE, name: str = "line") -> Flow:
    path = folder / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return read(path)


def explored(folder: Path, text: str = LINE) -> Exploration:
    return explore(flow(folder, text))


def answer(exploration: Exploration, menu: str) -> str:
    return next(str(m.zero["always"]) for m in exploration.menus if m.id == menu)


def odd(exploration: Exploration, topic: str) -> list[str]:
    return [oddity.text for found in audit(exploration) if found.what == topic for oddity in found.odd]


def press(key: str, thinks: float = 30.0) -> Choice:
    return Choice(do=Do.PRESS, what=key, thinks=thinks)


def test_a_queue_reads_back_with_its_keys(tmp_path: Path) -> None:
    found = flow(tmp_path)
    desk = found.nodes["desk"]
    assert isinstance(desk, Queue)
    assert desk.keys == {"1": "later", "2": "machine"}
    assert writing.plain(flow(tmp_path, writing.written(found), "again")).nodes == writing.plain(found).nodes


def test_who_waits_and_presses_what_the_queue_does_not_know_goes_on_waiting(tmp_path: Path) -> None:
    taken = LINE.replace("    full: busy\n", "")
    exploration = explored(tmp_path, taken)
    assert [(m.id, m.kind) for m in exploration.menus] == [("m", "menu"), ("desk", "queue")]
    assert (answer(exploration, "m"), answer(exploration, "desk")) == ("yes", "yes")
    desk = exploration.menus[1]
    assert str(desk.silent["always"]) == str(desk.wrong["always"]) == "yes"


def test_a_0_that_leads_out_of_the_queue_to_a_machine_is_no_human(tmp_path: Path) -> None:
    exploration = explored(tmp_path, LINE.replace("{1: later, 2: machine}", "{0: machine}"))
    assert answer(exploration, "desk") == "no"
    proof = next(m.zero["always"] for m in exploration.menus if m.id == "desk")
    assert proof.keys == ("0", "0")
    assert proof.path[-1] == "get a machine that records a message"
    assert "wait 0 s" not in proof.story


def test_where_the_queue_is_full_nobody_waits_in_it(tmp_path: Path) -> None:
    exploration = explored(tmp_path)
    assert answer(exploration, "m") == "no"
    assert answer(exploration, "desk") == "yes"


def test_keys_announced_to_whoever_waits_are_held_to_what_the_queue_takes(tmp_path: Path) -> None:
    dead = LINE.replace("{1: later, 2: machine}", "{1: later, 3: machine}")
    told = odd(explored(tmp_path, dead), "announced keys")
    assert [text[:30] for text in told] == ["Key 2 is announced for “leave ", "Key 3 leads to “machine”, but "]
    assert not odd(explored(tmp_path), "announced keys")
    without = LINE.replace("    keys: {1: later, 2: machine}\n", "")
    topic = next(found for found in audit(explored(tmp_path, without)) if found.what == "announced keys")
    assert (topic.odd, [one.node for one in topic.unknown]) == ((), ["desk"])


def test_a_callback_on_a_key_of_the_queue_counts_as_an_offer(tmp_path: Path) -> None:
    topic = next(found for found in audit(explored(tmp_path)) if found.what == "callback offer")
    assert (topic.odd, topic.unknown) == ((), ())


def test_a_caller_leaves_the_queue_by_a_key_or_waits_for_somebody(tmp_path: Path) -> None:
    machine = Machine(flow(tmp_path))
    *_, acted, ended = [
        s for s in walk(machine, Script(choices=(press("0", 1.0), press("1")))) if not hasattr(s, "prompt")
    ]
    assert isinstance(acted, Acted)
    assert (acted.node.id, acted.seconds, acted.known) == ("desk", 30.0, True)
    assert isinstance(ended, Ended)
    assert (ended.node.id, ended.how) == ("later", "not human")
    for key in ("9", ""):
        *_, ended = walk(machine, Script(choices=(press("0", 1.0), *([press(key)] if key else []))))
        assert isinstance(ended, Ended)
        assert (ended.node.id, ended.how) == ("desk", "human")


def test_a_key_pressed_too_late_falls_into_the_queue(tmp_path: Path) -> None:
    late = Choice(do=Do.PRESS, what="1", thinks=7.0)
    *_, ended = walk(Machine(flow(tmp_path)), Script(choices=(late,)))
    assert isinstance(ended, Ended)
    assert ended.node.id == "later"


def test_drift_of_a_queues_keys_is_told_as_callers_feel_it(tmp_path: Path) -> None:
    was = flow(tmp_path)
    same = drift(was, was)
    assert (same.differences, same.unsure) == ((), ())
    now = flow(tmp_path, LINE.replace("{1: later, 2: machine}", "{1: machine, 2: machine}"), "now")
    (found,) = drift(was, now).differences
    assert found.path[-1] == "press 1 while you wait"
    assert "callback" in found.was
    assert "machine" in found.now
    gone = flow(tmp_path, LINE.replace("    keys: {1: later, 2: machine}\n", ""), "gone")
    assert {one.path[-1] for one in drift(was, gone).differences} == {
        "press 1 while you wait",
        "press 2 while you wait",
    }
