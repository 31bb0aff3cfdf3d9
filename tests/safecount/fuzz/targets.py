"""What must hold for any bytes at all; shared by the fuzzer and by the test that replays what it found."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from unittest import mock

from safecount.ingest import Limits, Options, Store, ingest
from safecount.problems import DefinitionError, SafecountError
from safecount.schema import parse_definition
from tests.safecount.conftest import NOW, SMALL

FORMATS = ("csv", "json", "jsonl", "csv.gz", "tsv", "txt")
_LIMITS = Limits(record_bytes=200, record_lines=4, expansion_from=100_000)
_SMALL = parse_definition(SMALL.encode(), "small.toml")


def definition(data: bytes) -> None:
    """Any bytes are a definition, or are refused with a sentence that names line and key."""
    try:
        parse_definition(data, "x.toml")
    except DefinitionError as error:
        assert error.problems
        assert str(error)


def source(data: bytes) -> None:
    """Any bytes are a source whose rows are all accounted for, or are refused with a sentence.

    The first byte chooses the format; the rest is the file.
    """
    if not data:
        return
    suffix = FORMATS[data[0] % len(FORMATS)]
    with (
        tempfile.TemporaryDirectory() as folder,
        mock.patch("safecount.ingest.store._sync"),
        mock.patch("safecount.ingest.csv_blocks.BLOCK", 64),
        mock.patch("safecount.ingest.csv_blocks.SMALL", 16),
        mock.patch("safecount.ingest.batches.SMALL", 16),
    ):
        path = Path(folder) / f"x.{suffix}"
        path.write_bytes(data[1:])
        store = Store(Path(folder) / "store")
        try:
            report = ingest(_SMALL, [str(path)], store, now=NOW, options=Options(limits=_LIMITS))
        except SafecountError as error:
            assert str(error)
            assert store.current() is None
        else:
            assert report.balanced
            assert sum(table.after for table in report.tables) == report.total("accepted")


TARGETS: dict[str, Callable[[bytes], None]] = {"definition": definition, "source": source}
