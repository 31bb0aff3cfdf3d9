"""What must hold for hierarchies, release tables, thresholds and breaks: they name columns that exist and suit."""

from __future__ import annotations

from safecount.schema.lines import Path
from safecount.schema.model import (
    UNLISTED_CODE,
    Column,
    ColumnType,
    Definition,
    Hierarchy,
    Period,
    ReleaseTable,
    Role,
    Threshold,
)
from safecount.schema.section import Faults

_TIMES = (ColumnType.DATE, ColumnType.MOMENT)
_LINKED = (ColumnType.TEXT, ColumnType.INTEGER, ColumnType.CODE, ColumnType.DATE)
_RELEASED = (Role.DIMENSION, Role.PLACE, Role.TIME)
RESERVED = frozenset(
    (
        "count",
        "status",
        "sum",
        "sum_status",
        "largest",
        "second",
        "records",
        "distinct",
        "numerator",
        "denominator",
        "rate",
    )
)
"""Names that counted and released tables use for their own columns, so that no dimension may bear them."""


def _columns(definition: Definition, table: str, path: Path, faults: Faults) -> dict[str, Column]:
    for candidate in definition.tables:
        if candidate.name == table:
            return {column.name: column for column in candidate.columns}
    remedy = f"Use one of {', '.join(candidate.name for candidate in definition.tables)}."
    faults.add((*path, "table"), f"There is no table {table}.", remedy)
    return {}


def check_hierarchies(definition: Definition, faults: Faults) -> None:
    """Add to `faults` every hierarchy that names what is not there, or says two things at once."""
    for hierarchy in definition.hierarchies:
        path: Path = ("hierarchies", hierarchy.name)
        known = _columns(definition, hierarchy.table, path, faults)
        ways = [bool(hierarchy.levels), bool(hierarchy.groups), bool(hierarchy.periods)]
        if sum(ways) != 1:
            faults.add(
                path, "It needs exactly one of levels, groups and periods.", "Split it in two, or add one."
            )
        if bool(hierarchy.column) == bool(hierarchy.levels):
            faults.add(
                path, "column goes with groups or periods, and not with levels.", "Give one of the two."
            )
        if not known:
            continue
        for name in (*hierarchy.levels, *([hierarchy.column] if hierarchy.column else [])):
            if name not in known:
                faults.add(
                    path, f"There is no column {name}.", f"Use one of {', '.join(sorted(known)[:12])}."
                )
        if hierarchy.column in known:
            _check_grouping(hierarchy, known[hierarchy.column], definition, faults)


def _check_grouping(hierarchy: Hierarchy, column: Column, definition: Definition, faults: Faults) -> None:
    path: Path = ("hierarchies", hierarchy.name)
    if hierarchy.periods and column.type not in _TIMES:
        faults.add((*path, "periods"), f"{column.name} is not a date or moment.", "Name one that is.")
    if hierarchy.groups and column.type is not ColumnType.CODE:
        faults.add((*path, "groups"), f"{column.name} has no codes to group.", "Name a column of type code.")
        return
    listed = definition.codes[column.codes].spellings if hierarchy.groups else {}
    grouped: set[str] = set()
    every = {code for codes in hierarchy.groups.values() for code in codes}
    for group, codes in hierarchy.groups.items():
        if (group in listed or group == UNLISTED_CODE) and group not in every:
            message = f"{group} is a code too, and in no group: both would be counted as {group}."
            faults.add((*path, "groups", group), message, "Give the group another name, or the code a group.")
        for code in codes:
            if code not in listed:
                message = f"{code!r:.80} is not a code of {column.codes}."
                faults.add((*path, "groups", group), message, f"Use one of {', '.join(sorted(listed)[:12])}.")
            elif code in grouped:
                faults.add((*path, "groups", group), f"{code} is in two groups.", "Leave it in one.")
            grouped.add(code)


def check_releases(definition: Definition, faults: Faults) -> None:
    """Add to `faults` every release table, threshold or break that names what is not there or not for release."""
    for release in definition.releases:
        path: Path = ("releases", release.name)
        own = _columns(definition, release.table, path, faults)
        if not own:
            continue
        known = _inherited(definition, release.table) | own
        where: Path = (*path, "dimensions")
        for index, dimension in enumerate(release.dimensions):
            _check_dimension(dimension, known, where, faults)
            _check_part(release, dimension, known, definition, faults)
            if dimension in release.dimensions[:index]:
                faults.add(where, f"{dimension} is listed twice.", "Leave it once.")
        _check_links(release, own, definition, faults)
        _check_measure(release, own, path, faults)
        _check_together(release, path, faults)
    _check_sum_rule(definition.threshold, faults)
    every = {column.name for table in definition.tables for column in table.columns}
    for name in definition.threshold.columns:
        if name not in every:
            faults.add(("threshold", "columns", name), f"There is no column {name}.", "Name a column.")
        elif definition.threshold.columns[name] < definition.threshold.k:
            message = f"The threshold of {name} is weaker than k."
            faults.add(("threshold", "columns", name), message, "A column's threshold can only be stricter.")
    for index, item in enumerate(definition.breaks):
        for name in item.columns:
            if name not in every:
                faults.add(("breaks", index, "columns"), f"There is no column {name}.", "Name a column.")


def _inherited(definition: Definition, table: str) -> dict[str, Column]:
    """Return the columns that a record of `table` has from its parent and further up, the nearest of each name."""
    found: dict[str, Column] = {}
    for ancestor in reversed(definition.ancestors(definition.table(table))):
        found |= {column.name: column for column in ancestor.columns}
    return found


def _check_links(
    release: ReleaseTable, own: dict[str, Column], definition: Definition, faults: Faults
) -> None:
    """Check that a parent can be found wherever a dimension is its own."""
    names = [dimension.partition(".")[0] for dimension in release.dimensions]
    if all(name in own for name in names):
        return
    table = definition.table(release.table)
    for parent in definition.ancestors(table):
        for name in table.link:
            types = {
                column.type for part in (table, parent) for column in part.columns if column.name == name
            }
            if len(types) > 1 or not types <= set(_LINKED):
                message = f"{release.name} counts by {parent.name}, which {name} cannot lead to."
                remedy = "Give it the same type in both tables: text, integer, code or date."
                faults.add(("tables", table.name, "link"), message, remedy)
        table = parent


def _check_sum_rule(threshold: Threshold, faults: Faults) -> None:
    if not 0 < threshold.sum_percent <= 100:
        faults.add(("threshold", "sum_percent"), "It is no percentage.", "Write more than 0 and at most 100.")
    if threshold.sum_largest not in (0, 1, 2):
        faults.add(
            ("threshold", "sum_largest"), "Only the two largest values are known.", "Write 1 or 2, or 0."
        )
    if not 0 < threshold.sum_dominance < 100:
        faults.add(("threshold", "sum_dominance"), "It is no part of a sum.", "Write a number from 1 to 99.")


def _check_dimension(dimension: str, known: dict[str, Column], where: Path, faults: Faults) -> None:
    """Check that the column of a dimension may be released and that each record has one value of it."""
    name = dimension.partition(".")[0]
    column = known.get(name)
    if column is None:
        faults.add(where, f"There is no column {name}.", f"Use one of {', '.join(sorted(known)[:12])}.")
    elif column.role not in _RELEASED:
        remedy = "Take it out; only dimensions, places and times are released."
        faults.add(where, f"{name} is a {column.role} and is never released.", remedy)
    elif column.separator:
        message = f"{name} holds several values in one cell, so a record would count in several cells"
        remedy = "Count by another column, or make a child table with one row for each value."
        faults.add(where, f"{message} and the cells would not add up to their total.", remedy)
    elif column.type in (ColumnType.CLOCK, ColumnType.NUMBER):
        message = f"{name} is a {column.type}, and nearly every record has a value of its own."
        faults.add(where, message, "Count by a column with few values, such as a code for each band.")
    elif dimension in RESERVED:
        message = f"{name} is the name of a column that every released table has or may have."
        faults.add(where, message, f"Rename the column, for example to {name}_of_case.")


def _check_part(
    release: ReleaseTable, dimension: str, known: dict[str, Column], definition: Definition, faults: Faults
) -> None:
    """Check what stands behind the dot: a period of a time, or a hierarchy of the column's code groups."""
    name, dot, part = dimension.partition(".")
    where: Path = ("releases", release.name, "dimensions")
    column = known.get(name)
    if column is None:
        return
    owner = definition.owner_of(definition.table(release.table), name)
    if column.type in _TIMES:
        if part not in tuple(Period):
            faults.add(
                where, f"{name} needs its period.", f"Write {name}.month, {name}.quarter or {name}.year."
            )
        return
    groupings = [
        hierarchy.name
        for hierarchy in definition.hierarchies
        if hierarchy.table == owner.name and hierarchy.column == name and hierarchy.groups
    ]
    if part in tuple(Period) and part not in groupings:
        faults.add(where, f"{name} is not a date or moment.", f"Write {name} alone.")
    elif dot and part not in groupings:
        known_ones = f"Use one of {', '.join(f'{name}.{grouping}' for grouping in groupings)}."
        remedy = known_ones if groupings else f"Write {name} alone, or add a hierarchy with its groups."
        faults.add(where, f"{name} has no hierarchy of groups called {part or 'nothing'}.", remedy)


def _check_together(release: ReleaseTable, path: Path, faults: Faults) -> None:
    most = len(release.dimensions) - 1
    if release.together and not 1 <= release.together <= most:
        remedy = f"Write a number from 1 to {most}, or leave it out." if most else "Leave it out."
        faults.add((*path, "together"), f"{release.name} has {most + 1} dimensions.", remedy)


def _check_measure(release: ReleaseTable, known: dict[str, Column], path: Path, faults: Faults) -> None:
    if not release.measure:
        return
    column = known.get(release.measure)
    if column is None or column.role is not Role.MEASURE:
        faults.add(
            (*path, "measure"), f"{release.measure} is not a measure.", "Name a column of role measure."
        )
    elif column.minimum is not None and column.minimum < 0:
        message = f"{column.name} may be below nought, and sums of gains and losses cannot be protected."
        faults.add(
            (*path, "measure"),
            message,
            f"Give {column.name} minimum = 0, or sum up losses in a column of their own.",
        )
    elif column.separator:
        message = f"{column.name} holds several values in one cell, which have no sum."
        faults.add((*path, "measure"), message, "Name a measure with one value a record.")
