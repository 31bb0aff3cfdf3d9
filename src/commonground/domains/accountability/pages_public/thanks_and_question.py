"""What thanks and a question ask: little."""

from django import forms
from django.utils.translation import gettext_lazy

from commonground.domains.accountability.kind import QUESTION, THANKS
from commonground.domains.accountability.pages_public.category import QuestionCategory
from commonground.intake.asking.questionnaire import Questionnaire
from commonground.intake.asking.steps import OfficerFields, ReachStep, Step, WhenStep, WhereStep
from commonground.intake.pages_public.plain_text import PlainText

_YES_OR_NO = [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]


class WhoIsThanked(OfficerFields):
    key = "who"
    title = gettext_lazy("Whom would you like to thank?")
    lead = gettext_lazy("Whatever you know. With the day and the place we can often find out.")


class WhatTheyDid(Step):
    key = "what"
    title = gettext_lazy("What did they do?")
    what_happened = PlainText(
        rows=8,
        max_length=8000,
        required=True,
        label=gettext_lazy("What they did"),
        error_messages={"required": gettext_lazy("Write what they did, even if it is only one sentence.")},
    )


class MayWe(Step):
    key = "may-we"
    title = gettext_lazy("What may we do with it?")
    lead = gettext_lazy(
        "We copy your words for the officer. That copy is not locked: the officer and those who supervise complaints read it, "
        "and it stays in the officer's file. Without a yes, your name stays with us."
    )
    tell_officer = forms.ChoiceField(
        required=False,
        label=gettext_lazy("May we tell them who wrote, if you give a name?"),
        widget=forms.RadioSelect,
        choices=_YES_OR_NO,
    )
    publish = forms.ChoiceField(
        required=False,
        label=gettext_lazy("May we publish your words, without your name?"),
        widget=forms.RadioSelect,
        choices=_YES_OR_NO,
    )


class TheQuestion(Step):
    key = "what"
    title = gettext_lazy("What would you like to know?")
    what_happened = PlainText(
        rows=8,
        max_length=8000,
        required=True,
        label=gettext_lazy("Your question"),
        help_text=gettext_lazy("To complain about something that happened, use the complaint form instead."),
        error_messages={"required": gettext_lazy("Write your question.")},
    )


THANKS_FORM = Questionnaire(
    kind=THANKS, steps=(WhatTheyDid, WhoIsThanked, WhenStep, WhereStep, MayWe, ReachStep)
)
QUESTION_FORM = Questionnaire(kind=QUESTION, steps=(QuestionCategory, TheQuestion, ReachStep))
