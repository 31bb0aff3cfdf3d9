"""Decides every byte of a release of records: CSV with its W3C description, Parquet, dictionary, catalogue, manifest.

Standards as for tables: RFC 4180; Metadata Vocabulary for Tabular Data (W3C, 17 December 2015); DCAT-US 1.1.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from safecount.disclosure.microdata.safe_records import SafeRecords
from safecount.disclosure.safe_table import ALL, MISSING
from safecount.publish.about import ReleaseAbout
from safecount.publish.catalogue import Said, catalogue_of
from safecount.publish.csv_text import GUARD, csv_bytes, guarded, texts_csv
from safecount.publish.manifest import CERTIFICATE, MANIFEST, PUBLIC_KEY, RECORDS_FORMAT, held_in, said_of
from safecount.publish.names import readable
from safecount.publish.records.words import CAUTION, KINDS, rules_of
from safecount.publish.table_files import column_name, csvw_head, json_bytes

_SPECIAL = {ALL: "Not told: this key was made as coarse as it goes.", MISSING: "Nothing was written."}


@dataclass(frozen=True)
class Named:
    """What the records are called: `name` of the files, `title` for a reader, and the unit of one record."""

    name: str
    title: str
    unit: str


def records_files(
    records: SafeRecords, named: Named, about: ReleaseAbout, *, public_key: bytes | None
) -> dict[str, bytes]:
    """Return every file of a release but its signature, by path."""
    path = f"records/{named.name}"
    files = {
        f"{path}.csv": texts_csv(records.cells),
        f"{path}.csv-metadata.json": json_bytes(_csvw(records, named, about)),
        f"{path}.parquet": _parquet(records.cells),
        "dictionary.csv": _dictionary(records),
        "README.txt": _readme(records, named, about, signed=public_key is not None),
        "data.json": json_bytes(catalogue_of(_said(records, named, about), about)),
        CERTIFICATE: json_bytes({"format": "safecount-records-certificate-1"} | asdict(records.certificate)),
    }
    if public_key:
        files[PUBLIC_KEY] = public_key
    files[MANIFEST] = json_bytes(_manifest(records, named, about, files))
    return files


def _columns(records: SafeRecords) -> list[dict[str, Any]]:
    said = records.certificate
    return [
        {
            "name": name,
            "title": records.titles.get(name, name),
            "kind": "key" if name in said.levels else "sensitive",
            "rung": said.levels.get(name),
            "different_values": said.diversity.get(name),
            "labels": _labels(records, name),
        }
        for name in records.cells.column_names
    ]


def _labels(records: SafeRecords, name: str) -> dict[str, str]:
    known = {ALL: "Not told", MISSING: "Not recorded"} | records.labels.get(name, {})
    return {
        value: known.get(value, value) for value in sorted(records.cells.column(name).unique().to_pylist())
    }


def _manifest(
    records: SafeRecords, named: Named, about: ReleaseAbout, files: dict[str, bytes]
) -> dict[str, Any]:
    said = records.certificate
    return (
        said_of(about, RECORDS_FORMAT)
        | {
            "protection": {
                "k": said.k,
                "diversity": said.diversity,
                "rules": [*rules_of(said, named.unit), CAUTION],
            },
            "reading": {"all": ALL, "missing": MISSING, "csv_guard": GUARD},
            "records": asdict(named)
            | {
                "table": said.table,
                "rows": said.records_out,
                "left_out": said.suppressed,
                "csv": f"records/{named.name}.csv",
                "columns": _columns(records),
            },
        }
        | held_in(files)
    )


def _parquet(cells: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    plain = cells.cast(
        pa.schema([pa.field(name, pa.string(), nullable=False) for name in cells.column_names])
    )
    pq.write_table(plain, sink, compression="zstd", store_schema=False, row_group_size=1 << 20, version="2.6")
    return bytes(sink.getvalue())


def _dictionary(records: SafeRecords) -> bytes:
    rows: list[list[str]] = []
    for column in _columns(records):
        meaning = KINDS[column["kind"]]
        if column["rung"]:
            meaning += f" Rung: {column['rung']}."
        rows.append([column["name"], column["kind"], "", column["title"], meaning])
        rows += [
            [column["name"], "code", value, label, _SPECIAL.get(value, "")]
            for value, label in column["labels"].items()
        ]
    header = ["column", "kind", "code", "label", "meaning"]
    return csv_bytes(header, ([guarded(text) if text else "" for text in row] for row in rows))


def _said(records: SafeRecords, named: Named, about: ReleaseAbout) -> Said:
    rules = " ".join(rules_of(records.certificate, named.unit))
    titles = [records.titles.get(name, name) for name in records.cells.column_names]
    words = {readable(title, 60).lower() for title in titles} | {"anonymised records", named.unit}
    stated = f"Licence: {readable(about.licence, 120)}. " if about.licence else "No licence is stated. "
    path = f"records/{named.name}"
    return Said(
        f"Anonymised records: {readable(named.title)}. {rules} {CAUTION}",
        tuple(sorted(words)),
        f"{stated}Records were made coarser to protect people.",
        (
            (f"{path}.csv", f"{readable(named.title)} (CSV)"),
            (f"{path}.parquet", f"{readable(named.title)} (Parquet)"),
        ),
    )


def _csvw(records: SafeRecords, named: Named, about: ReleaseAbout) -> dict[str, Any]:
    description = (
        f"{about.title}: {named.title}. {' '.join(rules_of(records.certificate, named.unit))} A leading "
    )
    description += f"{GUARD} is not part of a value. {CAUTION}"
    described = csvw_head(named.name, named.title, description, about)
    described["tableSchema"] = {
        "columns": [
            {
                "name": column_name(column["name"]),
                "titles": list(dict.fromkeys([guarded(column["name"]), column["title"]])),
                "dc:description": KINDS[column["kind"]]
                + (f" Rung: {column['rung']}." if column["rung"] else ""),
                "datatype": "string",
                "required": True,
            }
            for column in _columns(records)
        ]
    }
    return described


def _readme(records: SafeRecords, named: Named, about: ReleaseAbout, *, signed: bool) -> bytes:
    said, edition = records.certificate, about.edition
    lines = [
        readable(about.title, 160),
        f"Records: {readable(named.title, 160)}",
        f"Release {edition.name}, issued {edition.issued.isoformat()} by {readable(about.publisher, 160)}",
        "",
        *rules_of(said, named.unit),
        CAUTION,
        "",
        *(f"{name}: {rung}" for name, rung in said.levels.items()),
        *(f"{name}: told as it is" for name in said.diversity),
        "",
        f"records/       the rows as CSV and Parquet, and a W3C description of the columns. {ALL} is not told, {MISSING} is",
        "               nothing written. In the CSV file, drop one leading apostrophe from a value to have it exactly.",
        "dictionary     every column and code",
        "data.json      catalogue entry, DCAT-US 1.1",
        "certificate    what was counted again before publication",
        f"release.json   what this release is, with the SHA-256 of every file{'; release.sig signs it' if signed else ''}",
        "",
        f"To count every class again:   safecount attack {edition.name}/",
        f"Questions: {readable(edition.contact.name, 160)}, {edition.contact.email}",
    ]
    return ("\n".join(lines) + "\n").encode()
