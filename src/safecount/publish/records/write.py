"""Writes a release of records: nothing but SafeRecords, counted once more, all files or none."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from safecount.disclosure.microdata.problems import UnsafeRecords
from safecount.disclosure.microdata.safe_records import RecordsCertificate, SafeRecords
from safecount.publish.about import ReleaseAbout
from safecount.publish.folder import place
from safecount.publish.manifest import MANIFEST, SIGNATURE
from safecount.publish.names import check_table_names
from safecount.publish.records.files import Named, records_files
from safecount.publish.refusals import PublishError
from safecount.publish.signing import public_pem


@dataclass(frozen=True)
class PublishedRecords:
    """Records that stand in `folder`. `sha256` is that of its release.json; `new` is False if exactly this stood there."""

    folder: Path
    name: str
    certificate: RecordsCertificate
    files: int
    size: int
    sha256: str
    signed: bool
    new: bool

    def __str__(self) -> str:
        """Say where it stands and how much is told."""
        said = self.certificate
        signed = "signed" if self.signed else "not signed"
        state = "written" if self.new else "stood there already"
        return (
            f"{self.folder}: {self.files} files, {signed}, {state}\n"
            f"  {said.table}: {said.records_out:,} of {said.records_in:,} records, {said.suppressed:,} left out"
        )


def publish_records(
    records: SafeRecords,
    named: Named,
    about: ReleaseAbout,
    out: str | Path,
    *,
    signing_key: Ed25519PrivateKey | None,
) -> PublishedRecords:
    """Write `records` as the release folder `out`, all or nothing, and return what was written.

    `signing_key` comes from `read_signing_key`; None publishes without a signature, and the release says so. The same
    arguments give the same bytes. Raises UnsafeRecords for anything but SafeRecords that hold what their certificate
    says; PublishError for names or a disk that will not do, and where another release stands in `out`.
    """
    checked_records(records, named, about)
    files = records_files(records, named, about, public_key=public_pem(signing_key) if signing_key else None)
    if signing_key:
        files[SIGNATURE] = signing_key.sign(files[MANIFEST])
    folder = Path(out)
    new = place(files, folder)
    return PublishedRecords(
        folder=folder,
        name=about.edition.name,
        certificate=records.certificate,
        files=len(files),
        size=sum(map(len, files.values())),
        sha256=hashlib.sha256(files[MANIFEST]).hexdigest(),
        signed=signing_key is not None,
        new=new,
    )


def checked_records(records: SafeRecords, named: Named, about: ReleaseAbout) -> None:
    """Raise UnsafeRecords or PublishError unless `records` may be published so; nothing has been written then."""
    if type(records) is not SafeRecords or type(records.certificate) is not RecordsCertificate:
        raise UnsafeRecords(
            f"A {type(records).__name__} is not SafeRecords. Pass records through anonymise first."
        )
    # Python lets a determined caller alter a frozen object.
    records.__post_init__()
    said = records.certificate
    if said.dataset != about.dataset:
        raise UnsafeRecords(f"The certificate is for {said.dataset}, and the release for {about.dataset}.")
    if not said.records_out:
        raise PublishError("There is no record that may be told, so there is nothing to release.")
    if said.last and (said.first, said.last) != (about.edition.first_month, about.edition.through_month):
        raise UnsafeRecords(
            f"The records are from {said.first} to {said.last}, and the release says otherwise. Give its months."
        )
    if about.edition.previous is not None and not said.earlier:
        raise UnsafeRecords(
            f"The certificate does not know the release before, {about.edition.previous.name}. Anonymise again with the "
            "certificates of all earlier ones."
        )
    check_table_names([named.name])
