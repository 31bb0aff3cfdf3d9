"""A matter arrives: sealed to its unit and to its receipt, and only then written down.

Decided here: nothing that the person said is stored in the clear; the same receipt files once, however often it is
sent; and whoever files gets a signed proof, unless the city has made no key for proofs.
"""

import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError
from django.utils import translation
from django.utils.translation import gettext as _

from commonground.casework.evidence import attach
from commonground.casework.kinds import kind_of
from commonground.casework.models import Case, Channel, Side, StageChange
from commonground.casework.queries.by_receipt import case_by_receipt
from commonground.casework.receipt_rows import presenting
from commonground.foundation import clock
from commonground.foundation.actors import Actor
from commonground.foundation.audit.record import record
from commonground.foundation.outbox.post import Letter, queue_mail
from commonground.foundation.proofs.proof import FilingProof, canonical_filing, prove
from commonground.foundation.uploads import HeldUpload
from commonground.foundation.vault import (
    DataKey,
    Receipt,
    ReceiptKeys,
    new_data_key,
    open_receipt,
    place,
    seal_json,
    wrap_all_to_unit,
    wrap_with,
)
from commonground.reference.business_days import after_business_days
from commonground.vaults.units import units

# No letter or figure that is taken for another when it is read over the telephone.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_REFERENCE_LETTERS = 8


@dataclass(frozen=True)
class Filing:
    """What a person sends. `answers` are sealed; the rest is what a queue needs to know."""

    kind: str
    category: str
    language: str
    channel: str
    answers: dict[str, str]
    about_unit_itself: bool = False
    uploads: tuple[HeldUpload, ...] = ()


@dataclass(frozen=True)
class Filed:
    case_id: uuid.UUID
    reference: str
    proof: FilingProof | None
    already: bool  # the same receipt was sent before: that filing stands, this one changed nothing


@dataclass(frozen=True)
class _Sealed:
    """A matter ready to be written, and what is forgotten when it has been."""

    case: Case
    shared: DataKey
    proof: FilingProof | None


def file_case(
    filing: Filing, *, receipt: Receipt | None, beside: Callable[[uuid.UUID], None] | None = None, by: Actor
) -> Filed:
    """Files once. Raises `TooBusy`, `UnitHasNoKey`. Without a receipt (somebody wants none) nobody but the unit reads it."""
    keys = open_receipt(receipt) if receipt is not None else None
    sealed = _sealed(filing, keys)
    collided: IntegrityError | None = None
    try:
        with presenting(keys.locator if keys else ""):
            if keys is None or not Case.objects.filter(locator=keys.locator).exists():
                return _file(sealed, filing, beside, by)
    except IntegrityError as twice:
        collided = twice  # sent twice in the same instant: the other was first
    if keys is not None and (earlier := _filed_before(keys)):
        return earlier
    raise collided or LookupError("a matter that stood a moment ago is gone")


def unit_of(filing: Filing) -> str:
    """Whose matter it is. What is about the unit itself never goes to it."""
    rules = kind_of(filing.kind).rules
    chosen = {category.key: category.unit for category in rules.categories}.get(filing.category, "")
    if filing.about_unit_itself and not chosen:
        chosen = next((one.unit for one in rules.categories if one.unit not in ("", rules.unit)), "")
    return chosen or rules.unit


def _filed_before(keys: ReceiptKeys) -> Filed | None:
    found = case_by_receipt(keys)
    return Filed(found.case_id, found.reference, found.proof, already=True) if found else None


def _sealed(filing: Filing, keys: ReceiptKeys | None) -> _Sealed:
    """All that is slow, before the transaction begins: others file meanwhile. A key that is replaced in between holds on."""
    moment, case_id = clock.now(), uuid.uuid4()
    shared = new_data_key()
    proof = prove(canonical_filing(filing.kind, filing.category, filing.answers, _digests(filing)), moment)
    case = _unsealed(filing, case_id, moment)
    _seal(case, filing, shared, keys)
    if proof is not None:
        case.fingerprint = proof.fingerprint
        case.proof_sealed = seal_json(shared, proof.as_json(), _place("proof_sealed", case_id))
    return _Sealed(case, shared, proof)


def _file(sealed: _Sealed, filing: Filing, beside: Callable[[uuid.UUID], None] | None, by: Actor) -> Filed:
    case = sealed.case
    case.save(force_insert=True)
    StageChange(case=case, at=case.received_at, to_stage=case.stage, due_on=case.due_on).save(
        force_insert=True
    )
    if filing.uploads:
        attach(case.id, filing.uploads, side=Side.REPORTER, under=sealed.shared)
    if beside is not None:
        beside(case.id)
    _tell_unit(case.unit)
    # Last: from here to the end of the transaction everybody else who writes waits.
    record("casework.case.filed", case, by=by, details={"kind": case.kind, "unit": case.unit})
    return Filed(case.id, case.reference, sealed.proof, already=False)


def _unsealed(filing: Filing, case_id: uuid.UUID, moment: datetime) -> Case:
    rules = kind_of(filing.kind).rules
    first = rules.first_stage
    return Case(
        id=case_id,
        reference="".join(secrets.choice(_ALPHABET) for _letter in range(_REFERENCE_LETTERS)),
        kind=filing.kind,
        unit=unit_of(filing),
        category=filing.category,
        channel=Channel(filing.channel),
        language="es" if filing.language.startswith("es") else "en",
        received_at=moment,
        stage=first.key,
        stage_since=moment,
        due_on=after_business_days(clock.today(), first.days or 0),
        last_side=Side.REPORTER,
    )


def _seal(case: Case, filing: Filing, shared: DataKey, keys: ReceiptKeys | None) -> None:
    """The shared and the inner key go to the unit; the shared one also to the receipt. Here they are forgotten."""
    wrapped, inner = wrap_all_to_unit(
        case.unit,
        (shared, _place("shared_key_wrapped", case.id)),
        (new_data_key(), _place("inner_key_wrapped", case.id)),
    )
    case.unit_key_id = wrapped.unit_key_id
    case.shared_key_wrapped, case.inner_key_wrapped = wrapped.wrapped, inner.wrapped
    case.filing_sealed = seal_json(shared, filing.answers, _place("filing_sealed", case.id))
    if keys is not None:
        case.locator = keys.locator
        case.receipt_key_wrapped = wrap_with(shared, keys.key, _place("receipt_key_wrapped", case.id))


def _tell_unit(unit: str) -> None:
    """That something came; never what, nor from whom."""
    told = units()[unit]
    with translation.override("en"):
        letter = Letter(
            to=told.email,
            subject=_("Something new in your queue"),
            text=_(
                "A new matter has arrived in the queue of %(unit)s. Sign in and unlock your vault to read it."
            )
            % {"unit": told.name.en},
        )
    queue_mail(letter)


def _digests(filing: Filing) -> tuple[str, ...]:
    return tuple(upload.sha256 for upload in filing.uploads)


def _place(column: str, case_id: uuid.UUID) -> str:
    return place("casework_case", column, case_id)
