"""The guard keeps a walk on the hosts that were allowed, and notices where the site leads the customer away.

What really holds is the browser's own launch arguments (:mod:`cxsim.channels.web.browser`); the route here stops a
request before it is looked up, and gives the finding its name. The boundary is the host, not the port.
"""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cxsim.errors import ChannelError

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Route, WebSocketRoute

_METADATA = frozenset({"169.254.169.254", "metadata.google.internal", "fd00:ec2::254", "100.100.100.200"})
_HARMLESS = ("about", "blob", "data")
_ODD_NUMBER = re.compile(r"(?:0x[0-9a-f]+|\d+)(?:\.(?:0x[0-9a-f]+|\d+)){0,3}", re.IGNORECASE)


def host_of(address: str) -> str:
    """The host of a web address that may be visited.

    Raises ChannelError for anything else: files, addresses with a user in front of the host, numbers written so that
    they hide which machine they mean, and the addresses at which clouds keep their secrets.
    """
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").lower()
    except ValueError:
        parts, host = urlsplit(""), ""
    if parts.scheme not in ("http", "https") or not host:
        raise _refused(address, "is no web address", "write it with http:// or https:// in front")
    if parts.username is not None or parts.password is not None:
        raise _refused(address, "names a user before the host", "leave it out, or use an account of the touchpoint")
    if host in _METADATA:
        raise _refused(address, "is where a cloud keeps the secrets of its machines", "it is never visited")
    if _ODD_NUMBER.fullmatch(host) and not _is_plain_ip(host):
        raise _refused(address, "hides its machine in an odd number", "write the four plain numbers, or a name")
    return host


def _refused(address: str, what: str, hint: str) -> ChannelError:
    return ChannelError(f"{address!r} {what} and is not visited", hint=hint)


def _is_plain_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


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
