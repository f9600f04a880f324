"""The importance slope: what customers weigh, joined with what the company believes that they weigh."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cxsim.reporting.charts import base
from cxsim.reporting.charts.base import BAD, INK, MUTED, Chart
from cxsim.reporting.words import Words

_HEIGHT = 220  # pixels
_STEEP = 10.0  # points of difference from which a line is drawn as a mistake
_ENDS = (0.0, 1.0)


def slope(
    weights: Sequence[tuple[str, float, float]], words: Words, *, prefix: str, label: str, ends: tuple[str, str]
) -> Chart:
    """One line an attribute, its weights in per cent: customers on the left, the company on the right."""
    return Chart(
        wide=base.draw(_layers(weights, words, 380, ends), words, f"{prefix}-w", label, padding=120),
        narrow=base.draw(_layers(weights, words, 70, ends), words, f"{prefix}-n", label, padding=4),
    )


def _layers(weights: Sequence[tuple[str, float, float]], words: Words, width: int, ends: tuple[str, str]) -> list[Any]:
    top = max([1.0, *(max(left, right) for _, left, right in weights)])
    x, y = base.x("x", _ENDS), base.y("y", (-0.04 * top, 1.22 * top))
    marks: list[Any] = []
    for _, left, right in weights:
        color = BAD if abs(left - right) >= _STEEP else MUTED
        line = base.layer([{"x": 0, "y": left}, {"x": 1, "y": right}], width, _HEIGHT)
        marks.append(line.drawn_as("line", color=color, strokeWidth=2.5).encode(x=x, y=y))
        marks.append(line.drawn_as("point", filled=True, color=color, size=60, opacity=1).encode(x=x, y=y))
    for side, align, shift in ((0, "right", -10), (1, "left", 10)):
        spread = _spread([(name, (left, right)[side]) for name, left, right in weights], 0.085 * top)
        texts = [{"x": side, "y": at, "text": f"{name} {words.number(value)}"} for name, value, at in spread]
        heading = [{"x": side, "y": 1.18 * top, "text": ends[side]}]
        for rows, color, weight in ((texts, INK, "normal"), (heading, MUTED, "bold")):
            text = base.layer(rows, width, _HEIGHT).drawn_as(
                "text", align=align, dx=shift, fontSize=12, fontWeight=weight, color=color, baseline="middle"
            )
            marks.append(text.encode(x=x, y=y, text="text"))
    return marks


def _spread(values: Sequence[tuple[str, float]], least: float) -> list[tuple[str, float, float]]:
    """Where each label goes, so that none covers another: pushed up from the lowest."""
    placed: list[tuple[str, float, float]] = []
    for name, value in sorted(values, key=lambda item: (item[1], item[0])):
        at = value if not placed else max(value, placed[-1][2] + least)
        placed.append((name, value, at))
    return placed
