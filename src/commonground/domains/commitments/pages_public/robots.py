"""Keeps robots from filling in a form, without a third party, a puzzle or a cookie.

A form carries a box that people do not see and a signed note of when it was opened. What fills the box, or sends the
form sooner than anybody can type, is asked to send it again: a person who was merely quick presses the button twice.
"""

from django import forms
from django.utils.translation import gettext_lazy as _

from commonground.foundation import clock
from commonground.foundation.links import LinkRefused, sign, unsign

PURPOSE = "commitments.form-opened"
FASTEST = 2  # seconds from opening a form to sending it
LONGEST = 24 * 60 * 60  # seconds; after a day the page is opened afresh

TOO_FAST = _("The form came back faster than a person can fill it in. Press the button once more to send it.")
TOO_OLD = _(
    "This page was open for a long time. What you typed is still here: press the button once more to send it."
)
TRAPPED = _("The box that must stay empty was filled in. Empty it and send the form again.")


def opened_now() -> str:
    """A signed note that a form was opened at this moment."""
    return _note(clock.now().timestamp())


class HumanForm(forms.Form):
    """A form with the hidden box and the note. `fresh_note` replaces the note of a form that is shown again."""

    website = forms.CharField(
        required=False,
        max_length=200,
        label=_("Leave this box empty"),
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    opened = forms.CharField(required=False, max_length=400, widget=forms.HiddenInput)

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("website"):
            self.add_error("website", TRAPPED)
        elif complaint := _complaint_about(str(cleaned.get("opened", ""))):
            self.add_error(None, complaint)
        return cleaned

    @property
    def trap_is_shown(self) -> bool:
        """Once it was filled in, it must be seen: a browser may have filled it in for a person."""
        return bool(self.errors.get("website"))

    def renew(self) -> None:
        """For showing the form again with what was typed: its note starts now, unless it is still good."""
        given = str(self.data.get(self.add_prefix("opened"), ""))
        if _complaint_about(given) != TOO_FAST and _complaint_about(given):
            self.data = self.data.copy()
            self.data[self.add_prefix("opened")] = _note(
                clock.now().timestamp() - FASTEST
            )  # it may come back at once


def _complaint_about(note: str) -> object:
    try:
        age = clock.now().timestamp() - int(unsign(PURPOSE, note))
    except (LinkRefused, ValueError):
        return TOO_OLD
    if age > LONGEST:
        return TOO_OLD
    return TOO_FAST if age < FASTEST else None


def _note(moment: float) -> str:
    return sign(PURPOSE, str(int(moment)))
