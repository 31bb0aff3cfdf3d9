"""Invented stops of Riverbend, taken into a store, with an analysis of every kind."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from safecount.analysis import Result, analyse
from safecount.ingest import IngestReport, Store
from safecount.schema import Definition
from tests.safecount.conftest import parsed

RIVERBEND = """
safecount = 1
name = "riverbend-stops"
title = "Stops"
zone = "America/Chicago"

[codes.race]
white = ["White"]
black = ["Black"]
asian = ["Asian"]

[codes.reason]
traffic = ["Traffic"]
call = ["Call"]

[tables.stop]
unit = "person"
key = "number"
month = "stopped"

[tables.stop.columns]
number = { type = "text", role = "identifier" }
stopped = { type = "moment", role = "time", formats = ["%Y-%m-%d %H:%M"] }
officer = { type = "text", role = "identifier" }
squad = { type = "text", role = "sensitive" }
district = { type = "text", role = "place" }
race = { type = "code", codes = "race", role = "dimension" }
reason = { type = "code", codes = "reason", role = "dimension" }
searched = { type = "boolean", role = "dimension" }
found = { type = "boolean", role = "dimension" }

"""

ANALYSES = """
[analyses.hits]
test = "outcome"
title = "Searches that found something"
table = "stop"
group = "race"
reference = "white"
place = "district"
searched = { searched = ["true"] }
hit = { found = ["true"] }

[analyses.veil]
test = "darkness"
table = "stop"
group = "race"
groups = ["black"]
reference = "white"
time = "stopped"
place = "district"
cluster = "officer"
latitude = 41.88
longitude = -87.63
where = { reason = ["traffic"] }

[analyses.residents]
test = "rates"
table = "stop"
group = "race"
reference = "white"
benchmark = "residents"
benchmark_counts = { white = 60000, black = 30000, asian = 0 }

[analyses.searches_per_stop]
test = "rates"
table = "stop"
group = "race"
reference = "white"
event = { searched = ["true"] }
benchmark = "stops"
benchmark_table = "stop"
per = 100

[analyses.by_district]
test = "compare"
table = "stop"
place = "district"
event = { searched = ["true"] }
strata = ["reason"]

[analyses.funnel]
test = "funnel"
table = "stop"
place = "district"
event = { searched = ["true"] }

[analyses.months]
test = "change"
table = "stop"
time = "stopped"
event = { searched = ["true"] }
"""

HEADER = ["number", "stopped", "officer", "squad", "district", "race", "reason", "searched", "found"]


@pytest.fixture
def riverbend() -> Definition:
    return parsed(RIVERBEND + ANALYSES)


@pytest.fixture
def ask(
    tmp_path: Path, store: Store, take: Callable[..., IngestReport]
) -> Callable[[Definition, list[dict[str, str]], str], Result]:
    """`ask(definition, rows, name)` takes rows into the test's store and asks one analysis."""

    def run(definition: Definition, rows: list[dict[str, str]], name: str) -> Result:
        path = tmp_path / "stops.csv"
        with open(path, "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, HEADER, restval="")
            writer.writeheader()
            writer.writerows({"number": str(index), **row} for index, row in enumerate(rows))
        take(definition, path, rebuild=True)
        return analyse(definition, store, name)

    return run
