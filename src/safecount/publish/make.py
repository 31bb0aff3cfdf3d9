"""One release from beginning to end: count, protect with all that was released before, enter into the ledger, write."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from safecount.cubes import count_tables
from safecount.disclosure.ledger import Ledger
from safecount.disclosure.preview import ledger_of, terms_of
from safecount.disclosure.release import SafeRelease, make_safe
from safecount.ingest import Store
from safecount.publish.about import Contact, Edition, PreviousRelease, ReleaseAbout, about_release
from safecount.publish.checks import checked
from safecount.publish.manifest import MANIFEST
from safecount.publish.refusals import PublishError
from safecount.publish.release import Published, publish_release, release_files
from safecount.publish.signing import new_signing_key, public_pem, read_signing_key
from safecount.schema import Definition


@dataclass(frozen=True)
class ReleaseRequest:
    """What to write and where: `through` is the last day counted, `key` the file of the signing key, empty for unsigned.

    The release is called after the folder it is written to.
    """

    out: Path
    contact: Contact
    issued: datetime.date
    through: datetime.date | None = None
    key: str = ""


def make_release(definition: Definition, store: Store, request: ReleaseRequest) -> Published:
    """Write the release of `definition` that `request` asks for. The same request again changes nothing.

    Raises SafecountError with a sentence where it cannot be made safe or written; nothing is public then.
    """
    key = None
    if request.key:
        key = read_signing_key(request.key) if Path(request.key).exists() else new_signing_key(request.key)
    name = request.out.resolve().name
    ledger = ledger_of(store)
    with ledger.writing():
        earlier = ledger.earlier_than(name)
        counted = count_tables(definition, store, through=request.through)
        if not any(table.cells.num_rows for table in counted):
            raise PublishError("There is no record of the months asked for, so there is nothing to release.")
        safe = make_safe(counted, terms_of(definition), earlier)
        names = [entry.name for entry in ledger.entries()]
        before = PreviousRelease(names[len(earlier) - 1], earlier[-1].digest) if earlier else None
        last = _last_month(store, request)
        about = about_release(
            definition, Edition(name, request.issued, last, request.contact, previous=before)
        )
        # What cannot be published must not be entered: a release begun and never finished would stop all later ones.
        checked(safe.tables, about)
        number = ledger.begin(name, safe)
        _refuse_change(ledger, safe, about, key)
        published = publish_release(safe.tables, about, request.out, signing_key=key)
        ledger.finish(number, published.sha256)
    return published


def _refuse_change(
    ledger: Ledger, safe: SafeRelease, about: ReleaseAbout, key: Ed25519PrivateKey | None
) -> None:
    """Refuse to write a release again with another text than it went out with, such as another day or contact."""
    name = about.edition.name
    digest = next((entry.digest for entry in ledger.entries() if entry.name == name), "")
    if not digest:
        return
    files = release_files(checked(safe.tables, about), about, public_key=public_pem(key) if key else None)
    if hashlib.sha256(files[MANIFEST]).hexdigest() != digest:
        raise PublishError(
            f"{name} was released before with another day, contact, key or definition, and a release is never changed. "
            "Give the same again, --issued included, or give this release another name."
        )


def _last_month(store: Store, request: ReleaseRequest) -> str:
    """Return the last month counted: that of `through`, or the last that has records, or that of the release itself."""
    if request.through is not None:
        return f"{request.through:%Y-%m}"
    manifest = store.current()
    months = [part.month for part in manifest.parts if part.month[:4].isdigit()] if manifest else []
    return max(months, default=f"{request.issued:%Y-%m}")
