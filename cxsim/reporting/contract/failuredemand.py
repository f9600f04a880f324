"""What journeys that fail on the web do to the queue of the phone."""

from __future__ import annotations

from typing_extensions import TypedDict


class SpanPart(TypedDict):
    """The least and the most that something may be, or what it comes to at the two ends of a range."""

    low: float
    high: float


class QueuePart(TypedDict):
    """A simulated day of a queue: calls, shares (0-1) and seconds; None where nothing can be said."""

    offered: float | None
    service_level: float | None
    abandonment: float | None
    asa: float | None
    occupancy: float | None


class RepairPart(TypedDict):
    """What mending one page would give the queue; ``touchpoint`` "" means everything at once.

    ``calls`` and ``hours`` (agents' work) are a day's; ``low`` and ``high`` are the day without the fewest and without
    the most of these calls. ``experiences`` are the walks that failed there.
    """

    touchpoint: str
    page: str
    personas: list[str]
    experiences: list[str]
    calls: SpanPart
    hours: SpanPart
    low: QueuePart
    high: QueuePart


class FailureDemandPart(TypedDict):
    """The calls a day that a failing website makes at one phone line, and what mending it would give its queue.

    ``turn`` is the share of those who failed that calls, an assumption. ``calls`` is None where it was not measured,
    for the reasons in ``unmeasured``; ``now`` is None where no day was simulated.
    """

    touchpoint: str
    date: str
    replications: int
    turn: SpanPart
    calls: SpanPart | None
    unmeasured: list[str]
    seconds: float
    now: QueuePart | None
    repairs: list[RepairPart]
