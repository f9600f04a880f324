"""A week time is when something is open or begins, as people write it: ``mon-fri 08:00-20:00``, ``tuesday 18:30``.

Times are local: whoever asks converts to the right zone first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from cxsim.errors import QuantityError

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Opening:
    """One opening on one weekday, in minutes after midnight; ``to`` may be 1440 (24:00)."""

    day: int  # 0 is Monday
    start: int
    to: int


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """Opening hours of a week: ``mon-fri 08:00-20:00, sat 09:00-14:00``, ``08:00-20:00``, ``always`` or ``never``."""

    openings: tuple[Opening, ...]
    text: str

    def open_at(self, when: datetime) -> bool:
        """Whether it is open at this local time (the caller converts to the right zone)."""
        minute = when.hour * 60 + when.minute
        return any(o.day == when.weekday() and o.start <= minute < o.to for o in self.openings)

    def __str__(self) -> str:
        return self.text


_HOURS_HINT = "write days and times, such as mon-fri 08:00-20:00, sat 09:00-14:00"


def _day(text: str) -> int:
    for index, name in enumerate(DAYS):
        if len(text) >= 2 and name.startswith(text.lower()):
            return index
    raise QuantityError(f"{text!r} is not a day of the week", hint=_HOURS_HINT)


def _minute(text: str) -> int:
    match = re.fullmatch(r"(\d{1,2}):(\d{2})", text)
    minute = int(match.group(1)) * 60 + int(match.group(2)) if match else -1
    if match is None or int(match.group(2)) > 59 or not 0 <= minute <= 1440:
        raise QuantityError(f"{text!r} is not a time of day", hint="write 08:00 or 18:30")
    return minute


def _days(text: str) -> list[int]:
    found: list[int] = []
    for part in filter(None, re.split(r"[\s,]+", re.sub(r"\s*-\s*", "-", text))):
        first, _, last = part.partition("-")
        start, end = _day(first), _day(last or first)
        found += [day % 7 for day in range(start, end + 1 if end >= start else end + 8)]
    return found


_OPENING = re.compile(
    r"([a-z][a-z\s-]*?)?\s*(?:(\d{1,2}:\d{2})\s*(?:-|–|to)\s*(\d{1,2}:\d{2})|after\s+(\d{1,2}:\d{2}))?", re.IGNORECASE
)


def _opening(part: str) -> tuple[list[int], int | None, int]:
    """The days, the first and the last minute of one part of opening hours; days without times are possible."""
    match = _OPENING.fullmatch(part)
    if match is None or not part:
        raise QuantityError(f"{part!r} is not opening hours", hint=_HOURS_HINT)
    days, begin, end, after = match.groups()
    first = _minute(begin or after) if begin or after else None
    return _days(days or ""), first, _minute(end) if end else 1440


def _over_midnight(day: int, begin: int, end: int) -> list[Opening]:
    if begin < end:
        return [Opening(day, begin, end)]
    return [o for o in (Opening(day, begin, 1440), Opening((day + 1) % 7, 0, end)) if o.start < o.to]


def weekly_hours(text: str | WeeklyHours) -> WeeklyHours:
    """Opening hours of a week.

    >>> weekly_hours("mon-fri 08:00-20:00").open_at(datetime(2026, 11, 23, 19, 59))
    True
    """
    if isinstance(text, WeeklyHours):
        return text
    stripped = text.strip()
    if stripped.lower() in ("always", "24/7", "24 h"):
        return WeeklyHours(tuple(Opening(day, 0, 1440) for day in range(7)), stripped)
    if stripped.lower() == "never":
        return WeeklyHours((), stripped)
    openings: set[Opening] = set()
    days: list[int] = []
    waiting = False  # days were named whose times are still to come: sat, sun 09:00-12:00
    for part in re.split(r"\s*[,;]\s*", stripped):
        named, begin, end = _opening(part)
        days = (days + named if waiting else named) or days or list(range(7))
        waiting = begin is None
        if begin is not None:
            openings |= {o for day in days for o in _over_midnight(day, begin, end)}
    if waiting:
        raise QuantityError(f"{text!r} names days without times", hint=_HOURS_HINT)
    return WeeklyHours(tuple(sorted(openings, key=lambda o: (o.day, o.start))), stripped)


@dataclass(frozen=True, slots=True)
class Start:
    """When something begins: a weekday, a date, or ``next day``, with a time of day."""

    minute: int
    weekday: int | None = None
    on: date | None = None
    days_later: int = 0
    text: str = ""
    now: bool = False  # begin at once, whatever the clock says

    def resolve(self, now: datetime) -> datetime:
        """The first such moment at or after ``now`` (same zone)."""
        if self.now:
            return now
        clock = time(self.minute // 60 % 24, self.minute % 60)
        if self.on is not None:
            return datetime.combine(self.on, clock, now.tzinfo)
        day = now.date() + timedelta(days=self.days_later)
        if self.weekday is not None:
            day += timedelta(days=(self.weekday - day.weekday()) % 7)
        when = datetime.combine(day, clock, now.tzinfo)
        if when < now and not self.days_later:
            when = datetime.combine(day + timedelta(days=7 if self.weekday is not None else 1), clock, now.tzinfo)
        return when

    def __str__(self) -> str:
        return self.text


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise QuantityError(f"{text!r} is not a day of the calendar", hint="write 2026-11-24") from error


def start(text: str | Start) -> Start:
    """A start such as ``tuesday 18:30``, ``next day 09:00``, ``2026-11-24 10:30`` or ``now``."""
    if isinstance(text, Start):
        return text
    stripped = text.strip()
    if stripped.lower() == "now":
        return Start(0, text=stripped, now=True)
    match = re.fullmatch(r"(?:(\d{4}-\d{2}-\d{2})|(next day)|([a-z]+))?\s*(\d{1,2}:\d{2})", stripped, re.IGNORECASE)
    if match is None:
        raise QuantityError(
            f"{text!r} is not a day and time", hint="write tuesday 18:30, next day 09:00 or 2026-11-24 10:30"
        )
    minute = _minute(match.group(4))
    if minute == 1440:
        raise QuantityError(f"{text!r}: nothing begins at 24:00", hint="write 00:00 of the next day")
    if match.group(1):
        return Start(minute, on=_date(match.group(1)), text=stripped)
    if match.group(2):
        return Start(minute, days_later=1, text=stripped)
    return Start(minute, weekday=_day(match.group(3)) if match.group(3) else None, text=stripped)
