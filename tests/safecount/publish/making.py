"""Makes SafeTables for tests of publishing.

`protected` hides every count from 1 to k - 1 and nothing else: enough to test how cells are written, and no protection.
"""

from __future__ import annotations

import datetime
import itertools
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import pyarrow as pa

from safecount.disclosure.safe_table import ALL, Certificate, Dimension, Level, SafeTable, Status, digest_of
from safecount.publish import Contact, Edition, Link, ReleaseAbout
from safecount.schema.model import Break

K = 11


def status_of(count: int) -> Status:
    if count == 0:
        return Status.ZERO
    return Status.HIDDEN if count < K else Status.SHOWN


def cells_of(
    dimensions: Sequence[Dimension],
    counts: Mapping[tuple[str, ...], int],
    empty: Iterable[tuple[str, ...]] = (),
) -> pa.Table:
    """All margins of `counts` (inner cells by their values), a finer dimension never without its coarser ones."""
    names = [dimension.reference for dimension in dimensions]
    coarser = [names.index(d.within) if d.within else -1 for d in dimensions]
    kept = [
        margin
        for margin in itertools.product((True, False), repeat=len(names))
        if all(not margin[place] or up < 0 or margin[up] for place, up in enumerate(coarser))
    ]
    total: Counter[tuple[str, ...]] = Counter()
    for key, count in counts.items():
        for margin in kept:
            total[tuple(v if named else ALL for v, named in zip(key, margin, strict=True))] += count
    for key in empty:
        total[key] += 0
    return cell_table(names, total)


def cell_table(names: Sequence[str], total: Mapping[tuple[str, ...], int]) -> pa.Table:
    rows = list(total.items())
    columns: dict[str, pa.Array] = {
        name: pa.array([key[place] for key, _ in rows], pa.string()) for place, name in enumerate(names)
    }
    statuses = [status_of(count) for _, count in rows]
    columns["count"] = pa.array(
        [None if s is Status.HIDDEN else c for s, (_, c) in zip(statuses, rows, strict=True)], pa.int64()
    )
    columns["status"] = pa.array([str(status) for status in statuses], pa.string())
    return pa.table(columns)


def protected(
    tables: Mapping[str, tuple[str, Sequence[Dimension], pa.Table]],
    dataset: str = "riverbend-stops",
    unit: str = "person",
    earlier: tuple[str, ...] = (),
) -> list[SafeTable]:
    """SafeTables under one certificate, from name to (title, dimensions, cells)."""
    cells = [table[2] for table in tables.values()]
    statuses = Counter(status for table in cells for status in table["status"].to_pylist())
    certificate = Certificate(
        dataset=dataset,
        level=Level.SMALL,
        threshold=K,
        width=K - 1,
        cells=sum(len(table) for table in cells),
        hidden=statuses["hidden"],
        zero=statuses["zero"],
        relations=len(cells) * 100,
        witnesses=24,
        witness_digest="ab" * 32,
        tables={name: digest_of(table[2]) for name, table in tables.items()},
        earlier=earlier,
        version="0.1.0",
    )
    return [
        SafeTable(name, title, unit, tuple(dimensions), table, certificate)
        for name, (title, dimensions, table) in tables.items()
    ]


DISTRICTS = {"downtown": "Downtown", "north": "North", "riverside": "Riverside", "mill": "Mill Hill"}
BEATS = {"downtown": ("1", "2", "3"), "north": ("1", "2"), "riverside": ("4", "5"), "mill": ("6",)}
RACES = {
    "asian": "Asian",
    "black": "Black or African American",
    "hispanic": "Hispanic or Latino",
    "native": "American Indian or Alaska Native",
    "pacific": "Pacific Islander",
    "white": "White",
    "missing": "Not recorded",
}
SEARCHED = {"true": "Searched", "false": "Not searched", "missing": "Not recorded"}
QUARTERS = [f"{year}-Q{quarter}" for year in (2024, 2025, 2026) for quarter in (1, 2, 3, 4)][:11]

DISTRICT = Dimension("district", "District", labels=DISTRICTS)
BEAT = Dimension("beat", "Beat", within="district")
RACE = Dimension("race", "Perceived race", labels=RACES)
SEARCH = Dimension("searched", "Search", labels=SEARCHED)
YEAR = Dimension("stopped.year", "Year of the stop")
QUARTER = Dimension("stopped.quarter", "Quarter of the stop", within="stopped.year")


def riverbend(scale: int = 1) -> list[SafeTable]:
    """Two tables of the invented city: stops by district, race, search and quarter; stops by beat and year."""
    people: dict[tuple[str, ...], int] = {}
    beats: dict[tuple[str, ...], int] = {}
    for place, (d, r, s, q) in enumerate(itertools.product(DISTRICTS, RACES, SEARCHED, QUARTERS)):
        weight = {
            "white": 40,
            "black": 30,
            "hispanic": 22,
            "asian": 7,
            "missing": 6,
            "native": 1,
            "pacific": 0,
        }[r]
        often = {"true": 0.18, "false": 1.0, "missing": 0.04}[s] * {"downtown": 1.6, "mill": 0.3}.get(d, 1.0)
        season = 1.0 + 0.25 * ((int(q[-1]) % 2) - 0.5) - 0.04 * QUARTERS.index(q)
        count = int(weight * often * season * scale * (0.7 + (place * 7919 % 100) / 160))
        if count:
            people[d, r, s, q[:4], q] = count
            beat = BEATS[d][place % len(BEATS[d])]
            beats[d, beat, q[:4]] = beats.get((d, beat, q[:4]), 0) + count
    stops = (DISTRICT, RACE, SEARCH, YEAR, QUARTER)
    patrols = (DISTRICT, BEAT, YEAR)
    return protected(
        {
            "stops": ("Stops by district, race and search", stops, cells_of(stops, people)),
            "stops_by_beat": ("Stops by beat", patrols, cells_of(patrols, beats)),
        }
    )


def small(count: int = 40) -> list[SafeTable]:
    """One table of one dimension, quickly published."""
    cells = cells_of((DISTRICT,), {("downtown",): count, ("north",): 4, ("mill",): 30})
    return protected({"stops": ("Stops", (DISTRICT,), cells)})


EDITION = Edition(
    name="2026-09",
    issued=datetime.date(2026, 10, 15),
    first_month="2024-01",
    through_month="2026-09",
    contact=Contact("Riverbend Police, data desk", "data@riverbend.example.gov"),
    landing_page="https://data.riverbend.example.gov/stops",
    address="https://data.riverbend.example.gov/stops/2026-09/",
    problems=(
        "Stops made by the harbour unit before March 2024 were written on paper and are not included.",
    ),
    policies=(Link("General Order 12: stops and searches", "https://riverbend.example.gov/orders/12"),),
)


def about(**changes: object) -> ReleaseAbout:
    values: dict[str, object] = {
        "dataset": "riverbend-stops",
        "title": "Police stops in Riverbend",
        "publisher": "City of Riverbend",
        "edition": EDITION,
        "fingerprint": "cd" * 32,
        "licence": "CC BY 4.0",
        "source": "Records management system of the Riverbend Police Department",
        "note": "One row of the source is one stop of one person. Race is as the officer perceived it.",
        "breaks": (
            Break(
                datetime.date(2025, 4, 1),
                "Searches by consent are recorded from this day; before, they were not.",
            ),
        ),
    }
    return ReleaseAbout(**(values | changes))  # type: ignore[arg-type]
