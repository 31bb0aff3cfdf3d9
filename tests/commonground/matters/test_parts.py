"""A matter that was split: one receipt leads to both parts, each sealed under its own keys, files among what is copied."""

import io
import uuid
from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from commonground.casework.evidence import attach
from commonground.casework.models import Case, EvidenceFile, Side
from commonground.casework.queries.by_receipt import case_by_receipt
from commonground.foundation import clock
from commonground.foundation.uploads.limits import PIECE
from commonground.foundation.uploads.receiving import begin, finish, take_piece
from commonground.foundation.vault import CannotOpen, new_receipt, open_receipt, place, unwrap_with
from commonground.records.disposing import CannotDispose, confirm_disposal, propose_disposal
from tests.commonground.foundation.uploads.conftest import bytes_on_disk
from tests.commonground.matters.test_case_page import do, page, text_of

pytestmark = pytest.mark.django_db
RETURN = "/tell-us/return/"
PHOTO = b"planted photo of a red door " * 100


@pytest.fixture(autouse=True)
def _evidence(settings, tmp_path) -> None:
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    settings.CLAMD = ""


@pytest.fixture
def receipt():
    return new_receipt("en")


@pytest.fixture
def case(house, receipt):
    return house.arrives(receipt=receipt, answers={"where": "Levee Street", "wish": "An apology"})


@pytest.fixture
def door(house):
    return house.door(house.investigator)


def upload(house, case, name: str, content: bytes, *, inner: bool = False) -> str:
    begun = begin(name, len(content))
    for at in range(0, len(content), PIECE):
        take_piece(begun, at, io.BytesIO(content[at : at + PIECE]))
    held, opened = finish(begun), house.opened(case)
    under = opened.inner if inner else opened.shared
    with transaction.atomic():
        attach(case.pk, (held,), side=Side.UNIT, under=under, inner=inner, by=house.investigator)
    return str(held.id)


def split(door, case, **changed) -> Case:
    case.refresh_from_db()
    chosen = {
        "category": "complaint/property",
        "answers": ["what-happened"],
        "version": case.version,
        **changed,
    }
    before = set(Case.objects.values_list("pk", flat=True))
    answer = door.post(reverse("matters:split", args=[case.pk]), chosen)
    assert answer.status_code == 302, text_of(answer)
    return Case.objects.exclude(pk__in=before).get()


def looks(public_door, receipt, prefix: str = "", **more) -> str:
    answer = public_door.post(f"{prefix}{RETURN}", {"code": receipt.text, **more})
    assert answer.status_code == 200
    return text_of(answer)


def test_one_receipt_shows_both_and_writes_to_each(house, case, door, receipt, public_door, stand_at):
    stand_at("staff")
    part = split(door, case)
    do(door, part, "message", text="About the door alone.")
    do(door, case, "message", text="About the stop alone.")
    assert "leads here too" in text_of(page(door, part))
    stand_at("public")
    whole = looks(public_door, receipt)
    assert "more than one matter" in whole
    assert part.reference in whole
    assert "About the stop alone." in whole
    assert "About the door alone." not in whole
    other = looks(public_door, receipt, part=str(part.pk))
    assert "About the door alone." in other
    assert "About the stop alone." not in other
    assert "Proof that it arrived" not in other
    assert "más de un asunto" in looks(public_door, receipt, "/es", part=str(part.pk))
    looks(public_door, receipt, part=str(part.pk), do="write", text="The door was red.")
    stand_at("staff")
    assert "The door was red." in text_of(page(door, part))
    assert "The door was red." not in text_of(page(door, case))
    part.refresh_from_db()
    assert part.last_side == "reporter"


def test_a_part_of_a_part_is_reached_too_and_nobody_elses(house, case, door, receipt, public_door, stand_at):
    stand_at("staff")
    part = split(door, case)
    further = split(door, part)
    stranger = house.arrives("Somebody else's.", receipt=new_receipt("en"))
    keys = open_receipt(receipt)
    assert {one.case_id for one in case_by_receipt(keys).parts} == {part.pk, further.pk}
    stand_at("public")
    shown = looks(public_door, receipt, part=str(stranger.pk))
    assert "Somebody else" not in shown
    assert case.reference in shown


def test_files_are_copied_and_sealed_again(house, case, door, receipt, public_door, stand_at):
    stand_at("staff")
    film = b"planted film " * (PIECE // 10)  # more than a piece
    shared = upload(house, case, "door.txt", PHOTO)
    inner, long = (
        upload(house, case, "ours.txt", b"of the unit", inner=True),
        upload(house, case, "film.txt", film),
    )
    part = split(door, case, files=[shared, inner, long])
    copies = {row.size: row for row in EvidenceFile.objects.filter(case=part)}
    assert len(copies) == 3
    assert copies[len(b"of the unit")].inner
    assert EvidenceFile.objects.filter(case=case).count() == 3
    for content in (PHOTO, film, b"of the unit"):
        opened = door.get(reverse("matters:file", args=[part.pk, copies[len(content)].pk]))
        assert b"".join(opened.streaming_content) == content
    kept = EvidenceFile.objects.get(pk=shared)
    assert bytes(copies[len(PHOTO)].key_wrapped) != bytes(kept.key_wrapped)
    with pytest.raises(CannotOpen):
        unwrap_with(
            bytes(copies[len(PHOTO)].key_wrapped),
            house.opened(case).shared,
            place("casework_evidencefile", "key_wrapped", copies[len(PHOTO)].pk),
        )
    stand_at("public")
    assert "Save “door.txt”" in looks(public_door, receipt, part=str(part.pk))
    sent = {"code": receipt.text, "part": str(part.pk), "file": str(copies[len(PHOTO)].pk)}
    saved = public_door.post("/tell-us/files/open/", sent)
    assert b"".join(saved.streaming_content) == PHOTO
    unit_alone = public_door.post("/tell-us/files/open/", {**sent, "file": str(copies[11].pk)})
    assert unit_alone.status_code == 404


def test_a_copy_that_fails_leaves_no_bytes(house, case, door, settings):
    """One file is damaged on the disk: nothing is split, nothing half stays."""
    good, bad = upload(house, case, "a.txt", PHOTO), upload(house, case, "b.txt", b"x" * 2000)
    folder = settings.EVIDENCE_ROOT / bad[:2] / uuid.UUID(bad).hex
    piece = folder / "0000"
    piece.write_bytes(piece.read_bytes()[:-1])
    before, number = bytes_on_disk(settings.EVIDENCE_ROOT), Case.objects.count()
    chosen = {
        "category": "complaint/property",
        "answers": ["what-happened"],
        "files": [good, bad],
        "version": 1,
    }
    answer = door.post(reverse("matters:split", args=[case.pk]), chosen)
    assert answer.status_code == 422
    assert "damaged" in text_of(answer)
    assert Case.objects.count() == number
    assert bytes_on_disk(settings.EVIDENCE_ROOT) == before


def test_another_unit_is_not_reached_by_this_receipt_and_the_page_says_so(house, case, door, receipt):
    """Whoever holds the key of the first matter could read what is said in the other."""
    said = text_of(door.get(reverse("matters:split", args=[case.pk])))
    assert "the receipt does not lead there" in said
    part = split(door, case, category="complaint/standards-or-chief")
    assert part.unit == "independent-oversight"
    assert (part.part_locator, part.part_key_wrapped, part.split_from) == (None, None, None)
    assert case_by_receipt(open_receipt(receipt)).parts == ()
    file = upload(house, case, "door.txt", PHOTO)
    again = {
        "category": "complaint/standards-or-chief",
        "answers": ["what-happened"],
        "files": [file],
        "version": 1,
    }
    answer = door.post(reverse("matters:split", args=[case.pk]), again)
    assert answer.status_code == 422
    assert "no messages, notes or files" in text_of(answer)


def test_without_a_receipt_nobody_comes_back_to_either(house, door):
    bare = house.arrives()
    Case.objects.filter(pk=bare.pk).update(locator=None, receipt_key_wrapped=None)
    assert "Nobody holds a receipt" in text_of(door.get(reverse("matters:split", args=[bare.pk])))
    part = split(door, bare)
    assert part.part_locator is None
    assert "the person cannot come back" in text_of(page(door, part))


def test_the_whole_is_kept_until_its_parts_are_let_go(house, case, door, receipt, make_person):
    """Its receipt is the way to them. A part that is let go takes its keys along."""
    part = split(door, case)
    one, other = make_person("records-custodian"), make_person("records-custodian")
    Case.objects.update(
        closed_at=clock.now() - timedelta(days=4000), dispose_after=clock.today() - timedelta(days=1)
    )
    case.refresh_from_db()
    part.refresh_from_db()
    with pytest.raises(CannotDispose, match="Dispose of that one first"):
        propose_disposal(case=case, by=one)
    propose_disposal(case=part, by=one)
    confirm_disposal(case=part, by=other)
    part.refresh_from_db()
    assert (part.part_locator, part.part_key_wrapped) == (None, None)
    assert case_by_receipt(open_receipt(receipt)).parts == ()
    case.refresh_from_db()
    propose_disposal(case=case, by=one)
    confirm_disposal(case=case, by=other)
    assert case_by_receipt(open_receipt(receipt)) is None
