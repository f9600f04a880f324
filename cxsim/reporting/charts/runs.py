"""The trend: a bar a run, as high as the number of its gaps, the critical and serious ones dark."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cxsim.reporting.charts import base
from cxsim.reporting.charts.base import BAD, Chart
from cxsim.reporting.words import Words

_HEIGHT = 170  # pixels


@dataclass(frozen=True, slots=True, kw_only=True)
class RunBar:
    """One run: its day, its gaps, and how many of them are critical or serious."""

    day: str
    gaps: int
    grave: int


def runs(bars: Sequence[RunBar], words: Words, *, prefix: str, label: str) -> Chart:
    """The runs in their order, the newest last."""
    return Chart(
        wide=base.draw(_layers(bars, base.WIDE - 50), words, f"{prefix}-w", label),
        narrow=base.draw(_layers(bars, base.NARROW - 45), words, f"{prefix}-n", label),
    )


def _layers(bars: Sequence[RunBar], width: int) -> list[Any]:
    labels = json.dumps({str(n): bar.day for n, bar in enumerate(bars)}, ensure_ascii=False)
    step = max(1, -(-len(bars) * 52 // width))
    x_axis = {
        "values": list(range(len(bars) - 1, -1, -step)),
        "labelExpr": f"{labels}[datum.value]",
        "title": None,
        "grid": False,
        "ticks": False,
    }
    top = 1.1 * max([1, *(bar.gaps for bar in bars)])
    x = base.x("x", (-0.5, len(bars) - 0.5), x_axis)
    y = base.y("y", (0.0, top), {"tickCount": 4, "title": None, "domain": False, "ticks": False})
    marks = []
    for opacity, height in ((0.3, "all"), (1, "grave")):
        rows = [{"x": n - 0.34, "to": n + 0.34, "y": 0, "all": b.gaps, "grave": b.grave} for n, b in enumerate(bars)]
        rect = base.layer(rows, width, _HEIGHT).drawn_as("rect", color=BAD, opacity=opacity)
        marks.append(rect.encode(x=x, x2="to", y=y, y2=f"{height}"))
    return marks
