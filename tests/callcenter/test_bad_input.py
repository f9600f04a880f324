"""What a planner reads who got something wrong, on the command line: which file, which line, and what to do."""

import pytest
import typer
from typer.testing import CliRunner

from cxsim.cli import callcenter

CENTER = {"hours": "08:00-09:00", "calls": "20/h", "aht": "3 min", "patience": "2 min", "agents": "3"}
MAP = """company: {name: Shop, zone: Europe/Berlin, language: de-DE}
touchpoints:
  phone: {channel: phone, owner: Us, callcenter: center.yaml}
"""


@pytest.fixture
def simulate(tmp_path, monkeypatch):
    """Simulate a center of these lines in a folder with these files; returns the exit code and what is read."""
    monkeypatch.chdir(tmp_path)
    app = typer.Typer()
    callcenter.register(app)

    def run(*, on="2026-11-24", files=None, **lines):
        for name, text in (files or {}).items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        written = {"callcenter": "Line", **CENTER, **{name: text for name, text in lines.items() if text is not None}}
        kept = {name: text for name, text in written.items() if lines.get(name, "") is not None}
        text = "".join(f"{name}: {value}\n" for name, value in kept.items())
        (tmp_path / "center.yaml").write_text(text, encoding="utf-8")
        asked = ["callcenter", "simulate", "center.yaml", "--date", on, "--replications", "2"]
        done = CliRunner().invoke(app, asked)
        return done.exit_code, done.output

    app.command("other")(lambda: None)
    return run


def test_negative_numbers_are_all_named_at_once_each_on_its_line(simulate):
    code, said = simulate(calls="-20/h", aht="-3 min", agents="-3", patience="-1 min")
    assert code == 2
    assert [line.split(": ")[0] for line in said.splitlines() if ".yaml:" in line] == [
        f"center.yaml:{line}" for line in (3, 4, 5, 6)
    ]
    assert "'-20/h' is a negative rate" in said
    assert "4 faults found" in said


def test_a_type_that_nobody_has_the_skill_for(simulate):
    types = "{a: {forecast: 20/h}, b: {forecast: 20/h}}"
    code, said = simulate(calls=types, agents=None, groups="{team: {answers: [a], agents: 3}}")
    assert code == 2
    assert "no agent has the skill for 'b'" in said
    assert "add it to the `answers` of a group" in said


def test_a_shift_over_midnight_says_to_write_two(simulate):
    code, said = simulate(agents="[{from: 22:00, to: 06:00, heads: 4}]")
    assert (code, "runs over midnight" in said, "one to 24:00, one from 00:00" in said) == (2, True, True)
    code, said = simulate(
        agents="shifts.csv", files={"shifts.csv": "start;end;agents\n22:00;06:00;4\n08:00;12:00;-2\n"}
    )
    assert code == 2
    assert "shifts.csv:2: '22:00' runs over midnight: write two rows" in said
    assert "shifts.csv:3: '-2' is a negative number" in said


@pytest.mark.parametrize(("on", "way"), [("2026-03-29", "forward"), ("2026-10-25", "back")])
def test_a_day_on_which_the_clocks_change_is_simulated_with_a_note(simulate, on, way):
    code, said = simulate(on=on, hours="01:00-05:00", files={"touchpoints.yaml": MAP})
    assert code == 0
    assert f"the clocks of Europe/Berlin go {way}" in said


def test_a_queue_that_only_grows_is_a_warning_with_the_hours_and_a_remedy(simulate):
    code, said = simulate(calls="100/h", patience=None)
    assert code == 0
    assert (
        "center.yaml:3: warning: calls needs 5.0 agents, and nobody hangs up: the queue only grows (08:00-09:00)"
        in said
    )
    assert "write more agents, or patience: 3 min" in said


def test_an_empty_table_is_named(simulate):
    code, said = simulate(calls="forecast.csv", files={"forecast.csv": ""})
    assert (code, "forecast.csv:1: the table is empty" in said) == (2, True)


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ("{start: calls, calls: start}", "plan.csv:2: '5' has no time of day"),
        ("{agents: calls, calls: agents}", "10 calls are 0.5 hours of work, and 100.0 hours are staffed"),
    ],
)
def test_swapped_columns_are_noticed_each_once(simulate, columns, said):
    plan = {"plan.csv": "start,calls,agents\n08:00,5,100\n08:30,5,100\n"}
    _, read = simulate(calls="plan.csv", agents="plan.csv", columns=f"{{plan.csv: {columns}}}", files=plan)
    assert read.count(said) == 1


def test_a_quiet_line_with_two_agents_is_no_swapped_plan(simulate):
    _, said = simulate(calls="1/h", agents="2")
    assert "swapped" not in said


@pytest.mark.parametrize(
    ("log", "said"),
    [
        ("", "the table is empty"),
        ("arrival,wait,service,outcome\n", "the table is empty"),
        ("a,b\n1,2\n3,4\n", "no column looks like arrival or wait or talk"),
        (
            "arrival,wait,service,outcome\n120,2026-02-01 08:00:00,30,served\n130,2026-02-01 08:01:00,20,served\n",
            "no call can be used (2 rows: a wait that is negative, missing or hours long)",
        ),
    ],
)
def test_a_log_from_which_nothing_can_be_learned(tmp_path, log, said):
    app = typer.Typer()
    callcenter.register(app)
    app.command("other")(lambda: None)
    (tmp_path / "log.csv").write_text(log, encoding="utf-8")
    done = CliRunner().invoke(app, ["callcenter", "fit", str(tmp_path / "log.csv")])
    assert done.exit_code == 2
    assert said in done.output
    assert "--layout" in done.output or "headers" in done.output
