"""Forms of appeals. Choices come from the city's file."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from commonground.access.form_pages import SentForm
from commonground.domains.newsroom.queries.choices import (
    language_choices,
    legal_bases,
    offences,
    outcomes,
    shown_choices,
    speech_choices,
)

LONG = {"rows": 7}
SHORT = {"rows": 3}


class AppealForm(SentForm):
    title = forms.CharField(
        label=_("Title"), max_length=160, help_text=_("Say what you ask: “Do you know this person?”")
    )
    title_es = forms.CharField(label=_("Title in Spanish"), max_length=160, required=False)
    offence = forms.ChoiceField(label=_("Class of offence"), widget=forms.RadioSelect)
    shown_is = forms.ChoiceField(label=_("Whom does it show?"), widget=forms.RadioSelect)
    shows_face = forms.BooleanField(label=_("A face can be recognized"), required=False)
    person_name = forms.CharField(
        label=_("Name of the person shown"),
        max_length=120,
        required=False,
        help_text=_("Only where the offence allows it. Leave it empty when you do not know who it is."),
    )
    facts = forms.CharField(
        label=_("Facts, and what you ask of people"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs=LONG),
        help_text=_("What is known, not what is believed. Clothing, marks, vehicle, direction."),
    )
    facts_es = forms.CharField(
        label=_("The same in Spanish"), max_length=4000, required=False, widget=forms.Textarea(attrs=LONG)
    )
    happened_on = forms.DateField(label=_("Day on which it happened"), required=False, widget=forms.DateInput)
    place = forms.CharField(label=_("Where it happened"), max_length=160, required=False)
    legal_basis = forms.ChoiceField(label=_("Ground on which it is shown"), required=False)
    expires_on = forms.DateField(label=_("Last day"), widget=forms.DateInput)
    case_number = forms.CharField(
        label=_("Case number"), max_length=40, required=False, help_text=_("For colleagues. It is not shown.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        self.fields["offence"].choices = offences(language)  # type: ignore[attr-defined]
        self.fields["shown_is"].choices = shown_choices()  # type: ignore[attr-defined]
        self.fields["legal_basis"].choices = [("", _("Choose")), *legal_bases(language)]  # type: ignore[attr-defined]


class PictureForm(SentForm):
    file = forms.FileField(
        label=_("Picture or video"),
        help_text=_(
            "Picture: JPEG, PNG or WebP. Video: MP4, at most 200 MB. Place, time and camera data are taken out."
        ),
    )
    description = forms.CharField(
        label=_("What it shows, in words"),
        max_length=2000,
        help_text=_(
            "For people who cannot see it, and for those who print the page. Of a video: what happens in it, in order."
        ),
        widget=forms.Textarea(attrs=SHORT),
    )
    description_es = forms.CharField(
        label=_("The same in Spanish"), max_length=2000, required=False, widget=forms.Textarea(attrs=SHORT)
    )
    speech = forms.ChoiceField(label=_("Does anybody speak?"), widget=forms.RadioSelect)
    still = forms.FileField(
        label=_("Still of the video"),
        required=False,
        help_text=_("A picture, shown until somebody plays the video."),
    )
    captions = forms.FileField(
        label=_("Captions"),
        required=False,
        help_text=_("A WebVTT file (.vtt): what is said, and sounds that matter, with their times."),
    )
    captions_language = forms.ChoiceField(label=_("Language of the captions"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["speech"].choices = speech_choices()  # type: ignore[attr-defined]
        self.fields["captions_language"].choices = [("", _("Choose")), *language_choices()]  # type: ignore[attr-defined]


class ReasonForm(SentForm):
    because = forms.CharField(
        label=_("What has to change"), max_length=1000, widget=forms.Textarea(attrs=SHORT)
    )


class CorrectionForm(SentForm):
    text = forms.CharField(
        label=_("What was wrong, and what is right"), max_length=1000, widget=forms.Textarea(attrs=SHORT)
    )
    text_es = forms.CharField(
        label=_("The same in Spanish"), max_length=1000, required=False, widget=forms.Textarea(attrs=SHORT)
    )


class EndForm(SentForm):
    outcome = forms.ChoiceField(label=_("How did it end?"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("What people should know"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs=SHORT),
        help_text=_("No names. It is public for as long as the outcome is shown."),
    )
    text_es = forms.CharField(
        label=_("The same in Spanish"), max_length=2000, required=False, widget=forms.Textarea(attrs=SHORT)
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = outcomes(get_language() or "en")  # type: ignore[attr-defined]


class MomentForm(SentForm):
    at = forms.DateTimeField(label=_("When did you know who it is?"), widget=forms.DateTimeInput)


class RewardForm(SentForm):
    amount = forms.IntegerField(label=_("Amount in dollars"), min_value=1, max_value=100_000)
    desk = forms.CharField(
        label=_("Where the code is paid out"),
        max_length=200,
        help_text=_("An address and hours. Whoever brings the code is paid; nobody asks for a name."),
    )


class PayForm(SentForm):
    code = forms.CharField(label=_("Reward code"), max_length=40, help_text=_("Four groups of four letters."))
