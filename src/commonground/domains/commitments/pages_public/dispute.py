"""A resident says that a commitment called implemented is not. The answer stays on the public record."""

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from commonground.domains.commitments import actions
from commonground.domains.commitments.city_rules import the_rules
from commonground.domains.commitments.pages_public.commitment import head_of_commitment, kicker_of, number_of
from commonground.domains.commitments.pages_public.found import commitment_of
from commonground.domains.commitments.pages_public.head import crumbs
from commonground.domains.commitments.pages_public.links import at
from commonground.domains.commitments.pages_public.not_found import with_search_hint
from commonground.domains.commitments.pages_public.robots import HumanForm, opened_now
from commonground.domains.commitments.queries.shapes import CommitmentPage
from commonground.foundation.actors import RESIDENT
from commonground.foundation.caching import never_stored
from commonground.foundation.opening import open_to_anyone
from commonground.foundation.refusals import Refused
from commonground.foundation.submissions.once import new_token, submit_once

SHORTEST, LONGEST = 20, 4000  # characters


class DisputeForm(HumanForm):
    reason = forms.CharField(
        min_length=SHORTEST,
        max_length=LONGEST,
        strip=True,
        label=gettext_lazy("What do you see that says otherwise?"),
        help_text=gettext_lazy(
            "Where, when, and what is missing. Please leave out other people's names and addresses."
        ),
        widget=forms.Textarea({"rows": 8}),
        error_messages={
            "required": gettext_lazy("Say what you see. The office that answers needs it."),
            "min_length": gettext_lazy(
                "Say a little more: at least %(limit_value)d characters, so that it can be answered."
            ),
            "max_length": gettext_lazy(
                "This is longer than %(limit_value)d characters. Shorten it; nothing is lost."
            ),
        },
    )
    contact_email = forms.EmailField(
        required=False,
        max_length=254,
        label=gettext_lazy("Your e-mail address, if you want the answer sent"),
        help_text=gettext_lazy("It is never shown, and is deleted with the answer."),
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={"invalid": gettext_lazy("Write a whole e-mail address, or leave it empty.")},
    )
    submission = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)


@open_to_anyone(reason="A resident disputes that a promise was kept", methods=("GET", "POST"))
@never_stored
@with_search_hint
def dispute(request: HttpRequest, programme: str, number: str) -> HttpResponse:
    one = commitment_of(programme, number)
    if not one.may_be_disputed:
        return _nothing_to_dispute(request, one)
    form = _form(request)
    if request.method == "POST" and form.is_valid() and (sent := _submitted(form, one)):
        return sent
    refused = request.method == "POST"
    if refused:
        form.renew()
    context = {
        "form": form,
        "row": one.row,
        "kicker": kicker_of(one.row),
        "head": head_of_commitment(request, one, _("Dispute")),
        "crumbs": _crumbs(one, _("Dispute")),
        "back": at("commitment", programme, number),
        "answer_days": the_rules().answer_disputes_within_days,
    }
    return render(request, "commitments/public/dispute.html", context, status=422 if refused else 200)


@open_to_anyone(reason="What comes after a dispute")
def dispute_received(request: HttpRequest, programme: str, number: str) -> HttpResponse:
    """Says the same to everybody: it is a page of the commitment, not of the one who wrote."""
    one = commitment_of(programme, number)
    days = the_rules().answer_disputes_within_days
    waiting = [found.answer_due_on for found in one.disputes if found.answered_at is None]
    lines = [
        _("The page of the commitment shows now that a dispute was received."),
        ngettext("The city answers within %(days)d day.", "The city answers within %(days)d days.", days)
        % {"days": days},
        _("What you wrote is shown with the answer, once other people's names and addresses are taken out."),
        _("If you left an e-mail address, the answer is sent there, and the address is deleted."),
    ]
    if waiting:
        lines[1] = _("The city owes an answer by %(date)s.") % {
            "date": date_format(max(waiting), "DATE_FORMAT")
        }
    context = {
        "heading": _("Thank you. Your dispute was received."),
        "kicker": kicker_of(one.row),
        "lead": one.row.statement.marked,
        "lines_heading": _("What happens next"),
        "lines": lines,
        "back": at("commitment", programme, number),
        "back_label": _("Back to the commitment"),
        "head": head_of_commitment(request, one, _("Dispute received")),
        "crumbs": _crumbs(one, _("Dispute received")),
    }
    return render(request, "commitments/public/said.html", context)


def _form(request: HttpRequest) -> DisputeForm:
    if request.method == "POST":
        return DisputeForm(request.POST)
    return DisputeForm(initial={"submission": new_token(), "opened": opened_now()})


def _submitted(form: DisputeForm, one: CommitmentPage) -> HttpResponse | None:
    """Keeps it once, and sends on; None when it was refused and the form says why."""
    given = form.cleaned_data
    text = actions.DisputeText(
        given["reason"], given["contact_email"], (get_language() or "en").split("-")[0]
    )

    def do() -> str:
        actions.submit_dispute(commitment_id=one.row.id, dispute=text, by=RESIDENT)
        return at("dispute_received", one.programme.slug, one.row.number)

    try:
        return HttpResponseRedirect(submit_once(given["submission"], do))
    except Refused as refused:
        field = {"text": "reason", "contact_email": "contact_email"}.get(refused.field)
        form.add_error(field, str(refused.reason))
        return None


def _nothing_to_dispute(request: HttpRequest, one: CommitmentPage) -> HttpResponse:
    """Also what a form gets that was open while the commitment moved. What was typed is shown back."""
    typed = request.POST.get("reason", "")[:LONGEST].strip()
    context = {
        "heading": _("There is nothing to dispute now"),
        "kicker": kicker_of(one.row),
        "lead": _("Nobody says that this commitment is implemented. It can be disputed once somebody does."),
        "lines_heading": _("What you had written, so that you can keep it") if typed else "",
        "lines": [typed] if typed else [],
        "back": at("commitment", one.programme.slug, one.row.number),
        "back_label": _("Back to the commitment"),
        "head": head_of_commitment(request, one, _("Dispute")),
        "crumbs": _crumbs(one, _("Dispute")),
    }
    return render(
        request, "commitments/public/said.html", context, status=409 if request.method == "POST" else 200
    )


def _crumbs(one: CommitmentPage, last: str) -> list[dict[str, str]]:
    slug, number = one.programme.slug, one.row.number
    return crumbs(
        (one.programme.name, at("programme", slug)),
        (number_of(one.row), at("commitment", slug, number)),
        (last, ""),
    )
