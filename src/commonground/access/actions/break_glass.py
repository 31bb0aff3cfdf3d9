"""Breaking the glass: more power than one's roles give, for a stated reason, for an hour at most, seen by others."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commonground.access.decisions import people_who_may, roles_held
from commonground.access.letters import break_glass_letter
from commonground.access.models import BreakGlassSession, Person
from commonground.access.permissions import Permission
from commonground.access.roles import ROLES
from commonground.access.rules import (
    GlassAsked,
    Refusal,
    break_glass_length,
    is_running,
    may_break_glass,
    may_review_break_glass,
)
from commonground.foundation import clock
from commonground.foundation.audit.record import record
from commonground.foundation.outbox.post import queue_mail
from commonground.foundation.refusals import Refused

_SENTENCES: dict[Refusal, tuple[str | Promise, str]] = {
    Refusal.UNKNOWN_ROLE: (_("There is no such role."), "role"),
    Refusal.REVIEWS_IT: (_("The role that reviews these sessions cannot be taken by one."), "role"),
    Refusal.HELD_ALREADY: (_("You hold this role already."), "role"),
    Refusal.ALREADY_RUNNING: (_("A session is running already. End it first."), ""),
    Refusal.REASON_TOO_SHORT: (_("Say why in at least 20 characters: others will read it."), "reason"),
    Refusal.TOO_LONG: (_("Between 1 and 60 minutes."), "minutes"),
    Refusal.ONESELF: (_("Nobody reviews their own session."), ""),
    Refusal.ALREADY_REVIEWED: (_("Somebody has reviewed this session already."), ""),
    Refusal.STILL_RUNNING: (_("This session is still running. Review it when it has ended."), ""),
}


class BreakGlassRefused(Refused):
    """A session that may not be started or reviewed like this."""


def _refuse(refusal: Refusal) -> BreakGlassRefused:
    sentence, field = _SENTENCES[refusal]
    return BreakGlassRefused(sentence, field=field)


@transaction.atomic
def start_break_glass(*, role: str, reason: str, minutes: int, by: Person) -> BreakGlassSession:
    """Tells everybody who may review it, at once. Raises `BreakGlassRefused`."""
    Person.objects.select_for_update().get(pk=by.pk)
    now = clock.now()
    asked = GlassAsked(
        role_exists=role in ROLES,
        role_reviews_break_glass=role in ROLES and Permission.REVIEW_BREAK_GLASS in ROLES[role].permissions,
        held_already=role in roles_held(by, on=clock.today()),
        running=_running_sessions(by).exists(),
        reason=reason,
        minutes=minutes,
    )
    if refusal := may_break_glass(asked):
        raise _refuse(refusal)
    session = BreakGlassSession.objects.create(
        person=by, role=role, reason=reason.strip(), started_at=now, ends_at=now + break_glass_length(minutes)
    )
    record("break-glass.started", session, by=by, details={"role": role, "minutes": minutes})
    for reviewer in people_who_may(Permission.REVIEW_BREAK_GLASS):
        if reviewer.pk != by.pk:
            queue_mail(break_glass_letter(session, reviewer))
    return session


@transaction.atomic
def end_break_glass(*, by: Person) -> None:
    """Ends what is running; nothing running is no mistake (it may just have ended by itself)."""
    for session in _running_sessions(by).select_for_update():
        session.ended_at = clock.now()
        session.save(update_fields=["ended_at"])
        record("break-glass.ended", session, by=by)


@transaction.atomic
def review_break_glass(*, session_id: int, note: str, by: Person) -> None:
    session = BreakGlassSession.objects.select_for_update().get(pk=session_id)
    now = clock.now()
    refusal = may_review_break_glass(
        reviewer=by.pk,
        person=session.person_id,
        running=is_running(session.started_at, session.ends_at, session.ended_at, now),
        reviewed=session.reviewed_at is not None,
    )
    if refusal:
        raise _refuse(refusal)
    session.reviewed_by, session.reviewed_at, session.review_note = by, now, note.strip()
    session.save(update_fields=["reviewed_by", "reviewed_at", "review_note"])
    record("break-glass.reviewed", session, by=by)


def _running_sessions(person: Person) -> QuerySet[BreakGlassSession]:
    now = clock.now()
    return BreakGlassSession.objects.filter(
        person=person, started_at__lte=now, ends_at__gt=now, ended_at__isnull=True
    )
