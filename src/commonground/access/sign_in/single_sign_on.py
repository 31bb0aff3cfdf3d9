"""The city's own sign-on (OpenID Connect): only for people who exist here, known by a verified e-mail address."""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from commonground.access.actions import note_failure
from commonground.access.models import Person
from commonground.access.sign_in.adapter import NOT_ADMITTED
from commonground.access.sign_in.addresses import source_of

PROVIDER = "city"


class SingleSignOnAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    def list_apps(
        self, request: HttpRequest | None, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """One provider at most, from the settings of the house; none is ever read from the database."""
        configured = settings.CONFIGURATION
        if not configured.single_sign_on_issuer or provider not in (None, PROVIDER, "openid_connect"):
            return []
        return [
            SocialApp(
                provider="openid_connect",
                provider_id=PROVIDER,
                name=configured.single_sign_on_name,
                client_id=configured.single_sign_on_client,
                secret=configured.single_sign_on_secret,
                settings={"server_url": configured.single_sign_on_issuer, "oauth_pkce_enabled": True},
            )
        ]

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Ties a first visit to the person whose address the sign-on has verified; refuses anybody else."""
        if sociallogin.is_existing:
            return
        verified = [entry.email.lower() for entry in sociallogin.email_addresses if entry.verified is True]
        person = Person.objects.filter(email__in=verified, is_active=True).first()
        if person is None:
            note_failure(person=None, source=source_of(request))
            messages.error(request, str(NOT_ADMITTED))
            raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_login")))
        sociallogin.connect(request, person)


def is_configured() -> bool:
    return bool(settings.CONFIGURATION.single_sign_on_issuer)
