"""What a receipt shows: the one matter that it belongs to, opened with the key that it gives."""

import uuid
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils import timezone

from commonground.casework.city_rules import KindFile, Outcome, Stage
from commonground.casework.evidence import FileShown, file_shown
from commonground.casework.kinds import kind_of
from commonground.casework.models import Case, EvidenceFile, Message, Side, StageChange
from commonground.casework.receipt_rows import presenting
from commonground.casework.rules import is_late, waits_until
from commonground.foundation import clock
from commonground.foundation.privacy.reads import public_only
from commonground.foundation.proofs.proof import FilingProof, read_proof
from commonground.foundation.vault import DataKey, ReceiptKeys, open_json, open_text, place, unwrap_with
from commonground.reference.business_days import after_business_days


@dataclass(frozen=True)
class MessageShown:
    id: uuid.UUID
    from_reporter: bool
    sent_at: datetime
    text: str
    asks: bool
    read_at: datetime | None
    files: tuple[FileShown, ...]


@dataclass(frozen=True)
class StepShown:
    stage: Stage
    at: datetime


@dataclass(frozen=True)
class ReporterCase:
    """Everything that the person who filed may know, opened."""

    case_id: uuid.UUID
    reference: str
    kind: str
    unit: str
    language: str
    rules: KindFile
    stage: Stage
    received_at: datetime
    due_on: date | None
    late: bool
    waiting_until: date | None  # we asked something: how long we wait for the answer
    outcome: Outcome | None
    closed_at: datetime | None
    answers: dict[str, str]
    messages: tuple[MessageShown, ...]
    files: tuple[FileShown, ...]
    steps: tuple[StepShown, ...]
    proof: FilingProof | None
    version: int
    shared: DataKey
    parts: tuple["ReporterCase", ...] = ()  # split off since: the same receipt leads to them


def case_by_receipt(keys: ReceiptKeys) -> ReporterCase | None:
    """None when no matter has this receipt; `no_longer_kept` then says whether one had."""
    with presenting(keys.locator):
        case = public_only(Case.objects.filter(locator=keys.locator)).first()
        if case is None:
            return None
        whole = _opened(case, _unwrapped(case, "receipt_key_wrapped", keys.key))
        return replace(whole, parts=_parts(whole, keys))


def _parts(whole: ReporterCase, keys: ReceiptKeys) -> tuple[ReporterCase, ...]:
    """Each is opened with the key of the matter that it was split off from, which may be a part itself."""
    waiting = list(public_only(Case.objects.filter(part_locator=keys.locator).order_by("reference")))
    found, opened = {whole.case_id: whole.shared}, []
    while ready := [one for one in waiting if one.split_from_id in found]:
        for one in ready:
            found[one.id] = _unwrapped(one, "part_key_wrapped", found[one.split_from_id])
            # What a part holds was filed with the whole: the proof of that stands there.
            opened.append(replace(_opened(one, found[one.id]), proof=None))
        waiting = [one for one in waiting if one.id not in found]
    return tuple(opened)


def _unwrapped(case: Case, column: str, under: DataKey) -> DataKey:
    return unwrap_with(bytes(getattr(case, column) or b""), under, place("casework_case", column, case.id))


def _opened(case: Case, shared: DataKey) -> ReporterCase:
    rules, files = kind_of(case.kind).rules, _files(case, shared)
    stage = rules.stage_shown(case.stage, closed=case.closed_at is not None)
    waiting = case.waiting_since is not None
    return ReporterCase(
        case_id=case.id,
        reference=case.reference,
        kind=case.kind,
        unit=case.unit,
        language=case.language,
        rules=rules,
        stage=stage,
        received_at=case.received_at,
        due_on=case.due_on,
        late=is_late(case.due_on, waiting=waiting, closed=stage.closed, today=clock.today()),
        waiting_until=_waiting_until(case, rules),
        outcome=next((one for one in rules.outcomes if one.key == case.outcome), None),
        closed_at=case.closed_at,
        answers=open_json(
            shared, bytes(case.filing_sealed or b""), place("casework_case", "filing_sealed", case.id)
        )
        or {},
        messages=_messages(case, shared, files),
        files=tuple(file for file in files if file.message_id is None),
        steps=_steps(case, rules),
        proof=read_proof(shared, case.id, bytes(case.proof_sealed or b"")),
        version=case.version,
        shared=shared,
    )


def _waiting_until(case: Case, rules: KindFile) -> date | None:
    """A stage of its own may say how long we wait; a question put in another stage waits as long as that one would."""
    if case.waiting_since is None:
        return None
    waits = rules.stage_shown(case.stage, closed=False)
    if not waits.waits:
        waits = next((stage for stage in rules.stages if stage.waits and not stage.retired), waits)
    return waits_until(waits, timezone.localtime(case.waiting_since).date(), after=after_business_days)


def _files(case: Case, shared: DataKey) -> tuple[FileShown, ...]:
    return tuple(
        file_shown(row, shared)
        for row in public_only(EvidenceFile.objects.filter(case_id=case.id, inner=False))
    )


def _messages(case: Case, shared: DataKey, files: tuple[FileShown, ...]) -> tuple[MessageShown, ...]:
    return tuple(
        MessageShown(
            row.id,
            row.side == Side.REPORTER,
            row.sent_at,
            open_text(shared, bytes(row.body_sealed), place("casework_message", "body_sealed", row.id)),
            row.asks,
            row.read_at,
            tuple(file for file in files if file.message_id == row.id),
        )
        for row in public_only(Message.objects.filter(case_id=case.id))
    )


def _steps(case: Case, rules: KindFile) -> tuple[StepShown, ...]:
    """Newest first. A stage that the city has since taken out of its file is left out."""
    known = {stage.key for stage in rules.stages}
    changes = public_only(StageChange.objects.filter(case_id=case.id)).order_by("-at")
    return tuple(StepShown(rules.stage(one.to_stage), one.at) for one in changes if one.to_stage in known)
