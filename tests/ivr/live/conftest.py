"""Phone applications behind a real web server on the loopback address, and somebody who calls them."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest
import uvicorn
from starlette.applications import Starlette

from cxsim.ivr.live import Line, Web, allowed_hosts

Serve = Callable[[Starlette], str]
Dial = Callable[..., Line]


@contextmanager
def served(application: Starlette) -> Iterator[str]:
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.bind(("127.0.0.1", 0))
    config = uvicorn.Config(
        application, log_level="critical", access_log=False, lifespan="off", ws="none", timeout_graceful_shutdown=0
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([bound],), daemon=True)
    thread.start()
    until = time.monotonic() + 10
    while not server.started and time.monotonic() < until:
        time.sleep(0.005)
    try:
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        bound.close()


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serves an application for as long as the test takes, and tells its address."""
    with ExitStack() as stack:
        yield lambda application: stack.enter_context(served(application))


@pytest.fixture
def dial(serve: Serve) -> Iterator[Dial]:
    """A line to an application, with a token and a shorter limit where wished."""
    with ExitStack() as stack:

        def dialed(application: Starlette, path: str = "/voice", *, token: str = "", limit: float = 15.0) -> Line:
            url = serve(application) + path
            web = stack.enter_context(Web(allowed_hosts(url), token=token, limit=limit))
            return Line(url=url, web=web)

        yield dialed
