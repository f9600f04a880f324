"""A demo company is a real web server on a loopback port of this machine, up for as long as its context."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Self

from cxsim.demo.version import MAPS, Version, version_named
from cxsim.errors import CxsimError

if TYPE_CHECKING:
    import uvicorn

HOST = "127.0.0.1"
__all__ = ["CREDENTIALS", "MAPS", "DemoCompany"]
START_LIMIT = 10.0  # seconds
CREDENTIALS: Mapping[str, str] = {
    "LOYAL_USER": "p.novak@example.com",
    "LOYAL_PASSWORD": "house-blend-for-nine-years",
    "OFFICE_USER": "j.keller@example.com",
    "OFFICE_PASSWORD": "nine-thirsty-colleagues",
}
"""The demo's accounts, by the names that its map of touchpoints takes from the environment."""


class DemoCompany:
    """Serves one version of the demo company, from ``with`` until its end.

    ``port=0`` takes a free port. The socket is bound before the server starts, so nobody else can get the port in
    between, and the address is known at once. Nothing that is typed leaves this process or outlives it.

    >>> with DemoCompany("redesign") as company:
    ...     company.url.startswith("http://127.0.0.1:")
    True
    """

    def __init__(self, version: str | Version = "as-is", port: int = 0) -> None:
        self.version = version if isinstance(version, Version) else version_named(version)
        self._wanted_port = port
        self._socket: socket.socket | None = None
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None
        self.url = ""

    def start(self) -> Self:
        """Bind the port and answer on it; raises CxsimError where the port is taken."""
        import uvicorn

        from cxsim.demo.site import build_site

        self._socket = _bound_socket(self._wanted_port)
        self.url = f"http://{HOST}:{self._socket.getsockname()[1]}"
        config = uvicorn.Config(
            build_site(self.version),
            log_level="critical",
            access_log=False,
            lifespan="off",
            ws="none",
            server_header=False,
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, args=([self._socket],), name="demo company", daemon=True
        )
        self._thread.start()
        self._wait_until_started()
        return self

    def stop(self) -> None:
        """Stop answering and give the port back; safe to call twice."""
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join(timeout=START_LIMIT)
        if self._socket is not None:
            self._socket.close()
        self._server = self._thread = self._socket = None

    def _wait_until_started(self) -> None:
        assert self._server is not None
        assert self._thread is not None
        limit = time.monotonic() + START_LIMIT
        while not self._server.started:
            if time.monotonic() > limit or not self._thread.is_alive():
                self.stop()
                raise CxsimError("The demo company could not start.", hint="run cxsim demo --serve and look again")
            time.sleep(0.005)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()


def _bound_socket(port: int) -> socket.socket:
    # with its protocol named, asyncio sends small answers at once (TCP_NODELAY); else each takes 40 ms longer
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((HOST, port))
    except OSError as error:
        bound.close()
        raise CxsimError(
            f"Port {port} of this machine is taken.", hint="leave --port out and a free one is chosen"
        ) from error
    return bound
