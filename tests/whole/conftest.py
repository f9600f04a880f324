"""Whole runs of the demo, made by the command as a user types it, once for all tests of this folder."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cxsim.channels.web.browser import find_browser
from cxsim.errors import BrowserMissingError

CXSIM = [sys.executable, "-c", "from cxsim.cli import main; main()"]


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run: what the command printed, and the folder that it wrote."""

    done: subprocess.CompletedProcess[str]
    folder: Path

    @property
    def document(self) -> dict[str, Any]:
        return json.loads((self.folder / "report.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Run]:
    """`cxsim demo` with these options, run once each."""
    try:
        find_browser()
    except BrowserMissingError as error:
        pytest.skip(str(error))
    runs: dict[tuple[str, ...], Run] = {}

    def run(*options: str) -> Run:
        if options not in runs:
            reports = tmp_path_factory.mktemp("reports")
            command = [*CXSIM, "demo", "--out", str(reports), *options]
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
            folders = [folder for folder in reports.iterdir() if folder.is_dir()]
            assert len(folders) == 1, done.stdout + done.stderr
            runs[options] = Run(done, folders[0])
        return runs[options]

    return run
