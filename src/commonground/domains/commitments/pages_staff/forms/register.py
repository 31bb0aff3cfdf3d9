"""Finding commitments in the register, and setting something for many of them at once."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commonground.domains.commitments.pages_staff.forms.base import SubmittedForm, choices_of

SHOW = [
    ("", pgettext_lazy("commitments", "All")),
    ("mine", pgettext_lazy("commitments", "Mine")),
    ("late", pgettext_lazy("commitments", "Late")),
    ("held", pgettext_lazy("commitments", "On hold")),
    ("reported", pgettext_lazy("commitments", "Reported, no evidence")),
    ("disputed", pgettext_lazy("commitments", "Disputed")),
    ("waiting", pgettext_lazy("commitments", "Waiting for review")),
]


class RegisterFilterForm(forms.Form):
    """Never refuses: what makes no sense in an address is left out."""

    text = forms.CharField(label=_("Search"), required=False, max_length=200)
    show = forms.ChoiceField(label=_("Show"), required=False, choices=SHOW)
    topic = forms.ChoiceField(label=_("Topic"), required=False)
    status = forms.ChoiceField(label=_("Status"), required=False)
    owner = forms.ChoiceField(label=_("Owner"), required=False)

    def __init__(self, *given: Any, choices: dict[str, list[tuple[str, Any]]], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["topic"].choices = choices_of(choices["topics"], _("All"))
        self.fields["status"].choices = choices_of(choices["statuses"], _("All"))
        self.fields["owner"].choices = choices_of([*choices["owners"], ("none", _("Nobody yet"))], _("All"))

    def wanted(self, name: str) -> str:
        """What was asked for; empty when it is nothing that can be asked for."""
        self.is_valid()
        return str(self.cleaned_data.get(name, ""))


class BulkForm(SubmittedForm):
    """What to do with the ticked commitments. Exactly one of the buttons was pressed."""

    NEXT_UPDATE, OWNER, EXPORT = "next-update", "owner", "export"

    chosen = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": _("Tick at least one commitment first.")}
    )
    do = forms.ChoiceField(choices=[(NEXT_UPDATE, ""), (OWNER, ""), (EXPORT, "")])
    next_update_by = forms.DateField(label=_("Next update by"), required=False)
    owner_id = forms.TypedChoiceField(
        label=_("Owner's account"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, *given: Any, owners: list[tuple[int, str]], ids: list[int], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["owner_id"].choices = choices_of(owners, _("Nobody yet"))
        self.fields["chosen"].choices = [(known, known) for known in ids]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        missing = not cleaned.get("next_update_by") and not self.errors.get("next_update_by")
        if cleaned.get("do") == self.NEXT_UPDATE and missing:
            self.add_error("next_update_by", _("Give the day."))
        return cleaned
