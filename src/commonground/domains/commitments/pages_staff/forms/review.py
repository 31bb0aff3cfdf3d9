"""Deciding about what others ask for: a change that waits for a second person, a resident's dispute."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonground.domains.commitments.pages_staff.forms.base import SubmittedForm, in_spanish, text_area


class DecisionForm(SubmittedForm):
    decision = forms.ChoiceField(
        label=_("Your decision"),
        widget=forms.RadioSelect,
        choices=[
            ("approve", _("Approve: the change is made and published")),
            ("decline", _("Decline: nothing changes")),
        ],
        error_messages={"required": _("Choose one.")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=2000,
        widget=text_area(3),
        help_text=_("Needed when you decline. The person who asked reads it."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if (
            cleaned.get("decision") == "decline"
            and not cleaned.get("reason")
            and not self.errors.get("reason")
        ):
            self.add_error("reason", _("Say why you decline, so that it can be put right."))
        return cleaned


class AnswerForm(SubmittedForm):
    """What the resident wrote is shown to the public as staff leave it here: without a neighbour's name."""

    published_text = forms.CharField(
        label=_("What the resident wrote, as the public will read it"),
        max_length=4000,
        widget=text_area(6),
        help_text=_("Take out only what would harm or name a private person, and mark it: [name removed]."),
        error_messages={
            "required": _("Leave what the resident wrote, or say in brackets why it is not shown.")
        },
    )
    answer = forms.CharField(
        label=_("The city's answer"),
        max_length=8000,
        widget=text_area(8),
        help_text=_("It stays on the record under the city's name."),
        error_messages={"required": _("Write the answer.")},
    )
    answer_es = forms.CharField(
        label=in_spanish(_("The city's answer")), required=False, max_length=8000, widget=text_area(6)
    )

    def __init__(self, *given: Any, answers: bool = True, **named: Any) -> None:
        """`answers` is false when only what the resident wrote is to be published, and the answer follows later."""
        super().__init__(*given, **named)
        self.fields["answer"].required = answers


class DeclineForm(SubmittedForm):
    reason = forms.CharField(
        label=_("Why it is abuse"),
        max_length=1000,
        widget=text_area(3),
        help_text=_(
            "A threat, a slur, spam. Disagreement is not abuse. Kept for the auditor; the public does not read it."
        ),
        error_messages={"required": _("Say why it is abuse. The auditor reads it.")},
    )
