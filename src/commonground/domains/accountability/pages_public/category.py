"""The first question of a complaint, and of a question."""

from django.utils.translation import gettext_lazy

from commonground.domains.accountability.kind import COMPLAINT, QUESTION
from commonground.intake.asking.category import CategoryStep


class ComplaintCategory(CategoryStep):
    kind = COMPLAINT
    title = gettext_lazy("What kind of problem is it?")


class QuestionCategory(CategoryStep):
    kind = QUESTION
    title = gettext_lazy("What is your question about?")
