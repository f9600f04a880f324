"""Words are the report's own sentences in one language, kept in ``languages/`` so that a translator needs no program.

Text that comes from pages, files and people is never part of these sentences: it is put in as a value, is escaped, and
carries its own direction.
"""

from __future__ import annotations

import math
import tomllib
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from markupsafe import Markup, escape

from cxsim.errors import CxsimError


class Words:
    """The sentences of one language."""

    def __init__(self, table: dict[str, Any]) -> None:
        self.table = table
        self.language = str(table["language"])
        self.direction = str(table["direction"])

    def say(self, key: str, /, **values: Any) -> str:
        """The sentence with this key (``section.name``) as plain text; ``n`` chooses between singular and plural."""
        return self._template(key, values.get("n")).format(**values)

    def html(self, key: str, /, **values: Any) -> Markup:
        """The same as HTML: values are escaped unless they are Markup already."""
        return Markup(escape(self._template(key, values.get("n")))).format(**values)

    def has(self, key: str) -> bool:
        """Whether there is such a sentence."""
        return self._find(key) is not None

    def day(self, day: date) -> str:
        """A date as people write it."""
        return str(self.table["date"]).format(day=day.day, month=self.table["months"][day.month - 1], year=day.year)

    def _template(self, key: str, n: Any) -> str:
        entry = self._find(key)
        if entry is None:
            raise KeyError(f"languages/{self.language}.toml has no sentence {key!r}")
        return str(entry["one" if n == 1 else "other"] if isinstance(entry, dict) else entry)

    def _find(self, key: str) -> Any:
        section, _, name = key.partition(".")
        return self.table.get(section, {}).get(name)


@cache
def words(language: str = "en") -> Words:
    """The words of this language. Raises CxsimError where it has not been translated."""
    file = resources.files("cxsim.reporting") / "languages" / f"{language}.toml"
    if not language.isalpha() or not file.is_file():
        raise CxsimError(f"the report is not translated into {language!r}", hint="known are: en")
    return Words(tomllib.loads(file.read_text(encoding="utf-8")))


def duration(seconds: float) -> str:
    """Seconds as people read them, in two units at most.

    >>> duration(521), duration(4.9), duration(7260), duration(40)
    ('8 min 41 s', '4.9 s', '2 h 1 min', '40 s')
    """
    if seconds < 10 and seconds != int(seconds):
        return f"{seconds:.1f} s"
    whole = math.floor(seconds + 0.5)
    for size, unit, smaller, small_unit in ((86400, "d", 3600, "h"), (3600, "h", 60, "min"), (60, "min", 1, "s")):
        if whole >= size:
            rest = whole % size // smaller
            return f"{whole // size} {unit}" + (f" {rest} {small_unit}" if rest else "")
    return f"{whole} s"


def clock(seconds: float) -> str:
    """A time on the customer's clock.

    >>> clock(83), clock(3905), clock(90000)
    ('1:23', '1:05:05', '25:00:00')
    """
    minutes, second = divmod(math.floor(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def signed(value: float, digits: int = 2) -> str:
    """A difference with its sign, with a true minus.

    >>> signed(-0.35), signed(3.0, 0), signed(-0.001)
    ('−0.35', '+3', '0.00')
    """
    text = f"{value:+.{digits}f}".replace("-", "−")
    return text[1:] if float(f"{value:.{digits}f}") == 0 else text


def number(value: float, digits: int = 0) -> str:
    """A number with a true minus, and no minus before nothing."""
    text = f"{value:.{digits}f}"
    return (text[1:] if float(text) == 0 and text.startswith("-") else text).replace("-", "−")


def percent(share: float) -> str:
    """A share of 1 in per cent."""
    return f"{number(100 * share)} %"


def name(identifier: str) -> str:
    """An id as a name.

    >>> name("angry-third-call")
    'Angry third call'
    """
    text = identifier.replace("-", " ").replace("_", " ").strip()
    return text[:1].upper() + text[1:]
