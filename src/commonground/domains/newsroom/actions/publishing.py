"""The second person's part: release, approval, return; and what happens to an appeal that is public."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commonground.access.models import Person
from commonground.access.permissions import Permission
from commonground.access.rights import require
from commonground.domains.newsroom.actions.fitness import refuse_unfit
from commonground.domains.newsroom.city_rules import appeals_file
from commonground.domains.newsroom.models import Appeal, AppealCorrection, TipFacts
from commonground.domains.newsroom.rules import WhyNot
from commonground.domains.newsroom.words import WHY_NOT
from commonground.foundation import clock
from commonground.foundation.actors import Actor
from commonground.foundation.audit.record import record
from commonground.foundation.files.models import StoredFile
from commonground.foundation.files.publish import publish_file, withdraw_file
from commonground.foundation.refusals import Refused
from commonground.foundation.versions import locked


@transaction.atomic
def release_appeal(*, appeal: Appeal, by: Person) -> Appeal:
    """Command lets a major event go out. Approval is still somebody's own step."""
    require(by, Permission.APPROVE_APPEALS)
    stored = locked(appeal)
    if stored.released_at is None:
        stored.released_at, stored.released_by = clock.now(), by
        stored.version += 1
        stored.save()
        record("newsroom.appeal.released", stored, by=by)
    return stored


@transaction.atomic
def approve_appeal(*, appeal: Appeal, expected_version: int, by: Person) -> Appeal:
    """Makes it public at once, pictures with it. Never one's own draft, never against the rules, never another text
    than the one that was read."""
    require(by, Permission.APPROVE_APPEALS)
    stored = locked(appeal)
    if stored.published_at is not None or stored.ended_at is not None:
        raise Refused(_("This appeal has been published already."))
    if stored.drafted_by_id == by.pk:
        raise Refused(WHY_NOT[WhyNot.OWN_WORK])
    if stored.proposed_at is None or stored.version != expected_version:
        raise Refused(_("It was changed after you opened it. Read it again before you approve it."))
    refuse_unfit(stored)
    stored.approved_by, stored.approved_office = by, by.title
    stored.published_at = clock.now()
    stored.version += 1
    stored.save()
    for file in _files(stored):
        publish_file(file, until=stored.expires_on)
    record("newsroom.appeal.published", stored, by=by, details={"number": stored.number})
    return stored


@transaction.atomic
def return_appeal(*, appeal: Appeal, because: str, by: Person) -> Appeal:
    """Back to whoever drafted it, with what to change."""
    require(by, Permission.APPROVE_APPEALS)
    stored = locked(appeal)
    if stored.proposed_at is None or stored.published_at is not None:
        raise Refused(_("Nobody waits for an approval of this appeal."))
    stored.proposed_at, stored.returned_because = None, because
    stored.version += 1
    stored.save()
    record("newsroom.appeal.returned", stored, by=by)
    return stored


@transaction.atomic
def correct_appeal(*, appeal: Appeal, text: str, text_es: str, by: Person) -> AppealCorrection:
    """Says in public what was wrong. The correction stays for as long as the page does."""
    require(by, Permission.APPROVE_APPEALS)
    stored = locked(appeal)
    if stored.published_at is None:
        raise Refused(_("This appeal is not public: edit the draft."))
    words = {"es": {"text": text_es}} if text_es else {}
    correction = AppealCorrection(appeal=stored, at=clock.now(), text=text, translations=words, by=by)
    correction.save()
    record("newsroom.appeal.corrected", stored, by=by, details={"number": stored.number})
    return correction


@transaction.atomic
def note_identification(*, appeal: Appeal, at: datetime, by: Person) -> Appeal:
    """The moment at which investigators knew; the appeal may stay up a while longer."""
    require(by, Permission.HANDLE_TIPS)
    stored = locked(appeal)
    if stored.published_at is None or not stored.published_at <= at <= clock.now():
        raise Refused(_("It lies between publication and now."), field="at")
    stored.identified_at = at
    stored.version += 1
    stored.save()
    record("newsroom.appeal.identified", stored, by=by)
    return stored


@transaction.atomic
def end_appeal(*, appeal: Appeal, outcome: str, text: str, text_es: str, by: Actor) -> Appeal:
    """Takes it down everywhere: page, feed, pictures. How it ended stays in public for a time."""
    require(by, Permission.HANDLE_TIPS)
    stored = locked(appeal)
    if stored.published_at is None or stored.ended_at is not None:
        raise Refused(_("This appeal is not public."))
    if outcome not in {named.key for named in appeals_file().outcomes}:
        raise Refused(_("Choose how it ended."), field="outcome")
    stored.ended_at, stored.outcome, stored.outcome_text = clock.now(), outcome, text
    if text_es:
        words = stored.translations.get("es", {})
        stored.translations = {**stored.translations, "es": {**words, "outcome_text": text_es}}
    if outcome == "identified" and stored.identified_at is None:
        stored.identified_at = stored.ended_at
    _measure(stored)
    stored.version += 1
    stored.save()
    for file in _files(stored):
        withdraw_file(file)
    record("newsroom.appeal.ended", stored, by=by, details={"number": stored.number, "outcome": outcome})
    return stored


def _files(appeal: Appeal) -> list[StoredFile]:
    pictures = appeal.pictures.select_related("stored_file", "still", "captions")
    return [file for picture in pictures for file in picture.files]


def _measure(appeal: Appeal) -> None:
    """Minutes from publication to the first tip, to the identification and to the end."""
    start = appeal.published_at
    if start is None or appeal.ended_at is None:
        return
    first = (
        TipFacts.objects.filter(appeal=appeal)
        .order_by("case__received_at")
        .values_list("case__received_at")
        .first()
    )
    appeal.minutes_to_first_tip = _minutes(start, first[0]) if first else None
    appeal.minutes_to_identification = _minutes(start, appeal.identified_at) if appeal.identified_at else None
    appeal.minutes_to_end = _minutes(start, appeal.ended_at)


def _minutes(start: datetime, end: datetime) -> int:
    return max(int((end - start).total_seconds() // 60), 0)
