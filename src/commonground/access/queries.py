"""Reads that leave the package: people, their roles and locks, and the use of power."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.functional import Promise

from commonground.access.decisions import roles_held
from commonground.access.models import AccountLock, BreakGlassSession, Person, RoleGrant, SignInFailure
from commonground.access.roles import ROLES
from commonground.access.rules import FAILURE_WINDOW, is_running
from commonground.foundation import clock


@dataclass(frozen=True)
class RunningGlass:
    """A break-glass session that runs now, for the banner of every page."""

    role: str | Promise
    ends_at: datetime
    minutes_left: int


def break_glass_of(person: object) -> RunningGlass | None:
    """What runs for this person now; None for anybody else, so that every page may ask."""
    if not isinstance(person, Person):
        return None
    now = clock.now()
    session = BreakGlassSession.objects.filter(
        person=person, started_at__lte=now, ends_at__gt=now, ended_at__isnull=True, role__in=ROLES
    ).first()
    if session is None:
        return None
    left = -(-int((session.ends_at - now).total_seconds()) // 60)  # the last minute begun counts
    return RunningGlass(ROLES[session.role].name, session.ends_at, max(left, 1))


def failures_from(source: str) -> int:
    """Bad log-ons from one network within the window."""
    return SignInFailure.objects.filter(source=source, at__gt=clock.now() - FAILURE_WINDOW).count()


def people_found(*, text: str = "", role: str = "", state: str = "") -> QuerySet[Person]:
    """People by name, title or address; by a role held today; by `open`, `closed` or `locked`."""
    open_locks = AccountLock.objects.filter(person=OuterRef("pk"), released_at__isnull=True)
    people = Person.objects.annotate(locked=Exists(open_locks)).order_by("name", "pk")
    for word in text.split()[:5]:
        people = people.filter(Q(name__icontains=word) | Q(title__icontains=word) | Q(email__icontains=word))
    if role:
        people = people.filter(Exists(_grants_on(clock.today()).filter(person=OuterRef("pk"), role=role)))
    if state in ("open", "closed"):
        people = people.filter(is_active=state == "open")
    if state == "locked":
        people = people.filter(locked=True)
    return people.prefetch_related("role_grants")


def person_for(person_id: int) -> Person:
    """Raises Http404."""
    return get_object_or_404(Person, pk=person_id)


def open_lock_of(person: Person) -> AccountLock | None:
    return AccountLock.objects.filter(person=person, released_at__isnull=True).first()


def locks_to_release() -> QuerySet[AccountLock]:
    return AccountLock.objects.filter(released_at__isnull=True).select_related("person")


def grants_of(person: Person) -> QuerySet[RoleGrant]:
    """All that were ever given, the open ones first."""
    return (
        RoleGrant.objects.filter(person=person)
        .select_related("granted_by", "ended_by")
        .order_by("ended_at", "ends_on", "pk")
    )


def grant_with(grant_id: int) -> RoleGrant:
    """Raises Http404."""
    return get_object_or_404(RoleGrant.objects.select_related("person"), pk=grant_id, role__in=ROLES)


def role_names(person: Person) -> list[str]:
    """What a person is today, in words."""
    return [str(ROLES[key].name) for key in sorted(set(roles_held(person, on=clock.today())))]


def is_open(grant: RoleGrant) -> bool:
    """Whether a grant still holds, or will."""
    return grant.ended_at is None and (grant.ends_on is None or grant.ends_on >= clock.today())


def break_glass_sessions(*, waiting: bool = False) -> QuerySet[BreakGlassSession]:
    """All of them, newest first; `waiting` for those that ended and nobody has reviewed."""
    sessions = BreakGlassSession.objects.select_related("person", "reviewed_by")
    if not waiting:
        return sessions
    over = Q(ends_at__lte=clock.now()) | Q(ended_at__isnull=False)
    return sessions.filter(over, reviewed_at__isnull=True)


def break_glass_session(session_id: int) -> BreakGlassSession:
    """Raises Http404."""
    return get_object_or_404(break_glass_sessions(), pk=session_id)


def runs_now(session: BreakGlassSession) -> bool:
    return is_running(session.started_at, session.ends_at, session.ended_at, clock.now())


def _grants_on(day: date) -> QuerySet[RoleGrant]:
    return RoleGrant.objects.filter(starts_on__lte=day, ended_at__isnull=True).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day)
    )
