from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import typer
from typer.testing import CliRunner, Result

from cxsim.cli import ivr

FIXTURES = Path(__file__).parents[1] / "ivr" / "importers" / "fixtures"
PROJECT = Path(__file__).parents[2] / "scenarios" / "ivr"
GOOD = """\
ivr: Good line
hours: mon-fri 08:00-20:00
zone: Europe/Berlin
closed: shut
flow:
  m: {says: For a person press 0., keys: {0: q}, silent: {then: q}, wrong: {then: q}}
  q: {queue: service}
  shut: {says: We are open from 8 to 20., then: hang up}
"""
UNSURE = """\
ivr: Unsure
flow:
  m: {says: For a person press 0., keys: {0: d}, silent: {then: d}, wrong: {then: d}}
  d: {dial: '5'}
"""


def run(*arguments: str | Path) -> Result:
    app = typer.Typer()
    ivr.register(app)
    return CliRunner().invoke(app, ["ivr", *map(str, arguments)])


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.yaml"
    path.write_text(GOOD, encoding="utf-8")
    return path


def flow_of(result: Result) -> dict[str, Any]:
    flow: dict[str, Any] = json.loads(result.stdout)["flows"][0]
    return flow


def test_a_good_line_exits_with_0(good: Path) -> None:
    result = run("check", good)
    assert result.exit_code == 0
    assert "Nothing was found wrong." in result.stdout


def test_a_line_that_failed_exits_with_1_and_says_where() -> None:
    result = run("check", PROJECT / "service-line.yaml")
    assert result.exit_code == 1
    assert "service-line.yaml:13: human-escape at “orders”" in result.stdout


def test_a_wrong_definition_exits_with_2_and_tells_every_fault(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("ivr: A\nflow:\n  m: {says: x, keys: {1: n}}\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("ivr: B\nflow:\n  m: {queue: x, says: x, voicemail: true}\n", encoding="utf-8")
    result = run("check", tmp_path)
    assert result.exit_code == 2
    assert "a.yaml:3" in result.stderr
    assert "b.yaml:3" in result.stderr
    assert "2 faults found." in result.stderr


def test_only_cannot_tell_exits_with_3(tmp_path: Path) -> None:
    path = tmp_path / "unsure.yaml"
    path.write_text(UNSURE, encoding="utf-8")
    result = run("check", path, "--format", "json")
    assert result.exit_code == 3
    unknown = flow_of(result)["unknowns"][0]
    assert (unknown["check"], unknown["node"]) == ("human-escape", "m")
    assert "nobody said whether a human answers at 5" in unknown["text"]


def test_a_long_menu_is_a_warning_and_no_failure(tmp_path: Path) -> None:
    spoken = " ".join(f"For thing {'abcde'[n - 1]} press {n}." for n in range(1, 6)) + " For a person press 0."
    keys = ", ".join(f"{n}: q" for n in range(6))
    path = tmp_path / "long.yaml"
    menu = f"{{says: {spoken}, keys: {{{keys}}}, silent: {{then: q}}, wrong: {{then: q}}}}"
    path.write_text(f"ivr: L\nflow:\n  m: {menu}\n  q: {{queue: a}}\n", encoding="utf-8")
    result = run("check", path)
    assert result.exit_code == 0
    assert "warning: menu-length" in result.stdout


def test_the_contract_of_the_json(good: Path) -> None:
    flow = flow_of(run("check", good, "--format", "json"))
    assert [hours["id"] for hours in flow["hours"]] == ["open", "closed"]
    assert all(hours["means"] and hours["sample"] for hours in flow["hours"])
    (menu,) = flow["menus"]
    assert (menu["id"], menu["name"], menu["kind"]) == ("m", "m", "menu")
    assert menu["answers"]["open"]["answer"] == "yes"
    assert menu["answers"]["open"]["keys"] == ["0"]
    assert menu["answers"]["closed"]["why"].startswith("no call comes here at this time")
    for key in ("first_menu", "every_menu", "every_menu_without_collects"):
        assert flow[key] == {"open": "yes", "closed": "no"}
    assert flow["findings"] == []


def test_findings_say_check_node_place_and_text() -> None:
    flow = flow_of(run("check", PROJECT / "service-line.yaml", "--format", "json"))
    for finding in flow["findings"]:
        assert {"check", "node", "where", "text"} <= set(finding)
        assert finding["text"]
    assert {finding["check"] for finding in flow["findings"]} == {
        "human-escape",
        "silent-caller",
        "wrong-key-caller",
        "announced-keys",
        "false-promise",
        "data-before-human",
        "closed-notice",
        "waiting-phrases",
    }


@pytest.mark.parametrize(
    ("at", "hours", "answer"),
    [
        ("tuesday 10:00", "open", "yes"),
        ("2026-11-24 21:00", "closed", "no"),
        ("2026-11-24T06:30:00+00:00", "closed", "no"),
    ],
)
def test_a_time_asks_for_the_hours_that_hold_then(good: Path, at: str, hours: str, answer: str) -> None:
    flow = flow_of(run("check", good, "--format", "json", "--at", at))
    assert [found["id"] for found in flow["hours"]] == [hours]
    assert flow["every_menu"] == {hours: answer}


def test_a_time_without_known_hours_is_a_wrong_definition(tmp_path: Path) -> None:
    path = tmp_path / "line.yaml"
    path.write_text(GOOD.replace("hours: mon-fri 08:00-20:00\nzone: Europe/Berlin\n", ""), encoding="utf-8")
    result = run("check", path, "--at", "tuesday 10:00")
    assert result.exit_code == 2
    assert "nobody said the hours" in result.stderr


def test_a_time_that_is_none_is_told(good: Path) -> None:
    assert run("check", good, "--at", "soon").exit_code == 2


def test_hours_come_from_the_touchpoint_that_names_the_file() -> None:
    flow = flow_of(run("check", PROJECT / "service-line-redesign.yaml", "--format", "json"))
    assert "mon-fri 08:00-20:00, sat 09:00-14:00" in flow["hours"][0]["means"]
    assert [hours["id"] for hours in flow["hours"]] == ["open", "closed", "holiday"]


def test_the_redesigned_line_has_no_finding_and_the_folder_both() -> None:
    assert run("check", PROJECT / "service-line-redesign.yaml").exit_code == 0
    result = run("check", PROJECT, "--format", "json")
    assert result.exit_code == 1
    assert len(json.loads(result.stdout)["flows"]) == 2


def test_junit_and_markdown_can_be_read() -> None:
    root = ElementTree.fromstring(run("check", PROJECT, "--format", "junit").stdout)
    assert {suite.get("failures") for suite in root} == {"0", "8"}
    assert "| orders | no | not heard | not heard |" in run("check", PROJECT, "--format", "markdown").stdout


def test_a_folder_without_a_menu_is_told(tmp_path: Path) -> None:
    result = run("check", tmp_path)
    assert result.exit_code == 2
    assert "no phone menu in this folder" in result.stderr


def test_the_map_is_a_tree_on_the_terminal_and_a_picture_in_a_file(good: Path, tmp_path: Path) -> None:
    assert "m (menu)  [0: yes]" in run("map", good).stdout
    picture = tmp_path / "line.svg"
    assert run("map", good, "-o", picture).exit_code == 0
    assert ElementTree.parse(picture).getroot().tag.endswith("svg")


def test_a_file_cannot_steer_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "evil.yaml"
    path.write_text('ivr: "\\e[31mred"\nflow:\n  m: {queue: a}\n', encoding="utf-8")
    assert "\x1b" not in run("check", path).stdout


def test_a_menu_of_another_format_is_written_as_yaml_that_says_the_same(tmp_path: Path) -> None:
    result = run("import", FIXTURES / "connect" / "old-blocks.json")
    assert result.exit_code == 0
    assert str(FIXTURES) not in result.stdout
    path = tmp_path / "line.yaml"
    path.write_text(result.stdout, encoding="utf-8")
    before = flow_of(run("check", FIXTURES / "connect" / "old-blocks.json", "--format", "json"))
    after = flow_of(run("check", path, "--format", "json"))
    assert before["every_menu"] == after["every_menu"] == {"always": "no"}
    assert [menu["answers"] for menu in before["menus"]] == [menu["answers"] for menu in after["menus"]]


def test_every_menu_of_a_folder_is_written_to_a_file_of_its_own(tmp_path: Path) -> None:
    out = tmp_path / "menus"
    assert run("import", FIXTURES, "-o", out).exit_code == 0
    assert {path.name for path in out.iterdir()} >= {"Main.yaml", "main-2.yaml", "voice.yaml"}
    again = run("import", FIXTURES, "-o", out)
    assert (again.exit_code, "is there already" in again.stderr) == (3, True)
    assert run("import", FIXTURES, "-o", out, "--force").exit_code == 0


def test_a_name_cannot_lead_out_of_the_folder(tmp_path: Path) -> None:
    source = tmp_path / "a.yaml"
    for name in ("../../out", "/etc/x", "..", "."):
        source.write_text(f"ivr: {name}\nflow:\n  q: {{queue: a}}\n", encoding="utf-8")
        assert run("import", source, "-o", tmp_path / "menus", "--force").exit_code == 0
    assert {path.parent for path in tmp_path.rglob("*.yaml")} == {tmp_path, tmp_path / "menus"}


def test_nothing_is_written_where_a_menu_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.vxml").write_text("<vxml><form>", encoding="utf-8")
    (tmp_path / "b.xml").write_text("<Response><Dial>1</Dial></Response>", encoding="utf-8")
    assert run("import", tmp_path, "-o", tmp_path / "out").exit_code == 2
    assert not (tmp_path / "out").exists()


def test_seconds_to_a_human_are_told_by_hour_where_a_project_lies_around_the_menu() -> None:
    told = flow_of(run("check", PROJECT / "service-line.yaml", "--format", "json", "--at", "2026-11-24 10:30"))
    human = told["seconds_to_a_human"]
    assert (human["day"], human["simulated"]) == ("2026-11-24", True)
    by_zero = {hour["hour"]: hour for hour in human["hours"] if hour["caller"] == "zero"}
    assert set(by_zero) == {f"{hour:02d}:00" for hour in range(8, 20)}
    ten, one = by_zero["10:00"], by_zero["13:00"]
    assert ten["queue"] == "general"
    assert ten["keys"] == ["0", "000000"]
    assert ten["menu"] < ten["median"] < ten["nine_in_ten"]
    assert one["hang_up"]["office-manager"] < ten["hang_up"]["office-manager"] <= 1.0


@pytest.mark.parametrize("broken", [False, True])
def test_seconds_to_a_human_are_not_measured_where_no_center_can_be_read(tmp_path: Path, broken: bool) -> None:
    (tmp_path / "scenarios").mkdir()
    path = tmp_path / "scenarios" / "good.yaml"
    path.write_text(GOOD, encoding="utf-8")
    center = "callcenter: center.yaml" if broken else "owner: Service"
    map = (
        "company: {name: Shop, zone: Europe/Berlin}\n"
        f"touchpoints:\n  phone:\n    channel: phone\n    flow: good.yaml\n    {center}\n"
    )
    (tmp_path / "scenarios" / "touchpoints.yaml").write_text(map, encoding="utf-8")
    human = flow_of(run("check", path, "--format", "json"))["seconds_to_a_human"]
    assert ("cannot be read" if broken else "no call center is written") in human["not_measured"]
    assert "hours" not in human
