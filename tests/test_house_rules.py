"""The rules of the house: layers, types and style are checked by their tools, so that nobody has to remember them."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent


def holds(*command):
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_imports_go_down_only():
    holds(BIN / "lint-imports", "--no-cache")


def test_style():
    holds(BIN / "ruff", "check", "--no-cache", ".")
    holds(BIN / "ruff", "format", "--no-cache", "--check", ".")


@pytest.mark.slow
def test_types_are_strict(tmp_path):
    holds(sys.executable, "-m", "mypy", "--cache-dir", str(tmp_path))


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_no_file_names_a_package_registry_or_a_path_of_a_machine():
    words = ["pypi" + ".org", "files.python" + "hosted", "registry.npm" + "js", "/wo" + "rk/", "/ro" + "ot/"]
    found = subprocess.run(
        ["git", "grep", "-nIF", *[part for word in words for part in ("-e", word)]],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.stdout == ""
