"""A chart is Vega-Lite drawn by vl-convert, once for wide and once for narrow pages, as static SVG without script.

It is written out as plain data: a library that checks it against a schema takes most of the time that a report takes.

The colors are those of the light page; the report's style sheet gives each of them its counterpart on a dark one.
What was not measured is hatched and never drawn as a number.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from markupsafe import Markup

from cxsim.reporting import svg
from cxsim.reporting.words import Words

INK, MUTED, RULE, PAPER = "#1c1b19", "#5d5953", "#d8d3c8", "#fbfaf6"
BAD, GOOD, COMPANY, HATCH = "#b3261e", "#0f6b66", "#35527a", "#8a857c"
BROAD, WIDE, NARROW = 960, 680, 330  # pixels


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """One chart in its two widths."""

    wide: Markup
    narrow: Markup


_CONFIG: Mapping[str, Any] = {
    "font": "sans-serif",
    "view": {"stroke": None, "continuousWidth": 300, "continuousHeight": 300},
    "axis": {
        "labelColor": MUTED, "titleColor": MUTED, "gridColor": RULE, "domainColor": RULE, "tickColor": RULE,
        "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal", "labelPadding": 4,
    },
}  # fmt: skip
_FIGURE = re.compile(r">([−\d.,]+)</text>")  # a text that is nothing but a number


def draw(layers: Sequence[Layer], words: Words, prefix: str, label: str, *, padding: int = 5) -> Markup:
    """These layers as one SVG picture with an accessible name; ``prefix`` begins every id in it."""
    import vl_convert

    chart = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": layers[0].width,
        "height": layers[0].height,
        "layer": [layer.spec() for layer in layers],
        "padding": {"left": padding, "right": padding, "top": 5, "bottom": 5},
        "config": _CONFIG,
    }
    drawn = vl_convert.vegalite_to_svg(json.dumps(chart, sort_keys=True))
    picture = svg.clean(drawn.replace('fill="white"', 'fill="none"', 1), prefix=prefix, label=label)
    return _with_hatching(_with_digits(picture, words), prefix)


def _with_digits(picture: Markup, words: Words) -> Markup:
    """The numbers along the axes in the digits of the language."""
    return Markup(_FIGURE.sub(lambda found: f">{words.figure(found.group(1))}</text>", str(picture)))


def _with_hatching(picture: Markup, prefix: str) -> Markup:
    """What is filled with the hatching color becomes a hatched area."""
    if f'fill="{HATCH}"' not in picture:
        return picture
    pattern = (
        f'<defs><pattern id="{prefix}-h" width="7" height="7" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><path d="M0,0v7" stroke="{HATCH}" stroke-width="2"/></pattern></defs>'
    )
    head, body = str(picture).split(">", 1)
    return Markup(f"{head}>{pattern}" + body.replace(f'fill="{HATCH}"', f'fill="url(#{prefix}-h)"'))


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One kind of mark over some rows: a layer of a Vega-Lite chart, written out."""

    rows: Sequence[Mapping[str, Any]]
    width: int
    height: int
    mark: Mapping[str, Any] = field(default_factory=dict)
    encoding: Mapping[str, Any] = field(default_factory=dict)

    def drawn_as(self, kind: str, **look: Any) -> Layer:
        """The layer with this mark: rule, point, rect, text, line or area."""
        return replace(self, mark={"type": kind, **look})

    def encode(self, **channels: Any) -> Layer:
        """The layer with its rows' fields bound to channels; a name alone is a field of numbers (text: of words)."""
        return replace(self, encoding={name: _channel(name, channel) for name, channel in channels.items()})

    def spec(self) -> dict[str, Any]:
        """The layer as Vega-Lite."""
        rows = [dict(row) for row in self.rows]
        return {"data": {"values": rows}, "mark": dict(self.mark), "encoding": dict(self.encoding)}


def _channel(name: str, channel: Any) -> Any:
    if not isinstance(channel, str):
        return channel
    if name in ("x2", "y2"):
        return {"field": channel}
    return {"field": channel, "type": "nominal" if name == "text" else "quantitative"}


def layer(rows: Sequence[Mapping[str, Any]], width: int, height: int) -> Layer:
    """A chart of this size over these rows, still without a mark."""
    return Layer(rows=rows, width=width, height=height)


def x(field: str, domain: tuple[float, float], axis: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The horizontal channel; without an axis none is drawn."""
    return {"field": field, "type": "quantitative", "scale": _scale(domain), "axis": axis}


def y(
    field: str, domain: tuple[float, float], axis: Mapping[str, Any] | None = None, *, down: bool = False
) -> dict[str, Any]:
    """The vertical channel; ``down`` lets it grow towards the reader."""
    return {"field": field, "type": "quantitative", "scale": {**_scale(domain), "reverse": down}, "axis": axis}


def _scale(domain: tuple[float, float]) -> dict[str, Any]:
    return {"domain": list(domain), "nice": False, "zero": False}
