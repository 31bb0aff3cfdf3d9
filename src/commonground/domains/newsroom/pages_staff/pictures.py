"""Pictures and videos of a draft at the staff door."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonground.access.form_pages import FormPage, SentForm, answer_form, or_404, start
from commonground.access.opening import requires, viewer_of
from commonground.access.permissions import Permission
from commonground.domains.newsroom.actions import pictures
from commonground.domains.newsroom.pages_staff.forms import PictureForm
from commonground.domains.newsroom.queries import staff


@requires(Permission.DRAFT_APPEALS, methods=("GET", "POST"))
def add_picture(request: HttpRequest, number: str) -> HttpResponse:
    found = or_404(staff.appeal_for(viewer_of(request), number)).appeal
    back = reverse("newsroom_staff:appeal", args=[number])
    form = PictureForm(request.POST or None, request.FILES or None, initial=start(speech="picture"))

    def save(typed: dict[str, Any]) -> str:
        given = {name: typed[name] for name in typed if name not in ("file", "submission", "version")}
        shown = pictures.Shown(upload=typed["file"], **given)
        pictures.add_picture(appeal=found, shown=shown, by=viewer_of(request))
        return back

    context = {
        "heading": _("Add a picture or a video"),
        "kicker": found.number,
        "submit": _("Add"),
        "back": back,
    }
    return answer_form(request, form, FormPage("access/staff/form.html", save, _("Added."), context))


@requires(Permission.DRAFT_APPEALS, methods=("GET", "POST"))
def remove_picture(request: HttpRequest, picture_id: int) -> HttpResponse:
    picture = or_404(staff.picture_for(viewer_of(request), picture_id))
    path = reverse("newsroom_staff:appeal", args=[picture.appeal.number])

    def save(_typed: dict[str, Any]) -> str:
        pictures.remove_picture(picture=picture, by=viewer_of(request))
        return path

    context = {
        "heading": _("Remove the video?") if picture.is_video else _("Remove the picture?"),
        "what": picture.description,
        "submit": _("Remove"),
        "back": path,
    }
    form = SentForm(request.POST or None, initial=start())
    return answer_form(request, form, FormPage("access/staff/confirm.html", save, _("Removed."), context))
