"""Renders a specification without browser or network, and keeps of the SVG only what a page may hold.

Elements and attributes are let through by name. Colours, hatching, title and description are put in here, with ids made of the
chart's own name, so that the same figures give the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from xml.etree import ElementTree

import vl_convert

from safecount.publish.charts.look import FIXED, NAMES, NARROW, WIDE, Size

_SVG = "http://www.w3.org/2000/svg"
_ELEMENTS = frozenset({"svg", "g", "path", "line", "text", "rect", "circle"})
_ATTRIBUTES = {
    *("d", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "width", "height", "transform"),
    *("stroke-width", "stroke-dasharray", "text-anchor", "font-size"),
}
_ABOVE, _BELOW = 40, 30
_NUMBER = re.compile(r"-?\d+\.\d{3,}")

Paint = Callable[[ElementTree.Element, str, str], None]


@dataclass(frozen=True)
class Drawing:
    """A chart before it is drawn: an id, what it is called, what a screen reader says of it, and its specification by size.

    `source` is written below the chart where it stands alone.
    """

    identity: str
    title: str
    description: str
    specification: Callable[[Size], dict[str, Any]]
    source: str = ""

    @cached_property
    def wide(self) -> str:
        """The drawing as the renderer gives it, for wide pages."""
        return _rendered(self.specification(WIDE))

    @cached_property
    def narrow(self) -> str:
        """The drawing as the renderer gives it, for narrow pages."""
        return _rendered(self.specification(NARROW))


def file_svg(drawing: Drawing) -> str:
    """Return the chart as a file that stands alone, in light colours on white, with its title above and its source below."""
    svg, raw = _drawn(drawing, WIDE, _fixed)
    width, height = (float(part) for part in raw.get("viewBox", "0 0 760 0").split()[2:])
    width, height = max(width, WIDE.width), height + _ABOVE + _BELOW
    svg.set("viewBox", f"0 {-_ABOVE} {width:g} {height:g}")
    svg.set("width", f"{width:g}")
    svg.set("height", f"{height:g}")
    svg.set("font-family", "system-ui, Helvetica, Arial, sans-serif")
    box = {
        "x": "0",
        "y": f"{-_ABOVE}",
        "width": f"{width:g}",
        "height": f"{height:g}",
        "fill": FIXED["paper"],
    }
    svg.insert(3, ElementTree.Element("rect", box))
    _write_line(svg, drawing.title, -_ABOVE + 22, "17", "ink")
    _write_line(svg, drawing.source, height - _ABOVE - 10, "12", "soft")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(svg, encoding="unicode") + "\n"


def _write_line(svg: ElementTree.Element, words: str, y: float, size: str, colour: str) -> None:
    line = ElementTree.SubElement(
        svg, "text", {"x": "8", "y": f"{y:g}", "font-size": size, "fill": FIXED[colour]}
    )
    line.text = words


def inline_svg(drawing: Drawing) -> dict[str, str]:
    """Return the chart for the report, by size: `wide` and `narrow`. Every text in it is escaped."""
    return {
        size.name: ElementTree.tostring(_drawn(drawing, size, _classed)[0], encoding="unicode")
        for size in (WIDE, NARROW)
    }


def _rendered(specification: dict[str, Any]) -> str:
    svg: str = vl_convert.vegalite_to_svg(specification, allowed_base_urls=[])
    return svg


def _drawn(drawing: Drawing, size: Size, paint: Paint) -> tuple[ElementTree.Element, ElementTree.Element]:
    text = drawing.wide if size is WIDE else drawing.narrow
    # Not foreign XML: the renderer wrote it just now, and escaped the words in it.
    raw = ElementTree.fromstring(text)  # noqa: S314
    identity = f"{drawing.identity}-{size.name}"

    def painted(element: ElementTree.Element, role: str, name: str) -> None:
        if role == "fill" and name == "hidden":
            element.set("fill", f"url(#{identity}-hatch)")
        else:
            paint(element, role, name)

    svg = _kept(raw, painted)
    if svg is None:
        svg = ElementTree.Element("svg")
    svg.attrib = {
        "xmlns": _SVG,
        "viewBox": raw.get("viewBox", ""),
        "role": "img",
        "aria-labelledby": f"{identity}-title {identity}-text",
        "fill": "none",
    }
    for place, (tag, words) in enumerate((("title", drawing.title), ("desc", drawing.description))):
        element = ElementTree.Element(tag, {"id": f"{identity}-{'title' if tag == 'title' else 'text'}"})
        element.text = words
        svg.insert(place, element)
    svg.insert(2, _hatch(identity, paint))
    return svg, raw


def _kept(element: ElementTree.Element, paint: Paint) -> ElementTree.Element | None:
    name = element.tag.removeprefix(f"{{{_SVG}}}")
    if name not in _ELEMENTS or element.get("display") == "none":
        return None
    if name in ("path", "rect", "line", "circle") and not _seen(element):
        return None
    kept = ElementTree.Element(
        name, {key: _short(value) for key, value in element.items() if key in _ATTRIBUTES}
    )
    for role in ("fill", "stroke"):
        if colour := NAMES.get(element.get(role, "")):
            paint(kept, role, colour)
    kept.text = element.text
    kept.extend([part for child in element if (part := _kept(child, paint)) is not None])
    return None if name == "g" and len(kept) == 0 else kept


def _seen(shape: ElementTree.Element) -> bool:
    return any(shape.get(role, "") in NAMES for role in ("fill", "stroke"))


def _fixed(element: ElementTree.Element, role: str, name: str) -> None:
    element.set(role, FIXED[name])


def _classed(element: ElementTree.Element, role: str, name: str) -> None:
    element.set("class", f"{element.get('class', '')} {role}-{name}".strip())


def _hatch(identity: str, paint: Paint) -> ElementTree.Element:
    """Slanted lines with a border line, told from a full bar in black and white as well."""
    pattern = ElementTree.Element(
        "pattern",
        {
            "id": f"{identity}-hatch",
            "width": "7",
            "height": "7",
            "patternUnits": "userSpaceOnUse",
            "patternTransform": "rotate(45)",
        },
    )
    line = ElementTree.SubElement(
        pattern, "line", {"x1": "1", "y1": "0", "x2": "1", "y2": "7", "stroke-width": "2"}
    )
    paint(line, "stroke", "hidden")
    definitions = ElementTree.Element("defs")
    definitions.append(pattern)
    return definitions


def _short(value: str) -> str:
    return _NUMBER.sub(lambda match: f"{float(match.group(0)):.2f}", value)
