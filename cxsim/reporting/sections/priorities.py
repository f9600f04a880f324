"""Where to concentrate: importance against performance for all customers, and for those whom the mean hides."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from cxsim.definition import Attribute
from cxsim.reporting import charts
from cxsim.reporting.contract.scores import QuadrantPart
from cxsim.reporting.page import Page
from cxsim.reporting.safe import one_line
from cxsim.reporting.sections.groups import by_people

MOST_PANELS = 6  # circumstances that are drawn; the table has all of them
SPLIT = 100.0 / len(Attribute)
_Key = tuple[str, str]  # touchpoint, attribute


def priorities(page: Page) -> dict[str, Any] | None:
    """The scatter with its key and table, and one small scatter for each group of customers that fares worst."""
    parts = page.document["quadrants"]
    everybody = [part for part in parts if not part["circumstance"]]
    if not any(part["performance"] is not None for part in parts):
        return None
    numbers = _numbers(everybody)
    ground = _ground(page, parts)
    say = page.words.say
    return {
        "chart": charts.scatter(
            _dots(everybody, numbers), ground, page.words, prefix="scatter", label=say("priorities.caption")
        ),
        "key": [_keyed(page, part, numbers) for part in sorted(everybody, key=lambda p: numbers[_key(p)])],
        "panels": [
            _panel(page, names, group, numbers, ground, f"scatter{n}")
            for n, (names, group) in enumerate(_worst_groups(parts), 1)
        ],
        "rows": [_row(page, part, numbers) for part in parts],
        "lead": _lead(page, everybody),
    }


def _key(part: QuadrantPart) -> _Key:
    return part["touchpoint"], part["attribute"]


def _loss(part: QuadrantPart) -> float:
    """How much is missing here, weighed by importance; what was not measured comes last."""
    return -1.0 if part["performance"] is None else part["importance"] * (100.0 - part["performance"])


def _numbers(everybody: Sequence[QuadrantPart]) -> dict[_Key, int]:
    ranked = sorted(everybody, key=lambda part: (-_loss(part), _key(part)))
    return {_key(part): number for number, part in enumerate(ranked, 1)}


def _ground(page: Page, parts: Sequence[QuadrantPart]) -> charts.Ground:
    say = page.words.say
    top = max(2 * SPLIT, *(part["importance"] for part in parts))
    return charts.Ground(
        top=math.ceil(1.12 * top / 10) * 10.0,
        split=SPLIT,
        names={quadrant: say(f"priorities.{quadrant}") for quadrant in ("concentrate", "keep", "low", "overkill")},
        axes=(say("priorities.performance"), say("priorities.importance")),
    )


def _dots(parts: Sequence[QuadrantPart], numbers: dict[_Key, int]) -> list[charts.Dot]:
    return [
        charts.Dot(
            number=numbers[_key(part)],
            performance=part["performance"],
            importance=part["importance"],
            quadrant=part["quadrant"],
        )
        for part in parts
        if part["performance"] is not None and _key(part) in numbers
    ]


def _worst_groups(parts: Sequence[QuadrantPart]) -> list[tuple[list[str], list[QuadrantPart]]]:
    """Groups of the same customers with all circumstances that name them, those who miss most first."""
    drawn = [item for item in by_people(parts) if any(part["performance"] is not None for part in item[1])]
    return sorted(drawn, key=lambda item: -sum(max(0.0, _loss(part)) for part in item[1]))[:MOST_PANELS]


def _panel(
    page: Page,
    names: Sequence[str],
    group: Sequence[QuadrantPart],
    numbers: dict[_Key, int],
    ground: charts.Ground,
    prefix: str,
) -> dict[str, Any]:
    who = page.words.together([one_line(name, 40) for name in names])
    label = page.words.say("priorities.caption_of", who=who)
    return {
        "who": who,
        "n": len({name for part in group for name in part["personas"]}),
        "chart": charts.small_scatter(_dots(group, numbers), ground, page.words, prefix=prefix, label=label),
    }


def _keyed(page: Page, part: QuadrantPart, numbers: dict[_Key, int]) -> dict[str, Any]:
    return {
        "number": numbers[_key(part)],
        "touchpoint": one_line(part["touchpoint"], 60),
        "attribute": page.words.say(f"attribute.{part['attribute']}"),
        "quadrant": part["quadrant"],
    }


def _row(page: Page, part: QuadrantPart, numbers: dict[_Key, int]) -> dict[str, Any]:
    return {
        **_keyed(page, part, numbers),
        "who": one_line(part["circumstance"], 60) or page.words.say("heat.all"),
        "part": part,
        "name": page.words.say(f"priorities.{part['quadrant']}") if part["quadrant"] else "",
    }


def _lead(page: Page, everybody: Sequence[QuadrantPart]) -> str:
    worst = [part for part in everybody if part["quadrant"] == "concentrate"]
    if not worst:
        return page.words.say("priorities.lead_none")
    first = max(worst, key=_loss)
    return page.words.say(
        "priorities.lead",
        attribute=page.words.say(f"attribute.{first['attribute']}"),
        touchpoint=one_line(first["touchpoint"], 60),
    )
