"""What a careful person should look at in the rows just taken in: gaps, unlisted spellings, late and future rows."""

# ruff: noqa: S608 - every name and text that enters a statement is quoted by `sql`

from __future__ import annotations

import datetime

import duckdb
from rapidfuzz import fuzz, process, utils

from safecount.ingest import sql
from safecount.ingest.fates import content_names
from safecount.ingest.months import UNKNOWN, month_of
from safecount.ingest.report import UnlistedSpelling
from safecount.ingest.statement import unlisted_name
from safecount.schema import CodeList, Column, ColumnType, Definition, Table

_MOST_SPELLINGS = 200
_ALIKE = 60.0


def _rows(connection: duckdb.DuckDBPyConnection, statement: str) -> list[tuple[object, ...]]:
    return connection.execute(statement).fetchall()


def _number(value: object) -> int:
    return int(str(value or 0))


def missing_values(connection: duckdb.DuckDBPyConnection, table: Table) -> dict[str, int]:
    """Return how many accepted rows lack each column, for columns that any row lacks."""
    names = content_names(table)
    counted = ", ".join(f"count(*) - count({sql.name(name)})" for name in names)
    row = _rows(connection, f"SELECT {counted} FROM accepted")[0]
    return {name: _number(count) for name, count in zip(names, row, strict=True) if _number(count)}


def faulty_values(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Return how many accepted rows had a value that was not believed and taken as missing, by column."""
    rows = _rows(
        connection,
        """SELECT name, count(*) FROM (SELECT unnest(string_split(_faulty, ',')) AS name FROM accepted)
           GROUP BY name ORDER BY name""",
    )
    return {str(name): _number(count) for name, count in rows}


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
    column = table.column(table.month)
    name = sql.name(f"{column.name}_date" if column.type is ColumnType.MOMENT else column.name)
    return _number(_rows(connection, f"SELECT count(*) FROM accepted WHERE {name} > DATE '{today}'")[0][0])


def late_rows(connection: duckdb.DuckDBPyConnection, table: Table, before: set[str]) -> dict[str, int]:
    """Return how many rows were added to each month that the snapshot already had."""
    if not table.month:
        return {}
    rows = _rows(
        connection, f"SELECT {month_of(table)} AS month, count(*) FROM accepted GROUP BY 1 ORDER BY 1"
    )
    return {str(month): _number(count) for month, count in rows if str(month) in before and month != UNKNOWN}


def unlisted_spellings(
    connection: duckdb.DuckDBPyConnection, table: Table, definition: Definition
) -> tuple[UnlistedSpelling, ...]:
    """Return the spellings no code absorbed, most frequent first, each with the code it most resembles."""
    found = []
    for column in table.columns:
        if not column.codes:
            continue
        name = sql.name(unlisted_name(column))
        parts = f"unnest(string_split({name}, {sql.text(column.separator)}))" if column.separator else name
        rows = _rows(
            connection,
            f"""SELECT trim(spelling) AS spelling, count(*) AS times
                FROM (SELECT {parts} AS spelling FROM accepted WHERE {name} IS NOT NULL)
                GROUP BY 1 ORDER BY times DESC, 1 LIMIT {_MOST_SPELLINGS}""",
        )
        codes = definition.codes[column.codes]
        found += [_unlisted(column, str(spelling), _number(times), codes) for spelling, times in rows]
    return tuple(found)


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
