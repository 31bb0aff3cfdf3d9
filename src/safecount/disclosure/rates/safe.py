"""Rates that may be published: of counts that are shown, by a denominator that is shown too and has a name.

Such a rate is worked out from published figures alone, so it says nothing new, and the promise of the release covers it. Where
its numerator or its denominator is hidden, so is the rate: what it would add beside every other number is not asked here.
Shares that add up to all, and 0 % beside 100 %, therefore stand and fall with their counts.

Rules of the field: CMS cell size suppression policy (no percentage from which a count of 1 to 10 can be derived).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import pyarrow as pa

from safecount.disclosure.rates.numerators import check_terms, rounded
from safecount.disclosure.safe_table import ALL, Dimension, Status
from safecount.problems import SafecountError
from safecount.schema import Rate

Cell = tuple[str, ...]
Count = tuple[Status, int | None]


class Released(Protocol):
    """A table that may be published, or was."""

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def dimensions(self) -> tuple[Dimension, ...]: ...
    @property
    def cells(self) -> pa.Table: ...


@dataclass(frozen=True)
class SafeRates:
    """Rates that may be published. `denominator` says in words what is divided by.

    `cells`: a text column a dimension (`*` is all), `rate` (decimal text in parts of `per`, null where hidden) and `status`:
    `shown`; `hidden`; `zero` where nothing was counted in the numerator. A cell whose denominator is nought has no row.
    """

    title: str
    denominator: str
    dimensions: tuple[Dimension, ...]
    cells: pa.Table
    per: int
    decimals: int


def publishable_rates(
    numerator: Released, denominator: Released, *, decimals: int = 1, per: int = 100, title: str = ""
) -> SafeRates:
    """Return the rates of one safe table by another with the same dimensions: shown where both counts are shown.

    Raises SafecountError where the dimensions differ.
    """
    if [one.reference for one in numerator.dimensions] != [one.reference for one in denominator.dimensions]:
        raise SafecountError(
            f"{numerator.name} and {denominator.name} do not have the same dimensions. Release both by the same ones."
        )
    # A cell of the denominator without one in the numerator lies under a nought there.
    top, under = _by_cell(numerator), _by_cell(denominator)
    counts = {cell: top.get(cell, (Status.ZERO, 0)) for cell in under}
    words = title or f"{numerator.title} in {per} of {denominator.title}"
    return _rates(numerator, counts, under.get, (words, denominator.title, per, decimals))


def margin_rates(
    table: Released, of: str, *, decimals: int = 1, per: int = 100, title: str = ""
) -> SafeRates:
    """Return each count of a safe table that names a value of `of`, in parts of the margin that sums over it.

    Raises SafecountError where the table has no such dimension.
    """
    names = [one.reference for one in table.dimensions]
    if of not in names:
        raise SafecountError(f"{table.name} has no dimension {of}. Use one of {', '.join(names)}.")
    gone = {of}
    for _ in names:
        gone |= {one.reference for one in table.dimensions if one.within in gone}
    counts = _by_cell(table)

    def margin(cell: Cell) -> Count | None:
        return counts.get(
            tuple(ALL if name in gone else value for name, value in zip(names, cell, strict=True))
        )

    parts = {cell: count for cell, count in counts.items() if cell[names.index(of)] != ALL}
    whole = f"{table.title}, all by {table.dimensions[names.index(of)].title}"
    return _rates(table, parts, margin, (title or f"{table.title} in {per} of all", whole, per, decimals))


def benchmark_rates(
    table: Released,
    dimension: str,
    benchmark: tuple[str, Mapping[str, int]],
    *,
    decimals: int = 1,
    per: int = 1000,
    title: str = "",
) -> SafeRates:
    """Return each count of a safe table in parts of a `benchmark`: its words, and how many of it each value of `dimension` has.

    Cells that name none of these values have no rate. Raises SafecountError where the table has no such dimension.
    """
    names = [one.reference for one in table.dimensions]
    if dimension not in names:
        raise SafecountError(f"{table.name} has no dimension {dimension}. Use one of {', '.join(names)}.")
    words, known = benchmark
    place = names.index(dimension)
    parts = {cell: count for cell, count in _by_cell(table).items() if cell[place] in known}

    def base(cell: Cell) -> Count:
        return Status.SHOWN, known[cell[place]]

    return _rates(table, parts, base, (title or f"{table.title} in {per:,} of {words}", words, per, decimals))


def rates_of(rate: Rate, tables: Sequence[Released]) -> SafeRates:
    """Return the rates that a definition asks for, of tables of one release. Raises SafecountError if one is not there."""
    known = {table.name: table for table in tables}
    for name in (rate.numerator, rate.denominator):
        if name and name not in known:
            raise SafecountError(f"The rates {rate.name} need the release table {name}, which is not there.")
    table = known[rate.numerator]
    if rate.of:
        return margin_rates(table, rate.of, decimals=rate.decimals, per=rate.per, title=rate.title)
    if rate.denominator:
        return publishable_rates(
            table, known[rate.denominator], decimals=rate.decimals, per=rate.per, title=rate.title
        )
    benchmark = (rate.benchmark, rate.benchmark_counts)
    return benchmark_rates(
        table, rate.benchmark_dimension, benchmark, decimals=rate.decimals, per=rate.per, title=rate.title
    )


def _by_cell(table: Released) -> dict[Cell, Count]:
    names = [dimension.reference for dimension in table.dimensions]
    return {
        tuple(row[name] for name in names): (Status(row["status"]), row["count"])
        for row in table.cells.to_pylist()
    }


def _rates(
    table: Released,
    counts: Mapping[Cell, Count],
    base: Callable[[Cell], Count | None],
    words: tuple[str, str, int, int],
) -> SafeRates:
    """`base` gives the denominator of a cell; `words` are title, denominator, parts and decimals."""
    title, denominator, per, decimals = words
    check_terms(1, decimals, per)
    rows = []
    for cell, (said, above) in sorted(counts.items()):
        below, under = base(cell) or (Status.ZERO, 0)
        if below is Status.ZERO:
            continue
        if Status.HIDDEN in (said, below) or above is None or under is None:
            rows.append((*cell, None, Status.HIDDEN.value))
        else:
            rows.append((*cell, str(rounded(above, under, decimals, per)), said.value))
    names = [*(one.reference for one in table.dimensions), "rate", "status"]
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    cells = {name: pa.array(list(values), pa.string()) for name, values in zip(names, columns, strict=True)}
    return SafeRates(title, denominator, table.dimensions, pa.table(cells), per, decimals)
