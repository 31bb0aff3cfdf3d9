"""To whom a matter can be given. Whom a conflict of interest keeps out is not listed at all: a list would say so."""

from django.utils.translation import gettext as _

from commonground.access.decisions import decide, people_who_may
from commonground.access.models import Person
from commonground.casework.kinds import kind_of
from commonground.casework.models import Case
from commonground.casework.queries.opened import NotThere
from commonground.casework.queries.visible import cases_for
from commonground.vaults.units import units


def members_for(case: Case) -> list[tuple[Person, str]]:
    """Members of the unit who may know of the matter, each with the kind's reason against, or ""."""
    members = people_who_may(units()[case.unit].permission)
    return [(one, why_not(one, case)) for one in members if _may_know(one, case)]


def member_for(case: Case, number: str) -> Person:
    """Somebody of that list. Raises `NotThere`."""
    found = next((one for one, _refusal in members_for(case) if str(one.pk) == number), None)
    if found is None:
        raise NotThere
    return found


def why_not(person: Person, case: Case) -> str:
    """Why this person may not have the matter; "" if they may. Says nothing of whom it names."""
    may_read = decide(person, units()[case.unit].permission)
    if not person.is_active or not may_read or not _may_know(person, case):
        return _("This person cannot be given this matter.")
    return kind_of(case.kind).may_investigate(person, case)


def _may_know(person: Person, case: Case) -> bool:
    return cases_for(person).filter(pk=case.pk).exists()
