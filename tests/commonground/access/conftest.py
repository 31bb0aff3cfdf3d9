"""What the sign-in tests share: people with factors, and a way through the real pages."""

from collections.abc import Callable, Iterator

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core.cache import cache
from django.test import Client

from commonground.foundation import clock

PASSPHRASE = "a long enough passphrase 1"


@pytest.fixture(autouse=True)
def _quick_passwords(settings) -> None:
    """Argon2id is slow on purpose; `test_settings` looks at the real list."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    """Rate limits of one test are not the next one's."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def secret() -> str:
    return generate_totp_secret()


@pytest.fixture
def with_app(secret) -> Callable:
    """Gives a person an authenticator app with `secret`."""

    def give(person):
        TOTP.activate(person, secret)
        return person

    return give


@pytest.fixture
def code_of() -> Callable[..., str]:
    """The digits that the app shows now, or some steps away from now."""
    import time

    def code(secret: str, step: int = 0) -> str:
        return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))

    return code


@pytest.fixture
def visitor(db) -> Client:
    return Client(headers={"host": "localhost"})


@pytest.fixture
def sign_in(code_of, secret) -> Callable:
    """Through the real pages: password, then code."""

    def through(client: Client, person, *, password: str = PASSPHRASE, after: str = "", step: int = 0):
        posted = {"login": person.email, "password": password}
        if after:
            posted["next"] = after
        answer = client.post("/account/sign-in/", posted)
        if answer.status_code == 302 and answer["Location"].endswith("/account/sign-in/code/"):
            answer = client.post("/account/sign-in/code/", {"code": code_of(secret, step)})
        return answer

    return through


@pytest.fixture
def audited() -> Callable[[str], int]:
    """How often an action stands in the audit log."""
    from commonground.foundation.audit.models import AuditEntry

    return lambda action: AuditEntry.objects.filter(action=action).count()


__all__ = ["PASSPHRASE", "clock"]
