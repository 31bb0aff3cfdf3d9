"""Columns typed by whole arrays mean what SQL would have made of them, value by value."""

from __future__ import annotations

import functools
from collections.abc import Sequence

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safecount.ingest import typed
from safecount.ingest.typed import Typer
from safecount.ingest.typing_columns import Placed
from safecount.schema import Definition
from tests.safecount.conftest import parsed

US = "%m/%d/%Y %I:%M:%S %p"
FORMATS = [("iso",), (US,), ("%m/%d/%Y",), ("%d.%m.%Y %H:%M",), ("%Y%m%d",)]
WORDS = [
    "01/31/2024 12:00:00 AM", "01/31/2024 12:59:59 PM", "02/29/2023 01:00:00 AM", "02/29/2024 01:00:00 PM",
    "13/01/2024 01:00:00 AM", "01/31/2024 00:10:00 AM", "01/31/2024 13:10:00 PM", "1/31/2024 1:10:00 AM",
    "01/31/1899 01:00:00 AM", "01/31/2101 01:00:00 AM", "01/31/2024 01:60:00 AM", "01/31/2024 01:10:00 am",
    "2024-02-29", "1900-02-29", "2024-02-30", "2024-02-29 23:59:59", "2024-02-29T00:00:00", "2024-02-29 24:00:00",
    "20240229", "31.01.2024 23:59", "31.01.2024 24:00", "02/29/2024", "00/10/2024", "02/00/2024", "NULL", "", " ",
    " 02/29/2024", "02/29/2024 ", "\u00a002/29/2024", "x", "\u00e9", "epoch", None,
]  # fmt: skip


CONNECTION = duckdb.connect()
CONNECTION.execute("SET TimeZone = 'UTC'")


@functools.cache
def definition(kind: str) -> Definition:
    return parsed(
        f"""
safecount = 1
name = "x"
title = "x"
zone = "America/Chicago"
missing = ["NULL", "x"]
[tables.row]
unit = "incident"
identical_rows = "many"
[tables.row.columns]
a = {{ {kind} }}
"""
    )


def outcome(kind: str, formats: tuple[str, ...], texts: Sequence[str | None]) -> tuple[object, ...]:
    known = definition(kind)
    table = known.tables[0]
    typer = Typer(table, [Placed(table.columns[0], (0,), formats)], known)
    found = typer.typed(CONNECTION.cursor(), {0: pa.array(texts, pa.string())}, len(texts))
    return found.columns.to_pydict(), found.columns.schema, found.refusals, found.oddities.to_pydict()


def agree(kind: str, formats: tuple[str, ...], texts: Sequence[str | None]) -> None:
    plainly = outcome(kind, formats, texts)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(typed, "plain_outputs", lambda *_arguments: None)
        assert plainly == outcome(kind, formats, texts)


@pytest.mark.parametrize("formats", FORMATS, ids=" ".join)
@pytest.mark.parametrize("kind", ["moment", "date", "text"])
def test_each_value_by_itself(kind: str, formats: tuple[str, ...]) -> None:
    for word in WORDS:
        agree(
            f'type = "{kind}", role = "time"' if kind != "text" else 'type = "text", role = "place"',
            formats,
            [word],
        )


@settings(max_examples=15, deadline=None)
@given(
    st.datetimes().filter(lambda value: value.year >= 1000),
    st.lists(st.sampled_from([None, "NULL", "x"]), max_size=3),
)
def test_moments_of_one_format(value, others: list[str | None]) -> None:  # type: ignore[no-untyped-def]
    texts = [value.strftime(US), *others, value.strftime(US)]
    agree('type = "moment", role = "time"', (US,), texts)
    agree('type = "moment", role = "time"', ("iso",), [value.strftime("%Y-%m-%d %H:%M:%S"), *others])


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6), st.sampled_from(FORMATS))
def test_any_values_together(texts: list[str | None], formats: tuple[str, ...]) -> None:
    agree('type = "moment", role = "time", midnight = "unknown"', formats, texts)
    agree('type = "moment", role = "time", required = true', formats, texts)
    agree('type = "text", role = "place", missing = ["\\u00e9"]', formats, texts)
