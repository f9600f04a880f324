"""A quantity is a number with its unit as people write it: ``20 s``, ``25 %``, ``120/h``, ``mon-fri 08:00-20:00``.

The parsers take text and return plain numbers in base units (seconds, shares of 1, events per second); the annotated
types below them let pydantic models read a quantity straight from a file and describe it in JSON Schema.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

from cxsim.errors import QuantityError
from cxsim.weektimes import DAYS, Opening, Start, WeeklyHours, start, weekly_hours

__all__ = [
    "DAYS",
    "AtMost",
    "EffortZone",
    "Hours",
    "Mark",
    "Opening",
    "PerSecond",
    "QuantityError",
    "Quota",
    "Score",
    "Seconds",
    "ServiceTarget",
    "Share",
    "ShareZone",
    "Start",
    "Target",
    "TimeZone",
    "WeeklyHours",
    "When",
    "Zone",
    "effort_zone_of_tolerance",
    "quota",
    "rate",
    "score",
    "seconds",
    "share",
    "share_zone_of_tolerance",
    "start",
    "target",
    "time_zone_of_tolerance",
    "weekly_hours",
]

_UNIT_SECONDS = {
    "ms": 0.001,
    "millisecond": 0.001,
    "s": 1.0,
    "sec": 1.0,
    "second": 1.0,
    "min": 60.0,
    "minute": 60.0,
    "h": 3600.0,
    "hour": 3600.0,
    "d": 86400.0,
    "day": 86400.0,
    "w": 604800.0,
    "week": 604800.0,
    "month": 2629800.0,
    "year": 31557600.0,
}
_NUMBER = r"[-+]?\d+(?:[.,]\d+)?"
_ONE_DURATION = re.compile(rf"\s*({_NUMBER})\s*([a-z]+)\s*", re.IGNORECASE)


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def seconds(text: str | float) -> float:
    """Seconds in a duration such as ``20 s``, ``4 min`` or ``1 h 30 min``; the unit must be written.

    >>> seconds("1 h 30 min")
    5400.0
    """
    if isinstance(text, int | float):
        return float(text)
    total, position = 0.0, 0
    stripped = text.strip()
    while position < len(stripped):
        match = _ONE_DURATION.match(stripped, position)
        unit = match.group(2).lower() if match else ""
        factor = _UNIT_SECONDS.get(unit) or _UNIT_SECONDS.get(unit.removesuffix("s"))
        if match is None or factor is None:
            raise QuantityError(
                f"{text!r} is not a time", hint="write a number and a unit, such as 20 s, 4 min, 2 h or 14 days"
            )
        total += _number(match.group(1)) * factor
        position = match.end()
    if not stripped:
        raise QuantityError("a time is missing", hint="write a number and a unit, such as 20 s")
    if total < 0:
        raise QuantityError(f"{text!r} is a negative time", hint="a time cannot be less than 0 s")
    return _finite(total, text)


def _finite(value: float, text: str) -> float:
    if not math.isfinite(value):
        raise QuantityError(f"{text[:40]!r} is too large", hint="write a number that a person could say")
    return value


def share(text: str | float) -> float:
    """A share of 1 from ``35 %``; a bare number must lie between 0 and 1.

    >>> share("35 %")
    0.35
    """
    if isinstance(text, int | float):
        value = float(text)
    else:
        match = re.fullmatch(rf"\s*({_NUMBER})\s*(%?)\s*", text)
        if match is None:
            raise QuantityError(f"{text!r} is not a share", hint="write a percentage, such as 35 %")
        value = _number(match.group(1)) / (100.0 if match.group(2) else 1.0)
    if not 0.0 <= value <= 1.0:
        raise QuantityError(f"{text!r} is not between 0 % and 100 %", hint="write a percentage, such as 35 %")
    return value


def rate(text: str | float) -> float:
    """Events per second from ``120/h``, ``48/min`` or ``1200/day``.

    >>> rate("120/h") * 3600
    120.0
    """
    if isinstance(text, int | float):
        return float(text)
    match = re.fullmatch(rf"\s*({_NUMBER})\s*(?:/|per|a|an)\s*(?:({_NUMBER})\s*)?([a-z]+)\s*", text, re.IGNORECASE)
    unit = match.group(3).lower() if match else ""
    factor = _UNIT_SECONDS.get(unit) or _UNIT_SECONDS.get(unit.removesuffix("s"))
    if match is None or factor is None:
        raise QuantityError(f"{text!r} is not a rate", hint="write how many in which time, such as 120/h or 1200/day")
    if _number(match.group(1)) < 0:
        raise QuantityError(f"{text!r} is a negative rate", hint="write a number of 0 or more, such as 120/h")
    duration = factor * (_number(match.group(2)) if match.group(2) else 1.0)
    if duration <= 0:
        raise QuantityError(f"{text!r} happens in no time at all", hint="write how many in which time, such as 120/h")
    return _finite(_number(match.group(1)) / duration, text)


@dataclass(frozen=True, slots=True)
class Quota:
    """At most so many times within a period, such as 2 a week."""

    times: int
    seconds: float
    text: str

    def __str__(self) -> str:
        return self.text


def quota(text: str | Quota) -> Quota:
    """At most so many within a period: ``2 a week``, ``10/day``.

    >>> quota("2 a week").seconds
    604800.0
    """
    if isinstance(text, Quota):
        return text
    match = re.fullmatch(r"\s*(\d{1,6})\s*(?:/|per|an?|times an?)\s*([a-z]+)\s*", text, re.IGNORECASE)
    unit = match.group(2).lower() if match else ""
    period = _UNIT_SECONDS.get(unit) or _UNIT_SECONDS.get(unit.removesuffix("s"))
    if match is None or period is None:
        raise QuantityError(f"{text!r} does not say how often", hint="write 2 a week or 10/day")
    return Quota(int(match.group(1)), period, text.strip())


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone of tolerance: from what is desired to what is just adequate (Zeithaml, Berry & Parasuraman 1993)."""

    desired: float
    adequate: float


def _two(text: str) -> tuple[str, str]:
    parts = re.split(r"\s+to\s+|\s*–\s*", text.strip())
    if len(parts) != 2:
        raise QuantityError(f"{text!r} does not name two ends", hint="write desired to adequate, such as 20 s to 60 s")
    return parts[0], parts[1]


def time_zone_of_tolerance(text: str | Zone) -> Zone:
    """A zone of times, desired first: ``20 s to 60 s``. Shorter is better."""
    if isinstance(text, Zone):
        return text
    zone = Zone(*map(seconds, _two(text)))
    if not zone.desired < zone.adequate:
        raise QuantityError(
            f"{text!r}: the desired time must be shorter than the adequate one", hint="write 20 s to 60 s"
        )
    return zone


def share_zone_of_tolerance(text: str | Zone) -> Zone:
    """A zone of shares, desired first: ``90 % to 60 %``. Higher is better."""
    if isinstance(text, Zone):
        return text
    zone = Zone(*map(share, _two(text)))
    if not zone.adequate < zone.desired:
        raise QuantityError(
            f"{text!r}: the desired quality must be higher than the adequate one", hint="write 90 % to 60 %"
        )
    return zone


def effort_zone_of_tolerance(text: str | Zone) -> Zone:
    """A zone of effort points, desired first: ``10 to 40``. Lower is better."""
    if isinstance(text, Zone):
        return text
    try:
        zone = Zone(*map(_number, _two(text)))
    except ValueError as error:
        raise QuantityError(f"{text!r} is not two numbers of effort points", hint="write 10 to 40") from error
    if not zone.desired < zone.adequate:
        raise QuantityError(f"{text!r}: the desired effort must be lower than the adequate one", hint="write 10 to 40")
    return zone


@dataclass(frozen=True, slots=True)
class Target:
    """A service-level target: this share answered within these seconds."""

    share: float
    seconds: float

    def __str__(self) -> str:
        return f"{self.share:.0%} in {self.seconds:g} s"


def target(text: str | Target) -> Target:
    """A service-level target such as ``80 % in 20 s``."""
    if isinstance(text, Target):
        return text
    parts = re.split(r"\s+(?:in|within)\s+", text.strip())
    if len(parts) != 2:
        raise QuantityError(f"{text!r} is not a target", hint="write a share and a time, such as 80 % in 20 s")
    return Target(share(parts[0]), seconds(parts[1]))


@dataclass(frozen=True, slots=True)
class Score:
    """A mark on its own scale, such as 4.6 of 5; ``percent`` puts it on 0-100 from the scale's lower end."""

    value: float
    lowest: float
    highest: float

    @property
    def percent(self) -> float:
        """0-100: the scale's lower end is 0 (so 4.6 of 5, a scale from 1, is 90)."""
        return 100.0 * (self.value - self.lowest) / (self.highest - self.lowest)

    def __str__(self) -> str:
        return f"{self.value:g} of {self.highest:g}"


def score(text: str | Score) -> Score:
    """A mark with its scale: ``4.6 of 5`` (1 to 5) or ``7 of 0-10``."""
    if isinstance(text, Score):
        return text
    match = re.fullmatch(rf"\s*({_NUMBER})\s+(?:of|out of)\s+(?:({_NUMBER})\s*(?:-|to)\s*)?(\d+(?:[.,]\d+)?)\s*", text)
    if match is None:
        raise QuantityError(
            f"{text!r} has no scale", hint="write the mark and its scale, such as 4.6 of 5 or 7 of 0-10"
        )
    highest = _number(match.group(3))
    lowest = _number(match.group(2)) if match.group(2) else (0.0 if highest >= 10 else 1.0)
    value = _number(match.group(1))
    if not lowest <= value <= highest:
        raise QuantityError(f"{text!r} lies outside its own scale", hint=f"write a mark from {lowest:g} to {highest:g}")
    return Score(value, lowest, highest)


def _schema(description: str, *examples: str) -> Any:
    return WithJsonSchema({"type": "string", "description": description, "examples": list(examples)})


Seconds = Annotated[float, BeforeValidator(seconds), _schema("a time with its unit", "20 s", "4 min", "14 days")]
Share = Annotated[
    float,
    BeforeValidator(share),
    WithJsonSchema({"type": ["string", "number"], "description": "a percentage", "examples": ["35 %"]}),
]
PerSecond = Annotated[float, BeforeValidator(rate), _schema("how many in which time", "120/h", "1200/day")]
TimeZone = Annotated[Zone, BeforeValidator(time_zone_of_tolerance), _schema("desired to adequate", "20 s to 60 s")]
ShareZone = Annotated[Zone, BeforeValidator(share_zone_of_tolerance), _schema("desired to adequate", "90 % to 60 %")]
EffortZone = Annotated[Zone, BeforeValidator(effort_zone_of_tolerance), _schema("desired to adequate", "10 to 40")]
Hours = Annotated[
    WeeklyHours, BeforeValidator(weekly_hours), _schema("days and times", "mon-fri 08:00-20:00", "always")
]
AtMost = Annotated[Quota, BeforeValidator(quota), _schema("how often within which time", "2 a week", "10/day")]
When = Annotated[Start, BeforeValidator(start), _schema("a day and time", "tuesday 18:30", "next day 09:00", "now")]
ServiceTarget = Annotated[Target, BeforeValidator(target), _schema("a share and a time", "80 % in 20 s")]
Mark = Annotated[Score, BeforeValidator(score), _schema("a mark with its scale", "4.6 of 5", "7 of 0-10")]
