"""A value written to a released CSV is exact again after one leading apostrophe is dropped, and never runs as a formula."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from safecount.publish.csv_text import cells_csv, guarded, read_cells, unguarded
from safecount.publish.refusals import ReleaseError

VALUES = st.text(st.characters(exclude_categories=("Cs",)), max_size=30) | st.text(
    "'=+-@\t\r\n\",;*＝ \ufeff", max_size=6
)


@given(VALUES)
@example("")
@example("'")
@example("''=1")
def test_guarding_runs_backwards(value: str) -> None:
    written = guarded(value)
    assert unguarded(written) == value
    assert written
    assert written.lstrip()[:1] not in {*"=+-@＝＋－＠"}
    assert written[0] not in "\t\r\n\ufeff"


@given(VALUES)
def test_ordinary_values_are_written_as_they_are(value: str) -> None:
    if value and value[0].isalnum():
        assert guarded(value) == value


def table_of(values: list[str], header: str = "place") -> pa.Table:
    number = len(values)
    return pa.table(
        {
            header: pa.array(values, pa.string()),
            "count": pa.array(
                [None if place % 3 == 0 else place % 3 * 7 for place in range(number)], pa.int64()
            ),
            "status": pa.array(
                ["hidden" if place % 3 == 0 else "shown" for place in range(number)], pa.string()
            ),
        }
    )


@settings(deadline=None)
@given(st.lists(VALUES, min_size=1, max_size=8), VALUES.filter(lambda text: text not in ("count", "status")))
def test_cells_come_back_exactly(values: list[str], header: str) -> None:
    cells = table_of(values, header)
    assert read_cells(cells_csv(cells), "x.csv").equals(cells)


@settings(deadline=None)
@given(
    st.lists(
        st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=12),
        min_size=1,
        max_size=8,
    )
)
def test_the_csv_module_reads_every_row(values: list[str]) -> None:
    content = cells_csv(table_of(values)).decode()
    rows = list(csv.reader(io.StringIO(content, newline=""), strict=True))
    assert rows[0] == ["place", "count", "status"]
    assert [unguarded(row[0]) for row in rows[1:]] == values


def test_duckdb_reads_counts_as_whole_numbers_and_hidden_as_null(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(cells_csv(table_of(["a", "=1+1", 'b "c", d', "e\nf"])))
    rows = duckdb.sql(f"SELECT * FROM read_csv('{path}', header = true)").fetchall()
    assert [row[1] for row in rows] == [None, 7, 14, None]
    assert [unguarded(row[0]) for row in rows] == ["a", "=1+1", 'b "c", d', "e\nf"]


def test_lines_end_as_rfc_4180_says() -> None:
    content = cells_csv(table_of(["a", "b"]))
    assert content == b"place,count,status\r\na,,hidden\r\nb,7,shown\r\n"


def test_a_row_of_megabytes_is_read() -> None:
    cells = table_of(["x" * 3_000_000, "y"])
    assert read_cells(cells_csv(cells), "x.csv").equals(cells)


SPOILT = {
    "torn row": b"place,count,status\r\na,1\r\n",
    "a count with a sign": b"place,count,status\r\na,+7,shown\r\n",
    "a count of many digits": b"place,count,status\r\na," + b"9" * 40 + b",shown\r\n",
    "a hidden count": b"place,count,status\r\na,3,hidden\r\n",
    "a shown count that is empty": b"place,count,status\r\na,,shown\r\n",
    "zero beside another count": b"place,count,status\r\na,4,zero\r\n",
    "nought beside shown": b"place,count,status\r\na,0,shown\r\n",
    "another status": b"place,count,status\r\na,4,secret\r\n",
    "no status": b"place,count\r\na,4\r\n",
    "two columns of one name": b"place,place,count,status\r\na,b,12,shown\r\n",
    "not UTF-8": b"place,count,status\r\n\xff\xfe,12,shown\r\n",
    "empty": b"",
    "an open quote": b'place,count,status\r\n"a,12,shown\r\n',
    "a header as long as a book": b'"' + b"x" * 200_000 + b'",count,status\r\n',
}


@pytest.mark.parametrize("content", SPOILT.values(), ids=SPOILT.keys())
def test_what_is_no_released_table_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(ReleaseError) as refusal:
        read_cells(content, "tables/x.csv")
    assert "tables/x.csv" in str(refusal.value)
