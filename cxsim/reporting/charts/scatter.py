"""The priority scatter: how much something matters to customers against how it is (Martilla & James 1977).

Every point is a numbered marker, explained in the key beside the chart; where two would cover each other, one moves
aside and a line leads to its place.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from cxsim.reporting.charts import base
from cxsim.reporting.charts.base import BAD, COMPANY, GOOD, MUTED, PAPER, RULE, Chart
from cxsim.reporting.words import Words

QUADRANTS = ("concentrate", "keep", "low", "overkill")
_COLORS = {"concentrate": BAD, "keep": GOOD, "low": MUTED, "overkill": COMPANY}
_SIDE = 21.0  # pixels between the middles of two markers
_EDGE = 11.0  # pixels that a marker keeps from the frame


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """One point: performance (0-100), importance (per cent), and the number that explains it."""

    number: int
    performance: float
    importance: float
    quadrant: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What all scatters of a page share: the height of the scale, where importance is split, and the names."""

    top: float
    split: float
    names: dict[str, str]
    axes: tuple[str, str]


def scatter(dots: Sequence[Dot], ground: Ground, words: Words, *, prefix: str, label: str) -> Chart:
    """The scatter in its two widths."""
    return Chart(
        wide=base.draw(_Scatter(dots, ground, words, 560, 400).layers(), words, f"{prefix}-w", label),
        narrow=base.draw(_Scatter(dots, ground, words, 270, 330).layers(), words, f"{prefix}-n", label),
    )


def small_scatter(dots: Sequence[Dot], ground: Ground, words: Words, *, prefix: str, label: str) -> Markup:
    """The scatter as one of many, for wide and narrow pages alike."""
    return base.draw(_Scatter(dots, ground, words, 240, 210).layers(), words, prefix, label)


class _Scatter:
    """The layers of one scatter, which share their size and scales."""

    def __init__(self, dots: Sequence[Dot], ground: Ground, words: Words, width: int, height: int) -> None:
        self.dots, self.ground, self.words, self.width, self.height = dots, ground, words, width, height
        score, weight = ground.axes
        self.domains = ((-6.0, 106.0), (-0.16 * ground.top, ground.top))
        self.x = base.x("x", self.domains[0], {"values": [0, 50, 100], "title": score, "grid": False, "ticks": False})
        y_axis = {
            "tickCount": 4,
            "title": weight,
            "titleAngle": 0,
            "titleAlign": "left",
            "titleY": -10,
            "titleX": -26,
            "grid": False,
            "ticks": False,
        }
        self.y = base.y("y", self.domains[1], y_axis)

    def layers(self) -> list[Any]:
        return [*self._cross(), *self._names(), *self._markers()]

    def _on(self, rows: Sequence[dict[str, Any]]) -> Any:
        return base.layer(rows, self.width, self.height)

    def _cross(self) -> list[Any]:
        upright = self._on([{"x": 50.0, "y": self.domains[1][0], "to": self.ground.top}]).drawn_as(
            "rule", color=RULE, strokeWidth=1.5
        )
        level = self._on([{"x": -6.0, "to": 106.0, "y": self.ground.split}]).drawn_as(
            "rule", color=RULE, strokeWidth=1.5
        )
        return [
            upright.encode(x=self.x, y=self.y, y2="to"),
            level.encode(x=self.x, x2="to", y=self.y),
        ]

    def _names(self) -> list[Any]:
        """The name of each quadrant in its outer corner."""
        marks = []
        corners = {"concentrate": (-6, 1), "keep": (106, 1), "low": (-6, 0), "overkill": (106, 0)}
        for quadrant, (x, upper) in corners.items():
            row = {"x": x, "y": self.domains[1][upper], "text": self.ground.names[quadrant]}
            text = self._on([row]).drawn_as(
                "text",
                align="left" if x < 0 else "right",
                dx=5 if x < 0 else -5,
                baseline="top" if upper else "bottom",
                dy=4 if upper else -4,
                color=_COLORS[quadrant],
                fontSize=12,
                fontWeight="bold",
                limit=self.width / 2 - 8,
            )
            marks.append(text.encode(x=self.x, y=self.y, text="text"))
        return marks

    def _markers(self) -> list[Any]:
        placed = self._placed()
        marks = []
        moved = [row for row in placed if (row["x"], row["y"]) != (row["from_x"], row["from_y"])]
        if moved:
            line = self._on(moved).drawn_as("rule", color=MUTED)
            marks.append(line.encode(x=self.x, y=self.y, x2="from_x", y2="from_y"))
        for quadrant in QUADRANTS:
            here = [row for row in placed if row["quadrant"] == quadrant]
            if here:
                mark = self._on(here).drawn_as("point", filled=True, color=_COLORS[quadrant], size=330, opacity=1)
                marks.append(mark.encode(x=self.x, y=self.y))
        number = self._on(placed).drawn_as("text", color=PAPER, fontSize=12, fontWeight="bold", baseline="middle")
        return [*marks, number.encode(x=self.x, y=self.y, text="text")] if placed else marks

    def _placed(self) -> list[dict[str, Any]]:
        """Each marker at its place or at the nearest free one, the first number first."""
        taken: list[tuple[float, float]] = []
        rows = []
        for dot in sorted(self.dots, key=lambda dot: dot.number):
            wanted = (self._pixels(dot.performance, 0), self._pixels(dot.importance, 1))
            spot = next((s for s in self._around(wanted) if all(math.dist(s, t) >= _SIDE for t in taken)), wanted)
            taken.append(spot)
            place = {"x": self._value(spot[0], 0), "y": self._value(spot[1], 1)}
            origin = {"from_x": self._value(wanted[0], 0), "from_y": self._value(wanted[1], 1)}
            rows.append({**place, **origin, "text": self.words.number(dot.number), "quadrant": dot.quadrant})
        return rows

    def _pixels(self, value: float, axis: int) -> float:
        low, high = self.domains[axis]
        return (value - low) / (high - low) * (self.width, self.height)[axis]

    def _value(self, pixels: float, axis: int) -> float:
        low, high = self.domains[axis]
        return round(low + pixels / (self.width, self.height)[axis] * (high - low), 3)

    def _around(self, wanted: tuple[float, float]) -> Iterator[tuple[float, float]]:
        """The place itself, then rings of places around it, all inside the frame."""
        yield wanted
        for ring in range(1, 9):
            for k in range(6 * ring):
                angle, far = math.tau * k / (6 * ring), ring * _SIDE
                x, y = wanted[0] + far * math.cos(angle), wanted[1] + far * math.sin(angle)
                if _EDGE <= x <= self.width - _EDGE and _EDGE <= y <= self.height - 2 * _EDGE:
                    yield x, y
