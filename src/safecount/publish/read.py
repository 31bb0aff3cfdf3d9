"""Reads a release from its public files alone, as anybody who attacks it would.

Of the folder it needs release.json, certificate.json and the CSV of each table; each is checked against the digest in the
manifest, and the cells against the digest in the certificate. Everything else may be absent.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from safecount.disclosure.safe_table import (
    Certificate,
    Dimension,
    Level,
    Measure,
    SumsProved,
    digest_of,
    figure_columns,
)
from safecount.publish.csv_text import read_cells
from safecount.publish.manifest import CERTIFICATE, FORMAT
from safecount.publish.opening import ListedFile, checked_bytes, listed_files, manifest_in, read_json
from safecount.publish.refusals import ReleaseError

LARGEST_TABLE = 1024 * 1024 * 1024
MOST_TABLES = 1_000
MOST_DIMENSIONS = 60


@dataclass(frozen=True)
class ReleasedTable:
    """A table as published.

    `cells`: one row per cell; a text column per dimension with exact values, `count` (int64, null where hidden), `status`;
    with a `measure` also `sum` (float64, null where hidden) and `sum_status`.
    """

    name: str
    title: str
    unit: str
    records: str
    threshold: int
    dimensions: tuple[Dimension, ...]
    cells: pa.Table
    measure: Measure | None = None


@dataclass(frozen=True)
class ReleasedTables:
    """A release as published: `sha256` is that of its release.json, and `previous` names the release before it."""

    dataset: str
    name: str
    through_month: str
    sha256: str
    previous: str
    certificate: Certificate
    tables: tuple[ReleasedTable, ...]

    def table(self, name: str) -> ReleasedTable:
        """Return the table called `name`; KeyError if there is none."""
        for table in self.tables:
            if table.name == name:
                return table
        raise KeyError(name)


def read_release(folder: str | Path) -> ReleasedTables:
    """Return the tables of the release in `folder`. Raises ReleaseError where anything is not as a release must be."""
    folder = Path(folder)
    manifest, content = manifest_in(folder, (FORMAT,))
    listed = listed_files(manifest)
    certificate = _certificate(folder, listed)
    entries = _list(manifest, "tables", MOST_TABLES)
    tables = tuple(_table(folder, listed, _object(entry), certificate) for entry in entries)
    names = [table.name for table in tables]
    if len(set(names)) != len(names) or set(names) != set(certificate.tables):
        raise ReleaseError("release.json and the certificate do not name the same tables.")
    dataset = _text(manifest, "dataset")
    if certificate.dataset != dataset:
        raise ReleaseError(
            f"The certificate is for {certificate.dataset[:80]}, and the release for {dataset[:80]}."
        )
    previous = manifest.get("previous")
    return ReleasedTables(
        dataset=dataset,
        name=_text(manifest, "release"),
        through_month=_text(_object(manifest.get("period")), "through_month"),
        sha256=hashlib.sha256(content).hexdigest(),
        previous=_text(_object(previous), "sha256") if previous is not None else "",
        certificate=certificate,
        tables=tables,
    )


def _certificate(folder: Path, listed: dict[str, ListedFile]) -> Certificate:
    values = read_json(_content(folder, listed, CERTIFICATE), CERTIFICATE)
    tables, stricter = _object(values.get("tables")), _object(values.get("stricter"))
    earlier = _list(values, "earlier", 10_000)
    try:
        level = Level(_text(values, "level"))
    except ValueError as error:
        raise ReleaseError("The certificate names a level of protection that does not exist.") from error
    return Certificate(
        dataset=_text(values, "dataset"),
        level=level,
        threshold=_whole(values, "threshold"),
        width=_whole(values, "width"),
        cells=_whole(values, "cells"),
        hidden=_whole(values, "hidden"),
        zero=_whole(values, "zero"),
        relations=_whole(values, "relations"),
        witnesses=_whole(values, "witnesses"),
        witness_digest=_text(values, "witness_digest"),
        tables={name: _text(tables, name) for name in tables},
        stricter={name: _whole(stricter, name) for name in stricter},
        earlier=tuple(_text({"digest": digest}, "digest") for digest in earlier),
        version=_text(values, "version"),
        sums=_sums(values.get("sums")),
    )


def _table(
    folder: Path, listed: dict[str, ListedFile], entry: dict[str, Any], certificate: Certificate
) -> ReleasedTable:
    name = _text(entry, "name")
    dimensions = tuple(_dimension(_object(value)) for value in _list(entry, "dimensions", MOST_DIMENSIONS))
    path = _text(entry, "csv")
    cells = read_cells(_content(folder, listed, path), path)
    references = [dimension.reference for dimension in dimensions]
    measure = _measure(entry.get("measure"))
    if cells.column_names != [*references, *figure_columns(measure)]:
        raise ReleaseError(f"The columns of {path} are not the dimensions that release.json names.")
    if any(dimension.within and dimension.within not in references for dimension in dimensions):
        raise ReleaseError(f"A dimension of {name[:80]} nests in one that the table does not have.")
    if len(cells) != _whole(entry, "cells") or certificate.tables.get(name) != digest_of(cells):
        raise ReleaseError(f"The certificate does not cover the cells of {name[:80]}: they were altered.")
    return ReleasedTable(
        name,
        _text(entry, "title"),
        _text(entry, "unit"),
        _text(entry, "records"),
        _whole(entry, "threshold"),
        dimensions,
        cells,
        measure,
    )


def _measure(value: Any) -> Measure | None:
    if value is None:
        return None
    entry = _object(value)
    greatest = None if entry.get("greatest") is None else _number(entry, "greatest")
    name, title, unit = (_text(entry, key) for key in ("name", "title", "unit"))
    return Measure(name, title, unit, _number(entry, "least"), greatest)


def _sums(value: Any) -> SumsProved | None:
    if value is None:
        return None
    entry = _object(value)
    return SumsProved(
        _number(entry, "percent"),
        _whole(entry, "largest"),
        _number(entry, "dominance"),
        sums=_whole(entry, "sums"),
        hidden=_whole(entry, "hidden"),
        witnesses=_whole(entry, "witnesses"),
        completed=_whole(entry, "completed"),
    )


def _number(values: dict[str, Any], key: str) -> float:
    value = values.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e15:
        raise ReleaseError(f"{key[:80]!r} must be a number in release.json or the certificate, and is not.")
    return value


def _dimension(entry: dict[str, Any]) -> Dimension:
    labels = _object(entry.get("labels"))
    within = "" if entry.get("within") is None else _text(entry, "within")
    words = {value: _text(labels, value) for value in labels}
    return Dimension(_text(entry, "reference"), _text(entry, "title"), within, words)


def _content(folder: Path, listed: dict[str, ListedFile], path: str) -> bytes:
    if path not in listed:
        raise ReleaseError(f"release.json does not list {path[:120]!r}.")
    if listed[path].size > LARGEST_TABLE:
        raise ReleaseError(f"{path} is larger than {LARGEST_TABLE:,} bytes, which no table of a release is.")
    return checked_bytes(folder, listed[path])


def _text(values: dict[str, Any], key: str) -> str:
    value = values.get(key)
    if not isinstance(value, str):
        raise ReleaseError(f"{key[:80]!r} must be a text in release.json or the certificate, and is not.")
    return value


def _whole(values: dict[str, Any], key: str) -> int:
    value = values.get(key)
    if type(value) is not int or not 0 <= value < 10**15:
        raise ReleaseError(
            f"{key[:80]!r} must be a whole number in release.json or the certificate, and is not."
        )
    return value


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ReleaseError(
            "A part of release.json or of the certificate is missing, or is not what a release has there."
        )
    return value


def _list(values: dict[str, Any], key: str, most: int) -> list[Any]:
    value = values.get(key)
    if not isinstance(value, list) or len(value) > most:
        raise ReleaseError(f"{key!r} must be a list of at most {most:,} in release.json or the certificate.")
    return value
