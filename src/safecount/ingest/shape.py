"""The part of a definition that shapes stored records; when it changes, records must be read anew."""

from __future__ import annotations

import dataclasses
import hashlib
import json

from safecount.schema import Column, Definition, Table

_WORDS_ONLY = {"title", "note", "unit", "role", "headers", "time_headers"}


def _column(column: Column) -> dict[str, object]:
    values = dataclasses.asdict(column)
    return {name: value for name, value in values.items() if name not in _WORDS_ONLY}


def _table(table: Table) -> dict[str, object]:
    return {
        "name": table.name,
        "key": table.key,
        "identical_rows": table.identical_rows,
        "version": table.version,
        "month": table.month,
        "columns": [_column(column) for column in table.columns],
    }


def shape_of(definition: Definition) -> str:
    """Return the SHA-256 of what shapes the records: types, codes, keys, zone and missing marks.

    Titles, notes, roles, thresholds, releases, headers and layouts may change without it: a new year's layout
    is added to a store that goes on.
    """
    values = {
        "zone": definition.zone,
        "missing": definition.missing,
        "codes": {name: codes.spellings for name, codes in definition.codes.items()},
        "tables": [_table(table) for table in definition.tables],
    }
    return hashlib.sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()
