"""What a complaint asks, one thing at a time. Only what happened is needed."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonground.domains.accountability.kind import COMPLAINT
from commonground.domains.accountability.pages_public.category import ComplaintCategory
from commonground.intake.asking.files import FilesStep
from commonground.intake.asking.questionnaire import Questionnaire
from commonground.intake.asking.steps import OfficerFields, ReachStep, Step, WhenStep, WhereStep
from commonground.intake.pages_public.plain_text import PlainText

LONGEST_STORY = 20_000  # characters


class WhatHappened(Step):
    key = "what"
    title = gettext_lazy("What happened?")
    lead = gettext_lazy("In your own words and in any order. It need not be perfect.")
    what_happened = PlainText(
        rows=12,
        max_length=LONGEST_STORY,
        required=True,
        label=gettext_lazy("What happened"),
        help_text=gettext_lazy(
            "Who did what, what was said, and what came after. If it is still going on, and dangerous, call 911."
        ),
        error_messages={"required": gettext_lazy("Write what happened, even if it is only one sentence.")},
    )


class MoreOfThisKind(Step):
    """One more question, by the kind of problem."""

    key = "more"
    title = gettext_lazy("A little more about it")
    more = PlainText(rows=4, max_length=4000)

    @classmethod
    def asked(cls, typed: QueryDict) -> bool:
        return typed.get("category", "") in _questions()

    def shape(self) -> None:
        self.fields["more"].label = _questions().get(self.typed.get("category", ""), _("Anything more"))


def _questions() -> dict[str, str]:
    return {
        "force": _("Was anybody hurt? Did anybody see a doctor, or take pictures of it?"),
        "stop-or-search": _("Did they say why? Did you get a ticket or a paper? Was anything taken?"),
        "arrest-or-jail": _("What did they say it was for? How long were you held, and where?"),
        "property": _("What was it, and what is it worth, roughly? Did you get a receipt?"),
        "did-not-act": _("When did you call or come, and what were you told?"),
        "driving": _("Which road, which direction, and was anybody hit or hurt?"),
        "privacy": _("What was given away or looked up, and who learned of it?"),
    }


class Officers(OfficerFields):
    key = "who"
    title = gettext_lazy("Who was it?")
    lead = gettext_lazy("Whatever you know. If you know nothing of this, go on: we can often find out.")
    about_standards = forms.BooleanField(
        required=False,
        label=gettext_lazy("One of them works in Professional Standards, or is the chief of police"),
        help_text=gettext_lazy("Then only the independent office reads this."),
    )


class Witnesses(Step):
    key = "witnesses"
    title = gettext_lazy("Who else saw or heard it?")
    lead = gettext_lazy(
        "Also cameras: on a shop, a bus, a telephone. Leave out people who do not want to be named."
    )
    witnesses = PlainText(rows=4, max_length=4000, label=gettext_lazy("People and cameras"))


class Perceived(Step):
    key = "perceived"
    title = gettext_lazy("Were you treated differently because of who you are?")
    lead = gettext_lazy(
        "Or because of who they took you for. Leave this empty if not, or if you would rather not say."
    )
    perceived = forms.MultipleChoiceField(
        required=False,
        label=gettext_lazy("Because of"),
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("race", gettext_lazy("Race or skin color")),
            ("origin", gettext_lazy("Where I or my family come from")),
            ("language", gettext_lazy("Language or accent")),
            ("immigration", gettext_lazy("Immigration status")),
            ("sex", gettext_lazy("Being a woman or a man")),
            ("gender", gettext_lazy("Gender identity")),
            ("orientation", gettext_lazy("Sexual orientation")),
            ("religion", gettext_lazy("Religion, or clothes that show it")),
            ("disability", gettext_lazy("Disability or illness, also of the mind")),
            ("age", gettext_lazy("Age")),
            ("homeless", gettext_lazy("Having no home, or little money")),
            ("other", gettext_lazy("Something else")),
        ],
    )
    perceived_words = PlainText(rows=3, max_length=2000, label=gettext_lazy("What makes you think so?"))


class ForWhom(Step):
    key = "for-whom"
    title = gettext_lazy("Did it happen to you?")
    for_whom = forms.ChoiceField(
        required=False,
        label=gettext_lazy("It happened to"),
        widget=forms.RadioSelect,
        choices=[
            ("me", gettext_lazy("Me")),
            ("child", gettext_lazy("My child")),
            ("other", gettext_lazy("Somebody else, and I file for them")),
            ("saw", gettext_lazy("Somebody else: I saw it or heard of it")),
        ],
    )
    for_whom_words = PlainText(
        rows=3,
        max_length=1000,
        label=gettext_lazy("If it was somebody else: who, and do they know that you write to us?"),
        help_text=gettext_lazy("You may file without their name."),
    )


class Wish(Step):
    key = "wish"
    title = gettext_lazy("What would you like to happen?")
    wish = PlainText(
        rows=4,
        max_length=2000,
        label=gettext_lazy("In your own words"),
        help_text=gettext_lazy(
            "An explanation, an apology, something back, a rule that changes, that it is on record."
        ),
    )
    mediation = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Would you talk with the officer, with a mediator who takes neither side?"),
        help_text=gettext_lazy("Only if both want it. Saying no does not harm your complaint."),
        widget=forms.RadioSelect,
        choices=[
            ("yes", gettext_lazy("Yes")),
            ("perhaps", gettext_lazy("Perhaps; tell me more")),
            ("no", gettext_lazy("No")),
        ],
    )


COMPLAINT_FORM = Questionnaire(
    kind=COMPLAINT,
    steps=(
        ComplaintCategory,
        WhatHappened,
        MoreOfThisKind,
        WhenStep,
        WhereStep,
        Officers,
        Witnesses,
        Perceived,
        ForWhom,
        Wish,
        FilesStep,
        ReachStep,
    ),
)
