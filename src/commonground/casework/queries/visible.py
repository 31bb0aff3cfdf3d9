"""Which cases exist for a viewer. Every read at the staff door begins here; missing and forbidden look alike."""

from django.db.models import Exists, OuterRef, QuerySet

from commonground.access.decisions import decide, permissions_of
from commonground.access.models import Person
from commonground.casework.models import Case, Exclusion
from commonground.vaults.units import Unit, units


def units_of(viewer: Person) -> list[Unit]:
    """Units whose queue this person works in or supervises."""
    taking = [unit for unit in units().values() if unit.takes_matters]
    held = permissions_of(viewer)
    return [unit for unit in taking if held.intersection((unit.permission, unit.supervision))]


def supervises(viewer: Person, unit: Unit) -> bool:
    return bool(decide(viewer, unit.supervision))


def cases_for(viewer: Person) -> "QuerySet[Case]":
    """Cases of the viewer's units, without those that a conflict of interest hides from them."""
    mine = [unit.key for unit in units_of(viewer)]
    return not_hidden_from(viewer, Case.objects.filter(unit__in=mine))


def not_hidden_from(viewer: Person, cases: "QuerySet[Case]") -> "QuerySet[Case]":
    """The same cases without those that this person may not know of: named in it, above or beside it, or added."""
    return cases.exclude(Exists(Exclusion.objects.filter(case=OuterRef("pk"), person=viewer)))
