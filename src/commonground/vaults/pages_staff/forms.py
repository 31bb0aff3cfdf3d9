"""Forms of the vault's pages. Their secret fields are named `…_password`, so that nothing ever keeps what was typed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonground.foundation.vault.members import LONGEST_PASSPHRASE
from commonground.vaults.queries import people_who_could_open, unit_choices
from commonground.vaults.rules import SHORTEST


def _secret(label: Any, *, new: bool = False, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LONGEST_PASSPHRASE,
        strip=False,
        help_text=help_text,
        widget=forms.PasswordInput(
            attrs={"autocomplete": "new-password" if new else "off", "spellcheck": "false"}
        ),
    )


class UnlockForm(forms.Form):
    vault_password = _secret(_("Vault passphrase"))
    next = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)


class NewPassphraseForm(forms.Form):
    new_password1 = _secret(
        _("New vault passphrase"),
        new=True,
        help_text=_(
            "At least %(number)s characters: several words that only you would put together. "
            "Not your sign-in password."
        )
        % {"number": SHORTEST},
    )
    new_password2 = _secret(_("New vault passphrase, once more"), new=True)


class FirstPassphraseForm(NewPassphraseForm):
    understood = forms.BooleanField(label=_("I know that nobody can tell me this passphrase if I forget it."))


class ForgottenPassphraseForm(NewPassphraseForm):
    understood = forms.BooleanField(
        label=_("I know that I can read nothing until a custodian adds me again.")
    )


class ChangePassphraseForm(NewPassphraseForm):
    vault_password = _secret(_("Vault passphrase until now"))
    field_order = ("vault_password", "new_password1", "new_password2")


class SheetForm(forms.Form):
    recovery_password = forms.CharField(
        label=_("The 24 words of the recovery sheet"),
        max_length=1500,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("In their order. Capitals, accents, numbers and line breaks do not matter."),
    )


class AskToRecoverForm(forms.Form):
    unit = forms.ChoiceField(label=_("Unit whose key nobody can open any more"))
    member = forms.ChoiceField(
        label=_("Who is to read for it again"),
        help_text=_("People whose roles allow it and who have made a vault passphrase."),
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["unit"].choices = unit_choices()  # type: ignore[attr-defined]
        people = people_who_could_open()
        self.fields["member"].choices = [(str(one.pk), one.name) for one in people]  # type: ignore[attr-defined]
