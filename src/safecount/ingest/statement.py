"""Puts the SQL of the columns together into one SELECT that types a file and names the first problem of each row."""

# ruff: noqa: S608 - every name and text that enters a statement is quoted by `sql`

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from safecount.ingest import sql
from safecount.ingest.typing_columns import (
    Pieces,
    Placed,
    column_pieces,
    exact_spellings,
    output_columns,
    rejects_row,
    spelling_type,
)
from safecount.schema import Column, Definition, Table


@dataclass(frozen=True)
class Statement:
    """The typing of one layout. `reasons[n]` is (column, words) for the problem number n that a row may carry."""

    before: str
    after: str
    reasons: tuple[tuple[str, str], ...]

    def over(self, relation: str) -> str:
        """Return the SELECT over `relation`, which has columns c0, c1, … of text and `source_row`."""
        return f"{self.before}{relation}{self.after}"


def is_required(column: Column, table: Table) -> bool:
    """Return whether a row without this value is rejected: so marked, or part of the key."""
    return column.required or column.name in table.key


def unlisted_name(column: Column) -> str:
    """Return the name of the staging column that keeps a spelling no code absorbed."""
    return f"_unlisted_{column.name}"


def statement(table: Table, placed: Sequence[Placed], definition: Definition) -> Statement:
    """Return the typing of one layout of `table`, with columns in the order of the definition."""
    pieces = [column_pieces(item, definition) for item in placed]
    problem, value, reasons = _problems(pieces, table)
    texts = [f"{expression} AS {sql.name(name)}" for piece in pieces for name, expression in piece.texts]
    values = [f"{expression} AS {sql.name(name)}" for piece in pieces for name, expression in piece.values]
    kinds = dict(staged_columns(table))
    outputs = [
        f"({expression})::{kinds[name]} AS {sql.name(name)}"
        for piece in pieces
        for name, expression in piece.outputs
    ]
    unlisted = [
        f"({piece.unlisted})::VARCHAR AS {sql.name(unlisted_name(piece.column))}"
        for piece in pieces
        if piece.column.codes
    ]
    last = (
        f"SELECT {', '.join(outputs)}, source_row, _problem, ({value})::VARCHAR AS _value, "
        f"{_faulty(pieces)} AS _faulty{_listed(unlisted)} FROM "
    )
    checked = f"SELECT *, ({problem})::SMALLINT AS _problem FROM "
    before = f"{last}({checked}(SELECT *{_listed(values)} FROM (SELECT source_row{_listed(texts)} FROM "
    return Statement(before, ")))", reasons)


def _problems(pieces: Sequence[Pieces], table: Table) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    """Return SQL for the number of a row's first problem and for the text at fault, and what the numbers mean."""
    reasons: list[tuple[str, str]] = []
    problems: list[str] = []
    shown: list[str] = []
    every = ", ".join(sql.name(name) for piece in pieces for name, _ in piece.texts)
    if every:
        problems.append(f"WHEN coalesce({every}) IS NULL THEN 0")
        reasons.append(("", "nothing is written in it"))
    for piece in pieces:
        for test, words in _refusals(piece, table):
            problems.append(f"WHEN {test} THEN {len(reasons)}")
            shown.append(f"WHEN {len(reasons)} THEN concat_ws(' ', {_texts(piece)})")
            reasons.append((piece.column.name, words))
    problem = f"CASE {' '.join(problems)} END" if problems else "NULL"
    value = f"CASE _problem {' '.join(shown)} END" if shown else "NULL"
    return problem, value, tuple(reasons)


def _listed(expressions: list[str]) -> str:
    return "".join(f", {expression}" for expression in expressions)


def _texts(piece: Pieces) -> str:
    return ", ".join(sql.name(name) for name, _ in piece.texts) or "NULL"


def _refusals(piece: Pieces, table: Table) -> list[tuple[str, str]]:
    found = []
    if piece.texts and is_required(piece.column, table):
        found.append((f"{sql.name(piece.texts[0][0])} IS NULL", "missing, and required"))
    if rejects_row(piece.column) and piece.problem != "false":
        found.append((piece.problem, piece.kind))
    return found


def _faulty(pieces: Sequence[Pieces]) -> str:
    """Return SQL for the names, joined by commas, of the columns whose faulty value was taken as missing."""
    tests = [
        f"CASE WHEN {piece.problem} THEN {sql.text(piece.column.name)} END"
        for piece in pieces
        if not rejects_row(piece.column) and piece.problem != "false"
    ]
    return f"nullif(concat_ws(',', {', '.join(tests)}), '')" if tests else "NULL::VARCHAR"


def staged_columns(table: Table) -> list[tuple[str, str]]:
    """Return (name, SQL type) of what a statement gives, in order."""
    columns = [output for column in table.columns for output in output_columns(column)]
    columns += [
        ("source_row", "BIGINT"),
        ("_problem", "SMALLINT"),
        ("_value", "VARCHAR"),
        ("_faulty", "VARCHAR"),
    ]
    return columns + [(unlisted_name(column), "VARCHAR") for column in table.columns if column.codes]


def create_types(definition: Definition) -> list[str]:
    """Return the statements that make the enumeration of spellings of every code list in use."""
    statements = []
    for codes in definition.codes.values():
        spellings = list(exact_spellings(codes)) or ["\0"]
        listed = ", ".join(sql.text(spelling) for spelling in spellings)
        statements.append(f"CREATE TYPE {spelling_type(codes)} AS ENUM ({listed})")
    return statements
