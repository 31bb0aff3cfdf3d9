"""Reads of the roster that leave the package."""

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from commonground.access.models import Officer, Person
from commonground.foundation import clock


def officers_found(*, text: str = "", rank: str = "", state: str = "") -> "QuerySet[Officer]":
    """By name, badge or assignment; by rank; `serving`, `left`, or `unlinked` for those without an account."""
    found = Officer.objects.select_related("supervisor", "person").order_by("name", "pk")
    for word in text.split()[:5]:
        found = found.filter(
            Q(name__icontains=word) | Q(badge__icontains=word) | Q(assignment__icontains=word)
        )
    if rank:
        found = found.filter(rank=rank)
    gone = Q(left_on__lte=clock.today())
    if state == "left":
        found = found.filter(gone)
    if state in ("serving", "unlinked"):
        found = found.exclude(gone)
    return found.filter(person=None) if state == "unlinked" else found


def officer_with(officer_id: int) -> Officer:
    """Raises Http404."""
    return get_object_or_404(Officer.objects.select_related("supervisor", "person"), pk=officer_id)


def officer_of(person: Person) -> Officer | None:
    """The officer who signs in with this account, if it is an officer's."""
    return Officer.objects.filter(person=person).first()


def officers_to_choose() -> "QuerySet[Officer]":
    """Everybody on the roster, those who left too: a matter may speak of a year ago."""
    return Officer.objects.order_by("name", "badge")


def supervisors_to_choose() -> "QuerySet[Officer]":
    return officers_to_choose().exclude(left_on__lte=clock.today())


def accounts_to_link(officer: Officer | None) -> "QuerySet[Person]":
    """Open accounts that belong to no other officer."""
    free = Q(officer__isnull=True) | (Q(officer=officer) if officer else Q(pk=None))
    return Person.objects.filter(free).filter(Q(is_active=True) | Q(officer__isnull=False)).order_by("name")
