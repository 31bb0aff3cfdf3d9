"""Forms of the public door. They know no tables: choices are handed to them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonground.boards.words import RECOMMENDATION_STATES


class ApplyForm(forms.Form):
    """Only what the appointer needs; either an e-mail address or a telephone number, so that we can answer."""

    seat = forms.ChoiceField(
        label=_("Seat"),
        required=False,
        help_text=_("Leave it open if you are glad to serve in any of them."),
    )
    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("Give an e-mail address, a telephone number, or both, so that we can answer."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    telephone = forms.CharField(
        label=_("Telephone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    neighborhood = forms.CharField(
        label=_("Neighborhood or ward"),
        max_length=120,
        required=False,
        help_text=_("Some seats are kept for residents of a part of the city. Your street is not needed."),
    )
    statement = forms.CharField(
        label=_("Why do you want to serve?"), max_length=3000, widget=forms.Textarea(attrs={"rows": 6})
    )
    experience = forms.CharField(
        label=_("What in your life or work would help the board?"),
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    submission = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, seats: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seat"].choices = [("", _("Any open seat")), *seats]  # type: ignore[attr-defined]
        if not seats:
            del self.fields["seat"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not (cleaned.get("email") or cleaned.get("telephone")) and not self.has_error("email"):
            self.add_error("email", _("Give an e-mail address or a telephone number, so that we can answer."))
        return cleaned


class RecommendationFilter(forms.Form):
    board = forms.ChoiceField(label=_("Board"), required=False)
    state = forms.ChoiceField(
        label=_("Answer"),
        required=False,
        choices=[("", _("All")), *((str(key), label) for key, label in RECOMMENDATION_STATES.items())],
    )

    def __init__(self, *args: Any, boards: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["board"].choices = [("", _("All boards")), *boards]  # type: ignore[attr-defined]
