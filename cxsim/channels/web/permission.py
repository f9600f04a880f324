"""A permission is what the owner of a website allows in writing; without it nothing is sent there but requests to read.

Loopback addresses and the environments that a touchpoint lists under ``test:`` need none. Whether a form is harmless
cannot be seen from outside, so a visit whose steps type, choose, tick or upload is not begun at all without one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from cxsim.hosts import is_loopback
from cxsim.scenario import Action, Step
from cxsim.touchpoint import Permission, Touchpoint

_SENDS = (Action.FILL, Action.CHOOSE, Action.TICK, Action.UPLOAD)


def missing(
    touchpoint: Touchpoint, steps: Iterable[Step], *, address: str, environment: str | None, today: date
) -> str | None:
    """Why these steps may not be done at this address, with what to write in the map; None where they may."""
    if is_free(touchpoint, address, environment):
        return None
    reasons = (refusal(touchpoint, permission, environment=environment, today=today) for permission in _needed(steps))
    return next((reason for reason in reasons if reason is not None), None)


def is_free(touchpoint: Touchpoint, address: str, environment: str | None) -> bool:
    """Whether nothing need be permitted here: this machine itself, or an environment that is there for tests."""
    return is_loopback(address) or (environment is not None and environment in touchpoint.test)


def refusal(touchpoint: Touchpoint, permission: Permission, *, environment: str | None, today: date) -> str | None:
    """Why this is not permitted at a site that is not free, with what to write in the map; None where it is."""
    allowed = touchpoint.allow.get(permission)
    if allowed is None or (allowed.on and environment not in allowed.on):
        how = f"write allow: {{{permission}: {{by: NAME, until: DATE}}}}, or list the environment under test:"
        return f"nobody has allowed to {permission} at {touchpoint.name} ({how})"
    if today > allowed.until:
        return f"the permission to {permission} at {touchpoint.name} ended on {allowed.until}"
    if allowed.at_most is not None:
        return f"the permission to {permission} at {touchpoint.name} is limited in number, which is not counted yet"
    return None


def _needed(steps: Iterable[Step]) -> list[Permission]:
    actions = {step.action for step in steps}
    needed = [Permission.LOG_IN] if Action.LOG_IN in actions else []
    return [*needed, Permission.SEND_FORMS] if actions & set(_SENDS) else needed
