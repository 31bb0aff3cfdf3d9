"""The data dictionary: every table, column and code of a release in one flat table, and as a page.

Columns of dictionary.csv: table, column, kind (table, dimension, code, figure, status or rates), code, label, meaning, unit,
within, threshold. Texts are guarded as in the tables' own CSV files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass, fields

import pyarrow as pa

from safecount.disclosure.rates import SafeRates
from safecount.disclosure.safe_table import ALL, MISSING, Dimension, Measure, SafeTable
from safecount.publish.csv_text import csv_bytes, guarded
from safecount.publish.periods import is_time
from safecount.publish.rates import rate_lines
from safecount.publish.table_files import labels_of
from safecount.publish.wording import MEANINGS, SUM_MEANINGS, measured_in, plural

_SPECIAL = {
    ALL: "All values together: this dimension is summed over.",
    MISSING: "The record has no value here.",
}


@dataclass(frozen=True)
class Entry:
    """One line of the dictionary; every field is a text, exact."""

    table: str
    column: str
    kind: str
    code: str = ""
    label: str = ""
    meaning: str = ""
    unit: str = ""
    within: str = ""
    threshold: str = ""


def entries_of(tables: tuple[SafeTable, ...], cells: dict[str, pa.Table]) -> tuple[Entry, ...]:
    """Return the dictionary of a release, table by table in order of columns, codes in order of code."""
    return tuple(entry for table in tables for entry in _table(table, cells[table.name]))


def rate_entries(rates: Mapping[str, SafeRates]) -> tuple[Entry, ...]:
    """Return the dictionary of the rates of a release; `rates` by name."""
    return tuple(Entry(*line) for name, found in rates.items() for line in rate_lines(name, found))


def dictionary_csv(entries: tuple[Entry, ...]) -> bytes:
    """Return the dictionary as CSV."""
    header = [field.name for field in fields(Entry)]
    return csv_bytes(
        header, ([guarded(text) if text else "" for text in astuple(entry)] for entry in entries)
    )


def stricter_of(table: SafeTable, dimension: Dimension) -> int | None:
    """Return the stricter threshold of cells that name a value of `dimension`, None if it has none."""
    return table.certificate.stricter.get(dimension.reference.partition(".")[0])


def _table(table: SafeTable, cells: pa.Table) -> Iterator[Entry]:
    limit = str(table.certificate.threshold)
    meaning = f"One row per cell. Counts from 1 to {int(limit) - 1} are hidden."
    yield Entry(table.name, "", "table", label=table.title, meaning=meaning, unit=table.unit, threshold=limit)
    for dimension in table.dimensions:
        yield _dimension(table, dimension)
        for code, label in labels_of(dimension, cells).items():
            yield Entry(table.name, dimension.reference, "code", code, label, _SPECIAL.get(code, ""))
    whole = f"{plural(table.unit).capitalize()} counted: a whole number, empty where hidden."
    yield Entry(table.name, "count", "figure", label="Count", meaning=whole, unit=table.unit, threshold=limit)
    yield Entry(table.name, "status", "figure", label="Status", meaning="What the row says of its count.")
    for status, words in MEANINGS.items():
        yield Entry(table.name, "status", "status", status, status.capitalize(), words)
    if table.measure:
        yield from _sums(table.name, table.measure)


def _sums(table: str, measure: Measure) -> Iterator[Entry]:
    limits = (
        f"One record adds {measure.least:g} or more" if measure.least else "One record adds nought or more"
    )
    if measure.greatest is not None:
        limits += f", and {measure.greatest:g} at most"
    meaning = f"{measured_in(measure)} of all records together: a number, empty where hidden. {limits}."
    yield Entry(
        table, "sum", "figure", label=f"Sum of {measured_in(measure)}", meaning=meaning, unit=measure.unit
    )
    yield Entry(
        table, "sum_status", "figure", label="Status of the sum", meaning="What the row says of its sum."
    )
    for status, words in SUM_MEANINGS.items():
        yield Entry(table, "sum_status", "status", status, status.capitalize(), words)


def _dimension(table: SafeTable, dimension: Dimension) -> Entry:
    limit = stricter_of(table, dimension)
    meaning = "Counted by period." if is_time(dimension.reference) else "Counted by value."
    if dimension.within:
        meaning += (
            " Each value lies within one value of the dimension named under within, and the row gives both."
        )
    return Entry(
        table.name,
        dimension.reference,
        "dimension",
        label=dimension.title or dimension.reference,
        meaning=meaning,
        within=dimension.within,
        threshold=str(limit or ""),
    )
