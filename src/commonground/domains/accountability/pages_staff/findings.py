"""Allegations and their findings: written down, classified, ended, proposed, decided on."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commonground.access.form_pages import start
from commonground.access.officers.queries import officer_with, officers_to_choose
from commonground.domains.accountability.actions import allegations, findings
from commonground.domains.accountability.city_rules import category_name, name_of, standards
from commonground.domains.accountability.pages_staff import forms
from commonground.domains.accountability.pages_staff.opened import Ask, Matter, ask, in_open_matter
from commonground.domains.accountability.queries import findings as queries
from commonground.domains.accountability.queries.matter import allegation_text, finding_shown


@in_open_matter
def new_allegation(request: HttpRequest, matter: Matter) -> HttpResponse:
    form = forms.AllegationForm(
        request.POST or None, officers=officers_to_choose(), initial=start(category=matter.case.category)
    )

    def save(typed: dict[str, Any]) -> None:
        allegations.make_allegation(
            opened=matter.opened,
            officer=officer_with(int(typed["officer"])),
            category=typed["category"],
            text=typed["text"],
            vault=matter.vault,
            by=matter.viewer,
        )

    lead = _("One for each officer and each thing. Each gets a finding of its own.")
    return ask(request, matter.case, form, Ask(_("Add an allegation"), _("Written down."), lead), save)


@in_open_matter
def classify(request: HttpRequest, matter: Matter, allegation_id: uuid.UUID) -> HttpResponse:
    allegation = queries.allegation_of(matter.case, allegation_id)
    initial = start(classification=allegation.classification)
    form = forms.ClassifyForm(request.POST or None, initial=initial)

    def save(typed: dict[str, Any]) -> None:
        allegations.classify_allegation(
            allegation=allegation, classification=typed["classification"], by=matter.viewer
        )

    page = Ask(_("Classify otherwise"), _("Classified."), facts=_facts(allegation))
    return ask(request, matter.case, form, page, save)


@in_open_matter
def withdraw(request: HttpRequest, matter: Matter, allegation_id: uuid.UUID) -> HttpResponse:
    allegation = queries.allegation_of(matter.case, allegation_id)
    form = forms.WithdrawForm(request.POST or None, initial=start())

    def save(typed: dict[str, Any]) -> None:
        allegations.withdraw_allegation(allegation=allegation, why=typed["why"], by=matter.viewer)

    page = Ask(_("End it without a finding"), _("Ended without a finding."), facts=_facts(allegation))
    return ask(request, matter.case, form, page, save)


@in_open_matter
def propose(request: HttpRequest, matter: Matter, allegation_id: uuid.UUID) -> HttpResponse:
    allegation = queries.allegation_of(matter.case, allegation_id)
    form = forms.FindingForm(request.POST or None, meanings=_meanings(), initial=start())

    def save(typed: dict[str, Any]) -> None:
        proposed = findings.Proposed(typed["finding"], typed["reasons"], typed["discipline"])
        findings.propose_finding(
            opened=matter.opened, allegation=allegation, proposed=proposed, by=matter.viewer
        )

    page = Ask(
        _("Propose a finding"),
        _("Proposed. It waits for the first reviewer."),
        facts=_facts(allegation),
        texts=(_said(allegation, matter),),
    )
    return ask(request, matter.case, form, page, save)


@in_open_matter
def decide(request: HttpRequest, matter: Matter, finding_id: uuid.UUID) -> HttpResponse:
    finding = queries.finding_of(matter.case, finding_id)
    form = forms.DecisionForm(request.POST or None, initial=start())

    def save(typed: dict[str, Any]) -> None:
        findings.decide_finding(
            opened=matter.opened,
            finding=finding,
            decision=typed["decision"],
            reasons=typed["reasons"],
            by=matter.viewer,
        )

    shown = finding_shown(matter.viewer, finding, matter.opened)
    facts = [
        *_facts(finding.allegation),
        (_("Finding proposed"), f"{shown.name}. {shown.meaning}"),
        (_("Proposed by"), finding.proposed_by.name),
        (_("What follows for the officer"), shown.discipline or _("Nothing yet")),
        (_("Your step"), shown.waits_for or "–"),
    ]
    page = Ask(
        _("Decide on a finding"),
        _("Your decision is signed and stored."),
        facts=tuple(facts),
        texts=(_said(finding.allegation, matter), (_("Reasons of the finding"), shown.reasons)),
        submit=_("Sign the decision"),
    )
    return ask(request, matter.case, form, page, save)


def _said(allegation: Any, matter: Matter) -> tuple[str, str]:
    return _("What the officer is said to have done"), allegation_text(allegation, matter.opened)


def _meanings() -> list[tuple[str, str]]:
    language = get_language() or "en"
    return [
        (one.key, f"{one.name.in_language(language)}. {one.meaning.in_language(language)}")
        for one in standards().findings
    ]


def _facts(allegation: Any) -> tuple[tuple[str, str], ...]:
    return (
        (_("Officer"), str(allegation.officer)),
        (_("What kind of thing"), category_name(allegation.category)),
        (_("How serious it is"), name_of(standards().classifications, allegation.classification)),
    )
