"""SQL that turns the texts of a file into the typed values of a table, and says what is wrong with each row.

Both readers, the fast and the exact one, feed the same SQL, so a value means the same however it was read.
Stages: raw text `c0`… → cleaned text `t_…` → value `v_…` → table columns, with the row's first problem.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from safecount.ingest import sql, typing_time
from safecount.schema import (
    UNLISTED_CODE,
    CodeList,
    Column,
    ColumnType,
    Definition,
    Faulty,
    Midnight,
    Unlisted,
)

TRUE_TEXTS = ("true", "t", "yes", "y", "1", "1.0", "x")
FALSE_TEXTS = ("false", "f", "no", "n", "0", "0.0")

SQL_TYPES = {
    ColumnType.TEXT: "VARCHAR",
    ColumnType.INTEGER: "BIGINT",
    ColumnType.NUMBER: "DOUBLE",
    ColumnType.BOOLEAN: "BOOLEAN",
    ColumnType.DATE: "DATE",
    ColumnType.CLOCK: "TIME",
    ColumnType.MOMENT: "TIMESTAMP",
    ColumnType.CODE: "VARCHAR",
}


@dataclass(frozen=True)
class Placed:
    """A column and the positions in the file it is read from: none, one, or a date and a time of day.

    `day_only` marks a moment whose time of day is not in this file: only its date is known.
    """

    column: Column
    positions: tuple[int, ...]
    formats: tuple[str, ...]
    day_only: bool = False


@dataclass(frozen=True)
class Pieces:
    """SQL of one column: cleaned texts, values over them, outputs over those, and tests of what is wrong.

    `texts` and `values` are (name, expression); `outputs` are (column name, expression, SQL type).
    `problem` is true where the value cannot be taken; `kind` says why in words.
    """

    column: Column
    texts: tuple[tuple[str, str], ...]
    values: tuple[tuple[str, str], ...]
    outputs: tuple[tuple[str, str], ...]
    problem: str
    kind: str
    unlisted: str = "NULL"


def folded(expression: str) -> str:
    """Return SQL for `expression` in lower case with single spaces, the form in which spellings are compared."""
    return f"regexp_replace(lower({expression}), '\\s+', ' ', 'g')"


def spelling_map(codes: CodeList) -> dict[str, str]:
    """Return each folded spelling of `codes` with the code it stands for; the code is its own spelling."""
    return {
        " ".join(spelling.lower().split()): code
        for code, spellings in codes.spellings.items()
        for spelling in (code, *spellings)
    }


def spelling_type(codes: CodeList) -> str:
    """Return the SQL name of the enumeration of every spelling of `codes`."""
    return sql.name(f"spelling_{codes.name}")


def exact_spellings(codes: CodeList) -> dict[str, str]:
    """Return the spellings as written, and folded, each with its code: what one hash look-up can find."""
    written = {
        spelling.strip(): code
        for code, spellings in codes.spellings.items()
        for spelling in (code, *spellings)
    }
    return {text: code for text, code in (written | spelling_map(codes)).items() if text}


def _coded(source: str, codes: CodeList) -> str:
    """Return SQL for the code `source` stands for; NULL if none. Looks up an enumeration, by hash, twice at most."""
    kind = spelling_type(codes)
    targets = sql.texts(exact_spellings(codes).values())
    at = f"coalesce(enum_code(TRY_CAST({source} AS {kind})), enum_code(TRY_CAST({folded(source)} AS {kind})))"
    return f"list_extract({targets}, {at} + 1)"


def _integer(source: str) -> str:
    """Return SQL for a whole number. A plain one is known by writing it back; the rest takes the slow test."""
    plain = f"TRY_CAST({source} AS BIGINT)"
    grouped = f"TRY_CAST(replace({source}, ',', '') AS BIGINT)"
    return (
        f"(CASE WHEN {plain}::VARCHAR = {source} THEN {plain} "
        f"WHEN regexp_full_match({source}, '[+-]?[0-9]{{1,18}}(\\.0*)?') THEN {plain} "
        f"WHEN regexp_full_match({source}, '[+-]?[0-9]{{1,3}}(,[0-9]{{3}}){{1,5}}(\\.0*)?') THEN {grouped} END)"
    )


def _decimal(source: str) -> str:
    plain = f"TRY_CAST({source} AS DOUBLE)"
    grouped = f"TRY_CAST(replace({source}, ',', '') AS DOUBLE)"
    return (
        f"(CASE WHEN isfinite({plain}) AND NOT contains({source}, '_') THEN {plain} "
        f"WHEN regexp_full_match({source}, '[+-]?[0-9]{{1,3}}(,[0-9]{{3}})+(\\.[0-9]*)?') THEN {grouped} END)"
    )


def _boolean(source: str, column: Column) -> str:
    yes = [text.lower() for text in column.true] or TRUE_TEXTS
    no = [text.lower() for text in column.false] or FALSE_TEXTS
    lower = f"lower({source})"
    return f"(CASE WHEN {sql.is_any(lower, yes)} THEN true WHEN {sql.is_any(lower, no)} THEN false END)"


def _listed(source: str, column: Column, missing: tuple[str, ...]) -> str:
    """Return SQL for the list of cleaned texts in one cell, without the empty ones."""
    each = sql.cleaned("part", missing)
    parts = f"list_transform(string_split({source}, {sql.text(column.separator)}), lambda part: {each})"
    return f"list_filter({parts}, lambda part: part IS NOT NULL)"


def column_pieces(placed: Placed, definition: Definition) -> Pieces:
    """Return the SQL that reads one column; a column absent from the file gives NULL and never a problem."""
    column = placed.column
    missing = (*definition.missing, *column.missing)
    texts = tuple(
        (f"t{index}_{column.name}", sql.cleaned(f"c{position}", missing))
        for index, position in enumerate(placed.positions)
    )
    if not texts:
        return _absent(column)
    if column.type in (ColumnType.DATE, ColumnType.MOMENT):
        return _time_pieces(placed, texts, definition)
    if column.separator:
        return _list_pieces(column, texts, missing, definition.codes)
    return _plain_pieces(column, texts, definition.codes)


def output_columns(column: Column) -> tuple[tuple[str, str], ...]:
    """Return (name, SQL type) of what is written for a column; a moment also writes its date."""
    kind = SQL_TYPES[column.type] + ("[]" if column.separator else "")
    if column.type is ColumnType.MOMENT:
        return ((column.name, kind), (f"{column.name}_date", "DATE"))
    return ((column.name, kind),)


def _absent(column: Column) -> Pieces:
    outputs = tuple((name, f"NULL::{kind}") for name, kind in output_columns(column))
    return Pieces(column, (), (), outputs, "false", "")


def _out_of_range(value: str, column: Column) -> str:
    tests = []
    if column.minimum is not None:
        tests.append(f"{value} < {column.minimum!r}")
    if column.maximum is not None:
        tests.append(f"{value} > {column.maximum!r}")
    return " OR ".join(tests) or "false"


def _plain_pieces(
    column: Column, texts: tuple[tuple[str, str], ...], codes: Mapping[str, CodeList]
) -> Pieces:
    source, value = sql.name(texts[0][0]), sql.name(f"v_{column.name}")
    unlisted = "NULL"
    kind = f"not a {column.type}"
    expression = source
    match column.type:
        case ColumnType.INTEGER:
            expression, kind = _integer(source), "not a whole number"
        case ColumnType.NUMBER:
            expression = _decimal(source)
        case ColumnType.BOOLEAN:
            expression, kind = _boolean(source, column), "neither yes nor no"
        case ColumnType.CLOCK:
            seconds = f"({typing_time.clock(source, column.formats)} % 86400)"
            expression, kind = f"(TIME '00:00:00' + to_seconds({seconds}))", "not a time of day"
        case ColumnType.CODE:
            expression, kind = _coded(source, codes[column.codes]), "a spelling no code absorbs"
            if column.unlisted is Unlisted.ACCEPT:
                unlisted = f"CASE WHEN {source} IS NOT NULL AND {value} IS NULL THEN {source} END"
    problem = f"{source} IS NOT NULL AND {value} IS NULL"
    output = value
    if unlisted != "NULL":
        output = f"CASE WHEN {source} IS NOT NULL AND {value} IS NULL THEN {sql.text(UNLISTED_CODE)} ELSE {value} END"
        problem = "false"
    beyond = _out_of_range(value, column)
    if beyond != "false":
        problem, kind = f"({problem}) OR {beyond}", f"{kind}, or outside the range believed"
        output = f"CASE WHEN {beyond} THEN NULL ELSE {value} END"
    return Pieces(
        column, texts, ((f"v_{column.name}", expression),), ((column.name, output),), problem, kind, unlisted
    )


def _list_pieces(
    column: Column,
    texts: tuple[tuple[str, str], ...],
    missing: tuple[str, ...],
    codes: Mapping[str, CodeList],
) -> Pieces:
    parts, value = _listed(sql.name(texts[0][0]), column, missing), sql.name(f"v_{column.name}")
    values: tuple[tuple[str, str], ...] = ((f"v_{column.name}", parts),)
    if column.type is ColumnType.TEXT:
        return Pieces(column, texts, values, ((column.name, value),), "false", "")
    if column.type is ColumnType.INTEGER:
        each, kind = _integer("part"), "a list with what is not a whole number"
    else:
        each, kind = _coded("part", codes[column.codes]), "a list with a spelling no code absorbs"
    read = f"list_transform({value}, lambda part: {each})"
    faulty = f"list_filter({value}, lambda part: {each} IS NULL)"
    if column.type is ColumnType.CODE and column.unlisted is Unlisted.ACCEPT:
        output = f"list_transform({value}, lambda part: coalesce({each}, {sql.text(UNLISTED_CODE)}))"
        unlisted = f"array_to_string(nullif({faulty}, []), {sql.text(column.separator)})"
        return Pieces(column, texts, values, ((column.name, output),), "false", "", unlisted)
    return Pieces(column, texts, values, ((column.name, read),), f"len({faulty}) > 0", kind)


def _time_pieces(placed: Placed, texts: tuple[tuple[str, str], ...], definition: Definition) -> Pieces:
    column = placed.column
    zones = typing_time.Zones(column.source_zone or definition.zone, definition.zone)
    source, value = sql.name(texts[0][0]), sql.name(f"v_{column.name}")
    plain = typing_time.Zones(definition.zone, definition.zone)
    two_parts = len(texts) == 2
    day = typing_time.moment(source, placed.formats, plain if two_parts or placed.day_only else zones)
    values = [(f"v_{column.name}", day)]
    problem = f"{source} IS NOT NULL AND {value} IS NULL"
    whole, has_clock = value, "false" if placed.day_only else "true"
    if two_parts:
        clock_text, seconds = sql.name(texts[1][0]), sql.name(f"s_{column.name}")
        values.append((f"s_{column.name}", typing_time.clock(clock_text, column.time_formats)))
        problem += f" OR ({clock_text} IS NOT NULL AND {seconds} IS NULL)"
        whole = f"coalesce({typing_time.together(value, seconds, zones)}, {value})"
        has_clock = f"{seconds} IS NOT NULL"
    in_years = typing_time.believed(value, column.minimum, column.maximum)
    problem = f"({problem}) OR NOT ({in_years})"
    kind = f"not a {column.type} written as {' or '.join(placed.formats or ('ISO 8601',))}, or not of a believed year"
    date = f"CASE WHEN {in_years} THEN {whole}::DATE END"
    if column.type is ColumnType.DATE:
        return Pieces(column, texts, tuple(values), ((column.name, date),), problem, kind)
    if column.midnight is Midnight.UNKNOWN:
        has_clock = f"({has_clock} AND {whole} <> date_trunc('day', {whole}))"
    stamp = f"CASE WHEN {in_years} AND {has_clock} THEN {whole} END"
    outputs = ((column.name, stamp), (f"{column.name}_date", date))
    return Pieces(column, texts, tuple(values), outputs, problem, kind)


def rejects_row(column: Column) -> bool:
    """Return whether a faulty value in `column` rejects its row instead of being counted as missing."""
    return column.faulty is Faulty.REJECT
