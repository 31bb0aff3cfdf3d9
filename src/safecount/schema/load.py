"""Reads a definition from its TOML file; every fault is reported with file, line, key and remedy."""

from __future__ import annotations

import hashlib
import re
import tomllib
from pathlib import Path

from safecount.problems import DefinitionError, Problem
from safecount.schema.keys import FORMAT_VERSION
from safecount.schema.lines import LineIndex
from safecount.schema.load_analyses import analysis_from
from safecount.schema.load_records import records_from
from safecount.schema.model import (
    Break,
    CodeList,
    Column,
    ColumnType,
    CountUnit,
    Definition,
    Faulty,
    Hierarchy,
    IdenticalRows,
    Layout,
    Midnight,
    Period,
    ReleaseTable,
    Role,
    Table,
    Threshold,
    Unlisted,
)
from safecount.schema.model_rates import Rate
from safecount.schema.rules import check_rules
from safecount.schema.section import Faults, Section

LARGEST_DEFINITION = 4 * 1024 * 1024
"""Bytes; a longer file is not a definition somebody wrote."""


def load_definition(path: str | Path) -> Definition:
    """Read the definition at `path`.

    Raises DefinitionError naming file, line, key and remedy of every fault found. Format: version 1,
    described in docs/count/definition.md.
    """
    name = str(path)
    try:
        with open(path, "rb") as file:
            content = file.read(LARGEST_DEFINITION + 1)
    except OSError as error:
        remedy = "Check the name and that you may read it."
        raise _refused(name, 1, f"It cannot be opened ({error.strerror}).", remedy) from error
    return parse_definition(content, name)


def parse_definition(content: bytes, name: str) -> Definition:
    """Read a definition from the bytes of its file; `name` is used in messages. Raises DefinitionError."""
    if len(content) > LARGEST_DEFINITION:
        raise _refused(name, 1, "It is longer than 4 MB.", "Point to a definition, not to data.")
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise _refused(name, line, "It is not UTF-8 text.", "Save it as UTF-8.") from error
    try:
        values = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        found = re.search(r"at line (\d+)", str(error))
        line = int(found.group(1)) if found else text.count("\n") + 1
        raise _refused(
            name, line, f"It is not valid TOML: {error}.", "Mend the line; see toml.io."
        ) from error
    faults = Faults(name, LineIndex(text))
    definition = _definition(
        Section(values, "definition", (), faults), name, hashlib.sha256(content).hexdigest()
    )
    if values.get("safecount") != FORMAT_VERSION:
        faults.add(
            ("safecount",), "This version of the format is not known.", f"Write safecount = {FORMAT_VERSION}."
        )
    if not faults.problems:
        check_rules(definition, faults)
    if faults.problems:
        raise DefinitionError(faults.problems)
    return definition


def _refused(name: str, line: int, message: str, remedy: str) -> DefinitionError:
    return DefinitionError([Problem(name, line, "the file", message, remedy)])


def _definition(section: Section, path: str, fingerprint: str) -> Definition:
    threshold = section.section("threshold", "threshold")
    return Definition(
        name=section.text("name"),
        title=section.text("title"),
        zone=section.text("zone"),
        tables=tuple(_table(name, table) for name, table in section.sections("tables", "table").items()),
        path=path,
        fingerprint=fingerprint,
        publisher=section.text("publisher"),
        licence=section.text("licence"),
        source=section.text("source"),
        note=section.text("note"),
        missing=section.texts("missing"),
        threshold=_threshold(threshold),
        codes=_codes(section),
        hierarchies=tuple(_hierarchy(*item) for item in section.sections("hierarchies", "hierarchy").items()),
        releases=tuple(_release(*item) for item in section.sections("releases", "release").items()),
        breaks=tuple(
            Break(part.day("on"), part.text("what"), part.texts("columns"))
            for part in section.section_list("breaks", "break")
        ),
        rates=tuple(_rate(*item) for item in section.sections("rates", "rate").items()),
        analyses=tuple(analysis_from(*item) for item in section.sections("analyses", "analysis").items()),
        records=tuple(records_from(*item) for item in section.sections("records", "records").items()),
    )


def _threshold(section: Section) -> Threshold:
    usual = Threshold()
    percent, dominance = section.number("sum_percent"), section.number("sum_dominance")
    return Threshold(
        k=section.whole("k", usual.k),
        columns=dict(section.table("columns")),
        level=section.text("level", usual.level),
        sum_percent=usual.sum_percent if percent is None else percent,
        sum_largest=section.whole("sum_largest", usual.sum_largest),
        sum_dominance=usual.sum_dominance if dominance is None else dominance,
    )


def _rate(name: str, section: Section) -> Rate:
    return Rate(
        name=name,
        numerator=section.text("numerator"),
        of=section.text("of"),
        denominator=section.text("denominator"),
        benchmark=section.text("benchmark"),
        benchmark_dimension=section.text("benchmark_dimension"),
        benchmark_counts=dict(section.table("benchmark_counts")),
        per=section.whole("per", 100),
        decimals=section.whole("decimals", 1),
        title=section.text("title"),
    )


def _codes(section: Section) -> dict[str, CodeList]:
    labels = section.table("labels")
    return {
        name: CodeList(
            name, {code: tuple(texts) for code, texts in spellings.items()}, dict(labels.get(name, {}))
        )
        for name, spellings in section.table("codes").items()
    }


def _table(name: str, section: Section) -> Table:
    columns = section.sections("columns", "column")
    return Table(
        name=name,
        unit=CountUnit(section.text("unit", CountUnit.INCIDENT)),
        columns=tuple(_column(column, part) for column, part in columns.items()),
        layouts=tuple(_layout(part) for part in section.section_list("layouts", "layout")),
        title=section.text("title"),
        key=section.texts("key"),
        identical_rows=IdenticalRows(section.text("identical_rows", IdenticalRows.ONE)),
        version=section.text("version"),
        month=section.text("month"),
        parent=section.text("parent"),
        link=section.texts("link"),
        ignored=section.texts("ignored"),
    )


def _column(name: str, section: Section) -> Column:
    return Column(
        name=name,
        type=ColumnType(section.text("type", ColumnType.TEXT)),
        role=Role(section.text("role", Role.DIMENSION)),
        headers=section.texts("from") or (name,),
        time_headers=section.texts("time_from"),
        title=section.text("title"),
        note=section.text("note"),
        unit=section.text("unit"),
        codes=section.text("codes"),
        separator=section.text("separator"),
        formats=section.texts("formats"),
        time_formats=section.texts("time_formats"),
        source_zone=section.text("source_zone"),
        midnight=Midnight(section.text("midnight", Midnight.REAL)),
        missing=section.texts("missing"),
        true=section.texts("true"),
        false=section.texts("false"),
        minimum=section.number("minimum"),
        maximum=section.number("maximum"),
        faulty=Faulty(section.text("faulty", Faulty.REJECT)),
        unlisted=Unlisted(section.text("unlisted", Unlisted.ACCEPT)),
        required=section.flag("required"),
    )


def _headers(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(str(item) for item in value) if isinstance(value, list) else ()


def _layout(section: Section) -> Layout:
    return Layout(
        name=section.text("name"),
        files=section.texts("files"),
        encoding=section.text("encoding"),
        delimiter=section.text("delimiter"),
        quote=section.text("quote"),
        skip_lines=section.whole("skip_lines", 0),
        sheet=section.text("sheet"),
        columns={name: _headers(value) for name, value in section.table("columns").items()},
        formats={name: tuple(value) for name, value in section.table("formats").items()},
        ignored=section.texts("ignored"),
    )


def _hierarchy(name: str, section: Section) -> Hierarchy:
    return Hierarchy(
        name=name,
        table=section.text("table"),
        levels=section.texts("levels"),
        column=section.text("column"),
        groups={group: tuple(codes) for group, codes in section.table("groups").items()},
        periods=tuple(Period(period) for period in section.texts("periods")),
    )


def _release(name: str, section: Section) -> ReleaseTable:
    return ReleaseTable(
        name,
        section.text("table"),
        section.texts("dimensions"),
        section.text("measure"),
        section.text("title"),
        section.whole("together", 0),
    )
