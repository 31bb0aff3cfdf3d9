"""Scheduling meetings, their agenda and packet."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonground.access.opening import requires
from commonground.access.permissions import Permission
from commonground.boards import actions
from commonground.boards.pages_staff.boards import FORM, may
from commonground.boards.pages_staff.forms_meetings import AgendaItemForm, CancelForm, FileForm, MeetingForm
from commonground.boards.pages_staff.handling import (
    FormPage,
    SentForm,
    answer_form,
    answer_gone,
    or_404,
    spanish,
    spanish_of,
    start,
)
from commonground.boards.queries import staff
from commonground.boards.words import meeting_title
from commonground.reference.translations import text_of

MEETING_WORDS = ("title", "place")
ITEM_WORDS = ("title", "detail")
CONFIRM = "access/staff/confirm.html"
MEETING_FIELDS = ("title", "starts_at", "duration_minutes", "place", "link")


def page_of(meeting_id: int) -> str:
    return reverse("boards_staff:meeting", args=[meeting_id])


@requires(Permission.VIEW_BOARDS)
def meeting(request: HttpRequest, meeting_id: int) -> HttpResponse:
    shown = or_404(staff.meeting_page_for(request.user, meeting_id))
    context = {"shown": shown, "meeting": shown.meeting, "line": shown.line, "board": shown.meeting.board}
    return render(
        request, "boards/staff/meeting.html", {**context, "may": may(request), "token": start()["submission"]}
    )


@requires(Permission.MANAGE_MEETINGS, methods=("GET", "POST"))
def new_meeting(request: HttpRequest, slug: str) -> HttpResponse:
    found = or_404(staff.board_for(request.user, slug))
    back = reverse("boards_staff:board", args=[found.slug])
    form = MeetingForm(request.POST or None, initial=start(**staff.usual_meeting(found)))

    def save(typed: dict[str, Any]) -> str:
        return page_of(actions.schedule_meeting(board=found, details=_details(typed), by=request.user).pk)

    context = {
        "heading": _("New meeting"),
        "kicker": text_of(found, "name"),
        "submit": _("Schedule the meeting"),
        "back": back,
    }
    return answer_form(
        request, form, FormPage(FORM, save, _("The meeting is public. Now write its agenda."), context)
    )


@requires(Permission.MANAGE_MEETINGS, methods=("GET", "POST"))
def edit_meeting(request: HttpRequest, meeting_id: int) -> HttpResponse:
    found = or_404(staff.meeting_for(request.user, meeting_id))
    values = {name: getattr(found, name) for name in MEETING_FIELDS}
    form = MeetingForm(
        request.POST or None,
        initial=start(found.version, **values, **spanish_of(found.translations, *MEETING_WORDS)),
    )

    def save(typed: dict[str, Any]) -> str:
        details = _details(typed, kept=found.translations)
        actions.edit_meeting(
            meeting=found, details=details, expected_version=typed["version"] or 0, by=request.user
        )
        return page_of(found.pk)

    context = {
        "heading": _("Edit the meeting"),
        "kicker": text_of(found.board, "name"),
        "submit": _("Save"),
        "back": page_of(found.pk),
    }
    return answer_form(
        request, form, FormPage(FORM, save, _("Saved. Calendars follow by themselves."), context)
    )


def _details(typed: dict[str, Any], kept: dict[str, Any] | None = None) -> actions.MeetingDetails:
    return actions.MeetingDetails(
        **{name: typed[name] for name in MEETING_FIELDS},
        translations=spanish(typed, *MEETING_WORDS, kept=kept),
    )


@requires(Permission.MANAGE_MEETINGS, methods=("GET", "POST"))
def cancel_meeting(request: HttpRequest, meeting_id: int) -> HttpResponse:
    found = or_404(staff.meeting_for(request.user, meeting_id))
    form = CancelForm(request.POST or None, initial=start(found.version))

    def save(typed: dict[str, Any]) -> str:
        actions.cancel_meeting(
            meeting=found,
            because=typed["because"],
            because_es=typed["because_es"],
            expected_version=typed["version"] or 0,
            by=request.user,
        )
        return page_of(found.pk)

    context = {
        "heading": _("Cancel the meeting"),
        "kicker": meeting_title(found),
        "lead": _("It stays on the page and in calendars, marked cancelled with the reason."),
        "submit": _("Cancel the meeting"),
        "back": page_of(found.pk),
    }
    return answer_form(request, form, FormPage(FORM, save, _("The meeting is cancelled."), context))


@requires(Permission.MANAGE_MEETINGS, methods=("GET", "POST"))
def new_item(request: HttpRequest, meeting_id: int) -> HttpResponse:
    found = or_404(staff.meeting_for(request.user, meeting_id))
    form = AgendaItemForm(request.POST or None, initial=start())

    def save(typed: dict[str, Any]) -> str:
        actions.add_agenda_item(meeting=found, details=_item_details(typed), by=request.user)
        return page_of(found.pk)

    context = {
        "heading": _("New agenda item"),
        "kicker": meeting_title(found),
        "submit": _("Add the item"),
        "back": page_of(found.pk),
    }
    return answer_form(request, form, FormPage(FORM, save, _("The item is added."), context))


@requires(Permission.MANAGE_MEETINGS, methods=("GET", "POST"))
def edit_item(request: HttpRequest, item_id: int) -> HttpResponse:
    found = or_404(staff.agenda_item_for(request.user, item_id))
    values = {name: getattr(found, name) for name in ("title", "detail", "presenter", "begins_at")}
    form = AgendaItemForm(
        request.POST or None,
        initial=start(found.version, **values, **spanish_of(found.translations, *ITEM_WORDS)),
    )
    back = page_of(found.meeting_id)

    def save(typed: dict[str, Any]) -> str:
        details = _item_details(typed, kept=found.translations)
        actions.edit_agenda_item(
            item=found, details=details, expected_version=typed["version"] or 0, by=request.user
        )
        return back

    context = {
        "heading": _("Edit the agenda item"),
        "kicker": meeting_title(found.meeting),
        "submit": _("Save"),
        "back": back,
    }
    return answer_form(request, form, FormPage(FORM, save, _("Saved."), context))


def _item_details(typed: dict[str, Any], kept: dict[str, Any] | None = None) -> actions.AgendaItemDetails:
    return actions.AgendaItemDetails(
        title=typed["title"],
        detail=typed["detail"],
        presenter=typed["presenter"],
        begins_at=typed["begins_at"],
        translations=spanish(typed, *ITEM_WORDS, kept=kept),
    )


@requires(Permission.MANAGE_MEETINGS, methods=("GET", "POST"))
def remove_item(request: HttpRequest, item_id: int) -> HttpResponse:
    found = staff.agenda_item_for(request.user, item_id)
    if found is None and request.method == "POST":
        return answer_gone(request, CONFIRM)
    found = or_404(found)
    back = page_of(found.meeting_id)

    def save(_typed: dict[str, Any]) -> str:
        actions.remove_agenda_item(item=found, by=request.user)
        return back

    context = {
        "heading": _("Remove this item?"),
        "what": text_of(found, "title"),
        "submit": _("Remove it"),
        "back": back,
    }
    form = SentForm(request.POST or None, initial=start())
    return answer_form(request, form, FormPage(CONFIRM, save, _("The item is removed."), context))


@requires(Permission.MANAGE_MEETINGS, methods=("GET", "POST"))
def move_item(request: HttpRequest, item_id: int, direction: str) -> HttpResponse:
    found = or_404(staff.agenda_item_for(request.user, item_id))
    back = page_of(found.meeting_id)

    def save(_typed: dict[str, Any]) -> str:
        actions.move_agenda_item(item=found, up=direction == "up", by=request.user)
        return back

    context = {
        "heading": _("Move this item?"),
        "what": text_of(found, "title"),
        "submit": _("Move it"),
        "back": back,
    }
    form = SentForm(request.POST or None, initial=start())
    return answer_form(request, form, FormPage(CONFIRM, save, _("The item is moved."), context))


@requires(Permission.MANAGE_MEETINGS, methods=("GET", "POST"))
def publish_agenda(request: HttpRequest, meeting_id: int) -> HttpResponse:
    found = or_404(staff.meeting_for(request.user, meeting_id))

    def save(_typed: dict[str, Any]) -> str:
        actions.publish_agenda(meeting=found, by=request.user)
        return page_of(found.pk)

    context = {
        "heading": _("Publish the agenda?"),
        "what": _("Items and files become public at once. Later changes are public at once too, and dated."),
        "submit": _("Publish the agenda"),
        "back": page_of(found.pk),
    }
    form = SentForm(request.POST or None, initial=start())
    return answer_form(request, form, FormPage(CONFIRM, save, _("The agenda is out."), context))


@requires(Permission.MANAGE_MEETINGS, methods=("GET", "POST"))
def add_file(request: HttpRequest, meeting_id: int) -> HttpResponse:
    return _attach(request, or_404(staff.meeting_for(request.user, meeting_id)), None)


@requires(Permission.MANAGE_MEETINGS, methods=("GET", "POST"))
def add_item_file(request: HttpRequest, item_id: int) -> HttpResponse:
    item = or_404(staff.agenda_item_for(request.user, item_id))
    return _attach(request, item.meeting, item)


def _attach(request: HttpRequest, found: Any, item: Any) -> HttpResponse:
    form = FileForm(request.POST or None, request.FILES or None, initial=start())

    def save(typed: dict[str, Any]) -> str:
        actions.attach_file(
            meeting=found, item=item, title=typed["title"], upload=typed["file"], by=request.user
        )
        return page_of(found.pk)

    context = {
        "heading": _("Attach a file"),
        "kicker": text_of(item, "title") if item is not None else meeting_title(found),
        "submit": _("Attach"),
        "back": page_of(found.pk),
    }
    return answer_form(request, form, FormPage(FORM, save, _("The file is attached."), context))


@requires(Permission.MANAGE_MEETINGS, methods=("GET", "POST"))
def remove_file(request: HttpRequest, file_id: int) -> HttpResponse:
    found = staff.file_for(request.user, file_id)
    if found is None and request.method == "POST":
        return answer_gone(request, CONFIRM)
    found = or_404(found)
    back = page_of(found.meeting_id)

    def save(_typed: dict[str, Any]) -> str:
        actions.remove_file(file=found, by=request.user)
        return back

    context = {"heading": _("Remove this file?"), "what": found.title, "submit": _("Remove it"), "back": back}
    form = SentForm(request.POST or None, initial=start())
    return answer_form(request, form, FormPage(CONFIRM, save, _("The file is removed."), context))
