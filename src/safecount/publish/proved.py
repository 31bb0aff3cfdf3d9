"""Checks all that can be checked of a release without attacking it, and says in plain words what holds and what does not follow.

The files by their hashes, the manifest by its signature, the cells by the certificate, the rates by the cells. That a certificate
tells the truth of its proof cannot be seen from outside, since the witnesses stay with the publisher: that is what the
attack is for.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safecount.publish.manifest import CERTIFICATE, FORMAT, RECORDS_FORMAT
from safecount.publish.opening import checked_bytes, listed_files, manifest_in
from safecount.publish.rates import rates_csv, rates_in
from safecount.publish.read import ReleasedTables, read_release
from safecount.publish.refusals import ReleaseError
from safecount.publish.verify import Verified, verify_release
from safecount.publish.wording import rules
from safecount.schema import Rate


@dataclass(frozen=True)
class Proved:
    """A release of which everything that can be checked holds. `holds`: what, in sentences; `open`: what does not follow."""

    verified: Verified
    holds: tuple[str, ...]
    open: tuple[str, ...]

    def __str__(self) -> str:
        lines = [str(self.verified), *(f"  {sentence}" for sentence in self.holds)]
        return "\n".join([*lines, *(f"  Not shown: {sentence}" for sentence in self.open)])


def prove_release(folder: str | Path, public_key: str | Path | None = None) -> Proved:
    """Check the release in `folder`; `public_key` is a PEM file that came from the publisher by another way.

    Raises ReleaseError with the first fault found, in a sentence.
    """
    verified = verify_release(folder, public_key)
    manifest, _ = manifest_in(Path(folder))
    _check_digest(manifest)
    said = "" if verified.publisher_known else "who published it; give the publisher's key with --key."
    if manifest.get("format") == RECORDS_FORMAT:
        return _records(folder, verified, said)
    if manifest.get("format") != FORMAT:
        raise ReleaseError(f"{folder} holds no release that can be checked.")
    release = read_release(folder)
    _check_totals(release)
    rates = _check_rates(Path(folder), release)
    certificate = release.certificate
    holds = [
        f"The certificate covers exactly the {certificate.cells:,} cells of {len(release.tables)} tables; "
        f"{certificate.hidden:,} are hidden.",
        *(f"It says: {rule}" for rule in rules(certificate)),
    ]
    if rates:
        holds.append(f"The rates of {rates} files follow from the cells.")
    left = [said] if said else []
    left.append("that the proof behind the certificate was made; safecount attack tries to undo it.")
    return Proved(verified, tuple(holds), tuple(left))


def _check_digest(manifest: dict[str, Any]) -> None:
    """Refuse a manifest that names another certificate than the one it lists."""
    listed, said = listed_files(manifest), manifest.get("certificate")
    digest = listed[CERTIFICATE].sha256 if CERTIFICATE in listed else ""
    if not digest or said != {"path": CERTIFICATE, "sha256": digest}:
        raise ReleaseError("release.json names another certificate than the one that lies in the folder.")


def _records(folder: str | Path, verified: Verified, said: str) -> Proved:
    # Reading records counts every class again; most releases hold none.
    from safecount.publish.records.read import read_records

    rows = read_records(folder).records.cells.num_rows
    holds = (
        f"The certificate covers exactly the {rows:,} records, and every class of them was counted again.",
    )
    return Proved(verified, holds, (said,) if said else ())


def _check_totals(release: ReleasedTables) -> None:
    """Refuse a certificate that says other numbers than the cells do, or shows what its own rules hide."""
    certificate = release.certificate
    statuses = [table.cells.column("status").to_pylist() for table in release.tables]
    found = [sum(map(len, statuses))]
    found += [sum(said.count(word) for said in statuses) for word in ("hidden", "zero")]
    if found != [certificate.cells, certificate.hidden, certificate.zero]:
        raise ReleaseError("The certificate does not say how many cells there are, or how many are hidden.")
    for table in release.tables:
        counts = [count for count in table.cells.column("count").to_pylist() if count]
        if counts and min(counts) < certificate.threshold:
            raise ReleaseError(
                f"{table.name} shows a count below {certificate.threshold}, which its own rules hide."
            )


def _check_rates(folder: Path, release: ReleasedTables) -> int:
    """Work the rates out again from the cells, and return how many files of them there are."""
    manifest, _ = manifest_in(folder)
    entries = manifest.get("rates", [])
    listed = listed_files(manifest)
    try:
        rates = [_rate(entry) for entry in entries]
        found = rates_in(rates, release.tables)
        paths = {entry["name"]: str(entry["csv"]) for entry in entries}
    except (TypeError, KeyError, ValueError, AttributeError) as error:
        raise ReleaseError("release.json does not say how its rates are made.") from error
    for name, made in found.items():
        if paths[name] not in listed or checked_bytes(folder, listed[paths[name]]) != rates_csv(made):
            raise ReleaseError(f"The rates {name} do not follow from the cells of the release.")
    return len(found)


def _rate(entry: dict[str, object]) -> Rate:
    texts = ("name", "numerator", "of", "denominator", "benchmark", "benchmark_dimension")
    counts = entry["benchmark_counts"] or {}
    per, decimals = entry["per"], entry["decimals"]
    if not isinstance(counts, dict) or type(per) is not int or type(decimals) is not int:
        raise TypeError
    if any(type(count) is not int or count < 1 for count in counts.values()):
        raise ValueError
    return Rate(
        **{key: str(entry[key] or "") for key in texts},
        benchmark_counts=counts,
        per=per,
        decimals=decimals,
    )
