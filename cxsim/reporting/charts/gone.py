"""Who has gone: by customer and hour the share of such callers who hang up before a human answers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cxsim.reporting.charts import base
from cxsim.reporting.charts.base import BAD, HATCH, INK, RULE, Chart
from cxsim.reporting.words import Words

_ROW = 44  # pixels
_TOP, _BOTTOM = 0.42, 0.96  # of a row: its cells stand below the customer's name
_CELL = 0.47


@dataclass(frozen=True, slots=True, kw_only=True)
class GoneRow:
    """One customer with the share (0-1) of each hour; None is "not measured"."""

    who: str
    shares: tuple[float | None, ...]


def gone(rows: Sequence[GoneRow], hours: Sequence[str], words: Words, *, prefix: str, label: str) -> Chart:
    """A line of cells a customer, redder where more have gone, with the percent written in them."""
    return Chart(
        wide=base.draw(_layers(rows, hours, base.BROAD - 30), words, f"{prefix}-w", label),
        narrow=base.draw(_layers(rows, hours, base.NARROW - 20), words, f"{prefix}-n", label),
    )


def _layers(rows: Sequence[GoneRow], hours: Sequence[str], width: int) -> list[Any]:
    height = _ROW * len(rows)
    labels = json.dumps({str(n): hour[:2] for n, hour in enumerate(hours)})
    axis = {
        "values": list(range(len(hours))),
        "labelExpr": f"{labels}[datum.value]",
        "title": None,
        "grid": False,
        "ticks": False,
        "domain": False,
    }
    x, y = base.x("x", (-0.5, max(len(hours), 1) - 0.5), axis), base.y("y", (0.0, float(len(rows))), down=True)
    cells: list[dict[str, Any]] = [
        {"x": n - _CELL, "to": n + _CELL, "y": line + _TOP, "low": line + _BOTTOM, "share": share, "middle": n}
        for line, row in enumerate(rows)
        for n, share in enumerate(row.shares)
    ]
    known = [cell | {"text": f"{100 * cell['share']:.0f}"} for cell in cells if cell["share"] is not None]
    blank = [cell for cell in cells if cell["share"] is None]
    frame = base.layer(cells, width, height).drawn_as("rect", fill=None, stroke=RULE, strokeWidth=1)
    hatched = base.layer(blank, width, height).drawn_as("rect", color=HATCH)
    red = base.layer(known, width, height).drawn_as("rect", color=BAD)
    opacity = {
        "field": "share",
        "type": "quantitative",
        "scale": {"domain": [0, 1], "range": [0, 0.55]},
        "legend": None,
    }
    size = 13 if width > base.NARROW else 10
    figures = base.layer([c | {"y": (c["y"] + c["low"]) / 2} for c in known], width, height).drawn_as(
        "text", fontSize=size, color=INK, baseline="middle"
    )
    names = [{"x": -_CELL, "y": line + 0.24, "text": row.who} for line, row in enumerate(rows)]
    who = base.layer(names, width, height).drawn_as(
        "text", fontSize=13, color=INK, align="left", baseline="middle", limit=width
    )
    return [
        red.encode(x=x, x2="to", y=y, y2="low", opacity=opacity),
        hatched.encode(x=x, x2="to", y=y, y2="low"),
        frame.encode(x=x, x2="to", y=y, y2="low"),
        figures.encode(x={**x, "field": "middle"}, y=y, text="text"),
        who.encode(x=x, y=y, text="text"),
    ]
