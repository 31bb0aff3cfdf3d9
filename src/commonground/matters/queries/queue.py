"""The queue of a unit: which matters stand where. Asks only for what stands in the clear; nothing is opened here."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import Any, Self

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from commonground.access.models import Person
from commonground.casework.models import Case, Channel, LinkKind, Side
from commonground.casework.queries.opened import NotThere
from commonground.casework.queries.visible import cases_for
from commonground.foundation import clock
from commonground.matters.models import SavedSearch

CHANNELS = Channel.choices
VIEWS = ("open", "new", "mine", "wrote", "late", "waiting", "closed")
_OPEN = Q(closed_at__isnull=True)
_SHOWN = (
    "id",
    "reference",
    "kind",
    "unit",
    "category",
    "channel",
    "language",
    "received_at",
    "stage",
    "stage_since",
    "due_on",
    "waiting_since",
    "closed_at",
    "outcome",
    "last_side",
    "last_message_at",
    "assigned_to",
    "assigned_to__name",
)


@dataclass(frozen=True)
class QueueFilter:
    """What a page of the queue shows. Every part is a column in the clear, so it can be kept and counted."""

    show: str = "open"
    kind: str = ""
    stage: str = ""
    category: str = ""
    channel: str = ""
    language: str = ""
    assigned: str = ""  # a person's number, or "nobody"
    since: str = ""
    until: str = ""
    reference: str = ""

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Self:
        """From an address or a saved search; what it does not know it leaves out."""
        known = {name: str(given.get(name) or "")[:60] for name in cls.names()}
        return cls(**{**known, "show": known["show"] if known["show"] in VIEWS else "open"})

    @classmethod
    def names(cls) -> tuple[str, ...]:
        return tuple(field.name for field in fields(cls))

    @property
    def narrowed(self) -> dict[str, str]:
        """What is asked for besides the view."""
        return {name: value for name in self.names() if name != "show" and (value := getattr(self, name))}

    def kept(self) -> dict[str, str]:
        return {"show": self.show, **self.narrowed}


@dataclass(frozen=True)
class Queue:
    """The matters of a unit that one person may know of, asked for once and looked at in several ways."""

    viewer: Person
    cases: "QuerySet[Case]"

    def rows(self, wanted: QueueFilter) -> "QuerySet[Case]":
        """The matters that a view holds, in the order in which they need somebody; at last by reference: no two alike."""
        rows = self.cases.filter(_view(wanted.show, self.viewer), _narrowed(wanted))
        order = (
            ("-closed_at",) if wanted.show == "closed" else (F("due_on").asc(nulls_last=True), "received_at")
        )
        return rows.select_related("assigned_to").only(*_SHOWN).order_by(*order, "reference")

    def counts(self) -> dict[str, int]:
        """How many matters stand in each view, in one question to the database."""
        views = {show: Count("pk", filter=_view(show, self.viewer)) for show in VIEWS}
        return self.cases.order_by().aggregate(**views)


def queue_of(viewer: Person, unit: str) -> Queue:
    """What was merged is worked on in the surviving matter; what was disposed of is no longer worked on."""
    visible = cases_for(viewer).filter(unit=unit, merged_into__isnull=True, disposed_at__isnull=True)
    return Queue(viewer, visible)


def queue_for(viewer: Person, unit: str, wanted: QueueFilter) -> "QuerySet[Case]":
    return queue_of(viewer, unit).rows(wanted)


def counts_for(viewer: Person, unit: str) -> dict[str, int]:
    return queue_of(viewer, unit).counts()


def arrived_since(viewer: Person, unit: str, wanted: QueueFilter, moment: datetime) -> int:
    """For the daily letter: how many of a saved search came after that moment."""
    return queue_of(viewer, unit).rows(wanted).filter(received_at__gt=moment).count()


def saved_searches_of(viewer: Person, unit: str) -> list[SavedSearch]:
    return list(SavedSearch.objects.filter(person=viewer, unit=unit))


def saved_search_for(viewer: Person, search_id: int) -> SavedSearch:
    """Only one's own. Raises `NotThere`."""
    found = SavedSearch.objects.filter(person=viewer, pk=search_id).first()
    if found is None:
        raise NotThere
    return found


def visible_by_reference(viewer: Person, reference: str) -> uuid.UUID | None:
    """The id of the matter that somebody types the reference of, if they may know of it."""
    plain = reference.strip().upper()
    return cases_for(viewer).filter(reference__iexact=plain).values_list("pk", flat=True).first()


def link_kind(key: str) -> LinkKind:
    return LinkKind(key)


def _view(show: str, viewer: Person) -> Q:
    return {
        "open": _OPEN,
        "new": _OPEN & Q(assigned_to__isnull=True),
        "mine": _OPEN & Q(assigned_to=viewer),
        "wrote": Q(last_side=Side.REPORTER, last_message_at__isnull=False),
        "late": _OPEN & Q(due_on__lt=clock.today(), waiting_since__isnull=True),
        "waiting": _OPEN & Q(waiting_since__isnull=False),
        "closed": ~_OPEN,
    }[show]


def _narrowed(wanted: QueueFilter) -> Q:
    condition = Q()
    for name in ("kind", "stage", "category", "channel", "language"):
        if value := getattr(wanted, name):
            condition &= Q(**{name: value})
    if wanted.assigned == "nobody":
        condition &= Q(assigned_to__isnull=True)
    elif wanted.assigned:
        condition &= (
            Q(assigned_to_id=int(wanted.assigned[:9])) if wanted.assigned.isdecimal() else Q(pk__in=[])
        )
    if wanted.reference:
        condition &= Q(reference__icontains=wanted.reference.strip())
    if since := _midnight(wanted.since):
        condition &= Q(received_at__gte=since)
    if until := _midnight(wanted.until):
        condition &= Q(received_at__lt=until + timedelta(days=1))
    return condition


def _midnight(typed: str) -> datetime | None:
    """The beginning of a day in the city's time; None for what is no date."""
    try:
        return timezone.make_aware(datetime.combine(date.fromisoformat(typed), time.min))
    except ValueError:
        return None
