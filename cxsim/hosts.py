"""A host is the machine that an address names; which ones may be asked at all is decided here, before any look-up."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from cxsim.errors import ChannelError

_METADATA = frozenset({"169.254.169.254", "metadata.google.internal", "fd00:ec2::254", "100.100.100.200"})
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


def is_loopback(address: str) -> bool:
    """Whether an address means this machine itself."""
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return False
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _refused(address: str, what: str, hint: str) -> ChannelError:
    return ChannelError(f"{address!r} {what} and is not visited", hint=hint)


def _is_plain_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
