"""The catalogue entry of a release, for today's harvesters (DCAT-US 1.1) and for the next (DCAT-US 3.0).

1.1: Project Open Data metadata schema v1.1, non-federal, so without bureau and program codes. 3.0: the JSON schemas of
GSA/dcat-us (JSON Schema 2020-12), which were still marked draft in 2026. Both name the same files.
"""

from __future__ import annotations

import calendar
import hashlib
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from safecount.disclosure.safe_table import SafeTable
from safecount.publish.about import ReleaseAbout
from safecount.publish.names import readable
from safecount.publish.wording import licence_address, promise

_POD = "https://project-open-data.cio.gov/v1.1/schema"
_DCAT_US_3 = "https://resources.data.gov/dcat-us/3.0.0/"
_FORMATS = {
    ".csv": ("CSV", "text/csv"),
    ".parquet": ("Parquet", "application/vnd.apache.parquet"),
    ".json": ("JSON", "application/json"),
}
CSVW_STANDARD = "https://www.w3.org/TR/tabular-metadata/"


def media_type(path: str) -> str:
    """Return the media type of a file of a release."""
    known = {
        ".csv-metadata.json": "application/csvm+json",
        ".svg": "image/svg+xml",
        ".html": "text/html",
        ".txt": "text/plain",
        ".pub": "application/x-pem-file",
    }
    known |= {ending: kind for ending, (_, kind) in _FORMATS.items()}
    return next((kind for ending, kind in known.items() if path.endswith(ending)), "application/octet-stream")


@dataclass(frozen=True)
class Said:
    """What a catalogue says of a release beside what the release says of itself. `files`: paths and titles."""

    description: str
    keywords: tuple[str, ...]
    rights: str
    files: tuple[tuple[str, str], ...]


def data_json(tables: tuple[SafeTable, ...], about: ReleaseAbout) -> dict[str, Any]:
    """Return a DCAT-US 1.1 catalogue that holds this dataset alone."""
    said = Said(
        _description(tables, about),
        tuple(_keywords(tables, about)),
        _rights(about),
        tuple(_data_files(tables, about)),
    )
    return catalogue_of(said, about)


def catalogue_of(said: Said, about: ReleaseAbout) -> dict[str, Any]:
    """Return a DCAT-US 1.1 catalogue of one dataset; its files are named where it has an address, or a landing page."""
    edition = about.edition
    named = edition.address or edition.landing_page
    dataset: dict[str, Any] = {
        "@type": "dcat:Dataset",
        "identifier": _identifier(about),
        "title": about.title,
        "description": said.description,
        "keyword": list(said.keywords),
        "modified": edition.issued.isoformat(),
        "issued": edition.issued.isoformat(),
        "accessLevel": "public",
        "rights": said.rights[:255],
        "license": licence_address(about.licence) or None,
        "publisher": {"@type": "org:Organization", "name": about.publisher},
        "contactPoint": {"@type": "vcard:Contact"} | _contact(about),
        "language": ["en"],
        "temporal": "/".join(_period(about)) if edition.first_month else None,
        "landingPage": edition.landing_page or None,
        "describedBy": _address(about, "dictionary.csv") or None,
        "describedByType": "text/csv" if edition.address else None,
        "references": [link.address for link in edition.policies] or None,
        "distribution": [_distribution_1(path, title, about) for path, title in said.files if named] or None,
    }
    return {
        "@context": f"{_POD}/catalog.jsonld",
        "@type": "dcat:Catalog",
        "conformsTo": _POD,
        "describedBy": f"{_POD}/catalog.json",
        "dataset": [{key: value for key, value in dataset.items() if value is not None}],
    }


def catalogue_json(
    tables: tuple[SafeTable, ...], about: ReleaseAbout, files: dict[str, bytes]
) -> dict[str, Any]:
    """Return a DCAT-US 3.0 catalogue that holds this dataset alone, with sizes and checksums of its files."""
    dataset = _said_of(tables, about) | {
        "conformsTo": [
            {
                "@type": "Standard",
                "title": "Metadata Vocabulary for Tabular Data",
                "identifier": CSVW_STANDARD,
            }
        ],
        "describedBy": _distribution_3("dictionary.csv", "Data dictionary", about, files),
        "distribution": [
            _distribution_3(path, title, about, files) for path, title in _data_files(tables, about)
        ],
    }
    return {
        "@type": "Catalog",
        "title": f"{about.title}: release {about.edition.name}",
        "conformsTo": {"@type": "Standard", "title": "DCAT-US 3.0", "identifier": _DCAT_US_3},
        "dataset": [{key: value for key, value in dataset.items() if value is not None}],
    }


def _said_of(tables: tuple[SafeTable, ...], about: ReleaseAbout) -> dict[str, Any]:
    """What DCAT-US 3.0 says of a dataset, its files apart."""
    edition = about.edition
    begins, ends = _period(about)
    return {
        "@type": "Dataset",
        "identifier": _identifier(about),
        "title": about.title,
        "description": _description(tables, about),
        "publisher": {"@type": "Organization", "name": about.publisher},
        "contactPoint": {"@type": "Kind"} | _contact(about),
        "keyword": _keywords(tables, about),
        "issued": edition.issued.isoformat(),
        "modified": edition.issued.isoformat(),
        "version": edition.name,
        "versionNotes": " ".join(f"{item.on.isoformat()}: {item.what}" for item in edition.corrections)
        or None,
        "language": ["en"],
        "license": licence_address(about.licence) or about.licence or None,
        "accessRights": "Public. Small counts are hidden.",
        "rights": [_rights(about)],
        "provenance": [about.source] if about.source else None,
        "temporal": [
            {"@type": "PeriodOfTime"} | ({"startDate": begins} if begins else {}) | {"endDate": ends}
        ],
        "landingPage": _document("Landing page", edition.landing_page),
        "page": [_document(link.title, link.address) for link in edition.policies] or None,
        "liabilityStatement": " ".join(edition.problems) or None,
    }


def _identifier(about: ReleaseAbout) -> str:
    """The dataset's own, the same in every release: a catalogue then updates its entry and adds none."""
    return about.edition.landing_page or f"urn:safecount:{about.dataset}"


def _description(tables: tuple[SafeTable, ...], about: ReleaseAbout) -> str:
    titles = "; ".join(readable(table.title or table.name) for table in tables)
    note = f" {about.note.strip()}" if about.note.strip() else ""
    return f"Counts safe to publish: {titles}.{note} {promise(tables[0].certificate)}"


def _keywords(tables: tuple[SafeTable, ...], about: ReleaseAbout) -> list[str]:
    words = [word for word in re.split(r"[^0-9A-Za-z]+", about.dataset.lower()) if len(word) > 2]
    words += [readable(d.title or d.reference, 60).lower() for table in tables for d in table.dimensions]
    return sorted(set(words) | {"statistics"})


def _rights(about: ReleaseAbout) -> str:
    stated = f"Licence: {readable(about.licence, 160)}. " if about.licence else "No licence is stated. "
    return stated + "Small counts are hidden to protect people."


def _contact(about: ReleaseAbout) -> dict[str, str]:
    return {"fn": about.edition.contact.name, "hasEmail": f"mailto:{about.edition.contact.email}"}


def _period(about: ReleaseAbout) -> tuple[str, str]:
    """The first and last day covered; the first is empty where it is not known."""
    year, month = map(int, about.edition.through_month.split("-"))
    last = f"{about.edition.through_month}-{calendar.monthrange(year, month)[1]:02d}"
    return (f"{about.edition.first_month}-01" if about.edition.first_month else "", last)


def _address(about: ReleaseAbout, path: str) -> str:
    return about.edition.address + quote(path) if about.edition.address else ""


def _data_files(tables: tuple[SafeTable, ...], about: ReleaseAbout) -> list[tuple[str, str]]:
    """Files by path and title; none where a catalogue could give no address at all for them."""
    if not about.edition.address and not about.edition.landing_page:
        return []
    return [
        (f"tables/{table.name}{ending}", f"{readable(table.title or table.name)} ({form})")
        for table in tables
        for ending, (form, _) in _FORMATS.items()
    ]


def _distribution_1(path: str, title: str, about: ReleaseAbout) -> dict[str, Any]:
    form = _FORMATS[path[path.rindex(".") :]][0]
    entry: dict[str, Any] = {"@type": "dcat:Distribution", "title": title, "format": form}
    if not about.edition.address:
        return entry | {"accessURL": about.edition.landing_page}
    entry |= {"downloadURL": _address(about, path), "mediaType": media_type(path)}
    if path.endswith(".csv"):
        entry |= {
            "conformsTo": CSVW_STANDARD,
            "describedBy": _address(about, f"{path}-metadata.json"),
            "describedByType": "application/csvm+json",
        }
    return entry


def _distribution_3(path: str, title: str, about: ReleaseAbout, files: dict[str, bytes]) -> dict[str, Any]:
    content = files[path]
    entry: dict[str, Any] = {
        "@type": "Distribution",
        "title": title,
        "mediaType": media_type(path),
        "format": _FORMATS[path[path.rindex(".") :]][0],
        "byteSize": str(len(content)),
        "checksum": {
            "@type": "Checksum",
            "algorithm": "SHA-256",
            "checksumValue": hashlib.sha256(content).hexdigest(),
        },
    }
    if about.edition.address:
        entry["downloadURL"] = _address(about, path)
    elif about.edition.landing_page:
        entry["accessURL"] = about.edition.landing_page
    if path.endswith(".csv"):
        entry["characterEncoding"] = ["UTF-8"]
    if path.startswith("tables/") and path.endswith(".csv"):
        described = f"{path}-metadata.json"
        entry["conformsTo"] = [{"@type": "Standard", "title": "CSV on the Web", "identifier": CSVW_STANDARD}]
        entry["describedBy"] = {
            "@type": "Distribution",
            "title": "Description of the columns",
            "mediaType": media_type(described),
        } | ({"downloadURL": _address(about, described)} if about.edition.address else {})
    return entry


def _document(title: str, address: str) -> dict[str, str] | None:
    return {"@type": "Document", "title": title, "accessURL": address} if address else None
