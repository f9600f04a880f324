"""`cxsim web find` as a user types it, on a small site and a real browser, with every exit code."""

import html
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import pytest
from typer.testing import CliRunner

from cxsim.channels.web.browser import find_browser
from cxsim.errors import EXIT_DEFINITION, EXIT_GAPS, EXIT_NOT_LOOKED_AT, EXIT_OK, BrowserMissingError
from tests.reporting import look
from tests.sites.site import Site

FIND = [sys.executable, "-c", "from cxsim.cli import main; main()", "web", "find"]
SHOP = {
    "/": "<h1>Shop \x1b[31m</h1><a href=/back>Returns</a><a href=/help>Help</a>",
    "/back": "<h1>Returns</h1><p>Your label is ready</p>",
    "/help": "<h1>Help</h1>",
}


@pytest.fixture(autouse=True, scope="module")
def _browser():
    try:
        find_browser()
    except BrowserMissingError as error:
        pytest.skip(str(error))


def find(*options):
    """The command in a thread of this process, which may have a Playwright already: two in one thread fail."""
    from cxsim.cli import app

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(CliRunner().invoke, app, ["web", "find", *options]).result(120)


def test_it_tells_what_she_did_and_why():
    with Site(SHOP) as site:
        options = ("--goal", "return a lamp", "--reached", "text=Your label is ready", "--loading", "0.5s")
        done = subprocess.run([*FIND, site.url, *options], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == EXIT_OK, done.stdout + done.stderr
    assert "somebody (computer, en-US) wants: return a lamp" in done.stdout
    assert "(“returns” sounds like “return”)" in done.stdout
    assert "of: Returns 0." in done.stdout
    assert done.stdout.splitlines()[-1].startswith("She found it: 0:")
    assert "\x1b" not in done.stdout


def test_programs_get_one_document_with_steps_and_pictures(tmp_path):
    with Site(SHOP) as site:
        options = ("--goal", "return a lamp", "--reached", "url=/ba*", "--format", "json", "--out", str(tmp_path))
        done = find(site.url, *options, "--loading", "0.5s")
    found = json.loads(done.stdout)
    assert (done.exit_code, found["reached"], found["lostness"]) == (EXIT_OK, True, 0.0)
    (step,) = found["steps"]
    assert (step["action"], step["target"], step["url"]) == ("click", "Returns", "/")
    assert step["candidates"][0]["name"] == "Returns"
    assert step["screenshot"].endswith(".jpg")
    (run,) = (folder for folder in tmp_path.iterdir() if folder.is_dir())
    assert (run / "report.html").is_file()
    assert found["folder"] == str(run)
    assert json.loads((run / "run.json").read_text())["scorer"] == "lexical"


def test_what_is_not_found_is_a_gap():
    with Site(SHOP) as site:
        options = ("--goal", "a helicopter licence", "--reached", "text=You may fly", "--loading", "0.5s")
        done = find(site.url, *options, "--format", "json")
    found = json.loads(done.stdout)
    assert (done.exit_code, found["reached"]) == (EXIT_GAPS, False)
    assert found["gave_up"] == "She has tried everything here that promised to lead on."


def test_what_is_written_wrongly_is_told_before_a_browser_starts(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = find("ftp://shop.example", "--persona", "nobody", "--slow-mo", "slowly")
    assert done.exit_code == EXIT_DEFINITION
    assert "there is no persona 'nobody'" in done.stderr
    assert "--slow-mo 'slowly' is not a time" in done.stderr
    done = find("ftp://shop.example", "--goal", "x", "--reached", "soon")
    assert done.exit_code == EXIT_DEFINITION
    assert "2 faults found." in done.stderr


def test_without_a_browser_nothing_could_be_looked_at(tmp_path, monkeypatch):
    monkeypatch.setenv("CXSIM_BROWSER", str(tmp_path / "none"))
    done = find("http://127.0.0.1:9", "--goal", "x", "--format", "json")
    assert done.exit_code == EXIT_NOT_LOOKED_AT
    assert "is no program on this machine" in json.loads(done.stdout)["not_looked_at"][0]


def test_help_is_there():
    assert "--goal" in find("--help").stdout


EVIL = "</script></title><img src=x onerror=window.pwned=1;alert(1)>${7*7}{{7*7}}\\'\""


@pytest.mark.slow  # a walk, a report, and a browser that opens it
def test_what_a_hostile_site_writes_runs_nothing_in_the_report(tmp_path):
    shown = html.escape(EVIL)
    body = f"<h1>{shown}</h1><a href='/back?q={quote(EVIL)}'>Returns {shown}</a><a href='javascript:alert(2)'>Help</a>"
    title = json.dumps(EVIL).replace("/", "\\/")
    script = f"<script>document.title = {title}; console.error(document.title)</script>"
    with Site({"/": body + script, "/back": f"<h1>Returns</h1><p>{shown}</p>{script}"}) as site:
        done = find(site.url, "--goal", f"returns {EVIL}", "--reached", "url=/ba*", "--out", str(tmp_path))
    assert done.exit_code == EXIT_OK, done.output
    (report,) = tmp_path.glob("*/report.html")
    words = [sys.executable, str(Path(look.__file__)), str(find_browser()), str(report), "plain"]
    (seen,) = json.loads(subprocess.run(words, capture_output=True, text=True, timeout=120, check=True).stdout)
    assert "onerror=window.pwned" in seen["text"], "it is there, as text"
    assert [url for url in seen["requests"] if not url.startswith("data:")] == [report.resolve().as_uri()]
    assert (seen["scripts"], seen["dialogs"], seen["executed"], seen["console"]) == (0, [], 0, [])
