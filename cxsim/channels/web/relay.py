"""A relay stands between the browser and a proxy that asks for a login, and says the login in the browser's place.

A browser can be told one login only, and would offer it to every server that asks. So it never learns this one: what
it sends goes to a port of this machine, gets its ``Proxy-Authorization`` there (RFC 9110, 11.7.1), and goes on.
"""

from __future__ import annotations

import base64
import socket
import threading
from contextlib import suppress
from io import BufferedIOBase
from socketserver import StreamRequestHandler, ThreadingTCPServer
from urllib.parse import urlsplit

CONNECTING = 10.0  # seconds in which the proxy must take a connection
HEAD = 65_536  # bytes that the head of a request may have
CHUNK = 65_536


class Relay:
    """Listens on a loopback port from its making until it is closed; ``refused`` once the proxy did not let us in."""

    def __init__(self, proxy: str, user: str, password: str) -> None:
        parts = urlsplit(proxy)
        login = base64.b64encode(f"{user}:{password}".encode()).decode()
        self.proxy = (parts.hostname or "", parts.port or 80)
        self.line = f"Proxy-Authorization: Basic {login}\r\n".encode()
        self.refused = False
        relay = self

        class Handler(StreamRequestHandler):
            def handle(self) -> None:
                with suppress(OSError):
                    _pass_on(relay, self.connection, self.rfile)

        self._server = _Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.1,), daemon=True).start()

    def close(self) -> None:
        """Listen no more."""
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False


def _pass_on(relay: Relay, browser: socket.socket, sent: BufferedIOBase) -> None:
    """One connection of the browser: each request with the login, then what it asks for, as it is."""
    with socket.create_connection(relay.proxy, timeout=CONNECTING) as proxy:
        proxy.settimeout(None)
        threading.Thread(target=_answer, args=(relay, proxy, browser), daemon=True).start()
        while head := _head(sent):
            proxy.sendall(_with_line(head, relay.line))
            left = _length(head)
            while left and (chunk := sent.read1(CHUNK if left < 0 else min(left, CHUNK))):
                proxy.sendall(chunk)
                left -= len(chunk) if left > 0 else 0


def _answer(relay: Relay, proxy: socket.socket, browser: socket.socket) -> None:
    with suppress(OSError):
        while chunk := proxy.recv(CHUNK):
            relay.refused = relay.refused or chunk[:12] in (b"HTTP/1.1 407", b"HTTP/1.0 407")
            browser.sendall(chunk)
    for end in (browser, proxy):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


def _head(sent: BufferedIOBase) -> bytes:
    """The lines of a request up to the empty one; nothing where the connection ended or the head has no end."""
    head = b""
    while len(head) < HEAD and (line := sent.readline(HEAD)):
        head += line
        if line in (b"\r\n", b"\n"):
            return head
    return b""


def _with_line(head: bytes, line: bytes) -> bytes:
    first, *others = head.splitlines(keepends=True)
    kept = [other for other in others if not other.lower().startswith(b"proxy-authorization:")]
    return b"".join([first, line, *kept])


def _length(head: bytes) -> int:
    """Bytes that belong to this request behind its head; -1: all that follow (a tunnel, or a body in chunks)."""
    if head.startswith(b"CONNECT "):
        return -1
    fields = dict(line.lower().split(b":", 1) for line in head.splitlines()[1:] if b":" in line)
    if b"transfer-encoding" in fields:
        return -1
    length = fields.get(b"content-length", b"0").strip()
    return int(length) if length.isdigit() else 0
