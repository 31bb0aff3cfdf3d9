"""Puts the SQL of columns together into one SELECT that types their texts and gives a verdict on each value."""

# ruff: noqa: S608 - every name and text that enters a statement is quoted by `sql`

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

from safecount.ingest import sql
from safecount.ingest.typing_columns import (
    Pieces,
    exact_spellings,
    output_columns,
    rejects_row,
    spelling_type,
)
from safecount.schema import Column, Definition, Table


class Verdict(IntEnum):
    """What is to be said of one value; BLANK_FIRST is a required date of which only the time is there."""

    FINE = 0
    BLANK = 1
    BLANK_FIRST = 2
    REFUSED = 3
    FAULTY = 4
    UNLISTED = 5


def is_required(column: Column, table: Table) -> bool:
    """Return whether a row without this value is rejected: so marked, or part of the key."""
    return column.required or column.name in table.key


def verdict_name(column: Column) -> str:
    """Return the name of the column that holds the verdict, a small integer."""
    return f"_verdict_{column.name}"


def said_name(column: Column) -> str:
    """Return the name of the column that holds the text a verdict is about: refused, or unlisted."""
    return f"_said_{column.name}"


def typing_of(pieces: Sequence[Pieces], table: Table, relation: str) -> str:
    """Return the SELECT that types `pieces` of `table` over `relation`, which has columns c0, c1, … of text."""
    texts = [f"{expression} AS {sql.name(name)}" for piece in pieces for name, expression in piece.texts]
    values = [f"{expression} AS {sql.name(name)}" for piece in pieces for name, expression in piece.values]
    outputs: list[str] = []
    for piece in pieces:
        kinds = dict(output_columns(piece.column))
        outputs += [
            f"({expression})::{kinds[name]} AS {sql.name(name)}" for name, expression in piece.outputs
        ]
        outputs.append(f"{sql.name(verdict_name(piece.column))}")
        outputs.append(f"{_said(piece)} AS {sql.name(said_name(piece.column))}")
    verdicts = [
        f"{_verdict(piece, is_required(piece.column, table))} AS {sql.name(verdict_name(piece.column))}"
        for piece in pieces
    ]
    return (
        f"SELECT {', '.join(outputs)} FROM (SELECT *, {', '.join(verdicts)} FROM "
        f"(SELECT *, {', '.join(values)} FROM (SELECT {', '.join(texts)} FROM {relation})))"
    )


def _verdict(piece: Pieces, required: bool) -> str:
    every = ", ".join(sql.name(name) for name, _ in piece.texts)
    faulty = Verdict.REFUSED if rejects_row(piece.column) else Verdict.FAULTY
    tests = [f"WHEN coalesce({every}) IS NULL THEN {Verdict.BLANK}"]
    if required:
        tests.append(f"WHEN {sql.name(piece.texts[0][0])} IS NULL THEN {Verdict.BLANK_FIRST}")
    if piece.problem != "false":
        tests.append(f"WHEN {piece.problem} THEN {faulty}")
    if piece.unlisted != "NULL":
        tests.append(f"WHEN ({piece.unlisted}) IS NOT NULL THEN {Verdict.UNLISTED}")
    return f"(CASE {' '.join(tests)} ELSE {Verdict.FINE} END)::UTINYINT"


def _said(piece: Pieces) -> str:
    """Return SQL for the text a verdict is about; most rows have none."""
    verdict = sql.name(verdict_name(piece.column))
    every = ", ".join(sql.name(name) for name, _ in piece.texts)
    return (
        f"(CASE WHEN {verdict} = {Verdict.UNLISTED} THEN {piece.unlisted} "
        f"WHEN {verdict} > {Verdict.BLANK} THEN concat_ws(' ', {every}) END)::VARCHAR"
    )


def create_types(definition: Definition) -> list[str]:
    """Return the statements that make the enumeration of spellings of every code list in use."""
    statements = []
    for codes in definition.codes.values():
        spellings = list(exact_spellings(codes)) or ["\0"]
        listed = ", ".join(sql.text(spelling) for spelling in spellings)
        statements.append(f"CREATE TYPE {spelling_type(codes)} AS ENUM ({listed})")
    return statements
