"""One release from beginning to end: count, protect with all that was released before, enter into the ledger, write."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

from safecount.cubes import count_tables
from safecount.disclosure.preview import ledger_of, terms_of
from safecount.disclosure.release import make_safe
from safecount.ingest import Store
from safecount.publish.about import Contact, Edition, PreviousRelease, about_release
from safecount.publish.release import Published, publish_release
from safecount.publish.signing import new_signing_key, read_signing_key
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
        safe = make_safe(counted, terms_of(definition), earlier)
        names = [entry.name for entry in ledger.entries()]
        before = PreviousRelease(names[len(earlier) - 1], earlier[-1].digest) if earlier else None
        edition = Edition(
            name, request.issued, _last_month(store, request.through), request.contact, previous=before
        )
        number = ledger.begin(name, safe)
        published = publish_release(
            safe.tables, about_release(definition, edition), request.out, signing_key=key
        )
        ledger.finish(number, published.sha256)
    return published


def _last_month(store: Store, through: datetime.date | None) -> str:
    """Return the last month that has records, no later than `through`."""
    manifest = store.current()
    months = sorted(part.month for part in manifest.parts if part.month[:4].isdigit()) if manifest else []
    if through is None:
        return months[-1] if months else "1970-01"
    return f"{through:%Y-%m}"
