"""Forms of meetings: agenda, packet, minutes, attendance, votes. Rows for seats are made from whoever held them."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from commonground.boards.pages_staff.forms import LONG, SHORT, day
from commonground.boards.pages_staff.handling import SentForm
from commonground.boards.words import ANSWERS, ATTENDANCE_STATES, MOTION_RESULTS, VOTE_CHOICES, meeting_title

DID_NOT_VOTE = "none"


class MeetingForm(SentForm):
    title = forms.CharField(
        label=_("Title"),
        help_text=_("Leave it empty for a regular meeting."),
        max_length=160,
        required=False,
    )
    title_es = forms.CharField(label=_("Title in Spanish"), max_length=160, required=False)
    starts_at = forms.DateTimeField(
        label=_("Begins"), help_text=_("In the city's time."), widget=forms.DateTimeInput
    )
    duration_minutes = forms.IntegerField(label=_("Minutes it lasts"), min_value=5, max_value=1440)
    place = forms.CharField(label=_("Place"), max_length=300, required=False)
    place_es = forms.CharField(label=_("Place in Spanish"), max_length=300, required=False)
    link = forms.URLField(
        label=_("Link to take part or to watch"), max_length=500, required=False, assume_scheme="https"
    )

    def clean_starts_at(self) -> Any:
        # A calendar knows no part of a minute.
        return self.cleaned_data["starts_at"].replace(second=0, microsecond=0)


class CancelForm(SentForm):
    because = forms.CharField(label=_("Why it is cancelled"), max_length=500)
    because_es = forms.CharField(label=_("The same in Spanish"), max_length=500, required=False)


class AgendaItemForm(SentForm):
    title = forms.CharField(label=_("Title"), max_length=200)
    title_es = forms.CharField(label=_("Title in Spanish"), max_length=200, required=False)
    detail = forms.CharField(
        label=_("Details"), max_length=3000, required=False, widget=forms.Textarea(attrs=SHORT)
    )
    detail_es = forms.CharField(
        label=_("Details in Spanish"), max_length=3000, required=False, widget=forms.Textarea(attrs=SHORT)
    )
    presenter = forms.CharField(label=_("Presented by"), max_length=160, required=False)
    begins_at = forms.TimeField(label=_("Begins"), required=False, widget=forms.TimeInput)


class FileForm(SentForm):
    title = forms.CharField(
        label=_("What it is"), help_text=_("For example: Draft policy 4.12"), max_length=200, required=False
    )
    file = forms.FileField(
        label=_("File"), help_text=_("PDF, Word, Excel, PowerPoint, OpenDocument, image or text.")
    )


class MinutesForm(SentForm):
    text = forms.CharField(
        label=_("Minutes"), max_length=40_000, required=False, widget=forms.Textarea(attrs={"rows": 14})
    )
    file = forms.FileField(label=_("Or as a file"), required=False)


class ApproveMinutesForm(SentForm):
    approved_on = day(_("Approved by the board on"))


class AttendanceForm(SentForm):
    guest_count = forms.IntegerField(label=_("Guests"), min_value=0, max_value=100_000, required=False)

    def __init__(self, *args: Any, members: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = members
        for seat, label in members:
            self.fields[f"seat_{seat}"] = forms.ChoiceField(
                label=label, choices=ATTENDANCE_STATES, widget=forms.RadioSelect
            )

    def seats(self) -> list[forms.BoundField]:
        return [self[f"seat_{seat}"] for seat, _label in self.members]

    @property
    def states(self) -> dict[int, str]:
        return {int(seat): self.cleaned_data[f"seat_{seat}"] for seat, _label in self.members}


class RecusalForm(SentForm):
    def __init__(self, *args: Any, members: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = members
        for seat, label in members:
            self.fields[f"seat_{seat}"] = forms.CharField(label=label, max_length=300, required=False)

    def seats(self) -> list[forms.BoundField]:
        return [self[f"seat_{seat}"] for seat, _label in self.members]

    @property
    def reasons(self) -> dict[int, str]:
        typed = {int(seat): self.cleaned_data[f"seat_{seat}"] for seat, _label in self.members}
        return {seat: reason for seat, reason in typed.items() if reason}


class MotionForm(SentForm):
    text = forms.CharField(label=_("What was moved"), max_length=2000, widget=forms.Textarea(attrs=SHORT))
    moved_by = forms.ChoiceField(label=_("Moved by"), required=False)
    seconded_by = forms.ChoiceField(label=_("Seconded by"), required=False)
    result = forms.ChoiceField(label=_("Result"), choices=MOTION_RESULTS, widget=forms.RadioSelect)

    def __init__(self, *args: Any, members: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = members
        for name in ("moved_by", "seconded_by"):
            self.fields[name].choices = [("", _("not recorded")), *members]  # type: ignore[attr-defined]
        for seat, label in members:
            self.fields[f"seat_{seat}"] = forms.ChoiceField(
                label=label,
                choices=[(DID_NOT_VOTE, _("did not vote")), *VOTE_CHOICES],
                widget=forms.RadioSelect,
                initial=DID_NOT_VOTE,
            )

    def seats(self) -> list[forms.BoundField]:
        return [self[f"seat_{seat}"] for seat, _label in self.members]

    @property
    def votes(self) -> dict[int, str]:
        typed = {int(seat): self.cleaned_data[f"seat_{seat}"] for seat, _label in self.members}
        return {seat: choice for seat, choice in typed.items() if choice != DID_NOT_VOTE}


class MeetingChoiceField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{date_format(timezone.localtime(obj.starts_at), 'DATE_FORMAT')}: {meeting_title(obj)}"


class RecommendationForm(SentForm):
    title = forms.CharField(label=_("Title"), max_length=200)
    title_es = forms.CharField(label=_("Title in Spanish"), max_length=200, required=False)
    text = forms.CharField(label=_("Recommendation"), max_length=5000, widget=forms.Textarea(attrs=LONG))
    text_es = forms.CharField(
        label=_("Recommendation in Spanish"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs=LONG),
    )
    addressed_to = forms.ModelChoiceField(label=_("Addressed to"), queryset=None)
    meeting = MeetingChoiceField(label=_("Made at the meeting"), queryset=None, required=False)
    made_on = day(_("Made on"))

    def __init__(self, *args: Any, bodies: Any, meetings: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["addressed_to"].queryset = bodies  # type: ignore[attr-defined]
        self.fields["meeting"].queryset = meetings  # type: ignore[attr-defined]


class AnswerForm(SentForm):
    answer = forms.ChoiceField(label=_("Answer"), choices=ANSWERS, widget=forms.RadioSelect)
    answer_text = forms.CharField(
        label=_("Reasons, and what will be done"),
        help_text=_("Everybody reads this. When not all is accepted, say why."),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs=LONG),
    )
    answer_text_es = forms.CharField(
        label=_("The same in Spanish"), max_length=5000, required=False, widget=forms.Textarea(attrs=LONG)
    )
    answered_by_office = forms.CharField(
        label=_("Who answers"), help_text=_("An office, such as Chief of Police."), max_length=160
    )
    answered_by_office_es = forms.CharField(
        label=_("Who answers, in Spanish"), max_length=160, required=False
    )
