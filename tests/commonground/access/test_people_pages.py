"""People at the staff door: found, invited, changed by two at once, given and taken roles, closed."""

import re
from datetime import timedelta

import pytest

from commonground.access.decisions import decide
from commonground.access.models import Person, RoleGrant
from commonground.access.permissions import Permission
from commonground.foundation import clock
from commonground.foundation.outbox.models import OutgoingMail

HOSTILE = "<img src=x onerror=alert(1)> O'Neill & “Søns”"


@pytest.fixture
def administrator(make_person):
    return make_person("administrator", name="Ada Administrator")


@pytest.fixture
def door(staff_door, administrator):
    return staff_door(administrator)


def token_of(page) -> str:
    return re.search(r'name="submission" value="([^"]+)"', page.content.decode()).group(1)


def test_people_are_found_by_name_role_and_state(door, make_person):
    make_person("board-clerk", name="Bea Clerk")
    make_person("auditor", name="Otto Auditor", is_active=False)
    assert b"Bea Clerk" in door.get("/people/?text=bea").content
    assert b"Bea Clerk" in door.get("/people/?role=board-clerk").content
    assert b"Otto" not in door.get("/people/?role=board-clerk").content
    assert b"Otto" in door.get("/people/?state=closed").content
    assert b"Nobody was found." in door.get("/people/?text=zzzz").content


def test_many_people_are_paged(door, make_person, django_assert_max_num_queries):
    Person.objects.bulk_create(
        Person(email=f"n{number}@riverbend.example", name=f"Name {number:03}", password="!")
        for number in range(60)
    )
    page = door.get("/people/")
    assert page.content.count(b"Name 0") == 24  # and the administrator
    assert door.get("/people/?page=3").status_code == 200
    assert door.get("/people/?page=x&role=nonsense").status_code == 200


def test_hostile_names_are_only_text(door, make_person):
    person = make_person(name=HOSTILE, title=HOSTILE)
    for path in (
        "/people/",
        f"/people/{person.pk}/",
        f"/people/{person.pk}/edit/",
        f"/people/{person.pk}/close/",
    ):
        body = door.get(path).content.decode()
        assert "<img src=x" not in body
        assert "&lt;img src=x" in body


def test_inviting_twice_adds_one(door):
    page = door.get("/people/invite/")
    form = {
        "name": "Ines Duarte",
        "email": "ines@riverbend.example",
        "title": "Analyst",
        "language": "en",
        "submission": token_of(page),
    }
    first, second = door.post("/people/invite/", form), door.post("/people/invite/", form)
    assert first["Location"] == second["Location"]
    assert Person.objects.filter(email="ines@riverbend.example").count() == 1
    assert OutgoingMail.objects.count() == 1


def test_an_address_that_is_taken_is_said_beside_the_field(door, make_person):
    taken = make_person()
    form = {"name": "X", "email": taken.email.upper(), "title": "", "language": "en", "submission": ""}
    page = door.post("/people/invite/", form)
    assert "Somebody has this e-mail address already." in page.content.decode()
    assert 'value="X"' in page.content.decode()


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"name": "n" * 121}, {"email": "no address"}, {"email": "a" * 300}, {"language": "xx"}],
)
def test_what_is_wrong_is_refused(door, wrong):
    form = {
        "name": "X",
        "email": "x@riverbend.example",
        "title": "",
        "language": "en",
        "submission": "",
        **wrong,
    }
    assert door.post("/people/invite/", form).status_code == 200
    assert not Person.objects.filter(name="X").exists()


def test_two_editors_at_once_lose_nothing(door, make_person, staff_door):
    person, other = make_person(name="Old Name"), staff_door(make_person("administrator"))
    path = f"/people/{person.pk}/edit/"
    mine = {"name": "My Name", "title": "T", "language": "en", "expected_version": 1}
    assert other.post(path, {**mine, "name": "Their Name"}).status_code == 302
    page = door.post(path, mine)
    assert page.status_code == 200
    body = page.content.decode()
    assert "My Name" in body
    assert "Their Name" in body
    assert 'name="expected_version" value="2"' in body
    assert door.post(path, {**mine, "expected_version": 2}).status_code == 302
    person.refresh_from_db()
    assert person.name == "My Name"


def test_a_role_is_given_with_a_record_of_who_gave_it(door, make_person, administrator, audited):
    person = make_person()
    page = door.get(f"/people/{person.pk}/roles/")
    assert "A resident who holds a seat" in page.content.decode()
    form = {"role": "board-member", "ends_on": "", "submission": token_of(page)}
    door.post(f"/people/{person.pk}/roles/", form)
    door.post(f"/people/{person.pk}/roles/", form)
    grant = RoleGrant.objects.get(person=person)
    assert grant.granted_by == administrator
    assert decide(person, Permission.MAKE_RECOMMENDATIONS)
    assert audited("role.granted") == 1

    door.post(f"/people/roles/{grant.pk}/end/")
    assert not decide(person, Permission.MAKE_RECOMMENDATIONS)
    assert audited("role.ended") == 1
    assert "Ended by Ada Administrator" in door.get(f"/people/{person.pk}/").content.decode()


def test_nobody_gives_themselves_a_role(door, administrator):
    form = {"role": "auditor", "ends_on": "", "submission": ""}
    page = door.post(f"/people/{administrator.pk}/roles/", form)
    assert "Nobody gives a role to themselves" in page.content.decode()
    assert not decide(administrator, Permission.VIEW_AUDIT)


def test_a_role_ends_on_its_last_day(make_person, administrator):
    from commonground.access.actions import grant_role

    person = make_person()
    grant_role(person=person, role="board-member", ends_on=clock.today(), by=administrator)
    assert decide(person, Permission.VIEW_BOARDS)
    assert not decide(person, Permission.VIEW_BOARDS, at=clock.now() + timedelta(days=2))


def test_the_last_administrator_stays(door, administrator):
    grant = RoleGrant.objects.get(person=administrator)
    page = door.post(f"/people/roles/{grant.pk}/end/", follow=True)
    assert "You are the last who holds this role" in page.content.decode()
    grant.refresh_from_db()
    assert grant.ended_at is None


def test_closing_and_opening_again(door, make_person, administrator, audited):
    person = make_person("board-clerk")
    door.post(f"/people/{person.pk}/close/")
    person.refresh_from_db()
    assert not person.is_active
    assert not decide(person, Permission.VIEW_BOARDS)
    door.post(f"/people/{person.pk}/reopen/")
    person.refresh_from_db()
    assert person.is_active
    assert (audited("account.closed"), audited("account.reopened")) == (1, 1)
    door.post(f"/people/{administrator.pk}/close/")
    administrator.refresh_from_db()
    assert administrator.is_active


def test_lost_factors_are_taken_away_and_the_person_is_told(door, make_person, with_app, audited):
    from allauth.mfa.models import Authenticator

    person = with_app(make_person())
    door.post(f"/people/{person.pk}/factors/forget/")
    assert not Authenticator.objects.filter(user=person).exists()
    assert "took the second factors" in OutgoingMail.objects.get(to=person.email).text
    assert audited("factor.reset") == 1


@pytest.mark.parametrize("role", ["implementation-manager", "auditor", "board-member"])
def test_others_may_not(staff_door, make_person, role):
    door, other = staff_door(make_person(role)), make_person()
    for path in ("/people/", "/people/invite/", f"/people/{other.pk}/", f"/people/{other.pk}/roles/"):
        assert door.get(path).status_code == 403
        assert door.post(path).status_code in (403, 405)


def test_dangerous_acts_ask_again_and_keep_what_was_typed(noon, make_person, staff_door, with_app):
    administrator, person = with_app(make_person("administrator")), make_person()
    door = staff_door(administrator)
    with clock.stopped_at(noon + timedelta(minutes=6)):
        answer = door.post(
            f"/people/{person.pk}/roles/", {"role": "board-clerk", "ends_on": "", "submission": ""}
        )
        assert answer["Location"] == "/account/confirm/?next=%2Faccount%2Fkept%2F"
        assert not RoleGrant.objects.filter(person=person).exists()
        wrong = door.post("/account/confirm/", {"password": "wrong", "next": "/account/kept/"})
        assert "The password is wrong." in wrong.content.decode()
        right = door.post(
            "/account/confirm/", {"password": "a long enough passphrase 1", "next": "/account/kept/"}
        )
        assert right["Location"] == "/account/kept/"
        (kept,) = door.get("/account/kept/").context["kept"]
        done = door.post(kept.path, {**dict(kept.fields), "kept_form": kept.identity})
        assert done["Location"] == f"/people/{person.pk}/"
        assert RoleGrant.objects.get(person=person).role == "board-clerk"


def test_unused_accounts_are_closed(make_person, audited):
    from django.core.management import call_command

    old, used, opened = (
        make_person(joined_at=clock.now() - timedelta(days=200)),
        make_person(joined_at=clock.now() - timedelta(days=200), last_login=clock.now()),
        make_person(joined_at=clock.now() - timedelta(days=200), reopened_at=clock.now()),
    )
    call_command("people", "disable-inactive")
    assert list(Person.objects.filter(is_active=False)) == [old]
    assert {used, opened} == set(Person.objects.filter(is_active=True))
    assert audited("account.closed") == 1


def test_the_first_administrator_comes_from_the_command_line(db, capsys):
    from django.core.management import CommandError, call_command

    call_command("people", "add", "first@riverbend.example", "First Person", "--role", "administrator")
    assert "http://localhost:8001/account/password/new/" in capsys.readouterr().out
    assert decide(Person.objects.get(), Permission.GRANT_ROLES)
    with pytest.raises(CommandError, match="Somebody has this e-mail address already"):
        call_command("people", "add", "first@riverbend.example", "First Person")


def test_followers_keep_in_step(make_person, administrator, monkeypatch):
    from commonground.access import role_followers
    from commonground.access.actions import close_account, end_role, grant_role

    told = []
    monkeypatch.setattr(role_followers, "_followers", [lambda person, roles: told.append(list(roles))])
    person = make_person()
    grant = grant_role(person=person, role="page-editor", by=administrator)
    grant_role(person=person, role="auditor", by=administrator)
    end_role(grant_id=grant.pk, by=administrator)
    close_account(person=person, by=administrator)
    assert told == [["page-editor"], ["auditor", "page-editor"], ["auditor"], []]
    role_followers.follow_roles_of_everybody()
    assert len(told) == 6


@pytest.mark.parametrize(
    ("role", "may"), [("page-editor", True), ("public-information-officer", True), ("auditor", False)]
)
def test_wagtail_asks_our_roles(make_person, role, may):
    assert make_person(role).has_perm("wagtailadmin.access_admin") is may


def test_language_is_the_persons(door, administrator, visitor):
    door.post("/account/language/", {"language": "es"})
    administrator.refresh_from_db()
    assert administrator.language == "es"
    assert b'lang="es"' in door.get("/account/").content
    visitor.post("/account/language/", {"language": "es", "next": "//evil.example"})
    assert b'lang="es"' in visitor.get("/account/sign-in/").content


def test_the_audit_can_be_searched_and_not_written(door, make_person, staff_door, administrator):
    person = make_person()
    door.post(f"/people/{person.pk}/close/")
    auditor = staff_door(make_person("auditor"))
    body = auditor.get(f"/people/audit/?action=account&actor=person:{administrator.pk}").content.decode()
    assert "account.closed" in body
    assert f"access.person:{person.pk}" in body
    assert "account.closed" not in auditor.get("/people/audit/?action=role").content.decode()
    assert auditor.get("/people/audit/?since=2030-01-01").status_code == 200
    assert auditor.get(f"/people/audit/?object=access.person:{person.pk}&until=2020-01-01").status_code == 200
    assert auditor.post("/people/audit/").status_code == 405
    assert door.get("/people/audit/").status_code == 403
