"""Manners are what callers of one type meet and do besides waiting: the menu, hanging up at once, being called back,
being passed on, and calling again although somebody answered.

Everything is left out by default; what is left out costs neither time nor chance.
"""

from __future__ import annotations

from dataclasses import dataclass

from cxsim.callcenter.times import Times

ZERO_AFTER = 10.0
"""Seconds until somebody presses 0, where nobody says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Redial:
    """This share calls again, after an exponential time with this mean in seconds; ``at_most`` counts all attempts."""

    share: float
    after: float
    at_most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """The phone menu before the queue.

    ``contained`` of the callers find what they need there and never ask for a person; ``zero_out`` press 0 after
    ``zero_out_after`` seconds; the others hear it for ``takes``.
    """

    takes: Times
    contained: float = 0.0
    zero_out: float = 0.0
    zero_out_after: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """A caller who must wait is told how long the last answered caller of her type waited (Ibrahim and Whitt 2009).

    ``heeded_by`` of the callers act on it: who has less patience than that hangs up at once, who has more multiplies
    it by ``patience``. The others wait as if nothing had been said.
    """

    heeded_by: float = 1.0
    patience: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Callback:
    """After ``after`` seconds of waiting callers may hang up and keep their place; ``accepted_by`` of them do.

    When it is her turn the agent rings for ``rings`` seconds; of those who are called ``reached`` pick up.
    """

    accepted_by: float
    after: float
    rings: float = 20.0
    reached: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """What callers of one type meet and do besides waiting.

    ``balks`` hang up at once where no agent is free. ``repeat``: of those who were answered this share needs to call
    again. ``transfers`` are call types with the share that is passed on to them when the first agent has talked.
    """

    menu: Menu | None = None
    balks: float = 0.0
    announcement: Announcement | None = None
    callback: Callback | None = None
    repeat: Redial | None = None
    transfers: tuple[tuple[str, float], ...] = ()


PLAIN = Manners()


@dataclass(frozen=True, slots=True, kw_only=True)
class Variation:
    """How much arrivals differ from the forecast beyond Poisson's chance, as standard deviation over mean.

    The factors are gamma distributed with mean 1 (Jongbloed and Koole 2001): one for the day, which all call types
    share, for a busy day is busy everywhere; one for each interval and type.
    """

    day: float = 0.0
    interval: float = 0.0


STEADY = Variation()
