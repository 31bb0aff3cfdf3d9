"""A release is read from public files alone, exactly, and a folder made to do harm is refused with a sentence."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from safecount.disclosure.safe_table import digest_of
from safecount.publish import ReleaseError, read_release
from safecount.publish.csv_text import cells_csv

from .making import riverbend


def test_tables_come_back_exactly(release: Path) -> None:
    read = read_release(release)
    for table in riverbend():
        again = read.table(table.name)
        assert digest_of(again.cells) == digest_of(table.cells)
        assert again.cells.schema.field("count").type == "int64"
        assert [(d.reference, d.within, d.title) for d in again.dimensions] == [
            (d.reference, d.within, d.title) for d in table.dimensions
        ]
        assert again.threshold == 11
        assert again.dimensions[0].label("downtown") == "Downtown"
    assert read.certificate == riverbend()[0].certificate
    assert (read.dataset, read.name, read.through_month) == ("riverbend-stops", "2026-09", "2026-09")
    assert read.sha256 == hashlib.sha256((release / "release.json").read_bytes()).hexdigest()
    with pytest.raises(KeyError):
        read.table("absent")


def test_only_the_manifest_certificate_and_csv_are_needed(release: Path, tmp_path: Path) -> None:
    (tmp_path / "tables").mkdir()
    for path in ("release.json", "certificate.json", "tables/stops.csv", "tables/stops_by_beat.csv"):
        shutil.copy(release / path, tmp_path / path)
    assert len(read_release(tmp_path).tables) == 2


def rewritten(folder: Path, path: str, content: bytes) -> None:
    """Put `content` in place with a manifest that fits it, as a hostile publisher would."""
    (folder / path).write_bytes(content)
    manifest = json.loads((folder / "release.json").read_text("utf-8"))
    for entry in manifest["files"]:
        if entry["path"] == path:
            entry |= {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    (folder / "release.json").write_text(json.dumps(manifest), "utf-8")


def test_cells_that_the_certificate_does_not_cover_are_refused(copied: Path) -> None:
    cells = read_release(copied).table("stops").cells
    rewritten(copied, "tables/stops.csv", cells_csv(cells.slice(1)))
    with pytest.raises(ReleaseError, match="certificate does not cover"):
        read_release(copied)


def test_an_altered_file_is_refused(copied: Path) -> None:
    path = copied / "tables/stops.csv"
    path.write_bytes(path.read_bytes().replace(b"4188", b"4189"))
    with pytest.raises(ReleaseError, match="was altered"):
        read_release(copied)


def changed(*keys: str | int, to: Any) -> Callable[[dict[str, Any]], None]:
    def change(manifest: dict[str, Any]) -> None:
        place: Any = manifest
        for key in keys[:-1]:
            place = place[key]
        place[keys[-1]] = to

    return change


def dropped(key: str) -> Callable[[dict[str, Any]], None]:
    return lambda manifest: manifest.__delitem__(key)


MANIFESTS: dict[str, Callable[[dict[str, Any]], None]] = {
    "another format": changed("format", to="safecount-release-9"),
    "no files": dropped("files"),
    "files that are a text": changed("files", to="all"),
    "a file that is a number": changed("files", to=[3]),
    "a size that is true": changed("files", 0, "bytes", to=True),
    "a size below nought": changed("files", 0, "bytes", to=-1),
    "a size beyond all": changed("files", 0, "bytes", to=10**30),
    "a path that is a list": changed("files", 0, "path", to=["x"]),
    "no tables": dropped("tables"),
    "tables that are nested": changed("tables", to=[[[]]]),
    "a table twice": lambda manifest: manifest["tables"].append(manifest["tables"][0]),
    "a table less": lambda manifest: manifest["tables"].pop(),
    "a csv that is not listed": changed("tables", 0, "csv", to="../secret"),
    "a csv that is another file": changed("tables", 0, "csv", to="report.html"),
    "a name that is a number": changed("tables", 0, "name", to=4),
    "dimensions that are a text": changed("tables", 0, "dimensions", to="race"),
    "dimensions without end": changed("tables", 0, "dimensions", to=[{}] * 1000),
    "dimensions in another order": lambda manifest: manifest["tables"][0]["dimensions"].reverse(),
    "a dimension within none": changed("tables", 0, "dimensions", 0, "within", to="planet"),
    "labels that are numbers": changed("tables", 0, "dimensions", 0, "labels", to={"*": 1}),
    "cells that are a text": changed("tables", 0, "cells", to="many"),
    "a period that is a text": changed("period", to="always"),
    "a previous release without digest": changed("previous", to={"name": "x"}),
    "another dataset": changed("dataset", to="another"),
}


@pytest.mark.parametrize("change", MANIFESTS.values(), ids=MANIFESTS.keys())
def test_a_hostile_manifest_is_refused(copied: Path, change: Callable[[dict[str, Any]], None]) -> None:
    manifest = json.loads((copied / "release.json").read_text("utf-8"))
    change(manifest)
    (copied / "release.json").write_text(json.dumps(manifest), "utf-8")
    with pytest.raises(ReleaseError) as refusal:
        read_release(copied)
    assert str(refusal.value).endswith(".")


CERTIFICATES = {
    "no level": {"level": "L9"},
    "a threshold that is a text": {"threshold": "eleven"},
    "a threshold that is infinite": {"threshold": 1e400},
    "earlier that is a text": {"earlier": "x"},
    "earlier that are numbers": {"earlier": [1]},
    "tables that are a list": {"tables": []},
    "tables of other digests": {"tables": {"stops": "00", "stops_by_beat": "00"}},
    "no witnesses": {"witnesses": None},
}


@pytest.mark.parametrize("change", CERTIFICATES.values(), ids=CERTIFICATES.keys())
def test_a_hostile_certificate_is_refused(copied: Path, change: dict[str, Any]) -> None:
    values = json.loads((copied / "certificate.json").read_text("utf-8")) | change
    rewritten(copied, "certificate.json", json.dumps(values).encode())
    with pytest.raises(ReleaseError):
        read_release(copied)


JSON = {
    "nothing": b"",
    "a list": b"[]",
    "not UTF-8": b'{"format": "\xff"}',
    "nested without end": b'{"a":' * 100_000,
    "lists without end": b"[" * 200_000,
    "a number of many digits": b'{"a": ' + b"9" * 10_000 + b"}",
    "not a number": b'{"a": NaN}',
    "a key twice": b'{"format": "safecount-release-1", "format": "safecount-release-1"}',
}


@pytest.mark.parametrize("content", JSON.values(), ids=JSON.keys())
def test_hostile_json_is_refused(copied: Path, content: bytes) -> None:
    (copied / "release.json").write_bytes(content)
    with pytest.raises(ReleaseError):
        read_release(copied)


def test_what_is_no_release_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="not a folder"):
        read_release(tmp_path / "absent")
    with pytest.raises(ReleaseError, match="cannot be opened"):
        read_release(tmp_path)
    with open(tmp_path / "release.json", "wb") as file:
        file.truncate(10**12)
    with pytest.raises(ReleaseError, match="larger than"):
        read_release(tmp_path)


def test_a_table_larger_than_it_says_is_not_read_to_its_end(copied: Path) -> None:
    with open(copied / "tables/stops.csv", "r+b") as file:
        file.truncate(10**12)
    with pytest.raises(ReleaseError, match="larger than"):
        read_release(copied)
