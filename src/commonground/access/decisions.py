"""May this person do this? One function answers, and says why."""

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commonground.access.models import BreakGlassSession, Person, RoleGrant
from commonground.access.permissions import Permission
from commonground.access.roles import ROLES
from commonground.foundation import clock

Viewer = Person | AnonymousUser


@dataclass(frozen=True)
class Decision:
    """Truthy when allowed; `reason` is a sentence either way."""

    allowed: bool
    reason: str | Promise

    def __bool__(self) -> bool:
        return self.allowed


def decide(viewer: Viewer, permission: Permission, *, at: datetime | None = None) -> Decision:
    """Whether the viewer holds the permission at that moment, by role or by a break-glass session."""
    moment = at or clock.now()
    if not isinstance(viewer, Person):
        return Decision(False, _("Sign in first."))
    if not viewer.is_active:
        return Decision(False, _("This account is closed."))
    for role in roles_held(viewer, on=timezone.localtime(moment).date()):
        if permission in ROLES[role].permissions:
            return Decision(True, _("Held as %(role)s.") % {"role": ROLES[role].name})
    for role in roles_by_break_glass(viewer, at=moment):
        if permission in ROLES[role].permissions:
            return Decision(True, _("Held by breaking the glass as %(role)s.") % {"role": ROLES[role].name})
    return Decision(False, _("None of your roles allows this."))


def permissions_of(viewer: Viewer) -> frozenset[Permission]:
    """Everything that the viewer may do now, for whoever asks of many permissions at once. `decide` says why."""
    if not isinstance(viewer, Person) or not viewer.is_active:
        return frozenset()
    roles = {*roles_held(viewer, on=clock.today()), *roles_by_break_glass(viewer, at=clock.now())}
    return frozenset().union(*(ROLES[role].permissions for role in roles))


def roles_held(person: Person, *, on: date) -> list[str]:
    """Keys of the roles granted to a person on that day."""
    grants = RoleGrant.objects.filter(person=person, starts_on__lte=on, ended_at__isnull=True, role__in=ROLES)
    grants = grants.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))
    return list(grants.values_list("role", flat=True))


def roles_by_break_glass(person: Person, *, at: datetime) -> list[str]:
    sessions = BreakGlassSession.objects.filter(
        person=person, started_at__lte=at, ends_at__gt=at, ended_at__isnull=True, role__in=ROLES
    )
    return list(sessions.values_list("role", flat=True))


def people_who_may(permission: Permission) -> list[Person]:
    """Everybody who holds a permission by role today: to whom something can be given, or told."""
    today = clock.today()
    keys = [role.key for role in ROLES.values() if permission in role.permissions]
    holding = Q(
        role_grants__role__in=keys, role_grants__starts_on__lte=today, role_grants__ended_at__isnull=True
    ) & (Q(role_grants__ends_on__isnull=True) | Q(role_grants__ends_on__gte=today))
    return list(Person.objects.filter(holding, is_active=True).distinct())
