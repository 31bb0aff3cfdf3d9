"""An unlocked session: what the browser holds, what the table holds, and when it ends."""

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from commonground.foundation import clock
from commonground.foundation.vault import grants, new_data_key, sessions, wrap_to_unit
from commonground.foundation.vault.models import VaultSession

from .conftest import ADA, BEN, PASSPHRASES

HERE = "casework_case:shared_key_wrapped:1"


def request_with(cookie: str, actor=ADA):
    request = RequestFactory().get("/")
    request.user = actor
    if cookie:
        request.COOKIES[sessions.COOKIE] = cookie
    return request


@pytest.fixture
def opened(standards):
    return sessions.unlock(PASSPHRASES[ADA], by=ADA)


def test_the_cookie_opens_the_session_of_its_own_person(opened):
    wrapped = wrap_to_unit(new_data_key(), "standards", HERE)
    vault = sessions.unlocked_vault(request_with(opened.cookie))
    assert vault is not None
    assert (vault.holder, vault.units) == (ADA.audit_key, {"standards"})
    assert vault.open_key(wrapped.unit_key_id, wrapped.wrapped, HERE)
    assert sessions.unlocked_vault(request_with(opened.cookie, BEN)) is None


@pytest.mark.parametrize(
    "cookie",
    [
        "",
        "x",
        ".",
        "a.b",
        "é.ü",
        "0" * 32 + ".",
        "0" * 32 + "." + "A" * 43,
        "." * 5000,
        "\x00",
        "0" * 32 + ".A",
    ],
)
def test_no_other_cookie_opens_anything(opened, cookie):
    assert sessions.unlocked_vault(request_with(cookie)) is None


def test_a_cookie_without_its_row_and_a_row_without_its_cookie_open_nothing(opened):
    row, _dot, key = opened.cookie.partition(".")
    assert sessions.unlocked_vault(request_with(f"{row}.{'A' * 43}")) is None
    other = sessions.unlock(PASSPHRASES[BEN], by=BEN)
    assert sessions.unlocked_vault(request_with(f"{other.cookie.partition('.')[0]}.{key}")) is None
    # Moved to another person's row, the ciphertext does not open either: it is bound to its place.
    mine = VaultSession.objects.get(holder=ADA.audit_key)
    VaultSession.objects.filter(holder=BEN.audit_key).update(keys_sealed=mine.keys_sealed)
    theirs = VaultSession.objects.get(holder=BEN.audit_key)
    assert sessions.unlocked_vault(request_with(f"{theirs.pk.hex}.{key}", BEN)) is None
    mine.delete()
    assert sessions.unlocked_vault(request_with(opened.cookie)) is None


def test_it_ends_after_fifteen_idle_minutes_and_after_four_hours(standards):
    began = clock.now()
    with clock.stopped_at(began):
        cookie = sessions.unlock(PASSPHRASES[ADA], by=ADA).cookie
    for minutes in range(14, 240, 14):
        with clock.stopped_at(began + timedelta(minutes=minutes)):
            assert sessions.unlocked_vault(request_with(cookie)) is not None
    with clock.stopped_at(began + timedelta(hours=4)):
        assert sessions.unlocked_vault(request_with(cookie)) is None
    with clock.stopped_at(began):
        cookie = sessions.unlock(PASSPHRASES[ADA], by=ADA).cookie
    with clock.stopped_at(began + timedelta(minutes=15)):
        assert sessions.unlocked_vault(request_with(cookie)) is None
    assert not VaultSession.objects.exists()


def test_the_worker_forgets_what_has_ended(standards):
    began = clock.now()
    with clock.stopped_at(began):
        sessions.unlock(PASSPHRASES[ADA], by=ADA)
    with clock.stopped_at(began + timedelta(minutes=14)):
        sessions.forget_ended_sessions()
        assert VaultSession.objects.count() == 1
    with clock.stopped_at(began + timedelta(minutes=15)):
        sessions.forget_ended_sessions()
        assert not VaultSession.objects.exists()


def test_locking_ends_every_session_of_that_person_alone(opened):
    again, other = sessions.unlock(PASSPHRASES[ADA], by=ADA), sessions.unlock(PASSPHRASES[BEN], by=BEN)
    assert sessions.lock(by=ADA)
    for cookie in (opened.cookie, again.cookie):
        assert sessions.unlocked_vault(request_with(cookie)) is None
    assert sessions.unlocked_vault(request_with(other.cookie, BEN)) is not None
    assert not sessions.lock(by=ADA)


def test_a_role_that_ends_shuts_the_unit_at_the_next_click(opened, units):
    units.refused.add((ADA.audit_key, "standards"))
    vault = sessions.unlocked_vault(request_with(opened.cookie))
    assert vault is not None
    assert vault.units == frozenset()


def test_a_rotated_key_is_remembered_in_the_session_that_rotated_it(opened):
    request = request_with(opened.cookie)
    vault = sessions.unlocked_vault(request)
    assert vault is not None
    made, wider = grants.rotate(vault, "standards", by=ADA)
    sessions.remember(request, wider)
    again = sessions.unlocked_vault(request_with(opened.cookie))
    assert again is not None
    assert again.holds(made.pk)


def test_the_cookie_is_for_this_door_alone(opened, settings):
    settings.SESSION_COOKIE_SECURE = True
    response = HttpResponse()
    sessions.give_cookie(response, opened)
    cookie = response.cookies[sessions.COOKIE]
    assert cookie["httponly"]
    assert cookie["secure"]
    assert (cookie["samesite"], cookie["max-age"], cookie["expires"]) == ("Strict", "", "")
    assert opened.cookie not in repr(opened)
