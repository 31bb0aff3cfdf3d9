"""Searches that a member keeps by name, with a letter a day where wanted: counts and a link, never content."""

from datetime import timedelta
from urllib.parse import urlencode

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonground.access.models import Person
from commonground.casework.queries.visible import units_of
from commonground.foundation import clock
from commonground.foundation.audit.record import record
from commonground.foundation.outbox.post import queue_mail
from commonground.foundation.refusals import Refused
from commonground.matters import letters
from commonground.matters.models import SavedSearch
from commonground.matters.queries.queue import QueueFilter, arrived_since

A_DAY = timedelta(hours=23, minutes=30)  # so that the letter does not creep later every day


class CannotKeep(Refused):
    """A search without a name, under a name that is taken, or in a unit that is not theirs."""


def save_search(*, unit: str, name: str, wanted: QueueFilter, alert: bool, by: Person) -> SavedSearch:
    """Raises `CannotKeep`."""
    if unit not in {one.key for one in units_of(by)} or not name.strip():
        raise CannotKeep(_("Give the search a name."), field="name")
    try:
        with transaction.atomic():
            search = SavedSearch.objects.create(
                person=by,
                unit=unit,
                name=name.strip(),
                filters=wanted.kept(),
                alert=alert,
                told_at=clock.now(),
            )
            record("casework.search.saved", search, by=by, details={"alert": alert})
    except IntegrityError as taken:
        raise CannotKeep(_("You have a search of this name already."), field="name") from taken
    return search


@transaction.atomic
def change_alert(*, search: SavedSearch, alert: bool, by: Person) -> None:
    search.alert, search.told_at = alert, clock.now()
    search.save(update_fields=["alert", "told_at"])
    record("casework.search.alert-changed", search, by=by, details={"alert": alert})


@transaction.atomic
def forget_search(*, search: SavedSearch, by: Person) -> None:
    record("casework.search.forgotten", search, by=by)
    search.delete()


def tell_of_searches() -> None:
    """Periodic: a letter for each search with an alert that found something since yesterday's. Quiet otherwise."""
    due = SavedSearch.objects.filter(alert=True, told_at__lte=clock.now() - A_DAY, person__is_active=True)
    for search in due.select_related("person"):
        if search.unit in {unit.key for unit in units_of(search.person)}:
            _tell(search)


@transaction.atomic
def _tell(search: SavedSearch) -> None:
    wanted = QueueFilter.of(search.filters)
    found = arrived_since(search.person, search.unit, wanted, search.told_at or clock.now())
    if found:
        path = f"{reverse('matters:queue')}?{urlencode({'unit': search.unit, **wanted.kept()})}"
        queue_mail(letters.search_alert(search.person, search.name, found, path))
    search.told_at = clock.now()
    search.save(update_fields=["told_at"])
