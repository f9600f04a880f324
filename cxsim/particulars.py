"""Particulars are what a persona gives when it is asked: name, address, order number; invented, but the same each time.

What the persona ``knows`` wins. Everything else comes from Faker, seeded by run, persona and fact alone, so that the
order of asking changes nothing. Nobody real is ever reached: mail goes to example.com, phone numbers come from ranges
that are reserved for fiction (Germany: Bundesnetzagentur; United Kingdom: Ofcom; North America: 555-01xx), and bank
details are the published test numbers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from cxsim.chance import stream
from cxsim.errors import CxsimError
from cxsim.explain import did_you_mean
from cxsim.labels import FACTS, PLACEHOLDER, fact_of, plain_letters
from cxsim.persona import Persona

if TYPE_CHECKING:
    import random

    from faker import Faker

MAIL_HOST = "example.com"
TEST_CARD = "4111 1111 1111 1111"
TEST_IBANS = {"de": "DE89 3704 0044 0532 0130 00", "gb": "GB29 NWBK 6016 1331 9268 19"}
_PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")

__all__ = ["FACTS", "Particulars", "fact_of", "persian_digits"]


def persian_digits(text: str) -> str:
    """The same text with Persian digits, as somebody types it on a Persian keyboard."""
    return text.translate(_PERSIAN_DIGITS)


class Particulars:
    """The identity of one persona in one run."""

    def __init__(self, persona: Persona, seed: int, *, given: Mapping[str, str] = MappingProxyType({})) -> None:
        """``given`` is what this walk's test data hands her (the number of an order just made); it wins."""
        self.persona = persona
        self.seed = seed
        told = ((_fact(key), value) for each in (persona.knows, given) for key, value in each.items())
        self.known: Mapping[str, str] = _with_parts(dict(told))
        language, _, region = persona.language.lower().replace("_", "-").partition("-")
        self.language, self.region = language, region or _REGIONS.get(language, "")

    def value(self, key: str) -> str:
        """What she says for a fact (``order number``), its short name (``order``) or a label (``Bestellnummer``).

        Raises CxsimError where it is no fact and she was not told it.
        """
        fact = _fact(key)
        if fact in self.known:
            return self.known[fact]
        if fact not in _INVENTED:
            raise CxsimError(f"nobody knows <{key}>", hint=did_you_mean(key, (*self.known, *FACTS)))
        return _INVENTED[fact](self, stream(self.seed, "particulars", self.persona.id, fact))

    def typed(self, key: str) -> str:
        """The value as she types it: somebody who writes Persian has Persian digits on the keyboard."""
        value = self.value(key)
        return persian_digits(value) if self.language == "fa" and _fact(key) not in _LATIN else value

    def fill(self, text: str) -> str:
        """The text with every ``<particular>`` put in; what nobody knows stays as it is."""
        return PLACEHOLDER.sub(self._filled, text)

    def knows(self, key: str) -> bool:
        """Whether she can say it at all: told by the persona's file, or an invented fact."""
        return _fact(key) in self.known or _fact(key) in _INVENTED

    def _filled(self, match: re.Match[str]) -> str:
        return self.value(match.group(1)) if self.knows(match.group(1)) else match.group(0)

    def _faker(self, chance: random.Random) -> Faker:
        faker = _faker(_locale(self.language, self.region))
        faker.seed_instance(chance.getrandbits(64))
        return faker


def _fact(key: str) -> str:
    return fact_of(key) or " ".join(key.casefold().split())


def _with_parts(known: dict[str, str]) -> dict[str, str]:
    """Who knows her name knows its parts, and the other way round."""
    first, _, last = known.get("name", "").rpartition(" ")
    if last:
        known = {"first name": first or last, "last name": last, **known}
    elif "first name" in known and "last name" in known:
        known = {"name": f"{known['first name']} {known['last name']}", **known}
    return known


_REGIONS = {"de": "de", "en": "us", "fa": "ir"}
_COUNTRIES = {"de": "Deutschland", "at": "Österreich", "ch": "Schweiz", "ir": "ایران"}
"""Where Faker has the country's name in English only."""


@lru_cache(maxsize=32)
def _locale(language: str, region: str) -> str:
    """The nearest of Faker's locales; English where it has none."""
    from faker.config import AVAILABLE_LOCALES

    available = {locale.lower(): locale for locale in AVAILABLE_LOCALES}
    exact = available.get(f"{language}_{region}")
    near = sorted(locale for key, locale in available.items() if key.split("_")[0] == language)
    return exact or (near[0] if near else "en_US")


@lru_cache(maxsize=32)
def _faker(locale: str) -> Faker:
    """A generator of this locale. It is seeded anew before every draw, so sharing it between personas is harmless."""
    from faker import Faker

    return Faker(locale)


def _first_name(self: Particulars, chance: random.Random) -> str:
    return plain_letters(str(self._faker(chance).first_name()))


def _last_name(self: Particulars, chance: random.Random) -> str:
    return plain_letters(str(self._faker(chance).last_name()))


def _name(self: Particulars, chance: random.Random) -> str:
    return f"{self.value('first name')} {self.value('last name')}"


def _ascii(text: str) -> str:
    """Latin letters and digits of a text; nothing where it is in another script."""
    for german, latin in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        text = text.replace(german, latin)
    folded = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "", folded)


def _user_name(self: Particulars, chance: random.Random) -> str:
    parts = [_ascii(self.value("first name").casefold()), _ascii(self.value("last name").casefold())]
    return ".".join(filter(None, parts)) or f"customer{_digits(chance, 4)}"


def _mail(self: Particulars, chance: random.Random) -> str:
    return f"{self.value('user name')}.{_digits(chance, 3)}@{MAIL_HOST}"


def _phone(self: Particulars, chance: random.Random) -> str:
    if self.region == "de":
        return f"030 23125 {_digits(chance, 3)}"
    if self.region == "gb":
        return f"020 7946 0{_digits(chance, 3)}"
    number = f"202-555-01{chance.randrange(100):02d}"
    return number if self.region == "us" else f"+1 {number}"


def _street(self: Particulars, chance: random.Random) -> str:
    street, house = plain_letters(str(self._faker(chance).street_name())), self.value("house number")
    return f"{house} {street}" if self.language == "en" else f"{street} {house}"


def _postcode(self: Particulars, chance: random.Random) -> str:
    return str(self._faker(chance).postcode())


def _city(self: Particulars, chance: random.Random) -> str:
    return plain_letters(str(self._faker(chance).city()))


def _country(self: Particulars, chance: random.Random) -> str:
    return _COUNTRIES.get(self.region) or str(self._faker(chance).current_country())


def _company(self: Particulars, chance: random.Random) -> str:
    return plain_letters(str(self._faker(chance).company()))


def _date(self: Particulars, year: int, chance: random.Random) -> str:
    """A day of that year as people of the region write it."""
    day, month = chance.randint(1, 28), chance.randint(1, 12)
    if self.region == "us":
        return f"{month:02d}/{day:02d}/{year}"
    if self.region == "gb":
        return f"{day:02d}/{month:02d}/{year}"
    return f"{day:02d}.{month:02d}.{year}" if self.language == "de" else f"{year}-{month:02d}-{day:02d}"


def _insurance(self: Particulars, chance: random.Random) -> str:
    """Nobody's number: reserved for advertisements (us), never issued (gb); rvnr (de), for Faker's ssn is US-shaped."""
    if self.region == "us":
        return f"987-65-432{chance.randrange(10)}"
    if self.region == "gb":
        return f"QQ {_digits(chance, 2)} {_digits(chance, 2)} {_digits(chance, 2)} C"
    return str(self._faker(chance).rvnr()) if self.region == "de" else _digits(chance, 10)


def _iban(self: Particulars, chance: random.Random) -> str:
    return TEST_IBANS.get(self.region, TEST_IBANS["de"])


def _password(self: Particulars, chance: random.Random) -> str:
    return f"Walk-{_digits(chance, 6)}-mile!"


def _digits(chance: random.Random, count: int) -> str:
    """So many digits, the first of which is no 0."""
    return str(chance.randrange(10 ** (count - 1), 10**count))


def _number(count: int) -> Invent:
    return lambda self, chance: _digits(chance, count)


def _fixed(value: str) -> Invent:
    return lambda self, chance: value


Invent = Callable[[Particulars, "random.Random"], str]

_INVENTED: Mapping[str, Invent] = {
    "e-mail": _mail,
    "user name": _user_name,
    "new password": lambda self, chance: self.value("password"),
    "password": _password,
    "security code": _fixed("123"),
    "card holder": _name,
    "card expiry": _fixed("12/39"),
    "card number": _fixed(TEST_CARD),
    "iban": _iban,
    "social insurance number": _insurance,
    "tracking number": _number(12),
    "invoice number": _number(8),
    "order date": lambda self, chance: _date(self, 2026, chance),
    "order number": _number(6),
    "customer number": _number(8),
    "case number": _number(7),
    "phone number": _phone,
    "date of birth": lambda self, chance: _date(self, chance.randint(1945, 2004), chance),
    "postcode": _postcode,
    "house number": lambda self, chance: str(chance.randint(1, 99)),
    "street": _street,
    "city": _city,
    "country": _country,
    "company": _company,
    "first name": _first_name,
    "last name": _last_name,
    "name": _name,
    "amount": lambda self, chance: f"{chance.randint(10, 199)}.{chance.randrange(0, 100, 5):02d}",
    "subject": lambda self, chance: self.persona.problem[:60],
    "problem": lambda self, chance: self.persona.problem,
    "goal": lambda self, chance: self.persona.goal[0],
}

_LATIN = frozenset({"e-mail", "user name", "password", "new password", "iban", "problem", "subject", "goal"})
"""Facts that are typed in Latin letters whatever the keyboard, or are texts already written."""
