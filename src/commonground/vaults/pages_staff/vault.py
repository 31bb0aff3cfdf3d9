"""A member's own vault: unlock it, lock it, make and change its passphrase. All addresses of the vault stand here."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from commonground.access.opening import signed_in, viewer_of
from commonground.access.pages_staff.answers import add_refusal
from commonground.access.sign_in.recent import recently_authenticated
from commonground.foundation.caching import never_stored
from commonground.foundation.refusals import Refused
from commonground.foundation.vault import sessions
from commonground.vaults.actions import change_own_passphrase, make_own_passphrase, may_witness
from commonground.vaults.pages_staff import recovery, units
from commonground.vaults.pages_staff.forms import (
    ChangePassphraseForm,
    FirstPassphraseForm,
    ForgottenPassphraseForm,
    UnlockForm,
)
from commonground.vaults.queries import name_of_unit, own_vault

BOTH = ("GET", "POST")


@signed_in(reason="one's own vault: shows which keys one holds, never a key")
@never_stored
def own(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    return render(
        request,
        "vaults/own.html",
        {
            "vault": own_vault(viewer),
            "unlocked": sessions.unlocked_vault(request) is not None,
            "may_witness": may_witness(viewer),
        },
    )


@signed_in(reason="one's own vault: opens only what one's own passphrase opens", methods=BOTH)
@never_stored
def unlock(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    if not own_vault(viewer).has_passphrase:
        messages.info(request, _("Make your vault passphrase first."))
        return HttpResponseRedirect(reverse("vault:passphrase"))
    form = UnlockForm(request.POST or None, initial={"next": request.GET.get("next", "")})
    if request.method == "POST" and form.is_valid():
        try:
            opened = sessions.unlock(form.cleaned_data["vault_password"], by=viewer)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            return _unlocked(request, opened, form.cleaned_data["next"])
    status = 422 if form.is_bound else 200
    return render(request, "vaults/unlock.html", {"form": form}, status=status)


def _unlocked(request: HttpRequest, opened: sessions.Opened, after: str) -> HttpResponse:
    for unit in opened.refused:
        messages.error(
            request,
            _("Your key to %(unit)s does not fit the unit's public key. Tell its custodian and the auditor.")
            % {"unit": name_of_unit(unit)},
        )
    if not opened.vault.units:
        messages.warning(request, _("Your vault holds no unit's key yet. A custodian must add you."))
    safe = url_has_allowed_host_and_scheme(after, allowed_hosts=None) and after.startswith("/")
    response = HttpResponseRedirect(after if safe else reverse("vault:own"))
    sessions.give_cookie(response, opened)
    return response


@signed_in(reason="locks one's own vault at once", methods=("POST",))
@never_stored
def lock(request: HttpRequest) -> HttpResponse:
    sessions.lock(by=viewer_of(request))
    messages.success(request, _("Your vault is locked, in every browser."))
    response = HttpResponseRedirect(reverse("vault:own"))
    sessions.take_cookie(response)
    return response


@signed_in(reason="makes one's own vault passphrase; opens nothing by itself", methods=BOTH)
@recently_authenticated
@never_stored
def passphrase(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    held = own_vault(viewer)
    kind = ForgottenPassphraseForm if held.has_passphrase else FirstPassphraseForm
    form = kind(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            make_own_passphrase(passphrase=typed["new_password1"], again=typed["new_password2"], by=viewer)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("Your vault passphrase is made. A custodian can add you now."))
            return HttpResponseRedirect(reverse("vault:own"))
    status = 422 if form.is_bound else 200
    return render(request, "vaults/passphrase.html", {"form": form, "held": held}, status=status)


@signed_in(reason="changes one's own vault passphrase, which takes the one until now", methods=BOTH)
@recently_authenticated
@never_stored
def change(request: HttpRequest) -> HttpResponse:
    form = ChangePassphraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            change_own_passphrase(
                old=typed["vault_password"],
                passphrase=typed["new_password1"],
                again=typed["new_password2"],
                by=viewer_of(request),
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("Your vault passphrase is changed. Unlock with the new one."))
            return HttpResponseRedirect(reverse("vault:own"))
    status = 422 if form.is_bound else 200
    return render(request, "vaults/change.html", {"form": form}, status=status)


vault_urlpatterns = [
    path("", own, name="own"),
    path("unlock/", unlock, name="unlock"),
    path("lock/", lock, name="lock"),
    path("passphrase/", passphrase, name="passphrase"),
    path("passphrase/change/", change, name="change"),
    *units.urlpatterns,
    *recovery.urlpatterns,
]
