"""The store: a folder of snapshots, of which one is current. A run makes a new one beside it and switches at the end.

    LOCK                      held while a run is writing
    CURRENT                   the name of the snapshot that stands
    snapshots/000002-1f0c…/   manifest.json, report.json, rejects.parquet, duplicates.parquet,
                              tables/stop/month=2026-01/part.parquet, bases/ (counts kept by the cubes)

A run killed at any moment leaves CURRENT as it was; what it left behind is cleared by the next run. Months that a run
does not touch are linked into the new snapshot, not copied.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from safecount.problems import StoreError

_INCOMING = "incoming"
KEPT_SNAPSHOTS = 2
"""The current snapshot and the one before it; older ones are removed once a new one stands."""


@dataclass(frozen=True)
class Part:
    """One Parquet file of a snapshot: its place within it, its table and month, rows and SHA-256."""

    path: str
    table: str
    month: str
    rows: int
    sha256: str


@dataclass(frozen=True)
class SourceEntry:
    """One source ever taken in; its place in the list is the `source_file` of its rows."""

    address: str
    sha256: str
    size: int
    taken_at: str


@dataclass(frozen=True)
class Manifest:
    """What a snapshot is made of and where it comes from. `shape` is the hash of what in the definition shapes data."""

    name: str
    definition: str
    fingerprint: str
    shape: str
    version: str
    sources: tuple[SourceEntry, ...] = ()
    parts: tuple[Part, ...] = ()
    previous: str = ""
    totals: dict[str, int] = field(default_factory=dict)

    def parts_of(self, table: str) -> list[Part]:
        """Return the parts of one table, by month."""
        return [part for part in self.parts if part.table == table]


class Store:
    """A folder of snapshots. `writing()` holds the lock; `publish()` makes a finished snapshot the current one."""

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self.snapshots = self.folder / "snapshots"

    def current(self) -> Manifest | None:
        """Return the manifest of the snapshot that stands, None before the first. Raises StoreError if damaged."""
        pointer = self.folder / "CURRENT"
        if not pointer.exists():
            return None
        try:
            name = pointer.read_text("utf-8").strip()
            values = json.loads((self.snapshots / name / "manifest.json").read_text("utf-8"))
            sources = tuple(SourceEntry(**entry) for entry in values.pop("sources"))
            parts = tuple(Part(**part) for part in values.pop("parts"))
            return Manifest(**values, sources=sources, parts=parts)
        except (OSError, ValueError, TypeError, KeyError) as error:
            message = f"The store {self.folder} is damaged: its current snapshot cannot be read ({error})."
            raise StoreError(f"{message} Restore the folder, or name an empty one.") from error

    def path_of(self, manifest: Manifest, part: Part) -> Path:
        """Return where a part lies."""
        return self.snapshots / manifest.name / part.path

    @contextlib.contextmanager
    def writing(self) -> Iterator[Path]:
        """Hold the store's lock and give an empty working folder; refuse with a sentence if another run holds it."""
        # Rejected rows and narratives are in here: for its owner's eyes only, unless its owner decides otherwise.
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.snapshots.mkdir(exist_ok=True)
        with open(self.folder / "LOCK", "a+", encoding="utf-8") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                lock.seek(0)
                holder = lock.read().strip() or "another process"
                message = f"Another ingest ({holder}) is writing to {self.folder}. Wait for it to end, then try again."
                raise StoreError(message) from error
            lock.truncate(0)
            lock.write(f"process {os.getpid()}")
            lock.flush()
            incoming = self.snapshots / _INCOMING
            # A folder left by a run that was killed; nothing points to it.
            shutil.rmtree(incoming, ignore_errors=True)
            incoming.mkdir()
            try:
                yield incoming
            finally:
                shutil.rmtree(incoming, ignore_errors=True)

    def publish(self, finished: Path, manifest: Manifest) -> None:
        """Make the folder `finished` the current snapshot, in one step, and remove snapshots no longer kept."""
        (finished / "manifest.json").write_text(
            json.dumps(asdict(manifest), indent=1, sort_keys=True) + "\n", "utf-8"
        )
        for path in finished.rglob("*"):
            _sync(path)
        target = self.snapshots / manifest.name
        # Left by a run that was killed between this rename and the switch; CURRENT never pointed to it.
        shutil.rmtree(target, ignore_errors=True)
        finished.rename(target)
        _sync(self.snapshots)
        pointer = self.folder / "CURRENT.new"
        pointer.write_text(manifest.name + "\n", "utf-8")
        _sync(pointer)
        os.replace(pointer, self.folder / "CURRENT")
        _sync(self.folder)
        self._remove_old(manifest)

    def _remove_old(self, manifest: Manifest) -> None:
        keep = {manifest.name, manifest.previous, _INCOMING}
        for folder in self.snapshots.iterdir():
            if folder.name not in keep:
                shutil.rmtree(folder, ignore_errors=True)


def link_or_copy(source: Path, target: Path) -> None:
    """Give `target` the content of `source` without copying it where the file system allows."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
