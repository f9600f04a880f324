"""A due date counts working days: neither weekends nor the company's public holidays."""

from __future__ import annotations

from datetime import date, timedelta

from cxsim.ivr.hours import public_holidays

REDESIGN_DAYS = 20  # each touchpoint is redesigned in exactly 20 working days (R16)


def due(start: date, holidays: str | None, days: int = REDESIGN_DAYS) -> date:
    """The working day that is this many working days after ``start``.

    >>> due(date(2026, 11, 24), None)
    datetime.date(2026, 12, 22)
    """
    day, left = start, days
    while left:
        day += timedelta(days=1)
        free = day.weekday() >= 5 or (holidays is not None and day in public_holidays(holidays, day.year))
        left -= not free
    return day
