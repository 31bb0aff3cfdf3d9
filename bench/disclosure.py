"""The disclosure engine on the tables of the field, beside what the best peers gave for the same tables.

Peers: GaussSuppression 1.2.3 (Statistics Norway), protecting at its default; their figures were measured once on a 2-core machine
of the same kind and are printed beside ours, not run again. Hidden shares compare across machines; seconds only roughly. Ours are
seconds of the processor, so that a busy machine does not change them much; all of it runs on one core.
"""

from __future__ import annotations

import csv
import gzip
import itertools
import math
import resource
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from safecount.cubes.lattice import TooManyCells
from safecount.cubes.table import CountedTable
from safecount.disclosure.doubt import Effort
from safecount.disclosure.release import EarlierRelease, SafeRelease, Terms, make_safe
from safecount.disclosure.safe_table import ALL, Dimension, Level
from safecount.problems import SafecountError

UNPRUNED = Effort(prune_most=0)


@dataclass(frozen=True)
class Row:
    """A table at a threshold, and what GaussSuppression gave for it: hidden share in percent, and seconds."""

    table: str
    threshold: int
    peer_share: str
    peer_seconds: str
    small: bool = True


ROWS = (
    Row("A_rgr_p2", 3, "48.4", "0.1"), Row("A_rgr_p2", 5, "55.6", "0.1"),
    Row("A_rgr_sk", 3, "45.2", "0.1"), Row("A_rgr_sk", 5, "48.0", "0.1"),
    Row("B2_rgd_p2", 3, "46.6", "0.2"), Row("B2_rgd_p2", 5, "58.2", "0.2"),
    Row("B3_rgard3_sk", 3, "41.0", "0.5"), Row("B3_rgard3_sk", 5, "45.9", "0.5"),
    Row("B_rgar_p2", 3, "47.3", "2.3"), Row("B_rgar_p2", 5, "49.7", "2.3"),
    Row("B_rgar_sk", 3, "51.1", "1.9"), Row("B_rgar_sk", 5, "51.4", "1.9"),
    Row("C0_rgrd_p2", 5, "52.9", "10", small=False), Row("C0_rgrd_sk", 5, "47.6", "8", small=False),
    Row("C1_rard_p2", 5, "54.6", "67", small=False), Row("C1_rard_sk", 5, "45.3", "131", small=False),
    Row("C_rgard_p2", 5, "", "> 1,500", small=False), Row("C_rgard_sk", 5, "", "> 1,500", small=False),
)  # fmt: skip


def read_inner(path: Path) -> tuple[list[str], list[list[str]], np.ndarray]:
    """Return the dimensions, a column of texts for each, and the counts of a table of inner cells."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        lines = csv.reader(file)
        head = next(lines)
        columns = [list(column) for column in zip(*lines, strict=True)]
    return head[:-1], columns[:-1], np.array(columns[-1], np.int64)


def with_margins(
    name: str, names: Sequence[str], columns: Sequence[Sequence[str]], counts: np.ndarray
) -> CountedTable:
    """Return the table of all margins of inner cells."""
    codes, values = [], []
    for column in columns:
        texts, code = np.unique(np.array(column, object).astype(str), return_inverse=True)
        codes.append(code + 1)
        values.append(np.array([ALL, *texts], object))
    shape = tuple(len(texts) for texts in values)
    total = np.zeros(shape, np.int64)
    np.add.at(total, tuple(codes), counts)
    for axis in range(len(shape)):
        whole = total.take(range(1, shape[axis]), axis=axis).sum(axis=axis, keepdims=True)
        total = np.concatenate([whole, total.take(range(1, shape[axis]), axis=axis)], axis=axis)
    kept = np.flatnonzero(total.ravel())
    places = np.unravel_index(kept, shape)
    texts = {
        reference: pa.array(value[place].tolist(), pa.string())
        for reference, value, place in zip(names, values, places, strict=True)
    }
    dimensions = tuple(Dimension(reference, reference) for reference in names)
    cells = pa.table({**texts, "count": total.ravel()[kept]})
    return CountedTable(name, name, "incident", dimensions, cells, records="incident")


def measured(row: Row, data: Path, level: Level, effort: Effort) -> tuple[SafeRelease, float]:
    """Return the release of one table, and the processor seconds that protection and its check took."""
    table = with_margins(row.table, *read_inner(data / f"{row.table}.csv.gz"))
    begun = time.process_time()
    release = make_safe([table], Terms("bench", level, row.threshold, effort=effort))
    return release, time.process_time() - begun


def rows(data: Path, *, large: bool) -> Iterator[str]:
    """Yield the lines of the table of shares and seconds."""
    yield "| table, hidden | cells | GaussSuppression | s | ours L1 | s | ours L2 | s | witnesses (L2) |"
    yield "|---|---:|---:|---:|---:|---:|---:|---:|---:|"
    # The first call compiles; it is not measured.
    measured(ROWS[0], data, Level.SMALL, UNPRUNED)
    for row in ROWS:
        if not (row.small or large):
            continue
        found = [_line(row, data, level) for level in (Level.EXACT, Level.SMALL)]
        cells, witnesses = found[1][2], found[1][3]
        ours = " | ".join(f"{share:.1f} % | {seconds:.1f}" for share, seconds, *_ in found)
        hidden = f"1 to {row.threshold - 1}"
        peer = f"{row.peer_share} %" if row.peer_share else "not finished"
        yield f"| {row.table}, {hidden} | {cells:,} | {peer} | {row.peer_seconds} | {ours} | {witnesses:,} |"


def _line(row: Row, data: Path, level: Level) -> tuple[float, float, int, int]:
    release, seconds = measured(row, data, level, Effort())
    # The peers count every combination as a cell; a release does not list those that lie under a zero.
    cells = math.prod(1 + len(set(column)) for column in read_inner(data / f"{row.table}.csv.gz")[1])
    hidden, witnesses = release.certificate.hidden, release.certificate.witnesses
    return 100 * hidden / cells, seconds, cells, witnesses


@dataclass(frozen=True)
class Linked:
    """All tables of so many dimensions of a file of incidents, and what GaussSuppression gave for them."""

    file: str
    title: str
    ways: int
    peer_share: str
    peer_seconds: str
    small: bool = True


LINKED = (
    Linked("incidents_20k", "20,000 incidents", 2, "19.5 %", "110"),
    Linked("incidents_20k", "20,000 incidents", 3, "not finished", "> 560", small=False),
    Linked("incidents_200k", "200,000 incidents", 4, "", "", small=False),
)


def linked_tables(data: Path, row: Linked) -> list[CountedTable]:
    """Return one table for each choice of dimensions, with all margins."""
    names, columns, counts = read_inner(data / f"{row.file}.csv.gz")
    return [
        with_margins(
            "-".join(names[place] for place in chosen),
            [names[place] for place in chosen],
            [columns[place] for place in chosen],
            counts,
        )
        for chosen in itertools.combinations(range(len(names)), row.ways)
    ]


def linked(data: Path, *, large: bool) -> Iterator[str]:
    """Yield the lines for incidents published as all tables of some dimensions, linked by their margins."""
    yield "| all tables of so many dimensions | cells | GaussSuppression | s | ours L1 | s | ours L2 | s | witnesses (L2) |"
    yield "|---|---:|---:|---:|---:|---:|---:|---:|---:|"
    for row in LINKED:
        if not (row.small or large):
            continue
        tables = linked_tables(data, row)
        shares = []
        for level in (Level.EXACT, Level.SMALL):
            begun = time.process_time()
            release = make_safe(tables, Terms("bench", level, 5))
            seconds = time.process_time() - begun
            cells, witnesses = release.system.size, release.certificate.witnesses
            shares.append(f"{100 * release.protection.hidden.sum() / cells:.1f} % | {seconds:.1f}")
        ours = " | ".join(shares)
        title = f"{row.title}, {row.ways} dimensions, 1 to 4"
        yield f"| {title} | {cells:,} | {row.peer_share} | {row.peer_seconds} | {ours} | {witnesses:,} |"


def full(data: Path) -> Iterator[str]:
    """Yield the lines for the full table of six dimensions: refused, and done as the refusal proposes, at both levels."""
    names, columns, counts = read_inner(data / "D_full_p2.csv.gz")
    table = with_margins("D_full_p2", names, columns, counts)
    try:
        make_safe([table], Terms("bench", Level.EXACT, 5))
        raise AssertionError("the full table was not refused")
    except TooManyCells as refused:
        yield f"> {refused}"
        together = int(str(refused).split("together = ")[1].split("`")[0])
    yield ""
    yield "| D_full_p2, 1 to 4, as proposed | cells | hidden | seconds | witnesses | peak MB |"
    yield "|---|---:|---:|---:|---:|---:|"
    parts = [
        with_margins(
            f"d{''.join(map(str, chosen))}",
            [names[place] for place in chosen],
            [columns[place] for place in chosen],
            counts,
        )
        for chosen in itertools.combinations(range(len(names)), together)
    ]
    for level in (Level.EXACT, Level.SMALL):
        begun = time.process_time()
        release = make_safe(parts, Terms("bench", level, 5))
        seconds = time.process_time() - begun
        share = 100 * release.protection.hidden.sum() / release.system.size
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        witnesses = release.certificate.witnesses
        yield f"| {level.name} | {release.system.size:,} | {share:.1f} % | {seconds:.0f} | {witnesses:,} | {peak:,} |"


def over_time(data: Path, threshold: int = 5) -> Iterator[str]:
    """Yield the lines for twelve year-to-date releases of one table, each protected with those before it."""
    with gzip.open(data / "releases_12.csv.gz", "rt", encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    names = ["race", "gender", "reason"]
    earlier: list[EarlierRelease] = []
    yield "| release | cells | hidden | seconds |"
    yield "|---|---:|---:|---:|"
    for number in range(1, 13):
        chosen = [line for line in lines if int(line["release"]) == number]
        counts = np.array([line["year_to_date"] for line in chosen], np.int64)
        table = with_margins(
            "year_to_date", names, [[line[name] for line in chosen] for name in names], counts
        )
        begun = time.process_time()
        try:
            release = make_safe([table], Terms("bench", Level.SMALL, threshold), earlier)
        except SafecountError as error:
            yield f"| {number} | | refused: {error} | {time.process_time() - begun:.1f} |"
            return
        certificate = release.certificate
        share = 100 * certificate.hidden / certificate.cells
        yield f"| {number} | {certificate.cells:,} | {share:.1f} % | {time.process_time() - begun:.1f} |"
        earlier.append(EarlierRelease(f"{number:064x}", release.judged, release.witnesses))
