"""Outcomes are the ways in which an attempt ends, and the row in which it is written down."""

from __future__ import annotations

from typing import NamedTuple

SERVED, ABANDONED, WAITING, CLOSED = "served", "abandoned", "waiting", "closed"
BLOCKED, CONTAINED, BALKED, MISSED = "blocked", "contained", "balked", "missed"

OUTCOMES = (SERVED, ABANDONED, WAITING, CLOSED, BLOCKED, CONTAINED, BALKED, MISSED)
"""Answered; hung up; still waiting when nothing more happens; the line was closed; all lines were taken; the phone menu
was enough; hung up at once on hearing that there is a wait; was called back and did not pick up."""

CALLED_BACK, PASSED_ON, KNOWN = 1, 2, 4
"""Flags of a row: she took the offer to be called back; this is the second half of a call that was passed on; somebody
has already spoken with this client before."""


class Row(NamedTuple):
    """One attempt; times in seconds, ``arrival``, ``queued`` and ``began`` after midnight.

    ``call`` numbers the attempts of the day; ``arrival`` is when she dialed, ``queued`` when she asked for an agent
    (later by the phone menu), ``began`` when this client called for the first time. ``group`` and ``agent`` are -1
    where nobody answered. Talk and after-call work are what they would have been where nobody answered.
    """

    call: int
    attempt: int
    client: int
    type: int
    arrival: float
    wait: float
    talk: float
    after: float
    group: int
    outcome: str
    agent: int
    queued: float
    began: float
    flags: int


Overtime = tuple[int, float, float, int]
"""A time during which more agents of a group were at work than planned: group, from, to, how many too many."""
