"""Writes release.json: what the release is, how its tables are made up, by which rules counts were hidden, and every file.

Whoever holds this file and its signature can tell whether any other file was altered, added or taken away.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from typing import Any

import pyarrow as pa

from safecount.disclosure.rates import rates_of
from safecount.disclosure.safe_table import ALL, MISSING, Certificate, SafeTable
from safecount.publish.about import ReleaseAbout
from safecount.publish.catalogue import media_type
from safecount.publish.csv_text import GUARD
from safecount.publish.dictionary import stricter_of
from safecount.publish.rates import rates_said
from safecount.publish.signing import fingerprint
from safecount.publish.table_files import labels_of, measure_said
from safecount.publish.wording import MEANINGS, rules
from safecount.schema import Rate

FORMAT = "safecount-release-1"
RECORDS_FORMAT = "safecount-records-1"
MANIFEST, SIGNATURE, PUBLIC_KEY, CERTIFICATE = (
    "release.json",
    "release.sig",
    "release.pub",
    "certificate.json",
)


def certificate_json(certificate: Certificate) -> dict[str, Any]:
    """Return the public certificate: what was proved, and the digests that bind it to these cells and to its witnesses."""
    return (
        {"format": "safecount-certificate-1"}
        | asdict(certificate)
        | {"tables": dict(sorted(certificate.tables.items()))}
    )


def manifest_of(
    tables: tuple[SafeTable, ...], cells: dict[str, pa.Table], about: ReleaseAbout, files: dict[str, bytes]
) -> dict[str, Any]:
    """Return the manifest. `files` are all files of the release but the manifest and its signature."""
    return (
        said_of(about, FORMAT)
        | {
            "protection": _protection(tables[0].certificate),
            "reading": {"all": ALL, "missing": MISSING, "csv_guard": GUARD, "statuses": MEANINGS},
            "tables": [_table(table, cells[table.name]) for table in tables],
            "rates": [rates_said(rate, rates_of(rate, tables)) for rate in _by_name(about.rates)],
        }
        | held_in(files)
    )


def _by_name(rates: tuple[Rate, ...]) -> list[Rate]:
    return sorted(rates, key=lambda rate: rate.name)


def held_in(files: dict[str, bytes]) -> dict[str, Any]:
    """Return what a manifest says of certificate, signature and files; all but the manifest and its signature."""
    return {
        "certificate": {"path": CERTIFICATE, "sha256": _sha256(files[CERTIFICATE])},
        "signature": _signature(files),
        "files": [
            {"path": path, "bytes": len(content), "sha256": _sha256(content), "media_type": media_type(path)}
            for path, content in sorted(files.items())
        ],
    }


def said_of(about: ReleaseAbout, format_of_files: str) -> dict[str, Any]:
    """Return what a manifest says of the release as a whole."""
    edition = about.edition
    return {
        "format": format_of_files,
        "dataset": about.dataset,
        "release": edition.name,
        "title": about.title,
        "publisher": about.publisher,
        "licence": about.licence,
        "source": about.source,
        "note": about.note,
        "issued": edition.issued.isoformat(),
        "period": {"first_month": edition.first_month or None, "through_month": edition.through_month},
        "definition": {"sha256": about.fingerprint, "safecount": about.version},
        "previous": asdict(edition.previous) if edition.previous else None,
        "contact": asdict(edition.contact),
        "landing_page": edition.landing_page or None,
        "breaks": [
            {"on": item.on.isoformat(), "what": item.what, "columns": list(item.columns)}
            for item in about.breaks
        ],
        "known_problems": list(edition.problems),
        "corrections": [{"on": item.on.isoformat(), "what": item.what} for item in edition.corrections],
        "policies": [asdict(link) for link in edition.policies],
    }


def _protection(certificate: Certificate) -> dict[str, Any]:
    return {
        "level": str(certificate.level),
        "threshold": certificate.threshold,
        "width": certificate.width,
        "stricter": dict(sorted(certificate.stricter.items())),
        "rules": rules(certificate),
    }


def _table(table: SafeTable, cells: pa.Table) -> dict[str, Any]:
    statuses = cells["status"].to_pylist()
    return {
        "name": table.name,
        "title": table.title,
        "unit": table.unit,
        "records": table.records,
        "threshold": table.certificate.threshold,
        "cells": len(statuses),
        "hidden": statuses.count("hidden"),
        "zero": statuses.count("zero"),
        "cells_sha256": table.certificate.tables[table.name],
        "csv": f"tables/{table.name}.csv",
        "measure": measure_said(table.measure) if table.measure else None,
        "dimensions": [
            {
                "reference": dimension.reference,
                "title": dimension.title,
                "within": dimension.within or None,
                "stricter": stricter_of(table, dimension),
                "labels": labels_of(dimension, cells),
            }
            for dimension in table.dimensions
        ],
    }


def _signature(files: dict[str, bytes]) -> dict[str, Any]:
    if PUBLIC_KEY not in files:
        return {"signed": False, "note": "This release was published without a signature, as was asked for."}
    return {
        "signed": True,
        "algorithm": "Ed25519",
        "path": SIGNATURE,
        "public_key": PUBLIC_KEY,
        "key_sha256": fingerprint(files[PUBLIC_KEY]),
    }


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
