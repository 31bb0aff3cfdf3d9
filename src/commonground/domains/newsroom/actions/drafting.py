"""Writing an appeal, and asking a second person to publish it."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commonground.access.models import Person
from commonground.access.permissions import Permission
from commonground.access.rights import require
from commonground.domains.newsroom.actions.fitness import refuse_unfit
from commonground.domains.newsroom.city_rules import appeals_file
from commonground.domains.newsroom.models import Appeal
from commonground.foundation import clock
from commonground.foundation.audit.record import record
from commonground.foundation.refusals import Refused
from commonground.foundation.versions import apply_changes, check_version, locked, values_of


@dataclass(frozen=True)
class AppealDetails:
    """What a form says of an appeal."""

    title: str
    facts: str
    offence: str
    legal_basis: str
    happened_on: date | None
    place: str
    shown_is: str
    shows_face: bool
    person_name: str
    case_number: str
    expires_on: date
    translations: dict[str, dict[str, str]] = field(default_factory=dict)

    @classmethod
    def labels(cls) -> dict[str, str | Promise]:
        return {
            "title": _("Title"),
            "facts": _("Facts, and what you ask of people"),
            "offence": _("Class of offence"),
            "legal_basis": _("Ground on which it is shown"),
            "happened_on": _("Day on which it happened"),
            "place": _("Where it happened"),
            "shown_is": _("Whom it shows"),
            "shows_face": _("A face can be recognized"),
            "person_name": _("Name of the person shown"),
            "case_number": _("Case number"),
            "expires_on": _("Last day"),
        }


def usual_last_day() -> date:
    return clock.today() + timedelta(days=appeals_file().expires_after_days)


@transaction.atomic
def draft_appeal(*, details: AppealDetails, by: Person) -> Appeal:
    """A draft. Nobody outside sees it until a second person has approved it."""
    require(by, Permission.DRAFT_APPEALS)
    _check_choices(details)
    appeal = Appeal(number=_next_number(), drafted_by=by, drafted_at=clock.now(), **values_of(details))
    appeal.save(force_insert=True)
    record(
        "newsroom.appeal.drafted", appeal, by=by, details={"number": appeal.number, "offence": appeal.offence}
    )
    return appeal


@transaction.atomic
def edit_appeal(*, appeal: Appeal, details: AppealDetails, expected_version: int, by: Person) -> Appeal:
    """While it is a draft. A published appeal is corrected in public instead. Editing takes a proposal back."""
    require(by, Permission.DRAFT_APPEALS)
    stored = locked(appeal)
    refuse_published(stored)
    check_version(stored, expected_version, details)
    _check_choices(details)
    if changed := apply_changes(stored, details):
        stored.proposed_at = None
        stored.save()
        record("newsroom.appeal.edited", stored, by=by, details={"fields": changed})
    return stored


@transaction.atomic
def propose_appeal(*, appeal: Appeal, by: Person) -> Appeal:
    """Asks for approval. Refused with the first thing to mend, so that the approver reads only what could stand."""
    require(by, Permission.DRAFT_APPEALS)
    stored = locked(appeal)
    refuse_published(stored)
    refuse_unfit(stored, released=True)
    stored.proposed_at, stored.returned_because = clock.now(), ""
    stored.version += 1
    stored.save()
    record("newsroom.appeal.proposed", stored, by=by)
    return stored


def refuse_published(appeal: Appeal) -> None:
    if appeal.published_at is not None:
        raise Refused(_("This appeal is public. Correct it in public, or end it."))


def _check_choices(details: AppealDetails) -> None:
    file = appeals_file()
    if details.offence not in {offence.key for offence in file.offences}:
        raise Refused(_("Choose a class of offence."), field="offence")
    if details.legal_basis and details.legal_basis not in {basis.key for basis in file.legal_bases}:
        raise Refused(_("Choose a ground from the list."), field="legal_basis")
    if details.happened_on and details.happened_on > clock.today():
        raise Refused(_("This day is still to come."), field="happened_on")


def _next_number() -> str:
    """`2026-7`: the seventh of the year. Two at once: the second is refused by the constraint and tried again by hand."""
    year = clock.today().year
    taken = (
        Appeal.objects.select_for_update()
        .filter(number__startswith=f"{year}-")
        .values_list("number", flat=True)
    )
    return f"{year}-{max((int(number.split('-')[1]) for number in taken), default=0) + 1}"
