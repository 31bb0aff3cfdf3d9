"""The snapshot that stands is always whole: killed runs, two runs at once, a full disk, a damaged store."""

from __future__ import annotations

import fcntl
import multiprocessing
import os
import random
import signal
import time
from collections.abc import Callable
from multiprocessing.synchronize import Event
from pathlib import Path
from unittest import mock

import duckdb
import pytest

from safecount.ingest import AccountingError, IngestReport, Options, Store, ingest
from safecount.ingest import store as store_module
from safecount.ingest.tables import TableWriter
from safecount.problems import SafecountError, StoreError
from safecount.schema import Definition, parse_definition
from tests.safecount.conftest import NOW, SMALL

Take = Callable[..., IngestReport]


def write(folder: Path, name: str, rows: range) -> Path:
    path = folder / name
    lines = "".join(f"{n},2026-{n % 3 + 1:02}-05,White,7\n" for n in rows)
    path.write_text("number,stopped,race,age\n" + lines, "utf-8")
    return path


def whole(store: Store) -> int:
    """Return the number of records, having read every part of the current snapshot."""
    current = store.current()
    assert current is not None
    for part in current.parts:
        assert store_module.sha256_of(store.path_of(current, part)) == part.sha256
    return duckdb.read_parquet([str(store.path_of(current, part)) for part in current.parts]).shape[0]


# Places where a run is killed, each just before the named call.
PLACES = [
    "safecount.ingest.run._check_balance",
    "safecount.ingest.months.sha256_of",
    "os.replace",
    "pathlib.Path.rename",
]


def _run_and_die(folder: str, file: str, place: str) -> None:
    with mock.patch(place, side_effect=lambda *arguments: os.kill(os.getpid(), signal.SIGKILL)):
        ingest(parse_definition(SMALL.encode(), "x"), [file], Store(folder), now=NOW)


@pytest.mark.parametrize("place", PLACES)
def test_a_killed_run_leaves_the_snapshot_whole_and_a_second_completes(
    place: str, tmp_path: Path, take: Take, small: Definition, store: Store
) -> None:
    take(small, write(tmp_path, "a.csv", range(10)))
    more = write(tmp_path, "b.csv", range(10, 30))
    context = multiprocessing.get_context("forkserver")
    process = context.Process(target=_run_and_die, args=(str(store.folder), str(more), place))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    assert whole(store) == 10
    assert take(small, more).total("accepted") == 20
    assert whole(store) == 30
    assert not (store.snapshots / "incoming").exists()


def _run_again_and_again(folder: str, file: str, began: Event) -> None:
    began.set()
    while True:
        ingest(
            parse_definition(SMALL.encode(), "x"),
            [file],
            Store(folder),
            now=NOW,
            options=Options(rebuild=True),
        )


def test_killed_at_any_moment_the_snapshot_is_whole(
    tmp_path: Path, take: Take, small: Definition, store: Store
) -> None:
    """A process that ingests without end is killed at random moments; what stands is a whole snapshot each time."""
    path = write(tmp_path, "a.csv", range(2_000))
    take(small, path)
    context = multiprocessing.get_context("forkserver")
    delays = random.Random(7)  # noqa: S311 - the same moments in every run
    for _ in range(6):
        began = context.Event()
        process = context.Process(target=_run_again_and_again, args=(str(store.folder), str(path), began))
        process.start()
        began.wait(60)
        time.sleep(delays.uniform(0, 0.25))
        process.kill()
        process.join(60)
        assert process.exitcode == -signal.SIGKILL
        assert whole(store) == 2_000
    assert take(small, path).total("identical") == 2_000
    assert not (store.snapshots / "incoming").exists()


def test_a_second_run_at_once_is_refused_with_a_sentence(
    tmp_path: Path, take: Take, small: Definition, store: Store
) -> None:
    path = write(tmp_path, "a.csv", range(3))
    take(small, path)
    with open(store.folder / "LOCK", "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(StoreError, match="Another ingest"):
            take(small, path)
    assert take(small, path).total("identical") == 3


def test_a_full_disk_changes_nothing(tmp_path: Path, take: Take, small: Definition, store: Store) -> None:
    take(small, write(tmp_path, "a.csv", range(3)))
    full = OSError(28, "No space left on device")
    with (
        mock.patch("safecount.ingest.months.sha256_of", side_effect=full),
        pytest.raises(StoreError, match="No space"),
    ):
        take(small, write(tmp_path, "b.csv", range(3, 9)))
    assert whole(store) == 3


def test_an_account_that_does_not_balance_is_never_published(
    tmp_path: Path, take: Take, small: Definition, store: Store
) -> None:
    lost = {"accepted": 2, "identical": 0, "edited": 0}
    path = write(tmp_path, "a.csv", range(3))
    with mock.patch.object(TableWriter, "fates_of", return_value=lost), pytest.raises(AccountingError):
        take(small, path)
    assert store.current() is None


@pytest.mark.parametrize("damage", ["nowhere\n", ""])
def test_a_damaged_store_is_refused(
    damage: str, tmp_path: Path, take: Take, small: Definition, store: Store
) -> None:
    path = write(tmp_path, "a.csv", range(3))
    take(small, path)
    (store.folder / "CURRENT").write_text(damage, "utf-8")
    with pytest.raises(SafecountError, match="damaged"):
        take(small, path)


def test_accounts_and_rejects_of_every_run_are_kept(
    tmp_path: Path, take: Take, small: Definition, store: Store
) -> None:
    for number in range(4):
        take(small, write(tmp_path, "a.csv", range(number)))
    current = store.current()
    assert current is not None
    runs = sorted(path.name for path in (store.snapshots / current.name / "runs").iterdir())
    assert runs == ["000001", "000002", "000003", "000004"]
    assert len(list(store.snapshots.iterdir())) == store_module.KEPT_SNAPSHOTS


def test_lineage_is_written_into_the_files(
    tmp_path: Path, take: Take, small: Definition, store: Store
) -> None:
    take(small, write(tmp_path, "a.csv", range(3)))
    current = store.current()
    assert current is not None
    notes = duckdb.sql(
        f"SELECT key, value FROM parquet_kv_metadata('{store.path_of(current, current.parts[0])}')"
    ).fetchall()
    assert dict(notes)[b"safecount.definition"] == current.shape.encode()
    assert current.sources[0].sha256 == store_module.sha256_of(tmp_path / "a.csv")
    assert current.fingerprint == small.fingerprint


def test_a_new_store_is_for_its_owner_only(
    tmp_path: Path, take: Take, small: Definition, store: Store
) -> None:
    take(small, write(tmp_path, "a.csv", range(3)))
    assert store.folder.stat().st_mode & 0o077 == 0
