"""Fixtures of the count: where real data lies, and a store in a temporary folder."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest import mock

import pytest

from safecount.ingest import IngestReport, Limits, Options, Store, ingest
from safecount.schema import Definition, parse_definition

NOW = datetime.datetime(2026, 11, 21, 12, 0, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def _quick() -> None:
    """The count knows no Django: the fixture of this name that the house gives every test is put aside."""


@pytest.fixture(autouse=True, scope="session")
def _no_syncing() -> Iterator[None]:
    """Hundreds of small stores need not survive a power cut; what a killed process leaves is tested all the same."""
    with mock.patch("safecount.ingest.store._sync", return_value=None):
        yield


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real published data; tests that need it are skipped where it is absent."""
    project = Path(__file__).parents[2]
    folder = Path(os.environ.get("COMMONGROUND_SHARED_DATA", project / ".." / "shared" / "data"))
    if not (folder / "stops").is_dir():
        pytest.skip(f"real data is not present at {folder}; set COMMONGROUND_SHARED_DATA")
    return folder


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


@pytest.fixture
def take(store: Store) -> Callable[..., IngestReport]:
    """`take(definition, path, …)` ingests into the test's store."""

    def run(
        definition: Definition, *paths: Path, limits: Limits | None = None, rebuild: bool = False
    ) -> IngestReport:
        options = Options(limits=limits or Limits(), rebuild=rebuild)
        return ingest(definition, [str(path) for path in paths], store, now=NOW, options=options)

    return run


def parsed(text: str) -> Definition:
    """Return the definition written in `text`."""
    return parse_definition(text.encode(), "test.toml")


SMALL = """
safecount = 1
name = "riverbend-small"
title = "Small"
zone = "America/Chicago"
missing = ["NULL"]

[codes.race]
white = ["White", "W"]
black = ["Black"]

[tables.stop]
unit = "person"
key = "number"
month = "stopped"

[tables.stop.columns]
number = { type = "text", role = "identifier" }
stopped = { type = "date", role = "time", required = true }
race = { type = "code", codes = "race", role = "dimension" }
age = { type = "integer", role = "dimension", minimum = 0, maximum = 120 }
"""
"""A definition with a key, a date, a code list and a number, enough for most tests."""


@pytest.fixture
def small() -> Definition:
    return parsed(SMALL)
