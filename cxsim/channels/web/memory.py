"""A memory is what a customer's browser keeps from visit to visit of the same journey: cookies and local storage.

With it goes that she is logged in. It is never handed to another customer, nor to the same one on another journey: a
login that somebody else made would spare her the form, and a basket that somebody else filled would be hers.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from cxsim.channels.base import Visit
from cxsim.channels.web.walk import Walk


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What was kept of the visits before."""

    state: Any  # of Playwright: cookies and origins
    account: str = ""  # with which she is logged in; empty: she is not


def recalled(visit: Visit) -> dict[str, Any]:
    """Arguments of ``browser.new_context`` with which the customer comes back as the one who she was."""
    memory = _memory(visit)
    return {"storage_state": memory.state} if memory is not None else {}


def remind(walk: Walk) -> None:
    """Let her know that she is logged in already; her login stays a secret of this visit, too."""
    memory = _memory(walk.visit)
    if memory is not None and memory.account:
        walk.account = memory.account
        account = walk.visit.touchpoint.accounts[memory.account]
        walk.secrets.reveal(account.user)
        walk.secrets.reveal(account.password)


def keep(walk: Walk) -> None:
    """Keep what she comes back with, where the journey leads here more than once."""
    visit = walk.visit
    places = [stop.touchpoint for stop in visit.scenario.journey]
    if places.count(visit.stop.touchpoint) < 2:
        return
    with suppress(Exception):  # a browser that is gone remembers nothing, and she comes back as a stranger
        if walk.lost:  # its pages may not answer any more
            state: Any = {"cookies": walk.context.cookies(), "origins": []}
        else:
            state = walk.context.storage_state()
        visit.kept[_key(visit)] = Memory(state=state, account=walk.account)


def _memory(visit: Visit) -> Memory | None:
    memory = visit.kept.get(_key(visit))
    return memory if isinstance(memory, Memory) else None


def _key(visit: Visit) -> str:
    return f"web: {visit.stop.touchpoint}"
