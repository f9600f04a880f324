"""A fact is something that a company tells its customers and that must be the same wherever it is told.

Each kind of fact has a module that reads it from English, German and Persian text and writes it in one normal form,
so that equal facts compare equal: "Mon–Fri 8am–8pm" is "mon-fri 08:00-20:00". What cannot be read for certain is left
out: a missing fact is unknown, a misread one would accuse somebody.
"""

from __future__ import annotations

from cxsim.facts import hours, phone, returns
from cxsim.facts.text import even

KINDS = (hours, phone, returns)


def stated(text: str) -> list[tuple[str, str]]:
    """The facts in this text as (fact, value), in the order of the kinds and each only once.

    Facts are ``phone hours``, ``store hours``, ``chat hours``, ``opening hours`` (whose, the text does not say),
    ``phone number`` and ``return period``.

    >>> stated("Call us on 030 23125-111, Mon–Fri 8am–8pm.")
    [('phone hours', 'mon-fri 08:00-20:00'), ('phone number', '03023125111')]
    """
    plain = even(text)
    return list(dict.fromkeys(fact for kind in KINDS for fact in kind.read(plain)))


def agree(fact: str, one: str, other: str) -> bool:
    """Whether two values of a fact can both be true: hours without days agree with the same hours on some days."""
    return hours.agree(one, other) if fact.endswith("hours") else one == other
