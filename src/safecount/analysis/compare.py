"""Standardised comparison of districts: what the rates would be if every district had the same mix of records.

Directly standardised rates apply each district's own rates to the mix of all districts together; indirectly
standardised ratios set what happened against what the rates of all districts together would have given (Breslow & Day
1987, Statistical Methods in Cancer Research II, chapter 2). Districts only: never people.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import pandas as pd

from safecount.analysis.chart import Chart, Interval, finished, intervals
from safecount.analysis.grouping import Districts, Grouping
from safecount.analysis.intervals import Estimate, directly_standardised, poisson_count, share
from safecount.analysis.records import MISSING, AnalysisRefused, Records
from safecount.analysis.result import (
    UNSTABLE,
    Diagnostic,
    Figures,
    Method,
    Result,
    asked_of,
    left_out,
    publishable,
)
from safecount.analysis.wording import listed, number, ratio, span
from safecount.schema.model_analyses import Analysis

METHOD = Method(
    "Standardised comparison of districts",
    "Crude rate with Wilson's 95 % interval. Directly standardised rate: each district's own rates applied to the mix "
    "of all districts together, with the gamma interval of Fay and Feuer. Indirectly standardised ratio: events "
    "divided by those expected at the rates of all districts together, with the exact Poisson interval.",
    (
        "Breslow & Day 1987, Statistical Methods in Cancer Research II, chapter 2.",
        "Fay & Feuer 1997, Statistics in Medicine 16, 791-801; Garwood 1936, Biometrika 28, 437-442.",
    ),
)


@dataclass(frozen=True)
class Cell:
    """Records of one stratum in one district, and how many of them had the event."""

    district: str
    stratum: tuple[str, ...]
    events: int
    of: int


@dataclass(frozen=True)
class DistrictRate:
    """One district: events, records, expected events; crude and direct rates are shares of records.

    `direct` is None where the district lacks a stratum that others have. `ratio` is observed over expected events.
    """

    district: str
    label: str
    events: int
    of: int
    expected: float
    crude: Estimate
    direct: Estimate | None
    ratio: Estimate
    unstable: bool


@dataclass(frozen=True, kw_only=True)
class ComparisonResult(Result):
    """Standardised rates by district, per `per` records; `strata` is what was made equal."""

    strata: tuple[str, ...]
    per: int
    overall: float
    districts: tuple[DistrictRate, ...]

    def figures(self) -> Figures:
        """Return one row a district."""
        headings = ("District", "Events", "Records", f"Crude per {self.per:,}", f"Direct per {self.per:,}")
        more = ("95 % interval", "Expected", "Ratio", "95 % interval")
        return Figures((*headings, *more), tuple(self._row(line) for line in self.districts))

    def _row(self, line: DistrictRate) -> tuple[str, ...]:
        direct = line.direct
        return (
            line.label + (" (unstable)" if line.unstable else ""),
            f"{line.events:,}",
            f"{line.of:,}",
            number(line.crude.value * self.per),
            number(direct.value * self.per) if direct else "not possible",
            span(direct.low * self.per, direct.high * self.per) if direct else "",
            number(line.expected),
            ratio(line.ratio.value),
            span(line.ratio.low, line.ratio.high, "ratio"),
        )

    def chart(self) -> Chart:
        """Return ratios of observed to expected events, one row a district."""
        lines = [
            Interval(line.label, line.ratio.value, line.ratio.low, line.ratio.high, line.unstable)
            for line in self.districts
        ]
        table: list[dict[str, object]] = [
            {
                "district": line.label,
                "events": line.events,
                "expected": line.expected,
                "ratio": line.ratio.value,
            }
            for line in self.districts
        ]
        layers = intervals(lines, "Events for each one expected", 1.0)
        return finished(layers, self.asked.title, self.sentence, table)


def ask_compare(records: Records, analysis: Analysis) -> ComparisonResult:
    """Count records by district and stratum in DuckDB and standardise. Raises AnalysisRefused."""
    place = Districts(records.table.column(analysis.place))
    strata = [Grouping(records.table.column(name)) for name in analysis.strata]
    rows = records.rows.mutate(
        asked=records.meets_all(analysis.where),
        happened=records.meets_any(analysis.event),
        district=records.group(place.name),
        **{f"stratum_{index}": records.group(part.name) for index, part in enumerate(strata)},
    )
    keys = ["district", *(f"stratum_{index}" for index in range(len(strata)))]
    rows = rows.filter(rows.asked)
    counted = records.with_columns(
        rows.group_by(["happened", *keys]).agg(n=rows.count()).order_by([*keys, "happened"])
    )
    place.check(set(counted["district"]))
    unknown = counted["happened"].isna()
    unplaced = ~unknown & (counted["district"] == MISSING)
    mixed = ~unknown & ~unplaced & (counted[keys[1:]] == MISSING).any(axis=1)
    lost = {
        "not recorded whether it counts": int(counted.loc[unknown, "n"].sum()),
        f"no {place.title} recorded": int(counted.loc[unplaced, "n"].sum()),
        f"no {listed([part.title for part in strata])} recorded": int(counted.loc[mixed, "n"].sum()),
    }
    cells = _cells(counted[~unknown & ~unplaced & ~mixed], keys)
    return compare_districts(records, analysis, cells, lost)


def _cells(counted: pd.DataFrame, keys: list[str]) -> list[Cell]:
    cells = []
    for key, part in counted.groupby(keys, sort=True):
        names = [str(name) for name in key]
        events = int(part.loc[part["happened"].astype(bool), "n"].sum())
        cells.append(Cell(names[0], tuple(names[1:]), events, int(part["n"].sum())))
    return cells


def compare_districts(
    records: Records, analysis: Analysis, cells: list[Cell], lost: dict[str, int]
) -> ComparisonResult:
    """Standardise counted `cells`. Raises AnalysisRefused with fewer than two districts, or no event at all."""
    events = sum(cell.events for cell in cells)
    of = sum(cell.of for cell in cells)
    labels = records.labels(analysis.place)
    lines = standardised(cells, labels)
    if len(lines) < 2 or not events:
        message = f"{analysis.name}: there are not two districts with records and one event to compare."
        raise AnalysisRefused(f"{message} Widen where, or name a coarser place.")
    asked = asked_of(records.definition, analysis)
    missing = left_out(lost)
    counts = [count for line in lines for count in (line.events, line.of - line.events)]
    incomplete = sum(line.direct is None for line in lines)
    return ComparisonResult(
        asked=asked,
        method=METHOD,
        n=of,
        left_out=missing,
        diagnostics=(
            Diagnostic("Districts that lack a stratum others have", str(incomplete), fine=not incomplete),
            Diagnostic(f"Districts with fewer than {UNSTABLE} events", *_few(lines)),
        ),
        limits=_limits(analysis.strata),
        sentence=sentence(lines, analysis),
        publishable=publishable(counts, missing, asked.threshold),
        strata=analysis.strata,
        per=analysis.per,
        overall=events / of,
        districts=lines,
    )


def _few(lines: tuple[DistrictRate, ...]) -> tuple[str, bool]:
    few = sum(line.unstable for line in lines)
    return str(few), not few


def standardised(cells: list[Cell], labels: dict[str, str]) -> tuple[DistrictRate, ...]:
    """Return every district's crude, direct and indirect figures; the standard is all districts together."""
    size: dict[tuple[str, ...], int] = defaultdict(int)
    happened: dict[tuple[str, ...], int] = defaultdict(int)
    by_district: dict[str, dict[tuple[str, ...], Cell]] = defaultdict(dict)
    for cell in cells:
        size[cell.stratum] += cell.of
        happened[cell.stratum] += cell.events
        by_district[cell.district][cell.stratum] = cell
    strata = [stratum for stratum in sorted(size) if size[stratum]]
    lines = []
    for district, own in sorted(by_district.items()):
        found = [own.get(stratum, Cell(district, stratum, 0, 0)) for stratum in strata]
        events, of = sum(cell.events for cell in found), sum(cell.of for cell in found)
        expected = sum(cell.of * happened[cell.stratum] / size[cell.stratum] for cell in found)
        standard = [float(size[stratum]) for stratum in strata]
        sizes = [float(cell.of) for cell in found]
        complete = all(sizes)
        direct = directly_standardised([cell.events for cell in found], sizes, standard) if complete else None
        label = labels.get(district, district)
        ends = indirect(events, expected)
        lines.append(
            DistrictRate(
                district, label, events, of, expected, share(events, of), direct, ends, events < UNSTABLE
            )
        )
    return tuple(lines)


def indirect(events: int, expected: float) -> Estimate:
    """Return observed over expected events with the exact Poisson interval; `expected` is taken as known."""
    low, high = poisson_count(events)
    if expected <= 0:
        return Estimate(float("nan"), float("nan"), float("nan"))
    return Estimate(events / expected, low / expected, high / expected)


def _limits(strata: tuple[str, ...]) -> tuple[str, ...]:
    words = listed([name.replace("_", " ") for name in strata])
    return (
        f"Only the mix of {words} is made equal. Districts differ in much else, and a ratio is not a cause.",
        "Indirectly standardised ratios are each set against all districts together; two districts' ratios are not to "
        "be divided by each other. Directly standardised rates may be compared with one another.",
        "A district is part of the standard it is set against, which draws large districts towards 1.",
        "Where the event is common, the Poisson intervals are wider than they need be: they err on the careful side.",
        "Among many districts some interval misses by chance; the funnel plot is made for that question.",
    )


def sentence(lines: tuple[DistrictRate, ...], analysis: Analysis) -> str:
    """Return what a lay reader may quote."""
    words = listed([name.replace("_", " ") for name in analysis.strata])
    title = analysis.place.replace("_", " ")
    spoken = [line for line in lines if not line.unstable]
    if not spoken:
        return f"There are too few events (fewer than {UNSTABLE} in every {title}) to compare them."
    differ = [
        f"{ratio(line.ratio.value)} times as often in {title} {line.label}"
        f" (95 % interval {span(line.ratio.low, line.ratio.high, 'ratio')})"
        for line in spoken
        if line.ratio.excludes(1)
    ]
    unsure = [line.label for line in spoken if not line.ratio.excludes(1)]
    start = f"{analysis.heading}: allowing for the mix of {words}, and against all districts together"
    said = [f"the event was recorded {listed(differ)}"] if differ else []
    said += [f"for {title} {listed(unsure)} it is uncertain whether there is a difference"] if unsure else []
    return f"{start}, {'; '.join(said)}."
