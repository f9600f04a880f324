"""Customers at applications that nobody here wrote: a wiki (DokuWiki, from Debian) and an issue tracker (Trac, by pip).

`.ci/run` installs what is needed where it can. What these walks have revealed is told in docs/web.md.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cxsim.channels.web.browser import find_browser
from cxsim.errors import BrowserMissingError
from cxsim.experience import Kind
from cxsim.record import load

pytestmark = pytest.mark.slow

CXSIM = [sys.executable, "-c", "from cxsim.cli import main; main()"]
DEBIAN = {
    "program": Path("/usr/share/dokuwiki"),
    "settings": Path("/etc/dokuwiki"),
    "data": Path("/var/lib/dokuwiki/data"),
}
HANDBOOK = {
    "start": "====== Example Tools ======\nThe handbook.\n  * [[service:returns|Returning a tool]]\n"
    "  * [[service:warranty|Warranty]]\n  * [[service:hours|When and where]]\n",
    "service/returns": "====== Returning a tool ======\nSend it back within 30 days, with the label in the box.\n",
    "service/warranty": "====== Warranty ======\nEvery drill has a warranty of five years.\n",
    "service/hours": "====== When and where ======\nMonday to Friday, 8 to 18, at the harbor.\n",
}


@pytest.fixture(autouse=True, scope="module")
def _browser() -> None:
    try:
        find_browser()
    except BrowserMissingError as error:
        pytest.skip(str(error))


def find(address: str, goal: str, reached: str) -> dict[str, Any]:
    """What `cxsim web find` answers."""
    options = ["--goal", goal, "--reached", reached, "--loading", "0.5s", "--format", "json"]
    done = subprocess.run([*CXSIM, "web", "find", address, *options], capture_output=True, text=True, timeout=200)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return json.loads(done.stdout)


def clicked(found: dict[str, Any]) -> list[str]:
    return [step["target"] for step in found["steps"] if step["action"] == "click"]


def run(address: str, folder: Path, steps: list[Any], sees: str) -> tuple[bool, str]:
    """Whether a scripted scenario reaches its goal at this address, and everything that happened."""
    site = {"channel": "web", "owner": "Nobody here", "address": address}
    files = {
        "personas/anna.yaml": {"problem": "The pump leaks.", "goal": "Tell them", "mood": "calm"},
        "scenarios/touchpoints.yaml": {"company": {"name": "Example Tools"}, "touchpoints": {"site": site}},
        "scenarios/tell.yaml": {
            "scenario": "Tell",
            "personas": ["anna"],
            "journey": [{"site": steps}],
            "solved": {"sees": sees},
        },
    }
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"{key}: {json.dumps(value)}\n" for key, value in content.items()), encoding="utf-8")
    command = [*CXSIM, "run", "--project", str(folder), "--out", str(folder / "reports"), "--loading", "0.5s"]
    done = subprocess.run([*command, "--format", "json"], capture_output=True, text=True, timeout=200)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    experiences = [each for each in load(Path(json.loads(done.stdout)["folder"])) if each.persona]
    met = [moment.data["met"] for each in experiences for moment in each.of(Kind.OUTCOME)]
    return met == [True], "\n".join(f"{m.kind} {dict(m.data)}"[:300] for each in experiences for m in each.moments)


def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def serving(command: list[str], address: str, **more: Any) -> Iterator[str]:
    """The address, once the server answers there."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more) as server:
        try:
            for _ in range(200):
                with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=5):
                    break
                assert server.poll() is None, f"{command[0]} ended with {server.returncode}"
                time.sleep(0.1)
            yield address
        finally:
            server.terminate()


# -- the wiki


@pytest.fixture(scope="module")
def wiki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    php = shutil.which("php")
    if php is None or not DEBIAN["program"].is_dir():
        pytest.skip("DokuWiki is not here: install Debian's packages dokuwiki and php-cli")
    root = tmp_path_factory.mktemp("wiki")
    try:
        for name, source in DEBIAN.items():
            shutil.copytree(source, root / name, ignore_dangling_symlinks=True)
    except (OSError, shutil.Error) as error:
        pytest.skip(f"DokuWiki cannot be copied: {error}")
    preload = root / "program" / "inc" / "preload.php"
    preload.write_text(preload.read_text().replace("/etc/dokuwiki", str(root / "settings")))
    own = f"<?php $conf['title']='Example Tools'; $conf['savedir']='{root / 'data'}'; $conf['useacl']=0;"
    (root / "settings" / "local.php").write_text(own)
    for name, text in HANDBOOK.items():
        page = root / "data" / "pages" / f"{name}.txt"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(text)
    number = port()
    command = [php, "-S", f"127.0.0.1:{number}", "-t", str(root / "program")]
    with serving(command, f"http://127.0.0.1:{number}/doku.php") as address:
        yield address


@pytest.mark.parametrize(
    ("goal", "reached", "way"),
    [
        ("return a drill", "text=with the label in the box", ["Returning a tool"]),
        ("how long is the warranty", "text=five years", ["Warranty"]),
    ],
)
def test_in_the_wiki_she_finds_what_the_handbook_says(wiki: str, goal: str, reached: str, way: list[str]) -> None:
    found = find(wiki, goal, reached)
    assert found["reached"] is True
    assert clicked(found) == way


def test_in_the_wiki_she_uses_the_search_where_no_name_speaks_of_it(wiki: str) -> None:
    found = find(wiki, "the playground", "text=PlayGround")
    assert found["reached"] is True
    assert "playground" in [step.get("value") for step in found["steps"]]


def test_in_the_wiki_a_script_writes_a_page(wiki: str, tmp_path: Path) -> None:
    steps = [{"open": "/doku.php?id=complaints&do=edit"}, {"fill": {"wikitext": "The pump leaks."}}, {"click": "Save"}]
    met, story = run(wiki, tmp_path, steps, "The pump leaks.")
    assert met, story


# -- the issue tracker


@pytest.fixture(scope="module")
def tracker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root = tmp_path_factory.mktemp("tracker")
    venv.create(root / "venv", with_pip=True)
    programs = root / "venv" / ("Scripts" if sys.platform == "win32" else "bin")
    install = [str(programs / "python"), "-m", "pip", "install", "-q", "Trac==1.6", "setuptools<80"]
    done = subprocess.run(install, capture_output=True, text=True, timeout=300)
    if done.returncode:
        pytest.skip(f"Trac cannot be installed here: {done.stderr.strip().splitlines()[-1:]}")
    admin = [str(programs / "trac-admin"), str(root / "site")]
    subprocess.run(
        [*admin, "initenv", "Example Tools", "sqlite:db/trac.db"], check=True, capture_output=True, timeout=120
    )
    subprocess.run(
        [*admin, "permission", "add", "anonymous", "TICKET_CREATE"], check=True, capture_output=True, timeout=60
    )
    number = port()
    command = [str(programs / "tracd"), "-s", "--hostname", "127.0.0.1", "--port", str(number), str(root / "site")]
    with serving(command, f"http://127.0.0.1:{number}/") as address:
        yield address


def test_at_the_tracker_she_reports_a_fault_in_a_form_that_she_has_never_seen(tracker: str) -> None:
    found = find(tracker, "report a broken pump", "url=/ticket/*")
    assert found["reached"] is True
    assert clicked(found) == ["New Ticket", "Create ticket"]
    typed = {step["target"].partition(":")[0]: step["value"] for step in found["steps"] if "value" in step}
    assert typed["Summary"] == "report a broken pump"
    assert typed["Type"] == "defect"


def test_at_the_tracker_she_finds_what_is_new(tracker: str) -> None:
    found = find(tracker, "what has changed recently", "url=/timeline*")
    assert (found["reached"], clicked(found)) == (True, ["Timeline"])


def test_at_the_tracker_names_are_found_however_a_style_writes_them(tracker: str, tmp_path: Path) -> None:
    steps = [{"click": "New Ticket"}, {"fill": {"Summary:": "The pump leaks"}}, {"click": "Create ticket"}]
    met, story = run(tracker, tmp_path, [*steps, {"see": "The pump leaks"}], "The pump leaks")
    assert met, story
