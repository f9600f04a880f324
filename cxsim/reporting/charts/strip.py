"""The reality strip: for each touchpoint what its owner believes, what surveys say, and what customers lived."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cxsim.reporting.charts import base
from cxsim.reporting.charts.base import BAD, COMPANY, GOOD, HATCH, INK, MUTED, PAPER, RULE, Chart
from cxsim.reporting.words import Words

_ROW = 76  # pixels
_LINE = 0.66  # where in a row the line lies that the marks stand on
_SCALE = (0.0, 100.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class StripRow:
    """One touchpoint; None is "not measured" or "not given"."""

    touchpoint: str
    owner: str
    self_score: float | None
    survey: float | None
    observed: float | None


def strip(rows: Sequence[StripRow], words: Words, *, prefix: str, label: str, not_measured: str) -> Chart:
    """One line a touchpoint: owner's mark, survey and lived experience on 0 to 100."""
    return Chart(
        wide=base.draw(_Strip(rows, words, base.BROAD - 30).layers(not_measured), words, f"{prefix}-w", label),
        narrow=base.draw(_Strip(rows, words, base.NARROW - 30).layers(not_measured), words, f"{prefix}-n", label),
    )


class _Strip:
    """The layers of one strip, which share their size and their vertical scale."""

    def __init__(self, rows: Sequence[StripRow], words: Words, width: int) -> None:
        self.rows, self.words, self.width, self.height = rows, words, width, _ROW * len(rows) + 6
        self.bottom = len(rows) + 6 / _ROW
        self.y = base.y("y", (0.0, self.bottom), down=True)

    def layers(self, not_measured: str) -> list[Any]:
        marks = [mark for n, row in enumerate(self.rows) for mark in self._row(n, row, not_measured)]
        return [*self._ground(), *marks]

    def _on(self, *records: dict[str, Any]) -> Any:
        return base.layer(records, self.width, self.height)

    def _ground(self) -> list[Any]:
        axis = {"values": [0, 25, 50, 75, 100], "title": None, "grid": False, "ticks": False, "domain": False}
        adequate = self._on({"x": 50, "y": 0.05, "to": self.bottom}).drawn_as("rule", color=MUTED, strokeDash=[2, 3])
        lines = self._on(*({"x": 0, "to": 100, "y": n + _LINE} for n in range(len(self.rows))))
        return [
            adequate.encode(x=base.x("x", _SCALE, axis), y=self.y, y2="to"),
            lines.drawn_as("rule", color=RULE).encode(x=base.x("x", _SCALE), x2="to", y=self.y),
        ]

    def _row(self, n: int, row: StripRow, not_measured: str) -> list[Any]:
        line = n + _LINE
        marks = [
            self._text(0, n + 0.22, row.touchpoint, INK, size=15, align="left", bold=True),
            self._text(100, n + 0.22, row.owner, MUTED, size=12, align="right"),
            *self._link(row, line),
        ]
        if row.self_score is not None:
            marks += [
                self._hollow(row.self_score, line, "diamond", COMPANY, 150),
                self._text(row.self_score, n + 0.45, self.words.number(row.self_score), COMPANY),
            ]
        if row.survey is not None:
            marks += [
                self._hollow(row.survey, line, "circle", MUTED, 46),
                self._text(row.survey, n + 0.87, self.words.number(row.survey), MUTED),
            ]
        if row.observed is None:
            return [*marks, self._text(2, n + 0.89, not_measured, MUTED, align="left")]
        dot = self._on({"x": row.observed, "y": line}).drawn_as("point", filled=True, color=BAD, size=560, opacity=1)
        return [
            *marks,
            dot.encode(x=base.x("x", _SCALE), y=self.y),
            self._text(row.observed, line, self.words.number(row.observed), PAPER, bold=True),
        ]

    def _link(self, row: StripRow, line: float) -> list[Any]:
        """The gap itself, or a hatched line where there is nothing to compare with."""
        if row.observed is None:
            hatched = self._on({"x": 0, "to": 100, "y": line - 0.08, "low": line + 0.08}).drawn_as("rect", color=HATCH)
            return [hatched.encode(x=base.x("x", _SCALE), x2="to", y=self.y, y2="low")]
        if row.self_score is None:
            return []
        color = BAD if row.observed < row.self_score else GOOD
        link = self._on({"x": row.observed, "to": row.self_score, "y": line})
        return [
            link.drawn_as("rule", color=color, strokeWidth=9, opacity=0.3).encode(
                x=base.x("x", _SCALE), x2="to", y=self.y
            )
        ]

    def _hollow(self, x: float, y: float, shape: str, color: str, size: int) -> Any:
        mark = self._on({"x": x, "y": y}).drawn_as(
            "point", shape=shape, filled=False, color=color, size=size, strokeWidth=2, opacity=1
        )
        return mark.encode(x=base.x("x", _SCALE), y=self.y)

    def _text(
        self, x: float, y: float, text: str, color: str, *, size: int = 13, align: str = "center", bold: bool = False
    ) -> Any:
        mark = self._on({"x": x, "y": y, "text": text}).drawn_as(
            "text",
            fontSize=size,
            color=color,
            fontWeight="bold" if bold else "normal",
            align=align,
            baseline="middle",
            limit=self.width * 0.48,
        )
        return mark.encode(x=base.x("x", _SCALE), y=self.y, text="text")
