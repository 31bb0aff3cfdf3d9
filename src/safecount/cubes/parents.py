"""Records with what they have from their parents: an application of force with the district of its incident.

A record belongs to at most one parent, found by the columns of its `link`, which are the parent's key. One without a parent
is kept, and has no value there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import ibis.expr.types as ir

from safecount.cubes.engine import Engine
from safecount.cubes.reference import Key, reference_of
from safecount.problems import SafecountError
from safecount.schema import Column, ColumnType, Definition, ReleaseTable, Table

IBIS_TYPES = {
    ColumnType.TEXT: "string",
    ColumnType.CODE: "string",
    ColumnType.INTEGER: "int64",
    ColumnType.NUMBER: "float64",
    ColumnType.BOOLEAN: "boolean",
    ColumnType.DATE: "date",
    ColumnType.MOMENT: "date",
}


@dataclass(frozen=True)
class Sources:
    """Where records lie: the `files` of the table that is counted, and those of each of its ancestors.

    `within_parents`: only records whose parent lies in the files are counted, as where the parent alone is filed by month.
    """

    files: Sequence[Path]
    ancestors: Mapping[str, Sequence[Path]] = field(default_factory=dict)
    within_parents: bool = False


def ancestors_of(definition: Definition, release: ReleaseTable) -> list[str]:
    """Return the ancestors up to the farthest from which `release` has a dimension, nearest first; none without one."""
    table = definition.table(release.table)
    owners = {reference_of(text, table, definition).owner for text in release.dimensions} - {table.name}
    chain = [ancestor.name for ancestor in definition.ancestors(table)]
    return chain[: max((chain.index(owner) + 1 for owner in owners), default=0)]


def stored_types(keys: Sequence[Key], further: Sequence[Column] = ()) -> dict[str, str]:
    """Return the stored columns, with their Ibis types, that hold `keys` and `further` columns."""
    needed = {key.stored: IBIS_TYPES[key.column.type] for key in keys}
    return needed | {column.name: IBIS_TYPES[column.type] for column in further}


def joined_records(
    engine: Engine,
    definition: Definition,
    table: Table,
    sources: Sources,
    wanted: Mapping[str, Mapping[str, str]],
) -> ir.Table:
    """Return the records of `table` with the stored columns `wanted`, by the table that owns them: name and Ibis type.

    Raises SafecountError where a column of a parent bears the name of another that is needed.
    """
    _refuse_doubles(wanted)
    chain = definition.ancestors(table)
    farthest = max((place + 1 for place, item in enumerate(chain) if item.name in wanted), default=0)
    if sources.within_parents:
        farthest = max(1, farthest)
    own = dict(wanted.get(table.name, {}))
    links = {f"link_0_{place}": name for place, name in enumerate(table.link)} if farthest else {}
    records = engine.records(sources.files, own | _types(table, list(links.values())))
    records = records.mutate(**{new: records[name] for new, name in links.items()})
    child = table
    for level, parent in enumerate(chain[:farthest]):
        up = parent.link if level + 1 < farthest else ()
        one = _one_each(engine, (child, parent), sources.ancestors[parent.name], (wanted, level, up))
        on = [
            records[f"link_{level}_{place}"] == one[f"key_{level}_{place}"]
            for place in range(len(child.link))
        ]
        how = "inner" if sources.within_parents and not level else "left"
        records = records.join(one, on, how=how)
        child = parent
    return records


def _one_each(
    engine: Engine,
    pair: tuple[Table, Table],
    files: Sequence[Path],
    asked: tuple[Mapping[str, Mapping[str, str]], int, Sequence[str]],
) -> ir.Table:
    """Return each parent once, by the child's link: the columns wanted of it, and those that lead further up."""
    child, parent = pair
    wanted, level, up = asked
    columns = dict(wanted.get(parent.name, {}))
    found = engine.records(files, columns | _types(parent, [*child.link, *up]))
    by = {f"key_{level}_{place}": found[name] for place, name in enumerate(child.link)}
    # A store holds each key once; the largest of one value is that value, whatever the engine.
    kept = {name: found[name].max() for name in columns}
    kept |= {f"link_{level + 1}_{place}": found[name].max() for place, name in enumerate(up)}
    return found.group_by(**by).agg(**(kept or {f"there_{level}": found.count()}))


def _types(table: Table, names: Sequence[str]) -> dict[str, str]:
    return {name: IBIS_TYPES[table.column(name).type] for name in names}


def _refuse_doubles(wanted: Mapping[str, Mapping[str, str]]) -> None:
    every = [name for columns in wanted.values() for name in columns]
    if doubles := sorted({name for name in every if every.count(name) > 1}):
        raise SafecountError(
            f"A table and its parent both need a stored column {doubles[0]}. Rename one of the two in the definition."
        )
