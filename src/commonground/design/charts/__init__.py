"""Charts drawn on the server: an accessible inline SVG, its table, its method note and its downloads.

A `Chart` is plain values. `chart_block` is what `{% chart %}` shows; `picture` is a file that stands alone.
"""

from .block import ChartBlock, chart_block, picture
from .chart import Chart, ChartLink, Series

__all__ = ["Chart", "ChartBlock", "ChartLink", "Series", "chart_block", "picture"]
