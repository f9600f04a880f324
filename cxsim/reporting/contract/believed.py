"""What the company believes of itself, against what its customers say."""

from __future__ import annotations

from typing_extensions import TypedDict


class KnowledgePart(TypedDict):
    """The company's ranking of attributes against the customers': rho is Spearman's, None where there is no order."""

    rho: float | None
    same_first: bool
    differences: dict[str, float]


class TimePart(TypedDict):
    """A time that the company set itself (``standard``) or promised (``promise``) against the customers', in seconds.

    ``customer`` is what a persona finds just adequate, or the longest wait that was observed (None: nobody waited);
    ``difference`` is positive where it is bad for the customer.
    """

    kind: str
    touchpoint: str
    what: str
    persona: str
    company: float
    customer: float | None
    difference: float | None
