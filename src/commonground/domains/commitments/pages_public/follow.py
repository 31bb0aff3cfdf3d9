"""Following by e-mail: ask, check the mail, confirm by a button, stop by a button or by one click in the letter.

Whether an address follows already is never told. Links in letters are opened by mail scanners: opening one changes
nothing. The POST of RFC 8058 comes from mail providers, which send no Origin and no Sec-Fetch-Site.
"""

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from commonground.domains.commitments import actions
from commonground.domains.commitments.pages_public.commitment import kicker_of, number_of
from commonground.domains.commitments.pages_public.found import commitment_of, programme_of
from commonground.domains.commitments.pages_public.head import crumbs, head_of
from commonground.domains.commitments.pages_public.links import at
from commonground.domains.commitments.pages_public.not_found import with_search_hint
from commonground.domains.commitments.pages_public.robots import HumanForm, opened_now
from commonground.foundation.actors import RESIDENT
from commonground.foundation.caching import never_stored
from commonground.foundation.links import LinkRefused
from commonground.foundation.opening import open_to_anyone
from commonground.foundation.refusals import Refused
from commonground.foundation.submissions.once import new_token, submit_once

BOTH = ("GET", "POST")


class FollowForm(HumanForm):
    email = forms.EmailField(
        max_length=254,
        label=gettext_lazy("Your e-mail address"),
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={"invalid": gettext_lazy("Write a whole e-mail address, such as name@example.org.")},
    )
    submission = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)


@open_to_anyone(reason="A resident asks to be told of a whole program", methods=BOTH)
@never_stored
@with_search_hint
def follow(request: HttpRequest, programme: str) -> HttpResponse:
    shown = programme_of(programme)
    form = _form(request)
    if request.method == "POST" and form.is_valid():

        def ask(email: str) -> None:
            actions.follow_programme(programme_id=shown.id, email=email, language=_language(), by=RESIDENT)

        if answer := _asked(form, ask, at("follow_sent", programme)):
            return answer
    context = {
        "kicker": shown.name,
        "lead": _("A letter whenever a commitment of this program changes."),
        "back": at("programme", programme),
        "feed_url": at("feed", programme),
        "crumbs": crumbs((shown.name, at("programme", programme)), (_("Follow by e-mail"), "")),
        "head": head_of(
            request, f"{_('Follow by e-mail')}: {shown.name}", _("Be told when something moves.")
        ),
    }
    return _shown(request, form, context)


@open_to_anyone(reason="A resident asks to be told of one commitment", methods=BOTH)
@never_stored
@with_search_hint
def follow_commitment(request: HttpRequest, programme: str, number: str) -> HttpResponse:
    one = commitment_of(programme, number)
    form = _form(request)
    if request.method == "POST" and form.is_valid():

        def ask(email: str) -> None:
            actions.follow_commitment(
                commitment_id=one.row.id, email=email, language=_language(), by=RESIDENT
            )

        if answer := _asked(form, ask, at("follow_commitment_sent", programme, number)):
            return answer
    here = at("commitment", programme, number)
    context = {
        "kicker": kicker_of(one.row),
        "lead": one.row.statement.marked,
        "back": here,
        "feed_url": at("commitment_feed", programme, number),
        "crumbs": crumbs(
            (one.programme.name, at("programme", programme)),
            (number_of(one.row), here),
            (_("Follow by e-mail"), ""),
        ),
        "head": head_of(request, f"{_('Follow by e-mail')}: {number}", _("Be told when something moves.")),
    }
    return _shown(request, form, context)


@open_to_anyone(reason="What comes after asking to follow")
def follow_sent(request: HttpRequest, programme: str) -> HttpResponse:
    return _check_your_mail(request, programme_of(programme).name, at("programme", programme))


@open_to_anyone(reason="What comes after asking to follow")
def follow_commitment_sent(request: HttpRequest, programme: str, number: str) -> HttpResponse:
    return _check_your_mail(
        request, kicker_of(commitment_of(programme, number).row), at("commitment", programme, number)
    )


@open_to_anyone(reason="Whoever reads the mailbox says yes; nobody has signed in", methods=BOTH)
@never_stored
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows the button; only the POST confirms."""
    if request.method != "POST":
        return _press(
            request,
            heading=_("Confirm that you want these letters"),
            lead=_("Press the button, and we will write to you when something moves."),
            button=_("Yes, write to me"),
            note=_("If you did not ask for this, close this page. Nothing will be sent."),
        )
    try:
        actions.confirm_follow(token=token, by=RESIDENT)
    except LinkRefused as refused:
        return _said(request, _("This link does not work"), str(refused.reason), status=400)
    return _said(
        request,
        _("You are following"),
        _("The next time something moves, we will write to you. Every letter has a link to stop them."),
    )


@open_to_anyone(reason="Letters are stopped from the letter itself; nobody has signed in", methods=BOTH)
@never_stored
def unfollow(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows the button; POST ends it, also the one-click POST of a mail provider."""
    if request.method != "POST":
        return _press(
            request,
            heading=_("Stop these letters"),
            lead=_("Press the button, and no more letters come from what you followed."),
            button=_("Stop the letters"),
            note=_("You can follow again at any time from the page of a commitment."),
        )
    try:
        actions.end_follow(token=token, by=RESIDENT)
    except LinkRefused as refused:
        return _said(request, _("This link does not work"), str(refused.reason), status=400)
    return _said(
        request,
        _("The letters have stopped"),
        _("Your address will be deleted. Thank you for having followed."),
    )


def _form(request: HttpRequest) -> FollowForm:
    if request.method == "POST":
        return FollowForm(request.POST)
    return FollowForm(initial={"submission": new_token(), "opened": opened_now()})


def _asked(form: FollowForm, ask: object, sent: str) -> HttpResponse | None:
    """Does it once, and sends on; None when it was refused and the form says why."""

    def do() -> str:
        ask(form.cleaned_data["email"])  # type: ignore[operator]
        return sent

    try:
        return HttpResponseRedirect(submit_once(form.cleaned_data["submission"], do))
    except Refused as refused:
        form.add_error("email" if refused.field == "email" else None, str(refused.reason))
        return None


def _shown(request: HttpRequest, form: FollowForm, context: dict[str, object]) -> HttpResponse:
    refused = request.method == "POST"
    if refused:
        form.renew()
    return render(
        request, "commitments/public/follow.html", {**context, "form": form}, status=422 if refused else 200
    )


def _language() -> str:
    return (get_language() or "en").split("-")[0]


def _check_your_mail(request: HttpRequest, kicker: str, back: str) -> HttpResponse:
    context = {
        "heading": _("Check your mail"),
        "kicker": kicker,
        "lead": _("If the address can be written to, a letter with a link is on its way."),
        "lines": [
            _("Open the letter. It comes within a few minutes; look among unwanted mail too."),
            _("Open the link in it within 7 days, and press the button on the page."),
            _("Until then nothing else is sent."),
        ],
        "back": back,
        "back_label": _("Back to the page"),
        "head": head_of(request, _("Check your mail"), _("A letter with a link is on its way.")),
        "crumbs": crumbs((_("Check your mail"), "")),
    }
    return render(request, "commitments/public/said.html", context)


def _press(request: HttpRequest, *, heading: str, lead: str, button: str, note: str) -> HttpResponse:
    context = {"heading": heading, "lead": lead, "button": button, "note": note}
    return render(request, "commitments/public/press.html", {**context, **_around(request, heading)})


def _said(request: HttpRequest, heading: str, lead: str, *, status: int = 200) -> HttpResponse:
    context = {
        "heading": heading,
        "lead": lead,
        "back": at("programmes"),
        "back_label": _("See the commitments"),
    }
    return render(
        request, "commitments/public/said.html", {**context, **_around(request, heading)}, status=status
    )


def _around(request: HttpRequest, title: str) -> dict[str, object]:
    """The address of such a page carries somebody's token: it must not be named as canonical."""
    home = at("programmes")
    return {"head": head_of(request, title, title, path=home), "crumbs": crumbs((title, ""))}
