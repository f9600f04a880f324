"""The charts of the report, each as static SVG in two widths."""

from __future__ import annotations

from cxsim.reporting.charts.base import Chart
from cxsim.reporting.charts.gone import GoneRow, gone
from cxsim.reporting.charts.mood import MoodStep, mood
from cxsim.reporting.charts.runs import RunBar, runs
from cxsim.reporting.charts.scatter import QUADRANTS, Dot, Ground, scatter, small_scatter
from cxsim.reporting.charts.slope import slope
from cxsim.reporting.charts.strip import StripRow, strip
from cxsim.reporting.charts.waits import Hour, waits
from cxsim.reporting.charts.worth import Amount, worth

__all__ = [
    "QUADRANTS",
    "Amount",
    "Chart",
    "Dot",
    "GoneRow",
    "Ground",
    "Hour",
    "MoodStep",
    "RunBar",
    "StripRow",
    "gone",
    "mood",
    "runs",
    "scatter",
    "slope",
    "small_scatter",
    "strip",
    "waits",
    "worth",
]
