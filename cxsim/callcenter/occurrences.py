"""An occurrence is something that will happen in a simulation, with its rank among all that happens at that time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from simpy import Environment, Event
from simpy.events import EventPriority

from cxsim.callcenter.luck import Luck

STAFF, COMPLETION, ABANDONMENT, ARRIVAL, PROBE = (EventPriority(rank) for rank in range(5))
"""Ranks among ties; :mod:`cxsim.callcenter.simulation` says what they mean."""


class Occurrence(Event):
    """Something that will happen after a delay: one callback, one subject, and a rank among ties."""

    def __init__(self, env: Environment, rank: EventPriority, delay: float, then: Any, subject: Any) -> None:
        self.env = env
        self.callbacks = [then]
        self._value = subject
        self._ok = True
        env.schedule(self, rank, delay)


class Stream:
    """The calls of one type that are still to come."""

    __slots__ = ("calls", "index", "luck", "type")

    def __init__(self, type_: int, calls: Iterator[tuple[float, Luck]]) -> None:
        self.type = type_
        self.calls = calls
        self.index = -1
        self.luck = Luck(0.0)
