"""Waits by hour: what half and nine in ten of the callers do not exceed, against what customers find adequate.

Where the menu before the queue is told, its seconds stand below the wait, so that a bar is as high as the whole way.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cxsim.reporting.charts import base
from cxsim.reporting.charts.base import BAD, COMPANY, HATCH, Chart
from cxsim.reporting.words import Words

_HEIGHT = 230  # pixels
_HALF_BAR = 0.34


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """The wait of one hour in seconds, after so many of menu; None is "not measured"."""

    hour: str
    p50: float | None
    p90: float | None
    menu: float = 0.0


def waits(hours: Sequence[Hour], adequate: Sequence[float], words: Words, *, prefix: str, label: str) -> Chart:
    """A bar an hour; ``adequate`` are the seconds at which a dashed line is drawn."""
    return Chart(
        wide=base.draw(_layers(hours, adequate, words, base.BROAD - 50), words, f"{prefix}-w", label),
        narrow=base.draw(_layers(hours, adequate, words, base.NARROW - 45), words, f"{prefix}-n", label),
    )


def _layers(hours: Sequence[Hour], adequate: Sequence[float], words: Words, width: int) -> list[Any]:
    top = 1.12 * max([60.0, *adequate, *(h.menu + h.p90 for h in hours if h.p90 is not None)]) / 60
    labels = json.dumps({str(n): hour.hour[:2] for n, hour in enumerate(hours)})
    step = 2 if width < base.NARROW and len(hours) > 8 else 1
    x_axis = {
        "values": list(range(0, len(hours), step)),
        "labelExpr": f"{labels}[datum.value]",
        "title": None,
        "grid": False,
        "ticks": False,
    }
    y_axis = {
        "tickCount": 5,
        "title": words.say("unit.axis"),
        "titleAngle": 0,
        "titleAlign": "right",
        "titleY": -6,
        "titleX": -6,
        "domain": False,
        "ticks": False,
    }
    x, y = base.x("x", (-0.5, max(len(hours), 1) - 0.5), x_axis), base.y("y", (0.0, top), y_axis)
    bars = [
        _bar(n, h.menu) | {"half": (h.menu + h.p50) / 60, "most": (h.menu + h.p90) / 60}
        for n, h in enumerate(hours)
        if h.p50 is not None and h.p90 is not None
    ]
    blanks = [_bar(n) | {"most": 0.9 * top} for n, h in enumerate(hours) if h.p50 is None or h.p90 is None]
    menus = [_bar(n) | {"most": h.menu / 60} for n, h in enumerate(hours) if h.menu and h.p50 is not None]
    marks = []
    for rows, color, opacity, top_of in (
        (bars, BAD, 0.25, "most"),
        (bars, BAD, 1, "half"),
        (menus, COMPANY, 1, "most"),
        (blanks, HATCH, 1, "most"),
    ):
        rect = base.layer(rows, width, _HEIGHT).drawn_as("rect", color=color, opacity=opacity)
        marks.append(rect.encode(x=x, x2="to", y=y, y2=f"{top_of}"))
    lines = [{"y": seconds / 60} for seconds in adequate]
    rule = base.layer(lines, width, _HEIGHT).drawn_as("rule", color=COMPANY, strokeDash=[5, 3], strokeWidth=1.5)
    return [*marks, rule.encode(y=y)]


def _bar(n: int, begins: float = 0.0) -> dict[str, float]:
    return {"x": n - _HALF_BAR, "to": n + _HALF_BAR, "y": begins / 60}
