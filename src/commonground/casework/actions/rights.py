"""Who may change a matter: a member of its unit whom no conflict of interest keeps out. Each action asks here first."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonground.access.models import Person
from commonground.casework.city_rules import Owner, Stage
from commonground.casework.models import Case
from commonground.casework.queries.opened import NotThere
from commonground.casework.queries.visible import cases_for, supervises
from commonground.foundation.actors import Actor
from commonground.foundation.refusals import ChangedMeanwhile, FieldDifference, Refused
from commonground.vaults.units import Unit, units


class NotYours(Refused):
    """Somebody else has this matter, or the step is a supervisor's."""


class DisposedOf(Refused):
    """Nothing can be added to a record that is gone, or to one that lives on in another."""


def unit_of(case: Case) -> Unit:
    return units()[case.unit]


def taken_in_hand(case: Case, by: Actor) -> Case:
    """The matter as it stands now, locked until the transaction ends. Raises `NotThere`, `DisposedOf`."""
    now = Case.objects.select_for_update(of=("self",)).select_related("assigned_to").get(pk=case.pk)
    if isinstance(by, Person) and not cases_for(by).filter(pk=now.pk).exists():
        raise NotThere
    if now.disposed_at is not None:
        raise DisposedOf(_("This matter was disposed of; only its certificate is left."))
    return now


def check_may_step(case: Case, stage: Stage, by: Actor) -> None:
    """A supervisor's step is a supervisor's; an assignee's is theirs, or a supervisor's. Raises `NotYours`."""
    if not isinstance(by, Person) or supervises(by, unit_of(case)):
        return
    if stage.owner is Owner.SUPERVISOR:
        raise NotYours(_("This step is for whoever supervises the unit."))
    if case.assigned_to_id not in (None, by.pk):
        raise NotYours(
            _("%(name)s has this matter. Ask them, or whoever supervises the unit.")
            % {"name": case.assigned_to}
        )


def check_version(case: Case, expected: int, differences: tuple[FieldDifference, ...] = ()) -> None:
    if case.version != expected:
        raise ChangedMeanwhile(
            _("Somebody else changed this matter while you were deciding. Look at what stands now."),
            current_version=case.version,
            differences=differences,
        )


def family(case: Case) -> list[Case]:
    """The matter and those that were merged into it: a step of one is a step of all."""
    return list(Case.objects.filter(Q(pk=case.pk) | Q(merged_into=case)).filter(disposed_at__isnull=True))
