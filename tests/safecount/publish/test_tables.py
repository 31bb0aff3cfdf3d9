"""The files of a table, read back with the readers that people use."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest

from safecount.disclosure.safe_table import SafeTable
from safecount.publish.csv_text import unguarded

from .making import riverbend

NAMES = ["stops", "stops_by_beat"]


@pytest.fixture(scope="module")
def tables() -> dict[str, SafeTable]:
    return {table.name: table for table in riverbend()}


def content(table: SafeTable) -> set[tuple[Any, ...]]:
    return set(zip(*(column.to_pylist() for column in table.cells.columns), strict=True))


@pytest.mark.parametrize("name", NAMES)
def test_every_format_holds_the_same_cells(release: Path, tables: dict[str, SafeTable], name: str) -> None:
    wanted = content(tables[name])
    base = release / "tables" / name
    with open(base.with_suffix(".csv"), encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, strict=True))
    read = {(*map(unguarded, row[:-2]), int(row[-2]) if row[-2] else None, row[-1]) for row in rows[1:]}
    assert read == wanted
    assert len(rows) - 1 == len(wanted)
    assert set(duckdb.sql(f"SELECT * FROM '{base}.parquet'").fetchall()) == wanted
    rows_of_duckdb = duckdb.sql(f"SELECT * FROM read_csv('{base}.csv', all_varchar = true)").fetchall()
    assert {(*row[:-2], int(row[-2]) if row[-2] else None, row[-1]) for row in rows_of_duckdb} == wanted
    frame = pd.read_csv(
        base.with_suffix(".csv"), dtype={"count": "Int64"}, keep_default_na=False, na_values={"count": [""]}
    )
    assert frame["count"].isna().sum() == sum(row[-2] is None for row in wanted)
    records = json.loads(base.with_suffix(".json").read_text("utf-8"))
    assert {tuple(cell) for cell in records["cells"]} == wanted
    assert records["columns"] == list(rows[0])


def test_rows_stand_in_order_and_the_grand_total_first(release: Path) -> None:
    with open(release / "tables/stops.csv", encoding="utf-8", newline="") as file:
        rows = [tuple(row[:-2]) for row in csv.reader(file)][1:]
    assert rows == sorted(rows)
    assert rows[0] == ("*",) * 5


def test_parquet_says_nothing_that_varies(release: Path) -> None:
    metadata = pq.read_metadata(release / "tables/stops.parquet")
    assert metadata.metadata is None
    schema = pq.read_schema(release / "tables/stops.parquet")
    assert [str(kind) for kind in schema.types] == ["string"] * 5 + ["int64", "string"]
    assert schema.field("district").nullable is False


def test_json_has_words_for_every_value(release: Path) -> None:
    records = json.loads((release / "tables/stops.json").read_text("utf-8"))
    for place, dimension in enumerate(records["dimensions"]):
        assert {cell[place] for cell in records["cells"]} == set(dimension["labels"])
    assert records["dimensions"][0]["labels"]["mill"] == "Mill Hill"
    assert records["dimensions"][1]["labels"]["missing"] == "Not recorded"
    assert records["dimensions"][4]["within"] == "stopped.year"


VARNAME = re.compile(r"(?:[A-Za-z0-9_]|%[0-9A-F]{2})+(?:\.(?:[A-Za-z0-9_]|%[0-9A-F]{2})+)*")


def check_csvw(path: Path) -> dict[str, Any]:
    """What the CSVW recommendation asks of a description and of the file it describes, checked without a library."""
    described: dict[str, Any] = json.loads(path.read_text("utf-8"))
    assert described["@context"][0] == "http://www.w3.org/ns/csvw"
    assert described["dialect"]["encoding"] == "utf-8"
    columns = described["tableSchema"]["columns"]
    names = [column["name"] for column in columns]
    assert len(set(names)) == len(names)
    assert all(VARNAME.fullmatch(name) and not name.startswith("_") for name in names)
    assert set(described["tableSchema"].get("primaryKey", [])) <= set(names)
    with open(path.parent / described["url"], encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, strict=True))
    assert all(header in column["titles"] for header, column in zip(rows[0], columns, strict=True))
    seen = set()
    for row in rows[1:]:
        assert len(row) == len(columns)
        for value, column in zip(row, columns, strict=True):
            _check_value(value, column)
        key = tuple(row[names.index(name)] for name in described["tableSchema"].get("primaryKey", []))
        assert key not in seen or not key
        seen.add(key)
    return described


def _check_value(value: str, column: dict[str, Any]) -> None:
    if value == column.get("null", ""):
        assert not column.get("required")
        return
    kind = column["datatype"]
    if kind == "string":
        return
    if kind["base"] == "integer":
        assert re.fullmatch(r"[0-9]+", value)
        assert int(value) >= kind["minimum"]
    else:
        assert re.fullmatch(kind["format"], value)


@pytest.mark.parametrize("name", NAMES)
def test_the_description_of_the_columns_fits_the_file(release: Path, name: str) -> None:
    described = check_csvw(release / f"tables/{name}.csv-metadata.json")
    by_name = {column["name"]: column for column in described["tableSchema"]["columns"]}
    assert by_name["count"]["propertyUrl"].endswith("#obsValue")
    assert described["dc:license"] == {"@id": "https://creativecommons.org/licenses/by/4.0/"}
    period = "stopped.quarter" if name == "stops" else "stopped.year"
    assert by_name[quote(period)]["propertyUrl"].endswith("#refPeriod")


def test_the_dictionary_names_every_table_column_code_and_status(release: Path) -> None:
    with open(release / "dictionary.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    for name in NAMES:
        with open(release / f"tables/{name}.csv", encoding="utf-8", newline="") as file:
            cells = list(csv.DictReader(file, strict=True))
        mine = [row for row in rows if row["table"] == name]
        assert mine[0]["kind"] == "table"
        assert mine[0]["unit"] == "person"
        assert mine[0]["threshold"] == "11"
        assert {row["column"] for row in mine if row["kind"] in ("dimension", "figure")} == set(cells[0])
        for column in list(cells[0])[:-2]:
            codes = {row["code"] for row in mine if row["kind"] == "code" and row["column"] == column}
            assert codes == {cell[column] for cell in cells}
        assert {row["code"] for row in mine if row["kind"] == "status"} == {"shown", "hidden", "zero"}
    beat = next(row for row in rows if row["column"] == "beat" and row["kind"] == "dimension")
    assert beat["within"] == "district"
