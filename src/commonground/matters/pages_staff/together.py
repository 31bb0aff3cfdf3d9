"""Pages for what is done rarely and with thought: merge, split, refer, and look for matters that speak of the same."""

import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commonground.access.form_pages import FormPage, SentForm, answer_form, start
from commonground.access.opening import signed_in, viewer_of
from commonground.casework import letters
from commonground.casework.kinds import every_kind
from commonground.casework.queries.opened import NotThere, case_for
from commonground.foundation.vault.sessions import unlocked_vault
from commonground.matters.actions.links import CannotLink, merge_case
from commonground.matters.actions.referrals import refer_case
from commonground.matters.actions.splitting import SplitOff, split_case
from commonground.matters.agencies import agencies
from commonground.matters.pages_staff import forms, showing
from commonground.matters.pages_staff.case import content_for
from commonground.matters.pages_staff.queue import FOR_UNITS
from commonground.matters.pages_staff.unlocked import to_unlock
from commonground.matters.queries.page import Content
from commonground.matters.queries.queue import visible_by_reference
from commonground.matters.queries.search import NEAR_IN_TIME, alike_matters

View = Callable[[HttpRequest, Any, Content], HttpResponse]


@signed_in(reason=FOR_UNITS, methods=("GET", "POST"))
def merge(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    found = case_for(viewer_of(request), case_id)
    form = forms.MergeForm(
        request.POST or None, initial=start(found.version, reference=request.GET.get("into", ""))
    )

    def save(typed: dict[str, Any]) -> str:
        into = visible_by_reference(viewer_of(request), typed["reference"])
        if into is None:
            raise CannotLink(_("There is no such matter in your units."), field="reference")
        stays = case_for(viewer_of(request), into)
        merge_case(case=found, into=stays, expected_version=typed["version"] or 0, by=viewer_of(request))
        return showing.case_url(stays)

    page = FormPage(
        "matters/merge.html", save, _("Merged. Both histories are kept."), _around(found, _("Merge"))
    )
    return answer_form(request, form, page)


@signed_in(reason=FOR_UNITS, methods=("GET", "POST"))
def split(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    return _with_content(request, case_id, _split)


@signed_in(reason=FOR_UNITS, methods=("GET", "POST"))
def refer(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    return _with_content(request, case_id, _refer)


@signed_in(reason=FOR_UNITS)
def alike(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    return _with_content(request, case_id, _alike)


@signed_in(reason=FOR_UNITS)
def referral_letter(request: HttpRequest, case_id: uuid.UUID, referral_id: int) -> HttpResponse:
    """The letter on a page of its own, to be printed and handed over."""

    def shown(request: HttpRequest, found: Any, content: Content) -> HttpResponse:
        letter = next((one for one in content.referrals if one.row.pk == referral_id), None)
        if letter is None:
            raise NotThere
        context = {
            "letter": letter,
            "agency": agencies().get(letter.row.agency),
            **_around(found, _("Letter")),
        }
        return render(request, "matters/letter.html", context)

    return _with_content(request, case_id, shown)


def _with_content(request: HttpRequest, case_id: uuid.UUID, view: View) -> HttpResponse:
    found = case_for(viewer_of(request), case_id)
    content = content_for(request, found)
    if content is None:
        return to_unlock(request, request.get_full_path())
    if found.merged_into_id is not None:
        return HttpResponseRedirect(showing.case_url(found))
    return view(request, found, content)


def _split(request: HttpRequest, found: Any, content: Content) -> HttpResponse:
    choices = {
        "category": _kinds_and_categories(found),
        "answers": [(key, f"{label}: {_short(text)}") for key, label, text in content.told[0].answers],
        "messages": [
            (str(one.row.pk), f"{_moment(one.row.sent_at)}: {_short(one.text)}")
            for one in content.talk
            if one.row.case_id == found.pk
        ],
        "notes": [
            (str(one.row.pk), f"{_moment(one.row.written_at)}: {_short(one.text)}")
            for one in content.notes
            if one.row.case_id == found.pk
        ],
        "files": [(str(one.id), f"{one.name} ({filesizeformat(one.size)})") for one in content.files],
    }
    form = forms.SplitForm(request.POST or None, choices=choices, initial=start(found.version))

    def save(typed: dict[str, Any]) -> str:
        kind, _slash, category = typed["category"].partition("/")
        off = SplitOff(
            kind,
            category,
            typed.get("answers", ()),
            [uuid.UUID(one) for one in typed.get("messages", ())],
            [uuid.UUID(one) for one in typed.get("notes", ())],
            [uuid.UUID(one) for one in typed.get("files", ())],
        )
        vault = unlocked_vault(request)
        if vault is None:
            raise CannotLink(_("Your vault was locked meanwhile. Unlock it, then try again."))
        made = split_case(source=content.opened, off=off, vault=vault, by=viewer_of(request))
        return showing.case_url(made if made.unit == found.unit else found)

    saved = _("Split off: a new matter stands in the queue.")
    return answer_form(request, form, FormPage("matters/split.html", save, saved, _around(found, _("Split"))))


def _refer(request: HttpRequest, found: Any, content: Content) -> HttpResponse:
    known = {one.key: one for one in letters.templates_for(found, get_language() or "en")}
    told = "\n\n".join(f"{label}\n{text}" for _key, label, text in content.told[0].answers)
    first = {
        "letter": f"{_('Matter %(reference)s') % {'reference': found.reference}}\n\n{told}",
        "message": known["referred"].text if "referred" in known else "",
    }
    form: SentForm = forms.ReferForm(
        request.POST or None,
        agencies=[(one.key, forms.words(one.name)) for one in agencies().values()],
        initial=start(found.version, **first),
    )

    def save(typed: dict[str, Any]) -> str:
        refer_case(
            opened=content.opened,
            agency=typed["agency"],
            letter=typed["letter"],
            message=typed["message"],
            by=viewer_of(request),
        )
        return showing.case_url(found)

    saved = _("Referred. Print the letter, and take the next step when the agency has it.")
    return answer_form(request, form, FormPage("matters/refer.html", save, saved, _around(found, _("Refer"))))


def _alike(request: HttpRequest, found: Any, content: Content) -> HttpResponse:
    vault = unlocked_vault(request)
    likes = alike_matters(viewer_of(request), vault, content.opened) if vault else ()
    rows = [{**showing.in_short(one.case), "alike": one} for one in likes]
    context = {"rows": rows, "days": NEAR_IN_TIME.days, **_around(found, _("Look for the same"))}
    return render(request, "matters/alike.html", context)


def _around(found: Any, title: str) -> dict[str, Any]:
    url = showing.case_url(found)
    return {
        "case": found,
        "short": showing.in_short(found),
        "title": title,
        "crumbs": showing.crumbs((found.reference, url), (title, "")),
        "cancel_url": url,
    }


def _kinds_and_categories(found: Any) -> list[tuple[str, str]]:
    """The matter's own kind first."""
    kinds = sorted(every_kind(), key=lambda kind: kind.key != found.kind)
    return [
        (f"{kind.key}/{one.key}", f"{forms.words(kind.rules.name)}: {forms.words(one.name)}")
        for kind in kinds
        for one in kind.rules.categories
    ]


def _short(text: str) -> str:
    return Truncator(" ".join(text.split())).chars(90)


def _moment(at: Any) -> str:
    return date_format(localtime(at), "SHORT_DATE_FORMAT")
