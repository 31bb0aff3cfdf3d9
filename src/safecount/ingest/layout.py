"""Decides which table and layout of the definition a file belongs to, and how far its headers have drifted from it."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator
from dataclasses import dataclass

from safecount.ingest.statement import is_required
from safecount.ingest.typing_columns import Placed
from safecount.problems import LayoutError
from safecount.schema import Column, ColumnType, Definition, Layout, Table

IMPLICIT = Layout(name="")
"""The layout of a table that lists none: the headers its columns name."""


@dataclass(frozen=True)
class Drift:
    """Differences between a file's headers and its layout: `missing` are column names, the others headers."""

    missing: tuple[str, ...] = ()
    unexpected: tuple[str, ...] = ()
    repeated: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.missing or self.unexpected or self.repeated)


@dataclass(frozen=True)
class Choice:
    """The table and layout of a file, where each column stands in it, and the drift.

    `wanted` are headers not among the file's first records that a JSON source may still bring.
    """

    table: Table
    layout: Layout
    placed: tuple[Placed, ...]
    drift: Drift
    wanted: tuple[str, ...] = ()


def layouts_for(definition: Definition, name: str) -> list[tuple[Table, Layout]]:
    """Return the tables and layouts a file called `name` may have.

    Those whose patterns match it; where none do, those without patterns.
    """
    every = [(table, layout) for table in definition.tables for layout in table.layouts or (IMPLICIT,)]
    named = [
        (table, layout)
        for table, layout in every
        if any(fnmatch.fnmatch(name.lower(), pattern.lower()) for pattern in layout.files)
    ]
    return named or [(table, layout) for table, layout in every if not layout.files]


def reading_layout(definition: Definition, name: str) -> Layout:
    """Return the layout whose encoding, delimiter and sheet apply before the headers are known."""
    candidates = layouts_for(definition, name)
    return candidates[0][1] if len(candidates) == 1 else IMPLICIT


def _fold(header: str) -> str:
    return " ".join(header.lower().split())


def _sources(column: Column, layout: Layout) -> Iterator[tuple[str, ...]]:
    """Yield, for the value and then for the time of day, the headers it may be found under."""
    if column.name in layout.columns:
        yield from ((header,) for header in layout.columns[column.name])
        return
    yield column.headers
    if column.time_headers:
        yield column.time_headers


def _place(column: Column, layout: Layout, positions: dict[str, int]) -> Placed:
    formats = layout.formats.get(column.name, column.formats)
    found = []
    day_only = False
    for index, headers in enumerate(_sources(column, layout)):
        position = next((positions[_fold(header)] for header in headers if _fold(header) in positions), None)
        if position is not None:
            found.append(position)
        elif index == 0:
            return Placed(column, (), formats)
        else:
            day_only = column.type is ColumnType.MOMENT
    return Placed(column, tuple(found), formats, day_only)


def _fit(table: Table, layout: Layout, headers: tuple[str, ...], wait: bool) -> tuple[Choice, list[str]]:
    """Return the choice of this layout, and the required columns the file lacks."""
    positions: dict[str, int] = {}
    repeated = []
    for position, header in enumerate(headers):
        if _fold(header) in positions:
            repeated.append(header)
        positions.setdefault(_fold(header), position)
    absent = {name for name, source in layout.columns.items() if not source}
    placed = [_place(column, layout, positions) for column in table.columns]
    wanted: list[str] = []
    missing = [item.column for item in placed if not item.positions and item.column.name not in absent]
    lacking = [column.name for column in missing if is_required(column, table)]
    if wait:
        # A JSON source leaves out empty values, so a header may still come; the first name is waited for.
        for column in missing:
            header = next(_sources(column, layout))[0]
            positions.setdefault(_fold(header), len(headers) + len(wanted))
            wanted.append(header)
        placed = [_place(column, layout, positions) for column in table.columns]
    used = {position for item in placed for position in item.positions}
    ignored = {_fold(header) for header in (*table.ignored, *layout.ignored)}
    unexpected = [
        header
        for position, header in enumerate(headers)
        if position not in used and _fold(header) not in ignored
    ]
    drift = Drift(tuple(column.name for column in missing), tuple(unexpected), tuple(repeated))
    return Choice(table, layout, tuple(placed), drift, tuple(wanted)), lacking


def choose(definition: Definition, name: str, headers: tuple[str, ...], wait: bool = False) -> Choice:
    """Return where a file called `name` with these headers belongs.

    The best fit has every required column, then the least drift. Raises LayoutError with the difference if no
    table fits. `wait` says that further headers may turn up later, as in JSON.
    """
    candidates = [_fit(table, layout, headers, wait) for table, layout in layouts_for(definition, name)]
    if not candidates:
        message = (
            f"{name}: no layout is meant for a file of this name. Add its pattern to `files` of a layout."
        )
        raise LayoutError(message)

    def rank(candidate: tuple[Choice, list[str]]) -> tuple[int, int, int]:
        choice, lacking = candidate
        drift = len(choice.drift.missing) + len(choice.drift.unexpected)
        return len(lacking), drift, -sum(len(item.positions) for item in choice.placed)

    choice, lacking = min(candidates, key=rank)
    found = sum(len(item.positions) for item in choice.placed) - len(choice.wanted)
    if lacking or not found:
        raise LayoutError(_refusal(name, choice, lacking))
    return choice


def _refusal(name: str, choice: Choice, lacking: list[str]) -> str:
    lines = [f"{name}: the headers fit no table of the definition; nothing was taken in."]
    lines += [
        f"  - {column} is missing and required (header {_headers(choice, column)})" for column in lacking
    ]
    lines += [
        f"  + {header[:80]!r} is in the file and not in the definition"
        for header in choice.drift.unexpected[:20]
    ]
    lines.append("  Add the header to `from` of the column, or a layout for this file.")
    return "\n".join(lines)


def _headers(choice: Choice, name: str) -> str:
    sources = next(_sources(choice.table.column(name), choice.layout))
    return " or ".join(repr(header) for header in sources)
