"""Draws the charts of a release: the trend over time and the groups ranked, as SVG.

A chart stands twice: as a file of its own in fixed colours, and inside the report in two widths whose colours follow
the reader's light or dark page. Hidden is hatched and says so; it is never drawn as nought.
"""

from safecount.publish.charts.drawing import Drawing, file_svg, inline_svg
from safecount.publish.charts.groups import groups_chart
from safecount.publish.charts.trend import trend_chart

__all__ = ["Drawing", "file_svg", "groups_chart", "inline_svg", "trend_chart"]
