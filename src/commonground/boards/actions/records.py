"""What happened at a meeting: who came, who stepped aside, what was moved and how each seat voted."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commonground.access.models import Person
from commonground.boards.city_rules import rules_for
from commonground.boards.membership import members_at
from commonground.boards.models import (
    AgendaItem,
    Attendance,
    AttendanceState,
    Meeting,
    MeetingState,
    Motion,
    MotionResult,
    Recusal,
    Term,
    Vote,
    VoteChoice,
)
from commonground.boards.rules import VoteProblem, problem_with_votes, quorum_needed
from commonground.foundation import clock
from commonground.foundation.audit.record import record
from commonground.foundation.refusals import ChangedMeanwhile, Refused
from commonground.foundation.versions import locked

PRESENT = frozenset({AttendanceState.PRESENT, AttendanceState.REMOTE})

PROBLEMS = {
    VoteProblem.RECUSED: _("Somebody who stepped aside from this item cannot vote on it."),
    VoteProblem.ABSENT: _("Somebody who was not there cannot vote."),
    VoteProblem.CONTRADICTS: _("The votes do not come to that result. Check both."),
}


@dataclass(frozen=True)
class MotionDetails:
    """`votes` maps a seat to a choice; empty for a voice vote."""

    text: str
    result: str
    moved_by: int | None = None  # a seat
    seconded_by: int | None = None
    votes: Mapping[int, str] = field(default_factory=dict)


@transaction.atomic
def record_attendance(
    *, meeting: Meeting, states: Mapping[int, str], guest_count: int | None, expected_version: int, by: Person
) -> Meeting:
    """Writes who came, seat by seat; the meeting counts as held, and the quorum of that day is kept."""
    stored = locked(meeting)
    _refuse_not_begun(stored)
    if stored.version != expected_version:
        raise _changed_meanwhile(stored.version)
    members = members_at(stored)
    if unknown := states.keys() - members.keys():
        raise Refused(_("%(number)s of these seats had no holder on that day.") % {"number": len(unknown)})
    Attendance.objects.filter(meeting=stored).delete()
    Attendance.objects.bulk_create(
        Attendance(meeting=stored, seat_id=seat, term=members[seat], state=AttendanceState(state))
        for seat, state in states.items()
    )
    seats = stored.board.seats.filter(abolished_on__isnull=True).count()
    stored.quorum_needed = quorum_needed(seats, len(members), rules_for(stored.board.slug).quorum_counts)
    stored.guest_count, stored.state = guest_count, MeetingState.HELD
    stored.version += 1
    stored.save()
    present = sum(state in PRESENT for state in states.values())
    record(
        "boards.meeting.held",
        stored,
        by=by,
        details={"present": present, "quorum_needed": stored.quorum_needed},
    )
    return stored


@transaction.atomic
def record_recusals(*, item: AgendaItem, reasons: Mapping[int, str], by: Person) -> None:
    """Replaces who takes no part in an item: seat to reason."""
    members = members_at(locked(item.meeting))
    if reasons.keys() - members.keys():
        raise Refused(_("Only somebody who held a seat on that day can step aside."))
    voted = set(Vote.objects.filter(motion__item=item).values_list("seat", flat=True))
    if voted & reasons.keys():
        raise Refused(PROBLEMS[VoteProblem.RECUSED])
    Recusal.objects.filter(item=item).delete()
    Recusal.objects.bulk_create(
        Recusal(item=item, seat_id=seat, term=members[seat], reason=reason)
        for seat, reason in reasons.items()
    )
    record("boards.recusals.recorded", item, by=by, details={"seats": sorted(reasons)})


@transaction.atomic
def record_motion(
    *, item: AgendaItem, motion: Motion | None, details: MotionDetails, expected_version: int, by: Person
) -> Motion:
    """Writes a motion with its votes: a new one, or in place of `motion`."""
    meeting = locked(item.meeting)
    _refuse_not_begun(meeting)
    members = members_at(meeting)
    _refuse_votes(item, details, members)
    kept = locked(motion) if motion is not None else Motion(item=item, version=0)
    if kept.version != expected_version:
        raise _changed_meanwhile(kept.version)
    kept.text, kept.result = details.text, MotionResult(details.result)
    kept.moved_by = members.get(details.moved_by) if details.moved_by else None
    kept.seconded_by = members.get(details.seconded_by) if details.seconded_by else None
    kept.version += 1
    kept.save()
    kept.votes.all().delete()
    Vote.objects.bulk_create(
        Vote(motion=kept, seat_id=seat, term=members[seat], choice=VoteChoice(choice))
        for seat, choice in details.votes.items()
    )
    record("boards.motion.recorded", kept, by=by, details={"item": item.pk, "result": kept.result})
    return kept


@transaction.atomic
def remove_motion(*, motion: Motion, by: Person) -> None:
    """For a motion entered by mistake; the audit log keeps that it was."""
    stored = locked(motion)
    record("boards.motion.removed", stored, by=by, details={"item": stored.item_id, "result": stored.result})
    stored.delete()


def _refuse_votes(item: AgendaItem, details: MotionDetails, members: Mapping[int, Term]) -> None:
    present = set(
        Attendance.objects.filter(meeting_id=item.meeting_id, state__in=PRESENT).values_list(
            "seat", flat=True
        )
    )
    if not present:
        raise Refused(_("Record who came before you record a vote."))
    recused = set(Recusal.objects.filter(item=item).values_list("seat", flat=True))
    problem = problem_with_votes(
        dict(details.votes), present=present & members.keys(), recused=recused, result=details.result
    )
    if problem is not None:
        raise Refused(PROBLEMS[problem])
    if details.moved_by is not None and details.moved_by == details.seconded_by:
        raise Refused(_("A motion is seconded by another member."), field="seconded_by")
    if {details.moved_by, details.seconded_by} & recused:
        raise Refused(_("Somebody who stepped aside from this item cannot move or second it."))


def _refuse_not_begun(meeting: Meeting) -> None:
    if meeting.state == MeetingState.CANCELLED:
        raise Refused(_("This meeting was cancelled."))
    if meeting.starts_at > clock.now():
        raise Refused(_("This meeting has not been held yet."))


def _changed_meanwhile(version: int) -> ChangedMeanwhile:
    return ChangedMeanwhile(
        _("Somebody else saved this while you were writing. Compare with what is stored, then save again."),
        current_version=version,
        differences=(),
    )
