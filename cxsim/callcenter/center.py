"""A center is a call center in numbers: call types, groups of agents, opening hours and the owner's target.

:mod:`cxsim.callcenter.reading` makes it from a file and the tables that the file names,
:mod:`cxsim.callcenter.borrowed` fills in what it takes from the project around it. It is plain, hashable data, so that
whatever was computed for a center can be kept for the next time.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cxsim.callcenter.errors import CenterError
from cxsim.callcenter.form import Change
from cxsim.callcenter.manners import PLAIN, STEADY, Manners, Variation
from cxsim.callcenter.manners import Redial as Redial
from cxsim.callcenter.tables import Slot
from cxsim.callcenter.times import Durations, Times, exponential, weibull
from cxsim.persona import Patience
from cxsim.quantities import Target, WeeklyHours

DEFAULT_TARGET = Target(0.8, 20.0)
SIMPLE_TYPE = "calls"
SIMPLE_GROUP = "agents"


Place = tuple[Path, int | None]
"""The file and the line on which something was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallType:
    """One kind of call: how many come, how long they take, and how long their callers wait.

    ``arrivals`` holds calls per second; with ``per_day`` the day's total is spread over the opening hours instead.
    ``patience`` None means that nobody hangs up. ``prefers`` names the groups that are tried first. What comes from
    personas or from the phone flow is not known until :func:`cxsim.callcenter.borrowed.complete` has filled it in; then
    ``redial_from_personas`` and ``menu_from_flow`` are no longer set. Until then the menu takes a second.
    """

    name: str
    arrivals: tuple[Slot, ...] = ()
    per_day: float | None = None
    talk: Times
    after_call: Times | None = None
    patience: Durations | None = None
    patience_from_personas: bool = False
    redial: Redial | None = None
    redial_from_personas: bool = False
    manners: Manners = PLAIN
    menu_from_flow: bool = False
    prefers: tuple[str, ...] = ()
    place: Place | None = None

    @property
    def handle_time(self) -> float:
        """Average seconds that a call keeps an agent busy."""
        return self.talk.mean + (self.after_call.mean if self.after_call else 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Agents who answer the same call types: (type, rank), a lower rank is taken first; ``heads`` are scheduled.

    ``at_once`` is how many chats an agent holds side by side; each further one makes a new chat longer by ``slower``.
    ``keep``: staffing leaves the group as it is.
    """

    name: str
    answers: tuple[tuple[str, int], ...]
    heads: tuple[Slot, ...]
    at_once: int = 1
    slower: float = 0.0
    keep: bool = False
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """A named change of the plan, by group or type ("" is all of them), within these minutes of the day."""

    name: str
    agents: tuple[tuple[str, Change], ...] = ()
    calls: tuple[tuple[str, Change], ...] = ()
    aht: tuple[tuple[str, Change], ...] = ()
    start: int = 0
    end: int = 1440


@dataclass(frozen=True, slots=True, kw_only=True)
class Center:
    """A call center. ``notes`` tell people what was guessed or assumed; ``files`` are all that it was read from.

    ``shift_kinds`` are the kinds of shifts that cover a plan, as :func:`cxsim.callcenter.shifts.shift_kind` reads them.
    ``lines`` is how many callers the trunk lines hold, ``varies`` how much whole days and single intervals differ from
    the forecast.
    """

    name: str
    types: tuple[CallType, ...]
    groups: tuple[Group, ...]
    hours: WeeklyHours | None = None
    target: Target = DEFAULT_TARGET
    shrinkage: float = 0.0
    shift_kinds: tuple[str, ...] = ()
    most_occupied: float | None = None
    lines: int | None = None
    varies: Variation = STEADY
    what_ifs: tuple[WhatIf, ...] = ()
    interval: int = 30
    simple: bool = False
    notes: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()

    def type(self, name: str) -> CallType:
        """The call type with this name; a center without call types has one queue, whatever it is called.

        Raises CenterError where the center knows no such type.
        """
        if self.simple:
            return self.types[0]
        for call_type in self.types:
            if call_type.name == name:
                return call_type
        known = ", ".join(call_type.name for call_type in self.types)
        raise CenterError(f"the call center {self.name!r} has no call type {name!r}", hint=f"it has {known}")

    def case(self, name: str) -> WhatIf:
        """The what-if with this name. Raises CenterError where there is none."""
        for what_if in self.what_ifs:
            if what_if.name == name:
                return what_if
        known = ", ".join(what_if.name for what_if in self.what_ifs) or "none"
        raise CenterError(f"no what-if is called {name!r}", hint=f"the file has {known}")


def patience_of(patience: Patience) -> Times:
    """The distribution behind a written patience: a plain average is exponential, a median with a shape Weibull."""
    if patience.median is not None:
        return weibull(patience.median, patience.shape)
    return exponential(patience.mean or 0.0)
