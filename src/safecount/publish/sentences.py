"""Puts the figures of a table into sentences that a lay reader may quote.

Every number said here is a released count or a share of two released counts. Two periods are compared only where both
are complete and no known break lies between them.
"""

from __future__ import annotations

from safecount.disclosure.safe_table import MISSING, Certificate, Dimension, Status
from safecount.publish.figures import Figures, Point, percent, share
from safecount.publish.names import readable
from safecount.publish.outline import Groups, Outline, Trend
from safecount.publish.periods import is_time, span_of
from safecount.publish.wording import counted, lowered, measured_in, plural

_MANY = 0.1
"""From this share of records without a value on, the sentence about groups says so."""


def summary_of(outline: Outline) -> list[str]:
    """Return the sentences that open the section of a table: the total, the largest group, the change over time."""
    figures = outline.figures
    found = [_total(outline)]
    if outline.groups:
        found += _largest(outline.groups, figures)
    if outline.trend:
        found += _change(outline.trend, figures.table.unit)
    return found


def hidden_of(figures: Figures) -> str:
    """Return how much of a table is hidden, in one sentence."""
    found = figures.statuses
    cells = sum(found.values())
    if not cells:
        return "The table has no cells."
    if not found["hidden"]:
        return f"None of its {cells:,} cells is hidden.{_sums_of(figures)}"
    be = "is" if found["hidden"] == 1 else "are"
    said = f"{found['hidden']:,} of its {cells:,} cells ({percent(found['hidden'] / cells)}) {be} hidden."
    return said + _sums_of(figures)


def _sums_of(figures: Figures) -> str:
    measure = figures.table.measure
    if measure is None:
        return ""
    hidden = figures.table.cells["sum_status"].to_pylist().count(Status.HIDDEN.value)
    return f" The file also has sums: {measured_in(measure)}; {hidden:,} of them {'is' if hidden == 1 else 'are'} hidden."


def missing_of(figures: Figures) -> list[tuple[str, str, str]]:
    """Return for each dimension that some records lack its title, those records, and their share, as words."""
    found = []
    for dimension in figures.table.dimensions:
        without = next((f for f in figures.along(dimension.reference) if f.value == MISSING), None)
        if without is not None and without.status is not Status.ZERO:
            part = share(without, figures.total)
            title = readable(dimension.title or dimension.reference)
            found.append((title, without.words, "not stated" if part is None else percent(part)))
    return found


def _total(outline: Outline) -> str:
    total, unit = outline.figures.total, outline.figures.table.unit
    span = ""
    if outline.trend:
        first, last = outline.trend.points[0].span, outline.trend.points[-1].span
        partly = "" if outline.trend.is_complete(last) else " (not complete)"
        span = f"From {first.label} to {last.label}{partly}, "
    if total is None or total.count is None:
        said = f"the number of {plural(unit)} in all is not shown."
    else:
        said = f"{counted(total.count, unit)} {'was' if total.count == 1 else 'were'} counted."
    return f"{span}{said}" if span else said[0].upper() + said[1:]


def _largest(groups: Groups, figures: Figures) -> list[str]:
    shown = [f for f in groups.figures if f.status is Status.SHOWN and f.value != MISSING]
    if not shown or shown[0].count is None:
        return []
    part = share(shown[0], figures.total)
    of_all = f", {percent(part)} of all" if part is not None else ""
    every = figures.along(groups.dimension.reference)
    of_those = " of those shown" if any(figure.status is Status.HIDDEN for figure in every) else ""
    said = f"By {spoken(groups.dimension)}, the most{of_those} were counted for {shown[0].label}: {shown[0].words}{of_all}"
    if len(shown) > 1:
        said += f"; then {shown[1].label} with {shown[1].words}"
    return [said + ".", *_without(groups, figures)]


def _without(groups: Groups, figures: Figures) -> list[str]:
    """Say that the groups leave many records out, where they do."""
    missing = next((f for f in figures.along(groups.dimension.reference) if f.value == MISSING), None)
    part = share(missing, figures.total)
    if part is None or part < _MANY:
        return []
    return [f"For {percent(part)} of all, no {spoken(groups.dimension)} is recorded."]


def spoken(dimension: Dimension) -> str:
    """Return what a dimension is called inside a sentence: its title, or the period that it counts by."""
    if is_time(dimension.reference):
        return dimension.reference.rpartition(".")[2]
    return lowered(readable(dimension.title or dimension.reference, 60))


def _change(trend: Trend, unit: str) -> list[str]:
    complete = [point for point in trend.points if trend.is_complete(point.span)]
    if not complete:
        return []
    last = complete[-1]
    before = _year_earlier(complete, last)
    if before is None or last.figure is None or before.figure is None:
        return []
    now, then = last.figure.count, before.figure.count
    if now is None or not then:
        return []
    broken = (
        before.span.begins < item.on and f"{item.on:%Y-%m}" <= last.span.last_month for item in trend.breaks
    )
    if any(broken):
        return [f"{last.span.label} does not compare with {before.span.label}: see the break in the series."]
    opening = f"In {last.span.label} there were {counted(now, unit)}"
    change = (now - then) / then
    if now == then:
        return [f"{opening}, as many as in {before.span.label}."]
    direction = "more" if now > then else "fewer"
    return [f"{opening}, {percent(abs(change))} {direction} than in {before.span.label} ({then:,})."]


def _year_earlier(complete: list[Point], last: Point) -> Point | None:
    wanted = last.span.moved(-(12 // last.span.months))
    return next((point for point in complete if point.span == wanted), None)


def why_hidden(certificate: Certificate) -> str:
    """Return why counts are hidden at all, for a lay reader."""
    return (
        f"A count from 1 to {certificate.threshold - 1} can point to a person, so it is hidden. "
        "If only that count were hidden, it could be found by subtracting the others from the total; "
        "therefore some larger counts are hidden with it."
    )


def period_of(first_month: str, through_month: str) -> str:
    """Return the period that a release covers, in words."""
    last = span_of(through_month)
    first = span_of(first_month) if first_month else None
    closing = last.label if last else through_month
    return f"{first.label} to {closing}" if first else f"up to {closing}"
