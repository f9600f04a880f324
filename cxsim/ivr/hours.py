"""Hours decide what a line does: a schedule says when it is open, an hours class is a set of times treated alike.

The classes come from the flow itself: a flow that never asks for the time has the one class ``always``. Each class has
a sample time in the zone of the line, so that somebody can call it then and hear the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import product
from zoneinfo import ZoneInfo

from cxsim.quantities import WeeklyHours, weekly_hours

OPEN, CLOSED, HOLIDAY, ALWAYS = "open", "closed", "holiday", "always"
_USUAL_MINUTES = (600, 840, 1230, 180)  # 10:00, 14:00, 20:30 and 3:00: times at which people would try
_DAYS_AHEAD = 400  # every public holiday comes round once


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Weekly opening hours in a time zone; on a public holiday of the calendar (such as DE-BY) it is closed."""

    weekly: WeeklyHours
    zone: str = "UTC"
    holidays: str | None = None

    @classmethod
    def of(cls, hours: WeeklyHours | str, *, zone: str = "UTC", holidays: str | None = None) -> Schedule:
        """A schedule from hours as people write them. Raises QuantityError."""
        return cls(weekly=weekly_hours(hours), zone=zone, holidays=holidays)

    def state(self, when: datetime) -> str:
        """Open, closed or holiday at this time; a time without a zone is taken in the schedule's."""
        local = when.astimezone(ZoneInfo(self.zone)) if when.tzinfo else when
        if self.holidays is not None and local.date() in public_holidays(self.holidays, local.year):
            return HOLIDAY
        return OPEN if self.weekly.open_at(local) else CLOSED

    def minutes(self) -> Iterator[int]:
        """Minutes of the day worth looking at: the usual ones, then where its openings begin, end and last."""
        yield from _USUAL_MINUTES
        for opening in self.weekly.openings:
            yield from (opening.start, (opening.start + opening.to) // 2, opening.to % 1440)


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursClass:
    """Times at which the line does the same. ``states`` tells each schedule's state; ``sample`` is a time in it."""

    id: str
    means: str
    states: Mapping[str, str]
    sample: datetime | None = None

    @property
    def staffed(self) -> bool:
        """Whether some schedule is open (or none is asked for)."""
        return not self.states or OPEN in self.states.values()


@lru_cache(maxsize=64)
def public_holidays(calendar: str, year: int) -> Mapping[date, str]:
    """The public holidays of a country (DE) or a part of it (DE-BY) in a year; none where the calendar is unknown."""
    import holidays

    country, _, part = calendar.partition("-")
    try:
        return dict(holidays.country_holidays(country, subdiv=part or None, years=year))
    except NotImplementedError:
        return {}


def classes(asked: Mapping[str, Set[str]], schedules: Mapping[str, Schedule], since: date) -> tuple[HoursClass, ...]:
    """The hours classes of a flow that asks these schedules for these states, with sample times from ``since`` on."""
    if not asked:
        return (HoursClass(id=ALWAYS, means="at any time", states={}, sample=_ten_o_clock(schedules, since)),)
    if not all(name in schedules for name in asked):
        return tuple(_without_times(asked))
    found: dict[tuple[str, ...], datetime] = {}
    for when in _times([schedules[name] for name in asked], since):
        found.setdefault(tuple(schedules[name].state(when) for name in asked), when)
    return tuple(
        _class(dict(zip(asked, states, strict=True)), schedules, when)
        for states, when in sorted(found.items(), key=lambda entry: [_ORDER[state] for state in entry[0]])
    )


def class_at(found: tuple[HoursClass, ...], schedules: Mapping[str, Schedule], when: datetime) -> HoursClass | None:
    """The class that holds at this time; None where it cannot be known, for nobody said the hours."""
    for candidate in found:
        if all(name in schedules and schedules[name].state(when) == state for name, state in candidate.states.items()):
            return candidate
    return None


_ORDER = {OPEN: 0, CLOSED: 1, HOLIDAY: 2}
_WORDS = {OPEN: "during opening hours", CLOSED: "outside opening hours", HOLIDAY: "on a public holiday"}


def _class(states: dict[str, str], schedules: Mapping[str, Schedule], when: datetime | None) -> HoursClass:
    if len(states) == 1:
        ((name, state),) = states.items()
        hours = f" ({schedules[name].weekly})" if name in schedules and state != HOLIDAY else ""
        of = f" of {name}" if name else ""
        return HoursClass(id=state, means=f"{_WORDS[state]}{of}{hours}", states=states, sample=when)
    parts = [f"{name or 'line'} {state}" for name, state in states.items()]
    return HoursClass(id=", ".join(parts), means=" and ".join(parts), states=states, sample=when)


def _without_times(asked: Mapping[str, Set[str]]) -> Iterator[HoursClass]:
    """Every combination of states, where the hours themselves were not said."""
    possible = [[OPEN, CLOSED, *([HOLIDAY] if HOLIDAY in states else [])] for states in asked.values()]
    for states in product(*possible):
        yield _class(dict(zip(asked, states, strict=True)), {}, None)


def _times(schedules: list[Schedule], since: date) -> Iterator[datetime]:
    """Existing local times to look at: each day of two weeks, then public holidays within the year."""
    zone = ZoneInfo(schedules[0].zone)
    minutes = list(dict.fromkeys(minute for schedule in schedules for minute in schedule.minutes()))
    for ahead in range(_DAYS_AHEAD):
        day = since + timedelta(days=ahead)
        if ahead >= 14 and not any(s.holidays and day in public_holidays(s.holidays, day.year) for s in schedules):
            continue
        for minute in minutes:
            when = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=zone)
            if _exists(when):
                yield when


def _exists(when: datetime) -> bool:
    """Whether a wall clock ever shows this time: an hour is skipped when summer time begins."""
    utc = when.astimezone(ZoneInfo("UTC"))
    return utc.astimezone(when.tzinfo).replace(tzinfo=None) == when.replace(tzinfo=None)


def _ten_o_clock(schedules: Mapping[str, Schedule], since: date) -> datetime | None:
    for schedule in schedules.values():
        return datetime(since.year, since.month, since.day, 10, tzinfo=ZoneInfo(schedule.zone))
    return None
