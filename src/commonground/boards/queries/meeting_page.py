"""One meeting with all that is known of it: agenda, files, minutes, who came, how they voted."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import QuerySet

from commonground.boards.models import (
    AgendaItem,
    Attendance,
    AttendanceState,
    Meeting,
    MeetingFile,
    Minutes,
    Motion,
    MotionResult,
    Recusal,
    Vote,
    VoteChoice,
)
from commonground.boards.queries.lines import (
    MeetingLine,
    RecommendationLine,
    meeting_lines,
    meetings,
    recommendation_line,
    recommendations,
)
from commonground.boards.rules import Tally, has_quorum, tally
from commonground.foundation.privacy.reads import public_only


@dataclass(frozen=True)
class MotionShown:
    motion: Motion
    votes: list[Vote]

    @property
    def tally(self) -> Tally:
        return tally([vote.choice for vote in self.votes])

    @property
    def result(self) -> str:
        return str(MotionResult(self.motion.result).label)

    @property
    def tone(self) -> str:
        return {"carried": "done", "failed": "stopped", "tabled": "hold"}.get(self.motion.result, "neutral")

    def names(self, choice: str) -> list[str]:
        return [vote.term.holder for vote in self.votes if vote.choice == choice]

    @property
    def by_choice(self) -> list[tuple[str, list[str]]]:
        named = [(str(choice.label), self.names(choice)) for choice in VoteChoice]
        return [(label, names) for label, names in named if names]


@dataclass(frozen=True)
class ItemShown:
    number: int
    item: AgendaItem
    files: list[MeetingFile]
    motions: list[MotionShown]
    recusals: list[Recusal]


@dataclass(frozen=True)
class MeetingShown:
    """`items` and `files` are empty at the public door until the agenda is out."""

    line: MeetingLine
    items: list[ItemShown]
    files: list[MeetingFile]
    attendances: list[Attendance]
    minutes: Minutes | None
    recommendations: list[RecommendationLine]

    @property
    def meeting(self) -> Meeting:
        return self.line.meeting

    @property
    def present(self) -> int:
        return sum(row.state in (AttendanceState.PRESENT, AttendanceState.REMOTE) for row in self.attendances)

    @property
    def attendance_counts(self) -> Counter[str]:
        return Counter(row.state for row in self.attendances)

    @property
    def has_quorum(self) -> bool | None:
        """None until attendance is recorded."""
        needed = self.meeting.quorum_needed
        return has_quorum(self.present, needed) if self.attendances and needed is not None else None


def public_meeting(board_slug: str, meeting_id: int) -> MeetingShown | None:
    """As anyone may see it. PostgreSQL hides the rest by row; here the same is asked for by name."""
    meeting = meetings().filter(pk=meeting_id, board__slug=board_slug).first()
    if meeting is None:
        return None
    out = meeting.agenda_published_at is not None
    minutes = _minutes_of(meeting).filter(published_at__isnull=False).first()
    return _shown(meeting, with_agenda=out, minutes=minutes)


def whole_meeting(meeting: Meeting) -> MeetingShown:
    """With what is not out yet: for the staff door."""
    return _shown(meeting, with_agenda=True, minutes=_minutes_of(meeting).first())


def _minutes_of(meeting: Meeting) -> QuerySet[Minutes]:
    return public_only(Minutes.objects.filter(meeting=meeting), follow=("stored",))


def _shown(meeting: Meeting, *, with_agenda: bool, minutes: Minutes | None) -> MeetingShown:
    files = _files_of(meeting) if with_agenda else {}
    rows = public_only(
        Attendance.objects.filter(meeting=meeting).order_by("seat__position", "seat_id"),
        follow=("seat", "term"),
    )
    made = recommendations().filter(meeting=meeting).order_by("id")
    return MeetingShown(
        line=meeting_lines([meeting])[0],
        items=_items_of(meeting, files) if with_agenda else [],
        files=files.get(None, []),
        attendances=list(rows),
        minutes=minutes,
        recommendations=[recommendation_line(row) for row in made],
    )


def _files_of(meeting: Meeting) -> dict[int | None, list[MeetingFile]]:
    found: defaultdict[int | None, list[MeetingFile]] = defaultdict(list)
    for held in public_only(MeetingFile.objects.filter(meeting=meeting).order_by("id"), follow=("stored",)):
        found[held.item_id].append(held)
    return found


def _items_of(meeting: Meeting, files: dict[int | None, list[MeetingFile]]) -> list[ItemShown]:
    items = list(public_only(AgendaItem.objects.filter(meeting=meeting).order_by("position", "id")))
    motions: defaultdict[int, list[MotionShown]] = defaultdict(list)
    votes: defaultdict[int, list[Vote]] = defaultdict(list)
    of_items = Motion.objects.filter(item__in=items).order_by("id")
    for vote in public_only(Vote.objects.filter(motion__item__in=items), follow=("seat", "term")).order_by(
        "seat__position", "seat_id"
    ):
        votes[vote.motion_id].append(vote)
    for motion in public_only(of_items, follow=("moved_by", "seconded_by")):
        motions[motion.item_id].append(MotionShown(motion, votes[motion.pk]))
    aside: defaultdict[int, list[Recusal]] = defaultdict(list)
    for row in public_only(Recusal.objects.filter(item__in=items), follow=("seat", "term")):
        aside[row.item_id].append(row)
    return [
        ItemShown(number, item, files.get(item.pk, []), motions[item.pk], aside[item.pk])
        for number, item in enumerate(items, start=1)
    ]
