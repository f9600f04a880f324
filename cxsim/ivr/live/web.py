"""The web is how a call asks its application: one request within the platform's limits, never beyond the allowed hosts.

An answer that does not come, comes too late or is too large is a failure with its reason, not an exception: it is
something that the caller hears.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Self
from urllib.parse import urlencode, urljoin, urlsplit, urlunsplit

from cxsim.errors import ChannelError
from cxsim.hosts import host_of, is_loopback
from cxsim.ivr.live import platform

if TYPE_CHECKING:
    import httpx
    from anyio.from_thread import BlockingPortal


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the application answered: from which address in the end, as what, and after how many seconds."""

    url: str
    kind: str  # the content type, without its parameters
    text: str
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why there is no answer that could be used, in words. ``outside``: it would have been elsewhere than allowed."""

    reason: str
    seconds: float = 0.0
    outside: bool = False


class _OutsideError(Exception):
    """The next address is on a host that nobody allowed."""


class _UnusableError(Exception):
    """The answer cannot be used, for this reason."""


class Web:
    """Asks applications on allowed hosts.

    ``token`` signs the requests; it is kept in memory only. ``pause`` is the least number of seconds between two
    requests, ``limit`` the seconds that one answer may take.
    """

    def __init__(
        self,
        hosts: Iterable[str],
        *,
        token: str = "",
        pause: float = 0.0,
        limit: float = platform.ANSWER_LIMIT,
    ) -> None:
        self.hosts, self.limit, self.pause = frozenset(host.lower() for host in hosts), limit, pause
        self._token = token
        self._stack = ExitStack()
        self._portal: BlockingPortal | None = None
        self._transport: httpx.AsyncHTTPTransport | None = None
        self._last = 0.0
        self.requests = 0

    def fetch(self, method: str, url: str, parameters: Mapping[str, str], cookies: httpx.Cookies) -> Reply | Failure:
        """Ask for one answer, as a form is sent; cookies are those of the call, and are kept up to date."""
        time.sleep(max(0.0, self._last + self.pause - time.monotonic()))
        began = self._last = time.monotonic()
        try:
            reply = self._open().call(self._within_the_limit, method, url, dict(parameters), cookies)
        except _OutsideError as error:
            return Failure(reason=str(error), seconds=time.monotonic() - began, outside=True)
        except _UnusableError as error:
            return Failure(reason=str(error), seconds=time.monotonic() - began)
        except TimeoutError:
            return Failure(reason=f"there is no answer within {self.limit:g} s", seconds=self.limit)
        except Exception as error:  # whatever the network and a strange server can do; httpx has a tree of its own
            return Failure(reason=_in_words(error), seconds=time.monotonic() - began)
        return Reply(url=reply[0], kind=reply[1], text=reply[2], seconds=time.monotonic() - began)

    def _open(self) -> BlockingPortal:
        """A thread of its own for waiting, for a browser may already occupy this one's loop."""
        if self._portal is None:
            import httpx
            from anyio.from_thread import start_blocking_portal

            self._portal = self._stack.enter_context(start_blocking_portal())
            self._transport = httpx.AsyncHTTPTransport()
        return self._portal

    async def _within_the_limit(
        self, method: str, url: str, parameters: dict[str, str], cookies: httpx.Cookies
    ) -> tuple[str, str, str]:
        async with asyncio.timeout(self.limit):
            return await self._follow(method, url, parameters, cookies)

    async def _follow(
        self, method: str, url: str, parameters: dict[str, str], cookies: httpx.Cookies
    ) -> tuple[str, str, str]:
        for _ in range(platform.MOST_REDIRECTS + 1):
            self._check(url)
            response = await self._send(method, url, parameters, cookies)
            try:
                if response.is_redirect:
                    url = urljoin(url, response.headers["location"])
                    if response.status_code in (301, 302, 303) and method == "POST":
                        method, parameters = "GET", {}  # as browsers do
                    continue
                if not response.is_success:
                    raise _UnusableError(f"it answers HTTP {response.status_code}")
                return url, _kind(response), await _text(response)
            finally:
                await response.aclose()
        raise _UnusableError(f"it redirects more than {platform.MOST_REDIRECTS} times")

    async def _send(self, method: str, url: str, parameters: dict[str, str], cookies: httpx.Cookies) -> httpx.Response:
        import httpx

        assert self._transport is not None
        self.requests += 1
        posted = parameters if method == "POST" else {}
        if method != "POST" and parameters:
            url = _with_query(url, parameters)
        headers = {"User-Agent": "TwilioProxy/1.1 (cxsim)", "Accept": "*/*", "Accept-Encoding": "identity"}
        if self._token:
            headers["X-Twilio-Signature"] = platform.signature(self._token, url, posted)
        request = httpx.Request(method, url, data=posted or None, headers=headers)
        cookies.set_cookie_header(request)
        response = await self._transport.handle_async_request(request)
        response.request = request
        cookies.extract_cookies(response)
        return response

    def _check(self, url: str) -> None:
        """Raises _OutsideError where this address may not be asked."""
        try:
            host = host_of(url)
        except ChannelError as error:
            raise _OutsideError(error.what) from error
        if host not in self.hosts:
            raise _OutsideError(f"the line goes on at {host}, which nobody has allowed")

    def close(self) -> None:
        """Give back connections and the thread; safe to call twice."""
        if self._portal is not None and self._transport is not None:
            self._portal.call(self._transport.aclose)
        self._portal = self._transport = None
        self._stack.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def allowed_hosts(address: str, allow: Iterable[str] = ()) -> frozenset[str]:
    """The hosts that a call to this address may ask: its own if it means this machine, and those that are named.

    Raises ChannelError where the address itself is on none of them.
    """
    host = host_of(address)
    hosts = {name.strip().lower() for name in allow} | ({host} if is_loopback(address) else set())
    if host not in hosts:
        hint = f"if you may call it, add --allow {host}"
        raise ChannelError(f"{host} is not this machine, and nobody has allowed to call it", hint=hint)
    return frozenset(hosts)


def _kind(response: httpx.Response) -> str:
    return str(response.headers.get("content-type", "")).partition(";")[0].strip().lower()


async def _text(response: httpx.Response) -> str:
    """The answer's text, read only as far as it may go. Raises _UnusableError."""
    if response.headers.get("content-encoding", "identity") != "identity":
        raise _UnusableError("it answers in a compressed form that nobody asked for")
    read = bytearray()
    async for piece in response.aiter_raw():
        read += piece
        if len(read) > platform.MOST_BYTES:
            raise _UnusableError(f"its answer is larger than {platform.MOST_BYTES // 1024} kB")
    charset = response.charset_encoding or "utf-8"
    try:
        return bytes(read).decode(charset).removeprefix("\ufeff")
    except (UnicodeDecodeError, LookupError) as error:
        raise _UnusableError(f"its answer is no text in {charset[:20]}") from error


def _with_query(url: str, parameters: Mapping[str, str]) -> str:
    parts = urlsplit(url)
    query = "&".join(filter(None, [parts.query, urlencode(parameters)]))
    return urlunsplit(parts._replace(query=query, fragment=""))


def _in_words(error: Exception) -> str:
    text = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
    return f"it cannot be reached ({text})"
