"""Every public page of commitments, asked for at the door: what it says, and what it must not."""

from datetime import UTC, date, datetime

import pytest

from commonground.domains.commitments.models import Commitment, Evidence
from tests.commonground.domains.commitments.public_register import (
    HOSTILE,
    Register,
    make_commitment,
    make_programme,
    make_register,
)

PLAN = "/commitments/safety-plan/"
PAGES = (
    "", "about/", "milestones/", "list/", "topic/crisis-response/", "status/planning/", "data/", "report/", "follow/",
    "follow/sent/", "2/", "4a/", "7/", "9/", "11/", "2/follow/", "2/follow/sent/", "9/dispute/", "2/dispute/",
    "9/dispute/received/", "commitments.csv", "commitments.json", "changes.atom", "2/changes.atom", "council.pdf",
)  # fmt: skip


@pytest.fixture
def register(db, noon) -> Register:
    return make_register()


def text_of(client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, path
    return response.content.decode()


@pytest.mark.parametrize("language", ["", "/es"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_answers(public_door, register, page, language) -> None:
    response = public_door.get(f"{language}{PLAN}{page}")
    assert response.status_code == 200
    assert "Set-Cookie" not in response
    if response["Content-Type"].startswith("text/html"):
        html = response.content.decode()
        assert "<script>alert" not in html
        assert 'style="' not in html
        assert html.count("<h1") == 1
        assert 'rel="canonical"' in html


def test_what_is_sealed_never_shows(public_door, register) -> None:
    for page in PAGES:
        content = public_door.get(PLAN + page).content
        for secret in (b"Sealed words", b"Another sealed word", b"resident@riverbend.example"):
            assert secret not in content, page


def test_the_overview_counts_and_each_counter_leads_to_what_it_counted(public_door, register) -> None:
    html = text_of(public_door, PLAN)
    assert "1 of 6 commitments are implemented with evidence anyone can check" in html
    assert "1 is reported implemented and its evidence has not been shown yet" in html
    for query, found in (
        ("begun=yes", 5),
        ("state=implemented", 1),
        ("state=reported", 1),
        ("held=yes", 1),
        ("late=yes", 1),
    ):
        assert f'href="{PLAN}list/?{query}"' in html
        page = public_door.get(f"{PLAN}list/?{query}").context["page"]
        assert page.paginator.count == found, query


def test_one_programme_is_shown_at_once_and_two_are_listed(public_door, register) -> None:
    alone = text_of(public_door, "/commitments/")
    assert "Where the commitments stood, month by month" in alone
    assert 'rel="canonical" href="http://localhost:8000/commitments/safety-plan/"' in alone
    make_programme("second-plan", name="Second plan", report_title="")
    make_programme("hidden-plan", name="Hidden plan", published=False)
    listed = text_of(public_door, "/commitments/")
    assert "Second plan" in listed
    assert "Hidden plan" not in listed
    assert "No commitments yet" in text_of(public_door, "/commitments/second-plan/")


def test_no_programme_at_all(public_door, db) -> None:
    assert "No commitments are published yet" in text_of(public_door, "/commitments/")


def test_a_late_commitment_shows_every_date_it_was_promised_for(public_door, register) -> None:
    html = text_of(public_door, PLAN + "2/")
    for said in (
        "First promised for July 2025, now September 2026: 14 months later, moved 2 times.",
        "Late since",
        "It was promised for September 2026. That has passed, and it is not implemented.",
        "An update was promised by Sept. 1, 2026. None has come.",
        "(overdue)",
        "Hiring took longer.",
        "Rosa Lind, Deputy Chief",
        "1 of 2 steps done.",
        "<strong>in</strong>",
        "<ins>September 2026</ins>",
    ):
        assert said in html, said
    assert "onerror" not in html


def test_a_hold_is_laid_over_the_status(public_door, register) -> None:
    html = text_of(public_door, PLAN + "4a/")
    for said in (
        "On hold since August 2026",
        "The lease fell through.",
        "Work is to resume: first quarter of 2027.",
        "Planning",
    ):
        assert said in html, said


def test_a_claim_without_evidence_is_said_to_be_one(public_door, register) -> None:
    html = text_of(public_door, PLAN + "7/")
    assert "Reported implemented, evidence not yet shown" in html
    assert "No evidence is attached." in html
    assert "It is called implemented, but is less than 100% complete." in html
    assert f'href="{PLAN}7/dispute/"' in html


def test_evidence_and_disputes_stand_on_the_record(public_door, register) -> None:
    html = text_of(public_door, PLAN + "9/")
    for said in (
        "Training roster", "June 2026", "Withdrawn on", "It was a draft.", "Two officers told me they had no training.",
        "They were hired in August and are enrolled.", "Answer due Nov. 20, 2026",
        "What the resident wrote is shown once it has been checked",
    ):  # fmt: skip
        assert said in html, said
    assert "https://riverbend.example/old" not in html
    assert f'href="{PLAN}9/dispute/"' in html


def test_a_file_shows_its_fingerprint(public_door, register) -> None:
    from commonground.foundation.files.models import StoredFile

    moment = datetime(2026, 10, 1, tzinfo=UTC)
    stored = StoredFile.objects.create(
        name="policy.pdf",
        media_type="application/pdf",
        size=2048,
        sha256="ab" * 32,
        stored_at=moment,
        published_at=moment,
    )
    Evidence.objects.create(
        commitment=register.reported, kind="document", title="Policy 12", stored_file=stored, added_at=moment
    )
    html = text_of(public_door, PLAN + "7/")
    assert "ab" * 32 in html
    assert f"/files/{stored.pk}/policy.pdf" in html


def test_unknown_is_said_and_is_not_zero(public_door, register) -> None:
    html = text_of(public_door, PLAN + "11/")
    assert "Status not known" in html
    assert "no estimate yet" in html
    assert "0%" not in html


def test_hostile_words_are_shown_as_words(public_door, register) -> None:
    html = text_of(public_door, PLAN + "9/")
    assert "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;" in html
    assert HOSTILE not in html


@pytest.mark.parametrize(
    "path",
    [
        "/commitments/nowhere/", PLAN + "99/", PLAN + "topic/nowhere/", PLAN + "status/nowhere/", PLAN + "99/dispute/",
        PLAN + "99/follow/", PLAN + "99/changes.atom", "/commitments/nowhere/council.pdf", "/commitments/nowhere/list/",
        "/commitments/nowhere/commitments.json", "/embed/nowhere/", PLAN + "x" * 500 + "/", PLAN + "%00/",
        PLAN + "'--/",
        "/commitments/" + "a" * 900 + "/",
    ],
)  # fmt: skip
def test_what_is_not_there(public_door, register, path) -> None:
    assert public_door.get(path).status_code == 404


def test_a_missing_commitment_offers_a_search(public_door, register) -> None:
    html = text_of(public_door, PLAN + "99/", status=404)
    assert f'action="{PLAN}list/"' in html
    assert f'href="{PLAN}"' in text_of(public_door, "/commitments/nowhere/", status=404)


def test_an_unpublished_programme_is_not_there(public_door, register) -> None:
    register.programme.published = False
    register.programme.save()
    for page in PAGES:
        assert public_door.get(PLAN + page).status_code == 404, page


def test_nobody_writes_where_there_is_only_something_to_read(public_door, register) -> None:
    for page in ("", "list/", "2/", "commitments.csv", "council.pdf"):
        assert public_door.post(PLAN + page).status_code == 405


def test_the_head_names_the_page_its_languages_and_its_feed(public_door, register) -> None:
    html = text_of(public_door, PLAN + "2/?noise=1")
    for said in (
        'rel="canonical" href="http://localhost:8000/commitments/safety-plan/2/"',
        'hreflang="es" href="http://localhost:8000/es/commitments/safety-plan/2/"',
        'hreflang="x-default"',
        'type="application/atom+xml"',
        'property="og:title"',
    ):
        assert said in html, said


def test_spanish_pages_speak_spanish_and_mark_what_is_not(public_door, register) -> None:
    html = text_of(public_door, "/es" + PLAN)
    assert "Plan de seguridad de Riverbend" in html
    assert '<span lang="en">Safer Together: 39 recommendations</span>' in html
    one = text_of(public_door, "/es" + PLAN + "2/")
    assert "Enviar personal clínico a cada llamada de salud mental" in one
    assert "Prometido primero para julio de 2025" in one


def test_pages_ask_the_database_as_often_for_many_commitments(
    public_door, register, django_assert_max_num_queries
) -> None:
    Commitment.objects.bulk_create(
        Commitment(
            programme=register.programme, number=str(number), number_order=f"{number:08}", statement="Long " * 100,
            status="planning", created_at=datetime(2025, 1, 1, tzinfo=UTC), topic=register.late.topic,
        )
        for number in range(100, 600)
    )  # fmt: skip
    for page, most in (
        ("", 14),
        ("list/", 16),
        ("list/?page=7", 16),
        ("topic/crisis-response/", 16),
        ("report/", 18),
    ):
        with django_assert_max_num_queries(most):
            assert public_door.get(PLAN + page).status_code == 200


def test_a_single_commitment_and_its_neighbours(public_door, register) -> None:
    html = text_of(public_door, PLAN + "4a/")
    assert f'rel="prev" href="{PLAN}2/"' in html
    assert f'rel="next" class="commitments-neighbours__next" href="{PLAN}7/"' in html
    make_commitment(
        register.programme,
        "3",
        statement="S" * 600,
        estimated="2026",
        start="2027",
        next_update_by=date(2027, 1, 1),
    )
    assert "commitments-one--long" in text_of(public_door, PLAN + "3/")


def test_the_search_of_the_site_finds_commitments(public_door, register) -> None:
    from commonground.domains.commitments import queries

    found = queries.public_search("clinician mental")
    assert [(one.title, one.url) for one in found] == [
        ("2. Send a clinician to every mental health call", PLAN + "2/")
    ]
    assert queries.public_search("9")[0].title.startswith("9. ")
    assert queries.public_search("  \x00 ") == []
