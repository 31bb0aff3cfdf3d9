"""Writes and reads the CSV of a release: RFC 4180, UTF-8, and harmless when opened in a spreadsheet.

A spreadsheet runs a cell that begins with = + - @ (or their full-width forms, or a tab or line break before one) as a
formula (CWE-1236). Such a value is written with an apostrophe before it, and so is a value that begins with an
apostrophe, with a byte order mark, or is empty. Nothing else ever begins with one. The rule therefore runs backwards without
loss: **drop one leading apostrophe, and you have the exact value.** Parquet and JSON hold values exactly.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from safecount.publish.refusals import ReleaseError

GUARD = "'"
_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
_BLOCK = 16 * 1024 * 1024
_LONGEST_HEADER = 100_000


def guarded(text: str) -> str:
    """Return `text` as it is written in a CSV file."""
    if not text or text[0] in (GUARD, "\ufeff") or text[0] in _FORMULA or text.lstrip()[:1] in _FORMULA:
        return GUARD + text
    return text


def unguarded(text: str) -> str:
    """Return the exact value that was written as `text`."""
    return text[1:] if text.startswith(GUARD) else text


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a CSV file; header and texts are guarded, so rows hold plain values and counts as digits."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([guarded(text) for text in header])
    writer.writerows(rows)
    return buffer.getvalue().encode()


def cells_csv(cells: pa.Table) -> bytes:
    """Return the CSV of a table of cells: dimensions guarded, `count` empty where hidden, `status` last."""
    columns: list[list[str]] = []
    for name in cells.column_names[:-2]:
        known: dict[str, str] = {}
        values = cells.column(name).to_pylist()
        columns.append([known.setdefault(value, guarded(value)) for value in values])
    columns.append(["" if count is None else str(count) for count in cells.column("count").to_pylist()])
    columns.append(cells.column("status").to_pylist())
    return csv_bytes(cells.column_names, zip(*columns, strict=True))


def read_cells(content: bytes, where: str) -> pa.Table:
    """Return the cells that `content` holds, exactly as they were before they were guarded.

    Raises ReleaseError where it is not such a file: torn rows, counts that are not whole numbers below 10^18, bytes
    that are not UTF-8, columns other than dimensions, `count` and `status`.
    """
    if len(content[:_BLOCK].partition(b"\n")[0]) > _LONGEST_HEADER:
        raise ReleaseError(f"{where} is not a table of a release: its header is longer than any table has.")
    try:
        header = next(csv.reader(io.StringIO(content[:_BLOCK].decode(errors="replace"), newline="")), [])
        read = arrow_csv.read_csv(
            pa.BufferReader(content),
            read_options=arrow_csv.ReadOptions(
                use_threads=False, block_size=_BLOCK, skip_rows=0, autogenerate_column_names=False
            ),
            parse_options=arrow_csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(header, pa.string()), strings_can_be_null=False
            ),
        )
    except (pa.ArrowInvalid, pa.ArrowKeyError, csv.Error, UnicodeDecodeError) as error:
        raise ReleaseError(f"{where} is not a CSV file that can be read ({str(error)[:200]}).") from error
    return _exact(read, where)


def _exact(read: pa.Table, where: str) -> pa.Table:
    names = [unguarded(name) for name in read.column_names]
    if names[-2:] != ["count", "status"] or len(set(names)) != len(names):
        raise ReleaseError(f"{where} must have the columns of its dimensions, then count and status.")
    columns = [_unguarded_column(column) for column in read.columns[:-2]]
    counts, statuses = read.columns[-2:]
    hidden = pc.equal(statuses, "hidden")
    if not pc.all(pc.is_in(statuses, pa.array(["shown", "hidden", "zero"])), min_count=0).as_py():
        raise ReleaseError(f"{where} has a status other than shown, hidden and zero.")
    whole = pc.match_substring_regex(counts, r"^[0-9]{1,18}$")
    fitting = pc.if_else(hidden, pc.equal(counts, ""), whole)
    if not pc.all(fitting, min_count=0).as_py():
        raise ReleaseError(
            f"{where} has a count that is not a whole number, or that stands beside the word hidden."
        )
    numbers = pc.if_else(hidden, None, counts).cast(pa.int64())
    if not pc.all(
        pc.equal(pc.equal(statuses, "zero"), pc.fill_null(pc.equal(numbers, 0), False)), min_count=0
    ).as_py():
        raise ReleaseError(f"{where} says zero beside another count, or 0 beside another status.")
    return pa.table([*columns, numbers, statuses], names=names).combine_chunks()


def _unguarded_column(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.if_else(pc.starts_with(column, GUARD), pc.utf8_slice_codeunits(column, start=1), column)
