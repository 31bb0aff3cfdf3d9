"""Reads a Parquet file; its values are taken as texts and typed by the definition like any other source."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from safecount.ingest.json_cells import as_text
from safecount.ingest.limits import Limits
from safecount.ingest.records import Notices, Record
from safecount.problems import SourceError


class ParquetReader:
    """An open Parquet file. A row has no bytes of its own, so the original of a rejected one is kept as a JSON list."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self.notices = Notices()
        self._limits = limits
        try:
            self._file = pq.ParquetFile(path)
        except (pa.ArrowException, OSError) as error:
            raise SourceError(f"it is not a Parquet file that can be opened ({error}).") from error
        self.headers = tuple(self._file.schema_arrow.names)

    def records(self, wanted: tuple[str, ...] = ()) -> Iterator[Record]:
        """Yield one record per row; `line` is the row's number, from 1."""
        number = 0
        try:
            for batch in self._file.iter_batches(batch_size=self._limits.batch_rows):
                columns = [[_text(value) for value in column.to_pylist()] for column in batch.columns]
                for cells in zip(*columns, strict=True):
                    number += 1
                    yield self._record(number, cells, wanted)
        except (pa.ArrowException, OSError) as error:
            raise SourceError(f"it is damaged after row {number:,} ({error}). Fetch it again.") from error
        finally:
            self._file.close()

    def _record(self, number: int, cells: tuple[str | None, ...], wanted: tuple[str, ...]) -> Record:
        original = json.dumps(cells, ensure_ascii=False).encode("utf-8", "replace")
        if any("\0" in cell for cell in cells if cell):
            return Record(number, (), original, "a NUL character")
        return Record(number, cells + (None,) * len(wanted), original)


def _text(value: object) -> str | None:
    if isinstance(value, datetime.datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return as_text(value)
