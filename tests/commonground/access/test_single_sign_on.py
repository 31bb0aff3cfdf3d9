"""The city's single sign-on, against a real provider on loopback: only people who exist, and two factors always."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import requests

from commonground.access.models import Person, SignInFailure
from commonground.foundation import clock
from tests.commonground.access.city_sign_on import CLIENT, SECRET, CitySignOn

START = "/account/sign-in/city/"


@pytest.fixture
def sign_on(settings):
    with CitySignOn() as provider:
        settings.CONFIGURATION = settings.CONFIGURATION.model_copy(
            update={
                "single_sign_on_issuer": provider.issuer,
                "single_sign_on_client": CLIENT,
                "single_sign_on_secret": SECRET,
                "single_sign_on_name": "Riverbend sign-on",
            }
        )
        yield provider


def walk(client, start: str = START):
    """From our door to the provider and back, as a browser goes."""
    there = client.get(start)
    assert there.status_code == 302, there.content
    back = requests.get(there["Location"], allow_redirects=False, timeout=5).headers["Location"]
    parts = urlsplit(back)
    return client.get(f"{parts.path}?{parts.query}")


def claims(person, **more):
    return {"email": person.email, "email_verified": True, "name": "From the city", **more}


def test_its_button_stands_on_the_sign_in_page(visitor, sign_on):
    assert b"Riverbend sign-on" in visitor.get("/account/sign-in/").content


def test_without_settings_it_is_not_there(visitor):
    assert visitor.get(START).status_code == 404
    assert visitor.get(f"{START}return/").status_code == 404
    assert visitor.get("/account/sign-in/other/").status_code == 404


def test_two_factors_there_are_enough_here(visitor, make_person, sign_on, audited):
    person = make_person("implementation-manager")
    sign_on.claims = claims(person, amr=["pwd", "otp", "mfa"])
    assert walk(visitor, f"{START}?next=/account/")["Location"] == "/account/"
    assert visitor.get("/account/").status_code == 200
    assert audited("person.signed-in") == 1
    person.refresh_from_db()
    assert person.has_usable_password()
    assert person.name != "From the city"


def test_one_factor_there_asks_for_ours(visitor, make_person, with_app, sign_on, code_of, secret):
    person = with_app(make_person())
    sign_on.claims = claims(person, amr=["pwd"])
    assert walk(visitor)["Location"] == "/account/sign-in/code/"
    visitor.post("/account/sign-in/code/", {"code": code_of(secret)})
    assert visitor.get("/account/").status_code == 200


def test_one_factor_there_and_none_here_sets_one_up(visitor, make_person, sign_on):
    sign_on.claims = claims(make_person())
    walk(visitor)
    assert visitor.get("/account/")["Location"] == "/account/second-factor/"
    assert visitor.get("/account/factors/app/").status_code == 200


def test_a_word_of_the_user_page_alone_is_not_believed(visitor, make_person, sign_on, monkeypatch):
    person = make_person()
    sign_on.claims = claims(person)
    monkeypatch.setattr(sign_on, "user", lambda: {"sub": "7", **claims(person), "amr": ["mfa"]})
    walk(visitor)
    assert visitor.get("/account/")["Location"] == "/account/second-factor/"


@pytest.mark.parametrize(
    "said",
    [
        {"email": "stranger@riverbend.example", "email_verified": True, "amr": ["mfa"]},
        {"email": "known@riverbend.example", "email_verified": False, "amr": ["mfa"]},
        {"email": "known@riverbend.example", "amr": ["mfa"]},
        {"amr": ["mfa"]},
        {"email": "closed@riverbend.example", "email_verified": True, "amr": ["mfa"]},
    ],
)
def test_nobody_else_comes_in(visitor, make_person, sign_on, said):
    make_person(email="known@riverbend.example")
    make_person(email="closed@riverbend.example", is_active=False)
    sign_on.claims = said
    assert walk(visitor)["Location"] == "/account/sign-in/"
    assert "We could not sign you in." in visitor.get("/account/sign-in/").content.decode()
    assert Person.objects.count() == 2
    assert SignInFailure.objects.count() == 1


def test_a_locked_account_stays_locked(visitor, make_person, sign_on):
    from commonground.access.actions import note_failure

    person = make_person()
    for _ in range(5):
        note_failure(person=person, source="x" * 64)
    sign_on.claims = claims(person, amr=["mfa"])
    walk(visitor)
    assert visitor.get("/account/").status_code == 302


def test_leaving_there_is_said_here(visitor, sign_on):
    sign_on.refuses = True
    answer = walk(visitor)
    assert answer.status_code == 302
    assert b"Sign-in was left" in visitor.get(answer["Location"]).content


def test_a_forged_return_is_refused(visitor, sign_on):
    answer = visitor.get(f"{START}return/?code=stolen&state=stolen")
    assert b"did not answer as it should" in answer.content


def test_whoever_has_nothing_here_confirms_there_and_keeps_what_was_typed(
    noon, visitor, make_person, sign_on
):
    administrator = make_person("administrator")
    Person.objects.filter(pk=administrator.pk).update(password="!")
    sign_on.claims = claims(administrator, amr=["mfa"])
    walk(visitor)
    other = make_person()
    with clock.stopped_at(noon + timedelta(minutes=6)):
        asked = visitor.post(
            f"/people/{other.pk}/roles/", {"role": "auditor", "submission": "", "ends_on": ""}
        )
        assert asked["Location"] == "/account/confirm/elsewhere/?next=%2Faccount%2Fkept%2F"
        start = visitor.get(asked["Location"])["Location"]
        assert walk(visitor, start)["Location"] == "/account/kept/"
        assert sign_on.asked["prompt"] == "login"
        (kept,) = visitor.get("/account/kept/").context["kept"]
        assert dict(kept.fields)["role"] == "auditor"
