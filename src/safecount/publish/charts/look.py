"""Sizes and stand-in colours of a chart.

A specification paints with stand-ins; the drawing exchanges them for fixed colours or for classes of the report's style.
The palette is one hue with patterns, dashes and words beside it, so that nothing depends on telling colours apart.
"""

from __future__ import annotations

from dataclasses import dataclass

INK, SOFT, GRID, SERIES, HIDDEN, BREAK, PAPER = (f"#f0000{place}" for place in range(1, 8))
NAMES = {
    INK: "ink",
    SOFT: "soft",
    GRID: "grid",
    SERIES: "series",
    HIDDEN: "hidden",
    BREAK: "break",
    PAPER: "paper",
}
FIXED = {
    "ink": "#1b2a31",
    "soft": "#4d5c64",
    "grid": "#dcdad2",
    "series": "#1f6f8b",
    "hidden": "#5f6c74",
    "break": "#8a3f00",
    "paper": "#ffffff",
}


@dataclass(frozen=True)
class Size:
    """A width in pixels, the space for the names of groups beside their bars (0: above them), and labels on a time axis."""

    name: str
    width: int
    names: int
    labels: int


WIDE = Size("wide", 760, 210, 10)
NARROW = Size("narrow", 330, 0, 4)
