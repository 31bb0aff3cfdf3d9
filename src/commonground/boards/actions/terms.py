"""Who holds a seat: appointing, correcting, and leaving before the term ends."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commonground.access.models import Person
from commonground.boards.models import LeavingReason, Seat, Term
from commonground.boards.rules import Period, overlapping, period_held
from commonground.foundation.audit.record import record
from commonground.foundation.refusals import ChangedMeanwhile, Refused
from commonground.foundation.versions import apply_changes, check_version, locked, values_of


class SeatTaken(Refused):
    """Somebody else holds the seat on one of those days."""


@dataclass(frozen=True)
class TermDetails:
    holder: str
    appointed_by: str
    starts_on: date
    ends_on: date
    person: Person | None = None

    @classmethod
    def labels(cls) -> dict[str, str | Promise]:
        return {
            "holder": _("Name of the member"),
            "appointed_by": _("Appointed by"),
            "starts_on": _("First day"),
            "ends_on": _("Last day"),
            "person": _("Account"),
        }


@transaction.atomic
def appoint_member(*, seat: Seat, details: TermDetails, by: Person) -> Term:
    stored = locked(seat)
    if stored.abolished_on is not None:
        raise Refused(_("This seat was abolished. Nobody can be appointed to it."))
    _refuse_backwards(details)
    _refuse_overlap(stored, Period(details.starts_on, details.ends_on), but=None)
    term = Term(seat=stored, **values_of(details))
    term.save(force_insert=True)
    record(
        "boards.member.appointed",
        term,
        by=by,
        details={"seat": stored.pk, "starts_on": str(term.starts_on), "ends_on": str(term.ends_on)},
    )
    return term


@transaction.atomic
def edit_term(*, term: Term, details: TermDetails, expected_version: int, by: Person) -> Term:
    seat = locked(term.seat)
    stored = locked(term)
    check_version(stored, expected_version, details)
    _refuse_backwards(details)
    if stored.left_on is not None and not details.starts_on <= stored.left_on <= details.ends_on:
        raise Refused(_("The member left on a day that would lie outside the term."), field="ends_on")
    _refuse_overlap(seat, period_held(details.starts_on, details.ends_on, stored.left_on), but=stored.pk)
    if changed := apply_changes(stored, details):
        stored.save()
        record("boards.term.edited", stored, by=by, details={"fields": changed})
    return stored


@transaction.atomic
def end_term(*, term: Term, last_day: date, because: str, expected_version: int, by: Person) -> Term:
    """A member leaves before the term ends: `last_day` is the last day in the seat."""
    stored = locked(term)
    if stored.version != expected_version:
        raise ChangedMeanwhile(
            _("Somebody else changed this term meanwhile. Look at it, then try again."),
            current_version=stored.version,
            differences=(),
        )
    if because not in LeavingReason.values:
        raise Refused(_("Choose why the member leaves."), field="because")
    if not stored.starts_on <= last_day <= stored.ends_on:
        raise Refused(_("The last day must lie within the term."), field="last_day")
    stored.left_on, stored.left_because = last_day, because
    stored.version += 1
    stored.save()
    record("boards.member.left", stored, by=by, details={"left_on": str(last_day), "because": because})
    return stored


def _refuse_backwards(details: TermDetails) -> None:
    if details.ends_on < details.starts_on:
        raise Refused(_("The last day comes before the first."), field="ends_on")


def _refuse_overlap(seat: Seat, wanted: Period, *, but: int | None) -> None:
    terms = {period_held(t.starts_on, t.ends_on, t.left_on): t for t in seat.terms.all() if t.pk != but}
    taken = overlapping(wanted, terms)
    if taken is not None:
        raise SeatTaken(
            _("%(holder)s holds this seat from %(first)s to %(last)s.")
            % {
                "holder": terms[taken].holder,
                "first": date_format(taken.starts_on),
                "last": date_format(taken.ends_on),
            },
            field="starts_on",
        )
