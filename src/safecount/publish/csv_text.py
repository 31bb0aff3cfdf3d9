"""Writes and reads the CSV of a release: RFC 4180, UTF-8, and harmless when opened in a spreadsheet.

A spreadsheet runs a cell that begins with = + - @ (or their full-width forms, or a tab or line break before one) as a
formula (CWE-1236). Such a value is written with an apostrophe before it, and so is a value that begins with an
apostrophe, with a byte order mark, or is empty. Nothing else ever begins with one. The rule therefore runs backwards without
loss: **drop one leading apostrophe, and you have the exact value.** Parquet and JSON hold values exactly.
"""

from __future__ import annotations

import csv
import decimal
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
    """Return the CSV of a table of cells: dimensions guarded, then count and status, and sum and its status if there are."""
    columns: list[list[str]] = []
    figures = _figures_in(cells.column_names)
    for name in cells.column_names[: -len(figures)]:
        known: dict[str, str] = {}
        values = cells.column(name).to_pylist()
        columns.append([known.setdefault(value, guarded(value)) for value in values])
    columns.append(["" if count is None else str(count) for count in cells.column("count").to_pylist()])
    columns.append(cells.column("status").to_pylist())
    if "sum" in figures:
        columns.append([number_text(value) for value in cells.column("sum").to_pylist()])
        columns.append(cells.column("sum_status").to_pylist())
    return csv_bytes(cells.column_names, zip(*columns, strict=True))


def number_text(value: float | None) -> str:
    """Return a sum as the shortest decimal text that reads back as the same number; empty for none."""
    if value is None:
        return ""
    return str(int(value)) if value.is_integer() else format(decimal.Decimal(repr(value)), "f")


def _figures_in(names: Sequence[str]) -> tuple[str, ...]:
    """Return the columns of `names` that are no dimensions."""
    counts = ("count", "status")
    sums = (*counts, "sum", "sum_status")
    return sums if tuple(names[-4:]) == sums else counts


def read_cells(content: bytes, where: str) -> pa.Table:
    """Return the cells that `content` holds, exactly as they were before they were guarded.

    Raises ReleaseError where it is not such a file: torn rows, counts that are not whole numbers below 10^18, bytes
    that are not UTF-8, columns other than dimensions, `count`, `status` and, with a measure, `sum` and `sum_status`.
    """
    return _exact(_parsed(content, where), where)


def read_texts(content: bytes, where: str) -> pa.Table:
    """Return the texts that `content` holds, all of its columns, exactly as they were. Raises ReleaseError."""
    read = _parsed(content, where)
    names = [unguarded(name) for name in read.column_names]
    if len(set(names)) != len(names):
        raise ReleaseError(f"{where} has two columns of one name.")
    return pa.table([_unguarded_column(column) for column in read.columns], names=names).combine_chunks()


def texts_csv(texts: pa.Table) -> bytes:
    """Return the CSV of a table of texts, all of them guarded."""
    columns = []
    for name in texts.column_names:
        known: dict[str, str] = {}
        columns.append([known.setdefault(v, guarded(v)) for v in texts.column(name).to_pylist()])
    return csv_bytes(texts.column_names, zip(*columns, strict=True))


def _parsed(content: bytes, where: str) -> pa.Table:
    if len(content[:_BLOCK].partition(b"\n")[0]) > _LONGEST_HEADER:
        raise ReleaseError(f"{where} is not a table of a release: its header is longer than any table has.")
    try:
        header = next(csv.reader(io.StringIO(content[:_BLOCK].decode(errors="replace"), newline="")), [])
        return arrow_csv.read_csv(
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


def _exact(read: pa.Table, where: str) -> pa.Table:
    names = [unguarded(name) for name in read.column_names]
    figures = _figures_in(names)
    if tuple(names[-len(figures) :]) != figures or len(set(names)) != len(names):
        raise ReleaseError(f"{where} must have the columns of its dimensions, then count and status.")
    columns = [_unguarded_column(column) for column in read.columns[: -len(figures)]]
    counts, statuses = read.columns[-len(figures) :][:2]
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
    sums = _exact_sums(read.columns[-2:], statuses, where) if "sum" in figures else []
    return pa.table([*columns, numbers, statuses, *sums], names=names).combine_chunks()


def _exact_sums(
    columns: Sequence[pa.ChunkedArray], counts: pa.ChunkedArray, where: str
) -> list[pa.ChunkedArray]:
    """Return sums as numbers, and their statuses. `counts` are the statuses of the counts beside them."""
    sums, statuses = columns
    hidden, zero = pc.equal(statuses, "hidden"), pc.equal(statuses, "zero")
    plain = pc.match_substring_regex(sums, r"^[0-9]{1,18}(\.[0-9]{1,18})?$")
    fitting = pc.if_else(hidden, pc.equal(sums, ""), pc.if_else(zero, pc.equal(sums, "0"), plain))
    known = pc.is_in(statuses, pa.array(["shown", "hidden", "zero"]))
    together = pc.and_(
        pc.or_(pc.not_equal(counts, "hidden"), hidden), pc.equal(pc.equal(counts, "zero"), zero)
    )
    if not pc.all(pc.and_(pc.and_(known, fitting), together), min_count=0).as_py():
        raise ReleaseError(
            f"{where} has a sum that is no plain number, or whose status does not fit it or its count."
        )
    return [pc.if_else(hidden, None, sums).cast(pa.float64()), statuses]


def _unguarded_column(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.if_else(pc.starts_with(column, GUARD), pc.utf8_slice_codeunits(column, start=1), column)
