"""Rows read = accepted + rejected + duplicates, whatever the file holds, and both readers agree on it."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path
from unittest import mock

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from safecount.ingest import IngestReport, Limits, Options, Store, ingest
from safecount.ingest.stage import Stager
from tests.safecount.conftest import NOW, SMALL, parsed

DEFINITION = parsed(SMALL)
KEYLESS = parsed(SMALL.replace('key = "number"', 'identical_rows = "many"'))
ONE = parsed(SMALL.replace('key = "number"', 'identical_rows = "one"'))
HEADERS = "number,stopped,race,age"

numbers = st.sampled_from(["1", "2", "3", "4", " 4", ""])
days = st.sampled_from(
    ["2026-01-05", "2026-1-5", "2026-02-30", "NULL", "", "1/5/2026", "1899-01-01", "2026-03-01"]
)
races = st.sampled_from(
    ["White", "W", "black", "  BLACK ", "Purple", "", "NULL", 'say "hi"', "a,b", "two\nlines", "é"]
)
ages = st.sampled_from(["7", "7.0", "007", "-1", "130", "old", "", "1,200", "1e3", "0x10"])
rows = st.lists(st.tuples(numbers, days, races, ages), max_size=12)
wild = st.text(alphabet='ab1,"\n\r é\x00;', max_size=60)


def _csv(table: list[tuple[str, ...]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([HEADERS.split(","), *table])
    return out.getvalue().encode()


def _ingest(
    contents: list[bytes], definition=DEFINITION, limits: Limits | None = None
) -> tuple[IngestReport, list[tuple]]:
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for number, content in enumerate(contents):
            file = Path(folder) / f"export-{number}.csv"
            file.write_bytes(content)
            files.append(str(file))
        store = Store(Path(folder) / "store")
        report = ingest(definition, files, store, now=NOW, options=Options(limits=limits or Limits()))
        parts = [
            str(store.path_of(current, part))
            for current in [store.current()]
            if current
            for part in current.parts
        ]
        stored = duckdb.read_parquet(parts).fetchall() if parts else []
        rejects = duckdb.read_parquet(str(next(store.snapshots.glob("*/runs/*/rejects.parquet")))).fetchall()
    assert len(rejects) == report.total("rejected")
    return report, sorted(map(repr, stored))


@settings(max_examples=12, deadline=None)
@given(st.lists(rows, min_size=1, max_size=3), st.sampled_from([DEFINITION, KEYLESS, ONE]))
def test_every_row_has_one_fate(tables: list[list[tuple[str, ...]]], definition) -> None:
    report, stored = _ingest([_csv(table) for table in tables], definition)
    assert report.balanced
    assert [file.read for file in report.files] == [len(table) for table in tables]
    assert len(stored) == report.total("accepted")


@settings(max_examples=12, deadline=None)
@given(wild)
def test_no_file_breaks_the_law(text: str) -> None:
    """Any bytes after the headers: nothing raises, everything is accounted for."""
    limits = Limits(record_bytes=40, record_lines=3)
    report, stored = _ingest([f"{HEADERS}\n{text}".encode()], limits=limits)
    assert report.balanced
    assert len(stored) == report.total("accepted")


@settings(max_examples=12, deadline=None)
@given(rows)
def test_fast_and_exact_readers_agree(table: list[tuple[str, ...]]) -> None:
    content = _csv(table)
    fast, stored = _ingest([content])
    with mock.patch.object(Stager, "_why_exact", return_value="the test says so"):
        exact, stored_exact = _ingest([content])
    assert exact.files[0].path_taken == "exact"
    assert stored == stored_exact
    assert fast.reasons == exact.reasons
    assert [fast.total(what) for what in ("read", "accepted", "rejected", "identical", "edited")] == [
        exact.total(what) for what in ("read", "accepted", "rejected", "identical", "edited")
    ]


@settings(max_examples=25, deadline=None)
@given(wild)
def test_readers_agree_on_any_text(text: str) -> None:
    """Where the fast path is taken at all, the exact reader sees the same rows and the same rejects."""
    content = f"{HEADERS}\n{text}".encode()
    fast, stored = _ingest([content])
    if fast.files[0].path_taken == "exact":
        return
    with mock.patch.object(Stager, "_why_exact", return_value="the test says so"):
        exact, stored_exact = _ingest([content])
    assert stored == stored_exact
    assert (fast.total("read"), fast.reasons) == (exact.total("read"), exact.reasons)


@settings(max_examples=10, deadline=None)
@given(st.lists(rows, min_size=2, max_size=3), st.sampled_from([DEFINITION, KEYLESS, ONE]))
def test_again_brings_nothing(tables: list[list[tuple[str, ...]]], definition) -> None:
    """The same files a second time add no record and replace none that stands."""
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for number, table in enumerate(tables):
            file = Path(folder) / f"export-{number}.csv"
            file.write_bytes(_csv(table))
            files.append(str(file))
        store = Store(Path(folder) / "store")
        first = ingest(definition, files, store, now=NOW)
        before = store.current()
        if definition is not DEFINITION:
            again = ingest(definition, files, store, now=NOW)
            assert again.total("accepted") == 0
            assert [table.after for table in again.tables] == [table.after for table in first.tables]
        again = ingest(definition, files[-1:], store, now=NOW)
        after = store.current()
        assert again.balanced
        assert [table.after for table in again.tables] == [table.after for table in first.tables]
        assert before is not None
        assert after is not None
        assert [part.rows for part in after.parts] == [part.rows for part in before.parts]
