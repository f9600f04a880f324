"""Times in call logs are written in many ways: ``1.2.1999 7:02:47``, ``990201``, ``45123,5`` from Excel, ``1:30`` or
``90,5`` for a duration. They are read column by column, so that one cell explains another, and the guess is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

from cxsim.callcenter.layout import Dates

EXCEL_BEGINS = date(1899, 12, 30)
"""Day 0 of Excel's serial dates (their leap year 1900 is an error that everybody keeps)."""

MOST_OF = 0.95
"""So many of a column's cells must be dates, if it is one of dates."""

_PATTERNS: dict[Dates, re.Pattern[str]] = {
    "yyyy-mm-dd": re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})"),
    "dd.mm.yyyy": re.compile(r"^(\d{1,2})\.(\d{1,2})\.(\d{2,4})"),
    "dd/mm/yyyy": re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{2,4})"),
    "mm/dd/yyyy": re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{2,4})"),
    "yyyymmdd": re.compile(r"^(\d{4})(\d{2})(\d{2})$"),
    "yymmdd": re.compile(r"^(\d{2})(\d{2})(\d{2})$"),
    "excel": re.compile(r"^(\d{5})([.,]\d+)?$"),
}


def date_format(cells: Iterable[str]) -> tuple[Dates | None, str]:
    """How the dates of a column are written, and what to tell about the guess; None where they are no dates.

    A few cells may be none, such as that of a line with totals.
    """
    seen = [cell.strip() for cell in cells if cell.strip()][:20_000]
    for name, pattern in _PATTERNS.items():
        dates = [cell for cell in seen if pattern.match(cell)]
        if not dates or len(dates) < MOST_OF * len(seen):
            continue
        if name == "dd/mm/yyyy":
            return _slashes(dates)
        if name == "excel" and not all(20_000 <= float(cell.replace(",", ".")) <= 80_000 for cell in dates):
            continue
        return name, f"dates read as {name}"
    return None, ""


def _slashes(cells: list[str]) -> tuple[Dates, str]:
    """Day or month first? A number above 12 decides; where none is there, the day is taken to come first."""
    parts = [cell.split("/") for cell in cells]
    if any(int(part[1]) > 12 for part in parts):
        return "mm/dd/yyyy", "dates read as mm/dd/yyyy (a day above 12 stands second)"
    if any(int(part[0]) > 12 for part in parts):
        return "dd/mm/yyyy", "dates read as dd/mm/yyyy (a day above 12 stands first)"
    return "dd/mm/yyyy", "dates read as dd/mm/yyyy, but no day is above 12: write `dates: mm/dd/yyyy` if that is wrong"


@lru_cache(maxsize=4096)
def day_of(cell: str, written: Dates) -> date | None:
    """The date in a cell; None where there is none."""
    found = _PATTERNS[written].match(cell.strip())
    if found is None:
        return None
    if written == "excel":
        return EXCEL_BEGINS + timedelta(days=int(found[1]))
    parts = [int(part) for part in found.groups()]
    if written in ("dd.mm.yyyy", "dd/mm/yyyy"):
        parts = [parts[2], parts[1], parts[0]]
    elif written == "mm/dd/yyyy":
        parts = [parts[2], parts[0], parts[1]]
    year = parts[0] if parts[0] > 99 else parts[0] + (1900 if parts[0] >= 70 else 2000)
    try:
        return date(year, parts[1], parts[2])
    except ValueError:
        return None


def time_of_day(cell: str) -> float | None:
    """Seconds after midnight in ``7:02:47``, ``1.2.1999 7:02``, ``2:05 PM``, a fraction of a day, or seconds."""
    text = cell.strip()
    found = re.search(r"(\d{1,2}):(\d{2})(?::(\d{2}(?:[.,]\d+)?))?\s*([ap]m)?", text, re.IGNORECASE)
    if found:
        hours = int(found[1]) % 12 + (12 if found[4].lower() == "pm" else 0) if found[4] else int(found[1])
        value = hours * 3600.0 + int(found[2]) * 60.0 + float((found[3] or "0").replace(",", "."))
        return value if int(found[2]) < 60 and value <= 86400.0 else None
    number = _number(text)
    if number is None:
        return None
    if 20_000 <= number <= 80_000 and not number.is_integer():
        return round((number % 1.0) * 86400.0, 3)  # Excel's date and time in one
    return number * 86400.0 if 0 < number < 1 else number


def duration(cell: str) -> float | None:
    """Seconds in ``90``, ``90,5``, ``1:30`` (minutes and seconds) or ``0:01:30``; an empty cell is None."""
    text = cell.strip()
    parts = text.split(":")
    if len(parts) in (2, 3):
        try:
            numbers = [float(part.replace(",", ".")) for part in parts]
        except ValueError:
            return None
        seconds = 0.0
        for number in numbers:
            seconds = seconds * 60.0 + number
        return seconds
    return _number(text.removesuffix("s").strip())


def _number(text: str) -> float | None:
    cleaned = text.replace("\u202f", "").replace("\xa0", "").replace(" ", "")
    if re.fullmatch(r"-?\d{1,3}(\.\d{3})+,\d+", cleaned):  # 1.234,5 as written in German
        cleaned = cleaned.replace(".", "")
    try:
        return float(cleaned.replace(",", "."))
    except ValueError:
        return None
