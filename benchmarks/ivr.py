"""How long the exploration of phone menus takes, as it grows: ``python -m benchmarks.ivr``.

Two shapes of menus are explored whole (states, moves, the answers of four kinds of callers, proofs): a tree of very
many menus, as a large company has, and few menus with many circumstances, in which counters and attributes multiply.
Printed are states, CPU seconds on one core, and the slope of seconds over states on logarithmic scales: 1 is linear.
Exit code 1 where 100,000 states take 5 s or more, or where the slope is above 1.15.

Then menus of growing size are served as TwiML on this machine and found by calling: calls and requests do not depend on
the machine, seconds do, and include the server, which is in the same process.
"""

from __future__ import annotations

import gc
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import log
from statistics import linear_regression
from typing import TYPE_CHECKING

from cxsim.ivr.explore import explore
from cxsim.ivr.flow import (
    HANG_UP,
    Assign,
    Branch,
    Case,
    Compare,
    Flow,
    HangUp,
    Menu,
    Node,
    Play,
    Prompt,
    Queue,
    Retry,
)

if TYPE_CHECKING:
    from starlette.applications import Starlette

LIVE_MENUS = (1, 4, 13, 40)
SIZES = (12_500, 25_000, 50_000, 100_000, 200_000)
GOAL, MOST_SECONDS, STEEPEST = 100_000, 5.0, 1.15
FANOUT = 4


def _menu(id: str, keys: dict[str, str], then: str) -> Menu:
    says = (Prompt(text="For orders press 1, for complaints 2, for a person 0."),)
    return Menu(
        id=id, says=says, keys=keys, silent=Retry(repeat=2, then=then), wrong=Retry(repeat=2, then=then, says=says)
    )


def tree(states: int) -> Flow:
    """Menus below menus, each with nine states of its counters and an announcement on every way; 0 is a person."""
    count = max(1, states // 10)  # nine states of a menu, and the announcement before it
    nodes: dict[str, Node] = {}
    for number in range(count):
        below = range(FANOUT * number + 1, FANOUT * number + 1 + FANOUT)
        ways = {str(key + 1): f"say {child}" if child < count else "bye" for key, child in enumerate(below)}
        nodes[f"menu {number}"] = _menu(f"menu {number}", {**ways, "0": "people", "*": "menu 0"}, "people")
        says = (Prompt(text="One moment, please."),)
        nodes |= {
            f"say {child}": Play(id=f"say {child}", says=says, then=f"menu {child}") for child in below if child < count
        }
    nodes["people"] = Queue(id="people", queue="all")
    nodes["bye"] = HangUp(id="bye", says=(Prompt(text="Goodbye."),))
    nodes[HANG_UP] = HangUp(id=HANG_UP)
    return Flow(name="tree", start="menu 0", nodes=nodes)


def circumstances(states: int) -> Flow:
    """Ten menus in a ring that count how often they were heard, and ask who calls and how often."""
    nodes: dict[str, Node] = {}
    most = max(1, states // 24)  # ten menus with nine states and three steps before each
    for number in range(10):
        id, after = f"menu {number}", f"count {(number + 1) % 10}"
        nodes[f"count {number}"] = Assign(id=f"count {number}", attribute="heard", add=1, then=f"ask {number}")
        often = Case(condition=Compare(name="heard", op=">", value=str(most)), then="people")
        gold = Case(condition=Compare(name="customer", op="=", value="gold"), then=id)
        nodes[f"ask {number}"] = Branch(id=f"ask {number}", cases=(often, gold), otherwise=id)
        nodes[id] = _menu(id, {"1": after, "0": after, "2": "people"}, after)
    nodes["people"] = Queue(id="people", queue="all")
    return Flow(name="circumstances", start="count 0", nodes=nodes)


def measured(flow: Flow) -> tuple[int, float]:
    """States, and the CPU seconds that exploring them takes (the better of two rounds)."""
    rounds: list[float] = []
    for _ in range(2):
        gc.collect()
        begin = time.process_time()
        found = explore(flow)
        answer = found.every_menu["always"]
        assert answer.acts or answer.presses
        rounds.append(time.process_time() - begin)
    return found.states, min(rounds)


def growth(name: str, build: Callable[[int], Flow]) -> bool:
    """Print one shape's table; whether it stays within the limits."""
    rows = [measured(build(size)) for size in SIZES]
    print(f"{name:14} {'states':>9} {'CPU s':>8} {'µs/state':>9}")
    for states, seconds in rows:
        print(f"{'':14} {states:9,} {seconds:8.2f} {1e6 * seconds / states:9.1f}")
    slope = linear_regression([log(states) for states, _ in rows], [log(seconds) for _, seconds in rows]).slope
    states, seconds = min(rows, key=lambda row: abs(row[0] - GOAL))
    scaled = seconds * GOAL / states
    print(f"{'':14} slope {slope:.2f}; {scaled:.2f} s for {GOAL:,} states\n")
    return scaled < MOST_SECONDS and slope < STEEPEST


def line(menus: int) -> Starlette:
    """A live line of so many menus, three below each, and a queue on 0; wrong keys and silence are told apart once."""
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    def said(number: int) -> str:
        below = [child for child in range(3 * number + 1, 3 * number + 4) if child < menus]
        keys = " ".join(f"For number {child} press {key}." for key, child in enumerate(below, 1))
        text = f"<Say>Menu {number}. {keys} For a person press 0.</Say>"
        return f'<Gather numDigits="1" action="/key/{number}">{text}</Gather><Enqueue>people</Enqueue>'

    async def answer(request: Request) -> Response:
        number = int(request.path_params["number"])
        if request.url.path.startswith("/key/"):
            async with request.form() as form:
                key = str(form.get("Digits", ""))
            child = 3 * number + int(key) if key in "123" and key else -1
            if key == "0":
                return Response("<Response><Enqueue>people</Enqueue></Response>", media_type="text/xml")
            number = child if 0 < child < menus else number
        return Response(f"<Response>{said(number)}</Response>", media_type="text/xml")

    routes = [Route(f"/{page}/{{number:int}}", answer, methods=["POST"]) for page in ("menu", "key")]
    return Starlette(routes=routes)


@contextmanager
def served(application: Starlette) -> Iterator[str]:
    """The address of an application on this machine."""
    import uvicorn

    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # else it waits for its own packets
    bound.bind(("127.0.0.1", 0))
    config = uvicorn.Config(application, log_level="critical", lifespan="off", ws="none", timeout_graceful_shutdown=0)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([bound],), daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.005)
    try:
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        bound.close()


def live() -> None:
    """Print what finding live menus costs."""
    from cxsim.ivr.live import Line, Web, allowed_hosts
    from cxsim.ivr.live.shape import shape
    from cxsim.ivr.live.survey import Bounds, Surveyor

    print(f"{'live':14} {'menus':>9} {'calls':>8} {'requests':>9} {'seconds':>8} {'per s':>8}")
    for menus in LIVE_MENUS:
        with served(line(menus)) as url, Web(allowed_hosts(url)) as web:
            begin = time.perf_counter()
            survey = Surveyor(Line(url=f"{url}/menu/0", web=web), Bounds(calls=100_000, places=1_000)).survey()
            seconds = time.perf_counter() - begin
            flow = shape(survey, name="line")
        assert sum(isinstance(node, Menu) for node in flow.nodes.values()) == menus
        per_second = survey.requests / seconds
        print(f"{'':14} {menus:9} {survey.calls:8,} {survey.requests:9,} {seconds:8.1f} {per_second:8,.0f}")


def main() -> int:
    """Measure both shapes of files, and live lines."""
    print("Exploring phone menus: every state, four kinds of callers, one core\n")
    explore(tree(100))  # imports and caches
    well = all([growth("tree", tree), growth("circumstances", circumstances)])
    live()
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
