"""What the independent board reads, and what the unit reads of the board's letters."""

import uuid
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import get_language

from commonground.access.decisions import decide
from commonground.access.models import Person
from commonground.access.permissions import Permission
from commonground.casework.city_rules import kind_file
from commonground.casework.models import Case, Exclusion
from commonground.casework.queries.opened import NotThere, OpenedCase
from commonground.domains.accountability.city_rules import name_of, standards
from commonground.domains.accountability.models import BoardAnswer, BoardLetter, BoardRelease
from commonground.domains.accountability.rules import is_late
from commonground.foundation import clock
from commonground.foundation.vault import DataKey, UnlockedVault, open_json, open_text, place, unwrap_with


def releases_for(viewer: Person) -> "QuerySet[BoardRelease]":
    """Copies that a member of the board may read. A conflict of interest hides from reviewers too."""
    if not decide(viewer, Permission.REVIEW_COMPLAINTS):
        return BoardRelease.objects.none()
    hidden = Exclusion.objects.filter(case=OuterRef("case"), person=viewer)
    standing = BoardRelease.objects.filter(withdrawn_at__isnull=True, case__disposed_at__isnull=True)
    return standing.exclude(Exists(hidden)).select_related("case").prefetch_related("letters__answer")


def release_for(viewer: Person, release_id: uuid.UUID) -> BoardRelease:
    """Raises `NotThere`."""
    found = releases_for(viewer).filter(pk=release_id).first()
    if found is None:
        raise NotThere
    return found


def key_of_reviewer(release: BoardRelease, vault: UnlockedVault) -> DataKey:
    """Raises `CannotOpen`."""
    table = BoardRelease._meta.db_table
    return vault.open_key(
        release.unit_key_id or 0, bytes(release.key_wrapped or b""), place(table, "key_wrapped", release.pk)
    )


def key_of_unit(release: BoardRelease, opened: OpenedCase) -> DataKey:
    """Raises `CannotOpen`."""
    bound_to = place(BoardRelease._meta.db_table, "key_for_unit", release.pk)
    return unwrap_with(bytes(release.key_for_unit or b""), opened.inner, bound_to)


def passages_of(release: BoardRelease, key: DataKey) -> list[tuple[str, str]]:
    sealed = bytes(release.content_sealed or b"")
    pairs = open_json(key, sealed, place(BoardRelease._meta.db_table, "content_sealed", release.pk)) or []
    return [(heading, text) for heading, text in pairs]


@dataclass(frozen=True)
class BoardLetterShown:
    row: BoardLetter
    text: str
    answer: BoardAnswer | None
    position: str
    answer_text: str
    late: bool


def letters_of(release: BoardRelease, key: DataKey | None) -> list[BoardLetterShown]:
    """`key` is None while the vault is locked."""
    rows = BoardLetter.objects.filter(release=release).select_related("written_by", "answer__answered_by")
    return [_letter(row, key, clock.today()) for row in rows]


def _letter(row: BoardLetter, key: DataKey | None, today: date) -> BoardLetterShown:
    answer = BoardAnswer.objects.filter(letter=row).first()
    text = answer_text = ""
    if key is not None:
        text = open_text(
            key, bytes(row.text_sealed), place(BoardLetter._meta.db_table, "text_sealed", row.pk)
        )
        if answer is not None:
            sealed_at = place(BoardAnswer._meta.db_table, "text_sealed", row.pk)
            answer_text = open_text(key, bytes(answer.text_sealed), sealed_at)
    return BoardLetterShown(
        row,
        text,
        answer,
        name_of(standards().positions, answer.position) if answer else "",
        answer_text,
        is_late(row.answer_due_on, done=answer is not None, today=today),
    )


def releases_of(case: Case) -> "QuerySet[BoardRelease]":
    """Of a matter that came out of its door; those that were taken back too, for their letters."""
    return BoardRelease.objects.filter(case=case).select_related("case", "released_by")


def letter_of(case: Case, letter_id: uuid.UUID) -> BoardLetter:
    """Raises `NotThere`."""
    found = (
        BoardLetter.objects.filter(release__case=case, pk=letter_id).select_related("release__case").first()
    )
    if found is None:
        raise NotThere
    return found


@dataclass(frozen=True)
class BoardCounts:
    """All that is public of the board's letters."""

    year: int
    support: int
    recommendation: int
    accepted: int
    in_part: int
    not_accepted: int


def board_counts(year: int) -> BoardCounts:
    letters = BoardLetter.objects.filter(written_at__year=year)
    answers = BoardAnswer.objects.filter(letter__in=letters.filter(kind="recommendation"))
    return BoardCounts(
        year=year,
        support=letters.filter(kind="support").count(),
        recommendation=letters.filter(kind="recommendation").count(),
        accepted=answers.filter(position="accepted").count(),
        in_part=answers.filter(position="in-part").count(),
        not_accepted=answers.filter(position="not-accepted").count(),
    )


def standing_release(case: Case, release_id: uuid.UUID) -> BoardRelease:
    """Raises `NotThere`."""
    found = releases_of(case).filter(pk=release_id, withdrawn_at__isnull=True).first()
    if found is None:
        raise NotThere
    return found


@dataclass(frozen=True)
class CopyShown:
    """What a list of copies says of each: nothing that stands in it."""

    row: BoardRelease
    outcome: str
    letters: int
    late: bool


def copy_shown(release: BoardRelease) -> CopyShown:
    outcomes = {one.key: one.name for one in kind_file(release.case.kind).outcomes}
    name = outcomes.get(release.case.outcome)
    letters = release.letters.count()
    return CopyShown(
        release,
        name.in_language(get_language() or "en") if name else "",
        letters,
        is_late(release.review_due_on, done=letters > 0, today=clock.today()),
    )
