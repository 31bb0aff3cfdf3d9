"""A programme: what the public reads of it, how often it is promised news, its topics, its milestones."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonground.domains.commitments.pages_staff.forms.base import (
    PartialDateField,
    SubmittedForm,
    VersionedForm,
    in_spanish,
    text_area,
)


class ProgrammeForm(VersionedForm):
    name = forms.CharField(
        label=_("Name"), max_length=160, error_messages={"required": _("Give the program a name.")}
    )
    name_es = forms.CharField(label=in_spanish(_("Name")), required=False, max_length=160)
    report_title = forms.CharField(label=_("Title of the report"), required=False, max_length=240)
    report_title_es = forms.CharField(
        label=in_spanish(_("Title of the report")), required=False, max_length=240
    )
    about = forms.CharField(
        label=_("About"),
        required=False,
        max_length=20_000,
        widget=text_area(8),
        help_text=_("Markdown: a blank line starts a paragraph, a dash starts a list."),
    )
    about_es = forms.CharField(
        label=in_spanish(_("About")), required=False, max_length=20_000, widget=text_area(8)
    )
    adopted_on = forms.DateField(label=_("Adopted on"), required=False)
    as_of = forms.DateField(
        label=_("As of"),
        required=False,
        help_text=_("The day for which the whole register was checked. Every page shows it."),
    )
    update_every_days = forms.IntegerField(
        label=_("News of each commitment every … days"),
        min_value=1,
        max_value=3650,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": _("Write a number of days."), "invalid": _("Write a number of days.")},
    )
    second_review = forms.BooleanField(
        label=_("A second person reviews changes"),
        required=False,
        help_text=_("A new status or implementation date then waits until somebody else approves it."),
    )


class TopicForm(SubmittedForm):
    number = forms.IntegerField(
        label=_("Number"), min_value=1, max_value=999, error_messages={"required": _("Give it a number.")}
    )
    name = forms.CharField(label=_("Name"), max_length=200, error_messages={"required": _("Give it a name.")})
    name_es = forms.CharField(label=in_spanish(_("Name")), required=False, max_length=200)
    summary = forms.CharField(label=_("Summary"), required=False, max_length=2000, widget=text_area(3))
    summary_es = forms.CharField(
        label=in_spanish(_("Summary")), required=False, max_length=2000, widget=text_area(3)
    )


class MilestoneForm(SubmittedForm):
    happened = PartialDateField(label=_("When"), error_messages={"required": _("Say when it was.")})
    event = forms.CharField(
        label=_("What happened"), max_length=400, error_messages={"required": _("Say what happened.")}
    )
    event_es = forms.CharField(label=in_spanish(_("What happened")), required=False, max_length=400)
    url = forms.URLField(
        label=_("Link"),
        required=False,
        max_length=400,
        assume_scheme="https",
        error_messages={"invalid": _("Write a whole web address, starting with https://")},
    )

    def clean_url(self) -> Any:
        url: str = self.cleaned_data["url"]
        if url and not url.lower().startswith(("https://", "http://")):
            raise forms.ValidationError(_("Write a whole web address, starting with https://"))
        return url
