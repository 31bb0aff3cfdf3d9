"""Which records were released: kept beside the ledger of tables, so that no event is told twice in different ways.

    ledger/records/000001/entry.json      name of the release, its certificate, and the digest of its release.json once it is out

A dataset is published as tables or as records, never as both: docs/decisions/0011-records-or-tables.md. And a month is
published once. As with tables, an entry is written before its release is, and completed after.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from safecount.disclosure.entries import damaged, sync, write_entry
from safecount.disclosure.ledger import Ledger
from safecount.disclosure.microdata.problems import MicrodataRefused
from safecount.disclosure.microdata.safe_records import RecordsCertificate, SafeRecords, share_months
from safecount.problems import StoreError

_ENTRY = "entry.json"


@dataclass(frozen=True)
class RecordsEntry:
    """One release of records in the ledger; `digest` is empty until its files are out."""

    number: int
    name: str
    digest: str
    certificate: RecordsCertificate


class RecordsLedger:
    """All releases of records of a dataset, oldest first, beside the ledger of its tables."""

    def __init__(self, tables: Ledger) -> None:
        self._tables = tables
        self.folder = tables.folder / "records"

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the ledger, that of tables included, for one release; refuse if another run holds it."""
        with self._tables.writing():
            yield

    def entries(self) -> list[RecordsEntry]:
        """Return all entries. Raises StoreError where one cannot be read."""
        if not self.folder.exists():
            return []
        return [_read(path) for path in sorted(self.folder.iterdir()) if path.name.isdigit()]

    def earlier_than(self, name: str) -> list[RecordsEntry]:
        """Return the releases before the one called `name`.

        Raises MicrodataRefused if tables of the dataset were released, StoreError if a release was never finished.
        """
        if self._tables.entries():
            raise MicrodataRefused(
                "Tables of this dataset were released, and records beside them would give away what they hide. A dataset "
                "is published as tables or as records, never as both."
            )
        earlier = []
        for entry in self.entries():
            if entry.name == name:
                break
            if not entry.digest:
                raise StoreError(
                    f"The release {entry.name} was begun and not finished. Run it again, or remove "
                    f"{self._path(entry.number)} if it was never published."
                )
            earlier.append(entry)
        return earlier

    def begin(self, name: str, records: SafeRecords) -> int:
        """Write the entry of records that are about to be published, and return its number.

        Raises StoreError if another release has this name, MicrodataRefused if one holds records of the same months.
        """
        earlier = self.earlier_than(name)
        standing = self.entries()[len(earlier) :]
        if standing:
            return _same(standing[0], records)
        if any(share_months(entry.certificate, records.certificate) for entry in earlier):
            raise MicrodataRefused(
                "Records of these months were released before. A month is released once: give the months after."
            )
        number = earlier[-1].number + 1 if earlier else 1
        incoming = self.folder / "incoming"
        # Left by a run that was killed; nothing counts on it.
        shutil.rmtree(incoming, ignore_errors=True)
        incoming.mkdir(parents=True)
        _write(incoming, RecordsEntry(number, name, "", records.certificate))
        incoming.rename(self._path(number))
        sync(self.folder)
        sync(self.folder.parent)
        return number

    def finish(self, number: int, digest: str) -> None:
        """Write that the release is out: `digest` is the SHA-256 of its release.json."""
        entry = _read(self._path(number))
        _write(self._path(number), RecordsEntry(number, entry.name, digest, entry.certificate))

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:06}"


def _same(entry: RecordsEntry, records: SafeRecords) -> int:
    if entry.certificate != records.certificate:
        raise StoreError(
            f"A release called {entry.name} was made before with other records. A release is never changed: give the new "
            "one a name of its own, and months that none holds."
        )
    return entry.number


def _write(folder: Path, entry: RecordsEntry) -> None:
    write_entry(folder, _ENTRY, asdict(entry))


def _read(folder: Path) -> RecordsEntry:
    try:
        values = json.loads((folder / _ENTRY).read_text("utf-8"))
        said = values["certificate"]
        certificate = RecordsCertificate(**{**said, "earlier": tuple(said["earlier"])})
        return RecordsEntry(int(values["number"]), values["name"], values["digest"], certificate)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise damaged(folder, error) from error
