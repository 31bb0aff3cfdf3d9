"""Words for what the tables hold as keys. Pages take them from here; they never reach for tables."""

from django.utils.translation import gettext_lazy as _

from commonground.domains.accountability.models import (
    BoardLetterKind,
    InterviewRole,
    MediationAnswer,
    ReviewDecision,
    WhyWithdrawn,
)

WHY_WITHDRAWN = WhyWithdrawn.choices
DECISIONS = ReviewDecision.choices
INTERVIEW_ROLES = InterviewRole.choices
BOARD_LETTERS = BoardLetterKind.choices
MEDIATION_ANSWERS = [choice for choice in MediationAnswer.choices if choice[0]]
MEDIATION_SIDES = [("person", _("The person who complained")), ("officer", _("The officer"))]
