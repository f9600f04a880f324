"""The rules of the house: layers, types and style are checked by their tools, so that nobody has to remember them."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distributions, packages_distributions, requires
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


needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


@needs_git
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


@needs_git
def test_whatever_is_imported_is_declared():
    """A package that only happens to be installed here would be missing on the next machine."""
    declared = {name(need) for need in needs_of_the_project()}
    declared |= {"ciw", "salabim"}  # peers in benchmarks, measured where they are at hand: Ciw brings a package `tests`
    declared |= {part for part, whole in PART_OF.items() if whole in declared}
    comes_from = packages_distributions()
    ours = {"cxsim", "tests", "benchmarks"}
    missing = {
        (module, file)
        for file in tracked("*.py")
        for module in imported(ROOT / file) - ours - sys.stdlib_module_names
        if not {canonical(package) for package in comes_from.get(module, [module])} & declared
    }
    assert missing == set()


def test_types_that_the_type_checker_finds_here_are_declared():
    stubs = {canonical(found.name) for found in distributions()}
    stubs = {stub for stub in stubs if stub.startswith("types-") or stub.endswith("-stubs")}
    assert stubs - {name(need) for need in needs_of_the_project()} == set()


def test_whatever_is_installed_with_the_project_is_pinned():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = [name(line) for line in lines if line and not line.startswith("#")]
    assert pinned == sorted(set(pinned))
    assert installed_for({name(need) for need in needs_of_the_project()}) - set(pinned) - {"cxsim"} == set()


def installed_for(wanted):
    """All packages that these need in turn, as far as they are installed (an extra's own needs may not be)."""
    found = set()
    while wanted:
        package = wanted.pop()
        try:
            needed = requires(package) or []
        except PackageNotFoundError:
            continue
        found.add(package)
        wanted |= {name(need) for need in needed if "extra ==" not in need} - found
    return found


def needs_of_the_project():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    yield from project["dependencies"]
    for extra in project["optional-dependencies"].values():
        yield from extra


def name(requirement):
    return canonical(re.match(r"[\w.-]+", requirement)[0])


PART_OF = {"pydantic-core": "pydantic", "markupsafe": "jinja2"}  # their interfaces hand out objects of these


def imported(file):
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            found.add(node.module.partition(".")[0])
    return found


def canonical(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def tracked(pattern):
    listed = subprocess.run(["git", "ls-files", pattern], cwd=ROOT, capture_output=True, text=True, check=True)
    return [file for file in listed.stdout.splitlines() if (ROOT / file).is_file()]
