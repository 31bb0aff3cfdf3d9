"""Forms of boards, seats, members and applications. Choices are handed to them; they know no tables."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonground.boards.pages_staff.handling import SentForm
from commonground.boards.words import LEAVING_REASONS

LONG = {"rows": 5}
SHORT = {"rows": 3}


def day(label: Any, *, required: bool = True, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=forms.DateInput, **more)


class BoardForm(SentForm):
    name = forms.CharField(label=_("Name"), max_length=120)
    name_es = forms.CharField(label=_("Name in Spanish"), max_length=120, required=False)
    purpose = forms.CharField(label=_("Purpose"), max_length=3000, widget=forms.Textarea(attrs=LONG))
    purpose_es = forms.CharField(
        label=_("Purpose in Spanish"), max_length=3000, required=False, widget=forms.Textarea(attrs=LONG)
    )
    authority = forms.CharField(
        label=_("Authority"),
        help_text=_("The ordinance, order or agreement that made it."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs=SHORT),
    )
    authority_es = forms.CharField(
        label=_("Authority in Spanish"), max_length=1000, required=False, widget=forms.Textarea(attrs=SHORT)
    )
    meets = forms.CharField(
        label=_("When it usually meets"),
        help_text=_("For example: second Tuesday of the month, 6 p.m."),
        max_length=200,
        required=False,
    )
    meets_es = forms.CharField(label=_("When it usually meets, in Spanish"), max_length=200, required=False)
    contact_email = forms.EmailField(label=_("E-mail for questions"), required=False)
    accepts_applications = forms.BooleanField(label=_("Takes applications for seats"), required=False)
    dissolved_on = day(
        _("Dissolved on"),
        required=False,
        help_text=_("Only for a board that meets no more. Its record stays public."),
    )


class SeatForm(SentForm):
    name = forms.CharField(label=_("Name of the seat"), max_length=120)
    name_es = forms.CharField(label=_("Name in Spanish"), max_length=120, required=False)
    qualification = forms.CharField(
        label=_("What the seat asks of its holder"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs=SHORT),
    )
    qualification_es = forms.CharField(
        label=_("The same in Spanish"), max_length=500, required=False, widget=forms.Textarea(attrs=SHORT)
    )
    appointer = forms.CharField(label=_("Who appoints"), max_length=120)
    appointer_es = forms.CharField(label=_("Who appoints, in Spanish"), max_length=120, required=False)
    position = forms.IntegerField(label=_("Place in the list"), min_value=1, max_value=500)
    abolished_on = day(_("Abolished on"), required=False, help_text=_("Only for a seat that exists no more."))


class TermForm(SentForm):
    holder = forms.CharField(label=_("Name of the member"), max_length=120)
    appointed_by = forms.CharField(label=_("Appointed by"), max_length=120)
    starts_on = day(_("First day"))
    ends_on = day(_("Last day"))
    person = forms.ModelChoiceField(
        label=_("Account"),
        help_text=_(
            "The account with which the member signs in, if there is one. It is not shown in public."
        ),
        queryset=None,
        required=False,
    )

    def __init__(self, *args: Any, accounts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = accounts  # type: ignore[attr-defined]


class LeavingForm(SentForm):
    last_day = day(_("Last day in the seat"))
    because = forms.ChoiceField(label=_("Why"), choices=LEAVING_REASONS, widget=forms.RadioSelect)


class NoteForm(SentForm):
    note = forms.CharField(
        label=_("Note for colleagues"),
        help_text=_("Only people who appoint read it. It is not in the letter."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs=SHORT),
    )


class AppointForm(SentForm):
    seat = forms.ChoiceField(label=_("Seat"))
    appointed_by = forms.CharField(label=_("Appointed by"), max_length=120)
    starts_on = day(_("First day"))
    ends_on = day(_("Last day"))

    def __init__(self, *args: Any, seats: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seat"].choices = seats  # type: ignore[attr-defined]
