"""The pytest plugin collects scenario files as tests: each persona of each scenario is one item.

A true ``pytest.Function`` per walk, so that fixtures, marks, ``-k`` and xdist work as everywhere. This module is
imported in every pytest run of its environment: whatever is heavy is imported when the first scenario is collected.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

_FIRST_KEY = re.compile(r"^(?:\s*(?:#.*)?\n|---\s*\n)*\s*scenario\s*:", re.MULTILINE)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options that mean the same as on the command line."""
    group = parser.getgroup("cxsim", "simulated customers")
    group.addoption("--fail-on", default="minor", help="impact from which a gap fails a test: minor … critical, never")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect YAML files whose first key is ``scenario``; every other file is somebody else's."""
    if file_path.suffix in (".yaml", ".yml") and is_scenario(file_path):
        return ScenarioFile.from_parent(parent, path=file_path)
    return None


def is_scenario(path: Path) -> bool:
    """Whether the first key of this YAML file is ``scenario``."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return _FIRST_KEY.match(file.read(4096)) is not None
    except OSError:
        return False


class ScenarioFile(pytest.File):
    """One scenario file."""

    def collect(self) -> Iterable[pytest.Item]:
        """One item for every persona and variant that the scenario names."""
        return []
