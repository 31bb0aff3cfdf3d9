"""A plain count, written apart from the package: every cell by walking through the records, one combination at a time."""

from __future__ import annotations

import datetime
import itertools
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from safecount.cubes import CountedTable

DEFINITION = """
safecount = 1
name = "riverbend-cubes"
title = "Stops"
zone = "America/Chicago"

[codes.race]
white = ["W"]
black = ["B"]
asian = ["A"]
native = ["N"]
missing = ["gone"]

[tables.stop]
unit = "person"
key = "number"
month = "stopped"

[tables.stop.columns]
number = { type = "text", role = "identifier" }
stopped = { type = "moment", role = "time" }
noted = { type = "date", role = "time" }
beat = { type = "text", role = "place" }
sector = { type = "text", role = "place" }
district = { type = "text", role = "place" }
race = { type = "code", codes = "race", role = "dimension" }
age = { type = "integer", role = "dimension" }
searched = { type = "boolean", role = "dimension" }
minutes = { type = "integer", role = "measure" }
cost = { type = "number", role = "measure" }
officer = { type = "text", role = "identifier" }
badge = { type = "integer", role = "identifier" }

[hierarchies.place]
table = "stop"
levels = ["beat", "sector", "district"]

[hierarchies.broad]
table = "stop"
column = "race"
[hierarchies.broad.groups]
of_colour = ["black", "asian", "native"]
"""

RELEASES = {
    "place": ["beat", "district", "race"],
    "area": ["sector", "searched", "beat", "district"],
    "time": ["stopped.quarter", "race", "stopped.month", "stopped.year"],
    "race": ["race", "race.broad", "searched", "noted.year"],
    "age": ["age", "race.broad", "noted.quarter"],
    "month": ["noted.month"],
    "total": [],
}


MEASURED = """
[releases.minutes]
table = "stop"
dimensions = ["race.broad", "stopped.year", "race"]
measure = "minutes"
[releases.minutes_by_district]
table = "stop"
dimensions = ["district"]
measure = "minutes"
[releases.cost]
table = "stop"
dimensions = ["district", "searched"]
measure = "cost"
"""


def release_text(names: Iterable[str] = tuple(RELEASES), extra: str = "") -> str:
    """Return the definition with the releases of these names, and what is written in `extra`."""
    listed = "".join(
        f'[releases.{name}]\ntable = "stop"\ndimensions = {dimensions}\n'.replace("'", '"')
        for name, dimensions in RELEASES.items()
        if name in names
    )
    return DEFINITION + listed + extra


SCHEMA = pa.schema(
    [
        ("number", pa.string()),
        ("stopped", pa.timestamp("us")),
        ("stopped_date", pa.date32()),
        ("noted", pa.date32()),
        ("beat", pa.string()),
        ("sector", pa.string()),
        ("district", pa.string()),
        ("race", pa.string()),
        ("age", pa.int64()),
        ("searched", pa.bool_()),
        ("minutes", pa.int64()),
        ("cost", pa.float64()),
        ("officer", pa.string()),
        ("badge", pa.int64()),
        ("called_at", pa.time64("us")),
    ]
)
"""As ingest writes them, with one column that no release needs and that Spark cannot read."""


def write_records(path: Path, records: list[dict[str, Any]]) -> Path:
    """Write records to a Parquet file as ingest would; what a record lacks is empty."""
    pq.write_table(pa.Table.from_pylist(records, SCHEMA), path)
    return path


def _mark(value: object) -> str:
    text = str(value)
    bare = text
    while bare.endswith(" (as written)"):
        bare = bare.removesuffix(" (as written)")
    return text + " (as written)" if bare in ("*", "missing") else text


def value_of(record: dict[str, Any], reference: str) -> str:
    """Return what a cell says of this record in this dimension."""
    column, _, part = reference.partition(".")
    value = record.get("stopped_date" if column == "stopped" else column)
    if value is None:
        return "missing"
    if isinstance(value, datetime.date):
        quarter = f"{value.year:04d}-Q{(value.month - 1) // 3 + 1}"
        return {"month": value.strftime("%Y-%m"), "quarter": quarter, "year": f"{value.year:04d}"}[part]
    if part == "broad":
        return "of_colour" if value in ("black", "asian", "native") else _mark(value)
    return str(value).lower() if isinstance(value, bool) else _mark(value)


def cells_of(
    records: list[dict[str, Any]], dimensions: list[str], within: dict[str, str]
) -> dict[tuple[str, ...], list[dict[str, Any]]]:
    """Return every cell with the records in it, by trying each record against each way to name its dimensions."""
    found: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for named in itertools.product((False, True), repeat=len(dimensions)):
        chosen = {dimension for dimension, wanted in zip(dimensions, named, strict=True) if wanted}
        if any(within.get(dimension) and within[dimension] not in chosen for dimension in chosen):
            continue
        for record in records:
            cell = tuple(value_of(record, dim) if dim in chosen else "*" for dim in dimensions)
            found.setdefault(cell, []).append(record)
    return found


def zeros_of(counted: CountedTable) -> set[tuple[str, ...]]:
    """Return the zero cells whose every parent has records, by trying all combinations of values seen."""
    dims = [dimension.reference for dimension in counted.dimensions]
    within = {dimension.reference: dimension.within for dimension in counted.dimensions}
    cells = {tuple(row[dim] for dim in dims) for row in counted.cells.to_pylist()}
    seen = [sorted({cell[place] for cell in cells} | {"*"}) for place in range(len(dims))]
    return {
        cell
        for cell in itertools.product(*seen)
        if cell not in cells and _allowed(cell, cells, dims, within) and _parents(cell, dims, within) <= cells
    }


def _allowed(
    cell: tuple[str, ...], cells: set[tuple[str, ...]], dims: list[str], within: dict[str, str]
) -> bool:
    """Return whether every finer value stands under coarser values it was seen under."""
    for place, dim in enumerate(dims):
        if cell[place] == "*":
            continue
        chain, above = [place], within[dim]
        while above:
            chain.append(dims.index(above))
            above = within[above]
        if not any(all(other[step] == cell[step] for step in chain) for other in cells):
            return False
    return True


def _parents(cell: tuple[str, ...], dims: list[str], within: dict[str, str]) -> set[tuple[str, ...]]:
    found = set()
    for place, dim in enumerate(dims):
        finer = [dims.index(other) for other in dims if within[other] == dim]
        if cell[place] != "*" and all(cell[other] == "*" for other in finer):
            found.add((*cell[:place], "*", *cell[place + 1 :]))
    return found


def nests(records: list[dict[str, Any]], finer: str, coarser: str) -> bool:
    """Return whether the finer value, where there is one, always stands with one coarser value."""
    pairs = {(value_of(r, finer), value_of(r, coarser)) for r in records if value_of(r, finer) != "missing"}
    return max(Counter(low for low, _ in pairs).values(), default=1) == 1
