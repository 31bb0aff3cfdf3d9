"""Small pieces of SQL: quoting, and the tests every typed column shares. DuckDB dialect."""

from __future__ import annotations

from collections.abc import Iterable

BLANKS = "' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(65279)"
"""Marks stripped from both ends of every value: spaces, tabs, line ends, the no-break space, a stray BOM."""


def text(value: str) -> str:
    """Return `value` as an SQL text literal."""
    return "'" + value.replace("'", "''") + "'"


def name(value: str) -> str:
    """Return `value` as a quoted SQL identifier."""
    return '"' + value.replace('"', '""') + '"'


def texts(values: Iterable[str]) -> str:
    """Return `values` as an SQL list literal of texts, also when there are none."""
    return "[" + ", ".join(text(value) for value in values) + "]::VARCHAR[]"


def is_any(expression: str, values: Iterable[str]) -> str:
    """Return a test whether `expression` equals any of `values`; false if there are none.

    Not IN: beyond a few values DuckDB turns it into a join, which loses the order of the rows.
    """
    listed = list(values)
    if len(listed) < 4:
        return (
            "(" + " OR ".join(f"{expression} = {text(value)}" for value in listed) + ")"
            if listed
            else "false"
        )
    return f"list_contains({texts(listed)}, {expression})"


def cleaned(source: str, missing: Iterable[str]) -> str:
    """Return `source` stripped of blanks, or NULL where it is empty or says that nothing was written.

    Stripping every listed mark is slow, so it is done only to values that have one at either end: the tests
    before it are plain comparisons. Every mark below "!" is a blank or a control character.
    """
    trailing = " OR ".join(f"{source} LIKE '%' || {mark}" for mark in ("' '", "chr(9)", "chr(10)", "chr(13)"))
    needed = f"{source} < '!' OR {trailing} OR contains({source}, chr(160)) OR contains({source}, chr(65279))"
    stripped = f"(CASE WHEN {needed} THEN trim({source}, {BLANKS}) ELSE {source} END)"
    return f"CASE WHEN {is_any(stripped, ['', *missing])} THEN NULL ELSE {stripped} END"
