"""Incidents, applications of force in them, and injuries from these: three tables that belong to one another."""

from __future__ import annotations

import datetime
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

TEXT = """
safecount = 1
name = "riverbend-force"
title = "Force"
zone = "America/Chicago"

[codes.kind]
taser = []
baton = []

[tables.incident]
unit = "incident"
key = ["year", "number"]
month = "occurred"
[tables.incident.columns]
year = { type = "integer", role = "identifier" }
number = { type = "text", role = "identifier" }
occurred = { type = "date", role = "time" }
beat = { type = "text", role = "place" }
district = { type = "text", role = "place" }
night = { type = "boolean", role = "dimension" }

[tables.force]
unit = "application"
key = "application"
parent = "incident"
link = ["year", "number"]
[tables.force.columns]
application = { type = "text", role = "identifier" }
year = { type = "integer", role = "identifier" }
number = { type = "text", role = "identifier" }
kind = { type = "code", codes = "kind", role = "dimension" }
seconds = { type = "integer", role = "measure", minimum = 0, maximum = 600 }

[tables.injury]
unit = "person"
identical_rows = "many"
parent = "force"
link = "application"
[tables.injury.columns]
application = { type = "text", role = "identifier" }
severe = { type = "boolean", role = "dimension" }

[hierarchies.place]
table = "incident"
levels = ["beat", "district"]

[releases.force]
table = "force"
dimensions = ["kind", "beat", "district", "occurred.year", "night"]
measure = "seconds"

[releases.injuries]
table = "injury"
dimensions = ["severe", "kind", "district"]

[releases.incidents]
table = "incident"
dimensions = ["district", "occurred.year"]
"""

_TYPES = {
    "incident": pa.schema(
        [
            ("year", pa.int64()),
            ("number", pa.string()),
            ("occurred", pa.date32()),
            ("beat", pa.string()),
            ("district", pa.string()),
            ("night", pa.bool_()),
        ]
    ),
    "force": pa.schema(
        [
            ("application", pa.string()),
            ("year", pa.int64()),
            ("number", pa.string()),
            ("kind", pa.string()),
            ("seconds", pa.int64()),
        ]
    ),
    "injury": pa.schema([("application", pa.string()), ("severe", pa.bool_())]),
}


def families() -> dict[str, list[dict[str, Any]]]:
    """Invented records of the three tables; some have no parent, and some no link at all."""
    pick = random.Random(7)  # noqa: S311 - invented records, the same each time
    incidents = [
        {
            "year": 2024 + place % 2,
            # The same number in two years: neither column leads to the parent alone.
            "number": f"I{place // 2}",
            "occurred": datetime.date(2024 + place % 2, 1 + place % 12, 5),
            "beat": pick.choice(["1", "2", "3", None]),
            "district": None,
            "night": pick.choice([True, False, None]),
        }
        for place in range(60)
    ]
    for row in incidents:
        row["district"] = {"1": "north", "2": "north", "3": "south"}.get(str(row["beat"]), "south")
    force = []
    for place in range(150):
        of = pick.choice([*incidents, {"year": 2024, "number": "gone"}, {"year": None, "number": None}])
        force.append(
            {
                "application": f"F{place}",
                "year": of["year"],
                "number": of["number"],
                "kind": pick.choice(["taser", "baton", None]),
                "seconds": pick.choice([None, *range(60)]),
            }
        )
    injuries = [
        {
            "application": pick.choice([*(f"F{n}" for n in range(150)), "none", None]),
            "severe": pick.random() < 0.3,
        }
        for _ in range(120)
    ]
    return {"incident": incidents, "force": force, "injury": injuries}


def written(folder: Path, found: dict[str, list[dict[str, Any]]]) -> dict[str, list[Path]]:
    """Each table as two Parquet files."""
    files: dict[str, list[Path]] = {}
    for name, rows in found.items():
        for part, some in enumerate((rows[::2], rows[1::2])):
            path = folder / f"{name}-{part}.parquet"
            pq.write_table(pa.Table.from_pylist(some, _TYPES[name]), path)
            files.setdefault(name, []).append(path)
    return files


def with_parents(found: dict[str, list[dict[str, Any]]], name: str) -> list[dict[str, Any]]:
    """The records of a table with all that their parents have, the nearest first, by walking through all."""
    if name == "incident":
        return found[name]
    parent = {"force": "incident", "injury": "force"}[name]
    link = {"force": ("year", "number"), "injury": ("application",)}[name]
    above = {tuple(row[key] for key in link): row for row in with_parents(found, parent)}
    rows = []
    for row in found[name]:
        key = tuple(row[column] for column in link)
        own = above.get(key, {}) if None not in key else {}
        rows.append({**own, **row})
    return rows


def value_of(row: dict[str, Any], reference: str) -> str:
    """What a cell says of a record in this dimension."""
    column, _, part = reference.partition(".")
    value = row.get(column)
    if value is None:
        return "missing"
    if part == "year":
        return str(value.year)
    return str(value).lower() if isinstance(value, bool) else str(value)


def finest(rows: list[dict[str, Any]], dimensions: list[str]) -> Counter[tuple[str, ...]]:
    """How many records each finest cell has."""
    return Counter(tuple(value_of(row, name) for name in dimensions) for row in rows)
