"""Fixtures that every test may use: the two doors, people with roles, and a clock that stands still."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib import import_module
from itertools import count

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.utils import translation

_number = count(1)


@pytest.fixture(autouse=True)
def _quick(settings) -> None:
    """In-process tests do not collect static files and do not spend time on passwords; the journeys do both.

    A request in Spanish leaves its thread in Spanish, and the next test may be in the same one.
    """
    translation.activate(django_settings.LANGUAGE_CODE)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **django_settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Tests that commit are followed by emptying every table; the audit log refuses that, so its guard steps aside."""
    from django.db import connection, connections

    from commonground.foundation.vault.installation import make_installation

    # Threads of a live server end with their request, and their connections with them.
    connections.settings["default"]["CONN_MAX_AGE"] = 0
    guard = import_module("commonground.foundation.migrations.0002_audit_is_append_only")
    empty = connection.ops.execute_sql_flush

    def empty_with_guard_aside(statements: list[str]) -> None:
        if connection.vendor == "postgresql":
            aside, back = (
                ["SET session_replication_role = replica"],
                ["SET session_replication_role = DEFAULT"],
            )
        else:
            aside, back = guard.SQLITE_BACK, guard.SQLITE
        empty([*aside, *statements, *back])
        make_installation()  # the one row that a migration made

    connection.ops.execute_sql_flush = empty_with_guard_aside
    yield
    del connection.ops.execute_sql_flush
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            # A thread of a live server that ended late still holds a connection; the database cannot go while it does.
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture
def stand_at(settings) -> Callable[[str], None]:
    """`stand_at("staff")`: requests from here on arrive at that door, with its addresses, middleware and templates."""

    def stand(door: str) -> None:
        own = import_module(f"commonground.doors.{door}.settings")
        for name in ("DOOR", "ROOT_URLCONF", "MIDDLEWARE", "TEMPLATES", "ALLOWED_HOSTS", "SECRET_KEY"):
            setattr(settings, name, getattr(own, name))

    return stand


@pytest.fixture
def public_door(stand_at, db) -> Client:
    """A client of the public door, with that door's addresses, middleware and templates."""
    stand_at("public")
    return Client(headers={"host": "localhost"})


@pytest.fixture
def make_person(db) -> Callable:
    """`make_person("implementation-manager")` makes a person who holds those roles."""
    from commonground.access.models import Person, RoleGrant
    from commonground.foundation import clock

    def make(*roles: str, name: str = "", email: str = "", **fields) -> Person:
        number = next(_number)
        person = Person.objects.create_user(
            email or f"person{number}@riverbend.example",
            "a long enough passphrase 1",
            name=name or f"Person {number}",
            **fields,
        )
        for role in roles:
            RoleGrant.objects.create(person=person, role=role, starts_on=clock.today())
        return person

    return make


@pytest.fixture
def staff_door(db) -> Callable[..., Client]:
    """`staff_door(person)` is a client of the staff door, signed in with a second factor."""

    from commonground.access.sign_in.session import open_session

    def door(person=None) -> Client:
        client = Client(headers={"host": "localhost"})
        if person is not None:
            client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
            session = client.session
            open_session(session)
            session.save()
        return client

    return door


@pytest.fixture
def noon() -> Iterator[datetime]:
    """Holds the clock at noon UTC on 2 November 2026."""
    from commonground.foundation import clock

    moment = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
    with clock.stopped_at(moment):
        yield moment
