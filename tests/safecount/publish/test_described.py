"""The page that describes a release names every file, column and key that a release has."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

PAGE = (Path(__file__).parents[3] / "docs/count/release.md").read_text("utf-8")


def test_every_file_is_described(release: Path) -> None:
    for path in release.rglob("*"):
        if path.is_file():
            general = re.sub(r"stops(_by_beat)?", "NAME", str(path.relative_to(release)))
            assert general in PAGE


def test_every_key_and_column_is_described(release: Path) -> None:
    manifest = json.loads((release / "release.json").read_text("utf-8"))
    certificate = json.loads((release / "certificate.json").read_text("utf-8"))
    keys = {*manifest, *manifest["protection"], *manifest["period"], *manifest["files"][0]}
    keys |= set(manifest["tables"][0]) | set(manifest["tables"][0]["dimensions"][0])
    keys |= set(json.loads((release / "tables/stops.json").read_text("utf-8")))
    keys |= set(certificate) - {"format", "dataset", "version"}
    with open(release / "dictionary.csv", encoding="utf-8", newline="") as file:
        keys |= set(next(csv.reader(file)))
    assert [key for key in sorted(keys) if f"`{key}`" not in PAGE] == []


def test_every_status_and_the_guard_are_described(release: Path) -> None:
    reading = json.loads((release / "release.json").read_text("utf-8"))["reading"]
    assert all(f"`{status}`" in PAGE for status in reading["statuses"])
    assert reading["csv_guard"] == "'"
    assert "Drop one leading apostrophe" in PAGE
