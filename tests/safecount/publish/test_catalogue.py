"""The catalogue entries, against the published schema of DCAT-US 1.1 and against the shape of DCAT-US 3.0."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import referencing
from referencing.jsonschema import DRAFT4

from safecount.publish import publish_release

from .making import EDITION, about, small

TEXT = {"type": "string", "minLength": 1}
DATE = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
ADDRESS = {"type": "string", "pattern": "^https?://"}
EMAIL = {"type": "string", "pattern": r"^mailto:[\w.+-]+@[\w.-]+\.[\w.-]+$"}

# The parts of the 1.1 schema that lie in files of their own, which are not among the data; in our own words.
CONTACT_1 = {"type": "object", "required": ["fn", "hasEmail"], "properties": {"fn": TEXT, "hasEmail": EMAIL}}
PUBLISHER_1 = {"type": "object", "required": ["name"], "properties": {"name": TEXT}}
DISTRIBUTION_1 = {
    "type": "object",
    "properties": {
        "downloadURL": ADDRESS,
        "accessURL": ADDRESS,
        "mediaType": {"pattern": r"^[-\w]+/[-\w.+]+$"},
    },
    "dependencies": {"downloadURL": ["mediaType"]},
    "anyOf": [{"required": ["downloadURL"]}, {"required": ["accessURL"]}],
}


def schema_1(folder: Path) -> jsonschema.Draft4Validator:
    """The schema as published, as cities use it: bureau and program codes exist in federal agencies alone."""
    catalog = json.loads((folder / "catalog.json").read_text("utf-8"))
    dataset = json.loads((folder / "dataset.json").read_text("utf-8"))
    dataset["required"] = [key for key in dataset["required"] if key not in ("bureauCode", "programCode")]
    base = "https://project-open-data.cio.gov/v1.1/schema/"
    parts = {
        "vcard": CONTACT_1,
        "organization": PUBLISHER_1,
        "distribution": DISTRIBUTION_1,
        "dataset": dataset,
    }
    registry: Any = referencing.Registry().with_resources(
        (f"{base}{name}.json", referencing.Resource(contents=part, specification=DRAFT4))
        for name, part in parts.items()
    )
    return jsonschema.Draft4Validator(catalog, registry=registry)


@pytest.fixture(params=["addressed", "bare"], scope="module")
def entries(
    request: pytest.FixtureRequest, release: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[str, Any], dict[str, Any]]:
    folder = release
    if request.param == "bare":
        edition = replace(EDITION, address="", landing_page="", first_month="", policies=())
        folder = tmp_path_factory.mktemp("bare") / "out"
        publish_release(small(), about(edition=edition, licence="", note=""), folder, signing_key=None)
    return json.loads((folder / "data.json").read_text("utf-8")), json.loads(
        (folder / "catalogue.json").read_text("utf-8")
    )


def test_data_json_is_valid_dcat_us_1_1(
    shared_data: Path, entries: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    schema = schema_1(shared_data / "catalogue")
    assert [error.message for error in schema.iter_errors(entries[0])] == []
    spoilt = json.loads(json.dumps(entries[0]))
    del spoilt["dataset"][0]["publisher"]
    spoilt["dataset"][0]["accessLevel"] = "secret"
    assert len(list(schema.iter_errors(spoilt))) == 2


def test_the_samples_of_1_1_pass_the_same_validator(shared_data: Path) -> None:
    schema = schema_1(shared_data / "catalogue")
    sample = json.loads((shared_data / "catalogue/catalog-sample-extended.json").read_text("utf-8"))
    assert [error.message for error in schema.iter_errors(sample)] == []


NAMED = {
    "type": "object",
    "required": ["name"],
    "properties": {"name": TEXT, "@type": {"const": "Organization"}},
}
STANDARD = {
    "type": "object",
    "properties": {"@type": {"const": "Standard"}, "title": TEXT, "identifier": ADDRESS},
}
DOCUMENT = {"type": "object", "required": ["title"], "properties": {"title": TEXT, "accessURL": ADDRESS}}
DISTRIBUTION: dict[str, Any] = {
    "type": "object",
    "properties": {
        "@type": {"const": "Distribution"},
        "title": TEXT,
        "downloadURL": ADDRESS,
        "accessURL": ADDRESS,
        "mediaType": TEXT,
        "format": TEXT,
        "byteSize": {"type": "string", "pattern": "^[0-9]+$"},
        "characterEncoding": {"type": "array", "items": TEXT},
        "checksum": {"type": "object", "required": ["algorithm", "checksumValue"]},
        "conformsTo": {"type": "array", "items": STANDARD},
        "describedBy": {"type": "object"},
    },
    "additionalProperties": False,
}
DATASET = {
    "type": "object",
    "required": ["title", "description", "identifier", "publisher", "contactPoint"],
    "properties": {
        "@type": {"const": "Dataset"},
        "title": TEXT,
        "description": TEXT,
        "identifier": TEXT,
        "publisher": NAMED,
        "contactPoint": {
            "type": "object",
            "required": ["fn", "hasEmail"],
            "properties": {"@type": {"const": "Kind"}, "fn": TEXT, "hasEmail": EMAIL},
        },
        "keyword": {"type": "array", "items": TEXT, "minItems": 1},
        "issued": DATE,
        "modified": DATE,
        "version": TEXT,
        "versionNotes": TEXT,
        "language": {"type": "array", "items": {"type": "string", "maxLength": 2}},
        "license": TEXT,
        "accessRights": TEXT,
        "rights": {"type": "array", "items": TEXT},
        "provenance": {"type": "array", "items": TEXT},
        "temporal": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"startDate": DATE, "endDate": DATE},
                "required": ["endDate"],
            },
        },
        "conformsTo": {"type": "array", "items": STANDARD},
        "describedBy": DISTRIBUTION,
        "landingPage": DOCUMENT,
        "page": {"type": "array", "items": DOCUMENT},
        "liabilityStatement": TEXT,
        "distribution": {"type": "array", "items": DISTRIBUTION},
    },
    "additionalProperties": False,
}
CATALOG = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["dataset"],
    "properties": {
        "@type": {"const": "Catalog"},
        "title": TEXT,
        "conformsTo": STANDARD,
        "dataset": {"type": "array", "minItems": 1, "items": DATASET},
    },
    "additionalProperties": False,
}


def test_catalogue_json_has_the_shape_of_dcat_us_3_0(entries: tuple[dict[str, Any], dict[str, Any]]) -> None:
    validator = jsonschema.Draft202012Validator(CATALOG)
    assert [error.message for error in validator.iter_errors(entries[1])] == []


def test_both_catalogues_name_files_that_exist_with_their_checksums(release: Path) -> None:
    old = json.loads((release / "data.json").read_text("utf-8"))["dataset"][0]
    new = json.loads((release / "catalogue.json").read_text("utf-8"))["dataset"][0]
    for entry in [*new["distribution"], new["describedBy"]]:
        path = release / entry["downloadURL"].removeprefix(EDITION.address)
        assert entry["checksum"]["checksumValue"] == hashlib.sha256(path.read_bytes()).hexdigest()
        assert entry["byteSize"] == str(path.stat().st_size)
    for entry in old["distribution"]:
        assert (release / entry["downloadURL"].removeprefix(EDITION.address)).is_file()
    assert old["temporal"] == "2024-01-01/2026-09-30"
    assert new["temporal"] == [{"@type": "PeriodOfTime", "startDate": "2024-01-01", "endDate": "2026-09-30"}]
    assert old["license"] == new["license"] == "https://creativecommons.org/licenses/by/4.0/"
