"""Reads a release of records from its public files alone, and counts every class of it again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from safecount.disclosure.microdata.safe_records import RecordsCertificate, SafeRecords
from safecount.publish.csv_text import read_texts
from safecount.publish.manifest import CERTIFICATE, RECORDS_FORMAT
from safecount.publish.opening import ListedFile, checked_bytes, listed_files, manifest_in, read_json
from safecount.publish.refusals import ReleaseError

LARGEST_RECORDS = 2 * 1024 * 1024 * 1024
_KINDS: dict[str, type | tuple[type, ...]] = {
    "str": str,
    "int": int,
    "float": (int, float),
    "dict[str, str]": dict,
    "dict[str, int]": dict,
    "tuple[str, ...]": list,
}


@dataclass(frozen=True)
class ReleasedRecords:
    """Records as published; every class was counted again. `sha256` is that of release.json."""

    dataset: str
    name: str
    sha256: str
    records: SafeRecords


def read_records(folder: str | Path) -> ReleasedRecords:
    """Return the records of the release in `folder`.

    Raises ReleaseError where anything is not as a release must be, UnsafeRecords where a class is smaller, or less
    diverse, than the certificate says.
    """
    folder = Path(folder)
    manifest, content = manifest_in(folder, (RECORDS_FORMAT,))
    listed = listed_files(manifest)
    certificate = _certificate(read_json(_content(folder, listed, CERTIFICATE), CERTIFICATE))
    described = manifest.get("records")
    path = described.get("csv") if isinstance(described, dict) else None
    if not isinstance(path, str) or certificate.dataset != manifest.get("dataset"):
        raise ReleaseError(
            "release.json does not name its records, or its certificate is that of another dataset."
        )
    cells = read_texts(_content(folder, listed, path), path)
    return ReleasedRecords(
        certificate.dataset,
        str(manifest.get("release")),
        hashlib.sha256(content).hexdigest(),
        SafeRecords(cells, certificate),
    )


def _content(folder: Path, listed: dict[str, ListedFile], path: str) -> bytes:
    if path not in listed:
        raise ReleaseError(f"release.json does not list {path[:120]!r}.")
    if listed[path].size > LARGEST_RECORDS:
        raise ReleaseError(
            f"{path} is larger than {LARGEST_RECORDS:,} bytes, which no records of a release are."
        )
    return checked_bytes(folder, listed[path])


def _certificate(values: dict[str, Any]) -> RecordsCertificate:
    found: dict[str, Any] = {}
    for field in fields(RecordsCertificate):
        value = values.get(field.name)
        wanted = _KINDS[str(field.type)]
        if not isinstance(value, wanted) or isinstance(value, bool):
            raise ReleaseError(f"The certificate does not say {field.name}, or says it in a way it cannot.")
        if isinstance(value, dict | list):
            kind = int if str(field.type) == "dict[str, int]" else str
            inner = list(value.values()) if isinstance(value, dict) else value
            if any(type(item) is not kind for item in inner):
                raise ReleaseError(f"The certificate says {field.name} in a way it cannot.")
        found[field.name] = tuple(value) if isinstance(value, list) else value
    return RecordsCertificate(**found)
