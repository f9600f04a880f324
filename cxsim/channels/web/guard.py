"""The guard keeps a walk on the hosts that were allowed, and notices where the site leads the customer away.

What really holds is the browser's own launch arguments (:mod:`cxsim.channels.web.browser`); the route here stops a
request before it is looked up, and gives the finding its name. The boundary is the host, not the port.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cxsim.hosts import host_of

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Route, WebSocketRoute

__all__ = ["Guard", "host_of"]

_HARMLESS = ("about", "blob", "data")


class Guard:
    """Stops what leaves the allowed hosts, in one context."""

    def __init__(self, context: BrowserContext, hosts: frozenset[str]) -> None:
        self.hosts = hosts
        outside = self._pattern()
        context.route(outside, self._stop)
        context.route_web_socket(outside, _refuse_socket)

    def allows(self, url: str) -> bool:
        """Whether this address may be reached."""
        try:
            parts = urlsplit(url)
            return parts.scheme in _HARMLESS or (parts.hostname or "").lower() in self.hosts
        except ValueError:
            return False

    def _pattern(self) -> re.Pattern[str]:
        hosts = "|".join(re.escape(f"[{h}]" if ":" in h else h) for h in sorted(self.hosts))
        return re.compile(rf"^(?!(?:https?|wss?)://(?:{hosts})(?:[:/?#]|$))(?:https?|wss?)://", re.IGNORECASE)

    def _stop(self, route: Route) -> None:
        route.abort("addressunreachable")


def _refuse_socket(socket: WebSocketRoute) -> None:
    socket.close(code=1008, reason="outside of the allowed hosts")
