"""Telling investigators something, and objecting to an appeal: one thing a page, sealed when it is sent, no name needed."""

import uuid
from dataclasses import dataclass

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonground.domains.newsroom.actions.tips import note_objection, note_tip
from commonground.domains.newsroom.kind import OBJECTION, TIP
from commonground.domains.newsroom.queries.public import AppealShown, public_appeal
from commonground.foundation.opening import open_to_anyone
from commonground.foundation.uploads import sealing_uploads
from commonground.intake.asking.category import CategoryStep
from commonground.intake.asking.files import FilesStep
from commonground.intake.asking.questionnaire import Questionnaire
from commonground.intake.asking.steps import ReachStep, Step, WhenStep, WhereStep
from commonground.intake.asking.walk import ask
from commonground.intake.pages_public.guarded import in_confidence
from commonground.intake.pages_public.plain_text import PlainText
from commonground.reference.words import plain_words


class TipCategory(CategoryStep):
    kind = TIP.key


class WhatYouKnow(Step):
    key = "what"
    title = gettext_lazy("What do you know?")
    lead = gettext_lazy(
        "Who, what, where: whatever you know. Do not put yourself in danger to find out more."
    )
    what = PlainText(
        rows=8,
        max_length=8000,
        required=True,
        label=gettext_lazy("What you know"),
        error_messages={"required": gettext_lazy("Write what you know, even if it is only one sentence.")},
    )
    who = PlainText(label=gettext_lazy("Who or what it is about, if you know a name"), rows=2, max_length=500)
    how_known = PlainText(
        label=gettext_lazy("How you know it"),
        help_text=gettext_lazy("Did you see it, or did somebody tell you?"),
        rows=2,
        max_length=1000,
    )


class WhatYouKnowOfAppeal(WhatYouKnow):
    title = gettext_lazy("What do you know about this appeal?")
    claims_match = forms.BooleanField(
        required=False, label=gettext_lazy("I know who this person is, or whose vehicle it is")
    )


class TipReach(ReachStep):
    reward = forms.BooleanField(
        required=False,
        label=gettext_lazy("If there is a reward, tell me on the page of my receipt"),
        help_text=gettext_lazy("It is paid for a code, without a name."),
    )


class WhatIsWrong(Step):
    key = "what"
    title = gettext_lazy("What is wrong with this appeal?")
    lead = gettext_lazy("It is read by somebody who had no part in publishing it.")
    what = PlainText(
        rows=8,
        max_length=8000,
        required=True,
        label=gettext_lazy("What is wrong, or why it should come down"),
        error_messages={"required": gettext_lazy("Write what is wrong, even if it is only one sentence.")},
    )
    relation = PlainText(
        label=gettext_lazy("Who you are to the person shown"),
        help_text=gettext_lazy("Yourself, a parent, a lawyer, nobody at all: as you like."),
    )


class ObjectionCategory(CategoryStep):
    kind = OBJECTION.key


TIP_FORM = Questionnaire(
    kind=TIP.key, steps=(TipCategory, WhatYouKnow, WhenStep, WhereStep, FilesStep, TipReach)
)
APPEAL_TIP_FORM = Questionnaire(
    kind=TIP.key, steps=(WhatYouKnowOfAppeal, WhenStep, WhereStep, FilesStep, TipReach), category="appeal"
)
OBJECTION_FORM = Questionnaire(
    kind=OBJECTION.key, steps=(ObjectionCategory, WhatIsWrong, FilesStep, ReachStep)
)


@dataclass(frozen=True)
class _TipBeside:
    """Which appeal a tip answers, and whether its writer says who it is."""

    appeal_id: int | None

    def __call__(self, case_id: uuid.UUID, typed: QueryDict) -> None:
        note_tip(case_id=case_id, appeal_id=self.appeal_id, claims_match=bool(typed.get("claims_match")))


@dataclass(frozen=True)
class _ObjectionBeside:
    appeal_id: int

    def __call__(self, case_id: uuid.UUID, typed: QueryDict) -> None:
        del typed
        note_objection(case_id=case_id, appeal_id=self.appeal_id)


@open_to_anyone(reason="Anybody may tell investigators something, without a name", methods=("GET", "POST"))
@sealing_uploads
@in_confidence
def tip(request: HttpRequest, number: str = "") -> HttpResponse:
    """A tip in general, or to an appeal that stands today."""
    if not number:
        return ask(request, TIP_FORM, beside=_TipBeside(None))
    shown = _live(number)
    return ask(request, APPEAL_TIP_FORM, beside=_TipBeside(shown.appeal.pk), about=_about(shown))


@open_to_anyone(reason="Whoever is shown in an appeal may object, without a name", methods=("GET", "POST"))
@sealing_uploads
@in_confidence
def objection(request: HttpRequest, number: str) -> HttpResponse:
    """Also to one that has ended, for as long as its page stands."""
    shown = public_appeal(number)
    if shown is None:
        raise Http404
    return ask(request, OBJECTION_FORM, beside=_ObjectionBeside(shown.appeal.pk), about=_about(shown))


def _about(shown: AppealShown) -> str:
    return _("The appeal: %(title)s") % {"title": plain_words(shown.appeal, "title")}


def _live(number: str) -> AppealShown:
    shown = public_appeal(number)
    if shown is None or not shown.live:
        raise Http404
    return shown
