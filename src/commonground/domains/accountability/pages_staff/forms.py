"""What investigators, supervisors and reviewers fill in. Choices are handed to the forms; they know no tables."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonground.access.form_pages import SentForm
from commonground.casework.city_rules import kind_file
from commonground.domains.accountability.city_rules import category_name, choices_of, standards
from commonground.domains.accountability.words import (
    BOARD_LETTERS,
    DECISIONS,
    INTERVIEW_ROLES,
    MEDIATION_ANSWERS,
    MEDIATION_SIDES,
    WHY_WITHDRAWN,
)

LONG = 20_000
SEALED = _("Sealed to the unit.")


def area(rows: int = 6) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def give(form: forms.Form, name: str, choices: Iterable[tuple[str, Any]], empty: Any = None) -> None:
    pairs = [("", empty)] if empty is not None else []
    form.fields[name].choices = [*pairs, *choices]  # type: ignore[attr-defined]


def officer_choices(officers: Iterable[Any]) -> list[tuple[str, str]]:
    return [(str(one.pk), str(one)) for one in officers]


class AllegationForm(SentForm):
    officer = forms.ChoiceField(
        label=_("Officer"),
        widget=forms.Select(attrs={"data-searchable": ""}),
        help_text=_(
            "The officer, and whoever commands the officer, cannot see the matter from that moment on."
        ),
    )
    category = forms.ChoiceField(
        label=_("What kind of thing"),
        help_text=_("Decides how serious it is, who reviews, and when the finding is due."),
    )
    text = forms.CharField(
        label=_("What the officer is said to have done"), max_length=LONG, widget=area(), help_text=SEALED
    )

    def __init__(self, *given: Any, officers: Iterable[Any], **named: Any) -> None:
        super().__init__(*given, **named)
        give(self, "officer", officer_choices(officers), _("Choose an officer"))
        keys = [category.key for category in kind_file("complaint").categories]
        give(self, "category", [(key, category_name(key)) for key in keys], _("Choose"))


class ClassifyForm(SentForm):
    classification = forms.ChoiceField(label=_("How serious it is"), widget=forms.RadioSelect)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        give(self, "classification", choices_of(standards().classifications))


class WithdrawForm(SentForm):
    why = forms.ChoiceField(
        label=_("Why it ends without a finding"), choices=WHY_WITHDRAWN, widget=forms.RadioSelect
    )


class FindingForm(SentForm):
    finding = forms.ChoiceField(label=_("Finding"), widget=forms.RadioSelect)
    reasons = forms.CharField(
        label=_("Reasons"),
        max_length=LONG,
        widget=area(10),
        help_text=_("What shows it, and what speaks against it. Sealed to the unit."),
    )
    discipline = forms.ChoiceField(
        label=_("What follows for the officer"),
        required=False,
        help_text=_("Only for a finding that something was against the rules. The category alone."),
    )

    def __init__(self, *given: Any, meanings: Iterable[tuple[str, str]], **named: Any) -> None:
        super().__init__(*given, **named)
        give(self, "finding", meanings)
        give(self, "discipline", choices_of(standards().disciplines), _("Nothing yet"))


class DecisionForm(SentForm):
    decision = forms.ChoiceField(label=_("Your decision"), choices=DECISIONS, widget=forms.RadioSelect)
    reasons = forms.CharField(
        label=_("Reasons"),
        required=False,
        max_length=LONG,
        widget=area(),
        help_text=_("What is missing, if you return it. Sealed to the unit."),
    )
    signed = forms.BooleanField(
        label=_("I have read it whole, and sign this as my own decision."),
        error_messages={"required": _("A decision counts only when it is signed.")},
    )


class OfficerForm(SentForm):
    officer = forms.ChoiceField(label=_("Officer"))

    def __init__(self, *given: Any, officers: Iterable[Any], **named: Any) -> None:
        super().__init__(*given, **named)
        give(self, "officer", officer_choices(officers))


class MediationAnswerForm(SentForm):
    side = forms.ChoiceField(label=_("Who answered"), choices=MEDIATION_SIDES, widget=forms.RadioSelect)
    answer = forms.ChoiceField(label=_("The answer"), choices=MEDIATION_ANSWERS, widget=forms.RadioSelect)


class MediationHeldForm(SentForm):
    held_on = forms.DateField(label=_("Held on"), widget=forms.DateInput)
    outcome = forms.ChoiceField(label=_("How it ended"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=2000,
        widget=area(3),
        help_text=_(
            "Nothing of what was said there: it is not used in an investigation. Sealed to the unit."
        ),
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        give(self, "outcome", choices_of(standards().mediation_outcomes))


class InterviewForm(SentForm):
    role = forms.ChoiceField(label=_("Who was asked"), choices=INTERVIEW_ROLES, widget=forms.RadioSelect)
    name = forms.CharField(label=_("Name"), max_length=200, help_text=SEALED)
    on = forms.DateField(label=_("On"), widget=forms.DateInput)
    at = forms.TimeField(label=_("At"), widget=forms.TimeInput(attrs={"type": "time"}))
    rights = forms.ChoiceField(label=_("Rights given"), widget=forms.RadioSelect)
    recording = forms.CharField(
        label=_("Reference of the recording"),
        required=False,
        max_length=200,
        help_text=_("Leave it empty if it was not recorded. Sealed to the unit."),
    )
    notes = forms.CharField(
        label=_("Notes"), required=False, max_length=LONG, widget=area(), help_text=SEALED
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        give(self, "rights", choices_of(standards().rights))


class EvidenceForm(SentForm):
    kind = forms.ChoiceField(label=_("What kind of thing"))
    what = forms.CharField(label=_("What it is"), max_length=2000, widget=area(3), help_text=SEALED)
    reference = forms.CharField(label=_("Its number there"), required=False, max_length=200)
    held_at = forms.CharField(label=_("Where it lies"), max_length=300)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        give(self, "kind", choices_of(standards().evidence_kinds))


class DayForm(SentForm):
    day = forms.DateField(label=_("On"), widget=forms.DateInput)


class LetterForm(SentForm):
    to = forms.ChoiceField(label=_("To"), required=False)
    text = forms.CharField(label=_("Letter"), max_length=LONG, widget=area(14))

    def __init__(self, *given: Any, officers: Iterable[Any], **named: Any) -> None:
        super().__init__(*given, **named)
        give(self, "to", officer_choices(officers), _("The person who wrote to us"))


class ThanksForm(SentForm):
    officer = forms.ChoiceField(label=_("Officer"), widget=forms.Select(attrs={"data-searchable": ""}))
    text = forms.CharField(
        label=_("What the officer will read"),
        max_length=5000,
        widget=area(8),
        help_text=_(
            "Take out what tells who wrote, unless they allowed it. From here on these words are no longer sealed."
        ),
    )
    signed = forms.CharField(
        label=_("Name under it"),
        required=False,
        max_length=120,
        help_text=_("Only if the person said that the officer may know who wrote."),
    )

    def __init__(self, *given: Any, officers: Iterable[Any], **named: Any) -> None:
        super().__init__(*given, **named)
        give(self, "officer", officer_choices(officers), _("Choose an officer"))


class SureForm(SentForm):
    """Nothing to fill in: the page says what will happen, and the button does it."""


class BoardLetterForm(SentForm):
    kind = forms.ChoiceField(label=_("What kind of letter"), choices=BOARD_LETTERS, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Letter"),
        max_length=LONG,
        widget=area(10),
        help_text=_("The unit reads it. In public it is only counted."),
    )


class BoardAnswerForm(SentForm):
    position = forms.ChoiceField(label=_("The unit's position"), widget=forms.RadioSelect)
    text = forms.CharField(label=_("Answer"), max_length=LONG, widget=area(8))

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        give(self, "position", choices_of(standards().positions))
