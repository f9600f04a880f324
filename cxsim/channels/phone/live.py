"""A live line of the map may be called where its owner allows it, and only while it is open: it answers as of now."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

from cxsim.channels.base import Visit
from cxsim.channels.quota import Uses
from cxsim.hosts import host_of, is_loopback
from cxsim.ivr.hours import CLOSED, OPEN, Schedule
from cxsim.ivr.live import Line, Web, platform
from cxsim.touchpoint import Company, Permission, Touchpoint

POLITE = 5.0
"""Requests a second to a host that is not this machine: a setting of ours."""


def is_address(flow: str) -> bool:
    """Whether what a touchpoint names as its flow is a live line rather than a file."""
    return re.match(r"https?://", flow, re.IGNORECASE) is not None


def hindrance(visit: Visit, now: datetime, uses: Uses) -> str:
    """Why the live line of this visit is not called; nothing where it may be.

    ``uses`` is asked last, and only where the permission is limited in number: a call that is not made counts as none.
    """
    touchpoint, environment = visit.touchpoint, visit.environment
    return (
        _forbidden(touchpoint, environment, now) or _out_of_hours(visit, now) or _used_up(touchpoint, environment, uses)
    )


def hindrance_to_exploring(touchpoint: Touchpoint, company: Company, environment: str | None, now: datetime) -> str:
    """Why the menus of a live line are not looked for; nothing where they may be.

    That takes many calls, so a permission for a number of them is none for this.
    """
    if reason := _forbidden(touchpoint, environment, now):
        return reason
    allowed = None if _is_free(touchpoint, environment) else touchpoint.allow.get(Permission.CALL)
    if allowed is not None and allowed.at_most is not None:
        return f"to look for its menus takes many calls, and {touchpoint.name} may be called at most {allowed.at_most}"
    state = _now(touchpoint, company, now)
    if state != OPEN:
        closed = "closed" if state == CLOSED else state
        return f"the line is live and {closed} now, so its menus cannot be looked for"
    return ""


def _is_free(touchpoint: Touchpoint, environment: str | None) -> bool:
    """Lines on this machine and test environments need no permission."""
    return is_loopback(touchpoint.flow or "") or (environment is not None and environment in touchpoint.test)


def _forbidden(touchpoint: Touchpoint, environment: str | None, now: datetime) -> str:
    """Any other line needs the owner's permission, in writing."""
    if _is_free(touchpoint, environment):
        return ""
    allowed = touchpoint.allow.get(Permission.CALL)
    if allowed is None or (allowed.on and environment not in allowed.on):
        return f"nobody has allowed to call {touchpoint.name} (write allow: {{call: {{by: NAME, until: DATE}}}})"
    if now.date() > allowed.until:
        return f"the permission to call {touchpoint.name} ended on {allowed.until}"
    return ""


def _used_up(touchpoint: Touchpoint, environment: str | None, uses: Uses) -> str:
    allowed = None if _is_free(touchpoint, environment) else touchpoint.allow.get(Permission.CALL)
    if allowed is None or allowed.at_most is None or uses(touchpoint.name, Permission.CALL, allowed.at_most):
        return ""
    return f"the permission to call {touchpoint.name} is used up: at most {allowed.at_most}"


def _out_of_hours(visit: Visit, now: datetime) -> str:
    """A live line does what it does now, whatever the customer's clock shows."""
    then, real = (_now(visit.touchpoint, visit.company, when) for when in (visit.begins, now))
    if then == real:
        return ""
    closed = "closed" if real == CLOSED else real
    return f"the line is live and {closed} now, so nothing can be told of it while it is {then}"


def _now(touchpoint: Touchpoint, company: Company, when: datetime) -> str:
    """Whether a line is open, as its hours in the map say; a line without hours always is."""
    if touchpoint.hours is None:
        return OPEN
    schedule = Schedule.of(touchpoint.hours, zone=company.zone, holidays=company.holidays)
    return schedule.state(when.astimezone(ZoneInfo(company.zone)))


@contextmanager
def line_of(touchpoint: Touchpoint) -> Iterator[Line]:
    """The live line of a touchpoint, asked on its own host only and no faster than is polite. Raises ChannelError."""
    address = touchpoint.flow or ""
    pause = 0.0 if is_loopback(address) else 1.0 / POLITE
    with Web([host_of(address)], token=os.environ.get(platform.TOKEN_NAME, ""), pause=pause) as web:
        yield Line(url=address, web=web)
