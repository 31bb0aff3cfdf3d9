"""Two years of one board's meetings: agenda, who came, how they voted, minutes. Deterministic."""

from datetime import date, datetime, timedelta
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile

from commonground.access.models import Person
from commonground.boards import actions
from commonground.boards.demonstration import agendas
from commonground.boards.demonstration.boards import BoardStory
from commonground.boards.demonstration.calendar import meetings_of
from commonground.boards.membership import members_at
from commonground.boards.models import AgendaItem, Board, Meeting, Term
from commonground.foundation import clock

CANCELLED = 11  # which meeting of the story could not be held
SICK = 17  # which had no quorum
LATE_AGENDA = 6
LATE_MINUTES = 4
PACKETS = {2: "What is counted and what is not", 9: "Figures by month and district"}


class MeetingTeller:
    """Holds what one board's meetings have in common."""

    def __init__(self, board: Board, story: BoardStory, clerk: Person, today: date) -> None:
        self.board, self.story, self.clerk, self.today = board, story, clerk, today
        self.chance = Random(story.name)  # noqa: S311  # the same story every time; nothing secret
        self.waiting: list[Meeting] = []  # held, their minutes not yet approved

    def tell(self) -> list[Meeting]:
        """All of them; returns those that were held, oldest first."""
        held = []
        for number, starts_at in enumerate(meetings_of(self.story, self.today)):
            meeting = self._schedule(number, starts_at)
            if starts_at.date() > self.today:
                continue
            if number == CANCELLED and self.story.name.startswith("Citizens"):
                self._cancel(meeting)
                continue
            self._hold(meeting, number)
            held.append(meeting)
        return held

    def _schedule(self, number: int, starts_at: datetime) -> Meeting:
        story = self.story
        ahead = min(starts_at - timedelta(days=50), clock.now() - timedelta(days=10))
        with clock.stopped_at(ahead):
            meeting = actions.schedule_meeting(
                board=self.board,
                details=actions.MeetingDetails(
                    starts_at=starts_at,
                    duration_minutes=90,
                    place=story.place,
                    link=story.link,
                    translations={"es": {"place": story.place_es}},
                ),
                by=self.clerk,
            )
        late = number == LATE_AGENDA
        out_at = starts_at - (timedelta(hours=20) if late else timedelta(days=6, hours=4))
        with clock.stopped_at(min(out_at, clock.now()) - timedelta(hours=2)):
            self._write_agenda(meeting, number)
        if out_at <= clock.now():
            with clock.stopped_at(out_at):
                meeting = actions.publish_agenda(meeting=meeting, by=self.clerk)
        return meeting

    def _write_agenda(self, meeting: Meeting, number: int) -> None:
        topics = agendas.TOPICS[self.story.name]
        chosen = [topics[number % len(topics)], topics[(number * 5 + 3) % len(topics)]]
        middle = [agendas.CHIEF] if self.story.name.startswith("Youth") else [agendas.MINUTES]
        listed = [agendas.OPENING, *middle, *dict.fromkeys(chosen), agendas.RESIDENTS]
        begins = meeting.starts_at
        for place, (title, title_es, detail, detail_es, presenter) in enumerate(listed):
            item = actions.add_agenda_item(
                meeting=meeting,
                details=actions.AgendaItemDetails(
                    title=title,
                    detail=detail,
                    presenter=presenter,
                    begins_at=(begins + timedelta(minutes=[0, 5, 15, 40, 65][place])).time(),
                    translations={"es": {"title": title_es, "detail": detail_es}},
                ),
                by=self.clerk,
            )
            if place == 2 and number in PACKETS and self.story.name.startswith("Citizens"):
                self._attach(meeting, item, PACKETS[number])

    def _attach(self, meeting: Meeting, item: AgendaItem, title: str) -> None:
        text = f"{title}\n\nNotes for the meeting of the {self.board.name}.\nRiverbend is an invented city.\n"
        upload = SimpleUploadedFile("notes.txt", text.encode())
        actions.attach_file(meeting=meeting, item=item, title=title, upload=upload, by=self.clerk)

    def _cancel(self, meeting: Meeting) -> None:
        with clock.stopped_at(meeting.starts_at - timedelta(hours=7)):
            actions.cancel_meeting(
                meeting=meeting,
                because="A water main broke and the library is closed. The items move to the next meeting.",
                because_es="Se rompió una tubería y la biblioteca está cerrada. Los temas pasan a la próxima reunión.",
                expected_version=meeting.version,
                by=self.clerk,
            )

    def _hold(self, meeting: Meeting, number: int) -> None:
        members = members_at(meeting)
        states = {seat: self._came(number, place) for place, seat in enumerate(members)}
        with clock.stopped_at(meeting.starts_at + timedelta(hours=2)):
            stored = actions.record_attendance(
                meeting=meeting,
                states=states,
                guest_count=self.chance.randint(2, 31),
                expected_version=meeting.version,
                by=self.clerk,
            )
            present = [seat for seat, state in states.items() if state in ("present", "remote")]
            quorate = len(present) >= (stored.quorum_needed or 0)
            if quorate:
                self._decide(meeting, number, present)
        with clock.stopped_at(meeting.starts_at + timedelta(days=4)):
            self._draft(stored, members, present, quorate)
        if quorate:
            for earlier in self.waiting:
                self._approve(earlier, meeting, number)
            self.waiting = []
        self.waiting.append(stored)

    def _came(self, number: int, place: int) -> str:
        if number == SICK and place % 3 != 0:
            return "excused"
        return self.chance.choices(["present", "remote", "excused", "absent"], [76, 10, 10, 4])[0]

    def _decide(self, meeting: Meeting, number: int, present: list[int]) -> None:
        items = list(meeting.items.order_by("position"))
        if not self.story.name.startswith("Youth"):
            self._move(items[1], "To approve the minutes of the last meeting as written.", present, {})
        if number % 3 != 1:
            return
        voters = list(present)
        if number == 10 and len(voters) > 3:
            aside = voters.pop()
            reasons = {aside: "Works for the company that the item is about."}
            actions.record_recusals(item=items[2], reasons=reasons, by=self.clerk)
        votes = {seat: self.chance.choices(["yes", "no", "abstain"], [82, 10, 8])[0] for seat in voters}
        self._move(items[2], agendas.MOTIONS[number % len(agendas.MOTIONS)], voters, votes)

    def _move(self, item: AgendaItem, text: str, present: list[int], votes: dict[int, str]) -> None:
        cast = list(votes.values())
        carried = not votes or cast.count("yes") > cast.count("no")
        actions.record_motion(
            item=item,
            motion=None,
            details=actions.MotionDetails(
                text=text,
                result="carried" if carried else "failed",
                moved_by=present[0],
                seconded_by=present[1] if len(present) > 1 else None,
                votes=votes,
            ),
            expected_version=0,
            by=self.clerk,
        )

    def _draft(self, meeting: Meeting, members: dict[int, Term], present: list[int], quorate: bool) -> None:
        chair = members[present[0]].holder if present else ""
        talked = [item.title for item in meeting.items.order_by("position")][2:-1]
        names = ", ".join(members[seat].holder for seat in present)
        close = (
            "Decisions and votes stand with each item of the agenda."
            if quorate
            else ("There was no quorum. Members heard the reports and decided nothing.")
        )
        text = (
            f"{chair} opened the meeting. Present: {names}.\n\n"
            f"The board heard and discussed: {'; '.join(talked)}.\n\n"
            f"{meeting.guest_count} guests came; those who wished spoke under comments from residents.\n\n{close}"
        )
        actions.save_minutes(
            meeting=meeting,
            details=actions.MinutesDetails(text=text),
            upload=None,
            expected_version=0,
            by=self.clerk,
        )

    def _approve(self, earlier: Meeting, at_meeting: Meeting, number: int) -> None:
        """A board approves its minutes at the next meeting; the clerk publishes them two days later."""
        after = timedelta(days=24 if number == LATE_MINUTES else 2)
        moment = at_meeting.starts_at + after
        if moment > clock.now():
            return
        with clock.stopped_at(moment):
            actions.publish_minutes(
                meeting=earlier,
                approved_on=at_meeting.starts_at.date(),
                expected_version=earlier.minutes.version,
                by=self.clerk,
            )
