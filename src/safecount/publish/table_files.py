"""Writes one table as CSV, Parquet and JSON, with the W3C description of the CSV beside it.

Standards: RFC 4180; Metadata Vocabulary for Tabular Data (W3C Recommendation, 17 December 2015); SDMX measure and
attribute names of the RDF Data Cube Vocabulary (W3C Recommendation, 16 January 2014).
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pyarrow as pa
import pyarrow.parquet as pq

from safecount.disclosure.safe_table import Dimension, Measure, SafeTable
from safecount.publish.about import ReleaseAbout
from safecount.publish.csv_text import cells_csv, guarded
from safecount.publish.periods import is_time
from safecount.publish.wording import MEANINGS, SUM_MEANINGS, licence_address, measured_in, plural

_SDMX = "http://purl.org/linked-data/sdmx/2009/"


def json_bytes(value: Any) -> bytes:
    """Return `value` as indented UTF-8 JSON that ends in a line break; keys stand in the order given."""
    return (json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()


def csvw_head(name: str, title: str, description: str, about: ReleaseAbout) -> dict[str, Any]:
    """What the description of every CSV of a release begins with: its title, publisher, day, licence and dialect."""
    described: dict[str, Any] = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": f"{name}.csv",
        "dc:title": title,
        "dc:description": description,
        "dc:publisher": about.publisher,
        "dc:issued": {"@value": about.edition.issued.isoformat(), "@type": "date"},
    }
    if address := licence_address(about.licence):
        described["dc:license"] = {"@id": address}
    described["dialect"] = {
        "encoding": "utf-8",
        "delimiter": ",",
        "quoteChar": '"',
        "doubleQuote": True,
        "header": True,
        "lineTerminators": ["\r\n"],
    }
    return described


def table_files(table: SafeTable, cells: pa.Table, about: ReleaseAbout) -> dict[str, bytes]:
    """Return the four files of a table by their paths in the release. `cells` are its cells, in order."""
    path = f"tables/{table.name}"
    return {
        f"{path}.csv": cells_csv(cells),
        f"{path}.csv-metadata.json": json_bytes(csvw(table, about)),
        f"{path}.parquet": _parquet(table, cells),
        f"{path}.json": _records(table, cells),
    }


def _parquet(table: SafeTable, cells: pa.Table) -> bytes:
    names = [dimension.reference for dimension in table.dimensions]
    fields = [pa.field(name, pa.string(), nullable=False) for name in names]
    fields += [pa.field("count", pa.int64()), pa.field("status", pa.string(), nullable=False)]
    if table.measure:
        fields += [pa.field("sum", pa.float64()), pa.field("sum_status", pa.string(), nullable=False)]
    sink = pa.BufferOutputStream()
    plain = cells.cast(pa.schema(fields))
    pq.write_table(plain, sink, compression="zstd", store_schema=False, row_group_size=1 << 20, version="2.6")
    return bytes(sink.getvalue())


def measure_said(measure: Measure) -> dict[str, Any]:
    """Return what a release says of a measure: its words, and what one record adds at least and at most."""
    return {
        "name": measure.name,
        "title": measure.title,
        "unit": measure.unit,
        "least": measure.least,
        "greatest": measure.greatest,
    }


def labels_of(dimension: Dimension, cells: pa.Table) -> dict[str, str]:
    """Return the words for every value that `dimension` takes in `cells`, in order of value."""
    return {
        value: dimension.label(value)
        for value in sorted(cells.column(dimension.reference).unique().to_pylist())
    }


def _records(table: SafeTable, cells: pa.Table) -> bytes:
    """One line a cell, so that the file can be read by eye and compared line by line."""
    head = {
        "table": table.name,
        "title": table.title,
        "unit": table.unit,
        "dimensions": [
            {
                "reference": dimension.reference,
                "title": dimension.title,
                "within": dimension.within or None,
                "labels": labels_of(dimension, cells),
            }
            for dimension in table.dimensions
        ],
        "columns": cells.column_names,
    } | ({"measure": measure_said(table.measure)} if table.measure else {})
    opening = json.dumps(head, ensure_ascii=False, indent=1)[:-2]
    rows = zip(*(column.to_pylist() for column in cells.columns), strict=True)
    lines = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
    return f'{opening},\n "cells": [\n{lines}\n ]\n}}\n'.encode()


def csvw(table: SafeTable, about: ReleaseAbout) -> dict[str, Any]:
    """Return the CSVW description of a table's CSV; `url` is relative to the description itself."""
    names = [column_name(dimension.reference) for dimension in table.dimensions]
    title = table.title or table.name
    description = f"{about.title}: {title}. One row per cell; * sums over a dimension. "
    description += f"A leading {guarded('=')[0]} is not part of a value. {MEANINGS['hidden']}"
    described = csvw_head(table.name, title, description, about)
    described["tableSchema"] = {
        "columns": [
            *(_dimension(d, n) for d, n in zip(table.dimensions, names, strict=True)),
            *_figures(table),
        ],
        "primaryKey": names,
    }
    if not names:
        del described["tableSchema"]["primaryKey"]
    return described


def column_name(reference: str) -> str:
    """Return a CSVW column name: what a URI template allows, and never beginning with an underscore."""
    name = quote(reference, safe="").replace("-", "%2D").replace("~", "%7E")
    parts = name.replace("_", "%5F", 1) if name.startswith("_") else name
    return (
        parts
        if ".." not in parts and not parts.startswith(".") and not parts.endswith(".")
        else parts.replace(".", "%2E")
    )


def _dimension(dimension: Dimension, name: str) -> dict[str, Any]:
    header = guarded(dimension.reference)
    column: dict[str, Any] = {
        "name": name,
        "titles": list(dict.fromkeys([header, dimension.title or header])),
        "dc:description": "* stands for all values together, missing for records that have none.",
        "datatype": "string",
        "required": True,
    }
    if dimension.within:
        column["dc:description"] += f" Each value lies within one of {dimension.within}."
    if is_time(dimension.reference):
        column["propertyUrl"] = f"{_SDMX}dimension#refPeriod"
    return column


def _figures(table: SafeTable) -> list[dict[str, Any]]:
    return [
        {
            "name": "count",
            "titles": ["count"],
            "dc:description": f"{plural(table.unit).capitalize()} counted. Empty where the status is hidden.",
            "datatype": {"base": "integer", "minimum": 0},
            "null": "",
            "propertyUrl": f"{_SDMX}measure#obsValue",
        },
        {
            "name": "status",
            "titles": ["status"],
            "dc:description": " ".join(f"{status}: {meaning}" for status, meaning in MEANINGS.items()),
            "datatype": {"base": "string", "format": "shown|hidden|zero"},
            "required": True,
            "propertyUrl": f"{_SDMX}attribute#obsStatus",
        },
        *(_sum_figures(table.measure) if table.measure else []),
    ]


def _sum_figures(measure: Measure) -> list[dict[str, Any]]:
    return [
        {
            "name": "sum",
            "titles": ["sum"],
            "dc:description": f"{measured_in(measure)}, added up. Empty where sum_status is hidden.",
            "datatype": {"base": "decimal", "minimum": 0},
            "null": "",
        },
        {
            "name": "sum_status",
            "titles": ["sum_status"],
            "dc:description": " ".join(f"{status}: {meaning}" for status, meaning in SUM_MEANINGS.items()),
            "datatype": {"base": "string", "format": "shown|hidden|zero"},
            "required": True,
        },
    ]
