"""Finding, starting and, whatever happens, ending a browser."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from cxsim.channels.web import browser
from cxsim.channels.web.browser import Browsers, find_browser, launch_arguments
from cxsim.errors import EXIT_NOT_LOOKED_AT, BrowserMissingError

LINUX = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks at processes through /proc")


@pytest.fixture
def bare_machine(monkeypatch, tmp_path):
    """A machine on which no browser is installed."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "downloads"))
    monkeypatch.delenv("CXSIM_BROWSER", raising=False)
    monkeypatch.setattr(browser, "PLACES", ())
    return tmp_path


def program(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\necho no browser\nexit 1\n")
    path.chmod(0o755)
    return path


def test_the_browser_that_is_named_wins(bare_machine, monkeypatch):
    program(bare_machine / "chromium")
    mine = program(bare_machine / "my-browser")
    monkeypatch.setenv("CXSIM_BROWSER", str(mine))
    assert find_browser() == mine


def test_an_installed_browser_is_found_on_the_path(bare_machine):
    assert find_browser.__doc__
    there = program(bare_machine / "google-chrome")
    assert find_browser() == there


def test_what_playwright_has_downloaded_is_found_last_and_the_newest_first(bare_machine):
    program(bare_machine / "downloads" / "chromium-1100" / "chrome-linux" / "chrome")
    new = program(bare_machine / "downloads" / "chromium-1200" / "chrome-linux" / "chrome")
    assert find_browser() == new
    assert find_browser(headed=True) == new


def test_a_browser_without_windows_comes_first_unless_somebody_wants_to_watch(bare_machine):
    downloads = bare_machine / "downloads"
    windowless = program(downloads / "chromium_headless_shell-1200" / "chrome-linux" / "headless_shell")
    windowed = program(downloads / "chromium-1200" / "chrome-linux" / "chrome")
    assert (find_browser(), find_browser(headed=True)) == (windowless, windowed)
    windowed, windowless = program(bare_machine / "chromium"), program(bare_machine / "chromium-headless-shell")
    assert (find_browser(), find_browser(headed=True)) == (windowless, windowed)


def test_without_a_browser_one_sentence_says_how_to_get_one(bare_machine):
    with pytest.raises(BrowserMissingError) as caught:
        find_browser()
    assert caught.value.what == "No browser was found on this machine."
    assert "install Chromium or Chrome" in caught.value.hint
    assert caught.value.exit_code == EXIT_NOT_LOOKED_AT


def test_a_named_browser_that_is_not_there_is_one_sentence(bare_machine, monkeypatch):
    monkeypatch.setenv("CXSIM_BROWSER", "/nowhere/chrome")
    with pytest.raises(BrowserMissingError, match=r"'/nowhere/chrome'.*is no program"):
        find_browser()


def test_only_the_allowed_hosts_are_resolved():
    rules = launch_arguments(["b.example", "a.example", "b.example"])[0]
    assert rules == "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE a.example, EXCLUDE b.example"


def run_python(code, **more):
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more
    )


def test_a_program_that_is_no_browser_is_one_sentence_and_no_traceback(browsers, tmp_path):
    fake = program(tmp_path / "fake")
    code = f"""
        from cxsim.channels.web.browser import Browsers
        from cxsim.errors import BrowserMissingError
        try:
            with Browsers(program={str(fake)!r}) as browsers:
                browsers({{"127.0.0.1"}})
        except BrowserMissingError as error:
            print(error)
    """
    out, err = run_python(code).communicate(timeout=60)
    assert out.startswith(f"The browser {fake} does not start: ")
    assert "hint: install Chromium" in out
    assert "Traceback" not in err


def processes_with(mark):
    """Processes of this machine that were started with this mark in their environment."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            marked = f"CXSIM_TEST_MARK={mark}".encode() in (folder / "environ").read_bytes()
            if marked and "Z (zombie)" not in (folder / "status").read_text():
                found.append(folder.name)
        except OSError:
            continue
    return found


@LINUX
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_browser_is_left_five_seconds_after(browsers, ending, tmp_path):
    mark = f"{os.getpid()}-{ending}"
    code = """
        import time
        from cxsim.channels.web.browser import Browsers
        with Browsers() as browsers:
            page = browsers({"127.0.0.1"}).new_context().new_page()
            print("ready", flush=True)
            page.wait_for_timeout(60_000)
    """
    process = run_python(code, env={**os.environ, "CXSIM_TEST_MARK": mark}, start_new_session=True)
    assert process.stdout.readline() == "ready\n"
    assert len(processes_with(mark)) > 2
    if ending is signal.SIGINT:
        os.killpg(process.pid, ending)  # as a terminal does: everybody in the foreground hears it
    else:
        os.kill(process.pid, ending)
    process.communicate(timeout=20)
    limit = time.monotonic() + 5
    while processes_with(mark) and time.monotonic() < limit:
        time.sleep(0.1)
    assert processes_with(mark) == []


def test_a_browser_that_is_too_old_is_one_sentence_and_does_not_stay(browsers, monkeypatch):
    monkeypatch.setattr(browser, "OLDEST", 10_000)
    with (
        Browsers(playwright=browsers._started) as mine,
        pytest.raises(BrowserMissingError, match=r"is too old \(\d+[\d.]*; 10000 or newer is needed\)"),
    ):
        mine({"127.0.0.1"})


def test_one_browser_serves_a_set_of_hosts_and_another_one_another(browsers):
    first = browsers({"127.0.0.1"})
    assert browsers(["127.0.0.1"]) is first
    other = browsers({"127.0.0.3"})
    assert other is not first
    other.close()


def test_closing_twice_is_harmless():
    opened = Browsers()
    opened.close()
    opened.close()


def test_a_playwright_that_somebody_else_started_is_used_and_not_stopped(browsers):
    theirs = browsers._started()
    with Browsers(playwright=lambda: theirs) as mine:
        assert mine({"127.0.0.1"}).is_connected()
    assert browsers({"127.0.0.1"}).new_context() is not None
