"""The attack on twelve year-to-date releases: every count hidden in them, and every change between any two."""

from __future__ import annotations

import csv
import gzip
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from bench.disclosure import with_margins
from safecount.disclosure.attack import Rules, Verdict, attack
from safecount.disclosure.attack.report import GIVEN_AWAY
from safecount.disclosure.release import EarlierRelease, SafeRelease, Terms, make_safe
from safecount.disclosure.safe_table import Level

NAMES = ("race", "gender", "reason")
THRESHOLD = 5


def released(data: Path) -> list[SafeRelease]:
    """Return the twelve releases of the field's table, each protected with those before it."""
    with gzip.open(data / "releases_12.csv.gz", "rt", encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    made: list[SafeRelease] = []
    for number in range(1, 13):
        chosen = [line for line in lines if int(line["release"]) == number]
        counts = np.array([line["year_to_date"] for line in chosen], np.int64)
        columns = [[line[name] for line in chosen] for name in NAMES]
        earlier = [EarlierRelease(f"{n:064x}", one.judged, one.witnesses) for n, one in enumerate(made)]
        table = with_margins("year_to_date", NAMES, columns, counts)
        made.append(make_safe([table], Terms("bench", Level.SMALL, THRESHOLD), earlier))
    return made


def rows(data: Path) -> Iterator[str]:
    """Yield the lines of what the attack on all twelve together found."""
    releases = [release.tables for release in released(data)]
    begun = time.perf_counter()
    report = attack(releases, [Rules(Level.SMALL, THRESHOLD)] * len(releases))
    seconds = time.perf_counter() - begun
    yield "| twelve releases attacked together | hidden | given away | in doubt | harmless | not settled |"
    yield "|---|---:|---:|---:|---:|---:|"
    for words, implicit in (("printed counts", False), ("changes between any two releases", True)):
        hidden = sum(cell.implicit is implicit for cell in report.cells)
        lost = sum(report.count(verdict, implicit=implicit) for verdict in GIVEN_AWAY)
        found = [
            report.count(verdict, implicit=implicit)
            for verdict in (Verdict.OPEN, Verdict.HARMLESS, Verdict.UNSETTLED)
        ]
        yield f"| {words} | {hidden:,} | {lost:,} | {' | '.join(f'{number:,}' for number in found)} |"
    yield ""
    yield f"{report.data_sets:,} data sets met, {report.programmes:,} programmes, {seconds:.0f} seconds for the attack."
