"""Letting a matter go: one person proposes, another confirms, and what was said is gone because its keys are gone.

What remains is the row that statistics count (kind, dates, outcome, steps), without a word, a name, a locator or a key;
the certificate; and that a receipt which once opened it is told so.
"""

import hashlib
from collections import Counter
from typing import Any

from django.db import connection, models, transaction
from django.utils.translation import gettext_lazy as _

from commonground.access.models import Person
from commonground.casework.kinds import kind_of
from commonground.casework.models import Case, EvidenceFile, StageChange
from commonground.casework.queries.opened import NotThere
from commonground.conflict.actions import forget_why
from commonground.foundation import clock
from commonground.foundation.audit.record import record
from commonground.foundation.privacy import Classification, Retention, declared_models
from commonground.foundation.refusals import Refused
from commonground.foundation.uploads import store
from commonground.records.holding import locked_for
from commonground.records.kept import is_held
from commonground.records.models import Disposal, ForgottenReceipt


class CannotDispose(Refused):
    """Held, not due, not closed, gone already, or by the same person twice."""


@transaction.atomic
def propose_disposal(*, case: Case, by: Person) -> Disposal:
    """Raises `CannotDispose`, `NotThere`."""
    now = locked_for(by, case)
    check_disposable(now)
    if Disposal.objects.filter(case=now).exists():
        raise CannotDispose(_("Somebody has proposed this already. Another person confirms it."))
    proposed = Disposal(
        case=now, record_class=kind_of(now.kind).rules.record_class, proposed_at=clock.now(), proposed_by=by
    )
    proposed.save(force_insert=True)
    record("casework.disposal.proposed", now, by=by)
    return proposed


@transaction.atomic
def withdraw_proposal(*, case: Case, by: Person) -> None:
    """Raises `NotThere`."""
    now = locked_for(by, case)
    if not Disposal.objects.filter(case=now, confirmed_at__isnull=True).delete()[0]:
        raise NotThere
    record("casework.disposal.withdrawn", now, by=by)


def confirm_disposal(*, case: Case, by: Person) -> Disposal:
    """Destroys. Raises `CannotDispose`, `NotThere`. Afterwards nothing here or in a copy made later opens it again."""
    with transaction.atomic():
        now = locked_for(by, case)
        proposed = Disposal.objects.select_for_update(of=("self",)).filter(case=now).first()
        if proposed is None:
            raise CannotDispose(_("Nobody has proposed this. Propose it first; another person confirms."))
        check_disposable(now)
        if proposed.proposed_by_id == by.pk:
            raise CannotDispose(_("You proposed this yourself. Another person must confirm it."))
        proposed.certificate = _destroyed(now)
        proposed.confirmed_at, proposed.confirmed_by = clock.now(), by
        proposed.save(update_fields=["certificate", "confirmed_at", "confirmed_by"])
        record("casework.case.disposed", now, by=by, details={"record_class": proposed.record_class})
    scrub_database()
    return proposed


def check_disposable(case: Case) -> None:
    if case.disposed_at is not None:
        raise CannotDispose(_("This matter was disposed of already."))
    if is_held(case):
        raise CannotDispose(_("A legal hold stands on this matter. Nothing of it may be disposed of."))
    if case.closed_at is None or case.dispose_after is None or case.dispose_after > clock.today():
        raise CannotDispose(_("This matter is not due: it must be closed, and its time must be over."))
    if case.parts.filter(part_locator__isnull=False).exists():
        raise CannotDispose(
            _(
                "A matter that was split off from this one is still kept, and its person reaches it through the receipt "
                "of this one. Dispose of that one first; the unit's page of this matter names it."
            )
        )


def _destroyed(case: Case) -> dict[str, Any]:
    """Everything of the case but its skeleton, gone in this transaction; its files' bytes right after. Counts, dates
    and fingerprints of ciphertext: what a certificate may say.
    """
    files = list(EvidenceFile.objects.filter(case=case))
    fingerprints = [_fingerprint_of_file(file) for file in files]
    fingerprints += _fingerprints_of_rows(case)
    counts = _delete_rows(case)
    forget_why(case)
    StageChange.objects.filter(case=case).update(reason_sealed=b"", by=None)
    if case.locator:
        ForgottenReceipt.objects.get_or_create(locator=case.locator, defaults={"disposed_on": clock.today()})
    _empty(case)
    for file in files:
        transaction.on_commit(lambda file_id=file.pk: store.remove(file_id))  # type: ignore[misc]
    return {
        "received_on": case.received_at.date().isoformat(),
        "closed_on": case.closed_at.date().isoformat() if case.closed_at else "",
        "due_on": case.dispose_after.isoformat() if case.dispose_after else "",
        "counts": counts,
        "file_bytes": sum(file.size for file in files),
        "destroyed_sha256": fingerprints,
        "together_sha256": hashlib.sha256("\n".join(fingerprints).encode()).hexdigest(),
    }


def _empty(case: Case) -> None:
    """The skeleton. Every column that could open or find something is null, as the database itself insists."""
    case.disposed_at = clock.now()
    for name in _sealed_fields(Case):
        setattr(case, name, None)
    case.locator = case.part_locator = case.unit_key = None
    case.fingerprint, case.last_side = "", ""
    case.assigned_to = case.last_message_at = case.waiting_since = None
    case.version += 1
    case.save()


def _sealed_fields(model: type[models.Model]) -> tuple[str, ...]:
    found = next(one for one in declared_models() if one.model is model)
    return found.fields(Classification.SEALED)


def _rows_of(case: Case) -> list["models.QuerySet[Any]"]:
    """Rows of every table, in this package and in domains, that is declared as kept as long as its case is."""
    found = []
    for declaration in declared_models():
        if declaration.retention is not Retention.CASE or declaration.model in (Case, StageChange):
            continue
        for field in declaration.model._meta.local_concrete_fields:
            if field.related_model is Case:
                found.append(declaration.model._default_manager.filter(**{field.name: case}))
    return found


def _fingerprints_of_rows(case: Case) -> list[str]:
    found = [_sha256(getattr(case, name)) for name in _sealed_fields(Case) if getattr(case, name)]
    for rows in _rows_of(case):
        for name in _sealed_fields(rows.model):
            found += [_sha256(value) for value in rows.values_list(name, flat=True) if value]
    return found


def _delete_rows(case: Case) -> dict[str, int]:
    """Rows that others of the same case protect go after them; what cannot go at all stops the disposal."""
    counts: Counter[str] = Counter()
    waiting = _rows_of(case)
    while waiting:
        later = []
        for rows in waiting:
            try:
                with transaction.atomic():
                    counts.update(rows.delete()[1])
            except models.ProtectedError:
                later.append(rows)
        if len(later) == len(waiting):
            raise CannotDispose(
                _("Something else still needs a part of this matter. Tell your administrator.")
            )
        waiting = later
    return {name: number for name, number in sorted(counts.items()) if number}


def _fingerprint_of_file(file: EvidenceFile) -> str:
    digest = hashlib.sha256()
    for index in range(file.pieces):
        path = store.piece_path(file.pk, index)
        if path.is_file():
            with path.open("rb") as sealed:
                for chunk in store.chunks_of(sealed):
                    digest.update(chunk)
    return digest.hexdigest()


def _sha256(value: bytes) -> str:
    return hashlib.sha256(bytes(value)).hexdigest()


def scrub_database() -> None:
    """SQLite overwrites what it deletes (`secure_delete`); this empties the log that still holds the pages of before.
    PostgreSQL keeps old rows until its own VACUUM: see docs/records-custodian.
    """
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
