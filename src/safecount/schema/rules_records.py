"""What must hold for a release of records: columns that exist and may be told, and a k no weaker than that of counts."""

from __future__ import annotations

from safecount.schema.lines import Path
from safecount.schema.model import Column, ColumnType, Definition, Role
from safecount.schema.model_records import Ladder, RecordKey, ReleaseRecords
from safecount.schema.section import Faults

_NUMBERS = (ColumnType.INTEGER, ColumnType.NUMBER)


def check_records(definition: Definition, faults: Faults) -> None:
    """Add to `faults` every release of records that names what is not there or is never released."""
    tables = {table.name: table for table in definition.tables}
    for records in definition.records:
        path: Path = ("records", records.name)
        if records.table not in tables:
            faults.add(
                (*path, "table"), f"There is no table {records.table}.", f"Use one of {', '.join(tables)}."
            )
            continue
        known = {column.name: column for column in tables[records.table].columns}
        if not records.keys:
            faults.add(
                (*path, "keys"), "There is no key.", "Name the columns by which a record may be known."
            )
        for key in records.keys:
            _check_key(key, known, (*path, "keys", key.name), faults)
        _check_sensitive(records, known, path, faults)
        _check_numbers(records, definition, path, faults)


def _check_key(key: RecordKey, known: dict[str, Column], path: Path, faults: Faults) -> None:
    for name in (key.column, *([key.longitude] if key.longitude else [])):
        if name not in known:
            faults.add(path, f"There is no column {name}.", f"Use one of {', '.join(sorted(known)[:12])}.")
        elif known[name].role is Role.IDENTIFIER:
            faults.add(path, f"{name} is an identifier and is never released.", "Take it out.")
    if bool(key.longitude) != bool(key.addresses) or (key.ladder is Ladder.POINTS) != bool(key.addresses):
        faults.add(
            path,
            'The ladder "points" goes with longitude and addresses, and with nothing else does either.',
            "Give all three, or none.",
        )
    column = known.get(key.column)
    if (
        column
        and column.type in _NUMBERS
        and column.role is not Role.PLACE
        and not (key.bands or key.addresses)
    ):
        faults.add(
            path, f"{column.name} is a number, told only in bands.", "Write bands, such as [[18, 35, 65]]."
        )
    if key.bands and key.ladder not in (None, Ladder.BANDS):
        faults.add((*path, "bands"), "Bands are a ladder of their own.", "Leave the ladder out.")
    if not 0.01 <= key.weight <= 1000:
        faults.add((*path, "weight"), "A weight is from 0.01 to 1000.", "Write 1 for an ordinary one.")


def _check_sensitive(records: ReleaseRecords, known: dict[str, Column], path: Path, faults: Faults) -> None:
    names = {key.name for key in records.keys}
    for name in records.sensitive:
        where: Path = (*path, "sensitive", name)
        column = known.get(name)
        if column is None:
            faults.add(where, f"There is no column {name}.", f"Use one of {', '.join(sorted(known)[:12])}.")
        elif column.type not in (ColumnType.CODE, ColumnType.BOOLEAN) or column.role is Role.IDENTIFIER:
            faults.add(where, f"{name} is not a code or a yes or no.", "Make it a key, or leave it out.")
        elif name in names:
            faults.add(where, f"{name} is a key too.", "Leave it in one of the two.")


def _check_numbers(records: ReleaseRecords, definition: Definition, path: Path, faults: Faults) -> None:
    k = definition.threshold.k
    if records.k and records.k < k:
        message = f"Records would hide among {records.k}, and counts are hidden below {k}."
        faults.add((*path, "k"), message, f"Write {k} or more, or leave k out.")
    if not 0 <= records.left_out < 1:
        faults.add((*path, "left_out"), "A share is at least 0 and less than 1.", "Write 0.05 for 5 %.")
