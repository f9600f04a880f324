"""The charts of the report, each as static SVG in two widths."""

from __future__ import annotations

from cxsim.reporting.charts.base import Chart
from cxsim.reporting.charts.mood import MoodStep, mood
from cxsim.reporting.charts.slope import slope
from cxsim.reporting.charts.strip import StripRow, strip
from cxsim.reporting.charts.waits import Hour, waits

__all__ = ["Chart", "Hour", "MoodStep", "StripRow", "mood", "slope", "strip", "waits"]
