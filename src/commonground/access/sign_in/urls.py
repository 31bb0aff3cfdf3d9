"""The pages of allauth that we open, each by name, under our own words. What is not listed here is not there.

No sign-up, no change of address (an administrator's), no page of third-party connections.
"""

from collections.abc import Callable

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount import views as elsewhere
from allauth.usersessions import views as sessions
from django.http import HttpResponse
from django.urls import path, re_path

from commonground.access.opening import signed_in
from commonground.access.sign_in import views
from commonground.foundation.caching import never_stored
from commonground.foundation.opening import open_to_anyone

BOTH = ("GET", "POST")
Page = Callable[..., HttpResponse]


def _anyone(view: Page, reason: str) -> Page:
    return open_to_anyone(reason=reason, methods=BOTH)(never_stored(view))


def _own(view: Page, reason: str, methods: tuple[str, ...] = BOTH) -> Page:
    return signed_in(reason=reason, methods=methods)(never_stored(view))


_sign_in = [
    path("sign-in/", _anyone(views.sign_in, "where people sign in"), name="account_login"),
    path("sign-out/", _anyone(account.logout, "leaving is never refused"), name="account_logout"),
    path("sign-in/code/", _anyone(views.second_factor, "the second factor"), name="mfa_authenticate"),
    path(
        "sign-in/passkey/", _anyone(passkeys.login_webauthn, "a passkey signs in"), name="mfa_login_webauthn"
    ),
    path(
        "sign-in/left/",
        _anyone(elsewhere.login_cancelled, "the city's sign-on was left"),
        name="socialaccount_login_cancelled",
    ),
    path(
        "sign-in/<slug:provider_id>/",
        _anyone(views.single_sign_on, "goes to the city's sign-on"),
        name="openid_connect_login",
    ),
    path(
        "sign-in/<slug:provider_id>/return/",
        _anyone(views.single_sign_on_returned, "comes back from the city's sign-on"),
        name="openid_connect_callback",
    ),
]
_password = [
    path("password/", _own(account.password_change, "one's own password"), name="account_change_password"),
    path(
        "password/set/", _own(account.password_set, "one's own first password"), name="account_set_password"
    ),
    path(
        "password/forgotten/",
        _anyone(account.password_reset, "a forgotten password"),
        name="account_reset_password",
    ),
    path(
        "password/forgotten/sent/",
        _anyone(account.password_reset_done, "says that a letter was sent"),
        name="account_reset_password_done",
    ),
    re_path(
        r"^password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        _anyone(account.password_reset_from_key, "the link of the letter"),
        name="account_reset_password_from_key",
    ),
    path(
        "password/new/done/",
        _anyone(account.password_reset_from_key_done, "says that the password was changed"),
        name="account_reset_password_from_key_done",
    ),
]
_confirm = [
    path("confirm/", _own(account.reauthenticate, "confirms who one is"), name="account_reauthenticate"),
    path("confirm/code/", _own(factors.reauthenticate, "confirms who one is"), name="mfa_reauthenticate"),
    path(
        "confirm/passkey/",
        _own(passkeys.reauthenticate_webauthn, "confirms who one is"),
        name="mfa_reauthenticate_webauthn",
    ),
]
_factors = [
    path("factors/", _own(factors.index, "one's own factors", ("GET",)), name="mfa_index"),
    path("factors/app/", _own(views.set_up_app, "one's own factors"), name="mfa_activate_totp"),
    path("factors/app/remove/", _own(app.deactivate_totp, "one's own factors"), name="mfa_deactivate_totp"),
    path("factors/passkeys/", _own(passkeys.list_webauthn, "one's own factors"), name="mfa_list_webauthn"),
    path("factors/passkeys/add/", _own(passkeys.add_webauthn, "one's own factors"), name="mfa_add_webauthn"),
    path(
        "factors/passkeys/<int:pk>/remove/",
        _own(passkeys.remove_webauthn, "one's own factors"),
        name="mfa_remove_webauthn",
    ),
    path(
        "factors/passkeys/<int:pk>/",
        _own(passkeys.edit_webauthn, "one's own factors"),
        name="mfa_edit_webauthn",
    ),
    path(
        "factors/codes/",
        _own(codes.view_recovery_codes, "one's own codes", ("GET",)),
        name="mfa_view_recovery_codes",
    ),
    path(
        "factors/codes/new/",
        _own(codes.generate_recovery_codes, "one's own codes"),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "factors/codes/file/",
        _own(codes.download_recovery_codes, "one's own codes", ("GET",)),
        name="mfa_download_recovery_codes",
    ),
]
urlpatterns = [
    *_sign_in,
    *_password,
    *_confirm,
    *_factors,
    path("sessions/", _own(sessions.list_usersessions, "one's own sessions"), name="usersessions_list"),
]
