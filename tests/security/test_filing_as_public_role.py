"""On PostgreSQL: somebody files and comes back through the public door's own database role, which can do that and no more."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from commonground.casework.models import Case, EvidenceFile, Message, StageChange
from commonground.casework.queries.opened import opened
from commonground.casework.receipt_rows import presenting
from commonground.foundation import clock
from commonground.foundation.proofs.keys import make_key
from commonground.matters.actions.splitting import SplitOff, split_case
from tests.commonground.domains.accountability.public.test_complaint import COMPLAINT, words_of
from tests.commonground.domains.accountability.public.walker import Walker
from tests.commonground.intake.sealing import unlocked_units
from tests.security.test_grants import PUBLIC, _roles, acting_as, may

__all__ = ["_roles"]  # the fixture that makes the roles, for every test here


@pytest.fixture
def walker(_roles, public_door, settings, tmp_path) -> Walker:
    settings.PROOF_KEYS_FOLDER, settings.EVIDENCE_ROOT = tmp_path / "keys", tmp_path / "evidence"
    make_key()
    walker = Walker(public_door, COMPLAINT)
    walker.unit_vault = unlocked_units()
    return walker


def file_one(walker: Walker, text: str) -> str:
    walker.fill_complaint(what_happened=text).press("change:files")
    walker.press("add", file=SimpleUploadedFile("seen.txt", b"what I saw", "text/plain"))
    walker.press().press("send")
    assert walker.page.status_code == 200, walker.text
    return words_of(walker.text)


def test_the_public_role_files_and_comes_back(walker) -> None:
    with acting_as(PUBLIC):
        words = file_one(walker, "He shouted.")
        walker.press("send")  # the receipt page has no such button; the form is sent as it was
        page = walker.door.post("/tell-us/return/", {"code": words}).content.decode()
        assert "He shouted." in page
        assert "seen.txt" in page
        sent = {"code": words, "do": "write", "text": "One thing more", "message": str(uuid.uuid4())}
        for _twice in range(2):
            answer = walker.door.post("/tell-us/return/", sent)
            assert answer.status_code == 200
        assert "One thing more" in answer.content.decode()
        saved = walker.door.post("/tell-us/return/proof/", {"code": words, "what": "copy"})
        assert b"BEGIN FILING PROOF" in saved.content
    assert Case.objects.count() == 1
    assert Message.objects.count() == 1


def test_an_answer_restarts_the_clock_through_the_public_role(walker) -> None:
    with acting_as(PUBLIC):
        words = file_one(walker, "He shouted.")
    Case.objects.update(waiting_since=clock.now())
    with acting_as(PUBLIC):
        answer = walker.door.post(
            "/tell-us/return/", {"code": words, "do": "write", "text": "It was the back door"}
        )
        assert answer.status_code == 200
    assert Case.objects.get().waiting_since is None


def test_without_a_receipt_the_public_role_sees_no_matter(walker) -> None:
    with acting_as(PUBLIC):
        file_one(walker, "One")
        walker.address = COMPLAINT
        file_one(walker, "Two")
    locators = list(Case.objects.values_list("locator", flat=True))
    with acting_as(PUBLIC), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('commonground.receipt', '', false)")
        for model in (Case, Message, StageChange, EvidenceFile):
            cursor.execute(f'SELECT count(id) FROM "{model._meta.db_table}"')
            assert cursor.fetchone() == (0,), model
        with presenting(locators[0]):
            cursor.execute("SELECT locator FROM casework_case")
            assert cursor.fetchall() == [(locators[0],)]
            cursor.execute("SELECT count(DISTINCT case_id) FROM casework_stagechange")
            assert cursor.fetchone() == (1,)


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("casework_case", "shared_key_wrapped"),
        ("casework_case", "inner_key_wrapped"),
        ("casework_case", "assigned_to_id"),
        ("casework_case", "category"),
        ("casework_message", "author_id"),
        ("casework_stagechange", "reason_sealed"),
        ("casework_evidencefile", "digest_sealed"),
        ("casework_note", "id"),
        ("casework_namedofficer", "id"),
        ("casework_exclusion", "id"),
    ],
)
@pytest.mark.usefixtures("_roles")
def test_what_the_public_role_never_reads(table: str, column: str) -> None:
    assert not may(PUBLIC, f'SELECT "{column}" FROM "{table}" LIMIT 1')


def test_the_public_role_changes_no_matter_but_the_one_it_presents(walker) -> None:
    with acting_as(PUBLIC):
        file_one(walker, "One")
        walker.address = COMPLAINT
        file_one(walker, "Two")
    mine, other = Case.objects.order_by("received_at")
    with acting_as(PUBLIC), presenting(mine.locator), connection.cursor() as cursor:
        for condition in ("", " WHERE locator IS NOT NULL"):
            cursor.execute(f"UPDATE casework_case SET last_side = 'x'{condition}")
            assert cursor.rowcount == 1
    other.refresh_from_db()
    assert other.last_side == "reporter"


def test_the_public_role_reads_a_part_by_the_receipt_of_the_whole_and_by_none_else(
    walker, make_person
) -> None:
    """A part that was split off follows the same rule as the matter that it came from."""
    with acting_as(PUBLIC):
        words = file_one(walker, "Two things in one.")
        walker.address = COMPLAINT
        file_one(walker, "Somebody else's.")
    whole, other = Case.objects.order_by("received_at")
    part = split_case(
        source=opened(whole, walker.unit_vault),
        off=SplitOff("complaint", "property", ["what-happened"]),
        vault=walker.unit_vault,
        by=make_person("standards-investigator"),
    )
    with acting_as(PUBLIC):
        page = walker.door.post("/tell-us/return/", {"code": words}).content.decode()
        assert part.reference in page
        sent = {"code": words, "part": str(part.pk), "do": "write", "text": "Of the part alone."}
        assert "Of the part alone." in walker.door.post("/tell-us/return/", sent).content.decode()
        with presenting(whole.locator), connection.cursor() as cursor:
            cursor.execute("SELECT id FROM casework_case")
            assert {row[0] for row in cursor.fetchall()} == {whole.pk, part.pk}
        with presenting(other.locator), connection.cursor() as cursor:
            cursor.execute("SELECT id FROM casework_case")
            assert {row[0] for row in cursor.fetchall()} == {other.pk}
    assert Message.objects.get().case == part
