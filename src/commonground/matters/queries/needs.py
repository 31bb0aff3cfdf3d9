"""What waits for a member of a unit, on the staff start page: counts and references, never what a matter says."""

from datetime import date

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from commonground.access.attention import Need, register_needs
from commonground.access.models import Person
from commonground.casework.kinds import kind_of
from commonground.casework.models import Case, Side
from commonground.casework.queries.visible import supervises, units_of
from commonground.casework.rules import is_late
from commonground.foundation import clock
from commonground.matters.queries.queue import Queue, QueueFilter, queue_of
from commonground.vaults.units import Unit

MOST_SHOWN = 12


def register() -> None:
    register_needs(matters_that_wait)


def matters_that_wait(person: Person) -> list[Need]:
    """One's own matters one by one; those that nobody has, and for a supervisor those that are late, as a number."""
    needs: list[Need] = []
    for unit in units_of(person):
        queue = queue_of(person, unit.key)
        counts = queue.counts()
        needs += [_own(case) for case in queue.rows(QueueFilter("mine"))[:MOST_SHOWN]]
        if counts["new"]:
            needs.append(_nobodys(queue, unit, counts["new"]))
        if counts["late"] and supervises(person, unit):
            needs.append(_late(unit, counts["late"]))
    return needs


def _own(case: Case) -> Need:
    waiting = case.waiting_since is not None
    why = _("Waiting for the person.") if waiting else _("The next step is yours.")
    if case.last_side == Side.REPORTER and case.last_message_at and not waiting:
        why = _("The person wrote to you.")
    kind = kind_of(case.kind).rules.name.in_language(_language())
    title = _("%(kind)s %(reference)s") % {"kind": kind, "reference": case.reference}
    late = is_late(case.due_on, waiting=waiting, closed=False, today=clock.today())
    return Need(title, why, reverse("matters:case", args=[case.pk]), case.due_on, late)


def _nobodys(queue: Queue, unit: Unit, number: int) -> Need:
    first = queue.rows(QueueFilter("new")).first()
    due: date | None = first.due_on if first else None
    title = ngettext("%(number)d matter that nobody has", "%(number)d matters that nobody has", number)
    return Need(
        title % {"number": number},
        unit.name.in_language(_language()),
        f"{reverse('matters:queue')}?unit={unit.key}&show=new",
        due,
        late=due is not None and due < clock.today(),
    )


def _late(unit: Unit, number: int) -> Need:
    title = ngettext("%(number)d matter is late", "%(number)d matters are late", number)
    return Need(
        title % {"number": number},
        unit.name.in_language(_language()),
        f"{reverse('matters:queue')}?unit={unit.key}&show=late",
        None,
        late=True,
    )


def _language() -> str:
    return get_language() or "en"
