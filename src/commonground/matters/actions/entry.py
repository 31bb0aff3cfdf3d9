"""Matters that come by telephone, on paper and in person: typed in by staff, sealed and queued like every other."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commonground.access.decisions import decide
from commonground.access.models import Person
from commonground.access.permissions import Permission
from commonground.casework.actions.filing import Filed, Filing, file_case
from commonground.foundation.refusals import Refused
from commonground.foundation.vault import Receipt


class NothingTold(Refused):
    """An entry without a word of what it is about."""


class MayNotEnter(Refused):
    """Not one of those who take matters in."""


@transaction.atomic
def enter_matter(*, filing: Filing, receipt: Receipt | None, by: Person) -> Filed:
    """Whoever typed it in cannot read it again, unless they are of the unit. Raises `NothingTold`, `UnitHasNoKey`."""
    if not decide(by, Permission.ENTER_MATTERS):
        raise MayNotEnter(_("You do not take matters in."))
    if not any(text.strip() for text in filing.answers.values()):
        raise NothingTold(_("Write at least what happened."))
    return file_case(filing, receipt=receipt, by=by)
