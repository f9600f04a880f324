"""Phone lines from the command line: one call told, a live line explored and checked, two of them compared."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from cxsim.cli import ivr, live
from cxsim.demo.company import DemoCompany
from cxsim.ivr.live import platform
from tests.ivr.live.applications import HELPLINE, TOKEN, Helpline
from tests.ivr.live.conftest import served

PROJECT = Path(__file__).parents[2] / "scenarios" / "ivr"
OPEN = "2026-11-24T10:30"


def run(*arguments: str | Path) -> Result:
    app = typer.Typer()
    ivr.register(app)
    live.register(app)
    return CliRunner().invoke(app, ["ivr", *map(str, arguments)])


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(Helpline().application()) as url:
        yield f"{url}/voice"


@pytest.fixture
def helpline(address: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv(platform.TOKEN_NAME, TOKEN)
    return address


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "helpline.yaml"
    path.write_text(HELPLINE, encoding="utf-8")
    return path


def test_a_live_call_is_told_with_its_seconds(helpline: str) -> None:
    result = run("walk", helpline, "--press", "7,0")
    assert result.exit_code == 0, result.output
    assert "hear   Welcome to the helpline." in result.stdout
    assert "press  7  (1.5 s, the line does not know it)" in result.stdout
    assert "end    people answer here: the queue desk" in result.stdout


def test_the_token_signs_and_is_never_shown(helpline: str) -> None:
    for format in ("text", "json"):
        result = run("walk", helpline, "--press", "0", "--format", format)
        assert TOKEN not in result.output
        assert result.exit_code == 0


def test_a_call_for_programs(helpline: str) -> None:
    told = json.loads(run("walk", helpline, "--press", ",agent", "--format", "json").stdout)
    acted = [step for step in told["steps"] if step["what"] == "acted"]
    assert [(step["action"], step["target"]) for step in acted] == [("listen", ""), ("say", "agent")]
    assert told["steps"][-1]["how"] == "human"
    assert told["exit_code"] == 0


def test_a_file_is_called_in_the_same_way(file: Path) -> None:
    result = run("walk", file, "--press", "1,4711")
    assert result.exit_code == 0
    assert "Your order is on its way." in result.stdout


def test_a_dialed_number_cannot_be_told_unless_somebody_says_who_answers(helpline: str) -> None:
    assert run("walk", helpline, "--press", "2").exit_code == 3
    assert run("walk", helpline, "--press", "2", "--human", "+12025550150").exit_code == 0


def test_a_persona_decides_herself(helpline: str, tmp_path: Path) -> None:
    persona = tmp_path / "anna.yaml"
    persona.write_text("problem: My order never came.\ngoal: Find it\nmood: calm\n", encoding="utf-8")
    result = run("walk", helpline, "--persona", persona)
    assert result.exit_code == 0, result.output
    assert "presses 1  (wants “your order”" in result.stdout
    moments = json.loads(run("walk", helpline, "--persona", persona, "--format", "json").stdout)["moments"]
    assert moments[0]["kind"] == "heard"


def test_a_persona_who_is_not_there_is_told(helpline: str) -> None:
    result = run("walk", helpline, "--persona", "nobody")
    assert result.exit_code == 2
    assert "there is no persona 'nobody'" in result.stderr


def test_a_host_that_nobody_allowed_is_not_called() -> None:
    for command in (["walk"], ["explore"], ["diff", str(PROJECT / "service-line.yaml")]):
        result = run(*command, "https://line.example/voice")
        assert result.exit_code == 3
        assert "--allow line.example" in result.stderr


def test_a_live_line_is_explored_checked_and_written(helpline: str, tmp_path: Path) -> None:
    out = tmp_path / "found.yaml"
    result = run("explore", helpline, "--format", "json", "-o", out)
    (flow,) = json.loads(result.stdout)["flows"]
    assert {menu["name"] for menu in flow["menus"]} >= {"Welcome to the helpline"}
    assert result.exit_code == 1  # all lines may be busy, and then the line is cut
    assert "human-escape" in {finding["check"] for finding in flow["findings"]}
    assert run("diff", out, helpline).exit_code == 0
    assert run("check", out).exit_code == 1


def test_an_exploration_that_had_to_stop_says_so(helpline: str) -> None:
    result = run("explore", helpline, "--calls", "8", "--rate", "100")
    assert result.exit_code == 3
    assert "announced-keys" not in result.stdout, "what was not tried is not blamed"
    assert "not everything was looked at" in result.stderr


def test_what_cannot_be_explored_is_told() -> None:
    result = run("explore", PROJECT / "service-line.yaml")
    assert result.exit_code == 3
    assert "is no address of a live line" in result.stderr


@pytest.mark.parametrize(
    ("version", "name"),
    [("as-is", "service-line"), pytest.param("redesign", "service-line-redesign", marks=pytest.mark.slow)],
)
def test_the_demos_webhook_agrees_with_its_file(version: str, name: str) -> None:
    with DemoCompany(version) as company:
        same = run("diff", PROJECT / f"{name}.yaml", f"{company.url}/voice?at={OPEN}", "--at", OPEN)
    assert (same.exit_code, same.stdout.splitlines()[1:]) == (0, [])


def test_drift_is_told_for_people_programs_and_pull_requests(tmp_path: Path, file: Path) -> None:
    other = tmp_path / "new.yaml"
    other.write_text(HELPLINE.replace(", 0: desk}", "}"), encoding="utf-8")
    text = run("diff", file, other)
    assert text.exit_code == 1
    assert "Press 0 (always): a key does something else" in text.stdout
    document = json.loads(run("diff", file, other, "--format", "json").stdout)
    assert document["differences"][0]["path"] == ["press 0"]
    assert document["exit_code"] == 1
    assert "| Press 0 | always |" in run("diff", file, other, "--format", "markdown").stdout
    assert run("diff", file, file).exit_code == 0


def test_what_changed_of_the_zero_rule_stands_first(tmp_path: Path) -> None:
    good = tmp_path / "good.yaml"
    good.write_text("ivr: L\nflow:\n  m: {says: Press 0., keys: {0: q}}\n  q: {queue: people}\n", encoding="utf-8")
    bad = tmp_path / "bad.yaml"
    bad.write_text("ivr: L\nflow:\n  m: {says: Press 0., keys: {1: q}}\n  q: {queue: people}\n", encoding="utf-8")
    lines = run("diff", good, bad).stdout.splitlines()
    assert lines[1] == "  Does 0 lead to a human from every menu (always)? It was yes, and is no."


def test_only_what_cannot_be_told_exits_with_3(tmp_path: Path, file: Path) -> None:
    other = tmp_path / "new.yaml"
    other.write_text(HELPLINE.replace("0: desk}", "0: u}") + "  u: {unknown: a program decides}\n", encoding="utf-8")
    result = run("diff", file, other)
    assert result.exit_code == 3
    assert "cannot tell, because a program decides" in result.stdout


def test_a_line_cannot_steer_the_terminal_or_a_comment(tmp_path: Path, file: Path) -> None:
    other = tmp_path / "evil.yaml"
    other.write_text(HELPLINE.replace("Thank", "x").replace("That was too short.", '"\\e[31m|<b>"'), encoding="utf-8")
    assert "\x1b" not in run("diff", file, other).stdout
    shown = run("diff", file, other, "--format", "markdown").stdout
    assert "<b>" not in shown.replace("\\<b\\>", "")
