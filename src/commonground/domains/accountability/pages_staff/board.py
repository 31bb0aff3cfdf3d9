"""The independent board: what the unit releases and answers, what reviewers read and write."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from commonground.access.form_pages import FormPage, answer_form, start
from commonground.access.opening import requires, viewer_of
from commonground.access.permissions import Permission
from commonground.domains.accountability.actions import board as actions
from commonground.domains.accountability.copying import copy_for_reviewers
from commonground.domains.accountability.pages_staff import forms
from commonground.domains.accountability.pages_staff.opened import Ask, Matter, ask, in_open_matter, trail
from commonground.domains.accountability.queries import board as queries
from commonground.foundation.caching import never_stored
from commonground.foundation.vault import CannotOpen
from commonground.foundation.vault.sessions import unlocked_vault
from commonground.matters.pages_staff.unlocked import to_unlock


@in_open_matter
def release(request: HttpRequest, matter: Matter) -> HttpResponse:
    """Shows exactly what the board would read."""
    form = forms.SureForm(request.POST or None, initial=start())
    context = {
        "case": matter.case,
        "title": _("Release to the independent board"),
        "cancel_url": reverse("standards:matter", args=[matter.case.pk]),
        "crumbs": trail(matter.case, _("Release to the independent board")),
        "passages": copy_for_reviewers(matter.opened),
    }

    def save(_typed: dict[str, Any]) -> str:
        actions.release_to_board(opened=matter.opened, by=matter.viewer)
        return reverse("standards:matter", args=[matter.case.pk])

    page = FormPage("accountability/staff/release.html", save, _("The board can read it now."), context)
    return answer_form(request, form, page)


@in_open_matter
def withdraw(request: HttpRequest, matter: Matter, release_id: uuid.UUID) -> HttpResponse:
    found = queries.standing_release(matter.case, release_id)
    form = forms.SureForm(request.POST or None, initial=start())

    def save(_typed: dict[str, Any]) -> None:
        actions.withdraw_release(release=found, by=matter.viewer)

    lead = _("The copy and the board's key to it are deleted. Letters that the board wrote stay.")
    return ask(request, matter.case, form, Ask(_("Take the copy back"), _("Taken back."), lead), save)


@in_open_matter
def answer(request: HttpRequest, matter: Matter, letter_id: uuid.UUID) -> HttpResponse:
    letter = queries.letter_of(matter.case, letter_id)
    key = queries.key_of_unit(letter.release, matter.opened)
    form = forms.BoardAnswerForm(request.POST or None, initial=start())

    def save(typed: dict[str, Any]) -> None:
        actions.answer_board_letter(
            letter=letter, key=key, position=typed["position"], text=typed["text"], by=matter.viewer
        )

    shown = next(one for one in queries.letters_of(letter.release, key) if one.row.pk == letter.pk)
    texts = ((str(shown.row.get_kind_display()), shown.text),)
    page = Ask(_("Answer the board"), _("Answered."), texts=texts)
    return ask(request, matter.case, form, page, save)


@requires(Permission.REVIEW_COMPLAINTS)
@never_stored
def copies(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "accountability/staff/copies.html",
        {"releases": [queries.copy_shown(one) for one in queries.releases_for(viewer_of(request))]},
    )


@requires(Permission.REVIEW_COMPLAINTS, methods=("GET", "POST"))
@never_stored
def copy(request: HttpRequest, release_id: uuid.UUID) -> HttpResponse:
    viewer = viewer_of(request)
    found = queries.release_for(viewer, release_id)
    vault = unlocked_vault(request)
    try:
        key = queries.key_of_reviewer(found, vault) if vault else None
    except CannotOpen:
        key = None
    if key is None:
        return to_unlock(request, request.path)
    form = forms.BoardLetterForm(request.POST or None, initial=start())

    def save(typed: dict[str, Any]) -> str:
        actions.write_board_letter(release=found, key=key, kind=typed["kind"], text=typed["text"], by=viewer)
        return reverse("standards:board_copy", args=[found.pk])

    context = {
        "release": found,
        "copy": queries.copy_shown(found),
        "passages": queries.passages_of(found, key),
        "letters": queries.letters_of(found, key),
        "crumbs": [
            {"label": _("Closed complaints to review"), "url": reverse("standards:board_copies")},
            {"label": found.case.reference, "url": ""},
        ],
    }
    return answer_form(
        request, form, FormPage("accountability/staff/copy.html", save, _("Sent to the unit."), context)
    )
