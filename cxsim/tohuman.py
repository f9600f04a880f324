"""Seconds to a human are the menu's and then the queue's, hour by hour, and who would have hung up before.

They are read from an inspection: its forecasts hold the waits of each hour as a distribution, and the ways by which
callers come to the queue. What no call center stands behind is in no forecast, and so in none of these hours.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cxsim.experience import Experience, Kind
from cxsim.patience import share_gone
from cxsim.persona import Persona
from cxsim.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class HourToHuman:
    """One hour of one caller's way to one queue; seconds, ``None`` where nobody would ever answer.

    ``caller`` is ``zero`` (she presses nothing but 0) or ``quickest``; ``keys`` are what she presses. ``median`` and
    ``ninth`` (nine in ten take no longer) are menu and wait together. ``gone`` holds by persona the share (0-1) of such
    customers who hang up before a human answers. ``moment`` is the forecast's place in the record.
    """

    hour: str
    caller: str
    queue: str
    keys: tuple[str, ...]
    menu: float
    median: float | None
    ninth: float | None
    gone: Mapping[str, float]
    moment: int


def seconds_to_a_human(
    inspection: Experience, touchpoint: str, personas: Sequence[Persona], settings: Settings
) -> Iterator[HourToHuman]:
    """Every hour and way of a phone line that was forecast, in the order of the record."""
    for index, moment in enumerate(inspection.moments):
        if moment.kind is not Kind.FORECAST or moment.touchpoint != touchpoint:
            continue
        ways = moment.data.get("ways")
        for caller, way in ways.items() if isinstance(ways, Mapping) else ():
            if isinstance(way, Mapping) and isinstance(way.get("seconds"), int | float):
                yield _hour(index, moment.data, str(caller), way, personas, settings)


def _hour(
    index: int,
    data: Mapping[str, Any],
    caller: str,
    way: Mapping[str, Any],
    personas: Sequence[Persona],
    settings: Settings,
) -> HourToHuman:
    menu = float(way["seconds"])
    waits = [math.inf if wait is None else float(wait) for wait in data.get("waits", ())]
    return HourToHuman(
        hour=str(data.get("hour", "")),
        caller=caller,
        queue=str(data.get("queue", "")),
        keys=tuple(map(str, way.get("keys", ()))),
        menu=menu,
        median=_together(menu, data.get("wait_p50")),
        ninth=_together(menu, data.get("wait_p90")),
        gone={p.id: _gone(p, settings, waits, menu) for p in personas} if waits else {},
        moment=index,
    )


def _gone(persona: Persona, settings: Settings, waits: Sequence[float], menu: float) -> float:
    """Over waits that are equally likely; who has not the patience for the menu does not come to the queue at all."""
    shares = [share_gone(persona, settings, wait, spent=menu) for wait in waits]
    return round(math.fsum(shares) / len(shares), 6)


def _together(menu: float, wait: object) -> float | None:
    return round(menu + wait, 3) if isinstance(wait, int | float) else None
