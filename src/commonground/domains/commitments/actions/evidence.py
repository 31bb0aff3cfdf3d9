"""Attaching what shows that a promise was kept, and withdrawing it again, on the record."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commonground.domains.commitments.actions import applying
from commonground.domains.commitments.actions.changes import Translations
from commonground.domains.commitments.actions.history import Line, write_history
from commonground.domains.commitments.actions.rights import require_update, signature
from commonground.domains.commitments.models import Commitment, Evidence
from commonground.foundation import clock
from commonground.foundation.actors import Actor
from commonground.foundation.audit.record import record
from commonground.foundation.files.accept import accept_upload
from commonground.foundation.files.publish import publish_file, withdraw_file
from commonground.foundation.refusals import Refused

_an_address = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True)
class EvidenceDetails:
    """What is attached. `kind` is document, meeting, programme, link or figure."""

    kind: str
    title: str
    url: str = ""
    version_label: str = ""
    translations: Translations = field(default_factory=dict)


@transaction.atomic
def attach_evidence(
    *, commitment_id: int, details: EvidenceDetails, upload: "UploadedFile[bytes] | None" = None, by: Actor
) -> Evidence:
    """Attaches a file or an address (or both). Raises `Refused`, `FileRefused` when it cannot be looked at.

    Attaching does not make anything implemented: somebody still says so, and then nothing is missing.
    """
    commitment = applying.locked(commitment_id)
    require_update(by, commitment)
    _check(details, upload)
    stored = accept_upload(upload) if upload is not None else None
    if stored is not None and commitment.programme.published:
        publish_file(stored)
    evidence = Evidence.objects.create(
        commitment=commitment,
        kind=details.kind,
        title=details.title.strip(),
        url=details.url.strip(),
        stored_file=stored,
        version_label=details.version_label.strip(),
        added_at=clock.now(),
        added_by_title=signature(by),
        translations=details.translations,
    )
    write_history(commitment, [Line("evidence", "", evidence.title)], by=by)
    record("commitment.evidence.attached", commitment, by=by, details=_facts_of(evidence))
    return evidence


@transaction.atomic
def withdraw_evidence(*, evidence_id: int, reason: str, hide_file: bool = False, by: Actor) -> Evidence:
    """The evidence no longer counts; it stays on the record with the reason.

    A commitment that thereby loses the last of what showed it drops to "reported implemented". `hide_file` also takes
    the file itself away from the public, for one that should never have been shown.
    """
    evidence = Evidence.objects.select_related("stored_file").get(pk=evidence_id)
    commitment = applying.locked(evidence.commitment_id)
    require_update(by, commitment)
    if not reason.strip():
        raise Refused(_("Say why the evidence is withdrawn. The public reads this."), field="reason")
    if evidence.withdrawn_at is not None:
        raise Refused(_("This evidence is withdrawn already."))
    evidence.withdrawn_at, evidence.withdrawn_reason = clock.now(), reason.strip()
    evidence.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    if hide_file and evidence.stored_file is not None:
        withdraw_file(evidence.stored_file)
    lines = [Line("evidence", evidence.title, ""), *_lost_proof(commitment)]
    write_history(commitment, lines, note=reason.strip(), by=by)
    record("commitment.evidence.withdrawn", commitment, by=by, details=_facts_of(evidence))
    return evidence


def _lost_proof(commitment: Commitment) -> list[Line]:
    """An implemented commitment without evidence is a claim again."""
    if commitment.reported_implemented or not applying.is_implemented(commitment.status):
        return []
    if applying.evidence_decision(commitment):
        return []
    commitment.reported_implemented = True
    commitment.version += 1
    commitment.save(update_fields=["reported_implemented", "version"])
    return [Line("reported_implemented", "no", "yes")]


def _check(details: EvidenceDetails, upload: "UploadedFile[bytes] | None") -> None:
    if details.kind not in Evidence.Kind.values:
        raise Refused(_("Choose what kind of evidence this is."), field="kind")
    if not details.title.strip():
        raise Refused(_("Give the evidence a title."), field="title")
    if len(details.title) > 240:
        raise Refused(_("This text is longer than %(limit)d characters.") % {"limit": 240}, field="title")
    if len(details.version_label) > 80:
        raise Refused(
            _("This text is longer than %(limit)d characters.") % {"limit": 80}, field="version_label"
        )
    if not details.url.strip() and upload is None:
        raise Refused(_("Attach a file, or give an address where it can be read."), field="url")
    if details.url.strip():
        try:
            _an_address(details.url.strip())
        except ValidationError as wrong:
            raise Refused(_("Write a whole address, beginning with https://."), field="url") from wrong
        if len(details.url) > 600:
            raise Refused(_("This text is longer than %(limit)d characters.") % {"limit": 600}, field="url")


def _facts_of(evidence: Evidence) -> dict[str, object]:
    facts: dict[str, object] = {"evidence": evidence.pk, "kind": evidence.kind}
    if evidence.stored_file is not None:
        facts["sha256"] = evidence.stored_file.sha256
    return facts
