"""The wheel, installed elsewhere, gives the same command, the demo's company, personas and scenarios included."""

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dist")
    # without isolation: the backend is installed here, pinned, and nothing is fetched for the build
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def elsewhere(wheel, tmp_path_factory):
    """An environment that has the wheel, and the dependencies of this one."""
    folder = tmp_path_factory.mktemp("elsewhere")
    venv.create(folder, with_pip=False)
    site = next(folder.glob("lib/python*/site-packages"))  # lib64 may be a second name of the same
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(site)
    (ours,) = {Path(p) for p in sys.path if p.endswith("site-packages")}
    (site / "dependencies.pth").write_text(f"{ours}\n", encoding="utf-8")
    return folder / "bin" / "python"


def run(python, folder, *words):
    code = "import cxsim, sys; from cxsim.cli import main; print(cxsim.__file__, file=sys.stderr); main()"
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    return subprocess.run(
        [str(python), "-c", code, *words], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_what_the_wheel_holds(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    for needed in (
        "cxsim/py.typed",
        "cxsim/demo/project/personas/anxious-parent.yaml",
        "cxsim/demo/project/scenarios/touchpoints.yaml",
        "cxsim/demo/project/scenarios/ivr/service-line.yaml",
        "cxsim/demo/templates/base.html",
        "cxsim/reporting/report.schema.json",
        "cxsim/reporting/templates/report.css",
        "cxsim/schemas/persona.json",
        "cxsim/channels/web/page.js",
    ):
        assert needed in names
    assert not [name for name in names if name.startswith(("tests/", "reports/", "personas/"))]


def test_the_demo_runs_from_the_installed_wheel(elsewhere, tmp_path):
    done = run(elsewhere, tmp_path, "demo", "--loading", "0.5s", "--version", "redesign")
    assert done.returncode == 0, done.stdout + done.stderr
    assert str(elsewhere.parents[1]) in done.stderr  # it really was the installed one
    (report,) = (tmp_path / "reports").glob("*/report.html")
    assert report.stat().st_size > 50_000


def test_init_and_validate_work_there(elsewhere, tmp_path):
    assert run(elsewhere, tmp_path, "init", "mine").returncode == 0
    done = run(elsewhere, tmp_path / "mine", "validate")
    assert done.returncode == 0, done.stderr
