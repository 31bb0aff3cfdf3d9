"""Keeps every rejected row: file, line, column, reason, the value at fault, and the original bytes."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from types import TracebackType

import pyarrow as pa
import pyarrow.parquet as pq

SCHEMA = pa.schema(
    [
        ("table", pa.string()),
        ("file", pa.string()),
        ("sha256", pa.string()),
        ("line", pa.int64()),
        ("column", pa.string()),
        ("reason", pa.string()),
        ("value", pa.string()),
        ("original", pa.binary()),
    ]
)
_BATCH = 5_000
_VALUE = 200


class Rejects:
    """Writes rejected rows to a Parquet file as they come, and counts them by reason."""

    def __init__(self, path: Path) -> None:
        self._writer = pq.ParquetWriter(path, SCHEMA)
        self._rows: list[tuple[object, ...]] = []
        self._bytes = 0
        self.counts: Counter[tuple[str, str, str]] = Counter()

    def __enter__(self) -> Rejects:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        if kind is None:
            self._flush()
        self._writer.close()

    def add(
        self, table: str, source: tuple[str, str], line: int, why: tuple[str, str, str], original: bytes
    ) -> None:
        """Keep one row. `source` is (address, SHA-256); `why` is (column, reason, value)."""
        column, reason, value = why
        self._rows.append((table, *source, line, column, reason, value[:_VALUE], original))
        self._bytes += len(original)
        self.counts[table, column, reason] += 1
        if len(self._rows) >= _BATCH or self._bytes > 16 * 1024 * 1024:
            self._flush()

    def _flush(self) -> None:
        if self._rows:
            columns = list(zip(*self._rows, strict=True))
            arrays = [pa.array(values, field.type) for values, field in zip(columns, SCHEMA, strict=True)]
            self._writer.write_table(pa.Table.from_arrays(arrays, schema=SCHEMA))
        self._rows, self._bytes = [], 0
