"""Appeals from the first draft to the day on which they come down, at both doors."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from commonground.domains.newsroom.actions import drafting, publishing
from commonground.domains.newsroom.models import Appeal
from commonground.domains.newsroom.watch import end_expired
from commonground.foundation import clock
from commonground.foundation.audit.models import AuditEntry
from commonground.foundation.refusals import ChangedMeanwhile, Refused
from tests.commonground.domains.newsroom.conftest import details, picture

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"shown_is": "juvenile"}, "never shown"),
        ({"shown_is": "victim"}, "never shown"),
        ({"shown_is": "witness"}, "never shown"),
        ({"offence": "misdemeanor"}, "face"),
        ({"offence": "felony-property", "shows_face": False, "person_name": "Some Body"}, "name"),
        ({"legal_basis": ""}, "ground"),
        ({"facts": " "}, "facts"),
        ({"expires_on": date(2026, 11, 1)}, "last day"),
        ({"expires_on": date(2027, 11, 1)}, "further away"),
    ],
    ids=lambda value: str(value) if isinstance(value, str) else "",
)
def test_what_the_rules_forbid_is_refused_with_a_sentence(detective, changed: dict, words: str) -> None:
    appeal = drafting.draft_appeal(details=details(**changed), by=detective)
    with pytest.raises(Refused) as refused:
        drafting.propose_appeal(appeal=appeal, by=detective)
    assert words in str(refused.value.reason).lower()


def test_the_table_itself_never_shows_a_child(published: Appeal) -> None:
    """Whatever code is written later: the database refuses."""
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.filter(pk=published.pk).update(shown_is="juvenile")


def test_nobody_approves_a_draft_of_their_own(make_person, noon) -> None:
    both = make_person("detective", "investigations-commander")
    appeal = drafting.draft_appeal(details=details(), by=both)
    appeal = drafting.propose_appeal(appeal=appeal, by=both)
    with pytest.raises(Refused, match="another person"):
        publishing.approve_appeal(appeal=appeal, expected_version=appeal.version, by=both)


def test_what_was_read_is_what_is_published(detective, commander) -> None:
    """The draft changes after the approver opened it: the approval is refused."""
    appeal = drafting.draft_appeal(details=details(), by=detective)
    appeal = drafting.propose_appeal(appeal=appeal, by=detective)
    read = appeal.version
    drafting.edit_appeal(
        appeal=appeal, details=details(title="Other words"), expected_version=read, by=detective
    )
    with pytest.raises(Refused, match="changed after you opened"):
        publishing.approve_appeal(appeal=appeal, expected_version=read, by=commander)


def test_two_who_edit_at_once_lose_nothing(detective) -> None:
    appeal = drafting.draft_appeal(details=details(), by=detective)
    drafting.edit_appeal(appeal=appeal, details=details(title="First"), expected_version=1, by=detective)
    with pytest.raises(ChangedMeanwhile) as meanwhile:
        drafting.edit_appeal(appeal=appeal, details=details(title="Second"), expected_version=1, by=detective)
    assert [(one.yours, one.theirs) for one in meanwhile.value.differences] == [("Second", "First")]


def test_a_major_event_waits_for_command(detective, commander) -> None:
    appeal = drafting.draft_appeal(details=details(offence="homicide"), by=detective)
    appeal = drafting.propose_appeal(appeal=appeal, by=detective)
    with pytest.raises(Refused, match="command"):
        publishing.approve_appeal(appeal=appeal, expected_version=appeal.version, by=commander)
    appeal = publishing.release_appeal(appeal=appeal, by=commander)
    appeal = publishing.approve_appeal(appeal=appeal, expected_version=appeal.version, by=commander)
    assert appeal.published_at is not None


def test_a_reader_sees_facts_ground_and_who_approved(published: Appeal, public_door) -> None:
    page = public_door.get(f"/appeals/{published.number}/").content.decode()
    for words in (
        "red jacket",
        "Needed to identify a suspect",
        "Lieutenant, Investigations",
        "Dec. 1, 2026",
        "911",
    ):
        assert words in page
    assert published.case_number not in page
    assert published.drafted_by.name not in page
    spanish = public_door.get(f"/es/appeals/{published.number}/").content.decode()
    assert "¿Conoce a esta persona?" in spanish


def test_it_comes_down_everywhere_on_its_day_even_if_nothing_runs(published: Appeal, public_door) -> None:
    """The worker is dead: page, list, feed and picture are gone all the same."""
    file = published.pictures.get().stored_file
    address = f"/files/{file.pk}/{file.name}"
    answer = public_door.get(address)
    assert b"".join(answer.streaming_content)
    with clock.stopped_at(clock.now() + timedelta(days=30)):
        assert public_door.get(address).status_code == 404
        page = public_door.get(f"/appeals/{published.number}/").content.decode()
        assert "red jacket" not in page
        assert "has ended" in page
        assert "Do you know this person?" not in public_door.get("/appeals/feed.atom").content.decode()
        end_expired()
        published.refresh_from_db()
        assert (published.outcome, published.minutes_to_end) == ("expired", 30 * 24 * 60)
        end_expired()  # twice is once
    with clock.stopped_at(clock.now() + timedelta(days=30 + 366)):
        assert public_door.get(f"/appeals/{published.number}/").status_code == 404


def test_ending_takes_pictures_and_facts_away_at_once(published: Appeal, detective, public_door) -> None:
    file = published.pictures.get().stored_file
    publishing.end_appeal(
        appeal=published, outcome="identified", text="Thanks to many of you.", text_es="", by=detective
    )
    assert public_door.get(f"/files/{file.pk}/{file.name}").status_code == 404
    page = public_door.get(f"/appeals/{published.number}/").content.decode()
    assert "red jacket" not in page
    assert "The person was identified" in page
    assert "Thanks to many of you." in page


def test_a_correction_stays_in_public(published: Appeal, commander, detective, public_door) -> None:
    publishing.correct_appeal(appeal=published, text="The jacket was orange.", text_es="", by=commander)
    publishing.end_appeal(appeal=published, outcome="not-involved", text="", text_es="", by=detective)
    assert "The jacket was orange." in public_door.get(f"/appeals/{published.number}/").content.decode()


def test_few_appeals_give_no_median(published: Appeal, detective, public_door) -> None:
    publishing.end_appeal(appeal=published, outcome="identified", text="", text_es="", by=detective)
    page = public_door.get("/appeals/results/").content.decode()
    assert "1 so far: too few to say" in page


def test_drafts_exist_for_nobody_outside(detective, public_door, noon) -> None:
    appeal = drafting.draft_appeal(details=details(), by=detective)
    assert public_door.get(f"/appeals/{appeal.number}/").status_code == 404
    assert appeal.title not in public_door.get("/appeals/").content.decode()


def test_the_log_names_each_step_and_no_content(published: Appeal) -> None:
    entries = AuditEntry.objects.filter(object_type="newsroom.appeal").order_by("sequence")
    assert list(entries.values_list("action", flat=True)) == [
        "newsroom.appeal.drafted",
        "newsroom.appeal.picture-added",
        "newsroom.appeal.proposed",
        "newsroom.appeal.published",
    ]
    assert "jacket" not in str(list(entries.values_list("details", flat=True)))


def test_an_approver_works_through_the_pages(detective, commander, staff_door) -> None:
    """Owen drafts and proposes; Priya reads and approves; each by the forms."""
    writer, reader = staff_door(detective), staff_door(commander)
    form = {**{key: value for key, value in vars(details()).items() if key != "translations"}, "version": 0}
    form["happened_on"], form["expires_on"] = "2026-10-30", "2026-12-01"
    answer = writer.post("/appeals/new/", form)
    assert answer.status_code == 302, answer.content.decode()
    appeal = Appeal.objects.get()
    writer.post(
        f"/appeals/{appeal.number}/pictures/new/",
        {"file": picture(), "description": "A man", "speech": "picture", "version": 0},
    )
    writer.post(f"/appeals/{appeal.number}/propose/", {"version": 0})
    appeal.refresh_from_db()
    assert reader.get(f"/appeals/{appeal.number}/approve/").status_code == 200
    assert writer.get(f"/appeals/{appeal.number}/approve/").status_code in (403, 404)
    answer = reader.post(f"/appeals/{appeal.number}/approve/", {"version": appeal.version})
    assert answer.status_code == 302
    appeal.refresh_from_db()
    assert appeal.approved_by == commander


def test_people_without_a_part_in_it_find_nothing(make_person, staff_door, published: Appeal) -> None:
    stranger = staff_door(make_person("board-clerk"))
    assert stranger.get("/appeals/").status_code == 404
    assert stranger.get(f"/appeals/{published.number}/").status_code == 404
