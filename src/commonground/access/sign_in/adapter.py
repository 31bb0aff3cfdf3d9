"""How allauth signs our people in: nobody signs up, one answer for every failure, mail through the outbox."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.stagekit import clear_login
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib import messages
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonground.access.actions import note_failure, note_sign_in, note_sign_out
from commonground.access.actions.locks import is_locked
from commonground.access.letters import password_letter, write
from commonground.access.models import Person
from commonground.access.queries import failures_from
from commonground.access.rules import is_recent, too_many_from_address
from commonground.access.sign_in import kept_form
from commonground.access.sign_in import session as marks
from commonground.access.sign_in.addresses import client_address, source_of
from commonground.foundation import clock
from commonground.foundation.outbox.post import queue_mail

# The same words for a wrong password, an unknown address, a locked and a closed account.
NOT_ADMITTED = _(
    "We could not sign you in. The e-mail address or the password is wrong, or the account is locked or closed. "
    "After five wrong tries an account stays locked until an administrator releases it."
)
TOO_MANY_FROM_HERE = _("Too many wrong tries from this network. Wait 15 minutes, then try again.")


class PeopleAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": NOT_ADMITTED,
        "account_inactive": NOT_ADMITTED,
        "incorrect_password": _("The password is wrong."),
        "incorrect_code": _("This code is wrong, or was used already. Type the code that shows now."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Person | None:
        """Like allauth's, but what fails is counted in the database, and a closed account looks like no account."""
        source = source_of(request)
        if too_many_from_address(failures_from(source)):
            raise ValidationError(TOO_MANY_FROM_HERE, code="too_many")
        person = authenticate(request, **credentials)
        if isinstance(person, Person) and not is_locked(person):
            return person
        known = Person.objects.filter(email=str(credentials.get("email", "")).lower(), is_active=True).first()
        note_failure(person=known, source=source)
        return None

    def pre_login(self, request: HttpRequest, user: Person, **_given: Any) -> HttpResponse | None:
        return self._refusal(request, user)

    def login(self, request: HttpRequest, user: Person) -> None:
        # Asked again here: the account may have been locked or closed between the password and the code.
        if refusal := self._refusal(request, user):
            raise ImmediateHttpResponse(refusal)
        methods = [_method(entry) for entry in get_authentication_records(request, user)]
        super().login(request, user)
        note_sign_in(methods=methods, by=user)

    def logout(self, request: HttpRequest) -> None:
        kept = request.session.get(kept_form.KEY, [])
        if isinstance(request.user, Person):
            note_sign_out(why="asked", by=request.user)
        super().logout(request)
        match = request.resolver_match
        if kept and match and match.view_name == "openid_connect_callback":
            # Whoever confirms at the city's sign-on is signed out and in again; what they typed waits for them.
            kept_form.put(request, *kept)

    def _refusal(self, request: HttpRequest, person: Person) -> HttpResponse | None:
        if person.is_active and not is_locked(person):
            return None
        clear_login(request)
        messages.error(request, str(NOT_ADMITTED))
        return HttpResponseRedirect(reverse("account_login"))

    def get_login_stages(self) -> list[str]:
        return ["commonground.access.sign_in.stages.SecondFactorStage"]

    def is_reauthentication_required(self, *, app: str, **_given: Any) -> bool:
        return not is_recent(marks.moment(self.request.session, marks.AUTHENTICATED), clock.now())

    def is_safe_url(self, url: str) -> bool:
        # Only paths of this door: neither our other door nor anybody else's.
        return url.startswith("/") and bool(super().is_safe_url(url))

    def add_message(self, request: HttpRequest, *given: Any, **named: Any) -> None:
        # "You have signed in as …" tells nobody anything.
        template = str(named.get("message_template") or (given[1] if len(given) > 1 else ""))
        if "logged_in" not in template and "logged_out" not in template:
            super().add_message(request, *given, **named)

    def send_password_reset_mail(self, user: Person, email: str, context: dict[str, Any]) -> None:
        with transaction.atomic():
            queue_mail(password_letter(user, first=not user.has_usable_password()))

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Person,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Something of the account's security changed. The letter says what, never from where."""
        what = template_prefix.rsplit("/", 1)[-1]
        with transaction.atomic():
            queue_mail(write(user, "access/mail/security", {"what": what, "at": clock.now()}))


def _method(entry: dict[str, Any]) -> str:
    return f"{entry['method']}:{entry['type']}" if entry.get("type") else str(entry["method"])
