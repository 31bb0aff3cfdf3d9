"""Signing in through the real pages: password, second factor, the lock after wrong tries, one answer for all."""

from datetime import UTC, datetime, timedelta

import pytest

from commonground.access.models import AccountLock, Person, SignInFailure
from commonground.foundation import clock
from commonground.foundation.outbox.models import OutgoingMail

PASSPHRASE = "a long enough passphrase 1"
REFUSAL = "We could not sign you in."


def test_password_and_code_open_the_door(visitor, make_person, with_app, sign_in, audited):
    person = with_app(make_person("implementation-manager"))
    answer = sign_in(visitor, person, after="/account/")
    assert answer["Location"] == "/account/"
    assert visitor.get("/account/").status_code == 200
    assert audited("person.signed-in") == 1


def test_a_password_alone_opens_nothing(visitor, make_person, with_app):
    person = with_app(make_person("implementation-manager"))
    answer = visitor.post("/account/sign-in/", {"login": person.email, "password": PASSPHRASE})
    assert answer["Location"] == "/account/sign-in/code/"
    assert visitor.get("/account/")["Location"].startswith("/account/sign-in/")


def test_a_wrong_code_is_refused_and_counted(visitor, make_person, with_app):
    person = with_app(make_person())
    visitor.post("/account/sign-in/", {"login": person.email, "password": PASSPHRASE})
    answer = visitor.post("/account/sign-in/code/", {"code": "000000"})
    assert answer.status_code == 200
    assert b"This code is wrong" in answer.content
    assert SignInFailure.objects.filter(person=person).count() == 1


def test_a_code_works_once(visitor, make_person, with_app, sign_in, client, code_of, secret):
    person = with_app(make_person())
    sign_in(visitor, person)
    from django.core.cache import cache

    cache.clear()  # as in another process
    client.defaults["HTTP_HOST"] = "localhost"
    client.post("/account/sign-in/", {"login": person.email, "password": PASSPHRASE})
    answer = client.post("/account/sign-in/code/", {"code": code_of(secret)})
    assert answer.status_code == 200
    assert client.get("/account/").status_code == 302


def test_the_answer_is_the_same_whoever_it_is(visitor, make_person):
    known, closed = make_person(), make_person(is_active=False)
    tries = [
        (known.email, "wrong wrong wrong wrong"),
        ("nobody@riverbend.example", PASSPHRASE),
        (closed.email, PASSPHRASE),
    ]
    bodies = set()
    for login, password in tries:
        body = visitor.post("/account/sign-in/", {"login": login, "password": password}).content.decode()
        assert REFUSAL in body
        bodies.add(body.count(REFUSAL))
    assert len(bodies) == 1


def test_five_wrong_tries_lock_until_released(visitor, make_person, with_app, sign_in, staff_door, audited):
    person, administrator = with_app(make_person()), make_person("administrator")
    for _ in range(5):
        visitor.post("/account/sign-in/", {"login": person.email, "password": "wrong"})
    assert AccountLock.objects.get(person=person).released_at is None
    assert audited("account.locked") == 1
    assert OutgoingMail.objects.filter(to=person.email).count() == 1

    refused = visitor.post("/account/sign-in/", {"login": person.email, "password": PASSPHRASE})
    assert REFUSAL in refused.content.decode()
    door = staff_door(administrator)
    assert "after five wrong tries" in door.get(f"/people/{person.pk}/").content.decode()
    door.post(f"/people/{person.pk}/release/")
    assert audited("account.released") == 1
    assert sign_in(visitor, person, after="/account/")["Location"] == "/account/"


def test_a_lock_during_the_second_factor_holds(visitor, make_person, with_app, code_of, secret):
    person = with_app(make_person())
    visitor.post("/account/sign-in/", {"login": person.email, "password": PASSPHRASE})
    for _ in range(5):
        visitor.post("/account/sign-in/code/", {"code": "000000"})
    assert AccountLock.objects.filter(person=person).exists()
    visitor.post("/account/sign-in/code/", {"code": code_of(secret)})
    assert visitor.get("/account/").status_code == 302


def test_old_failures_do_not_lock(visitor, make_person):
    person = make_person()
    for minutes in range(0, 100, 20):
        with clock.stopped_at(datetime(2026, 11, 2, 8, 0, tzinfo=UTC) + timedelta(minutes=minutes)):
            visitor.post("/account/sign-in/", {"login": person.email, "password": "wrong"})
    assert not AccountLock.objects.exists()


def test_one_network_cannot_try_everybody(visitor, make_person):
    for number in range(30):
        visitor.post("/account/sign-in/", {"login": f"n{number}@riverbend.example", "password": "wrong"})
    person = make_person()
    answer = visitor.post("/account/sign-in/", {"login": person.email, "password": PASSPHRASE})
    assert "Too many wrong tries from this network" in answer.content.decode()
    assert SignInFailure.objects.count() == 30


def test_no_address_is_stored_in_the_clear(visitor):
    visitor.post("/account/sign-in/", {"login": "who@riverbend.example", "password": "wrong"})
    assert "127.0.0.1" not in SignInFailure.objects.get().source


@pytest.mark.parametrize(
    "path",
    ["/account/signup/", "/account/sign-up/", "/account/email/", "/account/3rdparty/", "/account/login/"],
)
def test_there_is_no_sign_up(visitor, path):
    assert visitor.get(path).status_code == 404


def test_hostile_input_is_only_text(visitor):
    answer = visitor.post(
        "/account/sign-in/", {"login": '"><script>alert(1)</script>', "password": "x" * 10_000}
    )
    assert answer.status_code == 200
    assert b"<script>alert" not in answer.content


def test_sign_in_goes_nowhere_else(visitor, make_person, with_app, sign_in):
    person = with_app(make_person())
    assert sign_in(visitor, person, after="https://evil.example/")["Location"] == "/"


@pytest.mark.django_db(transaction=True)
def test_an_invitation_lets_a_person_in_without_anybody_knowing_the_password(
    visitor, make_person, staff_door, code_of
):
    administrator = make_person("administrator")
    staff_door(administrator).post(
        "/people/invite/",
        {
            "name": "Ines Duarte",
            "email": "Ines@Riverbend.example",
            "title": "",
            "language": "es",
            "submission": "",
        },
    )
    person = Person.objects.get(email="ines@riverbend.example")
    letter = OutgoingMail.objects.get(to=person.email)
    assert "Ines Duarte" in letter.text
    link = next(word for word in letter.text.split() if "/account/password/new/" in word)
    path = link.removeprefix("http://localhost:8001")
    form = visitor.get(path, follow=True)
    passphrase = "cuatro palabras y un rio"
    done = visitor.post(form.redirect_chain[-1][0], {"password1": passphrase, "password2": passphrase})
    assert done.status_code == 302
    answer = visitor.post("/account/sign-in/", {"login": person.email, "password": passphrase})
    assert answer["Location"] == "/"
    # Nothing opens before a second factor is set up.
    assert visitor.get("/")["Location"] == "/account/second-factor/"
    assert visitor.get("/account/")["Location"] == "/account/second-factor/"
    page = visitor.get("/account/factors/app/")
    assert page.status_code == 200, page["Location"]
    secret = page.context["form"].secret
    after = visitor.post("/account/factors/app/", {"code": code_of(secret)})
    assert after["Location"] == "/account/factors/codes/"
    codes = visitor.get("/account/factors/codes/")
    assert len(codes.context["unused_codes"]) == 10
    assert visitor.get("/account/").status_code == 200
    # The link of the letter is spent.
    assert b"no longer" in visitor.get(path).content or visitor.get(path).context["token_fail"]


def test_recovery_code_signs_in_once(visitor, make_person, with_app, client):
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    person = with_app(make_person())
    code = RecoveryCodes.activate(person).get_unused_codes()[0]
    visitor.post("/account/sign-in/", {"login": person.email, "password": PASSPHRASE})
    assert visitor.post("/account/sign-in/code/", {"code": code}).status_code == 302
    assert visitor.get("/account/").status_code == 200


def test_secrets_are_sealed_in_the_database(make_person, with_app, secret):
    from allauth.mfa.models import Authenticator

    person = with_app(make_person())
    assert secret not in str(Authenticator.objects.get(user=person).data)


def test_a_forgotten_password_says_the_same_for_everybody(visitor, make_person):
    person = make_person()
    known = visitor.post("/account/password/forgotten/", {"email": person.email})
    unknown = visitor.post("/account/password/forgotten/", {"email": "nobody@riverbend.example"})
    assert known["Location"] == unknown["Location"] == "/account/password/forgotten/sent/"
    assert OutgoingMail.objects.count() == 1


def test_a_closed_account_is_out_at_once(make_person, staff_door):
    from commonground.access.actions import close_account

    person, administrator = make_person(), make_person("administrator")
    door = staff_door(person)
    assert door.get("/account/").status_code == 200
    close_account(person=person, by=administrator)
    assert door.get("/account/").status_code == 302


def test_other_sessions_are_listed_and_ended(visitor, make_person, with_app, sign_in, client, secret):
    person = with_app(make_person())
    sign_in(visitor, person, step=-1)
    client.defaults["HTTP_HOST"] = "localhost"
    sign_in(client, person)
    page = client.get("/account/sessions/")
    assert page.context["session_count"] == 2
    client.post("/account/sessions/")
    assert visitor.get("/account/").status_code == 302
    assert client.get("/account/").status_code == 200


def test_a_changed_key_refuses_codes_instead_of_breaking(
    visitor, make_person, with_app, settings, code_of, secret
):
    person = with_app(make_person())
    old, settings.SECRET_KEY = (
        settings.SECRET_KEY,
        "another key altogether, as long as a key should be at least",
    )
    visitor.post("/account/sign-in/", {"login": person.email, "password": PASSPHRASE})
    assert b"This code is wrong" in visitor.post("/account/sign-in/code/", {"code": code_of(secret)}).content
    settings.SECRET_KEY_FALLBACKS = [old]
    assert visitor.post("/account/sign-in/code/", {"code": code_of(secret)}).status_code == 302


def test_removing_the_last_factor_asks_for_another_at_once(make_person, staff_door, with_app):
    door = staff_door(with_app(make_person()))
    door.post("/account/factors/app/remove/")
    assert door.get("/account/")["Location"] == "/account/second-factor/"


def test_a_lost_factor_is_taken_away_from_the_terminal(make_person, with_app, capsys):
    from allauth.mfa.models import Authenticator
    from django.core.management import call_command

    person = with_app(make_person("administrator"))
    call_command("people", "forget-factors", person.email)
    assert not Authenticator.objects.exists()


def test_recovery_codes_and_factors_ask_again_who_one_is(noon, make_person, staff_door, with_app):
    door = staff_door(with_app(make_person()))
    with clock.stopped_at(noon + timedelta(minutes=6)):
        for path in (
            "/account/factors/codes/new/",
            "/account/factors/app/remove/",
            "/account/factors/passkeys/add/",
        ):
            assert door.get(path)["Location"].startswith("/account/confirm/"), path
