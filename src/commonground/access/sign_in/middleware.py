"""Between a request and the staff door's pages: language, the lock after idle minutes, the second factor."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation

from commonground.access.actions import note_sign_out
from commonground.access.models import Person
from commonground.access.rules import AgainBecause, must_sign_in_again
from commonground.access.sign_in import kept_form
from commonground.access.sign_in import session as marks
from commonground.foundation import clock

Respond = Callable[[HttpRequest], HttpResponse]
LOCKED_BECAUSE = "locked_because"
LOCKED_PERSON = "locked_person"
TOUCH_EVERY = 60  # seconds: a write a request would be one for every click
# Where somebody without a second factor may go: to set one up, to confirm who they are, to leave.
_BEFORE_SECOND_FACTOR = frozenset(
    {
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "access:set_up",
        "access:language",
        "account_logout",
        "account_reauthenticate",
        "openid_connect_login",
        "openid_connect_callback",
    }
)


class InThePersonsLanguage:
    """Somebody signed in reads their own language, whatever the browser says."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = getattr(request.user, "language", "")
        if language in dict(settings.LANGUAGES):
            translation.activate(language)
            request.LANGUAGE_CODE = language
        return self.get_response(request)


class LockedWhenIdle:
    """Thirty idle minutes, or twelve hours, end a session. What was being sent is kept for its person.

    Runs as a view is about to: after the CSRF check, so that only the person's own form is ever kept.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, *_given: object) -> HttpResponse | None:
        if not isinstance(request.user, Person):
            return _keep_of_a_lost_session(request, view)
        now = clock.now()
        began = marks.moment(request.session, marks.SIGNED_IN)
        active = marks.moment(request.session, marks.ACTIVE)
        if began is None or active is None:
            return _lock(request, request.user, AgainBecause.LONG)
        if because := must_sign_in_again(signed_in_at=began, last_active=active, now=now):
            return _lock(request, request.user, because)
        if (now - active).total_seconds() >= TOUCH_EVERY:
            marks.stamp(request.session, marks.ACTIVE)
        if request.method == "POST" and kept_form.FIELD in request.POST:
            kept_form.discard(request, request.POST[kept_form.FIELD])
        return None


class SecondFactorFirst:
    """Nobody passes without a second factor; who has none sets one up before anything else."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        if not isinstance(request.user, Person) or marks.moment(request.session, marks.SECOND_FACTOR):
            return None
        if request.resolver_match and request.resolver_match.view_name in _BEFORE_SECOND_FACTOR:
            return None
        return redirect_for(request, reverse("access:set_up"))


def _lock(request: HttpRequest, person: Person, because: AgainBecause) -> HttpResponse:
    sealed = kept_form.sealed_form(request, person=person.pk)
    earlier = request.session.get(kept_form.KEY, [])
    note_sign_out(why=str(because), by=person)
    logout(request)
    request.session[LOCKED_BECAUSE] = str(because)
    request.session[LOCKED_PERSON] = person.pk
    kept_form.put(request, *earlier, *([sealed] if sealed else []))
    return _to_sign_in(request, kept=bool(sealed))


def _keep_of_a_lost_session(request: HttpRequest, view: object) -> HttpResponse | None:
    """Another tab was locked first, or the session is gone: what is posted to a page of ours is kept all the same."""
    opening = getattr(view, "opening", None)
    if request.method != "POST" or opening is None or not opening.signed_in:
        return None
    sealed = kept_form.sealed_form(request, person=request.session.get(LOCKED_PERSON))
    if sealed:
        kept_form.put(request, sealed)
    return _to_sign_in(request, kept=bool(sealed))


def _to_sign_in(request: HttpRequest, *, kept: bool) -> HttpResponse:
    after = request.get_full_path() if request.method == "GET" else "/"
    if kept:
        after = reverse("access:kept_form")
    return redirect_for(request, f"{reverse('account_login')}?{urlencode({'next': after})}")


def redirect_for(request: HttpRequest, url: str) -> HttpResponse:
    """A whole new page, also when htmx asked for a part of one."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)
