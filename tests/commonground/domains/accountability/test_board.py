"""The independent board reads a redacted copy of a closed matter, writes, and is answered."""

import pytest

from commonground.casework.actions.moves import move_case
from commonground.casework.models import Exclusion
from commonground.domains.accountability.actions.board import release_to_board
from commonground.domains.accountability.actions.rights import StandardsRefused
from commonground.domains.accountability.models import BoardAnswer, BoardLetter, BoardRelease
from commonground.domains.accountability.queries.board import board_counts, key_of_reviewer
from commonground.foundation import clock
from commonground.foundation.audit.models import AuditEntry
from commonground.foundation.vault import CannotOpen, grants
from commonground.foundation.vault.rewrap import rewrap
from commonground.records.redacting import mark, wanted_places
from tests.commonground.domains.accountability.conftest import BOARD

STORY = "Officer Officer 4711 shouted at my son near the fountain."


def close(standards, case):
    for stage, outcome in (("assessing", ""), ("closed", "sustained")):
        case.refresh_from_db()
        move_case(
            case=case, to=stage, outcome=outcome, expected_version=case.version, by=standards.house.commander
        )
    case.refresh_from_db()


@pytest.fixture
def closed(standards):
    case = standards.matter(STORY, answers={"name": "Ruth Pennyworth", "email": "ruth@example.com"})
    standards.decides(standards.proposes(standards.alleges(case)))
    close(standards, case)
    return case


def redact(standards, case, words: str):
    opened = standards.house.opened(case, standards.house.commander)
    mark(
        opened=opened,
        wanted=wanted_places(opened, words),
        reason=_any_code(),
        audiences=["reviewer"],
        by=standards.house.commander,
    )


def _any_code() -> str:
    from commonground.records.codes import redaction_file

    return redaction_file().codes[0].key


@pytest.fixture
def released(standards, closed):
    redact(standards, closed, "Officer 4711")
    opened = standards.house.opened(closed, standards.house.commander)
    return release_to_board(opened=opened, by=standards.house.commander)


def test_an_open_matter_is_not_released(standards):
    case = standards.matter()
    with pytest.raises(StandardsRefused, match="closed"):
        release_to_board(
            opened=standards.house.opened(case, standards.house.commander), by=standards.house.commander
        )


def test_a_name_that_still_stands_stops_the_release(standards, closed):
    door = standards.house.door(standards.house.commander)
    answer = door.post(f"/standards/{closed.pk}/board/release/", {"version": 0})
    assert answer.status_code == 422
    assert "Somebody can still be known by name in: What happened" in answer.content.decode()
    assert not BoardRelease.objects.exists()


def test_reviewers_read_the_copy_and_nothing_else(standards, closed, released):
    door = standards.house.door(standards.reviewer)
    assert closed.reference in door.get("/standards/board/").content.decode()
    page = door.get(f"/standards/board/{released.pk}/").content.decode()
    assert "shouted at my son" in page
    assert "The body camera shows it." in page
    for hidden in ("4711", "Pennyworth", "ruth@example.com"):
        assert hidden not in page
    for path in (f"/matters/{closed.pk}/", f"/standards/{closed.pk}/"):
        assert door.get(path).status_code == 404


def test_the_copy_is_sealed_and_the_release_is_on_the_record(standards, closed, released):
    assert b"fountain" not in bytes(released.content_sealed)
    with pytest.raises(CannotOpen):
        key_of_reviewer(released, standards.house.vault(standards.house.investigator))
    assert AuditEntry.objects.filter(action="accountability.board.released").exists()
    locked = standards.house.door(standards.reviewer, locked=True).get(f"/standards/board/{released.pk}/")
    assert "/vault/unlock/" in locked["Location"]


def test_a_letter_is_answered_and_only_counted_in_public(standards, closed, released):
    reviewer = standards.house.door(standards.reviewer)
    typed = {"kind": "recommendation", "text": "Train the night shift in de-escalation."}
    assert reviewer.post(f"/standards/board/{released.pk}/", typed).status_code == 302
    letter = BoardLetter.objects.get()
    assert b"night shift" not in bytes(letter.text_sealed)
    unit = standards.house.door(standards.house.commander)
    assert "Train the night shift" in unit.get(f"/standards/{closed.pk}/").content.decode()
    answer = {"position": "in-part", "text": "Half of them this year."}
    assert unit.post(f"/standards/{closed.pk}/board/letters/{letter.pk}/answer/", answer).status_code == 302
    assert BoardAnswer.objects.get().position == "in-part"
    assert "Half of them this year." in reviewer.get(f"/standards/board/{released.pk}/").content.decode()
    counts = board_counts(clock.today().year)
    assert (counts.support, counts.recommendation, counts.in_part) == (0, 1, 1)
    again = unit.post(f"/standards/{closed.pk}/board/letters/{letter.pk}/answer/", answer)
    assert "This letter is answered" in again.content.decode()


def test_a_reviewer_with_a_conflict_sees_nothing(standards, closed, released):
    Exclusion.objects.create(case=closed, person=standards.reviewer, why="declared", since=clock.now())
    door = standards.house.door(standards.reviewer)
    assert closed.reference not in door.get("/standards/board/").content.decode()
    assert door.get(f"/standards/board/{released.pk}/").status_code == 404


def test_a_copy_taken_back_opens_nothing(standards, closed, released):
    unit = standards.house.door(standards.house.commander)
    answer = unit.post(f"/standards/{closed.pk}/board/{released.pk}/take-back/", {"version": 0})
    assert answer.status_code == 302
    released.refresh_from_db()
    assert (released.content_sealed, released.key_wrapped) == (None, None)
    assert standards.house.door(standards.reviewer).get(f"/standards/board/{released.pk}/").status_code == 404


def test_only_a_supervisor_releases(standards, closed):
    with pytest.raises(StandardsRefused):
        release_to_board(opened=standards.house.opened(closed), by=standards.house.investigator)


def test_a_copy_survives_a_rotation_of_the_boards_key(standards, closed, released):
    vault = standards.house.vault(standards.reviewer)
    _key, wider = grants.rotate(vault, BOARD, by=standards.reviewer)
    progress = rewrap(wider, BOARD, seconds=30, by=standards.reviewer)
    assert progress.left == 0
    released.refresh_from_db()
    assert key_of_reviewer(released, wider)


def test_others_have_no_list(standards, staff_door):
    for person in (standards.house.commander, standards.house.investigator):
        assert staff_door(person).get("/standards/board/").status_code == 403
