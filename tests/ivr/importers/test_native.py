from __future__ import annotations

from pathlib import Path

import pytest

from cxsim.errors import DefinitionError
from cxsim.ivr import flow as f
from cxsim.ivr.importers import is_flow, read

EVERYTHING = """\
ivr: Service line
closed: goodbye
hours: mon-fri 08:00-20:00
zone: Europe/Berlin
holidays: DE-BY
language: en-GB
flow:
  welcome:
    name: Main menu
    says: {text: "For orders press 1, for complaints 2, for a person 0.", seconds: 7 s}
    keys: {1: order, 2: gate, 0: complaints, star: welcome, hash: deutsch}
    silent: {after: 4 s, repeat: 2, then: complaints, says: Are you still there?}
    wrong: {repeat: 1, then: complaints}
    interrupt: false
  order: {says: Type your order number., digits: 4 to 6, into: number, keys: {star: complaints}, then: status}
  status: {says: Your parcel is on its way., then: hang up}
  gate: {when: {closed: goodbye, "customer = gold": vip, else: count}}
  count: {set: {tries: +1}, then: tried}
  tried: {when: {"tries >= 3": machine, else: strange}}
  strange: {unknown: the shop's system decides, then: [complaints, machine]}
  vip: {dial: 030 23125 014, human: true}
  machine: {says: Please speak after the tone., voicemail: true}
  later: {callback: true}
  deutsch: {language: de-DE, says: Guten Tag., then: complaints}
  complaints: {queue: complaints, full: later, waiting: Please wait., estimate: true, hands over: true}
  goodbye: {says: We are open from 8 to 20., then: hang up}
"""


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "line.yaml"
    path.write_text(EVERYTHING, encoding="utf-8")
    return path


def test_every_field_of_a_phone_flow_is_read(written: Path) -> None:
    flow = read(written)
    nodes = flow.nodes
    welcome = nodes["welcome"]
    assert isinstance(welcome, f.Menu)
    assert welcome.title == "Main menu"
    assert welcome.keys == {"1": "order", "2": "gate", "0": "complaints", "*": "welcome", "#": "deutsch"}
    assert flow.seconds(welcome.says) == 7.0
    assert (welcome.silent.after, welcome.silent.repeat, welcome.silent.then) == (4.0, 2, "complaints")
    assert welcome.silent.says[0].text == "Are you still there?"
    assert (welcome.wrong.repeat, welcome.interrupt) == (1, False)
    order = nodes["order"]
    assert isinstance(order, f.Collect)
    assert (order.least, order.most, order.end, order.into, order.keys) == (4, 6, "#", "number", {"*": "complaints"})
    assert nodes["gate"].cases == (  # type: ignore[attr-defined]
        f.Case(condition=f.InHours(state="closed"), then="goodbye"),
        f.Case(condition=f.Compare(name="customer", op="=", value="gold"), then="vip"),
    )
    assert (nodes["count"].attribute, nodes["count"].add) == ("tries", 1)  # type: ignore[attr-defined]
    assert nodes["strange"].then == ("complaints", "machine")  # type: ignore[attr-defined]
    assert nodes["vip"].human is True  # type: ignore[attr-defined]
    assert isinstance(nodes["machine"], f.Voicemail)
    assert isinstance(nodes["later"], f.Callback)
    assert nodes["deutsch"].language == "de-DE"
    queue = nodes["complaints"]
    assert isinstance(queue, f.Queue)
    assert (queue.full, queue.waiting[0].text, queue.estimate, queue.hands_over) == (
        "later",
        "Please wait.",
        True,
        True,
    )
    assert flow.language == "en-GB"


def test_every_node_keeps_its_file_and_line(written: Path) -> None:
    nodes = read(written).nodes
    assert str(nodes["order"].where) == f"{written}:15"
    assert str(nodes["goodbye"].where) == f"{written}:26"


def test_closed_is_a_branch_before_the_first_step(written: Path) -> None:
    flow = read(written)
    opening = flow.nodes[flow.start]
    assert isinstance(opening, f.Branch)
    assert dict(opening.targets()) == {"closed": "goodbye", "else": "welcome"}


def test_the_flows_own_hours_win_over_the_touchpoints(written: Path) -> None:
    own = read(written).with_hours("sat 10:00-12:00", zone="UTC")
    assert str(own.schedules[f.LINE].weekly) == "mon-fri 08:00-20:00"
    assert own.schedules[f.LINE].holidays == "DE-BY"


def test_silence_left_out_is_five_seconds_and_then_the_line_is_cut(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("ivr: A\nflow:\n  m: {says: Press 1., keys: {1: q}}\n  q: {queue: all}\n", encoding="utf-8")
    menu = read(path).nodes["m"]
    assert isinstance(menu, f.Menu)
    assert (menu.silent.after, menu.silent.repeat, menu.silent.then) == (5.0, 0, f.HANG_UP)
    assert (menu.wrong.repeat, menu.wrong.then) == (0, f.HANG_UP)


def faults(tmp_path: Path, steps: str) -> list[str]:
    path = tmp_path / "wrong.yaml"
    path.write_text(f"ivr: Wrong\nflow:\n{steps}", encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        read(path)
    return [f"{fault.line}: {fault.what} ({fault.hint})" for fault in caught.value.faults]


def test_all_faults_are_told_at_once_with_lines_and_what_was_meant(tmp_path: Path) -> None:
    found = faults(
        tmp_path,
        "  welcome: {says: Hello., keys: {1: ordr, 2x: order}}\n"
        "  order: {says: Type it., digits: six, then: goodby}\n"
        "  goodbye: {says: Goodbye., then: hang up, quueue: x}\n"
        "  gate: {when: {closd: order}}\n",
    )
    assert [line.partition(":")[0] for line in found] == ["3", "3", "4", "4", "5", "6"]
    assert "did you mean 'order'?" in " ".join(found)
    assert "did you mean 'goodbye'?" in " ".join(found)
    assert "did you mean 'queue'?" in " ".join(found)
    assert "'closd' is no condition" in found[-1]


@pytest.mark.parametrize(
    ("step", "what"),
    [
        ("{queue: a, voicemail: true}", "cannot be queue and voicemail"),
        ("{says: Hello.}", "nothing follows"),
        ("{says: Type., digits: 3, keys: {5: x}, then: x}", "every digit belongs to the number"),
        ("{queue: a, silent: {repeat: 1}}", "'silent' means nothing for a step of this kind"),
        ("{says: Hi., then: [x, x]}", "goes on in one way"),
        ("{says: Hi., keys: {star: x, '*': x}}", "is there twice"),
    ],
)
def test_a_step_that_cannot_be_is_a_fault(tmp_path: Path, step: str, what: str) -> None:
    assert what in " ".join(faults(tmp_path, f"  x: {step}\n"))


def test_a_file_of_another_kind_is_refused_in_plain_words(tmp_path: Path) -> None:
    path = tmp_path / "menu.pdf"
    path.write_text("%PDF")
    with pytest.raises(DefinitionError, match="no format of phone menus"):
        read(path)


def test_only_files_that_begin_with_ivr_are_phone_menus(written: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text("scenario: Return\n")
    assert is_flow(written)
    assert not is_flow(other)
