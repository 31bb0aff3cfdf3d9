"""A person's own account: language, factors, sessions; and what was typed before the door locked."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from commonground.access.actions import choose_language
from commonground.access.decisions import decide
from commonground.access.opening import signed_in, viewer_of
from commonground.access.pages_staff.forms import LanguageForm
from commonground.access.permissions import Permission
from commonground.access.queries import role_names
from commonground.access.sign_in import kept_form, views
from commonground.access.sign_in.reset_factors import factors_of
from commonground.foundation.caching import never_stored
from commonground.foundation.opening import open_to_anyone


@signed_in(reason="one's own account")
@never_stored
def account(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    return render(
        request,
        "access/staff/account.html",
        {
            "roles": role_names(viewer),
            "factors": factors_of(viewer),
            "language_form": LanguageForm(initial={"language": viewer.language}),
            "kept": kept_form.kept_in(request),
            "may_break_glass": bool(decide(viewer, Permission.BREAK_GLASS)),
        },
    )


@open_to_anyone(reason="chooses the language, before signing in too", methods=("POST",))
@never_stored
def language(request: HttpRequest) -> HttpResponse:
    """Of the person who is signed in; of this browser for anybody else."""
    form = LanguageForm(request.POST)
    back = request.POST.get("next", "")
    answer = HttpResponseRedirect(back if _is_ours(back) else reverse("access:account"))
    if not form.is_valid():
        return answer
    chosen = form.cleaned_data["language"]
    if request.user.is_authenticated:
        choose_language(language=chosen, by=viewer_of(request))
        messages.success(request, _("Your language was saved."))
    else:
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=365 * 24 * 3600,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return answer


def _is_ours(path: str) -> bool:
    return path.startswith("/") and not path.startswith(("//", "/\\"))


@signed_in(reason="sets up one's own second factor")
@never_stored
def set_up(request: HttpRequest) -> HttpResponse:
    return render(request, "access/staff/set_up.html", {"factors": factors_of(viewer_of(request))})


@signed_in(reason="gives back what one had typed")
@never_stored
def kept(request: HttpRequest) -> HttpResponse:
    return render(request, "access/staff/kept_form.html", {"kept": kept_form.kept_in(request)})


@signed_in(reason="throws away what one had typed", methods=("POST",))
@never_stored
def discard_kept(request: HttpRequest) -> HttpResponse:
    kept_form.discard(request, request.POST.get("identity", ""))
    messages.success(request, _("It was thrown away."))
    return HttpResponseRedirect(reverse("access:kept_form"))


@signed_in(reason="confirms who one is at the city's sign-on")
@never_stored
def confirm_elsewhere(request: HttpRequest) -> HttpResponse:
    return views.single_sign_on_again(request)
