"""Counts with all margins, beside a plain count of the same records; zero cells; nesting; what is refused."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safecount.cubes import (
    CountedTable,
    Engine,
    TooManyCells,
    count_files,
    count_tables,
    open_engine,
    zero_cells,
)
from safecount.cubes.reference import escaped
from safecount.ingest import IngestReport, Store
from safecount.problems import SafecountError, StoreError
from safecount.schema import Definition
from tests.safecount.conftest import SMALL, parsed
from tests.safecount.cubes.plain import (
    MEASURED,
    RELEASES,
    cells_of,
    nests,
    release_text,
    write_records,
    zeros_of,
)

DEFINITION = parsed(release_text(extra=MEASURED))
DATES = st.dates(datetime.date(2024, 11, 1), datetime.date(2026, 2, 1)) | st.none()
PLACES = st.sampled_from(["1", "2", "10", "*", "missing", "* (as written)", None])
RECORDS = st.lists(
    st.fixed_dictionaries(
        {
            "stopped_date": DATES,
            "noted": DATES,
            "beat": PLACES,
            "sector": st.sampled_from(["n", "s", "e", "missing", None]),
            "district": st.sampled_from(["A", "B", None]),
            "race": st.sampled_from(["white", "black", "asian", "missing", "unlisted", None]),
            "age": st.integers(8, 12) | st.none(),
            "searched": st.booleans() | st.none(),
            "minutes": st.integers(-3, 40) | st.none(),
            "cost": st.floats(-1e6, 1e6).map(lambda value: round(value, 4)) | st.none(),
        }
    ),
    max_size=25,
)


def _cells(counted: CountedTable) -> dict[tuple[str, ...], int]:
    dims = [dimension.reference for dimension in counted.dimensions]
    return {tuple(row[dim] for dim in dims): row["count"] for row in counted.cells.to_pylist()}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records=RECORDS, nested=st.booleans())
def test_counts_are_those_of_a_plain_count(
    records: list[dict[str, Any]], nested: bool, engine: Engine, tmp_path: Path
) -> None:
    for record in records:
        if nested:
            # Beats and sectors both lie within districts, and cross each other.
            record["beat"] = f"{record['district']}{record['beat']}" if record["beat"] else None
            record["sector"] = f"{record['district']}{record['sector']}" if record["sector"] else None
    path = write_records(tmp_path / "records.parquet", records)
    counted = {table.name: table for table in count_files(DEFINITION, {"stop": [path]}, engine=engine)}
    for name, dimensions in RELEASES.items():
        table = counted[name]
        within = {dimension.reference: dimension.within for dimension in table.dimensions}
        expected = cells_of(records, dimensions, within)
        assert _cells(table) == {cell: len(found) for cell, found in expected.items()}
        assert set(_cells_of(zero_cells(table), dimensions)) == zeros_of(table)
    assert {d.reference: d.within for d in counted["time"].dimensions} == {
        "stopped.month": "stopped.quarter",
        "stopped.quarter": "stopped.year",
        "stopped.year": "",
        "race": "",
    }
    assert counted["place"].dimensions[0].within == ("district" if nests(records, "beat", "district") else "")
    area = {dimension.reference: dimension.within for dimension in counted["area"].dimensions}
    assert area["sector"] == ("district" if nests(records, "sector", "district") else "")
    assert area["beat"] == next((one for one in ("sector", "district") if nests(records, "beat", one)), "")
    _check_sums(counted, records)


def _cells_of(rows: pa.Table, dimensions: list[str]) -> list[tuple[str, ...]]:
    found = [tuple(row[dim] for dim in dimensions) for row in rows.to_pylist()]
    assert len(found) == len(set(found))
    return found


def _check_sums(counted: dict[str, CountedTable], records: list[dict[str, Any]]) -> None:
    for name, measure in (("minutes", "minutes"), ("minutes_by_district", "minutes"), ("cost", "cost")):
        table = counted[name]
        dims = [dimension.reference for dimension in table.dimensions]
        expected = cells_of(records, dims, {d.reference: d.within for d in table.dimensions})
        assert table.sums is not None
        assert _cells(table) == {cell: len(found) for cell, found in expected.items()}
        assert table.sums.num_rows == table.cells.num_rows
        for row, cell_row in zip(table.sums.to_pylist(), table.cells.to_pylist(), strict=True):
            cell = tuple(row[dim] for dim in dims)
            assert cell == tuple(cell_row[dim] for dim in dims)
            values = sorted((r[measure] for r in expected[cell] if r[measure] is not None), reverse=True)
            assert row["records"] == len(values)
            assert row["sum"] == pytest.approx(math.fsum(values), abs=1e-5)
            assert [row["largest"], row["second"]] == [*values, None, None][:2]


# --- From a store ---------------------------------------------------------------------------------------------------

STORED = """number,stopped,race,age
1,2026-01-05,White,30
2,2026-01-09,Black,31
3,2026-02-05,White,30
4,2026-04-01,W,
5,2026-04-02,Green,30
"""
WITH_RELEASE = (
    SMALL
    + """
[releases.by_race]
table = "stop"
dimensions = ["stopped.quarter", "race", "stopped.month"]
"""
)


def _stored(take: Callable[..., IngestReport], tmp_path: Path, text: str = WITH_RELEASE) -> Definition:
    definition = parsed(text)
    (tmp_path / "stops.csv").write_text(STORED, "utf-8")
    take(definition, tmp_path / "stops.csv")
    return definition


def test_a_store_is_counted_by_whole_months(
    take: Callable[..., IngestReport], store: Store, tmp_path: Path
) -> None:
    definition = _stored(take, tmp_path)
    spans: list[tuple[datetime.date | None, datetime.date | None, int]] = [
        (None, None, 5),
        (None, datetime.date(2026, 2, 1), 3),
        (datetime.date(2026, 2, 28), None, 3),
        (datetime.date(2026, 2, 28), datetime.date(2026, 3, 31), 1),
    ]
    for since, through, expected in spans:
        (counted,) = count_tables(definition, store, since=since, through=through)
        assert counted.cells.slice(0, 1).to_pylist() == [
            {"stopped.quarter": "*", "race": "*", "stopped.month": "*", "count": expected}
        ]
    (counted,) = count_tables(definition, store, through=datetime.date(2025, 1, 1))
    assert counted.cells.num_rows == 0
    assert zero_cells(counted).to_pylist() == [
        {"stopped.quarter": "*", "race": "*", "stopped.month": "*", "count": 0}
    ]


def test_rows_stand_in_the_order_of_the_definition(
    take: Callable[..., IngestReport], store: Store, tmp_path: Path
) -> None:
    text = SMALL + '[releases.by_race]\ntable = "stop"\ndimensions = ["race", "age"]\n'
    (counted,) = count_tables(_stored(take, tmp_path, text), store)
    rows = [tuple(row.values()) for row in counted.cells.to_pylist()]
    assert rows == [
        ("*", "*", 5), ("*", "30", 3), ("*", "31", 1), ("*", "missing", 1),
        ("white", "*", 3), ("white", "30", 2), ("white", "missing", 1),
        ("black", "*", 1), ("black", "31", 1), ("unlisted", "*", 1), ("unlisted", "30", 1),
    ]  # fmt: skip
    zeros = [tuple(row.values())[:2] for row in zero_cells(counted).to_pylist()]
    assert zeros == [
        ("white", "31"), ("black", "30"), ("black", "missing"), ("unlisted", "31"), ("unlisted", "missing"),
    ]  # fmt: skip
    assert (counted.unit, counted.records) == ("person", "stop")
    assert counted.title == "Stop by race, age"
    assert counted.dimensions[0].label("unlisted") == "Unlisted"


def test_stores_that_cannot_be_counted_are_refused(
    take: Callable[..., IngestReport], store: Store, tmp_path: Path
) -> None:
    definition = parsed(WITH_RELEASE)
    with pytest.raises(StoreError, match="no records yet"):
        count_tables(definition, store)
    _stored(take, tmp_path)
    with pytest.raises(StoreError, match="another definition"):
        count_tables(parsed(WITH_RELEASE.replace('"Black"]', '"Black", "B"]')), store)


def test_records_not_filed_by_month_have_no_span(
    take: Callable[..., IngestReport], store: Store, tmp_path: Path
) -> None:
    definition = _stored(take, tmp_path, WITH_RELEASE.replace('month = "stopped"\n', ""))
    assert count_tables(definition, store)[0].cells.num_rows
    with pytest.raises(SafecountError, match="not filed by month"):
        count_tables(definition, store, through=datetime.date(2026, 1, 1))


# --- What passes a limit, and strange values ------------------------------------------------------------------------


def test_too_many_cells_are_refused_with_what_to_coarsen(engine: Engine, tmp_path: Path) -> None:
    records = [{"beat": str(number), "race": "white", "age": number % 30} for number in range(300)]
    text = release_text(()) + '[releases.x]\ntable = "stop"\ndimensions = ["beat", "race", "age"]\n'
    path = write_records(tmp_path / "many.parquet", records)
    (counted,) = count_files(parsed(text), {"stop": [path]}, engine=engine)
    with pytest.raises(
        TooManyCells, match=r"18,662 combinations.*Coarsen beat from 300 values to at most 79"
    ):
        zero_cells(counted, cap=5_000)
    with pytest.raises(TooManyCells, match="Leave out beat"):
        zero_cells(counted, cap=50)
    assert zero_cells(counted).num_rows > 5_000
    with (
        mock.patch("safecount.cubes.base.MOST_FINEST", 200),
        pytest.raises(TooManyCells, match="at least 300 values"),
    ):
        count_files(parsed(text), {"stop": [path]}, engine=engine)
    with mock.patch("safecount.cubes.rollup.MOST_ROWS", 500), pytest.raises(TooManyCells, match="500 cells"):
        count_files(parsed(text), {"stop": [path]}, engine=engine)


@given(st.lists(st.sampled_from(["*", "missing", "x"]).flatmap(
    lambda text: st.integers(0, 3).map(lambda times: text + " (as written)" * times)), unique=True))  # fmt: skip
def test_no_value_is_taken_for_a_mark_or_for_another(values: list[str]) -> None:
    written = {escaped(value) for value in values}
    assert len(written) == len(values)
    assert not written & {"*", "missing"}


def test_hostile_values_are_shown_as_text_in_a_notebook(engine: Engine, tmp_path: Path) -> None:
    path = write_records(tmp_path / "x.parquet", [{"beat": "<script>", "minutes": 3}] * 2)
    text = release_text(()) + '[releases.x]\ntable = "stop"\ndimensions = ["beat"]\nmeasure = "minutes"\n'
    (counted,) = count_files(parsed(text), {"stop": [path]}, engine=engine)
    shown = counted._repr_html_()
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown
    assert "Not protected" in shown


def test_there_is_no_other_engine() -> None:
    with pytest.raises(SafecountError, match="duckdb or spark"):
        open_engine("oracle")
    with (
        mock.patch("importlib.util.find_spec", return_value=None),
        pytest.raises(SafecountError, match=r"\[spark\]"),
    ):
        open_engine("spark")
