"""`cxsim demo --serve` keeps the company up until Ctrl-C."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from cxsim.errors import EXIT_DEFINITION, EXIT_INTERRUPTED, EXIT_NOT_LOOKED_AT

COMMAND = [sys.executable, "-c", "from cxsim.cli import main; main()", "demo"]


def hears_ctrl_c() -> None:
    """What a shell starts in the background is deaf to Ctrl-C, and so would be everything that we start."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@contextmanager
def serving(*options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A company served by the command, and its address; whatever happens, it ends."""
    process = subprocess.Popen(
        [*COMMAND, "--serve", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=hears_ctrl_c if os.name == "posix" else None,
    )
    watchdog = threading.Timer(30, process.kill)
    watchdog.start()
    try:
        assert process.stdout is not None
        first = process.stdout.readline()
        address = re.search(r"http://127\.0\.0\.1:\d+", first)
        assert address, f"{first}{process.stderr.read() if process.stderr else ''}"
        yield process, address.group()
    finally:
        watchdog.cancel()
        process.kill()
        process.communicate()


@pytest.mark.parametrize(("version", "mark"), [("as-is", True), ("redesign", False)])
def test_it_serves_the_version_that_is_asked_for(version: str, mark: bool) -> None:
    with serving("--version", version) as (_, url):
        assert ("old.css" in httpx.get(url).text) is mark


def test_ctrl_c_closes_it_without_a_traceback() -> None:
    with serving() as (process, url):
        assert httpx.get(url).status_code == 200
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=15)
    assert process.returncode == EXIT_INTERRUPTED
    assert "Traceback" not in errors


def test_an_unknown_version_is_one_sentence() -> None:
    done = subprocess.run(
        [*COMMAND, "--serve", "--version", "new"], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == EXIT_NOT_LOOKED_AT
    assert "There is no version 'new' of the demo company." in done.stderr
    assert "Traceback" not in done.stderr


def test_a_taken_port_is_one_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [*COMMAND, "--serve", "--port", port], capture_output=True, text=True, timeout=60, check=False
        )
    assert done.returncode == EXIT_NOT_LOOKED_AT
    assert f"Port {port} of this machine is taken" in done.stderr


def test_whoever_watches_it_is_told_what_she_wrote_wrongly_at_once(tmp_path, monkeypatch) -> None:
    from typer.testing import CliRunner

    from cxsim.cli import app

    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["demo", "--slow-mo", "slowly", "--real-time"])
    assert done.exit_code == EXIT_DEFINITION
    assert "--slow-mo 'slowly' is not a time" in done.stderr
    assert not (tmp_path / "reports").exists()
