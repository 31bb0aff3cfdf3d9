"""Decides which staged rows are records of their own, which are duplicates, and which earlier records they replace.

With a key: the same key again with the same content is identical; with other content it is an edit, and the later
one stands (by the version column if there is one, else by order of reading). Without a key, rows alike in every
column are one record, or, where identical_rows is "many", as many as the fullest file holds.
"""

# ruff: noqa: S608 - every name and text that enters a statement is quoted by `sql`

from __future__ import annotations

import duckdb

from safecount.ingest import sql
from safecount.ingest.typing_columns import output_columns
from safecount.schema import IdenticalRows, Table


def content_names(table: Table) -> list[str]:
    """Return the names of the columns written for a table, without lineage."""
    return [name for column in table.columns for name, _ in output_columns(column)]


def _identity(table: Table) -> list[str]:
    return list(table.key) or content_names(table)


def _listed(names: list[str]) -> str:
    return ", ".join(sql.name(name) for name in names)


def _json(names: list[str]) -> str:
    return "to_json({" + ", ".join(f"{sql.text(name)}: {sql.name(name)}" for name in names) + "})::VARCHAR"


_ROWS_AT_ONCE = 250_000
"""Rows compared in full at a time, which bounds memory when a whole dataset is read again."""


def decide_fates(connection: duckdb.DuckDBPyConnection, table: Table) -> int:
    """Make the tables `duplicates` (source_file, source_row, fate) and `replaced` (source_file, source_row).

    Reads the relations `good` (staged rows) and `kept` (the snapshot so far). Only rows whose identity occurs more
    than once, told by a hash first, are compared in full. Returns how many accepted rows look exactly like another.
    """
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE duplicates (source_file INTEGER, source_row BIGINT, fate VARCHAR)"
    )
    connection.execute("CREATE OR REPLACE TEMP TABLE replaced (source_file INTEGER, source_row BIGINT)")
    contested = _find_contested(connection, table)
    buckets = -(-contested // _ROWS_AT_ONCE)
    return sum(_judge(connection, table, f"identity % {buckets} = {bucket}") for bucket in range(buckets))


def _find_contested(connection: duckdb.DuckDBPyConnection, table: Table) -> int:
    """Make the table `contested` of hashes met more than once; return about how many rows bear them."""
    identity = f"hash({_listed(_identity(table))})"
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE contested AS
            WITH fresh AS (SELECT {identity} AS identity, count(*) AS copies FROM good GROUP BY identity)
            SELECT identity, copies FROM fresh WHERE copies > 1
                OR identity IN (SELECT {identity} FROM kept)"""
    )
    counted = connection.execute("SELECT coalesce(sum(copies), 0)::BIGINT FROM contested").fetchone()
    return int(counted[0]) if counted else 0


def _judge(connection: duckdb.DuckDBPyConnection, table: Table, bucket: str) -> int:
    """Add the fates of one bucket of contested rows; return how many accepted ones look exactly like another."""
    identity = f"hash({_listed(_identity(table))})"
    content = _json(content_names(table))
    group = _json(list(table.key)) if table.key else content
    version = sql.name(table.version) if table.version else "NULL::INTEGER"
    part = f"{group} AS record, {content} AS content, {version} AS version, source_file, source_row"
    chosen = f"{identity} IN (SELECT identity FROM contested WHERE {bucket})"
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE rivals AS
            SELECT true AS fresh, {part} FROM good WHERE {chosen}
            UNION ALL SELECT false AS fresh, {part} FROM kept WHERE {chosen}"""
    )
    many = not table.key and table.identical_rows is IdenticalRows.MANY
    connection.execute(_MANY if many else _ONE)
    connection.execute(
        """INSERT INTO duplicates
           SELECT source_file, source_row, fate FROM judged WHERE fresh AND fate <> 'accepted'"""
    )
    connection.execute(
        "INSERT INTO replaced SELECT source_file, source_row FROM judged WHERE NOT fresh AND fate = 'replaced'"
    )
    alike = connection.execute(
        """SELECT coalesce(sum(copies - 1), 0)::BIGINT FROM (
               SELECT record, count(*) AS copies FROM judged WHERE fresh AND fate = 'accepted' GROUP BY record)"""
    ).fetchone()
    return int(alike[0]) if alike else 0


_ONE = """
    CREATE OR REPLACE TEMP TABLE judged AS
    WITH ordered AS (
        SELECT *, row_number() OVER (
            PARTITION BY record ORDER BY version NULLS FIRST, fresh, source_file, source_row) AS place
        FROM rivals),
    standing AS (SELECT record, arg_max(content, place) AS content FROM ordered GROUP BY record),
    chosen AS (
        SELECT record, standing.content AS content, min(place) AS place, bool_or(NOT fresh) AS was_kept
        FROM ordered JOIN standing USING (record, content) GROUP BY ALL)
    SELECT record, fresh, source_file, source_row,
        CASE WHEN NOT fresh THEN CASE WHEN was_kept THEN 'stays' ELSE 'replaced' END
             WHEN ordered.content <> chosen.content THEN 'edited'
             WHEN was_kept OR ordered.place > chosen.place THEN 'identical'
             ELSE 'accepted' END AS fate
    FROM ordered JOIN chosen USING (record)
"""

_MANY = """
    CREATE OR REPLACE TEMP TABLE judged AS
    WITH placed AS (
        SELECT *, row_number() OVER (PARTITION BY record, fresh, source_file ORDER BY source_row) AS place
        FROM rivals WHERE fresh),
    before AS (SELECT record, count(*) AS copies FROM rivals WHERE NOT fresh GROUP BY record),
    counts AS (SELECT record, source_file, count(*) AS copies FROM placed GROUP BY ALL),
    earlier AS (
        SELECT record, source_file, coalesce(max(copies) OVER (
            PARTITION BY record ORDER BY source_file ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS copies
        FROM counts)
    SELECT record, fresh, placed.source_file, source_row,
        CASE WHEN place > greatest(earlier.copies, coalesce(before.copies, 0)) THEN 'accepted'
             ELSE 'identical' END AS fate
    FROM placed JOIN earlier USING (record, source_file) LEFT JOIN before USING (record)
"""
