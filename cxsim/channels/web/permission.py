"""A permission is what the owner of a website allows in writing; without it nothing is sent there but requests to read.

Loopback addresses and the environments that a touchpoint lists under ``test:`` need none. Whether a form is harmless
cannot be seen from outside, so a visit whose steps type, choose, tick or upload is not begun at all without one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from cxsim.channels.quota import Uses
from cxsim.channels.web.words import plain, says
from cxsim.hosts import is_loopback
from cxsim.scenario import Action, Step
from cxsim.touchpoint import Permission, Touchpoint

BUYING = (Permission.BUY, Permission.PAY)
UNDOING = (Permission.CANCEL, Permission.DELETE)

_SENDS = (Action.FILL, Action.CHOOSE, Action.TICK, Action.UPLOAD)
_ENDS = ("log out", "logout", "log off", "sign out", "abmelden", "ausloggen", "خروج")
"""What ends her visit, and harms nobody."""


def missing(
    touchpoint: Touchpoint, steps: Iterable[Step], *, address: str, environment: str | None, today: date, uses: Uses
) -> str | None:
    """Why these steps may not be done at this address, with what to write in the map; None where they may.

    ``uses`` is asked once for each permission that is limited in number.
    """
    if is_free(touchpoint, address, environment):
        return None
    for permission in _needed(steps):
        if reason := refusal(touchpoint, permission, environment=environment, today=today, uses=uses):
            return reason
    return None


def is_free(touchpoint: Touchpoint, address: str, environment: str | None) -> bool:
    """Whether nothing need be permitted here: this machine itself, or an environment that is there for tests."""
    return is_loopback(address) or (environment is not None and environment in touchpoint.test)


def refusal(
    touchpoint: Touchpoint, permission: Permission, *, environment: str | None, today: date, uses: Uses
) -> str | None:
    """Why this is not permitted at a site that is not free, with what to write in the map; None where it is."""
    allowed = touchpoint.allow.get(permission)
    if allowed is None or (allowed.on and environment not in allowed.on):
        how = f"write allow: {{{permission}: {{by: NAME, until: DATE}}}}, or list the environment under test:"
        return f"nobody has allowed to {permission} at {touchpoint.name} ({how})"
    if today > allowed.until:
        return f"the permission to {permission} at {touchpoint.name} ended on {allowed.until}"
    if allowed.at_most is not None and not uses(touchpoint.name, permission, allowed.at_most):
        return f"the permission to {permission} at {touchpoint.name} is used up: at most {allowed.at_most}"
    return None


def _needed(steps: Iterable[Step]) -> list[Permission]:
    """What these steps use, the mildest first; a button is taken for what its name says in any language we know."""
    written = tuple(steps)
    actions = {step.action for step in written}
    pressed = [step.target for step in written if step.action is Action.CLICK and not ends_visit(step.target)]
    needs = {
        Permission.LOG_IN: Action.LOG_IN in actions,
        Permission.SEND_FORMS: bool(actions & set(_SENDS)),
        Permission.REGISTER: any(says(name, "register") for name in pressed),
        **dict.fromkeys(BUYING, any(says(name, "checkout") for name in pressed)),
        **dict.fromkeys(UNDOING, any(says(name, "leave alone") for name in pressed)),
    }
    return [permission for permission, needed in needs.items() if needed]


def ends_visit(name: str) -> bool:
    """Whether a link or button of this name logs her out."""
    return any(word in plain(name) for word in _ENDS)
