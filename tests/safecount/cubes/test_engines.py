"""One suite over both engines: DuckDB, and a real Spark cluster of a master and two workers on loopback.

Every operation that the cubes ask of an engine is run here on both, since versions of their libraries that install
together do not always work together. All tests are in this file and in one group, so that one cluster starts.
"""

from __future__ import annotations

import datetime
import gc
import math
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import ibis
import pyarrow as pa
import pytest
from ibis.common.exceptions import IbisError

from safecount.cubes import Engine, EngineFailed, count_files, distinct_counts, open_engine, quantiles
from safecount.cubes.base import base_aggregate, finest_cells
from safecount.cubes.reference import reference_of
from safecount.problems import SafecountError
from tests.safecount.conftest import parsed
from tests.safecount.cubes.families import TEXT as FAMILIES
from tests.safecount.cubes.families import families, finest, with_parents, written
from tests.safecount.cubes.plain import SCHEMA, cells_of, release_text, write_records
from tests.safecount.cubes.spark_cluster import spark_cluster, why_not

pytestmark = [
    pytest.mark.xdist_group("spark-cluster"),
    # pyspark leaves it to the collector to close the sockets by which it fetches Arrow.
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning"
    ),
]

MEASURED = """
[releases.minutes]
table = "stop"
dimensions = ["race.broad", "stopped.year", "race"]
measure = "minutes"
[releases.cost]
table = "stop"
dimensions = ["district", "searched"]
measure = "cost"
"""
DEFINITION = parsed(release_text(("place", "time", "race"), MEASURED))
COST_ONLY = parsed(release_text((), MEASURED[MEASURED.index("[releases.cost]") :]))


def _records() -> list[dict[str, Any]]:
    """Return 400 invented records, among them every kind of value that engines are known to treat differently."""
    pick = random.Random(20261121)  # noqa: S311 - invented records, the same each time
    found = []
    for number in range(400):
        day = datetime.date(2024, 2, 27) + datetime.timedelta(days=pick.randrange(900))
        found.append(
            {
                "number": f"S{number}",
                "stopped_date": day if pick.random() < 0.95 else None,
                "noted": pick.choice([day, None, datetime.date(1899, 12, 31), datetime.date(2024, 2, 29)]),
                "beat": pick.choice(["1", "2", "10", "é", "É", "*", "missing", "%_\\", None]),
                "district": pick.choice(["A", "a", "A b", None]),
                "race": pick.choice(["white", "black", "asian", "missing", "unlisted", None]),
                "age": pick.choice([*range(-1, 12), None]),
                "searched": pick.choice([True, False, None]),
                "minutes": pick.choice([*range(-2, 30), 10**9, None]),
                "cost": pick.choice([0.1, -0.0, 0.0, 2.5, -2.5, 0.0000015, 1e6 + 0.3, 12.345678, None]),
                "officer": pick.choice(["a", "A", "b", "c", None]),
                "badge": pick.choice([1, 2, 3, 2**62, None]),
            }
        )
    return found


RECORDS = _records()


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The records in two files, as two months of a store, with a column that Spark cannot read and no release needs."""
    folder = tmp_path_factory.mktemp("records")
    halves = [("2024-01", RECORDS[:150]), ("2024-02", RECORDS[150:])]
    for month, _ in halves:
        (folder / f"month={month}").mkdir()
    return [write_records(folder / f"month={month}" / "part.parquet", half) for month, half in halves]


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    reason = why_not()
    if reason:
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("spark")
    with spark_cluster(folder) as master:
        settings = {"SPARK_CONF_DIR": str(folder / "conf"), "SPARK_LOCAL_IP": "127.0.0.1"}
        with mock.patch.dict("os.environ", settings):
            opened = open_engine("spark", master=master)
        yield opened
        opened.close()
        gc.collect()


@pytest.fixture(params=["duckdb", "spark"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    if request.param == "spark":
        yield request.getfixturevalue("spark")
        return
    opened = open_engine()
    yield opened
    opened.close()


def test_release_tables_are_those_of_a_plain_count(engine: Engine, files: list[Path]) -> None:
    others = count_files(DEFINITION, {"stop": files})
    for table, other in zip(count_files(DEFINITION, {"stop": files}, engine=engine), others, strict=True):
        # To the last bit and in the same order, whichever engine counted.
        assert (table.cells, table.sums, table.dimensions) == (other.cells, other.sums, other.dimensions)
        dims = [dimension.reference for dimension in table.dimensions]
        expected = cells_of(RECORDS, dims, {d.reference: d.within for d in table.dimensions})
        found = {tuple(row[dim] for dim in dims): row["count"] for row in table.cells.to_pylist()}
        assert found == {cell: len(records) for cell, records in expected.items()}
        for row in table.sums.to_pylist() if table.sums is not None else []:
            records = expected[tuple(row[dim] for dim in dims)]
            values = sorted((r[table.measure] for r in records if r[table.measure] is not None), reverse=True)
            assert [row["largest"], row["second"]] == [*values, None, None][:2]
            assert row["records"] == len(values)
            assert row["sum"] == pytest.approx(math.fsum(values), abs=1e-4)


def test_children_are_counted_by_their_parents(engine: Engine, tmp_path: Path) -> None:
    found = families()
    definition, files = parsed(FAMILIES), written(tmp_path, found)
    others = count_files(definition, files)
    for table, other in zip(count_files(definition, files, engine=engine), others, strict=True):
        assert (table.cells, table.sums, table.dimensions) == (other.cells, other.sums, other.dimensions)
    names = [dimension.reference for dimension in others[1].dimensions]
    cells = {tuple(row[name] for name in names): row["count"] for row in others[1].cells.to_pylist()}
    for cell, count in finest(with_parents(found, "injury"), names).items():
        assert cells[cell] == count


def test_distinct_officers_are_those_of_a_plain_count(engine: Engine, files: list[Path]) -> None:
    for release, who in (("time", "officer"), ("place", "badge")):
        counted = distinct_counts(DEFINITION, files, release, who, engine=engine)
        dims = [dimension.reference for dimension in counted.dimensions]
        expected = cells_of(RECORDS, dims, {d.reference: d.within for d in counted.dimensions})
        for row in counted.cells.to_pylist():
            records = expected.pop(tuple(row[dim] for dim in dims))
            assert row["distinct"] == len({record[who] for record in records} - {None})
        assert not expected


def test_quantiles_are_those_of_a_plain_count(engine: Engine, files: list[Path]) -> None:
    for release, measure in (("minutes", "minutes"), ("cost", "cost")):
        table = quantiles(DEFINITION, files, release, ["0.5", "1/4", "0.9"], engine=engine)
        dims = [dimension.reference for dimension in table.dimensions]
        expected = cells_of(RECORDS, dims, {d.reference: d.within for d in table.dimensions})
        rows = {tuple(row[dim] for dim in dims): row for row in table.cells.to_pylist()}
        for cell, records in expected.items():
            values = sorted(r[measure] for r in records if r[measure] is not None)
            assert (cell in rows) == bool(values)
            if values:
                found = [rows[cell][name] for name in ("p50", "p25", "p90")]
                assert found == pytest.approx([_quantile(values, part) for part in ((1, 2), (1, 4), (9, 10))])
                assert rows[cell]["records"] == len(values)


def _quantile(values: list[float], part: tuple[int, int]) -> float:
    whole, rest = divmod(len(values) * part[0], part[1])
    return values[whole] if rest else (values[whole - 1] + values[whole]) / 2


def test_no_records_give_tables_without_cells(engine: Engine) -> None:
    for table in count_files(COST_ONLY, {"stop": []}, engine=engine):
        assert table.cells.num_rows == 0
    assert quantiles(COST_ONLY, [], "cost", engine=engine).cells.num_rows == 0


def test_values_too_large_to_add_exactly_are_refused(engine: Engine, tmp_path: Path) -> None:
    for value in (1e300, float("inf"), float("nan")):
        path = write_records(tmp_path / f"{value}.parquet", [{"cost": value}, {"cost": 1.0}])
        with pytest.raises(SafecountError, match="cost are too large"):
            count_files(COST_ONLY, {"stop": [path]}, engine=engine)


def test_base_aggregate_is_kept_and_then_gone(engine: Engine, files: list[Path]) -> None:
    releases = [release for release in DEFINITION.releases if not release.measure]
    with base_aggregate(engine, DEFINITION, files, "stop", releases) as base:
        assert len(base.keys) == 6
        for dimensions in (["searched", "noted.year"], []):
            references = [reference_of(text, base.table, DEFINITION) for text in dimensions]
            assert finest_cells(base, references).counts["count"].sum() == len(RECORDS)
        kept = base.counted
    with pytest.raises((EngineFailed, IbisError)):
        list(engine.batches(kept))


def test_a_file_that_is_gone_is_a_sentence(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(EngineFailed, match=r"could not finish counting.*store is whole"):
        count_files(COST_ONLY, {"stop": [tmp_path / "gone.parquet"]}, engine=engine)
    (tmp_path / "damaged.parquet").write_bytes(b"PAR1" + bytes(range(256)))
    with pytest.raises(EngineFailed, match="could not finish counting"):
        count_files(COST_ONLY, {"stop": [tmp_path / "damaged.parquet"]}, engine=engine)


EXPRESSIONS: dict[str, Callable[[ibis.Table], ibis.Table]] = {
    "quarter": lambda t: t.mutate(x=t.noted.year().cast("int64") * 10 + t.noted.quarter().cast("int64")),
    "group": lambda t: t.mutate(x=t.race.cases(("black", "g"), ("asian", "g"), else_=t.race)),
    "aggregate without keys": lambda t: t.agg(n=t.count(), x=t.cost.abs().max(), y=t.cost.isnan().any()),
    "rank": lambda t: t.mutate(
        x=ibis.row_number().over(
            ibis.window(group_by=[t.race], order_by=[ibis.desc(t.minutes, nulls_first=False), t.number])
        )
    ),
    "rounding": lambda t: t.mutate(x=(t.cost * 1_000_000).round().cast("int64")),
    "null and filling": lambda t: t.group_by("race").agg(
        x=(t.minutes > 5).ifelse(ibis.null("float64"), t.minutes.cast("float64")).sum().fill_null(0)
    ),
    "greatest": lambda t: t.mutate(x=ibis.greatest(t.minutes, t.age)),
    "distinct": lambda t: t.select(a=t.race, b=t.searched).distinct(),
    "distinct count": lambda t: t.group_by("searched").agg(x=t.badge.nunique(), n=t.count()),
    "filter": lambda t: t.filter(t.minutes.notnull()).group_by("age").agg(x=ibis._.badge.max()),
}
"""Each operation used, by itself, so that a broken one is named."""


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_every_operation_gives_the_same(name: str, engine: Engine, files: list[Path]) -> None:
    columns = {n: "date" if pa.types.is_date(t) else str(ibis.dtype(t)) for n, t in _readable()}
    other = open_engine()
    assert _rows(engine, files, columns, name) == _rows(other, files, columns, name)
    other.close()


def _readable() -> list[tuple[str, pa.DataType]]:
    return [
        (field.name, field.type)
        for field in SCHEMA
        if not pa.types.is_temporal(field.type) or "noted" in field.name
    ]


def _rows(engine: Engine, files: list[Path], columns: dict[str, str], name: str) -> list[str]:
    expression = EXPRESSIONS[name](engine.records(files, columns))
    rows = pa.Table.from_batches(engine.batches(expression), expression.schema().to_pyarrow()).to_pylist()
    return sorted(repr(sorted(row.items())) for row in rows)
