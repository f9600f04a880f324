"""`cxsim validate`, `schema` and `init`, as somebody at a terminal meets them."""

import json
import subprocess
import sys
import time

import pytest
import typer
from typer.testing import CliRunner

from cxsim.cli import define

HEAVY = ("playwright", "pandas", "simpy", "faker", "scipy", "altair", "numpy", "jinja2", "sqlalchemy")


@pytest.fixture
def cxsim():
    app = typer.Typer()
    define.register(app)

    def call(*words):
        return CliRunner().invoke(app, [str(word) for word in words])

    return call


def test_a_project_is_retold(cxsim, small_project):
    result = cxsim("validate", small_project())
    assert result.exit_code == 0
    assert "The customer tries the web shop and looks for the way alone; if unsolved, calls the phone." in result.stdout
    assert "Assumed: it begins on the next working day at 10:00." in result.stdout
    assert "3 files checked, no fault." in result.stdout
    assert result.stderr == ""


def test_every_fault_is_told_on_stderr_and_the_code_is_2(cxsim, small_project):
    root = small_project(
        {"personas/anna.yaml": "problem: x\ngoal: y\nmood: grim\n", "scenarios/complain.yaml": "scenario: x\n"}
    )
    result = cxsim("validate", root)
    assert result.exit_code == 2
    assert f"{root}/personas/anna.yaml:3: mood: 'grim' is not a word that is known here\n  hint: write" in result.stderr
    assert "'journey' is missing" in result.stderr
    assert "'personas' is missing" in result.stderr
    assert "3 faults found." in result.stderr
    assert result.stdout == ""


def test_warnings_stop_nobody(cxsim, small_project):
    result = cxsim("validate", small_project({"personas/anna.yaml": "problem: Order #1\ngoal: A repair\nmood: calm\n"}))
    assert result.exit_code == 0
    assert "personas/anna.yaml:1: warning: the text ends before '#1'" in result.stderr
    assert "3 files checked, no fault, 1 warning." in result.stdout


def test_the_current_folder_is_the_default(cxsim, small_project, monkeypatch):
    monkeypatch.chdir(small_project())
    assert "3 files checked" in cxsim("validate").stdout


def test_programs_read_json(cxsim, small_project):
    root = small_project({"personas/anna.yaml": "problem: x\ngoal: y\nmood: grim\n"})
    result = cxsim("validate", "--format", "json", root)
    assert result.exit_code == 2
    found = json.loads(result.stdout)
    assert found["faults"][0]["line"] == 3
    assert found["faults"][0]["file"].endswith("personas/anna.yaml")
    assert found["retelling"] == []
    assert json.loads(cxsim("validate", "--format", "json", small_project({"personas/anna.yaml": None})).stdout)


def test_text_from_files_cannot_steer_the_terminal(cxsim, small_project):
    root = small_project({"personas/anna.yaml": 'problem: "\\e[31mred\\u202e"\ngoal: A repair\nmood: "\\e[2Jx"\n'})
    result = cxsim("validate", root)
    assert "\x1b" not in result.output
    assert "\u202e" not in result.output


@pytest.mark.parametrize("name", ["persona", "touchpoints", "scenario", "ivr", "callcenter"])
def test_schemas_are_printed(cxsim, name):
    result = cxsim("schema", name)
    assert result.exit_code == 0
    assert json.loads(result.stdout)["title"] == f"cxsim {name}"


def test_an_unknown_schema_is_told(cxsim):
    result = cxsim("schema", "personas")
    assert result.exit_code == 2
    assert "did you mean 'persona'?" in result.stderr


def test_init_lays_out_a_project_that_validates(cxsim, tmp_path):
    result = cxsim("init", tmp_path / "new")
    assert result.exit_code == 0
    assert "wrote" in result.stdout
    assert "cxsim validate" in result.stdout
    assert cxsim("validate", tmp_path / "new").exit_code == 0


def test_init_keeps_what_is_there(cxsim, tmp_path):
    (tmp_path / "README.md").write_text("mine")
    assert "kept" in cxsim("init", tmp_path).stdout
    assert (tmp_path / "README.md").read_text() == "mine"


def test_init_where_nothing_can_be_written_is_one_sentence(cxsim, tmp_path):
    (tmp_path / "file").write_text("x")
    result = cxsim("init", tmp_path / "file")
    assert result.exit_code == 3
    assert "cannot be written" in result.stderr


def imported_by(code):
    program = f"import sys\n{code}\nprint(*[name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()[-1].split()


def test_validating_a_whole_project_loads_nothing_heavy(cxsim, tmp_path):
    cxsim("init", tmp_path)
    assert (
        imported_by(
            f"from pathlib import Path\nfrom cxsim.cli import define\ndefine.validate([Path({str(tmp_path)!r})])"
        )
        == []
    )


def test_help_loads_nothing_heavy():
    code = "import cxsim.cli\ntry: cxsim.cli.app(['--help'])\nexcept SystemExit: pass"
    assert imported_by(code) == []


def test_a_project_of_a_hundred_journeys_is_validated_quickly(cxsim, small_project):
    persona = (
        "problem: It leaks.\ngoal: A repair\nmood: calm\nexpects: {wait: 20 s to 60 s}\npatience: {queue: 4 min}\n"
    )
    scenario = (
        "scenario: x\npersonas: all\njourney:\n  - web shop: [log in, {fill: {A: <order>}}, {click: Send}]\n  - phone\n"
    )
    root = small_project(
        {f"personas/p{n}.yaml": persona for n in range(50)} | {f"scenarios/s{n}.yaml": scenario for n in range(50)}
    )
    started = time.process_time()
    assert cxsim("validate", root).exit_code == 0
    assert time.process_time() - started < 2
