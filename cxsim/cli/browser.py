"""`cxsim browser`: which browser the customers use, and how to get one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import Annotated

import typer

from cxsim.cli.common import friendly_errors, say
from cxsim.errors import BrowserMissingError


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(browser)


def browser(
    install: Annotated[bool, typer.Option("--install", help="Get one if none is found.")] = False,
) -> None:
    """Say which browser is used; with --install, get one where there is none."""
    with friendly_errors():
        from cxsim.channels.web.browser import find_browser

        try:
            say(str(find_browser()))
        except BrowserMissingError:
            if not install or not (_download() or _apt()):
                raise
            say(str(find_browser()))


def _download() -> bool:
    """Playwright's own download."""
    say("No browser was found; downloading Playwright's Chromium ...", to_stderr=True)
    return _works([sys.executable, "-m", "playwright", "install", "chromium"])


def _apt() -> bool:
    """Debian's or Ubuntu's packages, where we may install them: the browser, and its quicker half without windows."""
    if shutil.which("apt-get") is None or not hasattr(os, "geteuid") or os.geteuid() != 0:
        return False
    say("That did not work here; installing the system's package ...", to_stderr=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return _works(["apt-get", "update", "-qq"], environment) and any(
        _works(["apt-get", "install", "-y", "-qq", *packages], environment)
        for packages in (["chromium", "chromium-headless-shell"], ["chromium"])
    )


def _works(command: list[str], environment: dict[str, str] | None = None) -> bool:
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=900)
    return result.returncode == 0
