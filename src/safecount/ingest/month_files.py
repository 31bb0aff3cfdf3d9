"""Writes typed rows into one Parquet file a month, in the order they come, as many months at once as there are."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from safecount.schema import ColumnType, Table

ALL = "all"
"""The one part of a table whose records are not filed by month."""
UNKNOWN = "unknown"
"""The part of records whose month could not be known."""
LINEAGE = (("source_file", pa.int32()), ("source_row", pa.int64()))

_GROUP = 250_000
"""Rows of one group of a file."""
_HELD = 2_000_000
"""Rows held in memory for all months together."""
_OPEN = 200
"""Files held open at once; beyond that a month gets several files, which are made one later."""
_PLAIN_FROM = 20_000
"""Rows from which a text column that is not a dictionary yet is not worth making one."""


def month_column(table: Table) -> str:
    """Return the name of the date column by which the rows of a table are filed, empty if by none."""
    if not table.month:
        return ""
    column = table.column(table.month)
    return f"{column.name}_date" if column.type is ColumnType.MOMENT else column.name


def by_month(rows: pa.Table, column: str) -> Iterator[tuple[str, pa.Table]]:
    """Part rows by the month of the date in `column`, keeping their order within each month.

    Files are often in order of time but for a few rows near the end of a month; only the stretch from the first
    step back to the last is sorted, and what lies before and after it is cut without copying.
    """
    if not column or not len(rows):
        yield from [(ALL, rows)] if len(rows) else []
        return
    months = _months(rows.column(column).combine_chunks())
    back = np.flatnonzero(months[1:] < months[:-1]) + 1
    first, last = (int(back[0]), int(back[-1]) + 1) if len(back) else (len(rows), len(rows))
    yield from _runs(rows.slice(0, first), months[:first])
    if first < last:
        order = np.argsort(months[first:last], kind="stable")
        yield from _runs(rows.slice(first, last - first).take(pa.array(order)), months[first:last][order])
    yield from _runs(rows.slice(last), months[last:])


_NOWHEN = np.iinfo(np.int32).max


def _months(dates: pa.Array) -> NDArray[np.int32]:
    """Return the month of each date, counted from January 1970; the largest number where it is missing."""
    days = dates.cast(pa.int32()).fill_null(0).to_numpy(zero_copy_only=False)
    earliest = int(days.min())
    calendar = np.arange(earliest, int(days.max()) + 1).astype("datetime64[D]").astype("datetime64[M]")
    months: NDArray[np.int32] = calendar.astype(np.int32)[days - earliest]
    if dates.null_count:
        months[dates.is_null().to_numpy(zero_copy_only=False)] = _NOWHEN
    return months


def _runs(rows: pa.Table, months: NDArray[np.int32]) -> Iterator[tuple[str, pa.Table]]:
    """Yield each stretch of rows of the same month."""
    if not len(rows):
        return
    starts = [0, *(np.flatnonzero(np.diff(months)) + 1).tolist(), len(months)]
    for first, last in itertools.pairwise(starts):
        number = int(months[first])
        name = UNKNOWN if number == _NOWHEN else str(np.datetime64(number, "M"))
        yield name, rows.slice(first, last - first)


@dataclass
class MonthFile:
    """One finished file: its month, where it lies, its rows, and how many of them lack each column."""

    month: str
    path: Path
    rows: int
    lacking: Counter[str] = field(default_factory=Counter)


@dataclass
class _Open:
    """A month in the making."""

    held: list[pa.Table] = field(default_factory=list)
    rows: int = 0
    writer: pq.ParquetWriter | None = None
    files: list[MonthFile] = field(default_factory=list)


class MonthFiles:
    """Takes rows as they come; `close` gives the finished files. `notes` are written into every file."""

    def __init__(self, folder: Path, notes: Mapping[str, str]) -> None:
        self._folder = folder
        self._notes = dict(notes)
        self._months: dict[str, _Open] = {}
        self._held = 0

    def __enter__(self) -> MonthFiles:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        for month in self._months.values():
            if month.writer is not None:
                month.writer.close()
                month.writer = None

    def add(self, month: str, rows: pa.Table) -> None:
        """Add rows to a month."""
        there = self._months.setdefault(month, _Open())
        there.held.append(rows)
        there.rows += len(rows)
        self._held += len(rows)
        if there.rows >= _GROUP:
            self._flush(month, last=False)
        while self._held > _HELD:
            self._flush(max(self._months, key=lambda name: self._months[name].rows), last=False)

    def close(self) -> list[MonthFile]:
        """Write what is held and return every file, by month."""
        for month in sorted(self._months):
            self._flush(month, last=True)
        return [file for month in sorted(self._months) for file in self._months[month].files]

    def _flush(self, month: str, *, last: bool) -> None:
        there = self._months[month]
        if there.held:
            rows = alike(there.held)
            self._held -= there.rows
            there.held, there.rows = [], 0
            writer = there.writer or self._begin(month, rows)
            writer.write_table(_as(rows, writer.schema), row_group_size=len(rows))
            there.files[-1].rows += len(rows)
            there.files[-1].lacking.update({name: rows.column(name).null_count for name in rows.column_names})
            opened = sum(1 for other in self._months.values() if other.writer is not None)
            there.writer = writer
            last = last or opened >= _OPEN
        if last and there.writer is not None:
            there.writer.close()
            there.writer = None

    def _begin(self, month: str, rows: pa.Table) -> pq.ParquetWriter:
        files = self._months[month].files
        path = self._folder / f"month={month}" / (f"part-{len(files)}.parquet" if files else "part.parquet")
        path.parent.mkdir(parents=True, exist_ok=True)
        files.append(MonthFile(month, path, 0))
        deltas = {item.name for item in rows.schema if pa.types.is_timestamp(item.type)} | {"source_row"}
        plain = {
            item.name for item in rows.schema if pa.types.is_string(item.type) and len(rows) >= _PLAIN_FROM
        }
        writer = pq.ParquetWriter(
            path,
            rows.schema,
            compression="zstd",
            compression_level=1,
            use_dictionary=[name for name in rows.column_names if name not in deltas | plain],
            column_encoding=dict.fromkeys(deltas, "DELTA_BINARY_PACKED"),
            store_schema=False,
            # Those of texts take a quarter of the time of writing, and nobody asks for them.
            write_statistics=[item.name for item in rows.schema if not _is_text(item.type)],
        )
        writer.add_key_value_metadata(self._notes)
        return writer


def alike(tables: Sequence[pa.Table]) -> pa.Table:
    """Return the tables as one; a text column is a dictionary in all of them if it is one in most rows."""
    if len({table.schema for table in tables}) == 1:
        return pa.concat_tables(tables).unify_dictionaries()
    rows = sum(map(len, tables))
    fields = []
    for item in tables[0].schema:
        kinds = [table.schema.field(item.name).type for table in tables]
        few = sum(
            len(table) for table, kind in zip(tables, kinds, strict=True) if pa.types.is_dictionary(kind)
        )
        kind = pa.dictionary(pa.int32(), pa.string()) if few * 2 > rows else pa.string()
        fields.append(pa.field(item.name, kind if _is_text(item.type) else item.type))
    schema = pa.schema(fields)
    return pa.concat_tables([_as(table, schema) for table in tables]).unify_dictionaries()


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_dictionary(kind) or pa.types.is_string(kind))


def _as(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """Return the table with text columns as dictionaries or not, as `schema` has them."""
    if table.schema.equals(schema):
        return table
    for at, item in enumerate(schema):
        column = table.column(at)
        if pa.types.is_dictionary(item.type) and pa.types.is_string(column.type):
            table = table.set_column(at, item, column.dictionary_encode().unify_dictionaries())
        elif not column.type.equals(item.type):
            table = table.set_column(at, item, column.cast(item.type))
    return table.cast(schema)


Excluded = NDArray[np.int64]


def without(table: pa.Table, gone: Excluded) -> pa.Table:
    """Return the rows of `table` whose place, as `places` gives it, is not in `gone`."""
    if not len(gone):
        return table
    found = np.isin(places(table), gone)
    return table.filter(pa.array(~found)) if found.any() else table


def places(table: pa.Table) -> Excluded:
    """Return one number for each row that says from which source and row it came."""
    file: Excluded = table.column("source_file").to_numpy().astype(np.int64)
    row: Excluded = table.column("source_row").to_numpy().astype(np.int64)
    return (file << 40) | row
