"""Marking what an audience does not read, seeing what it reads, and the export for a records request."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from commonground.access.form_pages import FormPage, SentForm, answer_form, start
from commonground.access.opening import signed_in, viewer_of
from commonground.casework.evidence.reading import files_of
from commonground.casework.queries.opened import NotThere, OpenedCase, case_for, opened
from commonground.foundation.refusals import Refused
from commonground.foundation.submissions.once import new_token, submit_once
from commonground.foundation.vault import CannotOpen
from commonground.foundation.vault.sessions import unlocked_vault
from commonground.matters.pages_staff.queue import FOR_UNITS
from commonground.matters.pages_staff.showing import case_url, crumbs
from commonground.matters.pages_staff.unlocked import to_unlock
from commonground.records.codes import redaction_file
from commonground.records.exporting import Request, export_case, left_out, redacted_texts
from commonground.records.redacting import (
    Offered,
    Wanted,
    for_the_unit,
    mark,
    offers_for,
    redactions_of,
    wanted_places,
    withdraw,
)
from commonground.records.texts import texts_of

View = Callable[..., HttpResponseBase]


def _language() -> str:
    return get_language() or "en"


def _codes() -> list[tuple[str, str]]:
    return [
        (code.key, f"{code.key}: {code.name.in_language(_language())}") for code in redaction_file().codes
    ]


def _audiences() -> list[tuple[str, str]]:
    return [(one.key, one.name.in_language(_language())) for one in redaction_file().audiences]


class MarkForm(SentForm):
    source = forms.ChoiceField(label=gettext_lazy("In which text"), required=False)
    words = forms.CharField(
        label=gettext_lazy("The words to withhold"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Copy them from the text. Every place where they stand is marked."),
    )
    reason = forms.ChoiceField(label=gettext_lazy("Why"), choices=_codes)
    audiences = forms.MultipleChoiceField(
        label=gettext_lazy("Who does not read it"),
        choices=_audiences,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None ticked: those whom the reason names."),
    )

    def __init__(self, *given: Any, sources: list[tuple[str, str]], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["source"].choices = [("", _("All texts of this matter")), *sources]  # type: ignore[attr-defined]


class ExportForm(SentForm):
    audience = forms.ChoiceField(label=gettext_lazy("For whom"), choices=_audiences)
    number = forms.CharField(
        label=gettext_lazy("Number of the records request"), max_length=60, required=False
    )
    originals = forms.MultipleChoiceField(
        label=gettext_lazy("Original files that go with it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Look at each before you tick it: a file goes out whole, nothing in it is withheld."
        ),
    )

    def __init__(self, *given: Any, files: list[tuple[str, str]], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["originals"].choices = files  # type: ignore[attr-defined]


def _unlocked(view: View, *methods: str) -> View:
    """The view gets the matter opened; whoever has not unlocked is sent to do so, whoever may not see it to a 404."""

    def answered(request: HttpRequest, case_id: uuid.UUID, **named: Any) -> HttpResponseBase:
        found = case_for(viewer_of(request), case_id)
        if found.disposed_at is not None:
            raise NotThere
        vault = unlocked_vault(request)
        try:
            matter = opened(found, vault) if vault else None
        except CannotOpen:
            matter = None
        return view(request, matter, **named) if matter else to_unlock(request, request.path)

    return signed_in(reason=FOR_UNITS, methods=methods or ("GET",))(answered)


def _redaction(request: HttpRequest, matter: OpenedCase) -> HttpResponse:
    """Marks, and shows everything that is marked, the log of it, and what is offered."""
    texts = texts_of(matter)
    sources = [(text.key, str(text.label)) for text in texts]
    form = MarkForm(request.POST or None, sources=sources, initial=start(matter.case.version))

    def save(typed: dict[str, Any]) -> str:
        made = mark(
            opened=matter,
            wanted=wanted_places(matter, typed["words"], typed["source"]),
            reason=typed["reason"],
            audiences=typed["audiences"] or _usual(typed["reason"]),
            by=viewer_of(request),
        )
        said = ngettext("%(number)s place is marked.", "%(number)s places are marked.", len(made))
        messages.info(request, said % {"number": len(made)})
        return _address(matter)

    marked = redactions_of(matter)
    context = {
        **_around(matter, _("Redact")),
        "texts": [{"label": text.label, "pieces": for_the_unit(text, marked)} for text in texts],
        "log": [_logged(one, dict(sources)) for one in marked],
        "offers": [{"key": _offer_key(one), "offer": one} for one in offers_for(matter)],
        "fresh": new_token(),
        "previews": [
            {"label": name, "url": reverse("matters:preview", args=[matter.case.pk, key])}
            for key, name in _audiences()
        ],
    }
    page = FormPage("records/redaction.html", save, _("Saved."), context)
    return answer_form(request, form, page)


def _usual(reason: str) -> tuple[str, ...]:
    code = redaction_file().code(reason)
    return code.audiences if code else ()


def _logged(one: Any, labels: dict[str, str]) -> dict[str, Any]:
    names = dict(_audiences())
    return {
        "marked": one,
        "label": labels.get(one.row.source, one.row.source),
        "audiences": ", ".join(names.get(key, key) for key in one.row.audiences),
    }


def _accept(request: HttpRequest, matter: OpenedCase) -> HttpResponse:
    """Marks the suggestions that were ticked, each under the code it was offered with."""
    ticked = set(request.POST.getlist("offer"))
    chosen = [one for one in offers_for(matter) if _offer_key(one) in ticked]

    def save() -> str:
        for code in sorted({one.code for one in chosen}):
            wanted = [
                Wanted(one.source.key, one.found.start, one.found.end) for one in chosen if one.code == code
            ]
            mark(opened=matter, wanted=wanted, reason=code, audiences=_usual(code), by=viewer_of(request))
        return _address(matter)

    if chosen:
        submit_once(request.POST.get("submission", ""), save)
    return HttpResponseRedirect(_address(matter))


def _offer_key(one: Offered) -> str:
    return f"{one.source.key}:{one.found.start}:{one.found.end}"


def _withdraw(request: HttpRequest, matter: OpenedCase, redaction_id: uuid.UUID) -> HttpResponse:
    withdraw(opened=matter, redaction_id=redaction_id, by=viewer_of(request))
    messages.info(request, _("Withdrawn. The log keeps it."))
    return HttpResponseRedirect(_address(matter))


def _preview(request: HttpRequest, matter: OpenedCase, audience: str) -> HttpResponse:
    """Exactly what the export would say to this audience."""
    known = dict(_audiences())
    if audience not in known:
        raise Http404
    texts = redacted_texts(matter, audience)
    context = {
        **_around(matter, known[audience]),
        "audience": known[audience],
        "texts": texts,
        "left_out": left_out(texts),
    }
    return render(request, "records/preview.html", context)


def _export(request: HttpRequest, matter: OpenedCase) -> HttpResponseBase:
    files = [(str(file.id), f"{file.name} ({file.metadata})") for file in files_of(matter)]
    form = ExportForm(request.POST or None, files=files, initial=start(matter.case.version))
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        wanted = Request(
            typed["audience"], typed["number"], tuple(uuid.UUID(one) for one in typed["originals"])
        )
        try:
            made = export_case(opened=matter, wanted=wanted, by=viewer_of(request))
        except Refused as refused:
            form.add_error(refused.field or None, str(refused.reason))
        else:
            response = StreamingHttpResponse(made.chunks, content_type="application/zip")
            response["Content-Disposition"] = content_disposition_header(True, made.name) or "attachment"
            return response
    context = {**_around(matter, _("Export")), "form": form}
    return render(request, "records/export.html", context, status=422 if form.errors else 200)


def _address(matter: OpenedCase) -> str:
    return reverse("matters:redaction", args=[matter.case.pk])


def _around(matter: OpenedCase, here: str) -> dict[str, Any]:
    return {
        "case": matter.case,
        "case_url": case_url(matter.case),
        "redaction_url": _address(matter),
        "title": here,
        "crumbs": crumbs((matter.case.reference, case_url(matter.case)), (here, "")),
    }


redaction_urlpatterns = [
    path("<uuid:case_id>/redaction/", _unlocked(_redaction, "GET", "POST"), name="redaction"),
    path("<uuid:case_id>/redaction/accept/", _unlocked(_accept, "POST"), name="accept_offers"),
    path(
        "<uuid:case_id>/redaction/<uuid:redaction_id>/withdraw/",
        _unlocked(_withdraw, "POST"),
        name="withdraw_redaction",
    ),
    path("<uuid:case_id>/redaction/preview/<slug:audience>/", _unlocked(_preview), name="preview"),
    path("<uuid:case_id>/export/", _unlocked(_export, "GET", "POST"), name="export"),
]
