"""What must hold for an analysis: its test has what it needs, and nobody is singled out.

Records are never broken down by a column of role identifier or sensitive: no figure is made of one officer or one
person. Districts are compared by columns of role place only.
"""

from __future__ import annotations

from safecount.schema.lines import Path
from safecount.schema.model import Column, ColumnType, Definition, Role, Table
from safecount.schema.model_analyses import Analysis, Condition, Test
from safecount.schema.section import Faults

NEEDED: dict[Test, tuple[str, ...]] = {
    Test.OUTCOME: ("group", "reference", "hit"),
    Test.DARKNESS: ("group", "reference", "groups", "time", "latitude", "longitude"),
    Test.RATES: ("group", "reference", "benchmark"),
    Test.COMPARE: ("place", "event", "strata"),
    Test.FUNNEL: ("place", "event"),
    Test.CHANGE: ("time",),
}
"""The keys each test cannot do without."""

_OPTIONAL: dict[Test, tuple[str, ...]] = {
    Test.OUTCOME: ("groups", "searched", "place"),
    Test.DARKNESS: ("place", "season", "cluster"),
    Test.RATES: ("groups", "event", "per", "benchmark_counts", "benchmark_file", "benchmark_table"),
    Test.COMPARE: ("per",),
    Test.FUNNEL: ("per",),
    Test.CHANGE: ("event", "step", "per"),
}
_BROKEN_DOWN = (Role.DIMENSION, Role.PLACE)
_EVERY = sorted({key for keys in (*NEEDED.values(), *_OPTIONAL.values()) for key in keys})


def check_analyses(definition: Definition, faults: Faults) -> None:
    """Add to `faults` every analysis that lacks something, names what is not there, or singles people out."""
    tables = {table.name: table for table in definition.tables}
    for analysis in definition.analyses:
        path: Path = ("analyses", analysis.name)
        table = tables.get(analysis.table)
        if table is None:
            remedy = f"Use one of {', '.join(tables)}."
            faults.add((*path, "table"), f"There is no table {analysis.table}.", remedy)
            continue
        _check_keys(analysis, path, faults)
        _check_columns(analysis, table, path, faults)
        _check_codes(analysis, table, definition, faults)
        for key in ("where", "searched", "hit", "event"):
            _check_condition(getattr(analysis, key), table, definition, (*path, key), faults)
        _check_benchmark(analysis, definition, path, faults)
        _check_coordinates(analysis, path, faults)


def _given(analysis: Analysis, key: str) -> bool:
    value = getattr(analysis, key)
    defaults = {"per": 1000, "step": "month"}
    return value is not None and value != defaults.get(key) and value not in ("", (), {}, False)


def _check_keys(analysis: Analysis, path: Path, faults: Faults) -> None:
    for key in NEEDED[analysis.test]:
        if not _given(analysis, key):
            faults.add(path, f"The test {analysis.test} needs {key}.", f"Add {key}.")
    allowed = (*NEEDED[analysis.test], *_OPTIONAL[analysis.test])
    for key in _EVERY:
        if key not in allowed and _given(analysis, key):
            faults.add((*path, key), f"The test {analysis.test} makes no use of {key}.", "Take it out.")
    if analysis.per < 1:
        faults.add((*path, "per"), "A rate is per one or more.", "Write a whole number such as 1000.")


def _column(name: str, table: Table, path: Path, faults: Faults) -> Column | None:
    found = next((column for column in table.columns if column.name == name), None)
    if found is None:
        known = ", ".join(sorted(column.name for column in table.columns)[:12])
        faults.add(path, f"There is no column {name} in {table.name}.", f"Use one of {known}.")
    return found


def _check_columns(analysis: Analysis, table: Table, path: Path, faults: Faults) -> None:
    broken_down = [("group", analysis.group), *(("strata", name) for name in analysis.strata)]
    for key, name in [*broken_down, ("place", analysis.place)]:
        column = _column(name, table, (*path, key), faults) if name else None
        if column is None:
            continue
        where = (*path, key)
        if column.role not in _BROKEN_DOWN:
            remedy = "Name a column of role dimension or place; nobody is singled out."
            faults.add(where, f"{name} is a {column.role}, and records are never broken down by it.", remedy)
        elif key == "place" and column.role is not Role.PLACE:
            faults.add(where, f"{name} is not a place.", "Name a column of role place, such as a district.")
        elif column.separator or column.type not in (ColumnType.CODE, ColumnType.TEXT, ColumnType.BOOLEAN):
            faults.add(
                where, f"{name} has no single codes to compare.", "Name a code, text or yes/no column."
            )
    if analysis.time and (column := _column(analysis.time, table, (*path, "time"), faults)):
        moment = column.type is ColumnType.MOMENT
        if not moment and (analysis.test is Test.DARKNESS or column.type is not ColumnType.DATE):
            faults.add((*path, "time"), f"{analysis.time} does not say when.", "Name a moment of this table.")
    if analysis.cluster:
        _column(analysis.cluster, table, (*path, "cluster"), faults)


def _check_codes(analysis: Analysis, table: Table, definition: Definition, faults: Faults) -> None:
    column = next((column for column in table.columns if column.name == analysis.group), None)
    if column is None:
        return
    named = [("reference", analysis.reference), *(("groups", code) for code in analysis.groups)]
    for key, code in named:
        path: Path = ("analyses", analysis.name, key)
        if code and not _is_value(code, column, definition):
            faults.add(path, f"{code!r:.80} is not a value of {column.name}.", "Use one of its codes.")
    if analysis.test is Test.DARKNESS and analysis.reference in analysis.groups:
        remedy = "Take it out of groups; they are compared with the reference."
        faults.add(("analyses", analysis.name, "groups"), "The reference is among the groups.", remedy)
    elif analysis.test is not Test.DARKNESS and analysis.groups and analysis.reference not in analysis.groups:
        where = ("analyses", analysis.name, "groups")
        faults.add(where, "The reference is not among the groups.", f"Add {analysis.reference}.")


def _is_value(value: str, column: Column, definition: Definition) -> bool:
    if column.type is ColumnType.BOOLEAN:
        return value in ("true", "false")
    if column.type is ColumnType.CODE and column.codes in definition.codes:
        return value in definition.codes[column.codes].spellings
    return column.type is ColumnType.TEXT


def _check_condition(
    condition: Condition, table: Table, definition: Definition, path: Path, faults: Faults
) -> None:
    for name, values in condition.items():
        column = _column(name, table, (*path, name), faults)
        if column is None:
            continue
        if column.role in (Role.IDENTIFIER, Role.SENSITIVE):
            message = f"{name} is a {column.role}, and records are never picked out by it."
            faults.add((*path, name), message, "Use a dimension or place.")
        elif column.separator:
            faults.add((*path, name), f"{name} is a list.", "Use a column with one value.")
        for value in values:
            if not _is_value(value, column, definition):
                words = f"{value!r:.80} is not a value of {name}."
                faults.add((*path, name), words, "Use its codes, or true and false for yes and no.")
        if not values:
            faults.add((*path, name), f"No value of {name} is named.", "Name at least one.")


def _check_benchmark(analysis: Analysis, definition: Definition, path: Path, faults: Faults) -> None:
    if analysis.test is not Test.RATES:
        return
    ways = (analysis.benchmark_counts, analysis.benchmark_file, analysis.benchmark_table)
    if sum(bool(way) for way in ways) > 1:
        remedy = "Keep one of benchmark_counts, benchmark_file and benchmark_table."
        faults.add(path, "The benchmark is given more than once.", remedy)
    if not analysis.benchmark_table:
        return
    table = next((table for table in definition.tables if table.name == analysis.benchmark_table), None)
    where = (*path, "benchmark_table")
    if table is None:
        faults.add(where, f"There is no table {analysis.benchmark_table}.", "Name a table of this dataset.")
    elif _column(analysis.group, table, where, faults):
        _check_condition(analysis.benchmark_where, table, definition, (*path, "benchmark_where"), faults)


def _check_coordinates(analysis: Analysis, path: Path, faults: Faults) -> None:
    for key, limit in (("latitude", 90.0), ("longitude", 180.0)):
        value = getattr(analysis, key)
        if value is not None and not -limit <= value <= limit:
            faults.add(
                (*path, key), f"{value} is not a {key}.", f"Write degrees from {-limit:g} to {limit:g}."
            )
