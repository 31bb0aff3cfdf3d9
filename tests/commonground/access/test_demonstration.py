"""The people of Riverbend, and the code that the demonstration shows and nothing else ever does."""

import pytest

from commonground.access.demonstration import DEMONSTRATION_PASSWORD, people_of_riverbend
from commonground.access.models import Person
from commonground.access.roles import ROLES

MARK = "demonstration-code"


@pytest.fixture
def people(db):
    return people_of_riverbend()


def second_page(client, person) -> str:
    client.defaults["HTTP_HOST"] = "localhost:8001"
    answer = client.post("/account/sign-in/", {"login": person.email, "password": DEMONSTRATION_PASSWORD})
    assert answer["Location"] == "/account/sign-in/code/"
    return client.get("/account/sign-in/code/").content.decode()


def shown_code(body: str) -> str:
    return body.split(f'id="{MARK}">')[1][:6]


def test_somebody_stands_for_every_role_and_making_them_twice_makes_them_once(people):
    assert set(people) == set(ROLES)
    number = Person.objects.count()
    assert people_of_riverbend() == people
    assert Person.objects.count() == number
    assert all(person.email.endswith("@riverbend.example") for person in Person.objects.all())


def test_the_code_that_is_shown_opens_the_door_again_and_again(visitor, people, settings):
    settings.DEMONSTRATION, settings.STAFF_URL = True, "http://localhost:8001"
    for _ in range(2):
        body = second_page(visitor, people["administrator"])
        assert "Demonstration only" in body
        assert visitor.post("/account/sign-in/code/", {"code": shown_code(body)})["Location"] == "/"
        visitor.post("/account/sign-out/")


@pytest.mark.parametrize(
    ("demonstration", "staff_url"),
    [
        (False, "http://localhost:8001"),
        (True, "https://staff.riverbend.example"),
        (True, "https://localhost:8001"),
        (True, "http://staff.riverbend.example"),
    ],
)
def test_it_never_appears_otherwise(visitor, people, settings, demonstration, staff_url):
    settings.DEMONSTRATION, settings.STAFF_URL = demonstration, staff_url
    assert MARK not in second_page(visitor, people["administrator"])


def test_it_never_appears_for_another_host_name(people, settings, client):
    from django.test import RequestFactory

    from commonground.access.sign_in.demonstration_code import demonstration_code

    settings.DEMONSTRATION, settings.STAFF_URL = True, "http://localhost:8001"
    settings.ALLOWED_HOSTS = ["*"]
    person = people["administrator"]
    assert demonstration_code(RequestFactory(headers={"host": "localhost:8001"}).get("/"), person)
    assert (
        demonstration_code(RequestFactory(headers={"host": "staff.riverbend.example"}).get("/"), person)
        is None
    )
    assert (
        demonstration_code(RequestFactory(headers={"host": "localhost"}).get("/", secure=True), person)
        is None
    )


def test_it_never_appears_for_a_secret_that_is_somebodys_own(visitor, make_person, with_app, settings):
    settings.DEMONSTRATION, settings.STAFF_URL = True, "http://localhost:8001"
    person = with_app(make_person())
    visitor.post("/account/sign-in/", {"login": person.email, "password": "a long enough passphrase 1"})
    assert MARK not in visitor.get("/account/sign-in/code/").content.decode()
