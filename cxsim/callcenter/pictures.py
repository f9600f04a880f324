"""A picture of a plan is static SVG, drawn by Altair: a heat map, a fan by interval, a curve, or two lines compared.

Every picture has its table beside it; what was not measured is left blank and never drawn as a number.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

INK, MUTED, RULE = "#1c1b19", "#5d5953", "#d8d3c8"
ACTUAL, PREDICTED, WARM = "#b3261e", "#35527a", "#0f6b66"
WIDTH, HEIGHT = 720, 280  # pixels
MOST_WIDE_CELLS = 12

Rows = Sequence[Mapping[str, Any]]


def fan(rows: Rows, *, x: str, y: str, title: str, percent: bool = False, target: float | None = None) -> str:
    """A line with the band of its confidence interval; rows have ``x``, ``y``, ``low``, ``high``.

    ``target`` draws a dashed line.
    """
    import altair as alt

    base = alt.Chart(_data(rows)).encode(x=_x(x))
    axis = alt.Axis(format="%" if percent else "", title=y)
    band = base.mark_area(opacity=0.25, color=PREDICTED).encode(y=alt.Y("low:Q", axis=axis), y2="high:Q")
    layers = [band, base.mark_line(color=PREDICTED, strokeWidth=2).encode(y=alt.Y("y:Q", axis=axis))]
    if target is not None:
        rule = alt.Chart(_data([{"y": target}])).mark_rule(color=ACTUAL, strokeDash=[5, 3])
        layers.append(rule.encode(y="y:Q"))
    return _drawn(alt.layer(*layers), title)


def compared(rows: Rows, *, x: str, y: str, title: str, percent: bool = False) -> str:
    """Predicted against actual; rows have ``x``, ``predicted``, ``low``, ``high``, ``actual`` (None: nothing seen)."""
    import altair as alt

    base = alt.Chart(_data(rows)).encode(x=_x(x))
    axis = alt.Axis(format="%" if percent else "", title=y)
    band = base.mark_area(opacity=0.22, color=PREDICTED).encode(y=alt.Y("low:Q", axis=axis), y2="high:Q")
    line = base.mark_line(color=PREDICTED, strokeWidth=2).encode(y=alt.Y("predicted:Q", axis=axis))
    points = base.mark_point(color=ACTUAL, filled=True, size=45, opacity=1).encode(y=alt.Y("actual:Q", axis=axis))
    return _drawn(alt.layer(band, line, points), f"{title} (line and band: predicted; points: actual)")


def heat_map(rows: Rows, *, x: str, y: str, title: str, percent: bool = False) -> str:
    """A number for every pair; rows have ``x``, ``y`` and ``value``."""
    import altair as alt

    base = alt.Chart(_data(rows)).encode(x=_x(x), y=alt.Y("y:N", title=y, sort=None))
    middle = _middle([row["value"] for row in rows if row["value"] is not None])
    scale = alt.Scale(scheme="blues")
    cells = base.mark_rect().encode(color=alt.Color("value:Q", scale=scale, legend=None))
    ink = alt.condition(f"datum.value > {middle}", alt.value("white"), alt.value(INK))
    narrow = len({row["x"] for row in rows}) > MOST_WIDE_CELLS
    digits = (".0%" if narrow else ".1%") if percent else ".3~g"
    text = base.mark_text(fontSize=9 if narrow else 12).encode(text=alt.Text("value:Q", format=digits), color=ink)
    return _drawn(alt.layer(cells, text), title, height=34 * len({row["y"] for row in rows}))


def _middle(values: Sequence[float]) -> float:
    """Above it a cell is so dark that its number must be light."""
    return min(values) + 0.6 * (max(values) - min(values)) if values else 0.0


def curve(rows: Rows, *, x: str, y: str, title: str, label: str = "label", target: float | None = None) -> str:
    """Points joined in their order; rows have ``x``, ``y`` and a ``label``. ``target`` draws a dashed line."""
    import altair as alt

    base = alt.Chart(_data(rows))
    across = alt.X("x:Q", title=x, scale=alt.Scale(zero=False))
    up = alt.Y("y:Q", title=y, scale=alt.Scale(zero=False))
    line = base.mark_line(color=PREDICTED, point=True).encode(x=across, y=up, order="order:Q")
    names = base.mark_text(dy=-10, fontSize=11, color=MUTED).encode(x=across, y=up, text=f"{label}:N")
    layers = [line, names]
    if target is not None:
        layers.append(alt.Chart(_data([{"y": target}])).mark_rule(color=ACTUAL, strokeDash=[5, 3]).encode(y="y:Q"))
    return _drawn(alt.layer(*layers), title)


def fitted(bars: Rows, line: Rows, *, x: str, y: str, title: str) -> str:
    """A measured histogram or step (``x``, ``to``, ``y``) and the fitted curve (``x``, ``y``) on it."""
    import altair as alt

    rect = alt.Chart(_data(bars)).mark_rect(color=RULE, stroke=MUTED, strokeWidth=0.5)
    measured = rect.encode(x=alt.X("x:Q", title=x), x2="to:Q", y=alt.Y("y:Q", title=y), y2="zero:Q")
    smooth = alt.Chart(_data(line)).mark_line(color=PREDICTED, strokeWidth=2).encode(x="x:Q", y="y:Q")
    return _drawn(alt.layer(measured, smooth), title)


def _x(title: str) -> Any:
    import altair as alt

    return alt.X("x:N", title=title, sort=None, axis=alt.Axis(labelAngle=-45, labelOverlap=True))


def _data(rows: Rows) -> dict[str, Any]:
    return {"values": [{key: value for key, value in row.items() if value is not None} for row in rows]}


def _drawn(chart: Any, title: str, *, height: int = HEIGHT) -> str:
    import altair as alt
    import vl_convert

    whole = chart.properties(width=WIDTH, height=height, title=title, background="white").configure(
        font="sans-serif",
        title=alt.TitleConfig(anchor="start", fontSize=14, fontWeight="normal", color=INK),
        view=alt.ViewConfig(stroke=None),
        axis=alt.AxisConfig(labelColor=MUTED, titleColor=MUTED, gridColor=RULE, domainColor=RULE, tickColor=RULE),
    )
    return str(vl_convert.vegalite_to_svg(json.dumps(whole.to_dict(), sort_keys=True)))
