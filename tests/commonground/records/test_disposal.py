"""Holds, disposal by two persons, and that nothing comes back: not from a page, not from the bytes of the database."""

import io
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.urls import reverse
from pypdf import PdfReader

from commonground.casework.actions.messages import send_message
from commonground.casework.actions.notes import write_note
from commonground.casework.evidence import attach, sweep_abandoned
from commonground.casework.models import (
    Case,
    EvidenceFile,
    Exclusion,
    Message,
    NamedOfficer,
    Note,
    Side,
    StageChange,
    WhyExcluded,
)
from commonground.casework.queries.by_receipt import case_by_receipt
from commonground.foundation import clock
from commonground.foundation.audit.models import AuditEntry
from commonground.foundation.uploads.receiving import begin, finish, take_piece
from commonground.foundation.vault import CannotOpen
from commonground.records.disposing import (
    CannotDispose,
    confirm_disposal,
    propose_disposal,
    scrub_database,
    withdraw_proposal,
)
from commonground.records.holding import lift_hold, place_hold
from commonground.records.kept import due_for, held_for, no_longer_kept, record_for
from commonground.records.models import Disposal, ForgottenReceipt, LegalHold, Redaction
from commonground.records.redacting import mark, wanted_places
from tests.commonground.records.house import PLANTED, filed


@pytest.fixture
def custodian(make_person):
    return make_person("records-custodian", name="Rosa Lund")


@pytest.fixture
def second(make_person):
    return make_person("records-custodian", name="Theo Banks")


@pytest.fixture
def due(house, matter) -> Case:
    """Closed long ago, its time over, with everything in it that a matter can have."""
    opened = house.opened(matter.case.pk)
    send_message(opened=opened, text="We looked into it.", by=house.member)
    write_note(opened=opened, text="A note of ours.", by=house.member)
    mark(
        opened=opened,
        wanted=wanted_places(opened, PLANTED),
        reason="R-2",
        audiences=["public"],
        by=house.member,
    )
    begun = begin("a.txt", 7)
    take_piece(begun, 0, io.BytesIO(b"planted"))
    with transaction.atomic():
        attach(matter.case.pk, (finish(begun),), side=Side.UNIT, under=opened.shared, by=house.member)
    closed = clock.now() - timedelta(days=4000)
    Case.objects.filter(pk=matter.case.pk).update(
        closed_at=closed, dispose_after=clock.today() - timedelta(days=1), assigned_to=house.member
    )
    return Case.objects.get(pk=matter.case.pk)


def disposed(case: Case, one, other) -> Disposal:
    propose_disposal(case=case, by=one)
    return confirm_disposal(case=case, by=other)


def test_two_persons_and_nothing_is_left_but_the_skeleton(
    house, matter, due, custodian, second, evidence_root
) -> None:
    before = Case.objects.get(pk=due.pk)
    keys = [
        bytes(before.shared_key_wrapped),
        bytes(before.inner_key_wrapped),
        bytes(before.receipt_key_wrapped),
    ]
    file = EvidenceFile.objects.get()
    done = disposed(due, custodian, second)
    row = Case.objects.get(pk=due.pk)
    assert (row.kind, row.reference, row.received_at, row.closed_at) == (
        due.kind,
        due.reference,
        due.received_at,
        due.closed_at,
    )
    assert row.disposed_at
    assert not any(
        (
            row.shared_key_wrapped,
            row.inner_key_wrapped,
            row.receipt_key_wrapped,
            row.filing_sealed,
            row.proof_sealed,
        )
    )
    assert (row.locator, row.unit_key, row.fingerprint, row.assigned_to) == (None, None, "", None)
    for model in (Message, Note, EvidenceFile, Redaction, NamedOfficer, Exclusion):
        assert not model.objects.exists(), model
    assert all(not bytes(step.reason_sealed) and step.by is None for step in StageChange.objects.all())
    assert StageChange.objects.exists()
    assert done.certificate["counts"]["casework.Message"] == 1
    assert done.certificate["file_bytes"] == file.size
    assert len(done.certificate["destroyed_sha256"]) >= 8
    assert PLANTED not in str(done.certificate)
    assert [key for key in keys if key]
    assert AuditEntry.objects.filter(action="casework.case.disposed", object_id=str(due.pk)).count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_bytes_of_files_are_gone_once_it_is_committed(
    house, due, custodian, second, evidence_root
) -> None:
    assert [path for path in evidence_root.rglob("*") if path.is_file()]
    disposed(due, custodian, second)
    assert not [path for path in evidence_root.rglob("*") if path.is_file()]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    "connection.vendor != 'sqlite'", reason="PostgreSQL: see the guide; its own VACUUM removes old rows"
)
def test_the_raw_bytes_of_the_database_hold_no_key_of_it(
    tmp_path, house, matter, due, custodian, second
) -> None:
    """Every file of SQLite, its log too, searched for what was wrapped and sealed."""
    before = Case.objects.get(pk=due.pk)
    searched = [
        bytes(getattr(before, name))
        for name in ("shared_key_wrapped", "inner_key_wrapped", "receipt_key_wrapped", "filing_sealed")
    ]
    searched += [bytes(row.body_sealed) for row in (*Message.objects.all(), *Note.objects.all())]
    searched += [bytes(row.key_wrapped) for row in EvidenceFile.objects.all()]
    assert all(one in database_bytes(tmp_path) for one in searched)
    disposed(due, custodian, second)
    scrub_database()
    left = database_bytes(tmp_path)
    assert not [number for number, one in enumerate(searched) if one in left or one[40:80] in left]
    assert due.reference.encode() in left


def database_bytes(folder: Path) -> bytes:
    """Of the database as it lies on the disk; where tests keep it in memory, of a copy page by page."""
    name = str(connection.settings_dict["NAME"])
    if "memory" not in name:
        return b"".join(path.read_bytes() for path in Path(name).parent.glob(Path(name).name + "*"))
    return bytes(connection.connection.serialize())


def test_what_was_disposed_of_opens_for_nobody(
    house, matter, due, custodian, second, public_door, settings
) -> None:
    disposed(due, custodian, second)
    assert case_by_receipt(matter.keys) is None
    assert no_longer_kept(matter.keys) == clock.today()
    assert no_longer_kept(filed().keys) is None
    with pytest.raises(CannotOpen):
        house.opened(due.pk)
    assert ForgottenReceipt.objects.get().locator == matter.keys.locator


def test_the_same_person_cannot_do_both_and_the_database_says_so_too(due, custodian) -> None:
    from django.db import IntegrityError

    propose_disposal(case=due, by=custodian)
    with pytest.raises(CannotDispose, match="Another person"):
        confirm_disposal(case=due, by=custodian)
    with pytest.raises(IntegrityError), transaction.atomic():
        Disposal.objects.update(confirmed_by=custodian)
    assert Case.objects.get(pk=due.pk).disposed_at is None


def test_a_hold_wins_over_everything(house, due, custodian, second) -> None:
    propose_disposal(case=due, by=custodian)
    hold = place_hold(case=due, reason="Case 26-CV-118", by=second)
    assert not Disposal.objects.exists()
    assert due_for(custodian) == []
    assert [one.reference for one in held_for(custodian)] == [due.reference]
    for act in (propose_disposal, confirm_disposal):
        with pytest.raises(CannotDispose):
            act(case=due, by=second)
    Disposal.objects.create(case=due, record_class="x", proposed_at=clock.now(), proposed_by=custodian)
    with pytest.raises(CannotDispose, match="hold"):
        confirm_disposal(case=due, by=second)
    Disposal.objects.all().delete()
    lift_hold(case=due, hold_id=hold.pk, by=second)
    assert [one.reference for one in due_for(custodian)] == [due.reference]
    assert disposed(due, custodian, second).confirmed_by == second
    assert LegalHold.objects.get().lifted_by == second


def test_open_or_young_matters_are_not_due(house, matter, due, custodian) -> None:
    for change in (
        {"closed_at": None},
        {"dispose_after": None},
        {"dispose_after": clock.today() + timedelta(days=1)},
    ):
        before = {name: getattr(due, name) for name in change}
        Case.objects.filter(pk=due.pk).update(**change)
        assert due_for(custodian) == []
        with pytest.raises(CannotDispose, match="not due"):
            propose_disposal(case=due, by=custodian)
        Case.objects.filter(pk=due.pk).update(**before)
    withdrawn = propose_disposal(case=due, by=custodian)
    withdraw_proposal(case=due, by=custodian)
    assert not Disposal.objects.filter(pk=withdrawn.pk).exists()


def test_custodians_see_reference_kind_and_dates_and_never_a_word(
    house, due, custodian, second, staff_door
) -> None:
    door = staff_door(custodian)
    page = door.get(reverse("matters:kept")).content.decode()
    assert due.reference in page
    assert PLANTED not in page
    own = door.get(reverse("matters:records", args=[due.pk])).content.decode()
    assert PLANTED not in own
    assert "Propose disposal" in own
    assert door.get(reverse("matters:case", args=[due.pk])).status_code == 404
    assert door.get(reverse("matters:kept"), {"reference": due.reference.lower()})["Location"].endswith(
        f"{due.pk}/records/"
    )
    assert "no record" in door.get(reverse("matters:kept"), {"reference": "ZZZZZZZZ"}).content.decode()


def test_from_the_page_to_the_certificate(house, due, custodian, second, staff_door) -> None:
    one, other = staff_door(custodian), staff_door(second)

    def post(door, name, **data):
        return door.post(reverse(f"matters:{name}", args=[due.pk]), {"submission": str(uuid.uuid4()), **data})

    assert post(one, "place_hold", reason="").status_code == 422
    assert post(one, "place_hold", reason="Letter of 2 May").status_code == 302
    assert post(one, "propose_disposal").status_code == 422
    assert "legal hold stands" in post(one, "propose_disposal").content.decode()
    assert post(one, "lift_hold", hold=LegalHold.objects.get().pk).status_code == 302
    assert post(one, "lift_hold", hold="x").status_code == 404
    assert post(one, "propose_disposal").status_code == 302
    assert "Destroy it now" not in one.get(reverse("matters:records", args=[due.pk])).content.decode()
    assert post(one, "confirm_disposal").status_code == 422
    assert "Destroy it now" in other.get(reverse("matters:records", args=[due.pk])).content.decode()
    assert one.get(reverse("matters:certificate", args=[due.pk])).status_code == 404
    assert post(other, "confirm_disposal").status_code == 302
    answer = one.get(reverse("matters:certificate", args=[due.pk]))
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    assert "Rosa Lund" in text
    assert "Theo Banks" in text
    assert PLANTED not in text
    assert due.reference in one.get(reverse("matters:kept")).content.decode()
    for name in ("place_hold", "propose_disposal", "confirm_disposal"):
        assert post(one, name, reason="x").status_code == 422


def test_whom_a_conflict_keeps_out_does_not_see_that_it_exists(
    house, due, custodian, second, staff_door
) -> None:
    Exclusion.objects.create(case=due, person=custodian, why=WhyExcluded.ADDED, since=clock.now())
    door = staff_door(custodian)
    assert due.reference not in door.get(reverse("matters:kept")).content.decode()
    assert door.get(reverse("matters:kept"), {"reference": due.reference}).status_code == 200
    for name in ("records", "certificate"):
        assert door.get(reverse(f"matters:{name}", args=[due.pk])).status_code == 404
    for name in ("place_hold", "lift_hold", "propose_disposal", "withdraw_disposal", "confirm_disposal"):
        assert door.post(reverse(f"matters:{name}", args=[due.pk]), {"reason": "x"}).status_code == 404
    place_hold(case=due, reason="x", by=second)
    assert held_for(custodian) == []


def test_members_see_the_record_of_their_matter_and_nobody_else_does(
    house, due, make_person, staff_door
) -> None:
    address = reverse("matters:records", args=[due.pk])
    assert house.door().get(address).status_code == 200
    assert "Propose disposal" not in house.door().get(address).content.decode()
    assert house.door().post(reverse("matters:propose_disposal", args=[due.pk])).status_code == 403
    for role in ("front-desk", "oversight-investigator", "administrator"):
        assert staff_door(make_person(role)).get(address).status_code == 404
        assert staff_door(make_person(role)).get(reverse("matters:kept")).status_code == 403
    assert record_for(house.member, due.pk).pk == due.pk


def test_it_is_gone_from_queue_search_and_files_and_the_sweep_takes_bytes_that_were_left(
    house, due, custodian, second, evidence_root
) -> None:
    file = EvidenceFile.objects.get()
    disposed(due, custodian, second)  # inside a test's transaction the bytes are still there, as after a kill
    door = house.door()
    assert door.get(reverse("matters:file", args=[due.pk, file.pk])).status_code in (302, 404)
    for address in (reverse("matters:redaction", args=[due.pk]), reverse("matters:export", args=[due.pk])):
        assert door.get(address).status_code in (302, 404)
    assert PLANTED not in door.get(reverse("matters:queue")).content.decode()
    with clock.stopped_at(clock.now() + timedelta(hours=30)):
        sweep_abandoned()
    assert not list(evidence_root.glob("*/*"))


def test_sqlite_on_the_disk_overwrites_what_it_deletes_and_empties_its_log(tmp_path: Path) -> None:
    """The settings of both doors, on a real file with its log, searched byte by byte."""
    import sqlite3

    from commonground.doors import base

    secret = b"WRAPPED-KEY-" + bytes(range(48, 58)) * 30
    path = tmp_path / "house.sqlite3"
    database = sqlite3.connect(path, isolation_level=None)
    options = base.DATABASES["default"].get("OPTIONS", {}).get("init_command", "")
    if "secure_delete=ON" not in options:
        pytest.skip("these tests run on PostgreSQL")
    for pragma in filter(None, options.split(";")):
        database.execute(pragma)
    database.execute("CREATE TABLE kept (id INTEGER PRIMARY KEY, wrapped BLOB, more TEXT)")
    for number in range(400):
        database.execute("INSERT INTO kept VALUES (?, ?, ?)", (number, secret, "x" * (number % 90) * 20))
        database.execute(
            "UPDATE kept SET more = more || 'grown so that the row moves' WHERE id = ?", (number,)
        )
    on_disk = lambda: b"".join(one.read_bytes() for one in tmp_path.iterdir())  # noqa: E731
    assert secret in on_disk()
    database.execute("UPDATE kept SET wrapped = NULL")
    database.execute("DELETE FROM kept WHERE id % 2")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert secret[:40] not in on_disk()
    assert secret[-40:] not in on_disk()
    database.close()
