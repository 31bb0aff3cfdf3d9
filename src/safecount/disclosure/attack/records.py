"""Counts released records again, from their public files alone, and looks whether two releases hold the same months.

For records the promise is k and l, and both can be counted by anyone. What cannot be counted is whether the keys are all that
somebody may know of a person: that is for people to judge.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safecount.disclosure.attack.puzzle import AttackError
from safecount.disclosure.microdata.problems import UnsafeRecords
from safecount.disclosure.microdata.safe_records import RecordsCertificate, share_months
from safecount.publish import Verified, verify_release
from safecount.publish.manifest import RECORDS_FORMAT
from safecount.publish.opening import manifest_in
from safecount.publish.records.read import ReleasedRecords, read_records


@dataclass(frozen=True)
class RecordsReport:
    """What a recount found: sentences for what is broken, none if all holds, and the certificate of each release."""

    verified: tuple[Verified, ...]
    certificates: tuple[RecordsCertificate, ...]
    broken: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether everything holds that the certificates say."""
        return not self.broken

    def as_dict(self) -> dict[str, Any]:
        """Return the report as JSON takes it."""
        told = [
            {
                "k": said.k,
                "diversity": said.diversity,
                "records": said.records_out,
                "first": said.first,
                "last": said.last,
            }
            for said in self.certificates
        ]
        return {"passed": self.passed, "broken": list(self.broken), "records": told}

    def __str__(self) -> str:
        """Return the report as sentences."""
        if self.broken:
            return "\n".join(self.broken) + "\n"
        lines = [
            f"{said.records_out:,} records of {said.table} counted again: each is alike in every key with at least "
            f"{said.k - 1} others."
            for said in self.certificates
        ]
        lines += [
            f"Among them are at least {fewest} different values of {name}."
            for said in self.certificates
            for name, fewest in said.diversity.items()
        ]
        if len(self.certificates) > 1:
            lines.append("No two of the releases hold the same months.")
        return "\n".join(lines) + "\n"


def holds_records(folder: Path) -> bool:
    """Whether `folder` is a release of records. Raises ReleaseError if it is no release at all."""
    return bool(manifest_in(folder)[0]["format"] == RECORDS_FORMAT)


def recount(folders: Sequence[Path], key: Path | None = None) -> RecordsReport:
    """Verify the releases of records in `folders` and count them again.

    Raises ReleaseError where a folder is not as it was published, AttackError where tables stand among them, or releases of
    different datasets.
    """
    verified = tuple(verify_release(folder, key) for folder in folders)
    if not all(holds_records(folder) for folder in folders):
        raise AttackError(
            "Some of these are releases of tables, others of records. Attack each kind by itself; that both exist of one "
            "dataset is a mistake of its publisher."
        )
    found: list[ReleasedRecords] = []
    broken: list[str] = []
    for folder in folders:
        try:
            found.append(read_records(folder))
        except UnsafeRecords as error:
            broken.append(f"{folder.name}: {error}")
    if len({one.dataset for one in found}) > 1 or len({one.sha256 for one in found}) < len(found):
        raise AttackError(
            "The releases are of different datasets, or one was named twice. Name each of one dataset once."
        )
    for one, other in itertools.combinations(found, 2):
        if share_months(one.records.certificate, other.records.certificate):
            broken.append(
                f"{one.name} and {other.name} hold records of the same months: rows of the one can be matched with those of "
                "the other, and each is then known at its finest."
            )
    return RecordsReport(verified, tuple(one.records.certificate for one in found), tuple(broken))
