"""CPU of a scripted walk against the same steps in raw Playwright, without and with a picture at every page change.

``python -m benchmarks.web [--rounds 5] [--walks 4] [--only cpu|workers]``. The same browser does both in alternating
rounds, each walk in a context of its own, on a small shop that another process serves. What counts is processor time of
this process and of all its descendants (driver and browser; read from /proc, so Linux only), without the server, as a
ratio per round. Goals: at most 1.3 without and 1.5 with evidence. axe and the scout run once per page and are left out.
A customer who finds her own way is paired with a script of the same way; goal: at most 1.5.

Then a dozen walks by one process and by four, each with a browser of its own, at a server that takes 300 ms for every
answer; what counts is the time that passes, from the first process's start to the last walk's end. Goal: at most 0.55.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path

from playwright.sync_api import Browser

from cxsim.channels.base import Visit
from cxsim.channels.web import Browsers, WebChannel
from cxsim.experience import Kind
from cxsim.measures import Customer
from cxsim.particulars import Particulars
from cxsim.persona import Persona
from cxsim.record import EvidenceFolder
from cxsim.scenario import Action, Scenario, Solved, Step, Stop
from cxsim.settings import Settings
from cxsim.touchpoint import ChannelName, Company, Touchpoint

DELAY = 0.3  # seconds that the slow server takes for every answer
SIDE_BY_SIDE = 12  # walks that one process makes, or four
SHARE = 0.55  # of its time that four may take
GOALS = {"walk": 1.3, "walk with evidence": 1.5, "own way": 1.5}
BASES = {"own way": "same way by script"}  # of the ratio; else raw Playwright
TICKS = os.sysconf("SC_CLK_TCK")

# -- the shop

STYLE = "body{font:16px sans-serif;margin:2rem;max-width:60rem}nav a{margin-right:1rem}form{display:grid;gap:1rem}"
MENU = {"/": "Home", "/help": "Help", "/orders": "Order status", "/returns": "Returns", "/products": "Products"}
FORMS = {
    "/help": '<form action="/found"><label>Search <input type="search" name="q"></label><button>Search</button></form>',
    "/orders": '<form action="/order"><label>Order number <input name="o"></label>'
    '<label>E-mail <input type="email" name="m"></label><button>Show my order</button></form>',
    "/returns": '<form action="/done"><label>Order number <input name="o"></label><label>Reason <select name="r">'
    "<option>Too small</option><option>Defective</option></select></label>"
    '<label><input type="checkbox" name="t"> I accept the terms</label><button>Register</button></form>',
}
TITLES = {"/found": "Answers", "/order": "Your order is on its way", "/done": "Your return is registered"}


def page(path: str) -> bytes:
    """One page of the shop: a menu, a heading, some 200 words, a list of links, perhaps a form."""
    menu = "".join(f'<a href="{to}">{name}</a>' for to, name in MENU.items())
    text = "".join(f"<p>{'Every parcel leaves us on the day on which it was ordered. ' * 3}</p>" for _ in range(6))
    links = "".join(f'<li><a href="/products">Product number {number}</a></li>' for number in range(25))
    title = TITLES.get(path) or MENU.get(path, "Page")
    body = f"<nav>{menu}</nav><h1>{title}</h1>{FORMS.get(path, '')}{text}<ul>{links}</ul>"
    return f"<!doctype html><html lang=en><title>{title}</title><style>{STYLE}</style><body>{body}".encode()


class Handler(BaseHTTPRequestHandler):
    """Serves the shop."""

    protocol_version = "HTTP/1.1"
    delay = 0.0  # seconds until it answers

    def do_GET(self) -> None:
        """Answer with a page."""
        time.sleep(self.delay)
        content = page(self.path.partition("?")[0])
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


def serve(pipe: Connection, delay: float = 0.0) -> None:
    """Serve until the pipe says something or breaks."""
    Handler.delay = delay
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    pipe.send(server.server_port)
    with suppress(EOFError):
        pipe.recv()


# -- the same thing twice

STEPS = (
    Step(action=Action.CLICK, target="Help"),
    Step(action=Action.FILL, target="Search", value="lost parcel"),
    Step(action=Action.CLICK, target="Search"),
    Step(action=Action.CLICK, target="Order status"),
    Step(action=Action.FILL, target="Order number", value="004711"),
    Step(action=Action.FILL, target="E-mail", value="anna@example.com"),
    Step(action=Action.CLICK, target="Show my order"),
    Step(action=Action.SEE, target="Your order is on its way"),
    Step(action=Action.CLICK, target="Returns"),
    Step(action=Action.FILL, target="Order number", value="004711"),
    Step(action=Action.CHOOSE, target="Reason", value="Defective"),
    Step(action=Action.TICK, target="I accept the terms"),
    Step(action=Action.CLICK, target="Register"),
    Step(action=Action.SEE, target="Your return is registered"),
)


SAME_WAY = STEPS[3:]
"""The way that somebody finds who looks for her order and wants to send it back."""
GOALS_OF = {"Find out where my order is": "Your order is on its way", "Send it back": "Your return is registered"}


def raw(browser: Browser, url: str) -> None:
    """The steps as somebody writes them who uses Playwright well."""
    context = browser.new_context(locale="en-US", timezone_id="Europe/Berlin", viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(url)
    page.get_by_role("link", name="Help", exact=True).click()
    page.get_by_label("Search").fill("lost parcel")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Order status").click()
    page.get_by_label("Order number").fill("004711")
    page.get_by_label("E-mail").fill("anna@example.com")
    page.get_by_role("button", name="Show my order").click()
    page.get_by_text("Your order is on its way").wait_for()
    page.get_by_role("link", name="Returns").click()
    page.get_by_label("Order number").fill("004711")
    page.get_by_label("Reason").select_option("Defective")
    page.get_by_label("I accept the terms").check()
    page.get_by_role("button", name="Register").click()
    page.get_by_text("Your return is registered").wait_for()
    context.close()


def visit_of(url: str, folder: Path, steps: tuple[Step, ...] | None) -> Visit:
    """The visit of one customer; without steps she finds her own way."""
    persona = Persona(id="anna", problem="It is too small.", goal=tuple(GOALS_OF), mood=0.2)
    stop = Stop(touchpoint="shop", steps=steps)
    return Visit(
        scenario=Scenario(id="s", scenario="Send it back", personas=("anna",), journey=(stop,)),
        stop=stop,
        touchpoint=Touchpoint(name="shop", channel=ChannelName.WEB),
        company=Company(name="Shop", zone="Europe/Berlin"),
        persona=persona,
        variant="",
        customer=Customer(persona, Settings(), queue_patience=60.0),
        particulars=Particulars(persona, 1),
        address=url,
        begins=datetime(2026, 11, 24, 10, tzinfo=UTC),
        at=0.0,
        goals=tuple(Solved(by="sees", value=text, goal=goal) for goal, text in GOALS_OF.items()),
        random=random.Random(1),
        evidence=EvidenceFolder(folder),
        settings=Settings(),
        loading=0.5,
    )


def walk(channel: WebChannel, url: str, steps: tuple[Step, ...] | None = STEPS) -> None:
    """The steps as a customer of ours; raises where she did not get what she wanted."""
    with tempfile.TemporaryDirectory() as folder:
        moments = list(channel.perform(visit_of(url, Path(folder), steps)))
    if sum(moment.kind is Kind.OUTCOME for moment in moments) < len(GOALS_OF):
        raise RuntimeError(f"the walk did not reach its goal: {moments[-1]}")


# -- processor time


def processor_seconds(without: int) -> float:
    """Processor time so far of this process and all its descendants but one, in seconds."""
    stats = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, ValueError):
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            stats[int(folder.name)] = (int(fields[1]), sum(map(int, fields[11:15])))
    family = found = {os.getpid()}
    while found:
        found = {pid for pid, (parent, _) in stats.items() if parent in family and pid not in family and pid != without}
        family = family | found
    return sum(stats[pid][1] for pid in family if pid in stats) / TICKS


@contextmanager
def shop(delay: float = 0.0) -> Iterator[tuple[str, int]]:
    """The shop in a process of its own: its address, and the number of the process."""
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs, delay), daemon=True)
    server.start()
    try:
        yield f"http://127.0.0.1:{ours.recv()}", server.pid or 0
    finally:
        ours.send("end")
        server.join(5)


def measure(rounds: int, walks: int) -> Mapping[str, list[float]]:
    """Processor seconds a walk, by contestant, one figure a round."""
    with shop() as (url, server):
        return _contest(url, server, rounds, walks)


def _contest(url: str, server: int, rounds: int, walks: int) -> Mapping[str, list[float]]:
    with Browsers() as browsers:
        browser = browsers({"127.0.0.1"})
        plain = WebChannel(browsers, pictures=False, accessibility=False, scouting=False)
        pictured = WebChannel(browsers, pictures=True, accessibility=False, scouting=False)
        contestants: Mapping[str, Callable[[], None]] = {
            "raw": lambda: raw(browser, url),
            "walk": lambda: walk(plain, url),
            "walk with evidence": lambda: walk(pictured, url),
            "same way by script": lambda: walk(plain, url, SAME_WAY),
            "own way": lambda: walk(plain, url, None),
        }
        seconds: dict[str, list[float]] = {name: [] for name in contestants}
        for contest in contestants.values():  # imports and caches
            contest()
        for _ in range(rounds):
            for name, contest in contestants.items():
                began = processor_seconds(server)
                for _ in range(walks):
                    contest()
                seconds[name].append((processor_seconds(server) - began) / walks)
    return seconds


# -- side by side


def walks_of_one(url: str, walks: int) -> None:
    """So many walks, one after the other, in this process."""
    with Browsers() as browsers:
        channel = WebChannel(browsers, pictures=True, accessibility=False, scouting=False)
        for _ in range(walks):
            walk(channel, url)


def seconds_by(url: str, processes: int) -> float:
    """Seconds that pass until so many processes have made all walks."""
    spawn = multiprocessing.get_context("spawn")
    began = time.monotonic()
    crew = [spawn.Process(target=walks_of_one, args=(url, SIDE_BY_SIDE // processes)) for _ in range(processes)]
    for member in crew:
        member.start()
    for member in crew:
        member.join()
    if any(member.exitcode for member in crew):
        raise RuntimeError("a process did not make its walks")
    return time.monotonic() - began


def side_by_side(rounds: int) -> None:
    """Measure and print what four processes need of the time that one needs."""
    with shop(DELAY) as (url, _):
        pairs = [(seconds_by(url, 1), seconds_by(url, 4)) for _ in range(rounds)]
    shares = [four / one for one, four in pairs]
    one, four = (statistics.median(pair[which] for pair in pairs) for which in (0, 1))
    print(f"{SIDE_BY_SIDE} walks, {DELAY * 1000:.0f} ms an answer: one process {one:.1f} s, four {four:.1f} s")
    print(f"share {statistics.median(shares):.2f} ({min(shares):.2f} to {max(shares):.2f}, goal {SHARE})")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--walks", type=int, default=4)
    parser.add_argument("--only", choices=["cpu", "workers"])
    options = parser.parse_args()
    if options.only != "workers":
        processor_time(options.rounds, options.walks)
    if options.only != "cpu":
        side_by_side(min(options.rounds, 3))


def processor_time(rounds: int, walks: int) -> None:
    """Measure and print what a walk costs."""
    seconds = measure(rounds, walks)
    print(f"{len(STEPS)} steps on 6 pages, {rounds} rounds of {walks} walks; CPU seconds a walk")
    for name, figures in seconds.items():
        ratios = [mine / base for mine, base in zip(figures, seconds[BASES.get(name, "raw")], strict=True)]
        goal = f", goal {GOALS[name]:.1f}" if name in GOALS else ""
        print(
            f"{name:20} {statistics.median(figures):6.3f} s   ratio {statistics.median(ratios):.2f} "
            f"({min(ratios):.2f} to {max(ratios):.2f}{goal})"
        )


if __name__ == "__main__":
    main()
