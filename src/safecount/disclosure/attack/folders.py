"""Opens release folders for the attack: checked first, then put in the order in which they were published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safecount.disclosure.attack.puzzle import AttackError, Rules
from safecount.disclosure.attack.report import STANDARD, AttackReport, Effort
from safecount.disclosure.attack.run import attack
from safecount.disclosure.attack.sums import AttackedSums, attack_sums
from safecount.publish import ReleasedTables, Verified, read_release, verify_release


@dataclass(frozen=True)
class AttackedFolders:
    """What was checked of each release, oldest first, what the reader should know, and the result."""

    verified: tuple[Verified, ...]
    notes: tuple[str, ...]
    report: AttackReport
    sums: tuple[AttackedSums, ...] = ()

    @property
    def given_away(self) -> bool:
        """Whether anything is proved, of counts or of sums, that was promised to be in doubt."""
        return bool(self.report.given_away) or any(item.given_away for item in self.sums)

    @property
    def finished(self) -> bool:
        """Whether every hidden count and every hidden sum was settled."""
        return self.report.finished and all(item.finished for item in self.sums)

    def as_dict(self) -> dict[str, Any]:
        """Return the result as JSON takes it, without what was checked."""
        return self.report.as_dict() | {"sums": [item.as_dict() for item in self.sums]}

    def __str__(self) -> str:
        """Return the result as a plain table and sentences."""
        return str(self.report) + "".join(f"\n{item}\n" for item in self.sums)


def attack_folders(
    folders: Sequence[Path], effort: Effort = STANDARD, *, key: Path | None = None, growing: bool = True
) -> AttackedFolders:
    """Verify the releases in `folders`, put them in order, and attack them together.

    Raises ReleaseError where a folder is not as it was published, AttackError where the releases do not belong together.
    """
    opened = [(verify_release(folder, key), read_release(folder)) for folder in folders]
    ordered = sorted(opened, key=lambda pair: _order(pair[1]))
    releases = [release for _, release in ordered]
    _refuse_strangers(releases)
    rules = [
        Rules(item.certificate.level, item.certificate.threshold, item.certificate.stricter)
        for item in releases
    ]
    report = attack([item.tables for item in releases], rules, effort, growing=growing)
    sums = attack_sums([item.tables for item in releases], rules, effort, growing=growing)
    return AttackedFolders(tuple(verified for verified, _ in ordered), tuple(_notes(releases)), report, sums)


def _order(release: ReleasedTables) -> tuple[str, int]:
    """By the last month covered; of releases up to the same month, the later covers more releases."""
    return release.through_month, len(release.certificate.earlier)


def _refuse_strangers(releases: Sequence[ReleasedTables]) -> None:
    if len({release.dataset for release in releases}) > 1:
        raise AttackError("The releases are of different datasets. Attack each dataset by itself.")
    if len({release.sha256 for release in releases}) < len(releases):
        raise AttackError("One release was named twice. Name each once.")
    if len({_order(release) for release in releases}) < len(releases):
        raise AttackError("Which of the releases came first cannot be told: they end in the same month.")
    place = {release.sha256: number for number, release in enumerate(releases)}
    for number, release in enumerate(releases):
        if any(
            place.get(digest, -1) >= number for digest in (*release.certificate.earlier, release.previous)
        ):
            raise AttackError(
                "The releases name each other as earlier ones. One of them is not what it says."
            )


def _notes(releases: Sequence[ReleasedTables]) -> list[str]:
    """Say which releases the attack lacks, and which the protection did not know of."""
    present = {release.sha256 for release in releases}
    notes = []
    last = releases[-1]
    missing = [digest for digest in last.certificate.earlier if digest not in present]
    if missing:
        notes.append(
            f"{last.name} was protected together with {len(missing)} earlier releases that were not named here. "
            "Name their folders too: together they may tell more."
        )
    covered = {*last.certificate.earlier, last.sha256}
    unknown = [release.name for release in releases if release.sha256 not in covered]
    if unknown:
        notes.append(f"The certificate of {last.name} does not cover {', '.join(unknown[:5])}.")
    return notes
