"""The facts of a commitment, and adding one. Texts that the public reads stand beside their Spanish."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonground.domains.commitments.pages_staff.forms.base import (
    PartialDateField,
    SubmittedForm,
    VersionedForm,
    choices_of,
    in_spanish,
    text_area,
)

TRANSLATED = ("statement", "detail")
# The words of the promise and who answers for it are for those who manage the register, not for its owner.
FOR_MANAGERS = (
    "statement",
    "statement_es",
    "topic_id",
    "body_ids",
    "owner_id",
    "owner_title",
    "owner_name",
    "next_update_by",
)


class FactsForm(VersionedForm):
    """What was promised, who answers for it, and its dates."""

    layout = (
        (_("The promise"), ("statement", "detail", "topic_id", "body_ids")),
        (_("Who answers for it"), ("owner_id", "owner_title", "owner_name")),
        (_("Dates"), ("start", "implemented", "next_update_by", "as_of", "as_of_note")),
    )

    statement = forms.CharField(
        label=_("What was promised"),
        max_length=600,
        widget=text_area(3),
        error_messages={"required": _("Write what was promised.")},
    )
    statement_es = forms.CharField(
        label=in_spanish(_("What was promised")), required=False, max_length=600, widget=text_area(3)
    )
    detail = forms.CharField(
        label=_("Detail"),
        required=False,
        max_length=20_000,
        widget=text_area(6),
        help_text=_("Markdown: a blank line starts a paragraph, a dash starts a list."),
    )
    detail_es = forms.CharField(
        label=in_spanish(_("Detail")), required=False, max_length=20_000, widget=text_area(6)
    )
    topic_id = forms.TypedChoiceField(label=_("Topic"), required=False, coerce=int, empty_value=None)
    body_ids = forms.TypedMultipleChoiceField(
        label=_("Responsible bodies"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    owner_id = forms.TypedChoiceField(
        label=_("Owner's account"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("The person who may update it here. The public does not see the account."),
    )
    owner_title = forms.CharField(
        label=_("Owner's title, for the public"),
        required=False,
        max_length=120,
        help_text=_("Such as “Training Division”"),
    )
    owner_name = forms.CharField(label=_("Owner's name, for the public"), required=False, max_length=120)
    start = PartialDateField(label=_("Start"), required=False)
    implemented = PartialDateField(label=_("Implementation date"), required=False)
    next_update_by = forms.DateField(label=_("Next update by"), required=False)
    as_of = forms.DateField(label=_("Facts checked as of"), required=False)
    as_of_note = forms.CharField(
        label=_("As of, in words"),
        required=False,
        max_length=240,
        help_text=_("Where the day is not known: “spring 2025 report”."),
    )

    def __init__(
        self, *given: Any, choices: dict[str, list[tuple[Any, Any]]], manages: bool = True, **named: Any
    ) -> None:
        super().__init__(*given, **named)
        if not manages:
            for name in FOR_MANAGERS:
                del self.fields[name]
            return
        self.fields["topic_id"].choices = choices_of(choices["topics"], _("No topic"))
        self.fields["body_ids"].choices = choices["bodies"]
        self.fields["owner_id"].choices = choices_of(choices["owners"], _("Nobody yet"))


class AddForm(SubmittedForm):
    """A promise made after the report: its number and its words; the rest is edited once it stands."""

    number = forms.CharField(
        label=_("Number"),
        max_length=12,
        help_text=_("Such as 40 or 4a. It becomes part of the page's address."),
        error_messages={"required": _("Give it a number.")},
    )
    statement = forms.CharField(
        label=_("What was promised"),
        max_length=600,
        widget=text_area(3),
        error_messages={"required": _("Write what was promised.")},
    )
    statement_es = forms.CharField(
        label=in_spanish(_("What was promised")), required=False, max_length=600, widget=text_area(3)
    )
    topic_id = forms.TypedChoiceField(label=_("Topic"), required=False, coerce=int, empty_value=None)
    owner_id = forms.TypedChoiceField(
        label=_("Owner's account"), required=False, coerce=int, empty_value=None
    )
    owner_title = forms.CharField(label=_("Owner's title, for the public"), required=False, max_length=120)
    estimated = PartialDateField(label=_("Expected by"), required=False)

    def __init__(self, *given: Any, choices: dict[str, list[tuple[Any, Any]]], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["topic_id"].choices = choices_of(choices["topics"], _("No topic"))
        self.fields["owner_id"].choices = choices_of(choices["owners"], _("Nobody yet"))


class SubActionForm(SubmittedForm):
    title = forms.CharField(
        label=_("Step"), max_length=400, error_messages={"required": _("Say what the step is.")}
    )
    title_es = forms.CharField(label=in_spanish(_("Step")), required=False, max_length=400)
    due_on = forms.DateField(label=_("Due"), required=False)


class ReopenForm(SubmittedForm):
    note = forms.CharField(
        label=_("Why it is open again"),
        max_length=2000,
        widget=text_area(3),
        help_text=_("The public reads this."),
        error_messages={"required": _("Say why. The public reads it.")},
    )
