"""What sites do to a walk: hang, drip, refuse, crash, storm. A walk always ends, and says why."""

import json
import subprocess
import sys
import threading
import time

import pytest

from cxsim.channels.web import WebChannel
from cxsim.channels.web.walk import Budget
from cxsim.errors import ChannelError
from cxsim.experience import Kind
from tests.channels.web.conftest import SHORT, step, visit_of
from tests.sites.site import Answer, Site, page, redirect

QUICK = Budget(step=1.5, act=1.0, appear=0.3, walk=90.0)


def test_a_server_that_never_answers_is_unreachable(walk):
    with Site({"/": Answer(hangs=True)}) as site:
        told = walk(site.url, [step("click", "Help")], budget=QUICK)
    assert told.one(Kind.ERRED).data == {
        "what": "unreachable",
        "text": "the page did not answer within 2 s",
        "url": "/",
    }
    assert told.one(Kind.WAITED).data["seconds"] == 1.5
    assert not told.of(Kind.SAW)


def test_a_server_that_hangs_after_a_click_blocks_the_step_and_ends_the_visit(walk):
    with Site({"/": "<a href=/hang>Help</a>", "/hang": Answer(hangs=True)}) as site:
        began = time.monotonic()
        told = walk(site.url, [step("click", "Help"), step("see", "x")], budget=QUICK, pictures=True, scouting=True)
    assert time.monotonic() - began < 60  # it comes back at all, even on a busy machine
    assert told.one(Kind.ERRED).data["what"] == "unreachable"
    assert told.one(Kind.BLOCKED).data["why"] == "no answer"
    assert told.one(Kind.BLOCKED).data["not_reached"] == ["see: x"]


def test_a_page_that_never_ends_costs_no_more_than_the_budget(walk):
    with Site({"/": "<a href=/drip>Help</a>", "/drip": Answer(drips=True)}) as site:
        began = time.monotonic()
        told = walk(site.url, [step("click", "Help")], budget=QUICK)
    assert time.monotonic() - began < 60  # it comes back at all, even on a busy machine
    assert told.of(Kind.ERRED) or len(told.of(Kind.SAW)) == 2


def test_a_refused_connection_is_a_finding_and_no_crash(walk):
    with Site({}) as site:
        url = site.url
    told = walk(url, [step("click", "Help")])
    assert told.one(Kind.ERRED).data["text"] == "nothing answers at this address"


def test_a_name_that_nobody_knows_is_a_finding_and_no_crash(walk):
    told = walk("http://shop.invalid/", [step("click", "Help")])
    assert told.one(Kind.ERRED).data["text"] == "the name of this address is not known"


def test_a_certificate_that_is_not_valid_for_anybody_is_a_finding_and_no_crash(walk):
    with Site({"/": "<h1>Home</h1>"}) as site:  # answers in plain text where the browser wants to encrypt
        told = walk(site.url.replace("http:", "https:"), [step("click", "Help")])
    assert "the encrypted connection fails" in told.one(Kind.ERRED).data["text"]


def test_a_server_that_goes_down_on_the_way_is_a_finding(walk):
    with Site({}) as other:
        gone = other.port
    with Site({"/": f"<a href=http://127.0.0.1:{gone}/>Help</a>"}) as site:
        told = walk(site.url, [step("click", "Help")])
    assert told.one(Kind.ERRED).data["text"] == "nothing answers at this address"
    assert told.one(Kind.BLOCKED).data["step"] == 1


def test_a_form_that_is_answered_late_at_the_same_address_is_waited_for(walk):
    def orders(asked):
        return Answer(body="<h1>Your parcel is late</h1>", delay=3.0) if asked.method == "POST" else FORM

    with Site({"/orders": orders}) as site:
        told = walk(f"{site.url}/orders", [step("click", "Show")], budget=Budget(step=15.0, walk=60.0), loading=None)
    assert ["late" in saw.data["text"] for saw in told.of(Kind.SAW)] == [False, True]
    assert told.of(Kind.WAITED)[-1].data["seconds"] >= 3.0


FORM = "<h1>Orders</h1><form method=post action=/orders><button>Show</button></form>"


@pytest.mark.parametrize(
    "link",
    [
        "<a href=tel:+4930123456>Go</a>",
        "<a href=mailto:help@example.com>Go</a>",
        "<a href=odd:thing>Go</a>",
        "<a href=/nothing>Go</a>",
        "<a href=/hop>Go</a>",
        "<a href=/file>Go</a>",
        "<form method=dialog><button>Go</button></form>",
        "<form method=post onsubmit='setTimeout(() => window.stop(), 50)' action=/hang><button>Go</button></form>",
        "<form><button>Go</button></form><script>addEventListener('submit', e => e.preventDefault())</script>",
    ],
)
def test_what_brings_no_page_is_not_waited_for(walk, link):
    file = Answer(body="<!doctype x", headers={"Content-Disposition": "attachment"})
    routes = {"/": f"<h1>Home</h1>{link}", "/nothing": Answer(status=204), "/hop": redirect("/file"), "/file": file}
    with Site(routes | {"/hang": Answer(hangs=True)}) as site:
        began = time.monotonic()
        told = walk(site.url, [step("click", "Go"), step("see", "Home")], budget=Budget(step=30.0, walk=60.0))
    assert not told.of(Kind.BLOCKED)
    assert time.monotonic() - began < 25  # less than the page would have had to come


def test_redirects_in_circles_are_a_finding(walk):
    with Site({"/": redirect("/a", 302), "/a": redirect("/", 302)}) as site:
        told = walk(site.url, [])
    assert told.one(Kind.ERRED).data["text"] == "the server sends the browser round in circles"


@pytest.mark.parametrize("action", ["for (;;);", "setTimeout(() => { for (;;); }, 1)"])
def test_an_endless_script_does_not_hang_the_walk(walk, action):
    body = f"<a href=/x onclick='{action}; return false'>Help</a>"
    with Site({"/": body}) as site:
        began = time.monotonic()
        told = walk(site.url, [step("click", "Help"), step("click", "Help")], budget=QUICK, pictures=True)
    assert time.monotonic() - began < 60  # it comes back at all, even on a busy machine
    assert told.one(Kind.BLOCKED)


def test_a_page_whose_own_script_never_ends_is_unreachable(walk):
    with Site({"/": "<h1>Home</h1><script>for (;;);</script>"}) as site:
        began = time.monotonic()
        told = walk(site.url, [step("click", "Help")], budget=QUICK, pictures=True)
    assert time.monotonic() - began < 60
    assert told.one(Kind.ERRED).data["what"] == "unreachable"


def test_a_storm_of_alerts_ends(walk):
    body = "<h1>Home</h1><button onclick='for (let i = 0; i < 60; i++) alert(i)'>Go</button>"
    with Site({"/": body}) as site:
        told = walk(site.url, [step("click", "Go"), step("see", "Home")])
    assert 10 < len(told.of(Kind.INTERRUPTED)) <= 40


def test_a_storm_of_windows_ends_and_she_goes_on_in_the_last(walk):
    body = "<h1>Home</h1><button onclick='for (let i = 0; i < 15; i++) window.open(`/w?${i}`)'>Go</button>"
    with Site({"/": body, "/w": "<h1>A window</h1><script>alert(1); confirm(2); prompt(3)</script>"}) as site:
        told = walk(site.url, [step("click", "Go"), step("see", "A window")], budget=Budget(step=15, walk=60))
    assert not told.of(Kind.BLOCKED)
    assert told.of(Kind.INTERRUPTED)


def test_a_page_that_objects_to_being_left_is_left(walk):
    guard = "onbeforeunload = e => { e.preventDefault(); return 'x' }"
    body = f"<h1>Home</h1><a href=/b>Next</a><input aria-label=A><script>{guard}</script>"
    with Site({"/": body, "/b": "<h1>B</h1>"}) as site:
        told = walk(site.url, [step("fill", "A", "x"), step("click", "Next"), step("see", "B")])
    assert not told.of(Kind.BLOCKED)


def walk_for_ever(channel, url, folder):
    for _ in range(20):
        list(channel.perform(visit_of(url, [step("click", "Next")], folder)))


def test_a_browser_that_dies_is_an_error_of_the_walk_and_the_next_one_gets_a_new_browser(browsers, tmp_path):
    with Site({"/": "<h1>Home</h1><a href=/slow>Next</a>", "/slow": Answer(delay=2)}) as site:
        channel = WebChannel(browsers, budget=SHORT, pictures=False, accessibility=False, scouting=False)
        threading.Timer(1.0, browsers.kill).start()
        with pytest.raises(ChannelError, match="browser failed"):
            walk_for_ever(channel, site.url, tmp_path)
        again = list(channel.perform(visit_of(site.url, [step("see", "Home")], tmp_path)))
    assert any(moment.kind is Kind.SAW for moment in again)


def test_a_page_that_crashes_ends_the_visit_as_unreachable_and_the_next_one_is_well(walk, browsers):
    with Site({"/": "<h1>Home</h1>"}) as site:
        threading.Timer(1.0, browsers.kill_pages).start()
        told = walk(site.url, [step("wait for", "Nothing that will ever come"), step("see", "Home")])
        again = walk(site.url, [step("see", "Home")])
    assert told.one(Kind.ERRED).data["text"] == "the page crashed"
    assert told.one(Kind.BLOCKED).data["not_reached"] == ["see: Home"]
    assert not again.of(Kind.ERRED, Kind.BLOCKED)


WITHOUT_A_DRIVER = """
import os, signal, sys
from pathlib import Path
import psutil
from cxsim.channels.web import Browsers, WebChannel
from cxsim.errors import ChannelError
from tests.channels.web.conftest import SHORT, step, visit_of

def visit():
    try:
        steps = [step("see", "Home")]
        return [str(moment.kind) for moment in channel.perform(visit_of(sys.argv[1], steps, Path(sys.argv[2])))]
    except ChannelError as error:
        return str(error)

with Browsers() as browsers:
    channel = WebChannel(browsers, budget=SHORT, pictures=False, accessibility=False, scouting=False)
    print(visit())
    for process in psutil.Process().children():
        process.kill()
    print(visit())
    print(visit())
"""


@pytest.mark.slow  # a process and two browsers of its own
def test_a_driver_that_is_gone_costs_one_walk_and_is_started_again(browsers, tmp_path):
    with Site({"/": "<h1>Home</h1>"}) as site:
        done = subprocess.run(
            [sys.executable, "-c", WITHOUT_A_DRIVER, site.url, str(tmp_path)],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    first, second, third = done.stdout.splitlines()
    assert "the browser failed" in second, done.stderr
    assert first == third
    assert "saw" in first


def test_a_huge_page_is_read_up_to_its_caps(walk):
    links = "".join(f"<a href=/{number}>Link number {number}</a> " for number in range(10_000))
    with Site({"/": f"<h1>{'Home' * 5000}</h1>{links}<p>{'long ' * 50_000}</p>"}) as site:
        told = walk(site.url, [], budget=Budget(step=15, appear=0.3, walk=60), scouting=True)
        assert len(site.asked) < 100
    saw = told.one(Kind.SAW).data
    assert len(saw["text"]) <= 8000
    assert len(told.of(Kind.INSPECTED, what="page")[0].data["links"]) <= 150
    assert told.one(Kind.INSPECTED, what="links").data["checked"] == 80


@pytest.mark.slow  # 150 megabytes go through the browser
def test_fifty_megabytes_of_page_and_a_hundred_of_title_are_cut_to_size(walk, tmp_path):
    deep = f"<p>{'deep ' * 200}</p>"

    def body(asked):
        title = "<script>document.title = 'T'.repeat(1e8)</script>"
        return Answer(body=page(f"<h1>Home</h1>{title}" + deep * 5_000 + f"<div hidden>{deep * 45_000}</div>"))

    with Site({"/": body}) as site:
        told = walk(site.url, [], budget=Budget(step=60, appear=0.3, walk=120), pictures=True)
    saw = told.one(Kind.SAW).data
    assert len(json.dumps(saw)) < 60_000


def test_marks_that_steer_a_terminal_or_turn_a_text_round_are_harmless_in_names(walk):
    name = "\u202eReturns\u2066\x1b[31m"
    with Site({"/": f"<h1>Home</h1><a href=/b>{name}</a>", "/b": "<h1>B</h1>"}) as site:
        told = walk(site.url, [step("click", "Returns"), step("see", "B")])
    assert not told.of(Kind.BLOCKED)


def test_a_download_is_not_a_page_and_does_not_stop_the_walk(walk):
    file = Answer(body="<!doctype x", headers={"Content-Type": "application/pdf", "Content-Disposition": "attachment"})
    with Site({"/": "<h1>Home</h1><a href=/terms.pdf>Terms</a>", "/terms.pdf": file}) as site:
        told = walk(site.url, [step("click", "Terms"), step("see", "Home")])
    assert not told.of(Kind.BLOCKED)


def test_a_walk_that_takes_too_long_gives_up(walk):
    with Site({"/": "<h1>Home</h1><a href=/>Again</a>"}) as site:
        told = walk(site.url, [step("click", "Again")] * 50, budget=Budget(step=3, appear=0.3, walk=0.5))
    assert told.moments[-1].kind is Kind.GAVE_UP
    assert told.moments[-1].data["why"] == "no way on"
