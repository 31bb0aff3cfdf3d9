"""Reads the sections [records.NAME] of a definition."""

from __future__ import annotations

from safecount.schema.model_records import Ladder, RecordKey, ReleaseRecords
from safecount.schema.section import Section


def records_from(name: str, section: Section) -> ReleaseRecords:
    """Return the release of records that `section` describes; its names are checked by `rules_records`."""
    left_out = section.number("left_out")
    return ReleaseRecords(
        name=name,
        table=section.text("table"),
        keys=tuple(_key(*item) for item in section.sections("keys", "record_key").items()),
        sensitive=dict(section.table("sensitive")),
        k=section.whole("k", 0),
        left_out=0.05 if left_out is None else left_out,
        title=section.text("title"),
    )


def _key(name: str, section: Section) -> RecordKey:
    weight = section.number("weight")
    return RecordKey(
        name=name,
        column=section.text("column", name),
        ladder=Ladder(section.text("ladder")) if section.has("ladder") else None,
        coarsest=section.text("coarsest", "all"),
        weight=1.0 if weight is None else weight,
        bands=tuple(tuple(float(edge) for edge in edges) for edges in section.rows("bands")),
        longitude=section.text("longitude"),
        addresses=section.text("addresses"),
    )
