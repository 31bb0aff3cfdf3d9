"""One release of records from beginning to end: choose the months, anonymise, enter into the ledger, write.

A month is released once. The first release begins where the records do, or where it is told to; each later one begins with
the month after the last that was released. Records that arrive late for a month that is out are not released.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from safecount.analysis.records import Records
from safecount.disclosure.microdata.anonymise import anonymise
from safecount.disclosure.microdata.ledger import RecordsEntry, RecordsLedger
from safecount.disclosure.microdata.planning import labels_of, plan_of, titled
from safecount.disclosure.microdata.safe_records import SafeRecords
from safecount.disclosure.preview import ledger_of
from safecount.ingest import Store
from safecount.publish.about import Contact, Edition, PreviousRelease, ReleaseAbout, about_release
from safecount.publish.manifest import MANIFEST
from safecount.publish.records.files import Named, records_files
from safecount.publish.records.write import PublishedRecords, checked_records, publish_records
from safecount.publish.refusals import PublishError
from safecount.publish.signing import new_signing_key, public_pem, read_signing_key
from safecount.schema import Definition, ReleaseRecords


@dataclass(frozen=True)
class RecordsRequest:
    """What to write and where: months as 2026-11, empty for as early and as late as may be; `key` empty for unsigned.

    The release is called after the folder it is written to.
    """

    out: Path
    contact: Contact
    issued: datetime.date
    first: str = ""
    last: str = ""
    key: str = ""


def make_records(
    definition: Definition, wanted: ReleaseRecords, store: Store, request: RecordsRequest
) -> PublishedRecords:
    """Write the release of records that `request` asks for. The same request again changes nothing.

    Raises SafecountError with a sentence where it cannot be made safe or written; nothing is public then.
    """
    key = None
    if request.key:
        key = read_signing_key(request.key) if Path(request.key).exists() else new_signing_key(request.key)
    name = request.out.resolve().name
    ledger = RecordsLedger(ledger_of(store))
    with ledger.writing():
        earlier = ledger.earlier_than(name)
        standing = ledger.entries()[len(earlier) :]
        safe = _anonymised(
            definition, wanted, store, earlier, _months(store, wanted, earlier, standing, request)
        )
        about = _about(definition, safe, earlier, request)
        named = Named(wanted.name, titled(definition, wanted), str(definition.table(wanted.table).unit))
        # What cannot be published must not be entered: a release begun and never finished would stop all later ones.
        checked_records(safe, named, about)
        number = ledger.begin(name, safe)
        _refuse_change(
            standing, records_files(safe, named, about, public_key=public_pem(key) if key else None)
        )
        published = publish_records(safe, named, about, request.out, signing_key=key)
        ledger.finish(number, published.sha256)
    return published


def preview_records(
    definition: Definition, wanted: ReleaseRecords, store: Store, first: str = "", last: str = ""
) -> SafeRecords:
    """Return the records that the next release would tell, nothing written. Raises as `make_records` does."""
    earlier = RecordsLedger(ledger_of(store)).earlier_than("")
    request = RecordsRequest(Path(), Contact("", ""), datetime.date.min, first, last)
    return _anonymised(definition, wanted, store, earlier, _months(store, wanted, earlier, [], request))


def _anonymised(
    definition: Definition,
    wanted: ReleaseRecords,
    store: Store,
    earlier: Sequence[RecordsEntry],
    months: tuple[str, str],
) -> SafeRecords:
    plan = plan_of(definition, wanted, *months)
    rows = Records(definition, store, wanted.table).rows
    read = [
        name for name in rows.columns if name in {*plan.columns, *(f"{one}_date" for one in plan.columns)}
    ]
    records = rows.select(read).to_pyarrow()
    safe = anonymise(records, plan, [entry.certificate for entry in earlier])
    return replace(safe, labels=labels_of(definition, plan))


def _months(
    store: Store,
    wanted: ReleaseRecords,
    earlier: Sequence[RecordsEntry],
    standing: Sequence[RecordsEntry],
    request: RecordsRequest,
) -> tuple[str, str]:
    """Return the first and the last month; those of the release itself where it stands already."""
    manifest = store.current()
    parts = manifest.parts_of(wanted.table) if manifest else []
    months = sorted(part.month for part in parts if part.month[:4].isdigit())
    after = max((entry.certificate.last for entry in earlier), default="")
    same = standing[0].certificate if standing else None
    first = request.first or (same.first if same else _after(after) or min(months, default=""))
    last = request.last or (same.last if same else max(months, default=""))
    return first, last


def _after(month: str) -> str:
    """Return the month after `month`, nothing after nothing."""
    if not month:
        return ""
    number = 12 * int(month[:4]) + int(month[5:])
    return f"{number // 12:04}-{number % 12 + 1:02}"


def _about(
    definition: Definition, safe: SafeRecords, earlier: Sequence[RecordsEntry], request: RecordsRequest
) -> ReleaseAbout:
    before = PreviousRelease(earlier[-1].name, earlier[-1].digest) if earlier else None
    said = safe.certificate
    edition = Edition(
        request.out.resolve().name,
        request.issued,
        said.last or f"{request.issued:%Y-%m}",
        request.contact,
        first_month=said.first,
        previous=before,
    )
    return about_release(definition, edition)


def _refuse_change(standing: Sequence[RecordsEntry], files: dict[str, bytes]) -> None:
    """Refuse to write a release again with another text than it went out with, such as another day or contact."""
    if standing and standing[0].digest not in ("", hashlib.sha256(files[MANIFEST]).hexdigest()):
        raise PublishError(
            f"{standing[0].name} was released before with another day, contact, key or definition, and a release is never "
            "changed. Give the same again, --issued included, or give this release another name."
        )
