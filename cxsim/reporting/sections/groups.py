"""Groups of customers carry all circumstances that they share, so that the same people are drawn only once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from cxsim.reporting.contract.scores import GroupCell, QuadrantPart

Part = TypeVar("Part", GroupCell, QuadrantPart)


def by_people(parts: Iterable[Part]) -> list[tuple[list[str], list[Part]]]:
    """Each group of the same customers: the circumstances that name just them, and the parts of the first of these.

    Parts of all customers (``circumstance`` "") are left out.
    """
    by_circumstance: dict[str, list[Part]] = {}
    for part in parts:
        if part["circumstance"]:
            by_circumstance.setdefault(part["circumstance"], []).append(part)
    found: dict[frozenset[str], tuple[list[str], list[Part]]] = {}
    for circumstance, group in by_circumstance.items():
        people = frozenset(name for part in group for name in part["personas"])
        found.setdefault(people, ([], group))[0].append(circumstance)
    return list(found.values())
