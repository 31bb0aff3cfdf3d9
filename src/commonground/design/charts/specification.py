"""A chart as a Vega-Lite specification.

Colours are stand-ins: `drawing.py` exchanges them for style-sheet classes, so that one drawing serves light,
dark and print, or for fixed colours in a file of its own.
"""

from dataclasses import dataclass
from math import ceil

from .chart import Chart
from .words import period_name

INK, GRID, PAPER = "#f00001", "#f00002", "#f00003"
DASHES = ([1, 0], [7, 4], [2, 3], [10, 3, 2, 3], [4, 2], [12, 5])


@dataclass(frozen=True)
class Size:
    name: str
    width: int
    height: int
    labels: int


WIDE = Size("wide", 800, 300, 9)
NARROW = Size("narrow", 280, 260, 4)


def stand_in(place: int) -> str:
    """The colour that marks the series at this place."""
    return f"#e000{place:02x}"


def specification(chart: Chart, size: Size) -> dict:
    whole = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "background": "transparent",
        "width": size.width,
        "data": {"values": _rows(chart)},
        "config": _look(),
    }
    if chart.kind == "bars":
        rows = len(chart.periods) * max(1, len(chart.series))
        return whole | {"height": max(60, 26 * rows), "mark": {"type": "bar"}, "encoding": _bars(chart, size)}
    return whole | {"height": size.height, "mark": _mark(chart), "encoding": _over_time(chart, size)}


def _rows(chart: Chart) -> list[dict]:
    """One row a value. `run` numbers the stretches without a gap: each is drawn as a shape of its own."""
    rows = []
    names = [period_name(period) for period in chart.periods]
    for place, series in enumerate(chart.series):
        run = 0
        for name, value in zip(names, series.values, strict=True):
            if value is None:
                run += 1
            else:
                rows.append(
                    {"period": name, "series": f"s{place}", "place": place, "value": value, "run": run}
                )
    return rows


def _mark(chart: Chart) -> dict:
    if chart.kind == "lines":
        return {"type": "line", "strokeWidth": 2.5, "point": {"size": 28, "filled": True}}
    if len(chart.periods) < 2:
        return {"type": "bar", "stroke": PAPER, "strokeWidth": 1, "width": 60}
    return {"type": "area", "interpolate": "step", "stroke": PAPER, "strokeWidth": 1}


def _colour(chart: Chart) -> dict:
    places = range(len(chart.series))
    scale = {"domain": [f"s{p}" for p in places], "range": [stand_in(p) for p in places]}
    return {"field": "series", "type": "nominal", "scale": scale, "legend": None}


def _over_time(chart: Chart, size: Size) -> dict:
    names = [period_name(period) for period in chart.periods]
    step = max(1, ceil(len(names) / size.labels))
    encoding = {
        "x": {
            "field": "period",
            "type": "ordinal",
            "scale": {"domain": names},
            "axis": {"values": names[::step], "labelAngle": 0, "title": chart.x_label or None, "grid": False},
        },
        "y": {"field": "value", "type": "quantitative", "axis": _value_axis(chart, chart.y_label)},
        "color": _colour(chart),
        "detail": {"field": "run", "type": "nominal"},
    }
    if chart.kind == "lines":
        encoding["strokeDash"] = _colour(chart) | {"scale": {"range": list(DASHES[: len(chart.series)])}}
        encoding["y"]["scale"] = {"zero": True}
    else:
        encoding["order"] = {"field": "place", "type": "ordinal"}
        encoding["y"]["stack"] = "zero"
    return encoding


def _bars(chart: Chart, size: Size) -> dict:
    names = [period_name(period) for period in chart.periods]
    return {
        "y": {
            "field": "period",
            "type": "ordinal",
            "scale": {"domain": names, "paddingInner": 0.25},
            "axis": {"title": None, "labelLimit": size.width * 0.4, "grid": False},
        },
        "yOffset": {"field": "series", "type": "nominal"},
        "x": {
            "field": "value",
            "type": "quantitative",
            "axis": _value_axis(chart, chart.y_label) | {"tickCount": size.labels - 1},
        },
        "color": _colour(chart),
    }


def _value_axis(chart: Chart, title: str) -> dict:
    values = [value for one in chart.series for value in one.values if value is not None]
    whole = all(float(value).is_integer() and value >= 0 for value in values)
    axis: dict = {"title": title or None, "tickCount": 5, "format": ",d" if whole else ",~g"}
    top = _top(chart)
    if whole and top < 5:
        # Counts have no halves: left alone, a small chart shows "0, 0, 1, 1, 2".
        axis["values"] = list(range(int(top) + 1))
    return axis


def _top(chart: Chart) -> float:
    """The highest point that is drawn: a sum when series are stacked."""
    stretches = zip(*(one.values for one in chart.series), strict=True)
    highest = sum if chart.kind == "stacked_steps" else max
    return max((highest([value or 0 for value in values]) for values in stretches), default=0)


def _look() -> dict:
    return {
        "axis": {
            "labelColor": INK,
            "titleColor": INK,
            "labelFontSize": 13,
            "titleFontSize": 13,
            "titleFontWeight": 400,
            "titlePadding": 10,
            "titleLimit": 260,
            "domainColor": GRID,
            "tickColor": GRID,
            "gridColor": GRID,
            "labelOverlap": True,
        },
        "view": {"stroke": None},
    }
