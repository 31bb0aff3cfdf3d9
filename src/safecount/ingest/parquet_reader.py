"""Reads a Parquet file; its values are taken as texts and typed by the definition like any other source."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from decimal import Decimal
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
                columns = [_texts(column) for column in batch.columns]
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


def _texts(column: pa.Array) -> list[str | None]:
    """Return the values of a column as texts; a date or time that the calendar does not hold, by its number."""
    try:
        return [_text(value) for value in column.to_pylist()]
    except (ValueError, OverflowError):
        return [_text_alone(value) for value in column]


def _text_alone(scalar: pa.Scalar) -> str | None:
    try:
        return _text(scalar.as_py())
    except (ValueError, OverflowError):
        return str(getattr(scalar, "value", scalar.type))


def _text(value: object) -> str | None:
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=_text)
    if isinstance(value, datetime.datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, Decimal):
        # 30.00 is thirty, and 1E+3 a thousand.
        return format(value.normalize(), "f")
    if value is None or isinstance(value, str | int | float):
        return as_text(value)
    return str(value)
