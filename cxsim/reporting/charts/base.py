"""A chart is drawn by Altair, once for wide and once for narrow pages, as static SVG without script or style.

The colors are those of the light page; the report's style sheet gives each of them its counterpart on a dark one.
What was not measured is hatched and never drawn as a number.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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


_FIGURE = re.compile(r">([−\d.,]+)</text>")  # a text that is nothing but a number


def draw(layers: Sequence[Any], words: Words, prefix: str, label: str, *, padding: int = 5) -> Markup:
    """These layers as one SVG picture with an accessible name; ``prefix`` begins every id in it."""
    import altair as alt
    import vl_convert

    chart = alt.layer(*layers).configure(
        font="sans-serif",
        padding={"left": padding, "right": padding, "top": 5, "bottom": 5},
        view=alt.ViewConfig(stroke=None),
        axis=alt.AxisConfig(
            labelColor=MUTED, titleColor=MUTED, gridColor=RULE, domainColor=RULE, tickColor=RULE, labelFontSize=12,
            titleFontSize=12, titleFontWeight="normal", labelPadding=4,
        ),
    )  # fmt: skip
    drawn = vl_convert.vegalite_to_svg(json.dumps(chart.to_dict(), sort_keys=True))
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


def layer(rows: Sequence[Mapping[str, Any]], width: int, height: int) -> Any:
    """A chart of this size over these rows, still without a mark."""
    import altair as alt

    return alt.Chart({"values": [dict(row) for row in rows]}).properties(width=width, height=height)


def x(field: str, domain: tuple[float, float], axis: Any = None) -> Any:
    """The horizontal channel."""
    import altair as alt

    return alt.X(f"{field}:Q", scale=alt.Scale(domain=list(domain), nice=False, zero=False), axis=axis)


def y(field: str, domain: tuple[float, float], axis: Any = None, *, down: bool = False) -> Any:
    """The vertical channel; ``down`` lets it grow towards the reader."""
    import altair as alt

    scale = alt.Scale(domain=list(domain), nice=False, zero=False, reverse=down)
    return alt.Y(f"{field}:Q", scale=scale, axis=axis)
