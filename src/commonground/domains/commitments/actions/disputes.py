"""A resident says "this is not implemented"; the city answers, and the answer stays on the record."""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commonground.access.permissions import Permission
from commonground.domains.commitments import letters
from commonground.domains.commitments.actions import applying
from commonground.domains.commitments.actions.changes import Translations
from commonground.domains.commitments.actions.history import Line, write_history
from commonground.domains.commitments.actions.rights import require, signature
from commonground.domains.commitments.city_rules import the_rules
from commonground.domains.commitments.models import Commitment, Dispute
from commonground.foundation import clock
from commonground.foundation.actors import Actor
from commonground.foundation.audit.record import record
from commonground.foundation.outbox.post import queue_mail
from commonground.foundation.privacy.reads import public_only
from commonground.foundation.refusals import Refused


@dataclass(frozen=True)
class DisputeText:
    """What a resident wrote. The address is optional and serves for the answer alone."""

    text: str
    contact_email: str = ""
    language: str = "en"


@transaction.atomic
def submit_dispute(*, commitment_id: int, dispute: DisputeText, by: Actor) -> uuid.UUID:
    """Keeps a resident's dispute and promises an answer. Runs at the public door, which reads public columns only.

    Raises `Refused` when there is nothing to dispute (nobody calls it implemented) or nothing was written.
    """
    commitment = (
        public_only(Commitment.objects.filter(programme__published=True)).filter(pk=commitment_id).first()
    )
    if commitment is None:
        raise Refused(_("This commitment is not here any more."))
    if not (commitment.reported_implemented or applying.is_implemented(commitment.status)):
        raise Refused(
            _("Nobody says that this commitment is implemented, so there is nothing to dispute yet.")
        )
    _check_text(dispute)
    kept = Dispute(
        commitment_id=commitment.pk,
        text=dispute.text.replace("\x00", "").strip(),
        contact_email=dispute.contact_email.strip(),
        language=dispute.language[:2],
        received_at=clock.now(),
        answer_due_on=clock.today() + timedelta(days=the_rules().answer_disputes_within_days),
    )
    kept.save(force_insert=True)
    record("commitment.dispute.received", kept, by=by, details={"commitment": commitment.pk})
    return kept.pk


@transaction.atomic
def publish_dispute(*, dispute_id: uuid.UUID, text: str, by: Actor) -> None:
    """Shows what the resident wrote, before it is answered. `text` may leave out what identifies a person."""
    dispute = _waiting(dispute_id, by)
    _publish(dispute, text)
    dispute.save()
    record("commitment.dispute.published", dispute, by=by)


@transaction.atomic
def answer_dispute(
    *,
    dispute_id: uuid.UUID,
    answer: str,
    published_text: str = "",
    translations: Translations | None = None,
    by: Actor,
) -> None:
    """Answers in public: question and answer stay on the commitment's page. The resident is told, if they asked to be.

    `published_text` is what is shown of the dispute; by default what is shown already, or all of it.
    The resident's address is forgotten with the letter.
    """
    dispute = _waiting(dispute_id, by)
    if not answer.strip():
        raise Refused(_("Write the answer. The public reads it."), field="answer")
    if len(answer) > 8000:
        raise Refused(_("This text is longer than %(limit)d characters.") % {"limit": 8000}, field="answer")
    _publish(dispute, published_text or dispute.published_text or dispute.text)
    dispute.answer, dispute.translations = answer.strip(), translations or {}
    dispute.answered_at, dispute.answered_by_title = clock.now(), signature(by)
    dispute.state = Dispute.State.ANSWERED
    if dispute.contact_email:
        queue_mail(letters.dispute_answered(dispute))
        dispute.contact_email = ""
    dispute.save()
    write_history(
        dispute.commitment, [Line("dispute", Dispute.State.RECEIVED, Dispute.State.ANSWERED)], by=by
    )
    record("commitment.dispute.answered", dispute, by=by, details={"commitment": dispute.commitment_id})


@transaction.atomic
def decline_dispute(*, dispute_id: uuid.UUID, reason: str, by: Actor) -> None:
    """Sets aside what is abuse and no dispute. The reason is kept for whoever reviews it."""
    dispute = _waiting(dispute_id, by)
    if not reason.strip():
        raise Refused(_("Say why this is abuse and not a dispute."), field="reason")
    if dispute.published_at is not None:
        raise Refused(_("This dispute is published already: answer it instead."))
    dispute.state, dispute.declined_reason = Dispute.State.DECLINED, reason.strip()
    dispute.contact_email = ""
    dispute.save()
    record("commitment.dispute.declined", dispute, by=by, details={"commitment": dispute.commitment_id})


def _waiting(dispute_id: uuid.UUID, by: Actor) -> Dispute:
    require(by, Permission.ANSWER_DISPUTES)
    dispute = (
        Dispute.objects.select_related("commitment__programme")
        .select_for_update(of=("self",))
        .get(pk=dispute_id)
    )
    if dispute.state != Dispute.State.RECEIVED:
        raise Refused(_("Somebody has dealt with this dispute already."))
    return dispute


def _publish(dispute: Dispute, text: str) -> None:
    if not text.strip():
        raise Refused(_("Show at least one sentence of the dispute."), field="published_text")
    if len(text) > 4000:
        raise Refused(
            _("This text is longer than %(limit)d characters.") % {"limit": 4000}, field="published_text"
        )
    dispute.published_text = text.strip()
    dispute.published_at = dispute.published_at or clock.now()


def _check_text(dispute: DisputeText) -> None:
    if not dispute.text.replace("\x00", "").strip():
        raise Refused(_("Say what is not as it should be."), field="text")
    if len(dispute.text) > 4000:
        raise Refused(_("This text is longer than %(limit)d characters.") % {"limit": 4000}, field="text")
    if dispute.contact_email.strip():
        try:
            validate_email(dispute.contact_email.strip())
        except ValidationError as wrong:
            raise Refused(
                _("Write a whole e-mail address, or leave it empty."), field="contact_email"
            ) from wrong
