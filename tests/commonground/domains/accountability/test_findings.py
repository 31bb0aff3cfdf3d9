"""Allegations, findings and their review, at the door people use."""

import pytest
from django.db import IntegrityError, transaction

from commonground.casework.actions.assignments import take_case
from commonground.casework.actions.moves import move_case
from commonground.casework.models import NamedOfficer
from commonground.casework.queries.visible import cases_for
from commonground.domains.accountability.actions.allegations import classify_allegation, withdraw_allegation
from commonground.domains.accountability.actions.findings import NotYoursToReview
from commonground.domains.accountability.actions.rights import StandardsRefused
from commonground.domains.accountability.models import Allegation, Finding, FindingReview
from commonground.domains.accountability.queries.findings import FindingsLacking, lacking_in
from commonground.domains.accountability.queries.matter import matter_shown
from commonground.foundation import clock
from commonground.reference.business_days import after_business_days
from tests.commonground.conflict.conftest import officer


@pytest.fixture
def matter(standards):
    return standards.matter()


def walk(case, *stages, by, outcome=""):
    for stage in stages:
        case.refresh_from_db()
        move_case(case=case, to=stage, expected_version=case.version, outcome=outcome, by=by)
    case.refresh_from_db()


def test_an_allegation_is_sealed_classified_dated_and_names_the_officer(standards, matter):
    door = standards.house.door(standards.house.investigator)
    typed = {
        "officer": standards.accused.pk,
        "category": "force",
        "text": "Zwinglebord was pushed to the ground.",
    }
    assert door.post(f"/standards/{matter.pk}/allegations/new/", typed).status_code == 302
    allegation = Allegation.objects.get()
    assert allegation.classification == "serious"
    assert allegation.due_on == after_business_days(clock.today(), 90)
    assert b"Zwinglebord" not in bytes(allegation.text_sealed)
    assert NamedOfficer.objects.get().officer == standards.accused
    page = door.get(f"/standards/{matter.pk}/").content.decode()
    assert "Zwinglebord" in page
    assert "the matter cannot be closed" in page
    locked = standards.house.door(standards.house.investigator, locked=True)
    assert "Zwinglebord" not in locked.get(f"/standards/{matter.pk}/").content.decode()


def test_with_a_locked_vault_what_was_typed_is_kept(standards, matter):
    door = standards.house.door(standards.house.investigator, locked=True)
    typed = {"officer": standards.accused.pk, "category": "force", "text": "Long text that must not be lost."}
    answer = door.post(f"/standards/{matter.pk}/allegations/new/", typed)
    assert answer.status_code == 302
    assert "/vault/unlock/" in answer["Location"]
    assert not Allegation.objects.exists()


def test_naming_oneself_out_of_sight_leads_to_the_queue(standards, matter):
    mine = officer("99", "sergeant", None, standards.house.investigator)
    door = standards.house.door(standards.house.investigator)
    answer = door.post(
        f"/standards/{matter.pk}/allegations/new/",
        {"officer": mine.pk, "category": "rude", "text": "It was me."},
    )
    assert answer["Location"] == "/matters/"
    assert not cases_for(standards.house.investigator).filter(pk=matter.pk).exists()


def test_the_whole_chain_of_a_serious_one(standards, matter):
    """Proposed by one, decided on by two others: three people have seen it when it stands."""
    house = standards.house
    finding = standards.proposes(standards.alleges(matter, "force"))
    door = house.door(house.commander)
    path = f"/standards/{matter.pk}/findings/{finding.pk}/decide/"
    assert "The body camera shows it." in door.get(path).content.decode()
    assert door.post(path, {"decision": "approved"}).status_code == 422  # unsigned
    assert door.post(path, {"decision": "approved", "signed": "on"}).status_code == 302
    finding.refresh_from_db()
    assert finding.approved_at is None
    with pytest.raises(NotYoursToReview):
        standards.decides(finding)
    assert (
        house.door(standards.second).post(path, {"decision": "approved", "signed": "on"}).status_code == 302
    )
    finding.refresh_from_db()
    assert finding.approved_at is not None
    shown = matter_shown(house.commander, matter, house.opened(matter))
    reviews = shown.allegations[0].standing.reviews
    assert [one.signed["name"] for one in reviews] == ["Carla Mendez", "Walt Sorensen"]
    assert all(len(one.signed["of"]) == 64 for one in reviews)
    assert lacking_in(matter) == 0


def test_nobody_decides_on_work_of_their_own(standards, matter):
    house = standards.house
    allegation = standards.alleges(matter)
    finding = standards.proposes(allegation)
    with pytest.raises(NotYoursToReview):
        standards.decides(finding, house.investigator)
    take_case(case=matter, expected_version=_version(matter), by=house.commander)
    with pytest.raises(NotYoursToReview, match="worked on this yourself"):
        standards.decides(finding, house.commander)
    with pytest.raises(IntegrityError), transaction.atomic():
        FindingReview.objects.create(
            finding=finding,
            step="supervisor",
            decision="approved",
            decided_at=clock.now(),
            decided_by=house.investigator,
            proposed_by=house.investigator,
            signed_sealed=b"x",
        )


def _version(case) -> int:
    case.refresh_from_db()
    return case.version


def test_returned_for_work_goes_back_to_the_investigator_and_stays_on_the_record(standards, matter):
    house = standards.house
    finding = standards.proposes(standards.alleges(matter))
    walk(matter, "assessing", "investigating", "reviewing", by=house.commander)
    with pytest.raises(StandardsRefused):
        standards.decides(finding, decision="returned")
    standards.decides(finding, decision="returned", reasons="Ask the second witness.")
    matter.refresh_from_db()
    assert matter.stage == "investigating"
    again = standards.proposes(finding.allegation, "not-sustained")
    standards.decides(again)
    page = house.door(house.investigator).get(f"/standards/{matter.pk}/").content.decode()
    assert "Ask the second witness." in page
    assert "1 earlier proposal" in page
    assert Finding.objects.filter(approved_at__isnull=False).get().finding == "not-sustained"


def test_only_one_finding_stands_at_a_time(standards, matter):
    allegation = standards.alleges(matter)
    standards.proposes(allegation)
    with pytest.raises(StandardsRefused):
        standards.proposes(allegation)


def test_discipline_follows_only_where_the_finding_allows_it(standards, matter):
    allegation = standards.alleges(matter)
    with pytest.raises(StandardsRefused) as refused:
        standards.proposes(allegation, "unfounded", "reprimand")
    assert refused.value.field == "discipline"
    assert standards.proposes(allegation, "sustained", "reprimand").discipline == "reprimand"


def test_a_matter_is_not_closed_while_an_allegation_lacks_an_approved_finding(standards, matter):
    house = standards.house
    one, two = standards.alleges(matter), standards.alleges(matter, "property", officer("4712", "officer"))
    walk(matter, "assessing", "investigating", "reviewing", by=house.commander)
    with pytest.raises(FindingsLacking, match="2 allegations"):
        walk(matter, "closed", by=house.commander, outcome="sustained")
    standards.decides(standards.proposes(one))
    with pytest.raises(FindingsLacking, match="1 allegation"):
        walk(matter, "closed", by=house.commander, outcome="sustained")
    withdraw_allegation(allegation=two, why="mediated", by=house.commander)
    walk(matter, "closed", by=house.commander, outcome="sustained")
    assert matter.closed_at is not None
    with pytest.raises(StandardsRefused, match="closed"):
        standards.alleges(matter)


def test_at_the_door_the_refusal_says_where_to_look(standards, matter):
    house = standards.house
    standards.alleges(matter)
    walk(matter, "assessing", by=house.commander)
    answer = house.door(house.commander).post(
        f"/matters/{matter.pk}/do/move/",
        {"to": "closed", "outcome": "sustained", "version": _version(matter)},
    )
    assert "has no approved finding yet" in answer.content.decode()


def test_only_a_supervisor_classifies_otherwise_or_ends_one(standards, matter):
    house = standards.house
    allegation = standards.alleges(matter)
    for act, more in (
        (classify_allegation, {"classification": "serious"}),
        (withdraw_allegation, {"why": "mistake"}),
    ):
        with pytest.raises(StandardsRefused):
            act(allegation=allegation, by=house.investigator, **more)
    door = house.door(house.commander)
    base = f"/standards/{matter.pk}/allegations/{allegation.pk}"
    assert door.post(f"{base}/classify/", {"classification": "serious"}).status_code == 302
    allegation.refresh_from_db()
    assert allegation.classification == "serious"
    assert door.post(f"{base}/end/", {"why": "mistake"}).status_code == 302
    allegation.refresh_from_db()
    assert allegation.withdrawn_by == house.commander


def test_late_is_shown(standards, matter):
    from datetime import timedelta

    allegation = standards.alleges(matter)
    with clock.stopped_at(clock.now() + timedelta(days=200)):
        shown = matter_shown(standards.house.commander, matter, None)
        assert shown.allegations[0].late
        assert shown.allegations[0].row.pk == allegation.pk


def test_what_another_matter_has_is_not_reached_through_this_one(standards, matter):
    """An id of another matter under an address of one's own answers as if it were not there."""
    other = standards.matter("Something else.")
    allegation = standards.alleges(other)
    door = standards.house.door(standards.house.commander)
    for path in (f"allegations/{allegation.pk}/finding/", f"allegations/{allegation.pk}/end/"):
        assert door.get(f"/standards/{matter.pk}/{path}").status_code == 404


def test_the_overview_and_needs(standards, matter):
    from commonground.access.attention import needs_of

    house = standards.house
    standards.proposes(standards.alleges(matter))
    assert matter.reference in house.door(house.commander).get("/standards/").content.decode()
    assert [need for need in needs_of(house.commander) if "waits for your decision" in str(need.title)]
    assert not [need for need in needs_of(house.investigator) if "waits for your decision" in str(need.title)]
    empty = standards.house.door(house.overseer).get("/standards/").content.decode()
    assert "Nothing waits." in empty
    assert matter.reference not in empty


def test_a_hostile_text_is_shown_as_text(standards, matter):
    door = standards.house.door(standards.house.investigator)
    typed = {
        "officer": standards.accused.pk,
        "category": "rude",
        "text": "<script>alert(1)</script>\x00 ‮ {{ 7*7 }}" + "x" * 5000,
    }
    answer = door.post(f"/standards/{matter.pk}/allegations/new/", typed)
    if answer.status_code == 302:
        page = door.get(f"/standards/{matter.pk}/").content.decode()
        assert "<script>alert" not in page


def test_nobody_beside_or_below_proposes_a_finding(standards, matter):
    allegation = standards.alleges(matter, who=officer("50", "lieutenant"))
    officer("51", "sergeant", None, standards.house.investigator)
    with pytest.raises(StandardsRefused, match="lower rank"):
        standards.proposes(allegation)


@pytest.mark.parametrize(
    ("path", "says"),
    [("", "Acusaciones"), ("allegations/new/", "Agregar una acusación"), ("letters/new/", "Carta")],
)
def test_in_spanish(standards, matter, path, says):
    standards.house.commander.language = "es"
    standards.house.commander.save()
    page = (
        standards.house.door(standards.house.commander).get(f"/standards/{matter.pk}/{path}").content.decode()
    )
    assert says in page
    assert 'lang="es"' in page
