"""The work on a complaint: mediation, interviews, evidence that lies elsewhere, letters of finding."""

import uuid
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from commonground.access.form_pages import start
from commonground.access.officers.queries import officer_with
from commonground.conflict.queries import subjects_of
from commonground.domains.accountability.actions import inquiry
from commonground.domains.accountability.letters import draft_letter
from commonground.domains.accountability.pages_staff import forms
from commonground.domains.accountability.pages_staff.opened import Ask, Matter, ask, in_open_matter, trail
from commonground.domains.accountability.queries import rows
from commonground.domains.accountability.queries.matter import letter_text
from commonground.foundation import clock


@in_open_matter
def offer(request: HttpRequest, matter: Matter) -> HttpResponse:
    form = forms.OfficerForm(request.POST or None, officers=subjects_of(matter.case), initial=start())

    def save(typed: dict[str, Any]) -> None:
        officer = officer_with(int(typed["officer"]))
        inquiry.offer_mediation(opened=matter.opened, officer=officer, by=matter.viewer)

    lead = _("Offered to both. Write to the person from the matter's page; there is a letter for it.")
    return ask(request, matter.case, form, Ask(_("Offer mediation"), _("Offered."), lead), save)


@in_open_matter
def answer(request: HttpRequest, matter: Matter, mediation_id: uuid.UUID) -> HttpResponse:
    mediation = rows.mediation_of(matter.case, mediation_id)
    form = forms.MediationAnswerForm(request.POST or None, initial=start())

    def save(typed: dict[str, Any]) -> None:
        inquiry.answer_mediation(
            mediation=mediation, side=typed["side"], answer=typed["answer"], by=matter.viewer
        )

    return ask(request, matter.case, form, Ask(_("Answer to mediation"), _("Written down.")), save)


@in_open_matter
def held(request: HttpRequest, matter: Matter, mediation_id: uuid.UUID) -> HttpResponse:
    mediation = rows.mediation_of(matter.case, mediation_id)
    form = forms.MediationHeldForm(request.POST or None, initial=start(held_on=clock.today()))

    def save(typed: dict[str, Any]) -> None:
        inquiry.hold_mediation(
            opened=matter.opened,
            mediation=mediation,
            held_on=typed["held_on"],
            outcome=typed["outcome"],
            note=typed["note"],
            by=matter.viewer,
        )

    return ask(request, matter.case, form, Ask(_("Mediation was held"), _("Written down.")), save)


@in_open_matter
def interview(request: HttpRequest, matter: Matter) -> HttpResponse:
    form = forms.InterviewForm(request.POST or None, initial=start(on=clock.today()))

    def save(typed: dict[str, Any]) -> None:
        moment = timezone.make_aware(datetime.combine(typed["on"], typed["at"]))
        asked = inquiry.Asked(
            role=typed["role"],
            held_at=moment,
            rights=typed["rights"],
            name=typed["name"],
            recording=typed["recording"],
            notes=typed["notes"],
        )
        inquiry.log_interview(opened=matter.opened, asked=asked, by=matter.viewer)

    return ask(request, matter.case, form, Ask(_("Log an interview"), _("Written down.")), save)


@in_open_matter
def evidence(request: HttpRequest, matter: Matter) -> HttpResponse:
    form = forms.EvidenceForm(request.POST or None, initial=start())

    def save(typed: dict[str, Any]) -> None:
        kept = inquiry.Kept(typed["kind"], typed["what"], typed["reference"], typed["held_at"])
        inquiry.log_evidence(opened=matter.opened, kept=kept, by=matter.viewer)

    lead = _(
        "For what lies in another system or on a shelf. Files that you have belong on the matter's page."
    )
    return ask(request, matter.case, form, Ask(_("Log evidence"), _("Written down."), lead), save)


@in_open_matter
def viewed(request: HttpRequest, matter: Matter, item_id: uuid.UUID) -> HttpResponse:
    item = rows.evidence_of(matter.case, item_id)
    form = forms.DayForm(request.POST or None, initial=start(day=clock.today()))

    def save(typed: dict[str, Any]) -> None:
        inquiry.note_viewing(item=item, viewed_on=typed["day"], by=matter.viewer)

    lead = _("Your own viewing. Nobody writes down somebody else's.")
    return ask(request, matter.case, form, Ask(_("I have viewed it"), _("Written down."), lead), save)


@in_open_matter
def letter(request: HttpRequest, matter: Matter) -> HttpResponse:
    officers = subjects_of(matter.case)
    to = next((one for one in officers if str(one.pk) == request.GET.get("to", "")), None)
    initial = start(to=str(to.pk) if to else "", text=draft_letter(matter.case, to))
    form = forms.LetterForm(request.POST or None, officers=officers, initial=initial)

    def save(typed: dict[str, Any]) -> None:
        officer = officer_with(int(typed["to"])) if typed["to"] else None
        inquiry.write_finding_letter(
            opened=matter.opened, text=typed["text"], officer=officer, by=matter.viewer
        )

    lead = _(
        "The person reads it with the receipt. An officer can see nothing of the matter here: print the letter and hand it over."
    )
    return ask(request, matter.case, form, Ask(_("Write a letter of finding"), _("Written."), lead), save)


@in_open_matter
def read_letter(request: HttpRequest, matter: Matter, letter_id: uuid.UUID) -> HttpResponse:
    found = rows.letter_of(matter.case, letter_id)
    context = {
        "case": matter.case,
        "crumbs": trail(matter.case, _("Letter of finding")),
        "letter": found,
        "text": letter_text(found, matter.opened),
    }
    return render(request, "accountability/staff/letter.html", context)


@in_open_matter
def handed_over(request: HttpRequest, matter: Matter, letter_id: uuid.UUID) -> HttpResponse:
    found = rows.letter_of(matter.case, letter_id)
    form = forms.DayForm(request.POST or None, initial=start(day=clock.today()))

    def save(typed: dict[str, Any]) -> None:
        inquiry.note_handed_over(letter=found, day=typed["day"], by=matter.viewer)

    return ask(request, matter.case, form, Ask(_("The letter was handed over"), _("Written down.")), save)
