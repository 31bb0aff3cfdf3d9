"""Decides which staged rows are records of their own, which are duplicates, and which earlier records they replace.

With a key: the same key again with the same content is identical; with other content it is an edit, and the later
one stands (by the version column if there is one, else by order of reading). Without a key, rows alike in every
column are one record, or, where identical_rows is "many", as many as the fullest file holds.
"""

# ruff: noqa: S608 - every name and text that enters a statement is quoted by `sql`

from __future__ import annotations

import duckdb
import numpy as np
import pyarrow as pa

from safecount.ingest import sql
from safecount.ingest.identities import Hashes
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


_IDENTITIES_AT_ONCE = 250_000
"""Identities whose records are compared in full at a time, which bounds memory when all of a dataset comes again."""


def identity_of(table: Table) -> str:
    """Return SQL for the 64-bit hash of what tells a record of `table` from others."""
    return f"hash({_listed(_identity(table))})"


def decide_fates(connection: duckdb.DuckDBPyConnection, table: Table, contested: Hashes) -> int:
    """Make the tables `duplicates` (source_file, source_row, fate) and `replaced` (source_file, source_row).

    Reads the relations `good` (staged rows) and `kept` (the snapshot so far). Only rows whose identity is
    `contested`, that is, has a hash met more than once, are looked at, and these are compared in full. Returns how
    many accepted rows look exactly like another.
    """
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE duplicates (source_file INTEGER, source_row BIGINT, fate VARCHAR)"
    )
    connection.execute("CREATE OR REPLACE TEMP TABLE replaced (source_file INTEGER, source_row BIGINT)")
    buckets = -(-len(contested) // _IDENTITIES_AT_ONCE)
    alike = 0
    for hashes in np.array_split(contested, buckets) if buckets else []:
        connection.register("contested", pa.table({"identity": pa.array(hashes)}))
        try:
            alike += _judge(connection, table)
        finally:
            connection.unregister("contested")
    return alike


def _judge(connection: duckdb.DuckDBPyConnection, table: Table) -> int:
    """Add the fates of the rows `contested` names; return how many accepted ones look exactly like another."""
    content = _json(content_names(table))
    group = _json(list(table.key)) if table.key else content
    version = sql.name(table.version) if table.version else "NULL::INTEGER"
    part = f"{group} AS record, {content} AS content, {version} AS version, source_file, source_row"
    chosen = f"{identity_of(table)} IN (SELECT identity FROM contested)"
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
