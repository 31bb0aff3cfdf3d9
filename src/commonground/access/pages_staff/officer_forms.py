"""Forms of the roster of officers. Choices are handed to them; they know no tables."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from commonground.access.officers.queries import accounts_to_link, supervisors_to_choose
from commonground.access.officers.ranks import ranks
from commonground.access.officers.read_csv import LARGEST_FILE
from commonground.access.pages_staff.forms import OnceForm


def rank_choices() -> list[tuple[str, str]]:
    language = get_language() or "en"
    return [(rank.key, rank.name.in_language(language)) for rank in ranks().values()]


class OfficerFilter(forms.Form):
    text = forms.CharField(label=_("Name, badge or assignment"), max_length=100, required=False)
    rank = forms.ChoiceField(label=_("Rank"), required=False)
    state = forms.ChoiceField(label=_("On the roster"), required=False)

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["rank"].choices = [("", _("Any rank")), *rank_choices()]  # type: ignore[attr-defined]
        self.fields["state"].choices = [  # type: ignore[attr-defined]
            ("", _("Everybody")),
            ("serving", _("Serving")),
            ("left", _("Left")),
            ("unlinked", _("Serving, without an account")),
        ]


class OfficerForm(OnceForm):
    badge = forms.CharField(label=_("Badge number"), max_length=20)
    name = forms.CharField(label=_("Name"), max_length=120)
    rank = forms.ChoiceField(label=_("Rank"))
    assignment = forms.CharField(label=_("Assignment"), max_length=80, required=False)
    supervisor: Any = forms.ModelChoiceField(
        label=_("Supervisor"),
        queryset=None,
        required=False,
        empty_label=_("Nobody: the head of the department"),
        widget=forms.Select(attrs={"data-searchable": ""}),
    )
    person: Any = forms.ModelChoiceField(
        label=_("Account"),
        queryset=None,
        required=False,
        empty_label=_("None"),
        help_text=_(
            "The account with which this officer signs in. It is what keeps the officer from matters that name them."
        ),
        widget=forms.Select(attrs={"data-searchable": ""}),
    )
    left_on = forms.DateField(
        label=_("Left on"),
        required=False,
        widget=forms.DateInput,
        help_text=_(
            "Only for an officer who serves no more. Matters that name the officer stay as they are."
        ),
    )
    expected_version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, required=False)

    def __init__(self, *args: Any, officer: Any = None, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["rank"].choices = rank_choices()  # type: ignore[attr-defined]
        others = supervisors_to_choose()
        if officer is not None:
            others = (others | type(officer).objects.filter(pk=officer.supervisor_id)).exclude(pk=officer.pk)
        self.fields["supervisor"].queryset = others  # type: ignore[attr-defined]
        self.fields["person"].queryset = accounts_to_link(officer)  # type: ignore[attr-defined]


class RosterUpload(forms.Form):
    file = forms.FileField(
        label=_("File"),
        max_length=200,
        help_text=_("CSV, up to 1 MB. The next page shows what would change; nothing changes yet."),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty.")},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 1 MB."))
        return file


class RosterConfirm(OnceForm):
    """The file travels within the page: nothing is kept of one that nobody confirms."""

    text = forms.CharField(widget=forms.HiddenInput, strip=False)
    fingerprint = forms.CharField(widget=forms.HiddenInput, max_length=64)
