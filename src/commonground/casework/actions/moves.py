"""Steps of a matter from stage to stage, along the city's file, with the date that each promises."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from commonground.access.models import Person
from commonground.casework import rules
from commonground.casework.actions.rights import (
    DisposedOf,
    check_may_step,
    check_version,
    family,
    taken_in_hand,
)
from commonground.casework.city_rules import KindFile, Stage
from commonground.casework.kinds import every_kind, kind_of
from commonground.casework.models import Case, Side, StageChange
from commonground.casework.queries.opened import OpenedCase
from commonground.foundation import clock
from commonground.foundation.actors import WORKER, Actor
from commonground.foundation.audit.record import record
from commonground.foundation.refusals import FieldDifference, Refused
from commonground.foundation.vault import place, seal_text
from commonground.reference.business_days import after_business_days, business_days_between

_OF_STAGE = (
    "stage",
    "stage_since",
    "due_on",
    "waiting_since",
    "outcome",
    "closed_at",
    "dispose_after",
    "version",
)


class StepNotAllowed(Refused):
    """The city's file leads nowhere from here to there."""


class OutcomeMissing(Refused):
    """A matter is closed without saying how it ended."""


@transaction.atomic
def move_case(  # noqa: PLR0913  # six, and by whom
    *,
    case: Case,
    to: str,
    expected_version: int,
    outcome: str = "",
    reason: str = "",
    opened: OpenedCase | None = None,
    by: Actor,
) -> Case:
    """Takes the matter, and what was merged into it, to another stage. `reason` needs the opened matter: it is sealed.

    Raises `StepNotAllowed`, `OutcomeMissing`, `NotYours`, `ChangedMeanwhile`, and what the kind's `before_move` raises.
    """
    now = taken_in_hand(case, by)
    kind = kind_of(now.kind)
    check_version(now, expected_version, _difference(kind.rules, now, to))
    if now.merged_into_id is not None:
        raise DisposedOf(_("This matter was merged into another. Take the step there."))
    here, there = kind.rules.stage(now.stage), _stage_allowed(kind.rules, now.stage, to)
    check_may_step(now, here, by)
    outcomes = {known.key for known in kind.rules.outcomes}
    if rules.needs_outcome(there, outcomes, outcome):
        raise OutcomeMissing(_("Say how the matter ended."), field="outcome")
    kind.before_move(now, to)
    moment = clock.now()
    changes = {one.pk: _step(one, there, outcome, moment, by) for one in family(now)}
    if reason and opened is not None:
        _seal_reason(opened, changes[now.pk], reason)
    now.refresh_from_db()
    details = {"from": here.key, "to": there.key, "outcome": outcome if there.closed else ""}
    record("casework.case.moved", now, by=by, details=details)
    return now


def restart_clock(case: Case) -> None:
    """We wait for the person no longer: the business days that we waited are added to the promised date."""
    if case.waiting_since is None:
        return
    case.due_on = rules.clock_restarted(
        case.due_on,
        timezone.localtime(case.waiting_since).date(),
        clock.today(),
        after=after_business_days,
        between=business_days_between,
    )
    case.waiting_since = None


def take_up_answers() -> None:
    """Periodic: a matter that waited for the person and has an answer goes back to the stage it came from.

    What a person wrote by the receipt of a merged matter counts for the surviving one.
    """
    _carry_over_from_merged()
    for kind in every_kind():
        waits = [stage.key for stage in kind.rules.stages if stage.waits]
        answered = Case.objects.filter(
            kind=kind.key,
            stage__in=waits,
            waiting_since__isnull=True,
            last_side=Side.REPORTER,
            merged_into__isnull=True,
            disposed_at__isnull=True,
        )
        for case in answered:
            before = _came_from(case)
            if before in kind.rules.stage(case.stage).next:
                move_case(case=case, to=before, expected_version=case.version, by=WORKER)


def _carry_over_from_merged() -> None:
    wrote = Case.objects.filter(merged_into__isnull=False, last_side=Side.REPORTER, disposed_at__isnull=True)
    for one in wrote.select_related("merged_into"):
        survivor, at = one.merged_into, one.last_message_at
        if survivor is None or at is None or (survivor.last_message_at and survivor.last_message_at >= at):
            continue
        with transaction.atomic():
            restart_clock(survivor)
            survivor.last_side, survivor.last_message_at = Side.REPORTER, at
            survivor.save(update_fields=["due_on", "waiting_since", "last_side", "last_message_at"])


def _stage_allowed(kind: KindFile, here: str, to: str) -> Stage:
    if not rules.may_step(kind.stage(here), to):
        raise StepNotAllowed(_("This step does not lead on from where the matter stands."), field="to")
    return kind.stage(to)


def _step(case: Case, there: Stage, outcome: str, moment: datetime, by: Actor) -> StageChange:
    resumes = _came_from(case) == there.key and kind_of(case.kind).rules.stage(case.stage).waits
    restart_clock(case)
    today = clock.today()
    change = StageChange(case=case, at=moment, from_stage=case.stage, to_stage=there.key, by=_person(by))
    case.due_on = rules.due_after_step(
        there, due_on=case.due_on, resumes=resumes, today=today, after=after_business_days
    )
    case.stage, case.stage_since = there.key, moment
    case.waiting_since = moment if there.waits else None
    case.closed_at = moment if there.closed else None
    case.outcome = outcome if there.closed else case.outcome
    case.dispose_after = _dispose_after(case, today) if there.closed else None
    case.version += 1
    case.save(update_fields=_OF_STAGE)
    change.due_on = case.due_on
    change.save(force_insert=True)
    return change


def _dispose_after(case: Case, today: date) -> date:
    return rules.dispose_after(today, kind_of(case.kind).rules.keep_years)


def _came_from(case: Case) -> str:
    last = StageChange.objects.filter(case=case, to_stage=case.stage).order_by("-at").first()
    return last.from_stage if last else ""


def _seal_reason(opened: OpenedCase, change: StageChange, reason: str) -> None:
    bound_to = place("casework_stagechange", "reason_sealed", change.pk)
    change.reason_sealed = seal_text(opened.inner, reason, bound_to)
    change.save(update_fields=["reason_sealed"])


def _difference(kind: KindFile, case: Case, to: str) -> tuple[FieldDifference, ...]:
    language = get_language() or "en"
    names = {stage.key: stage.name.in_language(language) for stage in kind.stages}
    return (FieldDifference("to", _("Stage"), names.get(to, to), names.get(case.stage, case.stage)),)


def _person(by: Actor) -> Person | None:
    return by if isinstance(by, Person) else None
