"""Forms of who is named and who may know. Choices are handed to them; they know no tables."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonground.access.form_pages import SentForm

ROLES = [
    ("subject", _("The matter is about this officer")),
    ("witness", _("Saw or heard it")),
    ("thanked", _("Is thanked")),
]


class NameForm(SentForm):
    officer = forms.ChoiceField(label=_("Officer"), widget=forms.Select(attrs={"data-searchable": ""}))
    role = forms.ChoiceField(label=_("In which role"), choices=ROLES, widget=forms.RadioSelect)

    def __init__(self, *given: Any, officers: list[Any], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["officer"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose an officer")),
            *((str(one.pk), str(one)) for one in officers),
        ]


class KeepOutForm(SentForm):
    person = forms.ChoiceField(label=_("Person"), widget=forms.Select(attrs={"data-searchable": ""}))

    def __init__(self, *given: Any, people: list[Any], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["person"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose a person")),
            *((str(one.pk), one.name) for one in people),
        ]


class LiftForm(SentForm):
    reason = forms.CharField(
        label=_("Why this person may know of it again"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Kept as a sealed note of the unit."),
    )


class SureForm(SentForm):
    """Nothing to fill in: the page says what will happen, and the button does it."""
