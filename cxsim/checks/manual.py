"""The manual is the page on which every check of the catalogue explains itself: docs/checks.md.

``python -m cxsim.checks > docs/checks.md`` writes it anew; a test holds it current.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from cxsim.checks.base import Check

HEAD = """\
# The catalogue of checks

A check is a question asked of one experience at one touchpoint. It answers `passed`, `failed`, `cantTell` (the record
does not show it) or `inapplicable` (the question makes no sense there). A check that failed for at least one customer
is a gap, and lands on the owner of the touchpoint.

- **Impact** says how much it hurts, and is the weight in points: minor 1, moderate 3, serious 7, critical 10.
- **Tier** after Kano (1984): *basic* is taken for granted, and stands on top of the report when it fails; *performance*
  is better the more there is of it; *wow* nobody would have missed, so it is counted apart.
- **Attribute** is what the customer weighs it under; **layer** says which of service, hospitality and experience is
  designed when it is mended.
- **Source** cites the paper, standard or guideline; R-numbers are the rows of what the founding documents ask for.

`cxsim checks ID` prints one of them. This page is made from the catalogue by `python -m cxsim.checks`.
"""


def page(checks: Iterable[Check]) -> str:
    """The whole manual as Markdown: how to read it, then one section a category."""
    parts = [HEAD]
    for category, members in groupby(checks, key=lambda check: check.category):
        parts += [f"\n## {category.capitalize()}\n", *(_section(check) for check in members)]
    return "".join(parts)


def _section(check: Check) -> str:
    return "\n".join(_lines(check))


def _lines(check: Check) -> Iterator[str]:
    yield f"\n### {check.id}\n"
    yield f"{check.title}. {check.why}\n"
    yield f"- Where it fails: “{check.failure_title}”"
    yield f"- {check.impact} · {check.tier} · {check.attribute} · {check.layer} · {check.area}"
    yield f"- Asked where something was recorded of the kind “{check.needs}”"
    yield f"- Source: {check.source}\n"
