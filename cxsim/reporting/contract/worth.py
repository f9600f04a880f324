"""What the findings cost, and what mending them is worth."""

from __future__ import annotations

from typing_extensions import TypedDict


class RangePart(TypedDict):
    """An amount, and the lowest and highest that it takes while single settings move by half of themselves."""

    low: float
    value: float
    high: float


class FixPart(TypedDict):
    """What it would be worth if this touchpoint were flawless: a counterfactual, so fixes never add up.

    ``break_even`` needs no money: the share (0-1) of customers that the worst memory must drive away for the fix to
    keep ``kept`` of all who would stay; None where not even losing all of them would.
    """

    touchpoint: str
    worth: RangePart | None
    break_even: float | None


class FinancePart(TypedDict):
    """What journeys cost the company; money only with finance's own figures, else None. ``covered`` is a share."""

    given: bool
    currency: str
    customers: float | None
    value_of_a_customer: float | None
    loss: RangePart | None
    by_persona: dict[str, float]
    covered: float | None
    kept: float
    fixes: list[FixPart]
