"""What a fix is worth: for each touchpoint a range of money with the value inside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cxsim.reporting.charts import base
from cxsim.reporting.charts.base import GOOD, INK, MUTED, RULE, Chart
from cxsim.reporting.words import Words

_ROW = 62  # pixels
_LINE = 0.66  # where in a row the range lies


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """One touchpoint and what mending it is worth."""

    name: str
    low: float
    value: float
    high: float


def worth(amounts: Sequence[Amount], currency: str, words: Words, *, prefix: str, label: str) -> Chart:
    """One line an amount, the most valuable first."""
    return Chart(
        wide=base.draw(_layers(amounts, currency, words, base.BROAD - 60), words, f"{prefix}-w", label),
        narrow=base.draw(_layers(amounts, currency, words, base.NARROW - 60), words, f"{prefix}-n", label),
    )


def _layers(amounts: Sequence[Amount], currency: str, words: Words, width: int) -> list[Any]:
    top = 1.02 * max([1.0, *(amount.high for amount in amounts)])
    x, y = base.x("x", (min(0.0, *(a.low for a in amounts)), top)), base.y("y", (0.0, float(len(amounts))), down=True)
    marks: list[Any] = []
    for n, amount in enumerate(amounts):
        line = n + _LINE

        def on(row: dict[str, Any]) -> Any:
            return base.layer([row], width, _ROW * len(amounts))

        name = on({"x": 0.0, "y": n + 0.2, "text": amount.name})
        told = on({"x": top, "y": n + 0.2, "text": words.money(amount.value, currency)})
        marks += [
            on({"x": 0.0, "to": top, "y": line}).drawn_as("rule", color=RULE).encode(x=x, x2="to", y=y),
            on({"x": amount.low, "to": amount.high, "y": line})
            .drawn_as("rule", color=GOOD, strokeWidth=10, opacity=0.3)
            .encode(x=x, x2="to", y=y),
            on({"x": amount.value, "y": line})
            .drawn_as("point", filled=True, color=GOOD, size=220, opacity=1)
            .encode(x=x, y=y),
            _text(name, INK, "left", 15, width).encode(x=x, y=y, text="text"),
            _text(told, MUTED, "right", 13, width).encode(x=x, y=y, text="text"),
        ]
    return marks


def _text(layer: Any, color: str, align: str, size: int, width: int) -> Any:
    return layer.drawn_as(
        "text", color=color, align=align, fontSize=size, fontWeight="bold", baseline="middle", limit=width * 0.55
    )
