"""What must hold between the keys of a definition: names that exist, types that suit, no contradictions."""

from __future__ import annotations

import codecs
import re
import zoneinfo

from safecount.schema.lines import Path
from safecount.schema.model import (
    UNLISTED_CODE,
    Column,
    ColumnType,
    Definition,
    Layout,
    Role,
    Table,
)
from safecount.schema.rules_analyses import check_analyses
from safecount.schema.rules_rates import check_rates
from safecount.schema.rules_records import check_records
from safecount.schema.rules_release import check_hierarchies, check_releases
from safecount.schema.section import Faults

_DATASET_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,62}")
NAMED_FORMATS = ("iso", "epoch_ms", "epoch_s", "excel")
"""Formats that strptime patterns cannot say: ISO 8601, milliseconds or seconds since 1970 (UTC), Excel's day number."""

TIMES = (ColumnType.DATE, ColumnType.MOMENT)
NUMBERS = (ColumnType.INTEGER, ColumnType.NUMBER)
RESERVED_COLUMNS = ("month", "source_file", "source_row")


def check_rules(definition: Definition, faults: Faults) -> None:
    """Add to `faults` whatever in `definition` does not hold together."""
    if not _DATASET_NAME.fullmatch(definition.name):
        remedy = "Use lower case letters, digits and hyphens, such as riverbend-stops."
        faults.add(("name",), f"{definition.name!r:.80} cannot name a dataset.", remedy)
    _check_zone(definition.zone, ("zone",), faults)
    if not definition.tables:
        faults.add(("tables",), "There is no table.", "Add one, such as [tables.stop].")
    _check_codes(definition, faults)
    for table in definition.tables:
        _check_table(table, definition, faults)
    check_hierarchies(definition, faults)
    check_releases(definition, faults)
    check_rates(definition, faults)
    check_analyses(definition, faults)
    check_records(definition, faults)


def _check_zone(zone: str, path: Path, faults: Faults) -> None:
    try:
        zoneinfo.ZoneInfo(zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        faults.add(path, f"{zone!r:.80} is not a time zone.", "Write an IANA name such as America/Chicago.")


def _check_codes(definition: Definition, faults: Faults) -> None:
    for codes in definition.codes.values():
        owner: dict[str, str] = {}
        for code, spellings in codes.spellings.items():
            path = ("codes", codes.name, code)
            if not _CODE.fullmatch(code) or code == UNLISTED_CODE:
                faults.add(
                    path, f"{code!r:.80} cannot be a code.", "Use letters, digits, _ and -; not 'unlisted'."
                )
            for spelling in (code, *spellings):
                folded = " ".join(spelling.lower().split())
                if owner.setdefault(folded, code) != code:
                    message = f"The spelling {spelling!r:.80} already belongs to {owner[folded]}."
                    faults.add(path, message, "Leave it under one code only; case and spaces do not count.")
    for name in faults_of_labels(definition):
        faults.add(("labels", *name), "No such code is listed.", "Add it under [codes] or remove the label.")


def faults_of_labels(definition: Definition) -> list[tuple[str, str]]:
    """Return the labels (list, code) that belong to no code."""
    return [
        (codes.name, code)
        for codes in definition.codes.values()
        for code in codes.labels
        if code not in codes.spellings
    ]


def _check_table(table: Table, definition: Definition, faults: Faults) -> None:
    path: Path = ("tables", table.name)
    names = {column.name for column in table.columns}
    if not table.columns:
        faults.add(path, "The table has no columns.", "Add at least one, such as [tables.stop.columns.race].")
    for key, wanted in (("key", table.key), ("version", (table.version,)), ("link", table.link)):
        for name in wanted:
            if name and name not in names:
                faults.add(
                    (*path, key), f"There is no column {name} in this table.", f"Use one of {_few(names)}."
                )
    for column in table.columns:
        _check_column(column, definition, (*path, "columns", column.name), faults)
    for name in table.key:
        if name in names and table.column(name).separator:
            faults.add((*path, "key"), f"{name} is a list and cannot tell records apart.", "Leave it out.")
    _check_month(table, path, faults)
    _check_parent(table, definition, path, faults)
    for index, layout in enumerate(table.layouts):
        _check_layout(layout, table, (*path, "layouts", index), faults)


def _few(names: set[str]) -> str:
    return ", ".join(sorted(names)[:12])


def _check_month(table: Table, path: Path, faults: Faults) -> None:
    if table.month:
        known = {column.name: column for column in table.columns}
        column = known.get(table.month)
        if column is None or column.type not in TIMES or column.separator:
            message = f"{table.month} is not a date or moment of this table."
            faults.add((*path, "month"), message, "Name a column of type date or moment.")


def _check_parent(table: Table, definition: Definition, path: Path, faults: Faults) -> None:
    if bool(table.parent) != bool(table.link):
        faults.add(path, "parent and link go together.", "Give both, or neither.")
    if not table.parent:
        return
    parents = {candidate.name: candidate for candidate in definition.tables if candidate is not table}
    parent = parents.get(table.parent)
    if parent is None:
        faults.add(
            (*path, "parent"), f"There is no other table {table.parent}.", "Name a table of this dataset."
        )
    elif set(table.link) != set(parent.key):
        remedy = (
            f"Give {table.parent} that key, or link by {', '.join(parent.key) or 'the key it should have'}."
        )
        faults.add((*path, "link"), f"The link is not the key of {table.parent}.", remedy)


def _check_column(column: Column, definition: Definition, path: Path, faults: Faults) -> None:
    if column.name in RESERVED_COLUMNS or column.name.startswith("_"):
        faults.add(
            path, f"{column.name} is kept for lineage.", "Choose another name; `from` may keep the header."
        )
    if (column.type is ColumnType.CODE) != bool(column.codes):
        faults.add(path, 'codes and type = "code" go together.', "Give both, or neither.")
    elif column.codes and column.codes not in definition.codes:
        faults.add((*path, "codes"), f"There is no [codes.{column.codes}].", "Add the list, or use another.")
    if column.time_headers and column.type is not ColumnType.MOMENT:
        faults.add((*path, "time_from"), "Only a moment has a time of day.", 'Write type = "moment".')
    if column.separator and column.type not in (ColumnType.CODE, ColumnType.TEXT, ColumnType.INTEGER):
        faults.add(
            (*path, "separator"), f"A list of {column.type} is not kept.", "Use type code, text or integer."
        )
    if column.role is Role.TIME and column.type not in (*TIMES, ColumnType.CLOCK):
        faults.add((*path, "role"), f"A {column.type} is not a time.", "Use type date, moment or clock.")
    if column.role is Role.MEASURE and column.type not in NUMBERS:
        faults.add((*path, "role"), f"A {column.type} cannot be summed.", "Use type integer or number.")
    bounded = column.minimum is not None or column.maximum is not None
    if bounded and column.type not in (*NUMBERS, *TIMES):
        faults.add(path, "Only numbers and dates have a minimum or maximum.", "Remove it.")
    if column.source_zone:
        _check_zone(column.source_zone, (*path, "source_zone"), faults)
    _check_formats(column, path, faults)


def _check_formats(column: Column, path: Path, faults: Faults) -> None:
    allowed = (*TIMES, ColumnType.CLOCK)
    if column.formats and column.type not in allowed:
        faults.add((*path, "formats"), "Only dates, clocks and moments have formats.", "Remove it.")
    for key, formats in (("formats", column.formats), ("time_formats", column.time_formats)):
        for pattern in formats:
            if not format_is_known(pattern):
                remedy = f"Use strptime marks such as %Y-%m-%d %H:%M:%S, or {', '.join(NAMED_FORMATS)}."
                faults.add((*path, key), f"{pattern!r:.80} is not a way to write a date.", remedy)


def format_is_known(pattern: str) -> bool:
    """Return whether `pattern` is one of the named formats or made of strptime marks that both readers know."""
    marks = re.findall(r"%(.)?", pattern)
    return pattern in NAMED_FORMATS or (
        bool(marks) and all(mark in set("YymdBbHIMSpfzjAa%") and mark for mark in marks)
    )


def _check_layout(layout: Layout, table: Table, path: Path, faults: Faults) -> None:
    names = {column.name for column in table.columns}
    for key, mapping in (("columns", layout.columns), ("formats", layout.formats)):
        for name in mapping:
            if name not in names:
                faults.add((*path, key, name), f"There is no column {name}.", f"Use one of {_few(names)}.")
    for name, headers in layout.columns.items():
        if name in names and len(headers) > 1 and table.column(name).type is not ColumnType.MOMENT:
            remedy = "Give one header; two are for the date and the time of a moment."
            faults.add((*path, "columns", name), f"{name} comes from one column.", remedy)
    for pattern in (pattern for formats in layout.formats.values() for pattern in formats):
        if not format_is_known(pattern):
            faults.add(
                (*path, "formats"), f"{pattern!r:.80} is not a way to write a date.", "Use strptime marks."
            )
    if layout.encoding:
        try:
            codecs.lookup(layout.encoding)
        except LookupError:
            faults.add(
                (*path, "encoding"), f"{layout.encoding!r:.80} is not an encoding.", "Write utf-8 or cp1252."
            )
    for key, mark in (("delimiter", layout.delimiter), ("quote", layout.quote)):
        if len(mark) > 1 or mark in ("\n", "\r", "\0"):
            faults.add((*path, key), f"{mark!r:.80} is not one mark.", "Write a single character.")
