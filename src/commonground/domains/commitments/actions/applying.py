"""How new values reach a commitment: checked, compared, written with their history.

Nothing here asks who; the actions did.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from commonground.domains.commitments import words
from commonground.domains.commitments.actions import values
from commonground.domains.commitments.actions.changes import CommitmentChanges
from commonground.domains.commitments.actions.history import Line, write_history
from commonground.domains.commitments.city_rules import the_rules
from commonground.domains.commitments.models import Commitment, DateEstimate, Programme
from commonground.domains.commitments.numbering import is_number, number_order
from commonground.domains.commitments.rules import Decision, Stage, may_implement, next_update_after
from commonground.foundation import clock
from commonground.foundation.actors import Actor
from commonground.foundation.audit.record import record
from commonground.foundation.refusals import ChangedMeanwhile, FieldDifference, Refused


@dataclass(frozen=True)
class Wanted:
    """A field that is to change. `before` and `after` are texts as the history keeps them."""

    field: str
    value: Any
    before: str
    after: str


def locked(commitment_id: int) -> Commitment:
    """The commitment, held until the transaction ends. Raises `Commitment.DoesNotExist`."""
    return (
        Commitment.objects.select_related("programme").select_for_update(of=("self",)).get(pk=commitment_id)
    )


def new_commitment(programme: Programme, *, number: str, statement: str) -> Commitment:
    """An unsaved commitment with its number, checked."""
    label = number.strip()
    if not is_number(label):
        raise Refused(
            _("A number has up to 12 letters, figures, dots or hyphens, such as 6 or 4a."), field="number"
        )
    if Commitment.objects.filter(programme=programme, number=label).exists():
        raise Refused(_("This programme already has a commitment with this number."), field="number")
    commitment = Commitment(
        programme=programme, number=label, number_order=number_order(label), created_at=clock.now()
    )
    commitment.statement = values.checked(commitment, "statement", statement)
    return commitment


def wanted_changes(
    commitment: Commitment, changes: CommitmentChanges, *, confirms: bool = True
) -> list[Wanted]:
    """The given fields whose value differs from what stands, each checked. Raises `Refused`.

    A person who chooses an implemented status confirms the claim that stood, unless they say otherwise; a file does
    not (`confirms=False`).
    """
    given = {name: values.checked(commitment, name, value) for name, value in changes.given()}
    if given.get("on_hold") is False:
        given.update(held_since=None, hold_reason="", resume=None)
    elif not given.get("on_hold", commitment.on_hold) and any(given.get(name) for name in _OF_A_HOLD):
        raise Refused(_("This commitment is not on hold: place it on hold first."), field="on_hold")
    if confirms and _becomes_proven(commitment, given):
        given.setdefault("reported_implemented", False)
    found = []
    for name, value in given.items():
        before, after = values.standing(commitment, name), values.as_text(name, value)
        if before != after:
            found.append(Wanted(name, value, before, after))
    return found


def refuse_overtaken(
    commitment: Commitment, changes: CommitmentChanges, expected_version: int | None
) -> None:
    """Raises `ChangedMeanwhile` when somebody saved since, and what stands differs from what was sent."""
    if expected_version is None or expected_version == commitment.version:
        return
    differences = tuple(
        FieldDifference(
            wanted.field,
            words.FIELDS[_PUBLIC_NAMES.get(wanted.field, wanted.field)],
            yours=words.value_in_words(wanted.field, wanted.after),
            theirs=words.value_in_words(wanted.field, wanted.before),
        )
        for wanted in wanted_changes(commitment, changes)
    )
    if differences:
        raise ChangedMeanwhile(
            _("Somebody else changed this commitment while you were writing. Nothing you typed is lost."),
            current_version=commitment.version,
            differences=differences,
        )


def refuse_unproven(commitment: Commitment, wanted: list[Wanted]) -> None:
    """Raises `Refused` when the changes say "implemented" and nothing shows it."""
    if not _claims(commitment, {change.field: change.value for change in wanted}):
        return
    if not (decision := evidence_decision(commitment)):
        field = "status" if any(change.field == "status" for change in wanted) else "reported_implemented"
        raise Refused(words.refusal_in_words(decision), field=field)


def evidence_decision(commitment: Commitment) -> Decision:
    """Whether the evidence attached now would let this commitment be called implemented."""
    evidence = commitment.evidence.all() if commitment.pk else None
    attached = evidence.filter(withdrawn_at=None).count() if evidence is not None else 0
    withdrawn = evidence.exclude(withdrawn_at=None).count() if evidence is not None else 0
    return may_implement(evidence=attached, withdrawn=withdrawn, needed=the_rules().evidence_needed)


def apply(
    commitment: Commitment,
    wanted: list[Wanted],
    *,
    note: str = "",
    signed: str | None = None,
    updated: bool = True,
    by: Actor,
) -> tuple[str, ...]:
    """Writes values, history, estimates and audit. Returns the names of the fields that changed."""
    if updated:
        note_that_updated(commitment)
    _set(commitment, wanted)
    commitment.version += 1
    commitment.save()
    _set_links(commitment, wanted)
    _keep_estimate(commitment, wanted, reason=note)
    shown = [
        Line(change.field, change.before, change.after) for change in wanted if change.field != "owner_id"
    ]
    if shown:
        write_history(commitment, [_public_line(line) for line in shown], note=note, signed=signed, by=by)
    names = tuple(change.field for change in wanted)
    record("commitment.updated", commitment, by=by, details={"fields": sorted(names), **_of_note(wanted)})
    return names


def create(commitment: Commitment, wanted: list[Wanted], *, note: str = "", by: Actor) -> None:
    """Writes a new commitment with the facts known of it."""
    _set(commitment, wanted)
    commitment.save()
    _set_links(commitment, wanted)
    _keep_estimate(commitment, wanted, reason="")
    known = [_public_line(Line(change.field, "", change.after)) for change in wanted if _tells(change)]
    write_history(commitment, [Line("created", "", commitment.statement), *known], note=note, by=by)
    record("commitment.added", commitment, by=by, details={"number": commitment.number, **_of_note(wanted)})


def is_news(wanted: list[Wanted]) -> bool:
    """Whether it tells the public how things stand (or confirms that they stand as they did).

    A corrected word or another owner fulfils no promised update: a late commitment stays late.
    """
    return not wanted or any(change.field in _NEWS for change in wanted)


def note_that_updated(commitment: Commitment) -> None:
    """The public has heard of it now; the next update is promised from today."""
    commitment.last_updated_at = clock.now()
    commitment.next_update_by = next_update_after(
        clock.today(), every_days=commitment.programme.update_every_days
    )


def _set(commitment: Commitment, wanted: list[Wanted]) -> None:
    for change in wanted:
        if change.field != "body_ids":
            setattr(commitment, change.field, change.value)


def _set_links(commitment: Commitment, wanted: list[Wanted]) -> None:
    for change in wanted:
        if change.field == "body_ids":
            commitment.bodies.set(change.value)


def _keep_estimate(commitment: Commitment, wanted: list[Wanted], *, reason: str) -> None:
    if any(change.field == "estimated" for change in wanted):
        kept = DateEstimate(commitment=commitment, said_on=clock.today(), reason=reason)
        kept.estimated = commitment.estimated
        kept.save()


def _claims(commitment: Commitment, given: dict[str, Any]) -> bool:
    """Whether it would stand as implemented, no longer as merely reported, and did not stand so before."""
    status = given.get("status", commitment.status)
    reported = given.get("reported_implemented", commitment.reported_implemented)
    before = is_implemented(commitment.status) and not commitment.reported_implemented
    return is_implemented(status) and not reported and not before


def _becomes_proven(commitment: Commitment, given: dict[str, Any]) -> bool:
    """Choosing an implemented status anew speaks to the claim that stood: it is now to be shown."""
    return commitment.reported_implemented and is_implemented(given.get("status", ""))


def is_implemented(status_key: str) -> bool:
    status = the_rules().status(status_key)
    return status is not None and status.counts_as is Stage.IMPLEMENTED


_OF_A_HOLD = ("held_since", "hold_reason", "resume")
_NEWS = frozenset(
    (
        "status",
        "percent",
        "start",
        "estimated",
        "implemented",
        "reported_implemented",
        "on_hold",
        "hold_reason",
        "resume",
    )
)
_OF_NOTE = ("status", "percent", "on_hold", "estimated", "reported_implemented")
_PUBLIC_NAMES: dict[str, str] = {"topic_id": "topic", "body_ids": "bodies", "owner_id": "owner"}


def _public_line(line: Line) -> Line:
    return line._replace(field=_PUBLIC_NAMES.get(line.field, line.field))


def _tells(change: Wanted) -> bool:
    return bool(change.after) and change.field in (
        "status",
        "percent",
        "estimated",
        "on_hold",
        "reported_implemented",
    )


def _of_note(wanted: list[Wanted]) -> dict[str, str]:
    """What the audit log keeps in full: the public facts that people will ask about."""
    return {change.field: change.after for change in wanted if change.field in _OF_NOTE}
