"""Opening hours in a text, whoever's they are: ``mon-fri 08:00-20:00, sat 09:00-14:00``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cxsim.facts.text import line_around
from cxsim.quantities import DAYS

_SHORT = tuple(day[:3] for day in DAYS)
_NAMES = {
    0: "monday|mon|montags?|mo|دو ?شنبه",
    1: "tuesday|tues?|dienstags?|di|سه ?شنبه",
    2: "wednesday|wed|mittwochs?|mi|چهار ?شنبه",
    3: "thursday|thurs?|thu|donnerstags?|do|پنج ?شنبه",
    4: "friday|fri|freitags?|fr|جمعه",
    5: "saturday|sat|samstags?|sonnabends?|sa|شنبه",
    6: "sunday|sun|sonntags?|so|یک ?شنبه",
}
_GROUPS = {
    "daily|every day|seven days a week|täglich|jeden tag|هر روز|همه روزه": range(7),
    "weekdays|on weekdays|wochentags": range(5),
    "weekends|at weekends|am wochenende": range(5, 7),
}
_DAY = "|".join(f"(?:{names})" for names in (*_NAMES.values(), *_GROUPS))
_TO = r"\s*(?:-|\bto\b|\buntil\b|\btill?\b|\bbis\b|تا)\s*"
_AND = r"\s*(?:,|/|&|\band\b|\bund\b|(?<!\w)و(?!\w))\s*"
_DAYS = rf"(?P<days>(?<!\w)(?:{_DAY})s?\.?(?!\w)(?:(?:{_TO}|{_AND})(?:{_DAY})s?\.?(?!\w))*)"
_CLOCK = r"(\d{{1,2}})(?:[:.](\d{{2}}))?\s*(a\.?m\b\.?|p\.?m\b\.?|uhr|o'clock)?"
_TIMES = (
    rf"(?:\bfrom\b|\bvon\b|\bbetween\b|از)?\s*(?:ساعت)?\s*(?<![\d.:]){_CLOCK.format()}"
    rf"(?:{_TO}|\s+and\s+|\s+und\s+)(?:ساعت)?\s*{_CLOCK.format()}(?![\d:])"
)
_WEEKLY = re.compile(rf"{_DAYS}\s*[:,(]?\s*{_TIMES}")
_BARE = re.compile(_TIMES)
_ALWAYS = re.compile(r"24\s*/\s*7|around the clock|rund um die uhr|شبانه روزی")
_OPEN = re.compile(r"\bopen(?:ing)?\b|\bhours\b|geöffnet|öffnungszeit|erreichbar|sprechzeit|باز|ساعات? کار|پاسخگو")
_WHOSE = {
    "phone hours": re.compile(r"\bphone|\bcall\b|\bcalls\b|hotline|telefon|\btel\b|anruf|rufen sie|تلفن|تماس|زنگ"),
    "store hours": re.compile(r"\bstores?\b|\bbranch|showroom|filiale|\bladen\b|geschäfte?\b|شعبه|حضوری"),
    "chat hours": re.compile(r"\bchat|گفتگوی آنلاین|چت"),
}
_NEAR = 30  # characters between two openings of one statement
_BEFORE = 120  # characters in which a heading says whose hours follow


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    start: int
    end: int
    days: tuple[int, ...]  # empty: the text names none
    opens: int  # minutes after midnight
    closes: int


def read(text: str) -> Iterator[tuple[str, str]]:
    """The opening hours in an even text."""
    for group in _statements(text):
        yield _whose(text, group[0].start, group[-1].end), _normal(group)
    for match in _ALWAYS.finditer(text):
        yield _whose(text, match.start(), match.end()), "always"


def agree(one: str, other: str) -> bool:
    """Whether both can be true: the same, or the same times where one of them names no days."""
    if one == other:
        return True
    if _names_days(one) and _names_days(other):
        return False
    return bool(_times(one) & _times(other))


def _names_days(value: str) -> bool:
    return value == "always" or any(day in value for day in _SHORT)


def _times(value: str) -> set[str]:
    return set(re.findall(r"\d\d:\d\d-\d\d:\d\d", value))


def _statements(text: str) -> Iterator[list[_Found]]:
    """Openings that stand close together and speak of the same place are one statement."""
    group: list[_Found] = []
    for found in _openings(text):
        between = text[group[-1].end : found.start] if group else ""
        if group and (len(between) > _NEAR or any(words.search(between) for words in _WHOSE.values())):
            yield group
            group = []
        group.append(found)
    if group:
        yield group


def _openings(text: str) -> list[_Found]:
    found = [f for match in _WEEKLY.finditer(text) if (f := _opening(match, _days(match["days"]))) is not None]
    for match in _BARE.finditer(text):
        taken = any(f.start <= match.start() < f.end for f in found)
        start, end = line_around(text, match.start())
        if not taken and _OPEN.search(text, start, end) and (bare := _opening(match, ())) is not None:
            found.append(bare)
    return sorted(found, key=lambda f: f.start)


def _opening(match: re.Match[str], days: tuple[int, ...]) -> _Found | None:
    first, first_minute, first_half, last, last_minute, last_half = match.groups()[-6:]
    if len(days) == 1 and re.fullmatch(r"[a-z]{2}", match["days"]) and not _is_clock(match):
        return None  # "do", "so" and "di" are words of other languages
    bare = first_minute is None and last_minute is None
    opens = _minutes(first, first_minute, _half(first_half) or _opens_half(first, last, _half(last_half)))
    closes = _minutes(last, last_minute, _half(last_half))
    if bare and not _half(last_half) and closes <= opens <= 12 * 60 and closes <= 12 * 60:
        closes += 12 * 60  # "from 8 to 8"
    if not 0 <= opens <= 1440 or not 0 < closes <= 1440:
        return None
    return _Found(start=match.start(), end=match.end(), days=days, opens=opens, closes=closes)


def _is_clock(match: re.Match[str]) -> bool:
    return any(group is not None for index, group in enumerate(match.groups()[-6:]) if index not in (0, 3))


def _half(text: str | None) -> str:
    """``am``, ``pm`` or nothing."""
    return text.replace(".", "") if text and text[0] in "ap" else ""


def _opens_half(first: str, last: str, last_half: str) -> str:
    """In "9-5pm" the shop opens in the morning, in "1-5pm" after noon."""
    if not last_half:
        return ""
    same = int(first) % 12 < int(last) % 12
    return last_half if same else "am"


def _minutes(hour: str, minute: str | None, half: str) -> int:
    hours = int(hour)
    if half:
        hours = hours % 12 + (12 if half == "pm" else 0)
    return hours * 60 + int(minute or 0) if int(minute or 0) < 60 else -1


def _days(text: str) -> tuple[int, ...]:
    days: list[int] = []
    joined = False
    for part in re.split(rf"({_TO}|{_AND})", text):
        if re.fullmatch(_TO, part):
            joined = True
        elif not re.fullmatch(_AND, part):
            named = _named(part.strip().rstrip("."))
            days += _through(days[-1], named[-1]) if joined and days else named
            joined = False
    return tuple(sorted(set(days)))


def _named(word: str) -> list[int]:
    for names, days in _GROUPS.items():
        if re.fullmatch(f"(?:{names})", word):
            return list(days)
    return [day for day, names in _NAMES.items() if re.fullmatch(f"(?:{names})s?", word)]


def _through(first: int, last: int) -> list[int]:
    return [day % 7 for day in range(first + 1, last + 1 if last > first else last + 8)]


def _normal(group: list[_Found]) -> str:
    """One way to write it: neighboring days with the same hours together, Monday first."""
    bare = [_clock(f) for f in group if not f.days]
    week = {day: sorted({_clock(f) for f in group if day in f.days}) for day in range(7)}
    parts: list[str] = []
    day = 0
    while day < 7:
        last = day
        while last < 6 and week[last + 1] == week[day]:
            last += 1
        name = _SHORT[day] if last == day else f"{_SHORT[day]}-{_SHORT[last]}"
        parts += [f"{name} {clock}" for clock in week[day]]
        day = last + 1
    return ", ".join(parts + sorted(set(bare)))


def _clock(found: _Found) -> str:
    return "-".join(f"{minute // 60:02}:{minute % 60:02}" for minute in (found.opens, found.closes))


def _whose(text: str, start: int, end: int) -> str:
    """Whose hours they are: the nearest word before them, in the same line or just above, else behind them."""
    before = [
        (match.end(), fact)
        for fact, words in _WHOSE.items()
        for match in words.finditer(text, max(0, start - _BEFORE), start)
    ]
    if before:
        return max(before)[1]
    line_end = line_around(text, end)[1]
    behind = [(m.start(), fact) for fact, words in _WHOSE.items() if (m := words.search(text, end, line_end))]
    return min(behind)[1] if behind else "opening hours"
