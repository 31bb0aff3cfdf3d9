"""Tables for tests of the attack: counted with all margins, protected, hidden naively, and opened as the public sees them."""

from __future__ import annotations

import csv
import gzip
import itertools
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from safecount.cubes.table import CountedTable
from safecount.disclosure.attack import AttackReport, Effort, Rules, attack
from safecount.disclosure.doubt import Effort as ProtectionEffort
from safecount.disclosure.release import EarlierRelease, JudgedTable, SafeRelease, Terms, make_safe
from safecount.disclosure.safe_table import ALL, Dimension, Level, Status

Key = tuple[str, ...]
STANDARD = Effort()
QUICK = ProtectionEffort(first=500, search=3_000, repair=5_000, prune=300, prune_most=200_000)


def dimensions(*names: str) -> tuple[Dimension, ...]:
    """Dimensions from names; `beat<district` nests in district."""
    parts = [name.partition("<") for name in names]
    return tuple(Dimension(name, name.title(), within) for name, _, within in parts)


def counted(
    name: str, of: Sequence[Dimension], counts: Mapping[Key, int], records: str = "stop"
) -> CountedTable:
    """A table with all margins; a finer dimension never without its coarser ones."""
    names = [dimension.reference for dimension in of]
    within = [names.index(dimension.within) if dimension.within else -1 for dimension in of]
    margins = [
        named
        for named in itertools.product((True, False), repeat=len(names))
        if all(not named[place] or up < 0 or named[up] for place, up in enumerate(within))
    ]
    total: Counter[Key] = Counter()
    for key, count in counts.items():
        for named in margins:
            total[tuple(v if n else ALL for v, n in zip(key, named, strict=True))] += count
    rows = sorted((key, count) for key, count in total.items() if count)
    cells = pa.table(
        {
            **{n: pa.array([key[place] for key, _ in rows], pa.string()) for place, n in enumerate(names)},
            "count": pa.array([count for _, count in rows], pa.int64()),
        }
    )
    return CountedTable(name, name.title(), "person", tuple(of), cells, records=records)


def protected(
    tables: Sequence[CountedTable],
    threshold: int,
    level: Level = Level.SMALL,
    earlier: Sequence[SafeRelease] = (),
    effort: ProtectionEffort = QUICK,
) -> SafeRelease:
    """The release that the publisher makes of `tables` after the `earlier` ones."""
    terms = Terms("riverbend", level, threshold, effort=effort)
    before = [
        EarlierRelease(f"{number:064}", release.judged, release.witnesses)
        for number, release in enumerate(earlier)
    ]
    return make_safe(tables, terms, before)


def attacked(
    releases: Sequence[Sequence[object]],
    threshold: int,
    level: Level = Level.SMALL,
    effort: Effort = STANDARD,
) -> AttackReport:
    """The attack on released tables."""
    return attack(releases, [Rules(level, threshold)] * len(releases), effort)  # type: ignore[arg-type]


def hidden_where(table: CountedTable, hide: Iterable[Key]) -> JudgedTable:
    """The table as released with exactly the cells `hide` hidden."""
    wanted = set(hide)
    names = [dimension.reference for dimension in table.dimensions]
    keys = list(zip(*(table.cells.column(name).to_pylist() for name in names), strict=True))
    counts = table.cells.column("count").to_pylist()
    secret = [key in wanted for key in keys]
    status = [
        Status.HIDDEN if s else Status.ZERO if c == 0 else Status.SHOWN
        for s, c in zip(secret, counts, strict=True)
    ]
    cells = pa.table(
        {
            **{name: table.cells.column(name) for name in names},
            "count": pa.array([None if s else c for s, c in zip(secret, counts, strict=True)], pa.int64()),
            "status": pa.array([str(s) for s in status], pa.string()),
        }
    )
    return JudgedTable(table.name, table.title, table.unit, table.records, table.dimensions, cells)


def small_keys(table: CountedTable, threshold: int) -> list[Key]:
    """The cells that are small: what a publisher hides who thinks of nothing else."""
    return [key for key, count in counts_of(table).items() if 0 < count < threshold]


def counts_of(table: CountedTable) -> dict[Key, int]:
    """The counts of a table by its keys."""
    columns = [table.cells.column(dimension.reference).to_pylist() for dimension in table.dimensions]
    return dict(zip(zip(*columns, strict=True), table.cells.column("count").to_pylist(), strict=True))


def read_counts(path: Path, columns: Sequence[str] | None = None) -> tuple[list[str], dict[Key, int]]:
    """The counts of a CSV whose last column is the frequency, summed to `columns` if given."""
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    rows = list(csv.reader(content.decode().splitlines()))
    names = list(columns or rows[0][:-1])
    places = [rows[0].index(name) for name in names]
    total: Counter[Key] = Counter()
    for row in rows[1:]:
        total[tuple(row[place] for place in places)] += int(float(row[-1]))
    return names, dict(total)


def random_counts(seed: int, sizes: Sequence[int], mean: float) -> dict[Key, int]:
    """Poisson counts over all combinations of values."""
    chance = np.random.default_rng(seed)
    keys = list(
        itertools.product(*([f"{chr(97 + d)}{v}" for v in range(size)] for d, size in enumerate(sizes)))
    )
    return dict(zip(keys, chance.poisson(mean, len(keys)).tolist(), strict=True))
