"""The steps that a commitment is split into."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commonground.domains.commitments.actions import applying
from commonground.domains.commitments.actions.changes import Translations
from commonground.domains.commitments.actions.history import Line, write_history
from commonground.domains.commitments.actions.rights import require_update
from commonground.domains.commitments.models import Commitment, SubAction
from commonground.foundation import clock
from commonground.foundation.actors import Actor
from commonground.foundation.audit.record import record
from commonground.foundation.refusals import Refused


@transaction.atomic
def add_sub_action(
    *,
    commitment_id: int,
    title: str,
    due_on: date | None = None,
    translations: Translations | None = None,
    by: Actor,
) -> SubAction:
    """Adds a step."""
    commitment = applying.locked(commitment_id)
    require_update(by, commitment)
    if not title.strip():
        raise Refused(_("Say what is to be done."), field="title")
    if len(title) > 400:
        raise Refused(_("This text is longer than %(limit)d characters.") % {"limit": 400}, field="title")
    step = SubAction.objects.create(
        commitment=commitment, title=title.strip(), due_on=due_on, translations=translations or {}
    )
    write_history(commitment, [Line("sub_action", "", step.title)], by=by)
    record("commitment.step.added", commitment, by=by, details={"step": step.pk})
    return step


@transaction.atomic
def complete_sub_action(*, sub_action_id: int, done_on: date | None = None, by: Actor) -> SubAction:
    """Says that a step is done: today, unless another day is given."""
    step, commitment = _opened(sub_action_id, by)
    day = done_on or clock.today()
    if day > clock.today():
        raise Refused(_("A step cannot be done in the future."), field="done_on")
    if step.done_on is not None:
        raise Refused(_("This step is done already."))
    step.done_on = day
    step.save(update_fields=["done_on"])
    write_history(commitment, [Line("sub_action_done", "", step.title)], by=by)
    record("commitment.step.completed", commitment, by=by, details={"step": step.pk})
    return step


@transaction.atomic
def reopen_sub_action(*, sub_action_id: int, note: str, by: Actor) -> SubAction:
    """Takes back that a step was done, and says why."""
    step, commitment = _opened(sub_action_id, by)
    if step.done_on is None:
        raise Refused(_("This step is not done yet."))
    if not note.strip():
        raise Refused(_("Say why the step is open again. The public reads this."), field="note")
    step.done_on = None
    step.save(update_fields=["done_on"])
    write_history(commitment, [Line("sub_action_done", step.title, "")], note=note.strip(), by=by)
    record("commitment.step.reopened", commitment, by=by, details={"step": step.pk})
    return step


def _opened(sub_action_id: int, by: Actor) -> tuple[SubAction, Commitment]:
    step = SubAction.objects.select_for_update().get(pk=sub_action_id)
    commitment = applying.locked(step.commitment_id)
    require_update(by, commitment)
    return step, commitment
