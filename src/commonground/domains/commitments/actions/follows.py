"""Following by e-mail: asked for, confirmed from the letter, ended with one click. Runs at the public door."""

import uuid

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commonground.domains.commitments import letters
from commonground.domains.commitments.models import Commitment, Follow, Programme
from commonground.foundation import clock
from commonground.foundation.actors import Actor
from commonground.foundation.audit.record import record
from commonground.foundation.links import LinkRefused, unsign
from commonground.foundation.outbox.post import queue_mail
from commonground.foundation.privacy.reads import public_only
from commonground.foundation.refusals import Refused


@transaction.atomic
def follow_commitment(*, commitment_id: int, email: str, language: str = "en", by: Actor) -> uuid.UUID:
    """Sends a letter that asks to confirm. Nobody is told anything before they have."""
    rows = public_only(Commitment.objects.filter(programme__published=True), follow=("programme",))
    commitment = rows.filter(pk=commitment_id).first()
    if commitment is None:
        raise Refused(_("This commitment is not here any more."))
    return _ask(Follow(commitment_id=commitment.pk), commitment, email, language, by)


@transaction.atomic
def follow_programme(*, programme_id: int, email: str, language: str = "en", by: Actor) -> uuid.UUID:
    """As `follow_commitment`, for everything in a programme."""
    programme = public_only(Programme.objects.filter(published=True)).filter(pk=programme_id).first()
    if programme is None:
        raise Refused(_("This program is not here any more."))
    return _ask(Follow(programme_id=programme.pk), programme, email, language, by)


@transaction.atomic
def confirm_follow(*, token: str, by: Actor) -> uuid.UUID:
    """The person who reads that mailbox says yes. Again is harmless. Raises `LinkRefused` for a wrong or old link."""
    follow_id = _uuid_of(unsign(letters.CONFIRM, token, max_age=letters.CONFIRM_WITHIN))
    found = Follow.objects.filter(pk=follow_id)
    if found.filter(confirmed_at=None, ended_at=None).update(confirmed_at=clock.now()):
        record("commitment.follow.confirmed", Follow(pk=follow_id), by=by)
    elif not found.filter(ended_at=None).exists():
        raise LinkRefused(_("You are no longer following this. Follow it again from its page."))
    return follow_id


@transaction.atomic
def end_follow(*, token: str, by: Actor) -> int:
    """Ends every follow that the letter came of. Again is harmless; the link never grows old."""
    ids = [_uuid_of(part) for part in unsign(letters.END, token).split(",")]
    ended = Follow.objects.filter(pk__in=ids, ended_at=None).update(ended_at=clock.now())
    if ended:
        record("commitment.follow.ended", Follow(pk=ids[0]), by=by, details={"follows": ended})
    return ended


def _ask(follow: Follow, followed: Commitment | Programme, email: str, language: str, by: Actor) -> uuid.UUID:
    address = email.strip()
    try:
        validate_email(address)
    except ValidationError as wrong:
        raise Refused(_("Write a whole e-mail address, such as name@example.org."), field="email") from wrong
    follow.email, follow.language, follow.asked_at = address, language[:2], clock.now()
    follow.save(force_insert=True)
    queue_mail(letters.please_confirm(follow, followed))
    record("commitment.follow.asked", follow, by=by)
    return follow.pk


def _uuid_of(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as wrong:
        raise LinkRefused(_("This link is not complete. Copy the whole of it from the letter.")) from wrong
