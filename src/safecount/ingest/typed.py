"""Types the texts of consecutive records: the columns of the table, which rows are refused, and which are odd.

A column of few distinct texts comes dictionary-encoded; each of its texts is typed once in a run and then looked up.
All other columns are typed row by row. Both go through the same SQL, so a value means the same however it came.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from safecount.ingest.statement import Verdict, is_required, said_name, typing_of, verdict_name
from safecount.ingest.typing_columns import Pieces, Placed, column_pieces, output_columns
from safecount.ingest.typing_plain import plain_outputs
from safecount.schema import Definition, Table

_MOST_KNOWN = 200_000
"""Texts remembered for one column before it starts afresh, which bounds memory."""

EMPTY_ROW = ("", "nothing is written in it")
MISSING = "missing, and required"

Verdicts = NDArray[np.uint8]
Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Refusal:
    """A row (counted from 0) that cannot be taken, and why; `value` is the text at fault."""

    row: int
    column: str
    reason: str
    value: str


ODDITIES = pa.schema(
    [("source_row", pa.int64()), ("column", pa.string()), ("kind", pa.string()), ("text", pa.string())]
)
"""Values taken otherwise than they were written: `kind` is faulty (taken as missing) or unlisted; rows from 0."""


@dataclass(frozen=True)
class Typed:
    """Typed rows: every row read is in `columns`; those of `refusals` are not to be kept, and not in `oddities`."""

    columns: pa.Table
    refusals: tuple[Refusal, ...]
    oddities: pa.Table


@dataclass(frozen=True)
class _Judged:
    """One column: its outputs by name, and the verdicts, one for each row, or each text met where `indices` is given.

    `said` is what the verdicts are about.
    """

    piece: Pieces
    outputs: dict[str, pa.Array]
    each: Verdicts
    said: pa.Array
    indices: pa.Array | None = None

    @cached_property
    def fine(self) -> bool:
        """Whether nothing but blanks need be said of any row."""
        return not bool((self.each > Verdict.BLANK).any())

    @cached_property
    def may_be_blank(self) -> bool:
        """Whether some row may be blank."""
        missing = self.indices is not None and self.indices.null_count > 0
        return missing or bool((self.each == Verdict.BLANK).any())

    @cached_property
    def codes(self) -> Rows:
        """The place in `each` of every row; one beyond the end for a missing text."""
        if self.indices is None:
            return np.arange(len(self.each))
        filled = self.indices.fill_null(len(self.each))
        codes: Rows = filled.to_numpy(zero_copy_only=False).astype(np.int64)
        return codes

    @cached_property
    def verdicts(self) -> Verdicts:
        """The verdict on every row."""
        if self.indices is None:
            return self.each
        return np.append(self.each, np.uint8(Verdict.BLANK))[self.codes]

    def text(self, row: int) -> str:
        """Return the text the verdict on `row` is about."""
        at = int(self.codes[row])
        return str(self.said[at].as_py() or "") if at < len(self.said) else ""


class Typer:
    """Types batches of one file for one table; safe to share between threads, each with a cursor of its own."""

    def __init__(self, table: Table, placed: Sequence[Placed], definition: Definition) -> None:
        self._table = table
        self._definition = definition
        pieces = [column_pieces(item, definition) for item in placed]
        self._placed = [(piece, item) for piece, item in zip(pieces, placed, strict=True) if piece.texts]
        self._known = {
            piece.column.name: _Known(piece, item.positions[0], table) for piece, item in self._placed
        }

    @property
    def positions(self) -> list[int]:
        """The places in the file that are read."""
        return sorted({position for _, item in self._placed for position in item.positions})

    @property
    def lone_positions(self) -> list[int]:
        """The places that are the only one of their column, and so may come dictionary-encoded."""
        return sorted({item.positions[0] for _, item in self._placed if len(item.positions) == 1})

    def typed(self, cursor: duckdb.DuckDBPyConnection, texts: Mapping[int, pa.Array], count: int) -> Typed:
        """Type `count` rows; `texts` has an array for each of `positions`."""
        few = {
            piece.column.name: self._known[piece.column.name].judged(cursor, texts[item.positions[0]])
            for piece, item in self._placed
            if len(item.positions) == 1 and pa.types.is_dictionary(texts[item.positions[0]].type)
        }
        few |= self._plainly(texts, few)
        rest = [piece for piece, _ in self._placed if piece.column.name not in few]
        judged = few | self._row_by_row(cursor, rest, texts)
        ordered = [judged[piece.column.name] for piece, _ in self._placed]
        refusals = _refusals(ordered, self._table, count)
        kept = np.ones(count, bool)
        kept[[refusal.row for refusal in refusals]] = False
        odd = [_oddities(item, kept) for item in ordered if not item.fine]
        oddities = pa.concat_tables([ODDITIES.empty_table(), *odd])
        return Typed(self._columns(judged, count), refusals, oddities)

    def _plainly(self, texts: Mapping[int, pa.Array], known: Mapping[str, _Judged]) -> dict[str, _Judged]:
        """Type the columns, beyond those `known`, of which every text is plain: no SQL need look at them."""
        found = {}
        for piece, item in self._placed:
            if piece.column.name not in known and len(item.positions) == 1:
                outputs = plain_outputs(item, texts[item.positions[0]], self._definition)
                if outputs is not None:
                    first = next(iter(outputs.values()))
                    blank = first.is_null().to_numpy(zero_copy_only=False)
                    each = np.where(blank, np.uint8(Verdict.BLANK), np.uint8(Verdict.FINE))
                    said = pa.nulls(len(first), pa.string())
                    found[piece.column.name] = _Judged(piece, outputs, each, said)
        return found

    def _row_by_row(
        self, cursor: duckdb.DuckDBPyConnection, pieces: list[Pieces], texts: Mapping[int, pa.Array]
    ) -> dict[str, _Judged]:
        if not pieces:
            return {}
        names = {f"c{position}": text for position, text in texts.items()}
        plain = pa.table({name: text for name, text in names.items() if pa.types.is_string(text.type)})
        result = run_over(cursor, typing_of(pieces, self._table, "batch"), plain)
        found = {}
        for piece in pieces:
            outputs = {name: _whole(result, name) for name, _ in output_columns(piece.column)}
            found[piece.column.name] = _Judged(piece, outputs, *_verdicts(result, piece))
        return found

    def _columns(self, judged: Mapping[str, _Judged], count: int) -> pa.Table:
        """Put the outputs in the order of the definition; columns absent from the file are all missing."""
        arrays: dict[str, pa.Array] = {}
        for column in self._table.columns:
            for name, kind in output_columns(column):
                outputs = judged[column.name].outputs if column.name in judged else {}
                arrays[name] = outputs[name] if name in outputs else pa.nulls(count, ARROW_TYPES[kind])
        return pa.table(arrays)


class _Known:
    """The texts of one column that have been typed already, each at a place in `_result`."""

    def __init__(self, piece: Pieces, position: int, table: Table) -> None:
        self._piece = piece
        self._source = f"c{position}"
        self._table = table
        self._lock = threading.Lock()
        self._places: dict[str, int] = {}
        self._result: pa.Table | None = None

    def judged(self, cursor: duckdb.DuckDBPyConnection, texts: pa.DictionaryArray) -> _Judged:
        """Look each row of `texts` up; a missing one is blank."""
        with self._lock:
            result = self._look_up(cursor, texts.dictionary)
        indices = texts.indices
        outputs = {
            name: _spread(_whole(result, name), indices) for name, _ in output_columns(self._piece.column)
        }
        return _Judged(self._piece, outputs, *_verdicts(result, self._piece), indices)

    def _look_up(self, cursor: duckdb.DuckDBPyConnection, texts: pa.Array) -> pa.Table:
        """Return the typed rows of `texts`, in their order, typing those not met before."""
        if len(self._places) > _MOST_KNOWN:
            self._places, self._result = {}, None
        values = texts.to_pylist()
        fresh = [value for value in values if value not in self._places]
        if fresh or self._result is None:
            typed = run_over(
                cursor,
                typing_of([self._piece], self._table, "batch"),
                pa.table({self._source: pa.array(fresh, pa.string())}),
            )
            self._places.update({value: len(self._places) + at for at, value in enumerate(fresh)})
            self._result = typed if self._result is None else pa.concat_tables([self._result, typed])
            self._result = self._result.combine_chunks()
        return self._result.take(pa.array([self._places[value] for value in values], pa.int64()))


def run_over(cursor: duckdb.DuckDBPyConnection, statement: str, batch: pa.Table) -> pa.Table:
    """Run `statement` over the rows of `batch`, which it knows by that name."""
    cursor.register("batch", batch)
    try:
        return cursor.execute(statement).to_arrow_table()
    finally:
        cursor.unregister("batch")


def _verdicts(result: pa.Table, piece: Pieces) -> tuple[Verdicts, pa.Array]:
    each = _whole(result, verdict_name(piece.column)).to_numpy(zero_copy_only=False)
    return each, _whole(result, said_name(piece.column))


def _whole(table: pa.Table, name: str) -> pa.Array:
    column = table.column(name)
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _spread(values: pa.Array, indices: pa.Array) -> pa.Array:
    """Return `values` at `indices`; texts stay a dictionary, so that no text is copied."""
    if not pa.types.is_string(values.type):
        return values.take(indices)
    encoded = values.dictionary_encode()
    if len(encoded.dictionary) == len(values):
        return pa.DictionaryArray.from_arrays(indices, encoded.dictionary)
    return pa.DictionaryArray.from_arrays(encoded.indices.take(indices), encoded.dictionary)


def _refusals(judged: Sequence[_Judged], table: Table, count: int) -> tuple[Refusal, ...]:
    """Return the refused rows with the first reason of each: nothing written at all, else by order of columns."""
    open_rows = np.ones(count, bool)
    found: list[Refusal] = []

    def refuse(rows: Rows, column: str, reason: str, item: _Judged | None) -> None:
        open_rows[rows] = False
        found.extend(Refusal(int(row), column, reason, item.text(int(row)) if item else "") for row in rows)

    if judged and all(item.may_be_blank for item in judged):
        blank = np.logical_and.reduce([item.verdicts == Verdict.BLANK for item in judged])
        refuse(np.flatnonzero(blank), *EMPTY_ROW, None)
    for item in judged:
        column = item.piece.column
        if is_required(column, table) and (item.may_be_blank or not item.fine):
            lacking = (item.verdicts == Verdict.BLANK) | (item.verdicts == Verdict.BLANK_FIRST)
            refuse(np.flatnonzero(lacking & open_rows), column.name, MISSING, item)
        if not item.fine:
            wrong = item.verdicts == Verdict.REFUSED
            refuse(np.flatnonzero(wrong & open_rows), column.name, item.piece.kind, item)
    return tuple(sorted(found, key=lambda refusal: refusal.row))


def _oddities(item: _Judged, kept: NDArray[np.bool_]) -> pa.Table:
    rows = np.flatnonzero((item.verdicts >= Verdict.FAULTY) & kept)
    kinds = np.where(item.verdicts[rows] == Verdict.FAULTY, "faulty", "unlisted")
    texts = item.said.take(pa.array(item.codes[rows]))
    names = pa.array([item.piece.column.name] * len(rows), pa.string())
    return pa.Table.from_arrays([pa.array(rows), names, pa.array(kinds, pa.string()), texts], schema=ODDITIES)


_SCALARS = {
    "VARCHAR": pa.string(),
    "BIGINT": pa.int64(),
    "DOUBLE": pa.float64(),
    "BOOLEAN": pa.bool_(),
    "DATE": pa.date32(),
    "TIME": pa.time64("us"),
    "TIMESTAMP": pa.timestamp("us"),
}
ARROW_TYPES = _SCALARS | {f"{kind}[]": pa.list_(pa.field("l", arrow)) for kind, arrow in _SCALARS.items()}
"""The Arrow type of each SQL type that is written."""
