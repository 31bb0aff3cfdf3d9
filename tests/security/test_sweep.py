"""Every address of both doors, by every method, as nobody and in every role.

A view without an opening answers 404. What is open to anyone is listed here by name: opening a page takes two edits.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module

import pytest
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver

from commonground.access.permissions import Permission
from commonground.access.roles import ROLES
from commonground.foundation.opening import Opening

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
# A value for each kind of placeholder; none of them exists, so that a view that runs answers 404 or a form.
SAMPLES = {
    "int": 987654,
    "uuid": uuid.uuid4(),
    "slug": "nothing-here",
    "str": "nothing",
    "path": "nothing/here",
}

OPEN_AT_THE_STAFF_DOOR = {
    "health",
    "access:language",
    "account_login",
    "account_logout",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "openid_connect_login",
    "openid_connect_callback",
    "socialaccount_login_cancelled",
}
# The only pages of the public door that take anything in.
FORMS_AT_THE_PUBLIC_DOOR = {
    "commitments:follow",
    "commitments:follow_commitment",
    "commitments:confirm",
    "commitments:unfollow",
    "commitments:dispute",
    "boards:apply",
    "tell_us:complaint",
    "tell_us:thanks",
    "tell_us:question",
    "tell_us:return",
    "tell_us:keep_proof",
    "tell_us:proof",
    "tell_us:open_file",
    "tell_us:upload_remove",
    "tell_us:upload_finish",
    "tell_us:upload_how_far",
    "tell_us:upload_piece",
    "tell_us:upload_begin",
    "appeals:tip",
    "appeals:appeal-tip",
    "appeals:objection",
}


@dataclass(frozen=True)
class Address:
    name: str
    path: str
    opening: Opening | None


@pytest.fixture(autouse=True)
def _plain_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refusals here are counted by the thousand; the pages that say so to people are tested elsewhere."""
    for door in ("public", "staff"):
        urls = import_module(f"commonground.doors.{door}.urls")
        for status in (403, 404):
            monkeypatch.setattr(
                urls,
                f"handler{status}",
                lambda _request, exception, status=status: HttpResponse(status=status),
                raising=False,
            )


def addresses(door: str) -> list[Address]:
    resolver = get_resolver(f"commonground.doors.{door}.urls")
    return list(_walk(resolver.url_patterns, "/", ""))


def _walk(patterns: list, prefix: str, namespace: str) -> Iterator[Address]:
    for entry in patterns:
        path = prefix + _filled(entry)
        if isinstance(entry, URLResolver):
            inner = ":".join(part for part in (namespace, entry.namespace) if part)
            yield from _walk(entry.url_patterns, path, inner)
        elif isinstance(entry, URLPattern):
            name = ":".join(part for part in (namespace, entry.name or "") if part)
            yield Address(name, path, getattr(entry.callback, "opening", None))


def _filled(entry: URLPattern | URLResolver) -> str:
    pattern = entry.pattern
    text = str(pattern)
    if hasattr(pattern, "_regex") and not hasattr(pattern, "_route"):
        return "nothing-nothing/"
    for name, converter in getattr(pattern, "converters", {}).items():
        kind = type(converter).__name__.removesuffix("Converter").replace("String", "str").lower()
        sample = str(SAMPLES.get(kind, "up"))
        text = (
            text.replace(f"<{kind}:{name}>", sample)
            .replace(f"<direction:{name}>", "up")
            .replace(f"<{name}>", sample)
        )
    return text


def test_every_view_of_the_public_door_is_opened_by_name() -> None:
    assert not [address for address in addresses("public") if address.opening is None]


def test_nothing_at_the_public_door_asks_for_a_person() -> None:
    assert not [address for address in addresses("public") if address.opening.signed_in]


def test_only_these_pages_of_the_public_door_take_anything_in() -> None:
    taking = {address.name for address in addresses("public") if "POST" in address.opening.methods}
    assert taking == FORMS_AT_THE_PUBLIC_DOOR


def test_only_these_pages_of_the_staff_door_are_open_to_anyone() -> None:
    opened = {
        address.name for address in addresses("staff") if address.opening and not address.opening.signed_in
    }
    assert opened == OPEN_AT_THE_STAFF_DOOR


def test_no_page_that_writes_opens_with_a_permission_to_read() -> None:
    wrong = [
        address
        for address in addresses("staff")
        if address.opening
        and "POST" in address.opening.methods
        and address.opening.permission
        and str(address.opening.permission).endswith(":view")
    ]
    assert not wrong


def test_the_public_door_answers_no_other_method(public_door) -> None:
    for address in addresses("public"):
        for method in METHODS:
            if method not in address.opening.methods:
                answer = public_door.generic(method, address.path)
                assert answer.status_code in (405, 404), (method, address)


def test_the_public_door_never_sets_a_cookie(public_door) -> None:
    for address in addresses("public"):
        for method in address.opening.methods:
            answer = public_door.generic(method, address.path)
            assert not answer.cookies, address
            assert answer.status_code < 500, address


def test_the_staff_door_without_a_sign_in_shows_nothing(staff_door) -> None:
    door = staff_door()
    for address in addresses("staff"):
        for method in METHODS:
            answer = door.generic(method, address.path)
            opened = address.opening and not address.opening.signed_in and method in address.opening.methods
            if not opened:
                refused = answer.status_code in (403, 404, 405) or _goes_to_sign_in(answer)
                assert refused, (method, address, answer.status_code)


def _goes_to_sign_in(answer) -> bool:
    return answer.status_code == 302 and answer["Location"].startswith("/account/sign-in/")


@pytest.mark.parametrize("role", ["", *ROLES])
def test_a_role_opens_what_its_permissions_say_and_nothing_else(role: str, staff_door, make_person) -> None:
    """Every method that a page answers is refused to those who lack its permission."""
    door = staff_door(make_person(role) if role else make_person())
    held: frozenset[Permission] = ROLES[role].permissions if role else frozenset()
    for address in addresses("staff"):
        if address.opening is None or not address.opening.permission or address.opening.permission in held:
            continue
        for method in address.opening.methods:
            answer = door.generic(method, address.path)
            assert answer.status_code in (403, 404), (method, address, role)


def test_what_nobody_opened_is_not_there_and_other_methods_are_refused(staff_door, make_person) -> None:
    door = staff_door(make_person(*ROLES))
    for address in addresses("staff"):
        if address.opening is None:
            assert door.get(address.path).status_code == 404, address
            continue
        for method in set(METHODS) - set(address.opening.methods):
            assert door.generic(method, address.path).status_code in (404, 405), (method, address)


def test_permissions_are_few_and_each_is_held() -> None:
    assert len(Permission) <= 40
    assert set(Permission) == frozenset().union(*(role.permissions for role in ROLES.values()))
