"""From the section [records.NAME] of a definition to a plan: each key with the ladder that its column asks for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv

from safecount.cubes.reference import escaped
from safecount.disclosure.microdata.anchors import Anchors, build_anchors
from safecount.disclosure.microdata.ladders import Areas, Bands, DayParts, Groups, Periods, Points
from safecount.disclosure.microdata.plan import Key, Plan, SensitiveField, key_for
from safecount.disclosure.microdata.problems import MicrodataRefused
from safecount.schema import Column, ColumnType, Definition, RecordKey, ReleaseRecords
from safecount.schema import Ladder as Named


def plan_of(definition: Definition, records: ReleaseRecords, first: str = "", last: str = "") -> Plan:
    """Return the plan for records from the months `first` to `last` (as 2026-11), all that have a date if empty.

    k is that of the definition where `records` names none, and no less than that of any column it tells. Raises
    MicrodataRefused for a column that may not be told so, and for a list of addresses that cannot be read.
    """
    table = definition.table(records.table)
    keys = tuple(_key(definition, records.table, key) for key in records.keys)
    told = {one.name for key in keys for one in (key.column, *key.ladder.beside)} | set(records.sensitive)
    strict = [k for name, k in definition.threshold.columns.items() if name in told]
    return Plan(
        definition.name,
        records.table,
        keys,
        tuple(SensitiveField(table.column(name), fewest) for name, fewest in records.sensitive.items()),
        max([records.k or definition.threshold.k, *strict]),
        records.left_out,
        table.column(table.month) if table.month else None,
        first if table.month else "",
        last if table.month else "",
    )


def _key(definition: Definition, table: str, wanted: RecordKey) -> Key:
    column = definition.table(table).column(wanted.column)
    found = _with_ladder(definition, table, wanted, column)
    return Key(column, found.ladder, wanted.name, wanted.weight, wanted.coarsest)


def _with_ladder(definition: Definition, table: str, wanted: RecordKey, column: Column) -> Key:
    if wanted.bands:
        return Key(column, Bands(wanted.bands))
    match wanted.ladder:
        case Named.POINTS:
            longitude = definition.table(table).column(wanted.longitude)
            return Key(column, Points(longitude, _anchors(definition, wanted.addresses)))
        case Named.PERIODS:
            return Key(column, Periods())
        case Named.DAY_PARTS:
            return Key(column, DayParts())
        case Named.GROUPS:
            suggested = key_for(definition, table, column.name)
            return suggested if isinstance(suggested.ladder, Groups) else Key(column, Groups())
        case Named.AREAS:
            suggested = key_for(definition, table, column.name)
            return suggested if isinstance(suggested.ladder, Areas) else Key(column, Areas())
    if column.type is ColumnType.CLOCK:
        return Key(column, DayParts())
    return key_for(definition, table, column.name)


def _anchors(definition: Definition, addresses: str) -> Anchors:
    path = Path(definition.path).parent / addresses
    try:
        read = arrow_csv.read_csv(
            path,
            convert_options=arrow_csv.ConvertOptions(
                include_columns=["latitude", "longitude"],
                column_types={"latitude": pa.float64(), "longitude": pa.float64()},
            ),
        )
        positions = np.column_stack([read.column(name).to_numpy() for name in ("latitude", "longitude")])
    except (OSError, KeyError, ValueError, pa.ArrowInvalid) as error:
        raise MicrodataRefused(
            f"The addresses in {path} cannot be read ({str(error)[:120]}). Write a CSV with the columns latitude and "
            "longitude, in degrees, one line an address."
        ) from error
    return build_anchors(positions)


def labels_of(definition: Definition, plan: Plan) -> dict[str, dict[str, str]]:
    """Return the words for the codes of each released column that has any."""
    columns = {key.name: key.column for key in plan.keys}
    columns |= {field.column.name: field.column for field in plan.sensitive}
    found = {}
    for name, column in columns.items():
        codes = definition.codes.get(column.codes)
        if codes:
            found[name] = {escaped(code): codes.label(code) for code in codes.spellings}
        elif column.type is ColumnType.BOOLEAN:
            found[name] = {"true": "Yes", "false": "No"}
    return found


def titled(definition: Definition, records: ReleaseRecords) -> str:
    """Return the name a reader sees."""
    return (
        records.title or definition.table(records.table).title or records.name.replace("_", " ").capitalize()
    )
