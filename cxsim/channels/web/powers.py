"""Powers are what a customer who finds her own way may do at this address without anybody's permission, or with it.

On a live site she reads and follows links, and nothing else, unless the owner allows more in the map (``allow:``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cxsim.channels.quota import Uses
from cxsim.channels.web.permission import BUYING, UNDOING, ends_visit, is_free, refusal
from cxsim.channels.web.words import says
from cxsim.touchpoint import Permission, Touchpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class Powers:
    """What she may do."""

    send: bool = False  # press buttons, type into fields and send them
    log_in: bool = False
    register: bool = False
    buy: bool = False
    undo: bool = False  # cancel and delete

    def may_press(self, name: str) -> bool:
        """Whether she may press a button with this name."""
        if not self.send or ends_visit(name):
            return False
        return (self.undo or not says(name, "leave alone")) and (self.buy or not says(name, "checkout"))


def powers_at(touchpoint: Touchpoint, *, address: str, environment: str | None, today: date, uses: Uses) -> Powers:
    """The powers at this address: all where nothing need be permitted, else those that the owner gave in writing.

    ``uses`` is asked once for each permission that is limited in number: a visit that may use it counts as a use.
    """
    if is_free(touchpoint, address, environment):
        return Powers(send=True, log_in=True, register=True, buy=True, undo=True)

    def given(*permissions: Permission) -> bool:
        reasons = (refusal(touchpoint, each, environment=environment, today=today, uses=uses) for each in permissions)
        return all(reason is None for reason in reasons)

    return Powers(
        send=given(Permission.SEND_FORMS),
        log_in=given(Permission.LOG_IN),
        register=given(Permission.REGISTER),
        buy=given(*BUYING),
        undo=given(*UNDOING),
    )
