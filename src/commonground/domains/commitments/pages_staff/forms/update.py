"""Saying how a commitment stands: from a phone, in one screen. Holding it, and resuming."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonground.domains.commitments.city_rules import the_rules
from commonground.domains.commitments.pages_staff.forms.base import (
    PartialDateField,
    VersionedForm,
    choices_of,
    in_spanish,
    text_area,
)
from commonground.domains.commitments.rules import Stage


class UpdateForm(VersionedForm):
    """Status, percent, a paragraph, a new estimate. Each is a fact of its own; none follows from another."""

    status = forms.ChoiceField(label=_("Status"), required=False)
    percent = forms.IntegerField(
        label=_("Percent done"),
        required=False,
        min_value=0,
        max_value=100,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "invalid": _("Write a whole number from 0 to 100."),
            "min_value": _("Write a whole number from 0 to 100."),
            "max_value": _("Write a whole number from 0 to 100."),
        },
    )
    text = forms.CharField(
        label=_("What happened, for the public"), required=False, max_length=4000, widget=text_area(4)
    )
    estimated = PartialDateField(label=_("Expected by"), required=False, help_text=_("May 2027, Q2 2027"))
    estimate_reason = forms.CharField(
        label=_("Why the date moved"), required=False, max_length=2000, widget=text_area(2)
    )

    confirm = forms.BooleanField(
        label=_("The evidence attached shows it: implemented, no longer only reported"), required=False
    )

    def __init__(self, *given: Any, confirms: bool = False, **named: Any) -> None:
        """`confirms` is true where somebody has reported it implemented and evidence is attached since."""
        super().__init__(*given, **named)
        if not confirms:
            del self.fields["confirm"]
        statuses = [(status.key, status.label) for status in the_rules().in_order]
        # A status that the city has dropped since stays choosable where it stands.
        current = self.initial.get("status") or ""
        if current and current not in dict(statuses):
            statuses.append((current, current))
        self.fields["status"].choices = choices_of(statuses, _("Not known"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        moved = "estimated" in self.touched() and self.told.get("estimated") and "estimated" in cleaned
        if moved and not cleaned.get("estimate_reason") and "estimate_reason" not in self.errors:
            self.add_error("estimate_reason", _("Say in a sentence why the date moved. The public reads it."))
        if cleaned.get("confirm") and not self.claims_implemented():
            self.add_error("status", _("To confirm it, choose a status that counts as implemented."))
        return cleaned

    def claims_implemented(self) -> bool:
        """Whether the status chosen is one that counts as implemented."""
        status = the_rules().status(str(self.data.get("status", "")))
        return status is not None and status.counts_as is Stage.IMPLEMENTED


class HoldForm(VersionedForm):
    """A hold is laid over the status: why, since when, and when work is promised to go on."""

    reason = forms.CharField(
        label=_("Why it is on hold"),
        max_length=2000,
        widget=text_area(4),
        help_text=_("The public reads this."),
        error_messages={"required": _("Say why it is on hold. The public reads it.")},
    )
    reason_es = forms.CharField(
        label=in_spanish(_("Why it is on hold")), required=False, max_length=2000, widget=text_area(3)
    )
    since = PartialDateField(label=_("On hold since"), required=False)
    resume = PartialDateField(
        label=_("Expected to resume"),
        required=False,
        help_text=_("When this has passed, the commitment is shown as late."),
    )


class ResumeForm(VersionedForm):
    note = forms.CharField(
        label=_("What changed, for the public"), required=False, max_length=4000, widget=text_area(3)
    )
