"""Rewards without a name: offered to a tip by a supervisor, paid at a desk to whoever brings the code."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from commonground.access.form_pages import FormPage, answer_form, start
from commonground.access.opening import requires, viewer_of
from commonground.access.permissions import Permission
from commonground.casework.actions.messages import send_message
from commonground.casework.queries.opened import NotThere, case_for, open_case
from commonground.domains.newsroom.actions import rewards
from commonground.domains.newsroom.kind import TIP
from commonground.domains.newsroom.pages_staff.forms import PayForm, RewardForm
from commonground.domains.newsroom.queries.staff import reward_of, reward_paid_by
from commonground.foundation.refusals import Refused
from commonground.foundation.vault import CannotOpen
from commonground.foundation.vault.sessions import unlocked_vault
from commonground.matters.pages_staff.unlocked import to_unlock

FORM = "access/staff/form.html"


@requires(Permission.SUPERVISE_TIPS, methods=("GET", "POST"))
def offer(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """The code goes to the tipster in a sealed message, and is kept nowhere else. Once offered, what became of it."""
    case = case_for(viewer_of(request), case_id)
    back = reverse("matters:case", args=[case_id])
    if case.kind != TIP.key:
        raise NotThere
    if reward := reward_of(case):
        return render(request, "newsroom/staff/offered.html", {"reward": reward, "case": case, "back": back})
    if unlocked_vault(request) is None:
        return to_unlock(request, request.path)

    def save(typed: dict[str, Any]) -> str:
        _offer(request, case, typed)
        return back

    context = {
        "heading": _("Offer a reward"),
        "kicker": case.reference,
        "lead": _("The tipster reads the code on the page of the receipt. It is shown to nobody here."),
        "submit": _("Send the code"),
        "back": back,
    }
    form = RewardForm(request.POST or None, initial=start())
    return answer_form(request, form, FormPage(FORM, save, _("The code was sent."), context))


def _offer(request: HttpRequest, case: Any, typed: dict[str, Any]) -> None:
    viewer, vault = viewer_of(request), unlocked_vault(request)
    if vault is None:
        raise Refused(_("Unlock your vault first: the code is sent in a sealed message."))
    try:
        opened = open_case(viewer, vault, case.pk)
    except CannotOpen as locked:
        raise Refused(_("Your vault does not open this tip.")) from locked
    code = rewards.offer_reward(case=opened.case, amount=typed["amount"], desk=typed["desk"], by=viewer)
    with override(case.language):
        text = gettext(
            "Your tip has earned a reward of %(amount)s dollars. You need not say who you are: bring this code to"
            " the desk below. Whoever brings it is paid, so keep it to yourself.\n\nReward code: %(code)s\n%(desk)s"
        )
    words = text % {"amount": typed["amount"], "code": code, "desk": typed["desk"]}
    send_message(opened=opened, text=words, letter="reward", by=viewer)


@requires(Permission.ENTER_MATTERS, methods=("GET", "POST"))
def pay(request: HttpRequest) -> HttpResponse:
    def save(typed: dict[str, Any]) -> str:
        reward = rewards.pay_reward(code=typed["code"], by=viewer_of(request))
        return reverse("newsroom_staff:paid", args=[reward.pk])

    context = {
        "heading": _("Pay out a reward"),
        "lead": _("Whoever brings the code is paid. Do not ask for a name and do not write one down."),
        "submit": _("Check and pay out"),
        "back": reverse("home"),
    }
    form = PayForm(request.POST or None, initial=start())
    return answer_form(request, form, FormPage(FORM, save, _("Pay it out now."), context))


@requires(Permission.ENTER_MATTERS)
def paid(request: HttpRequest, reward_id: int) -> HttpResponse:
    return render(
        request, "newsroom/staff/paid.html", {"reward": reward_paid_by(viewer_of(request), reward_id)}
    )
