"""From stored stops to the stops of the window: what is dark, what is light, what is left out and why.

DuckDB does the sorting; only the few columns of stops inside the window leave it.
"""

from __future__ import annotations

import dataclasses
import datetime
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import pandas as pd

from safecount.analysis.darkness.model import FEWEST_A_CELL, Fit, Terms, fit
from safecount.analysis.darkness.result import LIMITS, METHOD, DarknessResult, Variant, sentence
from safecount.analysis.darkness.twilight import (
    Evening,
    Place,
    clock_changes,
    clock_text,
    evenings,
)
from safecount.analysis.grouping import Districts, Grouping
from safecount.analysis.records import MISSING, AnalysisRefused, Records
from safecount.analysis.result import Diagnostic, LeftOut, asked_of, careful, left_out, publishable
from safecount.analysis.wording import listed, percent
from safecount.schema.model_analyses import Analysis

NEAR_CHANGE = 30
"""Days on either side of a change of the clocks that count as near it."""

NARROWER = 30.0
"""Minutes taken off the window at either end, for the variant with a narrower one."""


MOST_YEARS = 50
"""Years that one analysis may span; beyond, a placeholder such as 1900 is taken for a date."""


@dataclass(frozen=True)
class Window:
    """Minutes after noon from the earliest to the latest end of civil twilight, and the evenings that have one."""

    start: float
    end: float
    evenings: tuple[Evening, ...]


def window_of(found: list[Evening]) -> Window:
    """Return the inter-twilight window. Raises AnalysisRefused where no evening gets dark, or all at the same time."""
    usable = tuple(part for part in found if part.sunset is not None and part.dusk is not None)
    ends = [part.dusk for part in usable if part.dusk is not None]
    if not ends or max(ends) - min(ends) < 15:
        message = (
            "Over the days of these records, darkness falls at nearly the same clock time, or not at all."
        )
        raise AnalysisRefused(f"{message} Take records of at least half a year, or check the coordinates.")
    return Window(min(ends), max(ends), usable)


def ask_darkness(records: Records, analysis: Analysis) -> DarknessResult:
    """Sort stops by darkness in DuckDB, fit the model, and vary its choices. Raises AnalysisRefused."""
    group = Grouping(records.table.column(analysis.group))
    first, last = _span(records, analysis)
    where = Place(analysis.latitude or 0.0, analysis.longitude or 0.0, records.definition.zone)
    window = window_of(evenings(where, first, last))
    sorted_stops = _sorted(records, analysis, window)
    counted = records.with_columns(sorted_stops.group_by("fate").agg(n=sorted_stops.count()))
    fates = {str(fate): int(n) for fate, n in zip(counted["fate"], counted["n"], strict=True)}
    stops = _fetched(records, sorted_stops)
    if analysis.place:
        Districts(records.table.column(analysis.place)).check(set(stops["place"]))
    terms = Terms(place=bool(analysis.place), season=analysis.season, cluster=bool(analysis.cluster))
    main = fit(stops[~stops["twilight"]], terms)
    variants = _variants(stops, terms, window, clock_changes(where.zone, first, last))
    missing = left_out(_lost(fates, group.title, main.untelling))
    looked_at = (*_diagnostics(main, stops[~stops["twilight"]], window), _ungrouped(fates))
    return _answered(records, analysis, main, Beside(window, missing, looked_at, variants))


@dataclass(frozen=True)
class Beside:
    """What an answer comes with: the window, the stops left out, what was looked at, and other choices."""

    window: Window
    missing: tuple[LeftOut, ...]
    looked_at: tuple[Diagnostic, ...]
    variants: tuple[Variant, ...]


def _answered(records: Records, analysis: Analysis, main: Fit, beside: Beside) -> DarknessResult:
    labels = records.labels(analysis.group)
    groups = listed([labels.get(code, code) for code in analysis.groups])
    reference = labels.get(analysis.reference, analysis.reference)
    asked = asked_of(records.definition, analysis)
    counts = dataclasses.astuple(main.cells)
    return DarknessResult(
        asked=asked,
        method=METHOD,
        n=main.n,
        left_out=beside.missing,
        diagnostics=beside.looked_at,
        limits=LIMITS,
        sentence=careful(sentence(main.odds_ratio, groups, reference), beside.looked_at),
        publishable=publishable(counts, beside.missing, asked.threshold),
        groups=groups,
        reference=reference,
        window=(clock_text(beside.window.start), clock_text(beside.window.end)),
        odds_ratio=main.odds_ratio,
        cells=main.cells,
        variants=beside.variants,
    )


def _span(records: Records, analysis: Analysis) -> tuple[datetime.date, datetime.date]:
    rows = records.rows.filter(records.meets_all(analysis.where) & records.rows[analysis.time].notnull())
    evening = (rows[analysis.time] - ibis.interval(hours=12)).date()
    found = records.with_columns(rows.aggregate(first=evening.min(), last=evening.max(), n=rows.count()))
    if not int(found["n"][0]):
        message = f"{analysis.name}: no record of these has a time of day."
        raise AnalysisRefused(f"{message} Check where, and how times are read.")
    first, last = pd.Timestamp(found["first"][0]).date(), pd.Timestamp(found["last"][0]).date()
    if last.year - first.year > MOST_YEARS:
        message = f"The records go from {first} to {last}: some date cannot be true."
        raise AnalysisRefused(f"{message} Give {analysis.time} a minimum and maximum year, and ingest again.")
    return first, last


def _sorted(records: Records, analysis: Analysis, window: Window) -> ir.Table:
    """Return the asked records with `fate`: used, twilight, or why they are left out."""
    moment = records.rows[analysis.time]
    rows = records.rows.mutate(
        asked=records.meets_all(analysis.where),
        minute_after_noon=((moment.hour() * 60 + moment.minute() + 720) % 1440).cast("int64"),
        evening_day=(moment - ibis.interval(hours=12)).date(),
        in_group=records.group(analysis.group),
        in_place=records.group(analysis.place) if analysis.place else ibis.literal(""),
        in_cluster=records.group(analysis.cluster) if analysis.cluster else ibis.literal(""),
        has_time=moment.notnull(),
    )
    rows = rows.filter(rows.asked)
    light = ibis.memtable(
        pd.DataFrame(
            [(part.day, part.sunset, part.dusk) for part in window.evenings],
            columns=["evening", "sunset", "dusk"],
        )
    )
    light = light.mutate(evening=light.evening.cast("date"))
    joined = rows.left_join(light, rows.evening_day == light.evening)
    wanted = [*analysis.groups, analysis.reference]
    minute = joined.minute_after_noon
    fate = ibis.cases(
        (joined.in_group == MISSING, "no group"),
        (~joined.in_group.isin(wanted), "other group"),
        (~joined.has_time, "no time"),
        (joined.dusk.isnull(), "no dusk"),
        ((minute < window.start) | (minute > window.end), "outside"),
        ((minute >= joined.sunset) & (minute < joined.dusk), "twilight"),
        else_="used",
    )
    return joined.mutate(fate=fate, target=joined.in_group != analysis.reference)


def _fetched(records: Records, rows: ir.Table) -> pd.DataFrame:
    rows = rows.filter(rows.fate.isin(["used", "twilight"]))
    chosen = rows.select(
        "target",
        minute=rows.minute_after_noon,
        evening=rows.evening_day,
        dark=rows.minute_after_noon >= rows.dusk,
        twilight=rows.fate == "twilight",
        place=rows.in_place,
        cluster=rows.in_cluster,
    )
    # The order of rows would otherwise be DuckDB's to choose, and the last digits of a sum with it.
    stops = records.with_columns(chosen.order_by(list(chosen.columns)))
    stops["evening"] = pd.to_datetime(stops["evening"])
    stops["weekday"] = stops["evening"].dt.dayofweek
    return stops.astype({"target": int, "dark": int, "twilight": bool})


def _lost(fates: dict[str, int], group: str, untelling: int) -> dict[str, int]:
    return {
        f"no {group} recorded": fates.get("no group", 0),
        "another group": fates.get("other group", 0),
        "no time of day": fates.get("no time", 0),
        "an evening without sunset or end of civil twilight": fates.get("no dusk", 0),
        "outside the window": fates.get("outside", 0),
        "between sunset and the end of civil twilight": fates.get("twilight", 0),
        "a weekday or place where all were of one group": untelling,
    }


def _diagnostics(main: Fit, stops: pd.DataFrame, window: Window) -> tuple[Diagnostic, ...]:
    cells = main.cells
    overlap = overlapping(stops)
    per_parameter = main.scarcest / main.parameters
    least = min(cells.dark_group, cells.dark_reference, cells.light_group, cells.light_reference)
    counts = (
        f"dark {cells.dark_group:,} of the group and {cells.dark_reference:,} of the reference, "
        f"light {cells.light_group:,} and {cells.light_reference:,}"
    )
    return (
        Diagnostic("Window (earliest to latest end of civil twilight)", _window_words(window)),
        Diagnostic("Stops by light", counts, fine=least >= 3 * FEWEST_A_CELL),
        Diagnostic("Convergence", "reached" if main.converged else "not reached", fine=main.converged),
        Diagnostic("Separation", "none"),
        Diagnostic("Stops at quarter hours with both dark and light", percent(overlap), fine=overlap >= 0.8),
        Diagnostic("Informative stops (of as many as used)", f"{main.informative:,.0f} of {main.n:,}"),
        Diagnostic(
            "Stops of the scarcer group for each term of the model (Peduzzi 1996: at least 10)",
            f"{per_parameter:.0f}",
            fine=per_parameter >= 10,
        ),
    )


def _ungrouped(fates: dict[str, int]) -> Diagnostic:
    part = fates.get("no group", 0) / sum(fates.values())
    return Diagnostic("Stops without a recorded group", percent(part), fine=part < 0.1)


def _window_words(window: Window) -> str:
    days = len(window.evenings)
    return f"{clock_text(window.start)} to {clock_text(window.end)}, over {days:,} evenings"


def overlapping(stops: pd.DataFrame) -> float:
    """Return the share of stops at quarter hours of the clock at which both dark and light stops were made."""
    both = stops.groupby(stops["minute"] // 15)["dark"].transform("nunique") > 1
    return float(both.mean())


def _variants(
    stops: pd.DataFrame, terms: Terms, window: Window, changes: list[datetime.date]
) -> tuple[Variant, ...]:
    certain = stops[~stops["twilight"]]
    minute = certain["minute"]
    narrow = certain[(minute >= window.start + NARROWER) & (minute <= window.end - NARROWER)]
    near = pd.Series(False, index=certain.index)
    for day in changes:
        near |= (certain["evening"] - pd.Timestamp(day)).abs() <= pd.Timedelta(days=NEAR_CHANGE)
    coded_dark = stops.assign(dark=stops["dark"].where(~stops["twilight"], 1))
    other_season = "Time of year not allowed for" if terms.season else "Time of year allowed for"
    cases = [
        ("Daylight ends at sunset (twilight is dark)", coded_dark, terms),
        (f"Window {NARROWER:.0f} minutes narrower at both ends", narrow, terms),
        (f"Within {NEAR_CHANGE} days of a change of the clocks", certain[near], terms),
        ("Clock time as a straight line", certain, dataclasses.replace(terms, spline=1)),
        (other_season, certain, dataclasses.replace(terms, season=not terms.season)),
    ]
    if terms.place:
        cases.append(("Without place", certain, dataclasses.replace(terms, place=False)))
    return tuple(_variant(*case) for case in cases)


def _variant(name: str, stops: pd.DataFrame, terms: Terms) -> Variant:
    try:
        found = fit(stops, terms)
    except AnalysisRefused:
        return Variant(name, None, len(stops), "too few stops")
    return Variant(name, found.odds_ratio, found.n)
