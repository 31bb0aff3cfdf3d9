"""Invented police stops of the invented city of Riverbend: any number, the same bytes for the same seed.

Shares and mess are of the order seen in published exports: spellings that differ between years, missing values,
a few repeated rows and edits. Nothing here describes a real place or person.
"""

# ruff: noqa: S608 - the statement holds numbers and texts of this file only

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from safecount.problems import SafecountError

MOST_ROWS = 2_000_000_000
_MONTHS = 24
_SECONDS = _MONTHS * 30 * 86_400

RACES = (("White", 38), ("WHITE", 6), ("W", 2), ("Black", 24), ("Black or African American", 6), ("Hispanic", 9),
         ("Hispanic/Latino", 3), ("Asian", 5), ("Native American", 2), ("Unknown", 3), ("NULL", 2))  # fmt: skip
GENDERS = (("Male", 62), ("M", 6), ("Female", 27), ("F", 3), ("Unknown", 2))
REASONS = (("Moving violation", 38), ("Equipment violation", 17), ("Suspicious person", 22), ("Call for service", 14),
           ("Warrant", 4), ("Other", 5))  # fmt: skip
OUTCOMES = (("No action", 24), ("Warning", 38), ("Citation", 25), ("Arrest", 12), ("NULL", 1))
SEARCHES = (("NO", 88), ("YES", 11), ("", 1))


def _spread(values: Sequence[tuple[str, int]]) -> list[str]:
    return [text for text, share in values for _ in range(share)]


def _pick(values: Sequence[tuple[str, int]], salt: int) -> str:
    """Return SQL that picks one of 100 texts by the row's number and the seed."""
    texts = ", ".join("'" + text.replace("'", "''") + "'" for text in _spread(values))
    return f"list_extract([{texts}], 1 + (hash(i, $seed, {salt}) % 100)::INTEGER)"


def _select(rows: int, seed: int) -> str:
    offset = f"(i * {_SECONDS} // {rows} + hash(i, $seed, 1) % 5400)::BIGINT"
    when = f"TIMESTAMP '2024-01-01 00:00:00' + to_seconds({offset})"
    body = f"""
        SELECT 'RB' || lpad((i + 1)::VARCHAR, 10, '0') AS stop_number,
               strftime({when}, '%m/%d/%Y %I:%M:%S %p') AS stopped,
               'B' || (hash(i, $seed, 2) % 40 + 1) AS beat,
               'District ' || ((hash(i, $seed, 2) % 40) // 5 + 1) AS district,
               {_pick(REASONS, 3)} AS reason,
               {_pick(RACES, 4)} AS subject_race,
               {_pick(GENDERS, 5)} AS subject_gender,
               CASE WHEN hash(i, $seed, 6) % 100 < 4 THEN ''
                    ELSE (16 + hash(i, $seed, 7) % 30 + hash(i, $seed, 8) % 30)::VARCHAR END
                   AS subject_age,
               {_pick(SEARCHES, 9)} AS searched,
               {_pick(OUTCOMES, 10)} AS outcome,
               (3 + hash(i, $seed, 11) % 40)::VARCHAR AS minutes,
               (1000 + hash(i, $seed, 12) % 700)::VARCHAR AS officer_number
        FROM range({rows}) AS numbers(i)"""
    return body.replace("$seed", str(seed))


def generate_stops(path: str | Path, rows: int, seed: int = 1) -> None:
    """Write `rows` invented stops to the CSV file at `path`; the same rows and seed give the same bytes.

    Raises SafecountError if rows is negative or above two thousand million. About 100 bytes a row.
    """
    if not 0 <= rows <= MOST_ROWS:
        raise SafecountError(f"{rows} rows cannot be made; choose between 0 and {MOST_ROWS:,}.")
    target = str(path).replace("'", "''")
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY ({_select(max(rows, 1), seed)} LIMIT {rows}) TO '{target}' (FORMAT csv, HEADER true)"
        )


DEFINITION_TEXT = """safecount = 1
name = "riverbend-stops"
title = "Police stops, Riverbend (invented)"
zone = "America/Chicago"
missing = ["NULL"]
note = "Every record is invented by `safecount generate`."

[codes.race]
white = ["White", "WHITE", "W"]
black = ["Black", "Black or African American"]
hispanic = ["Hispanic", "Hispanic/Latino"]
asian = ["Asian"]
native = ["Native American"]
unknown = ["Unknown"]

[codes.gender]
male = ["Male", "M"]
female = ["Female", "F"]
unknown = ["Unknown"]

[codes.reason]
moving = ["Moving violation"]
equipment = ["Equipment violation"]
suspicious = ["Suspicious person"]
call = ["Call for service"]
warrant = ["Warrant"]
other = ["Other"]

[codes.outcome]
none = ["No action"]
warning = ["Warning"]
citation = ["Citation"]
arrest = ["Arrest"]

[tables.stop]
unit = "person"
key = "stop_number"
month = "stopped"

[tables.stop.columns]
stop_number = { type = "text", role = "identifier" }
stopped = { type = "moment", role = "time", formats = ["%m/%d/%Y %I:%M:%S %p"], required = true }
beat = { type = "text", role = "place" }
district = { type = "text", role = "place" }
reason = { type = "code", codes = "reason", role = "dimension" }
subject_race = { type = "code", codes = "race", role = "dimension" }
subject_gender = { type = "code", codes = "gender", role = "dimension" }
subject_age = { type = "integer", role = "dimension", unit = "years", minimum = 1, maximum = 110 }
searched = { type = "boolean", role = "dimension" }
outcome = { type = "code", codes = "outcome", role = "dimension" }
minutes = { type = "integer", role = "measure", unit = "minutes" }
officer_number = { type = "text", role = "identifier" }

[hierarchies.place]
table = "stop"
levels = ["beat", "district"]

[releases.by_district]
table = "stop"
dimensions = ["district", "subject_race", "stopped.quarter"]
"""
