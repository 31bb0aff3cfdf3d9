"""The roster of officers at the door people use: list, add, change, chain of command, import with a dry run."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from commonground.access.models import Officer
from commonground.access.officers.actions import OfficerDetails, OfficerRefused, add_officer, change_officer
from commonground.access.officers.followers import _followers, register_roster_follower
from commonground.access.officers.importing import import_roster, plan_roster
from commonground.access.officers.ranks import RanksFile, order_of, rank_named
from commonground.access.officers.read_csv import FileUnreadable, text_of
from commonground.foundation.actors import COMMAND_LINE
from commonground.foundation.audit.models import AuditEntry
from commonground.foundation.refusals import ChangedMeanwhile, Refused


@pytest.fixture
def keeper(make_person):
    return make_person("standards-commander")


@pytest.fixture
def door(staff_door, keeper):
    return staff_door(keeper)


def officer(badge: str, above: Officer | None = None, rank: str = "officer", **more) -> Officer:
    return Officer.objects.create(badge=badge, name=f"Officer {badge}", rank=rank, supervisor=above, **more)


def test_only_the_keeper_of_the_roster(staff_door, make_person):
    for role in ("standards-investigator", "administrator", "police-officer", "auditor"):
        assert staff_door(make_person(role)).get("/officers/").status_code == 403


def test_an_empty_roster_and_a_huge_one(door):
    assert "No officer was found" in door.get("/officers/").content.decode()
    Officer.objects.bulk_create(
        Officer(badge=str(number), name=f"Ofelia Ng {number}", rank="officer") for number in range(1200)
    )
    page = door.get("/officers/").content.decode()
    assert "1,200 officers" in page or "1200 officers" in page
    assert page.count("Ofelia Ng") < 120
    assert "Ofelia Ng 77" in door.get("/officers/?text=Ng+77").content.decode()


def test_add_and_change(door, make_person):
    account = make_person("police-officer", name="Rosa Díaz")
    typed = {
        "badge": "17",
        "name": "Rosa Díaz",
        "rank": "sergeant",
        "assignment": "Nights",
        "person": account.pk,
    }
    assert door.post("/officers/new/", typed).status_code == 302
    stored = Officer.objects.get()
    assert (stored.rank, stored.person) == ("sergeant", account)
    changed = {**typed, "rank": "lieutenant", "left_on": "2026-10-01", "expected_version": 1}
    assert door.post(f"/officers/{stored.pk}/", changed).status_code == 302
    stored.refresh_from_db()
    assert (stored.rank, stored.version, str(stored.left_on)) == ("lieutenant", 2, "2026-10-01")
    entry = AuditEntry.objects.filter(action="officer.changed").get()
    assert entry.details == {"fields": ["rank", "left_on"]}


def test_sent_twice_is_added_once(door):
    form = door.get("/officers/new/").context["form"]
    typed = {"badge": "17", "name": "Rosa", "rank": "officer", "submission": form["submission"].value()}
    for _time in range(2):
        assert door.post("/officers/new/", typed).status_code == 302
    assert Officer.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"badge": "1"}, "Another officer has this badge number"),
        ({"badge": ""}, "This field is required"),
        ({"rank": "emperor"}, "Select a valid choice"),
    ],
)
def test_what_the_roster_refuses(door, typed, says):
    officer("1")
    answer = door.post("/officers/new/", {"badge": "2", "name": "Somebody", "rank": "officer", **typed})
    assert answer.status_code == 200
    assert says in answer.content.decode()
    assert Officer.objects.count() == 1


def test_one_account_one_officer(keeper, make_person):
    account = make_person()
    officer("1", person=account)
    with pytest.raises(OfficerRefused):
        add_officer(details=OfficerDetails("2", "Two", "officer", person=account), by=keeper)


def test_a_chain_of_command_never_goes_in_a_circle(door, keeper):
    top = officer("1", rank="captain")
    middle = officer("2", top)
    low = officer("3", middle)
    details = OfficerDetails("1", "Officer 1", "captain", "", low)
    with pytest.raises(OfficerRefused, match="circle"):
        change_officer(officer=top, details=details, expected_version=1, by=keeper)
    answer = door.post(
        f"/officers/{top.pk}/",
        {"badge": "1", "name": "Officer 1", "rank": "captain", "supervisor": low.pk, "expected_version": 1},
    )
    assert "cannot go in a circle" in answer.content.decode()
    top.refresh_from_db()
    assert top.supervisor is None


def test_two_editors_at_once(keeper, door):
    one = officer("1")
    change_officer(
        officer=one, details=OfficerDetails("1", "Renamed", "officer"), expected_version=1, by=keeper
    )
    with pytest.raises(ChangedMeanwhile):
        change_officer(
            officer=one, details=OfficerDetails("1", "Other", "officer"), expected_version=1, by=keeper
        )
    answer = door.post(
        f"/officers/{one.pk}/", {"badge": "1", "name": "Other", "rank": "officer", "expected_version": 1}
    ).content.decode()
    assert "Renamed" in answer
    assert "Other" in answer


def test_followers_are_told_of_everybody_touched(keeper):
    told = []
    follower = register_roster_follower(lambda officers, by: told.append(officers))
    try:
        made = add_officer(details=OfficerDetails("1", "One", "officer"), by=keeper)
        text = "badge,name,rank\n1,Uno,officer\n2,Dos,sergeant\n"
        import_roster(text=text, fingerprint=plan_roster(text).fingerprint, by=keeper)
    finally:
        _followers.remove(follower)
    assert told == [frozenset({made.pk}), frozenset(Officer.objects.values_list("pk", flat=True))]


CSV = """Badge number;Nombre;Rank;Supervisor badge;E-mail;Left on
1;María Peña;Captain;;;
2;Tom O'Hara;sargento;1;tom@riverbend.example;
3;Ann Lee;officer;2;;2026-05-01
"""


def test_an_import_shows_first_and_does_exactly_that(door, make_person):
    tom = make_person(email="tom@riverbend.example")
    file = SimpleUploadedFile("roster.csv", CSV.encode("cp1252"))
    answer = door.post("/officers/import/", {"file": file})
    assert not Officer.objects.exists()
    page = answer.content.decode()
    assert "María Peña" in page
    form = answer.context["form"]
    typed = {name: form[name].value() for name in ("text", "fingerprint", "submission")}
    assert door.post("/officers/import/confirm/", typed).status_code == 302
    ann = Officer.objects.get(badge="3")
    assert (ann.supervisor.badge, ann.supervisor.person, str(ann.left_on)) == ("2", tom, "2026-05-01")
    assert plan_roster(CSV).same == 3


def test_rows_that_make_no_sense_are_named_by_line_and_the_rest_goes_in(keeper):
    text = (
        "badge,name,rank,supervisor,email,left_on\n"
        "1,One,captain,,,\n"
        "1,Again,captain,,,\n"
        "3,,officer,,,\n"
        "4,Four,emperor,,,\n"
        "5,Five,officer,99,,\n"
        "6,Six,officer,7,,\n"
        "7,Seven,officer,6,,\n"
        "8,Eight,officer,1,nobody@riverbend.example,\n"
        "9,Nine,officer,1,,last May\n"
        "10,Ten,officer,4,,\n"
        "11,Eleven,officer,1,,\n"
    )
    plan = plan_roster(text)
    assert [one.line for one in plan.refused] == [3, 4, 5, 6, 7, 8, 9, 10, 11]
    assert [one.badge for one in plan.added] == ["1", "11"]
    import_roster(text=text, fingerprint=plan.fingerprint, by=keeper)
    assert list(Officer.objects.values_list("badge", flat=True).order_by("badge")) == ["1", "11"]


def test_an_import_cannot_close_a_circle_with_what_stands(keeper):
    top = officer("1", rank="captain")
    officer("2", top)
    plan = plan_roster("badge,name,rank,supervisor\n1,Officer 1,captain,2\n")
    assert [one.badge for one in plan.refused] == ["1"]


def test_a_column_that_is_not_there_changes_nothing_and_nobody_is_removed(keeper):
    top = officer("1", rank="captain")
    officer("2", top, assignment="Nights")
    officer("3")
    text = "badge,name,rank\n2,Renamed,officer\n"
    plan = plan_roster(text)
    assert plan.missing == ["1", "3"]
    import_roster(text=text, fingerprint=plan.fingerprint, by=keeper)
    stored = Officer.objects.get(badge="2")
    assert (stored.name, stored.assignment, stored.supervisor) == ("Renamed", "Nights", top)


def test_two_officers_may_exchange_their_accounts(keeper, make_person):
    one, two = make_person(), make_person()
    officer("1", person=one)
    officer("2", person=two)
    text = f"badge,name,rank,email\n1,Officer 1,officer,{two.email}\n2,Officer 2,officer,{one.email}\n"
    import_roster(text=text, fingerprint=plan_roster(text).fingerprint, by=keeper)
    assert Officer.objects.get(badge="1").person == two


def test_a_roster_that_changed_meanwhile_is_shown_again(keeper):
    text = "badge,name,rank\n1,One,officer\n"
    plan = plan_roster(text)
    officer("1")
    with pytest.raises(Refused, match="changed since"):
        import_roster(text=text, fingerprint=plan.fingerprint, by=keeper)


@pytest.mark.parametrize(
    "content", [b"", b"a,b\n1,2\n", b"badge,badge,name,rank\n", b"\x00\x01\x02", b"x" * (1024 * 1024 + 1)]
)
def test_files_that_are_no_roster(content, db):
    with pytest.raises(FileUnreadable):
        plan_roster(text_of(content))


def test_ranks_in_both_languages_and_unknown_ones_stand_above_all():
    assert rank_named(" Teniente ").key == "lieutenant"
    assert rank_named("nothing") is None
    assert order_of("a rank of long ago") > order_of("chief")
    with pytest.raises(ValueError, match="same key"):
        RanksFile(ranks=[{"key": "a", "order": 1, "name": {"en": "A", "es": "A"}}] * 2)


def test_names_that_bite(door):
    nasty = "<script>alert(1)</script> O'Hara ‮"
    add_officer(details=OfficerDetails("=1+1", nasty, "officer"), by=COMMAND_LINE)
    page = door.get("/officers/").content.decode()
    assert "<script>alert" not in page
