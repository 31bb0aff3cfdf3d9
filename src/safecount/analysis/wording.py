"""How figures are written in sentences and tables: as many digits as they deserve, and no more."""

from __future__ import annotations

import math


def number(value: float, digits: int = 3) -> str:
    """Return `value` with about `digits` significant digits, never in powers of ten."""
    if math.isnan(value):
        return "not known"
    if math.isinf(value):
        return "no limit" if value > 0 else "-no limit"
    if value == 0:
        return "0"
    places = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    return f"{value:,.{min(places, 6)}f}"


def ratio(value: float) -> str:
    """Return a ratio with two decimals."""
    return number(value) if not math.isfinite(value) else f"{value:,.2f}"


def percent(value: float) -> str:
    """Return a share as a percentage with one decimal."""
    return "not known" if math.isnan(value) else f"{100 * value:.1f} %"


def span(low: float, high: float, style: str = "number") -> str:
    """Return an interval in words, `a to b`."""
    write = {"number": number, "ratio": ratio, "percent": percent}[style]
    if style == "percent":
        return f"{write(low).removesuffix(' %')} to {write(high)}"
    return f"{write(low)} to {write(high)}"


def listed(words: list[str]) -> str:
    """Return words as a sentence lists them: a, b and c."""
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1] if words else ""


def chance(p: float) -> str:
    """Return a p-value in words, never with more digits than it is worth."""
    if math.isnan(p):
        return "p not known"
    return "p below 0.001" if p < 0.001 else f"p = {p:.3f}"
