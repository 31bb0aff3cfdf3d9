"""Draws a specification and makes the drawing fit to stand inside a page.

The page's Content-Security-Policy forbids `style`; so only named elements and attributes are let through, and
colours become classes of our style sheet. The drawing is made on this machine: no address is ever opened.
"""

import re
from collections.abc import Callable
from xml.etree import ElementTree

import vl_convert

from .words import number_locale

SVG = "http://www.w3.org/2000/svg"
ELEMENTS = {"svg", "g", "path", "line", "text", "tspan", "rect", "circle"}
ATTRIBUTES = {
    *("d", "x", "y", "x1", "x2", "y1", "y2", "dx", "dy", "cx", "cy", "r", "width", "height", "transform"),
    *("stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-miterlimit"),
    *("text-anchor", "font-size", "font-weight"),
}
LONG_NUMBER = re.compile(r"-?\d+\.\d{2,}")

# Takes "fill" or "stroke" and the colour in the drawing; gives the attribute that stands for it.
Painter = Callable[[str, str], tuple[str, str] | None]


def drawn(specification: dict) -> ElementTree.Element:
    svg = vl_convert.vegalite_to_svg(
        specification, vl_version="5.21", allowed_base_urls=[], format_locale=number_locale()
    )
    # Not foreign XML: the renderer wrote it just now, and escaped the words in it.
    return ElementTree.fromstring(svg)  # noqa: S314


def cleaned(element: ElementTree.Element, paint: Painter) -> ElementTree.Element | None:
    """The same drawing with only what may stand in a page; nothing when nothing visible is left."""
    name = element.tag.removeprefix(f"{{{SVG}}}")
    if (
        name not in ELEMENTS
        or element.get("display") == "none"
        or (name in ("path", "rect") and not _visible(element))
    ):
        return None
    kept = ElementTree.Element(name, {k: _short(v) for k, v in element.items() if k in ATTRIBUTES})
    classes = []
    for role in ("fill", "stroke"):
        painted = paint(role, element.get(role, ""))
        if painted and painted[0] == "class":
            classes.append(painted[1])
        elif painted:
            kept.set(*painted)
    if classes:
        kept.set("class", " ".join(classes))
    kept.text = element.text
    kept.extend([part for child in element if (part := cleaned(child, paint)) is not None])
    return None if name == "g" and len(kept) == 0 else kept


def _visible(shape: ElementTree.Element) -> bool:
    painted = any(shape.get(role, "none") not in ("none", "transparent") for role in ("fill", "stroke"))
    return painted and bool(shape.get("d") or shape.get("width"))


def _short(value: str) -> str:
    return LONG_NUMBER.sub(lambda match: f"{float(match.group(0)):.1f}", value)


def written(element: ElementTree.Element) -> str:
    return ElementTree.tostring(element, encoding="unicode")
