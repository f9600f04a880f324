"""A site is a small web server on a loopback address: the test gives the pages, and it counts what is asked of it."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request."""

    method: str
    path: str
    query: Mapping[str, str]
    form: Mapping[str, str]
    cookies: str
    agent: str = ""
    authorization: str = ""
    proxy_authorization: str = ""
    target: str = ""  # what stood in the first line: a path, or a whole address where it was asked as a proxy


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the site answers; ``hangs`` never does, ``drips`` never ends."""

    body: str = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    hangs: bool = False
    drips: bool = False


Route = str | Answer | Callable[[Asked], "str | Answer"]


def page(body: str, *, title: str = "A page", language: str = "en", head: str = "") -> str:
    """A whole page around this body."""
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width">{head}</head><body><main>{body}</main></body></html>'
    )


def redirect(to: str, status: int = 303) -> Answer:
    """An answer that sends the browser elsewhere."""
    return Answer(status=status, headers={"Location": to})


class Site:
    """The server, up from ``with`` until its end. Routes that are plain texts are wrapped into a page.

    Whoever takes it for a proxy asks for whole addresses, which are routes like others.
    """

    def __init__(
        self, routes: Mapping[str, Route], host: str = "127.0.0.1", *, tls: ssl.SSLContext | None = None
    ) -> None:
        self.routes = dict(routes)
        self.asked: list[Asked] = []
        self._stop = threading.Event()
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *args: object) -> None:
                pass

            def do_GET(self) -> None:
                site._serve(self)

            do_POST = do_HEAD = do_GET  # noqa: N815  # the names that http.server calls

        self._server = ThreadingHTTPServer((host, 0), Handler)
        self._server.daemon_threads = True
        self.host, self.port = host, self._server.server_port
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self.url = f"http{'s' if tls else ''}://{host}:{self.port}"

    def __enter__(self) -> Site:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stop.set()
        self._server.shutdown()
        self._server.server_close()

    def paths(self) -> list[str]:
        """What was asked for, in order."""
        return [asked.path for asked in self.asked]

    def _serve(self, handler: BaseHTTPRequestHandler) -> None:
        asked = _read(handler)
        self.asked.append(asked)
        there = asked.target if asked.target in self.routes else asked.path
        route = self.routes.get(there, Answer(status=404, body=page("<h1>Not found</h1><a href='/'>Home</a>")))
        answer = route(asked) if callable(route) else route
        answer = Answer(body=answer) if isinstance(answer, str) else answer
        with suppress(OSError):
            self._send(handler, answer)

    def _send(self, handler: BaseHTTPRequestHandler, answer: Answer) -> None:
        time.sleep(answer.delay)
        if answer.hangs:
            self._stop.wait()
            handler.close_connection = True
            return
        whole = answer.body.startswith("<!doctype") or "Content-Type" in answer.headers
        body = answer.body if whole or not answer.body else page(answer.body)
        content = body.encode()
        handler.send_response(answer.status)
        for name, value in {"Content-Type": "text/html; charset=utf-8", **answer.headers}.items():
            handler.send_header(name, value)
        if answer.drips:
            handler.send_header("Transfer-Encoding", "chunked")
            handler.end_headers()
            while not self._stop.wait(0.05):
                handler.wfile.write(b"4\r\n<p> \r\n")
                handler.wfile.flush()
            return
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(content)


def _read(handler: BaseHTTPRequestHandler) -> Asked:
    parts = urlsplit(handler.path)
    length = int(handler.headers.get("Content-Length") or 0)
    raw = handler.rfile.read(length) if length else b""
    plain = handler.headers.get("Content-Type", "").startswith("application/x-www-form-urlencoded")
    return Asked(
        method=handler.command,
        path=parts.path,
        query=dict(parse_qsl(parts.query)),
        form=dict(parse_qsl(raw.decode(), keep_blank_values=True)) if plain else {"raw": raw.decode("latin-1")},
        cookies=handler.headers.get("Cookie", ""),
        agent=handler.headers.get("User-Agent", ""),
        authorization=handler.headers.get("Authorization", ""),
        proxy_authorization=handler.headers.get("Proxy-Authorization", ""),
        target=handler.path,
    )
