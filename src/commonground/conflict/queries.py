"""What is known of conflicts of interest: the roster as rules see it, who is kept out, who may investigate."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from commonground.access.decisions import people_who_may
from commonground.access.models import Officer, Person
from commonground.access.officers.ranks import order_of
from commonground.casework.models import Case, Exclusion, NamedOfficer, NamedRole, WhyExcluded
from commonground.casework.queries.visible import cases_for
from commonground.conflict.city_rule import conflict_rule
from commonground.conflict.rules import Named, OnRoster, WhyNot, must_leave_the_unit, why_not_investigate
from commonground.vaults.units import units


def roster() -> dict[int, OnRoster]:
    """The whole roster, those who left too: a supervisor of then still stands above."""
    columns = Officer.objects.values_list("pk", "supervisor_id", "person_id", "rank")
    return {pk: OnRoster(pk, top, person, order_of(rank)) for pk, top, person, rank in columns}


def names_in(case: Case) -> list[Named]:
    pairs = NamedOfficer.objects.filter(case=case).values_list("officer_id", "role")
    return [Named(officer, role) for officer, role in pairs]


def family_of(case: Case) -> list[Case]:
    """The matter, the one it was merged into, and whatever else was: who may not know of one may not know of any."""
    survivor = case.merged_into_id or case.pk
    return list(Case.objects.filter(Q(pk=survivor) | Q(merged_into=survivor), disposed_at__isnull=True))


def is_kept_out(person: Person, case: Case) -> bool:
    return Exclusion.objects.filter(case=case, person=person).exists()


def may_investigate(person: Person, case: Case) -> str:
    """Why this person may not be given the matter, as a sentence; "" if they may. For `CaseKind.may_investigate`."""
    candidate = Officer.objects.filter(person=person).first()
    subjects = Officer.objects.filter(
        pk__in=NamedOfficer.objects.filter(case=case, role=NamedRole.SUBJECT).values("officer")
    )
    why = why_not_investigate(
        _on_roster(candidate) if candidate else None,
        [_on_roster(subject) for subject in subjects],
        conflict_rule(),
        kept_out=is_kept_out(person, case),
    )
    return _SENTENCES[why]() if why else ""


def _on_roster(officer: Officer) -> OnRoster:
    return OnRoster(officer.pk, officer.supervisor_id, officer.person_id, order_of(officer.rank))


# Whoever is kept out is not told apart from somebody who is simply not in the unit.
_SENTENCES = {
    WhyNot.KEPT_OUT: lambda: _("This person cannot be given this matter."),
    WhyNot.SAME_RANK: lambda: _("Nobody of the same rank investigates an officer. Choose somebody above."),
    WhyNot.LOWER_RANK: lambda: _("Nobody of a lower rank investigates an officer. Choose somebody above."),
}


def supervisors_left(case: Case) -> list[Person]:
    """Those who supervise the matter's unit and may know of it."""
    kept_out = set(Exclusion.objects.filter(case=case).values_list("person_id", flat=True))
    return [one for one in people_who_may(units()[case.unit].supervision) if one.pk not in kept_out]


def has_nobody_above(case: Case, kept_out: set[int], supervisors: set[int] | None = None) -> bool:
    """Whether, with these people kept out, nobody who supervises its unit may know of the matter."""
    if case.unit == conflict_rule().independent_unit:
        return False
    return must_leave_the_unit(supervisors_of(case.unit) if supervisors is None else supervisors, kept_out)


def supervisors_of(unit: str) -> set[int]:
    return {person.pk for person in people_who_may(units()[unit].supervision)}


def matters_without_supervision(viewer: Person) -> list[Case]:
    """Open matters that the viewer may see and nobody who supervises their unit may: they must go elsewhere."""
    waiting = cases_for(viewer).filter(closed_at__isnull=True, disposed_at__isnull=True)
    waiting = waiting.exclude(unit=conflict_rule().independent_unit)
    possible = list(waiting.filter(exclusions__isnull=False).distinct().prefetch_related("exclusions"))
    above = {unit: supervisors_of(unit) for unit in {case.unit for case in possible}}
    return [
        case
        for case in possible
        if has_nobody_above(case, {one.person_id for one in case.exclusions.all()}, above[case.unit])
    ]


@dataclass(frozen=True)
class NamedShown:
    named_id: int
    officer: Officer
    role: str


@dataclass(frozen=True)
class KeptOutShown:
    exclusion_id: int
    person: Person
    why: str
    through: str
    since: Any
    may_be_lifted: bool


def named_in(case: Case) -> list[NamedShown]:
    """Officers named in a matter that came out of its door."""
    rows = NamedOfficer.objects.filter(case=case).select_related("officer").order_by("role", "officer__name")
    return [NamedShown(row.pk, row.officer, str(NamedRole(row.role).label)) for row in rows]


def subjects_of(case: Case) -> list[Officer]:
    """Officers whom the matter is about."""
    found = NamedOfficer.objects.filter(case=case, role=NamedRole.SUBJECT).select_related("officer")
    return [row.officer for row in found.order_by("officer__name")]


def thanked_in(case: Case) -> list[Officer]:
    found = NamedOfficer.objects.filter(case=case, role=NamedRole.THANKED).select_related("officer")
    return [row.officer for row in found.order_by("officer__name")]


def kept_out_of(case: Case) -> list[KeptOutShown]:
    """Who may not know of a matter that came out of its door, and why."""
    rows = (
        Exclusion.objects.filter(case=case)
        .select_related("person", "through")
        .order_by("person__name", "why")
    )
    return [
        KeptOutShown(
            row.pk,
            row.person,
            str(WhyExcluded(row.why).label),
            row.through.name if row.through else "",
            row.since,
            row.why != WhyExcluded.NAMED,
        )
        for row in rows
    ]


def people_to_keep_out(case: Case) -> list[Person]:
    """Open accounts that a supervisor may add: whoever could see matters of this unit at all, and every officer."""
    unit = units()[case.unit]
    able = {
        person.pk
        for permission in (unit.permission, unit.supervision)
        for person in people_who_may(permission)
    }
    already = Exclusion.objects.filter(case=case).values("person")
    people = Person.objects.filter(Q(pk__in=able) | Q(officer__isnull=False), is_active=True).exclude(
        pk__in=already
    )
    return list(people.order_by("name"))
