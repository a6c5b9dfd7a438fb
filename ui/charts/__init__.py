"""Charts drawn on the server as SVG, each with the same numbers as a table.

Floats appear in this package for one purpose only: the place of a mark on the screen. The
numbers a person reads come in as text, integer fen, integers or Decimal and are written as such.
Every shape is set by attributes and classes, never by ``style``, so the strict CSP holds.
"""

from ui.charts.bars import Part, Threshold, interval, sparkline, state_bar
from ui.charts.chart import Chart
from ui.charts.trend import Panel, Point, Series, Stay, trend
from ui.charts.waterfall import WaterfallStep, waterfall

__all__ = [
    "Chart",
    "Panel",
    "Part",
    "Point",
    "Series",
    "Stay",
    "Threshold",
    "WaterfallStep",
    "interval",
    "sparkline",
    "state_bar",
    "trend",
    "waterfall",
]
