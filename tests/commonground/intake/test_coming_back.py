"""Coming back with the words: what is shown, what is said, and what the words of somebody else open (nothing)."""

import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.html import escape

from commonground.casework.actions.filing import Filing, file_case
from commonground.casework.models import Case, EvidenceFile, Message, Note, Side
from commonground.foundation import clock
from commonground.foundation.actors import RESIDENT
from commonground.foundation.audit.models import AuditEntry
from commonground.foundation.vault import new_receipt, place, read_receipt, seal_text
from commonground.records.models import ForgottenReceipt

RETURN = "/tell-us/return/"


def said(text: str = "He shouted.") -> Filing:
    return Filing(
        kind="complaint", category="rude", language="en", channel="web", answers={"what-happened": text}
    )


@pytest.fixture
def receipt(unit_vault):
    found = new_receipt("en")
    file_case(said(), receipt=found, by=RESIDENT)
    return found


def shared_key(unit_vault, case: Case):
    return unit_vault.open_key(
        case.unit_key_id,
        bytes(case.shared_key_wrapped),
        place("casework_case", "shared_key_wrapped", case.id),
    )


def unit_says(unit_vault, text: str, *, asks: bool = False) -> Message:
    case, message_id = Case.objects.get(), uuid.uuid4()
    sealed = seal_text(
        shared_key(unit_vault, case), text, place("casework_message", "body_sealed", message_id)
    )
    message = Message.objects.create(
        id=message_id, case=case, side=Side.UNIT, sent_at=clock.now(), body_sealed=sealed, asks=asks
    )
    if asks:
        Case.objects.update(waiting_since=clock.now(), last_side=Side.UNIT)
    return message


def test_the_words_show_the_stage_and_the_date(public_door, receipt) -> None:
    page = public_door.post(RETURN, {"code": receipt.text}).content.decode()
    assert "Received" in page
    assert "You hear of the next step by" in page
    assert "He shouted." in page
    assert Case.objects.get().reference in page


@pytest.mark.parametrize(
    "spelling", [str.upper, lambda text: text.replace(" ", ", "), lambda text: f"  {text}\n"]
)
def test_spelling_does_not_matter(public_door, receipt, spelling) -> None:
    assert public_door.post(RETURN, {"code": spelling(receipt.text)}).status_code == 200


def test_a_word_that_is_none_is_named_with_the_nearest(public_door, receipt) -> None:
    wrong = ["zebrra", *receipt.words[1:]]
    page = public_door.post(RETURN, {"code": " ".join(wrong)})
    assert page.status_code == 422
    assert "Did you mean “zebra”?" in page.content.decode()


def test_unknown_words_open_nothing(public_door, receipt) -> None:
    page = public_door.post(RETURN, {"code": new_receipt("en").text})
    assert page.status_code == 422
    assert "Nothing opens with these words" in page.content.decode()


def test_what_was_disposed_of_is_said_to_be_no_longer_kept(public_door, receipt) -> None:
    case = Case.objects.get()
    ForgottenReceipt.objects.create(locator=case.locator, disposed_on=clock.today())
    Case.objects.update(
        disposed_at=clock.now(), shared_key_wrapped=None, inner_key_wrapped=None, receipt_key_wrapped=None,
        locator=None, filing_sealed=None, proof_sealed=None,
    )  # fmt: skip
    page = public_door.post(RETURN, {"code": receipt.text})
    assert page.status_code == 422
    assert "no longer kept" in page.content.decode()


def test_too_busy_is_said_calmly_and_locks_nobody_out(public_door, receipt, monkeypatch) -> None:
    from commonground.foundation.vault import TooBusy
    from commonground.intake.pages_public import returning

    def busy(_receipt):
        raise TooBusy

    monkeypatch.setattr(returning, "open_receipt", busy)
    page = public_door.post(RETURN, {"code": receipt.text})
    assert page.status_code == 503
    assert "Wait a minute" in page.content.decode()
    monkeypatch.undo()
    for _try in range(4):
        public_door.post(RETURN, {"code": new_receipt("en").text})
    assert public_door.post(RETURN, {"code": receipt.text}).status_code == 200


def test_a_message_arrives_sealed_and_once(public_door, receipt, unit_vault) -> None:
    sent = {"code": receipt.text, "do": "write", "text": "One more thing.", "message": str(uuid.uuid4())}
    for _time in range(2):
        page = public_door.post(RETURN, sent)
        assert page.status_code == 200
    assert "One more thing." in page.content.decode()
    message = Message.objects.get()
    assert message.side == Side.REPORTER
    assert b"One more" not in bytes(message.body_sealed)
    assert Case.objects.get().last_side == Side.REPORTER
    assert AuditEntry.objects.filter(action="casework.case.reporter-wrote", actor="resident").count() == 1


def test_an_empty_message_is_refused_and_a_file_alone_is_not(public_door, receipt) -> None:
    nothing = public_door.post(RETURN, {"code": receipt.text, "do": "write", "text": " "})
    assert nothing.status_code == 422
    file = SimpleUploadedFile("seen.txt", b"what I saw", "text/plain")
    page = public_door.post(RETURN, {"code": receipt.text, "do": "write", "text": "", "file": file})
    assert page.status_code == 200
    assert "seen.txt" in page.content.decode()
    assert EvidenceFile.objects.get().message_id == Message.objects.get().pk


def test_a_refused_file_keeps_the_message_in_its_box(public_door, receipt) -> None:
    file = SimpleUploadedFile("page.html", b"<html><script>", "text/html")
    page = public_door.post(
        RETURN, {"code": receipt.text, "do": "write", "text": "Look at this", "file": file}
    )
    assert page.status_code == 422
    assert "Look at this</textarea>" in page.content.decode()
    assert not Message.objects.exists()


def test_an_answer_restarts_the_clock_and_adds_the_days_we_waited(public_door, receipt, unit_vault) -> None:
    start = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)
    Case.objects.update(due_on=start.date() + timedelta(days=7))
    with clock.stopped_at(start):
        unit_says(unit_vault, "Which door?", asks=True)
        page = public_door.post(RETURN, {"code": receipt.text}).content.decode()
        assert "We wait for your answer until" in page
        assert "We ask you something:" in page
        assert "We are late" not in page
    with clock.stopped_at(start + timedelta(days=7)):
        public_door.post(RETURN, {"code": receipt.text, "do": "write", "text": "The back door."})
    case = Case.objects.get()
    assert case.waiting_since is None
    assert case.due_on == (start + timedelta(days=15)).date()  # five business days later, past Veterans Day


def test_our_messages_are_read_and_what_is_late_says_so(public_door, receipt, unit_vault) -> None:
    unit_says(unit_vault, "We have begun.")
    Case.objects.update(due_on=clock.today() - timedelta(days=9))
    page = public_door.post(RETURN, {"code": receipt.text}).content.decode()
    assert "We have begun." in page
    assert "We are late." in page
    assert "Office of Independent Oversight" in page
    assert Message.objects.get().read_at is not None


def test_a_note_is_never_shown(public_door, receipt, unit_vault, make_person) -> None:
    case = Case.objects.get()
    inner = unit_vault.open_key(
        case.unit_key_id, bytes(case.inner_key_wrapped), place("casework_case", "inner_key_wrapped", case.id)
    )
    note_id = uuid.uuid4()
    Note.objects.create(
        id=note_id, case=case, written_at=clock.now(), author=make_person(),
        body_sealed=seal_text(inner, "Secret note", place("casework_note", "body_sealed", note_id)),
    )  # fmt: skip
    assert "Secret note" not in public_door.post(RETURN, {"code": receipt.text}).content.decode()


def test_one_receipt_opens_one_matter(public_door, receipt, unit_vault) -> None:
    other = new_receipt("es")
    file_case(said("Something of somebody else"), receipt=other, by=RESIDENT)
    mine = public_door.post(RETURN, {"code": receipt.text}).content.decode()
    assert "somebody else" not in mine.split("What you sent")[1].split("Proof")[0]
    theirs = public_door.post("/es" + RETURN, {"code": other.text}).content.decode()
    assert "Something of somebody else" in theirs
    message = Message.objects.create(
        case=Case.objects.exclude(reference__in=re.findall(r"[2-9A-Z]{8}", mine)).get(),
        side=Side.REPORTER, sent_at=clock.now(), body_sealed=b"",
    )  # fmt: skip
    # A message id of another matter is no way into it.
    public_door.post(RETURN, {"code": receipt.text, "do": "write", "text": "x", "message": str(message.pk)})
    assert Message.objects.filter(pk=message.pk, body_sealed=b"").exists()


def test_the_words_stand_in_no_address(public_door, receipt) -> None:
    page = public_door.get(RETURN, {"code": receipt.text}).content.decode()
    assert "He shouted" not in page
    assert receipt.words[0] not in page or escape(receipt.text) not in page


def test_what_the_receipt_opens_is_what_was_filed_in_spanish_too(public_door, unit_vault) -> None:
    found = new_receipt("es")
    file_case(said("Me gritó"), receipt=found, by=RESIDENT)
    plain = found.secret  # without accents, as a telephone types it
    assert read_receipt(plain).words == found.words
    page = public_door.post("/es" + RETURN, {"code": plain}).content.decode()
    assert "Me gritó" in page
    assert "Recibida" in page
