"""What happened at a meeting: attendance, recusals, motions and votes, minutes."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from commonground.access.opening import requires
from commonground.access.permissions import Permission
from commonground.boards import actions
from commonground.boards.pages_staff.boards import FORM
from commonground.boards.pages_staff.forms_meetings import (
    ApproveMinutesForm,
    AttendanceForm,
    MinutesForm,
    MotionForm,
    RecusalForm,
)
from commonground.boards.pages_staff.handling import (
    FormPage,
    SentForm,
    answer_form,
    answer_gone,
    or_404,
    start,
)
from commonground.boards.pages_staff.meetings import CONFIRM, page_of
from commonground.boards.queries import staff
from commonground.boards.words import meeting_title
from commonground.foundation import clock
from commonground.reference.translations import text_of

SEATS = "boards/staff/seats_form.html"


def _members(meeting: Any) -> list[tuple[str, str]]:
    return [
        (str(seat.pk), f"{term.holder} ({text_of(seat, 'name')})") for seat, term in staff.members_of(meeting)
    ]


def _context(meeting: Any, heading: Any, submit: Any, **more: Any) -> dict[str, Any]:
    back = page_of(meeting.pk)
    return {"heading": heading, "kicker": meeting_title(meeting), "submit": submit, "back": back, **more}


@requires(Permission.MANAGE_MEETINGS, methods=("GET", "POST"))
def attendance(request: HttpRequest, meeting_id: int) -> HttpResponse:
    found = or_404(staff.meeting_for(request.user, meeting_id))
    known = {f"seat_{seat}": state for seat, state in staff.attendance_of(found).items()}
    initial = start(found.version, guest_count=found.guest_count, **known)
    form = AttendanceForm(request.POST or None, initial=initial, members=_members(found))

    def save(typed: dict[str, Any]) -> str:
        actions.record_attendance(
            meeting=found,
            states=form.states,
            guest_count=typed["guest_count"],
            expected_version=typed["version"] or 0,
            by=request.user,
        )
        return page_of(found.pk)

    context = _context(found, _("Who came"), _("Save the attendance"), seats_heading=_("Members"))
    return answer_form(request, form, FormPage(SEATS, save, _("The attendance is recorded."), context))


@requires(Permission.MANAGE_MEETINGS, methods=("GET", "POST"))
def recusals(request: HttpRequest, item_id: int) -> HttpResponse:
    found = or_404(staff.agenda_item_for(request.user, item_id))
    known = {f"seat_{seat}": reason for seat, reason in staff.recusals_of(found).items()}
    form = RecusalForm(request.POST or None, initial=start(**known), members=_members(found.meeting))

    def save(_typed: dict[str, Any]) -> str:
        actions.record_recusals(item=found, reasons=form.reasons, by=request.user)
        return page_of(found.meeting_id)

    context = _context(
        found.meeting,
        _("Who stepped aside: %(item)s") % {"item": text_of(found, "title")},
        _("Save"),
        seats_heading=_("The reason, for each member who took no part. Leave the others empty."),
    )
    return answer_form(request, form, FormPage(SEATS, save, _("Saved."), context))


@requires(Permission.MANAGE_MEETINGS, methods=("GET", "POST"))
def new_motion(request: HttpRequest, item_id: int) -> HttpResponse:
    found = or_404(staff.agenda_item_for(request.user, item_id))
    form = MotionForm(request.POST or None, initial=start(), members=_members(found.meeting))
    return _motion(request, form, found, None)


@requires(Permission.MANAGE_MEETINGS, methods=("GET", "POST"))
def edit_motion(request: HttpRequest, motion_id: int) -> HttpResponse:
    found = or_404(staff.motion_for(request.user, motion_id))
    known = {f"seat_{seat}": choice for seat, choice in staff.votes_of(found).items()}
    values = {
        "text": found.text,
        "result": found.result,
        "moved_by": str(found.moved_by.seat_id) if found.moved_by else "",
        "seconded_by": str(found.seconded_by.seat_id) if found.seconded_by else "",
    }
    form = MotionForm(
        request.POST or None,
        initial=start(found.version, **values, **known),
        members=_members(found.item.meeting),
    )
    return _motion(request, form, found.item, found)


def _motion(request: HttpRequest, form: MotionForm, item: Any, motion: Any) -> HttpResponse:
    def save(typed: dict[str, Any]) -> str:
        details = actions.MotionDetails(
            text=typed["text"],
            result=typed["result"],
            moved_by=int(typed["moved_by"]) if typed["moved_by"] else None,
            seconded_by=int(typed["seconded_by"]) if typed["seconded_by"] else None,
            votes=form.votes,
        )
        actions.record_motion(
            item=item, motion=motion, details=details, expected_version=typed["version"] or 0, by=request.user
        )
        return page_of(item.meeting_id)

    context = _context(
        item.meeting,
        _("Motion and vote: %(item)s") % {"item": text_of(item, "title")},
        _("Save the motion"),
        seats_heading=_("How each member voted. Leave all open for a vote by voice."),
    )
    return answer_form(request, form, FormPage(SEATS, save, _("The motion is recorded."), context))


@requires(Permission.MANAGE_MEETINGS, methods=("GET", "POST"))
def remove_motion(request: HttpRequest, motion_id: int) -> HttpResponse:
    found = staff.motion_for(request.user, motion_id)
    if found is None and request.method == "POST":
        return answer_gone(request, CONFIRM)
    found = or_404(found)
    back = page_of(found.item.meeting_id)

    def save(_typed: dict[str, Any]) -> str:
        actions.remove_motion(motion=found, by=request.user)
        return back

    context = {
        "heading": _("Remove this motion?"),
        "what": found.text,
        "submit": _("Remove it"),
        "back": back,
    }
    form = SentForm(request.POST or None, initial=start())
    return answer_form(request, form, FormPage(CONFIRM, save, _("The motion is removed."), context))


@requires(Permission.MANAGE_MEETINGS, methods=("GET", "POST"))
def minutes(request: HttpRequest, meeting_id: int) -> HttpResponse:
    found = or_404(staff.meeting_for(request.user, meeting_id))
    draft = staff.minutes_for(request.user, found)
    initial = start(draft.version if draft else 0, text=draft.text if draft else "")
    form = MinutesForm(request.POST or None, request.FILES or None, initial=initial)

    def save(typed: dict[str, Any]) -> str:
        actions.save_minutes(
            meeting=found,
            details=actions.MinutesDetails(text=typed["text"]),
            upload=typed["file"],
            expected_version=typed["version"] or 0,
            by=request.user,
        )
        return page_of(found.pk)

    context = _context(
        found,
        _("Draft minutes"),
        _("Save the draft"),
        lead=_("Only staff see a draft. It is published when the board has approved it."),
    )
    return answer_form(request, form, FormPage(FORM, save, _("The draft is saved."), context))


@requires(Permission.MANAGE_MEETINGS, methods=("GET", "POST"))
def publish_minutes(request: HttpRequest, meeting_id: int) -> HttpResponse:
    found = or_404(staff.meeting_for(request.user, meeting_id))
    draft = or_404(staff.minutes_for(request.user, found))
    form = ApproveMinutesForm(request.POST or None, initial=start(draft.version, approved_on=clock.today()))

    def save(typed: dict[str, Any]) -> str:
        actions.publish_minutes(
            meeting=found,
            approved_on=typed["approved_on"],
            expected_version=typed["version"] or 0,
            by=request.user,
        )
        return page_of(found.pk)

    context = _context(
        found,
        _("Publish the minutes"),
        _("Publish the minutes"),
        lead=_(
            "They become public at once and stay as they are: a correction is made in the minutes of a later meeting."
        ),
    )
    return answer_form(request, form, FormPage(FORM, save, _("The minutes are public."), context))
