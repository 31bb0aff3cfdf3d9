"""allauth's pages, with what ours add to them."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.views import LoginView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from commonground.access.sign_in.demonstration_code import DEMONSTRATION_SECRET, demonstration_code
from commonground.access.sign_in.middleware import LOCKED_BECAUSE
from commonground.access.sign_in.single_sign_on import PROVIDER, is_configured


class SignInView(LoginView):  # type: ignore[misc]  # allauth has no types
    def get_context_data(self, **given: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**given),
            "locked_because": self.request.session.get(LOCKED_BECAUSE),
            "single_sign_on": _single_sign_on(self.request),
        }

    def form_valid(self, form: Any) -> HttpResponse:
        self.request.session.pop(LOCKED_BECAUSE, None)
        answer: HttpResponse = super().form_valid(form)
        return answer


def _single_sign_on(request: HttpRequest) -> dict[str, str] | None:
    if not is_configured():
        return None
    from django.conf import settings

    address = reverse("openid_connect_login", kwargs={"provider_id": PROVIDER})
    after = request.GET.get("next", "")
    return {
        "name": settings.CONFIGURATION.single_sign_on_name,
        "url": f"{address}?{urlencode({'next': after})}" if after else address,
    }


class SecondFactorView(AuthenticateView):  # type: ignore[misc]
    def get_context_data(self, **given: Any) -> dict[str, Any]:
        person = self.stage.login.user
        kinds = set(Authenticator.objects.filter(user=person).values_list("type", flat=True))
        return {
            **super().get_context_data(**given),
            "has_codes": bool(kinds & {Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES}),
            "has_passkey": Authenticator.Type.WEBAUTHN in kinds,
            "demonstration_code": demonstration_code(self.request, person),
        }


class SetUpAppView(ActivateTOTPView):  # type: ignore[misc]
    def get_context_data(self, **given: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**given)
        secret = context["form"].secret
        # In groups of four: what a person must type by hand must be readable.
        context["secret"] = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
        assert secret != DEMONSTRATION_SECRET  # noqa: S101  # a real person never gets the printed one
        return context


def single_sign_on(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Sends to the city's sign-on. Only where to go afterwards is taken from the address."""
    if provider_id != PROVIDER or not is_configured():
        raise Http404
    given = QueryDict(mutable=True)
    after = request.GET.get("next", "")
    if after and get_adapter(request).is_safe_url(after):
        given["next"] = after
    if request.user.is_authenticated:
        # To confirm who one is means to be asked, not to be waved through.
        given["auth_params"] = "prompt=login"
    request.GET = given  # type: ignore[assignment]
    answer: HttpResponse = openid_connect.login(request, provider_id=provider_id)
    return answer


def single_sign_on_returned(request: HttpRequest, provider_id: str) -> HttpResponse:
    if provider_id != PROVIDER or not is_configured():
        raise Http404
    answer: HttpResponse = openid_connect.callback(request, provider_id=provider_id)
    return answer


def single_sign_on_again(request: HttpRequest) -> HttpResponse:
    """Confirms at the city's sign-on; whoever came without it signs in afresh."""
    after = request.GET.get("next", "")
    name = "openid_connect_login" if is_configured() else "account_login"
    kwargs = {"provider_id": PROVIDER} if is_configured() else None
    return HttpResponseRedirect(f"{reverse(name, kwargs=kwargs)}?{urlencode({'next': after})}")


sign_in = SignInView.as_view()
second_factor = SecondFactorView.as_view()
set_up_app = SetUpAppView.as_view()
