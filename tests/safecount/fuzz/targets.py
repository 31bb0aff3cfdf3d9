"""What must hold for any bytes at all; shared by the fuzzer and by the test that replays what it found."""

from __future__ import annotations

import contextlib
import functools
import tempfile
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from unittest import mock

from safecount.ingest import Limits, Options, Store, ingest
from safecount.ingest.opening import open_source
from safecount.ingest.sources import lay_out
from safecount.problems import DefinitionError, SafecountError, SourceError
from safecount.schema import Layout, parse_definition
from tests.safecount.conftest import NOW, SMALL
from tests.safecount.fuzz.building import gzipped, parquet, workbook

_LIMITS = Limits(record_bytes=200, record_lines=4, expansion_from=100_000)
_SMALL = parse_definition(SMALL.encode(), "small.toml")
_LAYOUT = Layout("")
_MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
_WHOLE_RUNS = 32
"""Of as many sources that can be read, one is also taken into a store, which takes a hundred times as long."""


def definition(data: bytes) -> None:
    """Any bytes are a definition, or are refused with a sentence that names line and key."""
    try:
        parse_definition(data, "x.toml")
    except DefinitionError as error:
        assert error.problems
        assert str(error)


def source(suffix: str, build: Callable[[bytes], bytes], data: bytes, *, every: bool = False) -> None:
    """Any bytes are a source whose every record has a cell for each header, or are refused with a sentence."""
    content = build(data)
    with _small_blocks(), tempfile.TemporaryDirectory(dir=_MEMORY) as folder:
        path = Path(folder) / f"x.{suffix}"
        path.write_bytes(content)
        with contextlib.suppress(SourceError):
            _read(path)
            if every or zlib.crc32(data) % _WHOLE_RUNS == 0:
                _take(path)


def _read(path: Path) -> None:
    with mock.patch("safecount.ingest.sources._hashing", return_value=Future()):
        file = lay_out(str(path), path.parent, 0, _LIMITS)
    reader = open_source(file, _LAYOUT, path.parent, _LIMITS).reader
    for record in reader.records(("wanted",)):
        assert record.problem or len(record.cells) == len(reader.headers) + 1
        assert all(cell is None or type(cell) is str for cell in record.cells)
        assert type(record.original) is bytes
        assert record.line >= 1


def _take(path: Path) -> None:
    store = Store(path.parent / "store")
    try:
        report = ingest(_SMALL, [str(path)], store, now=NOW, options=Options(limits=_LIMITS))
    except SafecountError as error:
        assert str(error)
        assert store.current() is None
    else:
        assert report.balanced
        assert sum(table.after for table in report.tables) == report.total("accepted")


@contextlib.contextmanager
def _small_blocks() -> Iterator[None]:
    """Blocks so small that a few lines are several."""
    with (
        mock.patch("safecount.ingest.store._sync"),
        mock.patch("safecount.ingest.csv_blocks.BLOCK", 64),
        mock.patch("safecount.ingest.csv_blocks.SMALL", 16),
        mock.patch("safecount.ingest.batches.SMALL", 16),
    ):
        yield


def _as_it_is(data: bytes) -> bytes:
    return data


SOURCES: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "csv": ("csv", _as_it_is),
    "gz": ("csv.gz", gzipped),
    "jsonl": ("jsonl", _as_it_is),
    "json": ("json", _as_it_is),
    "xlsx": ("xlsx", workbook),
    "parquet": ("parquet", parquet),
}

TARGETS: dict[str, Callable[[bytes], None]] = {
    "definition": definition,
    **{name: functools.partial(source, *how) for name, how in SOURCES.items()},
}
