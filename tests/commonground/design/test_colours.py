"""WCAG 2.2 AA, computed from the tokens: 4.5 to 1 for text, 3 to 1 for what must be seen, in both schemes."""

import re
from pathlib import Path

import pytest

import commonground.design

TOKENS = (Path(commonground.design.__file__).parent / "static/design/css/tokens.css").read_text()
LIGHT_PART, DARK_PART = TOKENS.split("@media screen and (prefers-color-scheme: dark)")


def colours(part: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", part))


LIGHT = colours(LIGHT_PART)
DARK = LIGHT | colours(DARK_PART)
PAPERS = ("page", "surface", "surface-tint")
MESSAGES = ("info-surface", "success-surface", "warning-surface", "error-surface")
TONES = ("neutral", "progress", "done", "unproven", "hold", "late", "stopped")
TEXT = [
    *((ink, paper) for ink in ("ink", "ink-muted", "link", "link-hover", "link-visited") for paper in PAPERS),
    *((ink, paper) for ink in ("ink", "link", "link-hover") for paper in MESSAGES),
    *((f"{tone}-ink", f"{tone}-surface") for tone in TONES),
    *(("on-fill", fill) for fill in ("fill", "fill-hover", "fill-active")),
    *(("on-fill", fill) for fill in ("danger-fill", "danger-fill-hover", "danger-fill-active")),
    *(("error-text", paper) for paper in ("page", "surface", "error-surface")),
    *((ink, band) for ink in ("brand-ink", "brand-muted") for band in ("brand", "brand-deep")),
    ("ink", "surface-sunk"),
    ("link", "fill-faint"),
]
SEEN = [
    *(("focus", paper) for paper in PAPERS),
    *(("field-line", paper) for paper in PAPERS),
    ("gold", "brand"),
    ("fill", "surface"),
    ("error-line", "surface"),
]


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("needed", "pairs"), [(4.5, TEXT), (3, SEEN)], ids=["text", "seen"])
def test_contrast(scheme, needed, pairs):
    weak = {
        pair: round(found, 2) for pair in pairs if (found := contrast(*(scheme[n] for n in pair))) < needed
    }
    assert weak == {}
