"""What was counted once is kept beside its snapshot, and never taken for the count of other records."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from safecount.cubes import Engine, count_tables
from safecount.ingest import IngestReport, Store
from tests.safecount.conftest import SMALL, parsed

Take = Callable[..., IngestReport]
TEXT = f'{SMALL}\n[releases.by_race]\ntable = "stop"\ndimensions = ["race", "stopped.year"]\n'
DEFINITION = parsed(TEXT)


def counted(store: Store, engine: Engine, definition=DEFINITION) -> list[tuple[object, ...]]:
    (table,) = count_tables(definition, store, engine=engine)
    return sorted(zip(*(column.to_pylist() for column in table.cells.columns), strict=True))


def write(folder: Path, name: str, rows: range) -> Path:
    path = folder / name
    lines = "".join(f"{n},2026-{n % 3 + 1:02}-05,White,7\n" for n in rows)
    path.write_text("number,stopped,race,age\n" + lines, "utf-8")
    return path


def test_records_are_read_once(tmp_path: Path, take: Take, store: Store, engine: Engine) -> None:
    take(DEFINITION, write(tmp_path, "a.csv", range(10)))
    first = counted(store, engine)
    assert ("*", "*", 10) in first
    for part in store.snapshots.glob("*/tables/*/*/part.parquet"):
        pq.write_table(pq.read_table(part, partitioning=None).slice(0, 0), part)
    assert counted(store, engine) == first
    # By other dimensions they have to be read.
    other = parsed(TEXT.replace('["race", "stopped.year"]', '["race", "stopped.month"]'))
    assert ("*", "*", 10) not in counted(store, engine, other)


def test_other_records_are_counted_anew(tmp_path: Path, take: Take, store: Store, engine: Engine) -> None:
    take(DEFINITION, write(tmp_path, "a.csv", range(10)))
    assert ("*", "*", 10) in counted(store, engine)
    take(DEFINITION, write(tmp_path, "b.csv", range(10, 40)))
    assert ("*", "*", 40) in counted(store, engine)
    take(DEFINITION, write(tmp_path, "c.csv", range(40, 41)))
    assert ("*", "*", 41) in counted(store, engine)
    assert len(list(store.snapshots.glob("*/bases/*"))) == 2


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1 and then the power failed"])
def test_half_a_count_is_counted_again(
    content: bytes, tmp_path: Path, take: Take, store: Store, engine: Engine
) -> None:
    take(DEFINITION, write(tmp_path, "a.csv", range(10)))
    first = counted(store, engine)
    (kept,) = store.snapshots.glob("*/bases/*")
    kept.write_bytes(content)
    assert counted(store, engine) == first


def test_a_store_that_cannot_be_written_is_counted_all_the_same(
    tmp_path: Path, take: Take, store: Store, engine: Engine
) -> None:
    take(DEFINITION, write(tmp_path, "a.csv", range(10)))
    (snapshot,) = (path for path in store.snapshots.iterdir() if path.is_dir())
    (snapshot / "bases").write_text("in the way", "utf-8")
    assert ("*", "*", 10) in counted(store, engine)
