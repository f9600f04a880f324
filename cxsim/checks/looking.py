"""Looking is how the checks of the web read a record: the moments of one kind at one touchpoint, with their places."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from cxsim.experience import Experience, Kind, Moment

Placed = tuple[int, Moment]  # an index into the experience, and the moment there


def here(experience: Experience, touchpoint: str, *kinds: Kind, **data: Any) -> list[Placed]:
    """The moments of these kinds at this touchpoint whose data has these values."""
    return [
        (index, moment)
        for index, moment in enumerate(experience.moments)
        if moment.touchpoint == touchpoint
        and (not kinds or moment.kind in kinds)
        and all(moment.data.get(key) == value for key, value in data.items())
    ]


def inspected(experience: Experience, touchpoint: str, what: str) -> list[Placed]:
    """The INSPECTED moments about this."""
    return here(experience, touchpoint, Kind.INSPECTED, what=what)


def indices(placed: Iterable[Placed]) -> list[int]:
    """Where these moments stand in the experience."""
    return [index for index, _ in placed]


def began(experience: Experience) -> Moment | None:
    """The moment at which the persona set out, which holds what she is like."""
    return next(experience.of(Kind.BEGAN), None)


def listed(things: Iterable[str], *, most: int = 5) -> str:
    """Things in a sentence: each once, quoted by whoever calls, and not more than a reader can take.

    >>> listed(["a", "b", "a", "c"], most=2)
    'a, b and 1 more'
    """
    distinct: Sequence[str] = list(dict.fromkeys(thing for thing in things if thing))
    if len(distinct) <= most:
        return ", ".join(distinct)
    return f"{', '.join(distinct[:most])} and {len(distinct) - most} more"


def pages_of(placed: Iterable[Placed]) -> str:
    """The pages that these moments are about."""
    return listed(page_named(moment.data.get("url", "")) for _, moment in placed)


def page_named(url: object) -> str:
    """A page as a sentence names it: not everybody knows which one is called “/”.

    >>> page_named("/"), page_named("/help")
    ('the home page (/)', '/help')
    """
    return "the home page (/)" if url == "/" else str(url)


def starting(sentence: str) -> str:
    """A sentence with the capital that it starts with where it starts with a word of ours, and not with an address.

    >>> starting("the home page (/) is slow"), starting("https://example.com is slow")
    ('The home page (/) is slow', 'https://example.com is slow')
    """
    return f"The {sentence[4:]}" if sentence.startswith("the ") else sentence
