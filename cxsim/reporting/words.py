"""Words are the report's own sentences and numbers in one language, kept in ``languages/`` so that translating is no
programming. What checks say is kept in ``languages/checks/``, found by the English sentence: one that a check says in
other words by now, or that comes from somebody else's check, is shown in English.

Text that comes from pages, files and people is never part of these sentences: it is put in as a value, is escaped, and
carries its own direction. Numbers that are put in are written with the digits of the language.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from markupsafe import Markup, escape

from cxsim.errors import CxsimError
from cxsim.reporting.safe import one_line

LANGUAGES = ("en", "de", "fa")
UNITS = ((86400, "days", 3600, "hours"), (3600, "hours", 60, "minutes"), (60, "minutes", 1, "seconds"))


class Words:
    """The sentences and numbers of one language."""

    def __init__(self, table: Mapping[str, Any], checks: Mapping[str, str]) -> None:
        self.table, self.checks = table, checks
        self.language = str(table["language"])
        self.direction = str(table["direction"])
        self._form: Mapping[str, str] = table["numbers"]
        signs = self._form["digits"] + self._form["decimal"] + self._form["groups"]
        self._digits = str.maketrans("0123456789.,", signs)

    # -- sentences

    def say(self, key: str, /, **values: Any) -> str:
        """The sentence with this key (``section.name``) as plain text; ``n`` chooses between singular and plural."""
        return self._template(key, values.get("n")).format(**self._written(values))

    def html(self, key: str, /, **values: Any) -> Markup:
        """The same as HTML: values are escaped unless they are Markup already."""
        return Markup(escape(self._template(key, values.get("n")))).format(**self._written(values))

    def translated(self, text: str) -> str | None:
        """What a check says in English, in the language of the report; None where nobody has translated it."""
        return text if self.language == "en" else self.checks.get(text)

    def english(self, text: object) -> Markup:
        """A sentence that programs and checks say in English: translated where it can be, else marked as English.

        Its quotations keep their direction.
        """
        if own := self.checks.get(str(text)):
            return escape(own)
        told = Markup(re.sub("“([^”]*)”", "“<bdi>\\1</bdi>”", str(escape(one_line(text)))))
        return told if self.language == "en" or not told else Markup('<span lang="en" dir="ltr">{}</span>').format(told)

    def has(self, key: str) -> bool:
        """Whether there is such a sentence."""
        return self._find(key) is not None

    def term(self, section: str, text: str) -> str | None:
        """This word of ours in the language of the report (``term("attribute", "ease")``); None where it is none."""
        found = self._find(f"{section}.{text.replace(' ', '_').replace('-', '_')}")
        return str(found) if found is not None else None

    def day(self, day: date) -> str:
        """A date as people write it, in the calendar of the record."""
        months = self.table["months"]
        return self.localized(str(self.table["date"]).format(day=day.day, month=months[day.month - 1], year=day.year))

    def isolated(self, text: str) -> str:
        """A sentence of ours inside a picture, which is drawn from left to right in every language."""
        return f"\u2067{text}\u2069" if self.direction == "rtl" else text

    def together(self, names: list[str]) -> str:
        """Several names, one after the other."""
        return str(self.table["list"]).join(names)

    # -- numbers

    def localized(self, text: str) -> str:
        """A text of ours with the digits of the language; points and commas stay as they are."""
        return text.translate({code: new for code, new in self._digits.items() if chr(code).isdigit()})

    def figure(self, text: str) -> str:
        """A number that somebody else wrote in English (an axis), in the digits of the language."""
        return text.translate(self._digits).replace("−", self._form["minus"])

    def number(self, value: float, digits: int = 0) -> str:
        """A number with a true minus, and no minus before nothing."""
        text = f"{value:.{digits}f}"
        nothing = float(text) == 0 and text.startswith("-")
        return (text[1:] if nothing else text).translate(self._digits).replace("-", self._form["minus"])

    def signed(self, value: float, digits: int = 2) -> str:
        """A difference with its sign."""
        text = self.number(value, digits)
        return f"{self._form['plus']}{text}" if float(f"{value:.{digits}f}") > 0 else text

    def percent(self, share: float, digits: int = 0) -> str:
        """A share of 1 in per cent."""
        return self._form["percent"].format(value=self.number(100 * share, digits))

    def money(self, value: float, currency: str = "") -> str:
        """An amount without what lies behind the decimal sign."""
        amount = f"{round(value):,}".translate(self._digits).replace("-", self._form["minus"])
        return f"{amount} {currency}".strip()

    def duration(self, seconds: float) -> str:
        """Seconds as people read them, in two units at most."""
        if seconds < 10 and seconds != int(seconds):
            return self._unit("seconds", self.number(seconds, 1))
        whole = math.floor(seconds + 0.5)
        for size, unit, smaller, small_unit in UNITS:
            if whole >= size:
                first, rest = self._unit(unit, self.number(whole // size)), whole % size // smaller
                second = self._unit(small_unit, self.number(rest))
                return str(self.table["unit"]["two"]).format(first=first, second=second) if rest else first
        return self._unit("seconds", self.number(whole))

    def clock(self, seconds: float) -> str:
        """A time on the customer's clock: minutes and seconds, with hours where there are any."""
        minutes, second = divmod(math.floor(seconds), 60)
        hours, minute = divmod(minutes, 60)
        return self.localized(f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}")

    def _unit(self, unit: str, amount: str) -> str:
        return str(self.table["unit"][unit]).format(n=amount)

    def _written(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values with whole numbers in the digits of the language."""
        return {k: self.localized(str(v)) if type(v) is int else v for k, v in values.items()}

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
    """The words of this language (``de``, or a tag such as ``de-AT``). Raises CxsimError where it is not translated."""
    name = language.strip().lower().replace("_", "-").partition("-")[0]
    if name not in LANGUAGES:
        hint = f"known are: {', '.join(LANGUAGES)}"
        raise CxsimError(f"the report is not translated into {language!r}", hint=hint)
    folder = resources.files("cxsim.reporting") / "languages"
    return Words(_table(folder / f"{name}.toml"), {} if name == "en" else _table(folder / "checks" / f"{name}.toml"))


def _table(file: Traversable) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def name(identifier: str) -> str:
    """An id as a name.

    >>> name("angry-third-call")
    'Angry third call'
    """
    text = identifier.replace("-", " ").replace("_", " ").strip()
    return text[:1].upper() + text[1:]
