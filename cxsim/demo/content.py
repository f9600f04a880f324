"""Content is everything that the shop shows and sells: words in three languages, products, orders, answers.

It lies in TOML files beside this module, so that a text can be changed without reading code.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("en", "de", "fa")
PHONE = "030 23125 014"  # a number reserved for films and examples by the Bundesnetzagentur
PHONE_ADDRESS = "tel:+493023125014"
_FOLDER = Path(__file__).parent / "texts"
_TO_PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """One thing that the shop sells; the price is in euro cents."""

    slug: str
    cents: int
    group: str
    facts: tuple[tuple[str, str], ...]
    name: Mapping[str, str]
    text: Mapping[str, str]
    freight: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One order of a test identity: what was bought, and how far it has come."""

    number: str
    email: str
    items: tuple[tuple[Product, int], ...]
    state: str  # "on its way", "late" or "delivered"
    place: Mapping[str, str]

    @property
    def progress(self) -> int:
        """How many of the four steps (ordered, packed, on its way, delivered) are done."""
        return 4 if self.state == "delivered" else 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Somebody who can log in."""

    email: str
    password: str
    name: str
    street: str
    postcode: str
    city: str
    phone: str
    since: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpItem:
    """One question of the help center with its answer, in one language."""

    id: str
    question: str
    answer: str
    link: str = ""
    about: str = ""


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / name).read_text(encoding="utf-8"))


@cache
def words(language: str) -> Mapping[str, Any]:
    """All sentences of the site in this language, by section and key."""
    return _read(f"words/{language}.toml")


@cache
def products() -> Mapping[str, Product]:
    """Everything for sale, by the name in its address."""
    rows = (
        {**row, "facts": tuple((name, value) for name, value in row["facts"])} for row in _read("goods.toml")["product"]
    )
    return {row["slug"]: Product(**row) for row in rows}


@cache
def shipping() -> Mapping[str, int]:
    """What delivery costs, in euro cents."""
    costs: dict[str, int] = _read("goods.toml")["shipping"]
    return costs


@cache
def orders() -> Mapping[str, Order]:
    """The orders that the shop knows, by number."""
    return {row["number"]: Order(**{**row, "items": _items(row["items"])}) for row in _read("orders.toml")["order"]}


def _items(rows: list[tuple[str, int]]) -> tuple[tuple[Product, int], ...]:
    return tuple((products()[slug], amount) for slug, amount in rows)


@cache
def accounts() -> Mapping[str, Account]:
    """Who can log in, by e-mail."""
    return {row["email"]: Account(**row) for row in _read("orders.toml")["account"]}


@cache
def answers(language: str) -> tuple[HelpItem, ...]:
    """The help center after the redesign: few questions in the customers' words."""
    return tuple(
        HelpItem(
            id=row["id"],
            question=row["question"][language],
            answer=row["answer"][language],
            link=row["link"],
            about=row["about"],
        )
        for row in _read("faq.toml")["item"]
    )


@cache
def hill() -> tuple[HelpItem, ...]:
    """The help center as it is: a long list in which nobody finds a lost parcel."""
    content = _read("hill.toml")
    return tuple(
        HelpItem(id=f"q{number}", question=question, answer=content["answer"].format(section=number % 17 + 1))
        for number, question in enumerate(content["questions"], start=1)
    )


def price(cents: int, language: str) -> str:
    """A price as people write it in this language.

    >>> price(3990, "en"), price(3990, "de")
    ('€39.90', '39,90 €')
    """
    euros = f"{cents // 100}.{cents % 100:02d}"
    if language == "en":
        return f"€{euros}"
    if language == "de":
        return f"{euros.replace('.', ',')} €"
    return f"{euros.replace('.', '٫').translate(_TO_PERSIAN)} یورو"


def in_digits_of(text: str, language: str) -> str:
    """The text with the digits that this language writes with."""
    return text.translate(_TO_PERSIAN) if language == "fa" else text
