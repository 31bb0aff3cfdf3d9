"""allauth's forms in our words. A locked account is answered like a wrong code, and a code works once."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django.utils.translation import gettext_lazy as _

from commonground.access.actions.locks import is_locked
from commonground.access.sign_in.one_time import use_once
from commonground.access.sign_in.sealed import CannotOpen

_LABELS = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "password": _("Password"),
    "oldpassword": _("Password until now"),
    "password1": _("New password"),
    "password2": _("New password, once more"),
    "code": _("Code"),
    "name": _("Name of this passkey"),
    "passwordless": _("Sign in with this passkey alone"),
}
_CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": 20}


class _OurWords:
    """Put before an allauth form: labels of ours, no placeholder in place of a label, no help that repeats a link."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.label = _LABELS.get(name, field.label)
            field.help_text = ""
            field.widget.attrs.pop("placeholder", None)
            if name == "code":
                field.max_length = 20
                field.widget.attrs = dict(_CODE)


class SignInForm(_OurWords, account.LoginForm):  # type: ignore[misc]  # allauth has no types
    pass


class ForgottenForm(_OurWords, account.ResetPasswordForm):  # type: ignore[misc]
    pass


class NewPasswordForm(_OurWords, account.ResetPasswordKeyForm):  # type: ignore[misc]
    pass


class ChangePasswordForm(_OurWords, account.ChangePasswordForm):  # type: ignore[misc]
    pass


class SetPasswordForm(_OurWords, account.SetPasswordForm):  # type: ignore[misc]
    pass


class ConfirmPasswordForm(_OurWords, account.ReauthenticateForm):  # type: ignore[misc]
    pass


class SetUpAppForm(_OurWords, ActivateTOTPForm):  # type: ignore[misc]
    pass


class AddPasskeyForm(_OurWords, AddWebAuthnForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["name"].max_length = 100
        self.fields["name"].widget.attrs["maxlength"] = 100


class RenamePasskeyForm(_OurWords, EditWebAuthnForm):  # type: ignore[misc]
    pass


class _CodeWorksOnce(_OurWords):
    def clean_code(self) -> str:
        if is_locked(self.user):  # type: ignore[attr-defined]
            raise get_adapter().validation_error("incorrect_code")
        try:
            code: str = super().clean_code()  # type: ignore[misc]
        except CannotOpen:  # the door's key was changed and the old one not kept
            raise get_adapter().validation_error("incorrect_code") from None
        if not use_once(self.user, code.replace(" ", "")):  # type: ignore[attr-defined]
            raise get_adapter().validation_error("incorrect_code")
        return code


class SecondFactorForm(_CodeWorksOnce, AuthenticateForm):  # type: ignore[misc]
    pass


class ConfirmFactorForm(_CodeWorksOnce, ReauthenticateForm):  # type: ignore[misc]
    pass
