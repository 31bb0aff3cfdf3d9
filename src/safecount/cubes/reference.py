"""What a dimension of a release table refers to: where its values are stored, and how they are written in a cell.

Engines only ever see stored columns and whole numbers for periods; every text of a cell is made here, in Python, so
that all engines give the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import ibis.expr.types as ir

from safecount.disclosure.safe_table import ALL, MISSING, Dimension
from safecount.problems import SafecountError
from safecount.schema import UNLISTED_CODE, Column, ColumnType, Definition, Hierarchy, Period, Table

_TIMES = (ColumnType.DATE, ColumnType.MOMENT)
_TAKEN = re.compile(r"(\*|missing)( \(as written\))*")
_PERIODS = (Period.MONTH, Period.QUARTER, Period.YEAR)
"""From finest to coarsest."""

_BOOLEANS = {"true": "Yes", "false": "No"}


@dataclass(frozen=True)
class Reference:
    """One dimension: `text` as the definition writes it, its column, and a period or a hierarchy of code groups.

    `owner`: the table that has the column, that of the records themselves or an ancestor of it.
    """

    text: str
    column: Column
    period: Period | None = None
    hierarchy: Hierarchy | None = None
    owner: str = ""

    def written(self, native: object) -> str:
        """Return how a value is written in a cell; `native` is as `Key.expression` gives it, None for no value."""
        if native is None:
            return MISSING
        if self.hierarchy is not None:
            return escaped(_group_of(self.hierarchy).get(str(native), str(native)))
        if isinstance(native, bool):
            return "true" if native else "false"
        return escaped(str(native))

    def expression(self, records: ir.Table) -> ir.Value:
        """Return this dimension's own value for engines that must count it by itself, as for distinct persons."""
        value: Any = Key(self.column, self.period, self.owner).expression(records)
        if self.hierarchy is None:
            return value
        return value.cases(*_group_of(self.hierarchy).items(), else_=value)

    def written_own(self, native: object) -> str:
        """Return how a value of `expression` is written in a cell."""
        own = Reference(self.text, self.column, self.period)
        return own.written(Key(self.column, self.period).native(native, own))

    def order(self, definition: Definition) -> Callable[[str], tuple[Any, ...]]:
        """Return the sorting key of this dimension's texts: as listed, else numbers by size, else by letters."""
        listed: dict[str, int] = {}
        if self.column.type is ColumnType.CODE:
            groups = list(self.hierarchy.groups) if self.hierarchy else []
            for value in [*groups, *definition.codes[self.column.codes].spellings]:
                listed.setdefault(escaped(value), len(listed))
        whole = self.column.type is ColumnType.INTEGER

        def key(text: str) -> tuple[Any, ...]:
            if text == MISSING:
                return (3, 0, "")
            if text in listed:
                return (0, listed[text], "")
            return (1, int(text), "") if whole else (2, 0, text)

        return key

    def dimension(self, definition: Definition, within: str) -> Dimension:
        """Return what a reader is told of this dimension."""
        title = self.column.title or self.column.name.replace("_", " ").capitalize()
        labels: dict[str, str] = {}
        if self.column.type is ColumnType.CODE:
            codes = definition.codes[self.column.codes]
            labels = {escaped(code): codes.label(code) for code in [*codes.spellings, UNLISTED_CODE]}
        if self.hierarchy is not None:
            title = f"{title}, {self.hierarchy.name.replace('_', ' ')}"
            groups = self.hierarchy.groups
            labels |= {escaped(group): group.replace("_", " ").capitalize() for group in groups}
        if self.column.type is ColumnType.BOOLEAN:
            labels = dict(_BOOLEANS)
        if self.period is not None:
            title = f"{title}, {self.period}"
        return Dimension(self.text, title, within, labels)

    def coarser(self, table: Table, definition: Definition) -> list[str]:
        """Return the references that may be coarser than this one, nearest first, by what the definition says."""
        name = self.column.name
        if self.period is not None:
            return [f"{name}.{period}" for period in _PERIODS[_PERIODS.index(self.period) + 1 :]]
        own = [part for part in definition.hierarchies if part.table == (self.owner or table.name)]
        grouped = [part for part in own if part.groups and part.column]
        by_size = sorted(grouped, key=lambda part: (-len(part.groups), part.name))
        found = [f"{name}.{part.name}" for part in by_size if part.column == name]
        if self.hierarchy is not None:
            return found[found.index(self.text) + 1 :]
        for hierarchy in own:
            if name not in hierarchy.levels:
                continue
            for level in hierarchy.levels[hierarchy.levels.index(name) + 1 :]:
                found.append(level)
                found += [f"{level}.{part.name}" for part in by_size if part.column == level]
        return found


@dataclass(frozen=True)
class Key:
    """What an engine groups by for one or several references: a stored column, or the finest period of it needed."""

    column: Column
    period: Period | None = None
    owner: str = ""

    @property
    def stored(self) -> str:
        """Return the name of the stored column; a moment is counted by its date."""
        moment = self.column.type is ColumnType.MOMENT
        return f"{self.column.name}_date" if moment else self.column.name

    def expression(self, records: ir.Table) -> ir.Value:
        """Return the value an engine groups by: the stored one, or a whole number such as 202601 for a month."""
        value = records[self.stored]
        if self.period is None:
            return value
        date: Any = value
        year = date.year().cast("int64")
        match self.period:
            case Period.YEAR:
                return year
            case Period.QUARTER:
                return year * 10 + date.quarter().cast("int64")
        return year * 100 + date.month().cast("int64")

    def native(self, number: object, reference: Reference) -> object:
        """Return the value of `reference` for a value of this key: itself, or the text of its period."""
        if self.period is None or number is None:
            return number
        return _period_text(int(str(number)), self.period, reference.period or self.period)


def _period_text(number: int, period: Period, wanted: Period) -> str:
    if period is Period.YEAR:
        return f"{number:04d}"
    year, part = divmod(number, 100 if period is Period.MONTH else 10)
    if wanted is Period.YEAR:
        return f"{year:04d}"
    if wanted is Period.MONTH:
        return f"{year:04d}-{part:02d}"
    return f"{year:04d}-Q{(part + 2) // 3 if period is Period.MONTH else part}"


def _group_of(hierarchy: Hierarchy) -> dict[str, str]:
    return {code: group for group, codes in hierarchy.groups.items() for code in codes}


def escaped(value: str) -> str:
    """Return `value` as a cell writes it: one that would be read as `*` or `missing` gets ` (as written)` added.

    No two values become one: a value that already ends so gets it once more.
    """
    return f"{value} (as written)" if _TAKEN.fullmatch(value) else value


def reference_of(text: str, table: Table, definition: Definition) -> Reference:
    """Return what a dimension of a release of `table` refers to. Raises SafecountError if it names nothing."""
    name, _, part = text.partition(".")
    try:
        owner = definition.owner_of(table, name)
    except KeyError:
        message = f"The table {table.name} has no column {name}, nor has a table it belongs to."
        raise SafecountError(f"{message} Name one that it has.") from None
    column = owner.column(name)
    if column.separator:
        message = f"{name} holds several values in one cell: a record would count in several cells."
        raise SafecountError(f"{message} Count by another column, or make a child table of its values.")
    if column.type in _TIMES:
        if part not in tuple(Period):
            raise SafecountError(f"{text} needs a period: write {name}.month, {name}.quarter or {name}.year.")
        return Reference(text, column, period=Period(part), owner=owner.name)
    if not part:
        return Reference(text, column, owner=owner.name)
    for hierarchy in definition.hierarchies:
        if (hierarchy.table, hierarchy.column, hierarchy.name) == (
            owner.name,
            name,
            part,
        ) and hierarchy.groups:
            return Reference(text, column, hierarchy=hierarchy, owner=owner.name)
    raise SafecountError(f"{name} has no hierarchy of groups called {part}. Write {name} alone, or add it.")


def keys_for(references: list[Reference]) -> list[Key]:
    """Return what an engine must group by so that all `references` can be told: one key a column, finest period."""
    finest: dict[str, Key] = {}
    for reference in references:
        name = reference.column.name
        periods = [found.period for found in (finest.get(name), reference) if found and found.period]
        period = min(periods, key=_PERIODS.index) if periods else None
        finest[name] = Key(reference.column, period, reference.owner)
    return list(finest.values())


def own_references(texts: Sequence[str], table: Table, definition: Definition) -> list[Reference]:
    """Return the references of a release that is asked for more than counts and sums. Raises SafecountError for a parent's."""
    found = [reference_of(text, table, definition) for text in texts]
    for reference in found:
        if reference.owner != table.name:
            message = f"{reference.text} is a dimension of {reference.owner}, by which only counts and sums are told."
            raise SafecountError(f"{message} Use the dimensions of {table.name} itself.")
    return found


__all__ = ["ALL", "MISSING", "Key", "Reference", "escaped", "keys_for", "own_references", "reference_of"]
