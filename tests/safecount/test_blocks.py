"""Blocks of bytes and the exact parser give the same records with the same lines and bytes, on anything at all."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safecount.ingest import IngestReport, Limits, Options, Store, ingest
from safecount.ingest.stage import Stager
from safecount.schema import parse_definition
from tests.safecount.conftest import NOW

DEFINITION = parse_definition(
    b"""
safecount = 1
name = "x"
title = "x"
zone = "UTC"
[tables.row]
unit = "incident"
identical_rows = "many"
[tables.row.columns]
a = { type = "text", role = "dimension" }
b = { type = "integer", role = "dimension", faulty = "missing" }
c = { type = "integer", role = "dimension" }
""",
    "x.toml",
)
LIMITS = Limits(record_bytes=40, record_lines=3)
cells = st.sampled_from(["", "1", "22", " 7", '"3"', '"x,y"', '"two\nlines"', '"say ""hi"""', "é", "x" * 30])
good = st.tuples(cells, cells, cells).map(",".join)
bad = st.text(alphabet='ab1,"\r é\x00', max_size=30)
bodies = st.lists(st.one_of(good, good, good, bad), max_size=14).flatmap(
    lambda rows: st.sampled_from(["\n", "\n", "\r\n"]).map(lambda end: "".join(row + end for row in rows))
)


@contextlib.contextmanager
def blocks_of(block: int, small: int) -> Iterator[None]:
    """Read in blocks of so few bytes that every case meets their edges."""
    with (
        mock.patch("safecount.ingest.csv_blocks.BLOCK", block),
        mock.patch("safecount.ingest.csv_blocks.SMALL", small),
        mock.patch("safecount.ingest.batches.SMALL", small),
        mock.patch("safecount.ingest.batches._SAMPLE_ROWS", 2),
        mock.patch("safecount.ingest.batches._FEW", 1),
    ):
        yield


def taken(content: bytes) -> tuple[IngestReport, list[tuple[object, ...]], list[tuple[object, ...]]]:
    """Return the report, the stored rows with their numbers, and the rejects with their lines and bytes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.csv"
        path.write_bytes(content)
        store = Store(Path(folder) / "store")
        report = ingest(DEFINITION, [str(path)], store, now=NOW, options=Options(limits=LIMITS))
        current = store.current()
        assert current is not None
        parts = [str(store.path_of(current, part)) for part in current.parts]
        rows = duckdb.read_parquet(parts).order("source_row").fetchall() if parts else []
        rejects = duckdb.read_parquet(f"{store.snapshots}/*/runs/*/rejects.parquet")
        kept = rejects.project('line, "column", reason, value, original').order("ALL").fetchall()
    assert report.balanced
    return report, rows, kept


def agree(content: bytes, block: int, small: int) -> None:
    with blocks_of(block, small):
        report, rows, rejects = taken(content)
    with mock.patch.object(Stager, "_why_exact", return_value="the test says so"):
        exact_report, exact_rows, exact_rejects = taken(content)
    assert (rows, rejects) == (exact_rows, exact_rejects)
    assert report.tables == exact_report.tables
    assert [file.notices for file in report.files] == [file.notices for file in exact_report.files]


@settings(max_examples=30, deadline=None)
@given(bodies, st.sampled_from([(16, 8), (64, 8), (64, 64), (4096, 16)]), st.booleans())
def test_blocks_and_the_exact_parser_agree(body: str, sizes: tuple[int, int], cut: bool) -> None:
    content = f"a,b,c\n{body}".encode()
    agree(content[:-1] if cut and body else content, *sizes)


@settings(max_examples=20, deadline=None)
@given(st.text(alphabet='ab1,"\n\r é\x00', max_size=80), st.sampled_from([(16, 8), (64, 8), (4096, 16)]))
def test_they_agree_on_any_text(text: str, sizes: tuple[int, int]) -> None:
    agree(f"a,b,c\n{text}".encode(), *sizes)


def test_they_agree_on_broken_bytes() -> None:
    agree(b"a,b,c\n1,2,3\n\xff,2,3\nx,2,3\n\xc3,4,5", 16, 8)
    agree(b"a,b,c\n" + "é,1,2\n".encode() * 9, 7, 5)


@pytest.mark.parametrize("trouble", [b"x,1\n", b'"x,1,2\n', b"x\0,1,2\n", b"\n", b"x,1,2,3\n", b"x,1,2\r\n"])
def test_one_bad_row_leaves_the_others_to_the_fast_path(trouble: bytes) -> None:
    row = b"abcdefgh,1,2\n"
    report, rows, _ = taken(b"a,b,c\n" + row * 60_000 + trouble + row * 60_000)
    (file,) = report.files
    assert (file.path_taken, len(rows) >= 120_000) == ("fast", True)
    assert file.why_exact
    assert int(file.why_exact.split()[0].replace(",", "")) < 12_000
