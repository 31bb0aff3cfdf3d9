"""What members of a unit fill in: steps, messages, notes, links, a matter taken in at the desk."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from commonground.access.form_pages import SentForm
from commonground.casework.actions.messages import LONGEST
from commonground.casework.city_rules import KindFile

Choices = Iterable[tuple[str, Any]]


def words(text: Any) -> str:
    """A text of the city's file in the reader's language."""
    return str(text.in_language(get_language() or "en"))


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class MessageForm(SentForm):
    letter = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    to = forms.ChoiceField(label=_("To"), required=False)
    text = forms.CharField(label=_("Message"), max_length=LONGEST, widget=_area(7))
    asks = forms.BooleanField(
        label=_("Ask, and wait for the answer"),
        required=False,
        help_text=_("Our clock stands still until the person writes."),
    )

    def __init__(self, *given: Any, recipients: Choices = (), **named: Any) -> None:
        super().__init__(*given, **named)
        if recipients:
            self.fields["to"].choices = [("", _("Everybody who wrote to us")), *recipients]  # type: ignore[attr-defined]
        else:
            del self.fields["to"]


class NoteForm(SentForm):
    text = forms.CharField(label=_("New note"), max_length=LONGEST, widget=_area(4))


class MoveForm(SentForm):
    to = forms.ChoiceField(label=_("Next step"))
    outcome = forms.ChoiceField(label=_("How it ended"), required=False)
    reason = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=2000,
        widget=_area(2),
        help_text=_("For the unit. Sealed; the person never sees it."),
    )

    def __init__(self, *given: Any, rules: KindFile, stage: str, **named: Any) -> None:
        super().__init__(*given, **named)
        steps = [rules.stage(key) for key in rules.stage(stage).next]
        self.fields["to"].choices = [("", _("Choose")), *((one.key, words(one.name)) for one in steps)]  # type: ignore[attr-defined]
        if any(one.closed for one in steps):
            outcomes = [(one.key, words(one.name)) for one in rules.outcomes]
            self.fields["outcome"].choices = [("", _("Only when it is closed")), *outcomes]  # type: ignore[attr-defined]
        else:
            del self.fields["outcome"]


class AssignForm(SentForm):
    to = forms.ChoiceField(label=_("Give it to"))

    def __init__(self, *given: Any, members: Choices = (), **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["to"].choices = [("", _("Choose")), *members]  # type: ignore[attr-defined]


class PlainForm(SentForm):
    """A button: take, hand back."""


class LinkForm(SentForm):
    reference = forms.CharField(label=_("Reference of the other matter"), max_length=12)
    kind = forms.ChoiceField(
        label=_("How they belong together"),
        choices=[("related", _("Related")), ("duplicate", _("The same matter"))],
    )


class UnlinkForm(SentForm):
    link = forms.IntegerField(widget=forms.HiddenInput)


class MergeForm(SentForm):
    reference = forms.CharField(label=_("Reference of the matter that goes on"), max_length=12)


class ReferForm(SentForm):
    agency = forms.ChoiceField(label=_("Agency"))
    letter = forms.CharField(
        label=_("Letter to the agency"),
        max_length=LONGEST,
        widget=_area(12),
        help_text=_("Sealed. It is printed or handed over, never sent by e-mail."),
    )
    message = forms.CharField(
        label=_("Message to the person"),
        max_length=LONGEST,
        widget=_area(7),
        help_text=_("They read it with their receipt."),
    )

    def __init__(self, *given: Any, agencies: Choices = (), **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["agency"].choices = [("", _("Choose")), *agencies]  # type: ignore[attr-defined]


class SplitForm(SentForm):
    category = forms.ChoiceField(label=_("What the new matter is"))
    answers = forms.MultipleChoiceField(
        label=_("Answers to take along"), required=False, widget=forms.CheckboxSelectMultiple
    )
    messages = forms.MultipleChoiceField(
        label=_("Messages to take along"), required=False, widget=forms.CheckboxSelectMultiple
    )
    notes = forms.MultipleChoiceField(
        label=_("Notes to take along"), required=False, widget=forms.CheckboxSelectMultiple
    )
    files = forms.MultipleChoiceField(
        label=_("Files to take along"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *given: Any, choices: dict[str, list[tuple[str, Any]]], **named: Any) -> None:
        super().__init__(*given, **named)
        for name, given_choices in choices.items():
            if given_choices:
                self.fields[name].choices = given_choices  # type: ignore[attr-defined]
            else:
                del self.fields[name]


class SaveSearchForm(SentForm):
    name = forms.CharField(label=_("Name of the search"), max_length=80)
    alert = forms.BooleanField(label=_("Write to me once a day when something new comes"), required=False)


class FilterForm(forms.Form):
    """Narrows a view of the queue. Names are those of `QueueFilter`."""

    reference = forms.CharField(label=_("Reference"), required=False, max_length=12)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    category = forms.ChoiceField(label=_("Category"), required=False)
    stage = forms.ChoiceField(label=_("Stage"), required=False)
    assigned = forms.ChoiceField(label=_("Who has it"), required=False)
    channel = forms.ChoiceField(label=_("How it came"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    since = forms.DateField(
        label=_("Received from"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("Received until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    show = forms.CharField(widget=forms.HiddenInput, required=False)
    unit = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *given: Any, choices: dict[str, list[tuple[str, Any]]], **named: Any) -> None:
        super().__init__(*given, **named)
        for name, known in choices.items():
            self.fields[name].choices = [("", _("Any")), *known]  # type: ignore[attr-defined]


class EntryForm(SentForm):
    """The questions of a kind, as the unit words them, for whoever takes a matter in."""

    receipt_en = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)
    receipt_es = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)
    channel = forms.ChoiceField(label=_("How it came"))
    language = forms.ChoiceField(
        label=_("The person's language"), choices=[("en", _("English")), ("es", _("Spanish"))]
    )
    category = forms.ChoiceField(label=_("Category"))
    wants_receipt = forms.BooleanField(
        label=_("The person wants a receipt"),
        required=False,
        help_text=_("With it they can come back and read our answers. Without it they cannot."),
    )

    def __init__(
        self, *given: Any, channels: Choices, categories: Choices, labels: dict[str, Any], **named: Any
    ) -> None:
        super().__init__(*given, **named)
        self.fields["channel"].choices = list(channels)  # type: ignore[attr-defined]
        self.fields["category"].choices = list(categories)  # type: ignore[attr-defined]
        if not categories:
            del self.fields["category"]
        for key, label in labels.items():
            self.fields[f"answer-{key}"] = forms.CharField(
                label=label,
                required=False,
                validators=[MaxLengthValidator(LONGEST)],  # no count under each of twenty boxes
                widget=_area(8 if key == "what-happened" else 2),
            )

    @property
    def receipt(self) -> str:
        """The words in the person's language that this page has carried from the start."""
        return str(self.cleaned_data[f"receipt_{self.cleaned_data['language']}"])

    @property
    def answers(self) -> dict[str, str]:
        given = {
            name.removeprefix("answer-"): text
            for name, text in self.cleaned_data.items()
            if name.startswith("answer-")
        }
        return {key: text.strip() for key, text in given.items() if text.strip()}
