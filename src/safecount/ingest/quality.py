"""What a careful person should look at in the rows just taken in: gaps, unlisted spellings, late and future rows."""

# ruff: noqa: S608 - every name and text that enters a statement is quoted by `sql`

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

import duckdb
import pyarrow as pa
from rapidfuzz import fuzz, process, utils

from safecount.ingest import sql
from safecount.ingest.fates import content_names
from safecount.ingest.month_files import UNKNOWN, month_column
from safecount.ingest.months import WrittenPart
from safecount.ingest.report import UnlistedSpelling
from safecount.ingest.stage import Staged
from safecount.schema import CodeList, Column, ColumnType, Definition, Table

_MOST_SPELLINGS = 200
_ALIKE = 60.0


def _rows(connection: duckdb.DuckDBPyConnection, statement: str) -> list[tuple[object, ...]]:
    return connection.execute(statement).fetchall()


def _number(value: object) -> int:
    return int(str(value or 0))


def missing_values(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    folder: Path,
    changed: Sequence[WrittenPart],
    first: int,
) -> dict[str, int]:
    """Return how many accepted rows, those of sources from number `first`, lack each column that any row lacks.

    A part with none but fresh rows was counted as it was written; in others, rows are looked at.
    """
    mixed = [folder / item.part.path for item in changed if item.fresh != item.part.rows]
    counts: Counter[str] = Counter()
    for item in changed:
        if item.fresh == item.part.rows:
            counts.update(item.lacking)
    counts.update(_nulls_in(connection, first, mixed, content_names(table)))
    return {name: counts[name] for name in content_names(table) if counts[name]}


def _nulls_in(
    connection: duckdb.DuckDBPyConnection, first: int, paths: Sequence[Path], names: Sequence[str]
) -> dict[str, int]:
    if not paths or not names:
        return {}
    counted = ", ".join(f"count(*) - count({sql.name(name)})" for name in names)
    row = _rows(
        connection,
        f"SELECT {counted} FROM read_parquet({sql.texts(str(path) for path in paths)}) WHERE source_file >= {first}",
    )[0]
    return {name: _number(count) for name, count in zip(names, row, strict=True)}


class Oddities:
    """The values of accepted rows that were taken otherwise than they were written."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, staged: Sequence[Staged]) -> None:
        self._connection = connection
        tables = [
            item.oddities.append_column(
                "source_file", pa.array([item.source_file] * len(item.oddities), pa.int32())
            )
            for item in staged
            if len(item.oddities)
        ]
        self._any = bool(tables)
        if tables:
            connection.register("all_oddities", pa.concat_tables(tables))

    def __enter__(self) -> Oddities:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        if self._any:
            self._connection.unregister("all_oddities")

    def _accepted(self, rest: str) -> list[tuple[object, ...]]:
        """Return the answer to `rest` of a statement, over the oddities of rows that are not duplicates."""
        if not self._any:
            return []
        accepted = "(SELECT * FROM all_oddities ANTI JOIN duplicates USING (source_file, source_row))"
        return _rows(self._connection, rest.replace("accepted_oddities", accepted))

    def faulty(self) -> dict[str, int]:
        """Return how many accepted rows had a value that was not believed and taken as missing, by column."""
        rows = self._accepted(
            """SELECT "column", count(*) FROM accepted_oddities WHERE kind = 'faulty' GROUP BY 1 ORDER BY 1"""
        )
        return {str(name): _number(count) for name, count in rows}

    def unlisted(self, table: Table, definition: Definition) -> tuple[UnlistedSpelling, ...]:
        """Return the spellings no code absorbed, most frequent first, each with the code it most resembles."""
        found = []
        for column in table.columns:
            if not column.codes:
                continue
            text = f"unnest(string_split(text, {sql.text(column.separator)}))" if column.separator else "text"
            rows = self._accepted(
                f"""SELECT trim(spelling) AS spelling, count(*) AS times
                    FROM (SELECT {text} AS spelling FROM accepted_oddities
                          WHERE kind = 'unlisted' AND "column" = {sql.text(column.name)})
                    GROUP BY 1 ORDER BY times DESC, 1 LIMIT {_MOST_SPELLINGS}"""
            )
            codes = definition.codes[column.codes]
            found += [_unlisted(column, str(spelling), _number(times), codes) for spelling, times in rows]
        return tuple(found)


def at_midnight(connection: duckdb.DuckDBPyConnection, table: Table) -> dict[str, int]:
    """Return how many accepted rows stand at exactly 00:00, by moment: often a time nobody wrote down."""
    moments = [column.name for column in table.columns if column.type is ColumnType.MOMENT]
    if not moments:
        return {}
    counted = ", ".join(
        f"count(*) FILTER ({sql.name(name)} = date_trunc('day', {sql.name(name)}))" for name in moments
    )
    row = _rows(connection, f"SELECT {counted} FROM accepted")[0]
    return {name: _number(count) for name, count in zip(moments, row, strict=True) if _number(count)}


def in_the_future(connection: duckdb.DuckDBPyConnection, table: Table, today: datetime.date) -> int:
    """Return how many accepted rows are dated after `today` by the table's month column."""
    if not table.month:
        return 0
    name = sql.name(month_column(table))
    return _number(_rows(connection, f"SELECT count(*) FROM accepted WHERE {name} > DATE '{today}'")[0][0])


def late_rows(table: Table, changed: Sequence[WrittenPart], before: set[str]) -> dict[str, int]:
    """Return how many rows were added to each month that the snapshot already had."""
    if not table.month:
        return {}
    return {
        item.part.month: item.fresh
        for item in changed
        if item.part.month in before and item.part.month != UNKNOWN
    }


def _unlisted(column: Column, spelling: str, count: int, codes: CodeList) -> UnlistedSpelling:
    return UnlistedSpelling(column.name, spelling, count, suggest_code(spelling, codes))


def suggest_code(spelling: str, codes: CodeList) -> str:
    """Return the code whose spelling is most like `spelling`, empty if none is alike. A suggestion, never applied."""
    known = {text: code for code, spellings in codes.spellings.items() for text in (code, *spellings)}
    best = process.extractOne(
        spelling, list(known), scorer=fuzz.WRatio, processor=utils.default_process, score_cutoff=_ALIKE
    )
    return known[best[0]] if best else ""


def orphans(connection: duckdb.DuckDBPyConnection, table: Table, child: str, parent: str) -> int:
    """Return how many records of the relation `child` have no parent in the relation `parent`."""
    links = ", ".join(sql.name(name) for name in table.link)
    return _number(
        _rows(connection, f"SELECT count(*) FROM {child} ANTI JOIN {parent} USING ({links})")[0][0]
    )
