"""An incident is something that the browser reports on its own: a script's error, a failed request, an alert, a tab.

They arrive at any time, are collected, and are taken after each step. Everything is capped: a page may storm.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Page, Request

    from cxsim.channels.web.guard import Guard

MOST = 40  # incidents that are kept of one walk
_NOT_LOADED = "Failed to load resource"
_ANSWERED = re.compile(r"Failed to load resource: the server responded with a status of (\d+)")
_OURS = ("net::ERR_NAME_NOT_RESOLVED", "net::ERR_BLOCKED_BY", "net::ERR_ABORTED", "net::ERR_INTERNET_DISCONNECTED")


_REASONS: Mapping[str, str] = {
    "ERR_CONNECTION_REFUSED": "nothing answers at this address",
    "ERR_NAME_NOT_RESOLVED": "the name of this address is not known",
    "ERR_ADDRESS_UNREACHABLE": "this address cannot be reached",
    "ERR_CONNECTION_RESET": "the server broke off the connection",
    "ERR_CONNECTION_CLOSED": "the server broke off the connection",
    "ERR_EMPTY_RESPONSE": "the server answered with nothing",
    "ERR_CERT": "the certificate of this address is not valid, and the browser warns of it",
    "ERR_SSL": "the encrypted connection fails",
    "ERR_TOO_MANY_REDIRECTS": "the server sends the browser round in circles",
    "ERR_UNSAFE_PORT": "browsers do not open addresses at this port",
    "ERR_ABORTED": "the page is no page: the browser would have saved it as a file",
}


def plain_reason(message: str) -> str:
    """What an error of the browser means, in plain words."""
    for code, reason in _REASONS.items():
        if code in message:
            return reason
    return message.partition("\n")[0].removeprefix("Page.goto: ")[:200] or "nothing answers at this address"


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One of them: ``what`` is console, network, dialog, away, outside, gone or crash."""

    what: str
    text: str
    url: str
    status: int | None = None
    kind: str = ""  # of a dialog: alert, confirm, prompt, beforeunload


class Incidents:
    """Listens to all pages of one context."""

    def __init__(self, context: BrowserContext, guard: Guard) -> None:
        self.guard = guard
        self.pages: list[Page] = []
        self._found: list[Incident] = []
        self._known: set[Incident] = set()
        context.on("page", self._page)
        context.on("console", self._console)
        context.on("weberror", lambda error: self._add("console", str(error.error).splitlines()[0], error.page))
        context.on("requestfailed", self._failed)
        context.on("dialog", self._dialog)

    @property
    def waiting(self) -> tuple[Incident, ...]:
        """What came in and was not taken yet."""
        return tuple(self._found)

    def take(self) -> list[Incident]:
        """What came in since the last time."""
        found, self._found = self._found, []
        return found

    def _add(self, what: str, text: str, page: Page | None, **more: Any) -> None:
        url = more.pop("url", None) or (page.url if page is not None else "")
        incident = Incident(what=what, text=text[:500], url=url, **more)
        if incident not in self._known and len(self._known) < MOST:
            self._known.add(incident)
            self._found.append(incident)

    def _page(self, page: Page) -> None:
        self.pages.append(page)
        page.on("crash", lambda page: self._add("crash", "the page crashed", page))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type != "error":
            return
        url = str(message.location.get("url", ""))
        if failed := _ANSWERED.search(message.text):
            if self.guard.allows(url):
                status = int(failed.group(1))
                self._add("network", f"answered with {status}", message.page, status=status, url=url)
        elif not message.text.startswith(_NOT_LOADED):  # those come as failed requests, too
            self._add("console", message.text, message.page)

    def _failed(self, request: Request) -> None:
        host = urlsplit(request.url).hostname or ""
        if "ERR_ABORTED" in (request.failure or "") and _is_page(request):
            _stays(request)
        if self.guard.allows(request.url):
            if any(code in (request.failure or "") for code in _OURS):
                return
            self._add(
                "gone" if _is_page(request) else "network", plain_reason(request.failure or ""), None, url=request.url
            )
        elif _is_page(request):
            self._add("away", host, None, url=request.url)
        else:
            self._add("outside", host, None, url=f"{urlsplit(request.url).scheme}://{host}")

    def _dialog(self, dialog: Dialog) -> None:
        self._add("dialog", dialog.message, dialog.page, kind=dialog.type)
        with suppress(Exception):  # the page may be gone by now
            dialog.accept()


def _stays(request: Request) -> None:
    """Tell the page before her that it is not left: a download came, a phone number, no content, or nothing at all."""
    first = request
    while first.redirected_from is not None:
        first = first.redirected_from
    with suppress(Exception):  # the tab may be gone by now
        request.frame.evaluate("at => window.__cxsim?.stays?.(at)", first.url.partition("#")[0])


def _is_page(request: Request) -> bool:
    """Whether this request was to bring a page, and not a part of one (a picture, a frame)."""
    if not request.is_navigation_request():
        return False
    try:
        return request.frame.parent_frame is None
    except Exception:  # the page of a new tab is asked for before there is a frame to hold it
        return True
