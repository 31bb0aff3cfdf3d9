"""Somebody files: page by page, back and forth, in two languages, and gets a receipt."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonground.casework.models import Case, EvidenceFile, StageChange
from commonground.foundation.outbox.models import OutgoingMail
from commonground.foundation.public_state.models import public_state
from commonground.foundation.vault import open_json, place
from tests.commonground.domains.accountability.public.walker import Walker

COMPLAINT = "/tell-us/complaint/"


@pytest.fixture
def walker(public_door, unit_vault) -> Walker:
    return Walker(public_door, COMPLAINT)


def words_of(page: str) -> str:
    found = re.search(r'tell-words__line">([^<]+)<', page)
    assert found, page
    return found[1]


def opened(unit_vault, case: Case) -> dict[str, str]:
    shared = unit_vault.open_key(
        case.unit_key_id,
        bytes(case.shared_key_wrapped),
        place("casework_case", "shared_key_wrapped", case.id),
    )
    return open_json(shared, bytes(case.filing_sealed), place("casework_case", "filing_sealed", case.id))


def test_a_complaint_of_one_sentence_arrives_sealed(walker, unit_vault) -> None:
    walker.fill_complaint(what_happened="He shouted at my son.")
    assert walker.fields.h1 == "Check what you wrote, then send"
    walker.press("send")
    assert walker.page.status_code == 200
    assert len(words_of(walker.text).split()) == 7
    case = Case.objects.get()
    assert (case.kind, case.unit, case.category, case.channel, case.stage) == (
        "complaint", "professional-standards", "rude", "web", "received",
    )  # fmt: skip
    assert opened(unit_vault, case) == {"what-happened": "He shouted at my son."}
    assert StageChange.objects.get().due_on == case.due_on
    assert case.reference in walker.text
    letter = OutgoingMail.objects.get()
    assert letter.to == "standards@riverbend.example"
    assert case.reference not in letter.text


def test_a_complaint_with_a_file_empties_no_stored_page(walker, unit_vault) -> None:
    """Readers of public pages do not notice how many people file."""
    before = public_state()
    walker.fill_complaint().press("change:files")
    walker.press(file=SimpleUploadedFile("seen.txt", b"what I saw", "text/plain")).press("send")
    connection.check_constraints()  # what PostgreSQL puts off until a transaction ends
    assert (Case.objects.count(), EvidenceFile.objects.count(), public_state()) == (1, 1, before)


def test_every_page_is_asked_and_kept(walker, unit_vault) -> None:
    walker.open().press(category="force")
    walker.press(what_happened="Pushed me.\n\nTwice.")
    walker.press(more="My arm was blue.")
    walker.press(on="2026-03-04", when="after dark")
    walker.press(where="Corner of Levee and 3rd")
    walker.press(officer_name="Garcia", officer_badge="12", officer_car="7", officer_description="tall")
    walker.press(witnesses="My neighbor")
    walker.press(perceived=["race", "language"], perceived_words="He said so")
    walker.press(for_whom="child", for_whom_words="my son, 14")
    walker.press(wish="An apology", mediation="perhaps")
    walker.press()  # no files
    walker.press(
        name="Ana",
        email="ana@riverbend.example",
        telephone="555-0111",
        safe_contact="Not at night",
        letters_in="es",
    )
    assert walker.fields.h1 == "Check what you wrote, then send"
    for text in (
        "Pushed me.",
        "My arm was blue.",
        "March 4, 2026",
        "Race or skin color, Language or accent",
        "Perhaps",
    ):
        assert text in walker.text
    walker.press("send")
    case = Case.objects.get()
    assert case.language == "es"
    answers = opened(unit_vault, case)
    assert answers["what-happened"] == "Pushed me.\n\nTwice."
    assert answers["on"] == "March 4, 2026"
    assert answers["for-whom"] == "My child"
    assert set(answers) == {
        "what-happened", "more", "on", "when", "where", "officer-name", "officer-badge", "officer-car",
        "officer-description", "witnesses", "perceived", "perceived-words", "for-whom", "for-whom-words", "wish",
        "mediation", "name", "email", "telephone", "safe-contact",
    }  # fmt: skip


def test_back_and_forward_keep_everything(walker) -> None:
    walker.open().press(category="force").press(what_happened="Pushed me.").press(more="Blue").press(
        when="May"
    )
    walker.press("back", where="half a sen")
    assert walker.value("when") == ["May"]
    walker.press("back")
    assert walker.value("more") == ["Blue"]
    walker.press().press()
    assert walker.value("where") == ["half a sen"]


def test_going_back_is_never_refused(walker) -> None:
    walker.open().press(category="rude").press("back", what_happened="")
    assert walker.page.status_code == 200
    assert walker.value("category") == ["rude"]


def test_change_leads_back_to_the_last_page(walker) -> None:
    walker.fill_complaint().press("change:where")
    walker.press(where="Main Street")
    assert walker.fields.h1 == "Check what you wrote, then send"
    assert "Main Street" in walker.text


def test_a_changed_kind_of_problem_asks_what_it_needs(walker, unit_vault) -> None:
    walker.fill_complaint(category="force")
    walker.press("change:more").press(more="Blue arm")
    walker.press("change:category").press(category="rude")
    assert "Blue arm" not in walker.text.split("tell-answers")[1]
    walker.press("send")
    assert "more" not in opened(unit_vault, Case.objects.get())


def test_what_is_missing_is_said_at_the_top_and_at_the_field(walker) -> None:
    walker.open().press()
    assert walker.page.status_code == 422
    assert 'href="#id_category_0"' in walker.text
    walker.press(category="rude").press(what_happened="   ")
    assert walker.page.status_code == 422
    assert walker.text.count("Write what happened") == 2


def test_nothing_is_stored_before_it_is_sent(walker) -> None:
    with CaptureQueriesContext(connection) as queries:
        walker.fill_complaint()
        walker.press("change:what")
    assert {query["sql"].split()[0] for query in queries} <= {"SELECT"}
    assert "He shouted" not in str(queries.captured_queries)


def test_sending_twice_files_once_and_shows_the_same_words(walker) -> None:
    walker.fill_complaint()
    check = walker.fields
    walker.press("send")
    first = words_of(walker.text)
    walker.fields = check
    walker.press("send")
    assert words_of(walker.text) == first
    assert "You sent this before" in walker.text
    assert Case.objects.count() == 1


def test_what_was_changed_after_sending_is_not_lost_in_silence(walker, unit_vault) -> None:
    walker.fill_complaint()
    check = walker.fields
    walker.press("send")
    walker.fields = check
    walker.press("change:what").press(what_happened="Something else").press("send")
    assert "You sent this before" in walker.text
    assert opened(unit_vault, Case.objects.get())["what-happened"] == "He shouted at my son."


def test_a_page_that_was_tampered_with_is_validated_anew(walker) -> None:
    walker.fill_complaint()
    walker.press("send", email="no address", category="rude")
    assert walker.page.status_code == 422
    assert walker.fields.h1 == "How can we reach you?"
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    "typed",
    [
        {"category": "no-such"},
        {"on": "2090-01-01"},
        {"for_whom": "nobody"},
        {"letters_in": "xx"},
        {"what_happened": "x" * 20_001},
        {"perceived": ["race", "no such"]},
        {"sent_before": "no token", "what_happened": ""},
    ],
)
def test_nothing_wrong_gets_past_the_end(walker, typed) -> None:
    walker.fill_complaint().press("send", **typed)
    assert walker.page.status_code == 422
    assert not Case.objects.exists()


def test_too_long_a_story_is_shown_back_whole(walker) -> None:
    story = "palabra " * 3000
    walker.open().press(category="rude").press(what_happened=story)
    assert walker.page.status_code == 422
    assert "longer than 20000 characters" in walker.text
    assert walker.value("what_happened")[0].strip() == story.strip()


def test_about_the_unit_itself_goes_to_the_independent_office(walker) -> None:
    walker.fill_complaint().press("change:who").press(about_standards="on", officer_name="the chief")
    assert "does not work for the police department" in walker.text
    walker.press("send")
    assert Case.objects.get().unit == "independent-oversight"


def test_the_other_language_keeps_what_was_typed(walker, unit_vault) -> None:
    walker.open().press(category="rude")
    walker.address = "/es/tell-us/complaint/"
    walker.press("here", what_happened="Me gritó")
    assert walker.fields.h1 == "¿Qué pasó?"
    assert walker.value("what_happened") == ["Me gritó"]
    walker.press("check").press("send")
    words = words_of(walker.text)
    assert Case.objects.get().language == "es"
    from mnemonic import Mnemonic

    assert set(words.split()) <= set(Mnemonic("spanish").wordlist) or len(words.split()) == 7


def test_a_unit_without_a_key_takes_nothing_in_and_loses_nothing(public_door, db) -> None:
    walker = Walker(public_door, COMPLAINT)
    walker.fill_complaint().press("send")
    assert walker.page.status_code == 503
    assert "It was not sent" in walker.text
    assert "He shouted at my son." in walker.text
    assert not Case.objects.exists()


def test_too_busy_is_said_calmly(walker, monkeypatch) -> None:
    from commonground.casework.actions import filing
    from commonground.foundation.vault import TooBusy

    def busy(_receipt):
        raise TooBusy

    monkeypatch.setattr(filing, "open_receipt", busy)
    walker.fill_complaint().press("send")
    assert walker.page.status_code == 503
    assert "Wait a minute" in walker.text
    monkeypatch.undo()
    walker.press("send")
    assert Case.objects.count() == 1


def test_a_photo_without_any_script(walker, unit_vault) -> None:
    import io

    from PIL import Image

    picture = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(picture, "JPEG")
    walker.fill_complaint().press("change:files")
    walker.press("add", file=SimpleUploadedFile("arm.jpg", picture.getvalue(), "image/jpeg"))
    assert "arm.jpg" in walker.text
    walker.press("add", file=SimpleUploadedFile("page.html", b"<script>alert(1)</script>", "text/html"))
    assert walker.page.status_code == 422
    assert "not taken" in walker.text
    assert len(walker.value("sent_before")) == 1
    walker.press()
    assert "arm.jpg" in walker.text
    walker.press("send")
    file = EvidenceFile.objects.get()
    assert file.media_type == "image/jpeg"
    assert b"arm.jpg" not in bytes(file.name_sealed)


def test_a_file_can_be_taken_out_again(walker) -> None:
    walker.fill_complaint().press("change:files")
    walker.press("add", file=SimpleUploadedFile("note.txt", b"what he said", "text/plain"))
    walker.press("remove:0")
    assert not walker.value("sent_before")
    walker.press("remove:7").press("remove:x")
    assert walker.page.status_code == 200


def test_the_proof_speaks_of_what_was_sent(walker, unit_vault) -> None:
    walker.fill_complaint().press("send")
    case = Case.objects.get()
    assert case.fingerprint in walker.text.replace("&quot;", '"')
    assert "He shouted" not in walker.text
    shared = unit_vault.open_key(
        case.unit_key_id,
        bytes(case.shared_key_wrapped),
        place("casework_case", "shared_key_wrapped", case.id),
    )
    kept = open_json(shared, bytes(case.proof_sealed), place("casework_case", "proof_sealed", case.id))
    assert json.loads(kept["filing"])["answers"] == {"what-happened": "He shouted at my son."}
