"""The vault between a page and what is sealed: closed, it shows what is in the clear and keeps what was typed."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from commonground.access.sign_in import kept_form

UNLOCK = "vault:unlock"


def unlock_address(after: str) -> str:
    return f"{reverse(UNLOCK)}?{urlencode({'next': after})}"


def to_unlock(request: HttpRequest, back: str) -> HttpResponse:
    """The session ended while somebody was writing: what they sent is kept, and given back once they have unlocked."""
    after = back
    if sealed := kept_form.sealed_form(request, person=request.user.pk):
        kept_form.put(request, sealed)
        after = reverse("access:kept_form")
        messages.info(request, _("Your vault was locked. What you wrote is kept: unlock, then send it on."))
    return HttpResponseRedirect(unlock_address(after))
