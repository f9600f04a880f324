"""The emotion curve: the mood of one customer after each step that moved it, from -1 to 1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cxsim.reporting.charts import base
from cxsim.reporting.charts.base import BAD, GOOD, INK, MUTED, PAPER, RULE, Chart
from cxsim.reporting.words import Words

_HEIGHT = 230  # pixels
_LOW, _HIGH = -1.12, 1.32  # a little more than the mood needs: the names of touchpoints stand on top
_NAMES = 1.2


@dataclass(frozen=True, slots=True, kw_only=True)
class MoodStep:
    """One step of the curve; ``marker`` is the number of the note that explains it."""

    mood: float
    touchpoint: str
    marker: int | None = None


def mood(
    steps: Sequence[MoodStep], words: Words, *, remembered: float, prefix: str, label: str, remembered_label: str
) -> Chart:
    """The curve with its touchpoints along the top and what is remembered as a dashed line."""
    return Chart(
        wide=base.draw(_Mood(steps, base.WIDE - 50).layers(remembered, remembered_label), words, f"{prefix}-w", label),
        narrow=base.draw(
            _Mood(steps, base.NARROW - 40).layers(remembered, remembered_label), words, f"{prefix}-n", label
        ),
    )


class _Mood:
    """The layers of one curve, which share their size and scales."""

    def __init__(self, steps: Sequence[MoodStep], width: int) -> None:
        self.steps, self.width = steps, width
        self.ends = (-0.5, max(len(steps) - 1, 1) + 0.5)
        axis = {"values": [-1, -0.5, 0, 0.5, 1], "title": None, "domain": False, "ticks": False, "gridOpacity": 0.6}
        self.x, self.y = base.x("x", self.ends), base.y("y", (_LOW, _HIGH), axis)

    def layers(self, remembered: float, remembered_label: str) -> list[Any]:
        return [*self._touchpoints(), *self._areas(), *self._remembered(remembered, remembered_label), *self._line()]

    def _on(self, records: Sequence[Mapping[str, Any]]) -> Any:
        return base.layer(records, self.width, _HEIGHT)

    def _touchpoints(self) -> list[Any]:
        """The touchpoints along the top, with a line where the customer turned to the next one."""
        names = [step.touchpoint for step in self.steps]
        begins = [n for n, name in enumerate(names) if name and (n == 0 or names[n - 1] != name)]
        per_step = self.width / (self.ends[1] - self.ends[0])
        marks: list[Any] = []
        for start, end in zip(begins, [*begins, len(names)][1:], strict=True):
            edge = self._on([{"x": start - 0.5, "y": _LOW, "to": _HIGH}]).drawn_as("rule", color=RULE)
            name = self._on([{"x": start - 0.5, "y": _NAMES, "text": names[start]}]).drawn_as(
                "text",
                align="left",
                dx=4,
                fontSize=12,
                fontWeight="bold",
                color=MUTED,
                limit=max((end - start) * per_step - 8, 24),
                baseline="middle",
            )
            marks += [edge.encode(x=self.x, y=self.y, y2="to"), name.encode(x=self.x, y=self.y, text="text")]
        return marks

    def _areas(self) -> list[Any]:
        """Red below even, green above it."""
        marks = []
        for color, cut in ((BAD, min), (GOOD, max)):
            rows = [{"x": n, "y": cut(step.mood, 0.0), "zero": 0} for n, step in enumerate(self.steps)]
            area = self._on(rows).drawn_as("area", color=color, opacity=0.16, interpolate="step-after")
            marks.append(area.encode(x=self.x, y=self.y, y2="zero"))
        return marks

    def _remembered(self, value: float, label: str) -> list[Any]:
        color = BAD if value < 0 else GOOD
        text = self._on([{"x": self.ends[0], "y": value, "text": label}]).drawn_as(
            "text", align="left", dx=3, dy=self._clear_of_the_curve(value), fontSize=12, fontStyle="italic", color=color
        )
        rule = self._on([{"y": value}]).drawn_as("rule", color=color, strokeDash=[5, 4])
        return [rule.encode(y=self.y), text.encode(x=self.x, y=self.y, text="text")]

    def _clear_of_the_curve(self, value: float) -> int:
        """Pixels by which the label stands above or below its line, so that the curve does not begin in it."""
        begins = self.steps[0].mood if self.steps else 0.0
        return 12 if value > 0.85 or 0 < begins - value < 0.25 else -9

    def _line(self) -> list[Any]:
        points = [{"x": n, "y": step.mood} for n, step in enumerate(self.steps)]
        noted = [
            {"x": n, "y": step.mood, "text": str(step.marker)}
            for n, step in enumerate(self.steps)
            if step.marker is not None
        ]
        number = self._on(noted).drawn_as("text", color=PAPER, fontSize=12, fontWeight="bold", baseline="middle")
        curve = self._on(points).drawn_as("line", color=INK, strokeWidth=2, interpolate="step-after")
        return [
            curve.encode(x=self.x, y=self.y),
            self._on(points).drawn_as("point", filled=True, color=INK, size=28, opacity=1).encode(x=self.x, y=self.y),
            self._on(noted).drawn_as("point", filled=True, color=BAD, size=300, opacity=1).encode(x=self.x, y=self.y),
            number.encode(x=self.x, y=self.y, text="text"),
        ]
