"""One commitment at the staff door: what it shows to whom, its facts, its evidence, its steps."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from commonground.domains.commitments.models import Commitment, Evidence, SubAction
from commonground.reference.models import PublicBody
from tests.commonground.domains.commitments.public_register import HOSTILE, Register, make_register
from tests.commonground.domains.commitments.staff_pages import People, controls_of, fill_in

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def register(noon) -> Register:
    return make_register()


@pytest.fixture
def who(make_person, register):
    found = People(make_person)
    Commitment.objects.filter(pk=register.late.pk).update(owner=found.owner)
    return found


def path(commitment, page="") -> str:
    return f"/commitments/{commitment.pk}/{page}"


def test_everything_about_it_is_on_one_page(who, register, staff_door):
    page = staff_door(who.owner).get(path(register.late)).content.decode()
    for part in (
        "The estimated date has passed.",
        "The bids are <strong>in</strong>.",
        "Hire six clinicians",
        "The contract was re-bid.",
        "Attach 1 piece of evidence",
        "July 2025",
        'href="http://localhost:8000/',
    ):
        assert part in page, part
    assert "onerror" not in page.replace("&lt;img src=x onerror=alert(1)&gt;", "")


def test_warnings_say_what_does_not_fit_together(who, register, staff_door):
    page = staff_door(who.manager).get(path(register.reported)).content.decode()
    assert "It is called implemented, but is less than 100% complete." in page
    assert "Reported, no evidence" in page


@pytest.mark.parametrize("role", ["board_member", "other_owner", "reviewer"])
def test_who_may_not_update_it_reads_it_without_buttons(who, register, staff_door, role):
    page = staff_door(getattr(who, role)).get(path(register.late)).content.decode()
    assert "/update" not in page
    assert "Withdraw" not in page
    assert "Sealed words" not in page


def test_nobody_without_a_role_reads_it(who, register, staff_door):
    assert staff_door(who.nobody).get(path(register.late)).status_code == 403
    assert staff_door().get(path(register.late)).status_code == 302
    for missing in ("987654", "9" * 40):
        assert staff_door(who.manager).get(f"/commitments/{missing}/").status_code == 404


def test_hostile_words_of_residents_and_cities_are_text(who, register, staff_door):
    page = staff_door(who.manager).get(path(register.implemented)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_a_manager_edits_every_fact_and_its_spanish(who, register, staff_door):
    care = PublicBody.objects.create(slug="care", name="County Care")
    answer = fill_in(
        staff_door(who.manager),
        path(register.late, "facts"),
        statement="Send a clinician to every call",
        detail_es="Un equipo conjunto.",
        body_ids=[care.pk],
        owner_id=who.other_owner.pk,
        start="Q1 2025",
        as_of="2026-10-01",
    )
    assert answer.status_code == 302
    kept = Commitment.objects.get(pk=register.late.pk)
    assert (kept.statement, kept.owner, str(kept.start)) == (
        "Send a clinician to every call",
        who.other_owner,
        "2025-Q1",
    )
    assert kept.translations["es"] == {
        "statement": "Enviar personal clínico a cada llamada de salud mental",
        "detail": "Un equipo conjunto.",
    }
    assert list(kept.bodies.all()) == [care]


def test_an_owner_edits_detail_and_dates_but_not_the_promise(who, register, staff_door):
    door = staff_door(who.owner)
    assert 'name="statement"' not in door.get(path(register.late, "facts")).content.decode()
    answer = fill_in(
        door, path(register.late, "facts"), detail="More.", statement="Nothing", owner_id="", topic_id=""
    )
    assert answer.status_code == 302
    kept = Commitment.objects.get(pk=register.late.pk)
    assert (kept.detail, kept.statement, kept.owner) == ("More.", register.late.statement, who.owner)


def test_two_editors_of_facts_meet(who, register, staff_door):
    one, other = staff_door(who.manager), staff_door(who.owner)
    typed = controls_of(one.get(path(register.late, "facts")), "submission")
    fill_in(other, path(register.late, "facts"), start="2025-03")
    conflict = one.post(path(register.late, "facts"), {**typed, "start": "2025-04", "owner_name": "R. Lind"})
    page = conflict.content.decode()
    assert "March 2025" in page
    assert "April 2025" in page
    assert controls_of(conflict, "submission")["owner_name"] == "R. Lind"


def test_a_commitment_is_added(who, register, staff_door):
    door = staff_door(who.manager)
    answer = fill_in(
        door, "/commitments/add", number="40", statement=HOSTILE, statement_es="Prueba", estimated="2027"
    )
    added = Commitment.objects.get(number="40")
    assert answer.headers["Location"] == path(added)
    assert added.translations == {"es": {"statement": "Prueba"}}
    again = fill_in(door, "/commitments/add", number="40", statement="Twice")
    assert "already has a commitment with this number" in again.content.decode()
    assert 'href="#id_number"' in again.content.decode()


def test_a_document_is_attached_with_its_version_and_hash(who, register, staff_door):
    door = staff_door(who.owner)
    upload = SimpleUploadedFile("Policy.pdf", PDF)
    answer = fill_in(
        door,
        path(register.late, "evidence"),
        kind="document",
        title="De-escalation policy",
        version_label="rev. 3",
        file=upload,
    )
    assert answer.status_code == 302
    piece = Evidence.objects.get(title="De-escalation policy")
    assert piece.stored_file.sha256 == hashlib.sha256(PDF).hexdigest()
    page = door.get(path(register.late)).content.decode()
    assert piece.stored_file.sha256 in page
    assert "rev. 3" in page


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("run.pdf", b"MZ\x90\x00 not a document", "This kind of file is not accepted."),
        ("page.pdf", b"<html><script>alert(1)</script></html>", "This kind of file is not accepted."),
        ("empty.pdf", b"", "empty"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_at_its_field(
    who, register, staff_door, name, content, sentence
):
    upload = SimpleUploadedFile(name, content)
    answer = fill_in(
        staff_door(who.owner),
        path(register.late, "evidence"),
        kind="document",
        title="Kept title",
        file=upload,
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in page
    assert 'href="#id_file"' in page
    assert 'value="Kept title"' in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"kind": "link", "title": "T", "url": "javascript:alert(1)"}, "Write a whole web address"),
        ({"kind": "link", "title": "T", "url": "ftp://riverbend.example/x"}, "Write a whole web address"),
        ({"kind": "document", "title": "T"}, "Attach a file or give a web address"),
        (
            {"kind": "rumour", "title": "T", "url": "https://riverbend.example/"},
            "not one of the available choices",
        ),
        ({"title": "", "url": "https://riverbend.example/"}, "Give it a title."),
    ],
)
def test_evidence_that_nobody_could_look_at_is_refused(who, register, staff_door, typed, sentence):
    answer = fill_in(staff_door(who.owner), path(register.late, "evidence"), **typed)
    assert sentence in answer.content.decode()
    assert not Evidence.objects.filter(commitment=register.late).exists()


def test_withdrawn_evidence_stays_with_its_reason_and_no_longer_counts(who, register, staff_door):
    door = staff_door(who.manager)
    piece = Evidence.objects.get(title="Training roster")
    withdraw = path(register.implemented, f"evidence/{piece.pk}/withdraw")
    assert "Say why. The public reads it." in fill_in(door, withdraw, reason="").content.decode()
    assert fill_in(door, withdraw, reason="It named trainees.").status_code == 302
    page = door.get(path(register.implemented)).content.decode()
    assert "It named trainees." in page
    assert "its evidence was withdrawn" in page
    assert door.get(withdraw).status_code == 404


def test_evidence_of_another_commitment_is_not_there(who, register, staff_door):
    piece = Evidence.objects.get(title="Training roster")
    assert staff_door(who.owner).get(path(register.late, f"evidence/{piece.pk}/withdraw")).status_code == 404


def test_steps_are_added_done_and_opened_again(who, register, staff_door):
    door = staff_door(who.owner)
    assert (
        fill_in(door, path(register.late, "steps/add"), title="Train them", due_on="2026-12-01").status_code
        == 302
    )
    step = SubAction.objects.get(title="Train them")
    button = {"submission": "7c9e6679-7425-40de-944b-e07fc1f90ae7"}
    assert door.post(path(register.late, f"steps/{step.pk}/done"), button).status_code == 302
    assert door.post(path(register.late, f"steps/{step.pk}/done"), button).status_code == 302
    step.refresh_from_db()
    assert str(step.done_on) == "2026-11-02"
    reopen = path(register.late, f"steps/{step.pk}/reopen")
    assert "Say why. The public reads it." in fill_in(door, reopen).content.decode()
    assert fill_in(door, reopen, note="One left.").status_code == 302
    step.refresh_from_db()
    assert step.done_on is None


def test_a_step_done_twice_by_two_people_says_so(who, register, staff_door):
    step = SubAction.objects.get(title="Sign the contract")
    done = staff_door(who.owner).post(path(register.late, f"steps/{step.pk}/done"), {}, follow=True)
    assert "This step is done already." in done.content.decode()
