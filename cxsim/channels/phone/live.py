"""A live line of the map may be called where its owner allows it, and only while it is open: it answers as of now."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

from cxsim.channels.base import Visit
from cxsim.hosts import host_of, is_loopback
from cxsim.ivr.hours import CLOSED, Schedule
from cxsim.ivr.live import Line, Web, platform
from cxsim.touchpoint import Permission


def is_address(flow: str) -> bool:
    """Whether what a touchpoint names as its flow is a live line rather than a file."""
    return re.match(r"https?://", flow, re.IGNORECASE) is not None


def hindrance(visit: Visit, now: datetime) -> str:
    """Why the live line of this visit is not called; nothing where it may be."""
    return _forbidden(visit, now) or _out_of_hours(visit, now)


def _forbidden(visit: Visit, now: datetime) -> str:
    """Lines on this machine and test environments need no permission; any other the owner's, in writing."""
    touchpoint = visit.touchpoint
    if is_loopback(touchpoint.flow or "") or (visit.environment is not None and visit.environment in touchpoint.test):
        return ""
    allowed = touchpoint.allow.get(Permission.CALL)
    if allowed is None or (allowed.on and visit.environment not in allowed.on):
        return f"nobody has allowed to call {touchpoint.name} (write allow: {{call: {{by: NAME, until: DATE}}}})"
    if now.date() > allowed.until:
        return f"the permission to call {touchpoint.name} ended on {allowed.until}"
    if allowed.at_most is not None:
        return f"the permission to call {touchpoint.name} is limited in number, which is not counted yet"
    return ""


def _out_of_hours(visit: Visit, now: datetime) -> str:
    """A live line does what it does now, whatever the customer's clock shows."""
    if visit.touchpoint.hours is None:
        return ""
    company = visit.company
    schedule = Schedule.of(visit.touchpoint.hours, zone=company.zone, holidays=company.holidays)
    then, real = schedule.state(visit.begins), schedule.state(now.astimezone(ZoneInfo(company.zone)))
    if then == real:
        return ""
    closed = "closed" if real == CLOSED else real
    return f"the line is live and {closed} now, so nothing can be told of it while it is {then}"


@contextmanager
def line_of(visit: Visit) -> Iterator[Line]:
    """The live line of a visit, asked on its own host only. Raises ChannelError."""
    address = visit.touchpoint.flow or ""
    with Web([host_of(address)], token=os.environ.get(platform.TOKEN_NAME, "")) as web:
        yield Line(url=address, web=web)
