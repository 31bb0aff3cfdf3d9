"""What has been released, with the true counts behind it: kept by the publisher, so that the next release is safe beside it.

    ledger/000001/entry.json       name of the release, its terms, and the digest of its release.json once it is out
    ledger/000001/TABLE.parquet    the judged table: true counts, and what was said of each
    ledger/000001/TABLE.sums.parquet    if it has a measure: true sums, largest values, and what was said of each
    ledger/000001/witnesses.npz    the witnesses of the certificate

An entry is written before its release is, and completed after: a release that is out is always in the ledger. One that was
begun and not finished stops the next until it is run again.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from safecount.disclosure.doubt import Witness
from safecount.disclosure.entries import damaged, sync, write_entry
from safecount.disclosure.release import EarlierRelease, JudgedTable, SafeRelease
from safecount.disclosure.safe_table import Dimension, Measure, digest_of
from safecount.problems import StoreError

_ENTRY = "entry.json"
_SUMS = ".sums.parquet"


@dataclass(frozen=True)
class Entry:
    """One release in the ledger; `digest` is empty until its files are out."""

    number: int
    name: str
    digest: str
    tables: tuple[JudgedTable, ...]
    witnesses: tuple[Witness, ...]


class Ledger:
    """The folder of all releases of a dataset, oldest first. For its owner's eyes only."""

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)

    def entries(self) -> list[Entry]:
        """Return all entries. Raises StoreError where one cannot be read."""
        if not self.folder.exists():
            return []
        return [_read(path) for path in sorted(self.folder.iterdir()) if path.name.isdigit()]

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the ledger for one release; refuse if another run holds it."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(self.folder / "LOCK", "a", encoding="utf-8") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                message = (
                    f"Another release is being made with {self.folder}. Wait for it to end, then try again."
                )
                raise StoreError(message) from error
            yield

    def earlier_than(self, name: str) -> list[EarlierRelease]:
        """Return the releases before the one called `name`. Raises StoreError if one of them was never finished."""
        self._refuse_beside_records()
        earlier = []
        for entry in self.entries():
            if entry.name == name:
                break
            if not entry.digest:
                raise StoreError(
                    f"The release {entry.name} was begun and not finished. Run it again, or remove {self._path(entry.number)} "
                    "if it was never published."
                )
            earlier.append(EarlierRelease(entry.digest, entry.tables, entry.witnesses))
        return earlier

    def begin(self, name: str, release: SafeRelease) -> int:
        """Write the entry of a release that is about to be published, and return its number.

        Raises StoreError if the ledger holds another release of this name, with other figures.
        """
        self._refuse_beside_records()
        entries = self.entries()
        for entry in entries:
            if entry.name == name:
                return self._same(entry, release)
        number = entries[-1].number + 1 if entries else 1
        incoming = self.folder / "incoming"
        # Left by a run that was killed; nothing counts on it.
        shutil.rmtree(incoming, ignore_errors=True)
        incoming.mkdir()
        for table in release.judged:
            pq.write_table(table.cells, incoming / f"{table.name}.parquet")
            if table.sums is not None:
                pq.write_table(table.sums, incoming / f"{table.name}{_SUMS}")
        _write_witnesses(release, incoming / "witnesses.npz")
        _write_entry(incoming, Entry(number, name, "", release.judged, release.witnesses))
        _sync_all(incoming)
        incoming.rename(self._path(number))
        sync(self.folder)
        return number

    def finish(self, number: int, digest: str) -> None:
        """Write that the release is out: `digest` is the SHA-256 of its release.json."""
        entry = _read(self._path(number))
        _write_entry(self._path(number), Entry(number, entry.name, digest, entry.tables, entry.witnesses))

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:06}"

    def _refuse_beside_records(self) -> None:
        """Released records show small counts that tables would hide: docs/decisions/0011-records-or-tables.md."""
        records = self.folder / "records"
        if records.is_dir() and any(path.name.isdigit() for path in records.iterdir()):
            raise StoreError(
                "Records of this dataset were released one by one, and tables beside them would give away those left out. A "
                "dataset is published as tables or as records, never as both. Count tables from the released records."
            )

    def _same(self, entry: Entry, release: SafeRelease) -> int:
        before = {table.name: _digests(table) for table in entry.tables}
        now = {table.name: _digests(table) for table in release.judged}
        if before != now:
            raise StoreError(
                f"A release called {entry.name} was made before with other figures. A release is never changed: "
                "give the new one a name of its own."
            )
        return entry.number


def _digests(table: JudgedTable) -> tuple[str, str]:
    return digest_of(table.cells), digest_of(table.sums) if table.sums is not None else ""


def _write_entry(folder: Path, entry: Entry) -> None:
    tables = [
        {
            "name": table.name,
            "title": table.title,
            "unit": table.unit,
            "records": table.records,
            "dimensions": [asdict(dimension) for dimension in table.dimensions],
            "measured": asdict(table.measured) if table.measured else None,
        }
        for table in entry.tables
    ]
    values = {"number": entry.number, "name": entry.name, "digest": entry.digest, "tables": tables}
    write_entry(folder, _ENTRY, values)


def _write_witnesses(release: SafeRelease, path: Path) -> None:
    witnesses = release.witnesses
    empty = [np.zeros(0, np.int64)]
    np.savez_compressed(
        path,
        ends=np.cumsum([len(witness.cells) for witness in witnesses], dtype=np.int64),
        cells=np.concatenate([witness.cells for witness in witnesses] or empty),
        values=np.concatenate([witness.values for witness in witnesses] or empty),
    )


def _read_witnesses(path: Path) -> tuple[Witness, ...]:
    with np.load(path, allow_pickle=False) as kept:
        cells, values, ends = kept["cells"], kept["values"], kept["ends"]
    starts = [0, *ends[:-1].tolist()]
    return tuple(Witness(cells[a:b], values[a:b]) for a, b in zip(starts, ends.tolist(), strict=True))


def _measured(folder: Path, table: dict[str, Any]) -> tuple[Measure | None, pa.Table | None]:
    if not table.get("measured"):
        return None, None
    return Measure(**table["measured"]), pq.read_table(folder / f"{table['name']}{_SUMS}")


def _read(folder: Path) -> Entry:
    try:
        values = json.loads((folder / _ENTRY).read_text("utf-8"))
        tables = tuple(
            JudgedTable(
                table["name"],
                table["title"],
                table["unit"],
                table["records"],
                tuple(Dimension(**dimension) for dimension in table["dimensions"]),
                pq.read_table(folder / f"{table['name']}.parquet"),
                *_measured(folder, table),
            )
            for table in values["tables"]
        )
        return Entry(
            int(values["number"]),
            values["name"],
            values["digest"],
            tables,
            _read_witnesses(folder / "witnesses.npz"),
        )
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise damaged(folder, error) from error


def _sync_all(folder: Path) -> None:
    for path in folder.iterdir():
        sync(path)
    sync(folder)
