"""A board's recommendation to a public body, and the answer that is owed."""

from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commonground.access.decisions import decide
from commonground.access.models import Person
from commonground.access.permissions import Permission
from commonground.boards.city_rules import rules_for
from commonground.boards.models import AnswerKind, Board, Meeting, Recommendation, Term
from commonground.boards.rules import answer_due_on, may_make_recommendation, needs_reasons, period_held
from commonground.foundation import clock
from commonground.foundation.audit.record import record
from commonground.foundation.refusals import Refused
from commonground.foundation.versions import apply_changes, check_version, locked, values_of
from commonground.reference.models import PublicBody


@dataclass(frozen=True)
class RecommendationDetails:
    title: str
    text: str
    addressed_to: PublicBody
    made_on: date
    meeting: Meeting | None = None
    translations: dict[str, dict[str, str]] = field(default_factory=dict)

    @classmethod
    def labels(cls) -> dict[str, str | Promise]:
        return {
            "title": _("Title"),
            "text": _("Recommendation"),
            "addressed_to": _("Addressed to"),
            "made_on": _("Made on"),
            "meeting": _("Made at the meeting"),
        }


@dataclass(frozen=True)
class AnswerDetails:
    answer: str
    answer_text: str
    answered_by_office: str
    translations: dict[str, dict[str, str]] = field(default_factory=dict)

    @classmethod
    def labels(cls) -> dict[str, str | Promise]:
        return {
            "answer": _("Answer"),
            "answer_text": _("Reasons, and what will be done"),
            "answered_by_office": _("Who answers"),
        }


@transaction.atomic
def make_recommendation(*, board: Board, details: RecommendationDetails, by: Person) -> Recommendation:
    """Public at once; the answer is due so many days after it was made as the city says."""
    stored = locked(board)
    _refuse_stranger(stored, by)
    _refuse_details(stored, details)
    made = Recommendation(
        board=stored,
        number=_next_number(stored, details.made_on.year),
        due_on=answer_due_on(details.made_on, rules_for(stored.slug).answer_days),
        recorded_by=by,
        **values_of(details),
    )
    made.save(force_insert=True)
    record(
        "boards.recommendation.made",
        made,
        by=by,
        details={"board": stored.slug, "number": made.number, "due_on": str(made.due_on)},
    )
    return made


@transaction.atomic
def edit_recommendation(
    *, recommendation: Recommendation, details: RecommendationDetails, expected_version: int, by: Person
) -> Recommendation:
    """Until it is answered; the due date follows the day it was made."""
    stored = locked(recommendation)
    _refuse_stranger(stored.board, by)
    check_version(stored, expected_version, details)
    if stored.answer:
        raise Refused(_("This recommendation was answered: its text stays as it was then."))
    _refuse_details(stored.board, details)
    if changed := apply_changes(stored, details):
        stored.due_on = answer_due_on(stored.made_on, rules_for(stored.board.slug).answer_days)
        stored.save()
        record("boards.recommendation.edited", stored, by=by, details={"fields": changed})
    return stored


@transaction.atomic
def answer_recommendation(
    *, recommendation: Recommendation, details: AnswerDetails, expected_version: int, by: Person
) -> Recommendation:
    """Public at once. It can be changed; the day of the first answer counts."""
    stored = locked(recommendation)
    check_version(stored, expected_version, details)
    if details.answer not in AnswerKind.values:
        raise Refused(_("Choose an answer."), field="answer")
    if needs_reasons(details.answer) and not details.answer_text:
        raise Refused(_("Say why, when not all of it is accepted."), field="answer_text")
    merged = {**stored.translations.get("es", {}), **details.translations.get("es", {})}
    stored.translations = {**stored.translations, "es": merged} if merged else stored.translations
    stored.answer, stored.answer_text = details.answer, details.answer_text
    stored.answered_by_office = details.answered_by_office
    stored.answered_on = stored.answered_on or clock.today()
    stored.answered_by = by
    stored.version += 1
    stored.save()
    record("boards.recommendation.answered", stored, by=by, details={"answer": stored.answer})
    return stored


def _refuse_stranger(board: Board, by: Person) -> None:
    sits = any(
        period_held(term.starts_on, term.ends_on, term.left_on).covers(clock.today())
        for term in Term.objects.filter(seat__board=board, person=by)
    )
    serves = bool(decide(by, Permission.MANAGE_MEETINGS))
    if not may_make_recommendation(sits_on_board=sits, serves_boards=serves):
        raise Refused(_("You do not hold a seat on this board today."))


def _refuse_details(board: Board, details: RecommendationDetails) -> None:
    if details.made_on > clock.today():
        raise Refused(_("A recommendation cannot be made on a day to come."), field="made_on")
    if details.meeting is None:
        return
    if details.meeting.board_id != board.pk:
        raise Refused(_("Choose a meeting of this board."), field="meeting")
    if timezone.localtime(details.meeting.starts_at).date() > details.made_on:
        raise Refused(_("It was made before that meeting began. Check the day."), field="made_on")


def _next_number(board: Board, year: int) -> str:
    """`2026-3`: the third of the year. The board's row is locked, so two at once get two numbers."""
    taken = board.recommendations.filter(number__startswith=f"{year}-").values_list("number", flat=True)
    return f"{year}-{max((int(number.split('-')[1]) for number in taken), default=0) + 1}"
