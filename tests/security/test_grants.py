"""On PostgreSQL each door has a role of its own. These tests are those roles, and try everything."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction
from psycopg.errors import InsufficientPrivilege

from commonground.foundation import clock
from commonground.foundation.actors import COMMAND_LINE
from commonground.foundation.audit.record import record
from commonground.foundation.files.models import StoredFile
from commonground.foundation.privacy import Classification, Declaration, declared_models
from commonground.foundation.privacy.grants import quoted, table_of
from commonground.reference.models import PublicBody

PUBLIC, STAFF = "commonground_public", "commonground_staff"

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _roles(db) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no roles; bin/test runs this on PostgreSQL")
    with connection.cursor() as cursor:
        for role in (PUBLIC, STAFF):
            cursor.execute(
                f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') "
                f"THEN CREATE ROLE {role} LOGIN; END IF; END $$"
            )
    call_command("grants", verbosity=0)


@contextmanager
def acting_as(role: str) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {role}")
        try:
            yield
        finally:
            cursor.execute("RESET ROLE")


def may(role: str, statement: str, parameters: list | None = None) -> bool:
    """Whether the database lets that role run the statement."""
    try:
        with acting_as(role), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            transaction.set_rollback(True)
    except ProgrammingError as refused:
        assert isinstance(refused.__cause__, InsufficientPrivilege), refused
        return False
    return True


def declarations() -> list[Declaration]:
    return list(declared_models())


def test_the_public_role_reads_public_columns_of_open_tables_and_no_other() -> None:
    wrong = []
    for declaration in declarations():
        for name, classification in declaration.classes.items():
            (column,) = declaration.columns((name,))
            opened = declaration.public_door.read and (
                classification is Classification.PUBLIC or name in declaration.public_door.read_sealed
            )
            if may(PUBLIC, f"SELECT {quoted(column)} FROM {table_of(declaration.model)} LIMIT 1") != opened:
                wrong.append(f"{declaration.model._meta.label}.{name} ({classification}, opened: {opened})")
    assert not wrong


def test_the_public_role_changes_only_what_is_named() -> None:
    wrong = []
    for declaration in declarations():
        for name in declaration.classes:
            (column,) = declaration.columns((name,))
            named = name in declaration.public_door.update
            if (
                may(
                    PUBLIC,
                    f"UPDATE {table_of(declaration.model)} SET {quoted(column)} = {quoted(column)} WHERE false",
                )
                != (named and name in declaration.fields(Classification.PUBLIC))
                and may(
                    PUBLIC, f"UPDATE {table_of(declaration.model)} SET {quoted(column)} = NULL WHERE false"
                )
                != named
            ):
                wrong.append(f"{declaration.model._meta.label}.{name}")
    assert not wrong


def test_the_public_role_deletes_nothing_and_empties_nothing() -> None:
    for declaration in declarations():
        table = table_of(declaration.model)
        assert not may(PUBLIC, f"DELETE FROM {table} WHERE false"), table
        assert not may(PUBLIC, f"TRUNCATE {table}"), table


def test_the_public_role_adds_only_where_it_is_named() -> None:
    for declaration in declarations():
        if not declaration.public_door.insert:
            table = table_of(declaration.model)
            assert not may(PUBLIC, f"INSERT INTO {table} DEFAULT VALUES"), table


def test_the_public_role_makes_no_tables() -> None:
    assert not may(PUBLIC, "CREATE TABLE mine (x int)")
    assert not may(STAFF, "CREATE TABLE mine (x int)")


def test_nobody_but_the_owner_changes_the_audit_log() -> None:
    for role in (PUBLIC, STAFF):
        assert not may(role, "UPDATE foundation_auditentry SET action = 'x' WHERE false")
        assert not may(role, "DELETE FROM foundation_auditentry WHERE false")
        assert not may(role, "TRUNCATE foundation_auditentry")
        assert not may(role, "ALTER TABLE foundation_auditentry DISABLE TRIGGER ALL")


def test_the_public_role_sees_only_rows_that_are_public() -> None:
    moment = clock.now()
    for published in (None, moment):
        StoredFile.objects.create(
            name="policy.pdf",
            media_type="application/pdf",
            size=1,
            sha256="0" * 64,
            stored_at=moment,
            published_at=published,
        )
    with acting_as(PUBLIC):
        assert [row.published_at for row in StoredFile.objects.all()] == [moment]
    with acting_as(STAFF):
        assert StoredFile.objects.count() == 2


def test_both_roles_can_write_the_audit_log() -> None:
    body = PublicBody.objects.create(slug="city", name="City")
    for role in (PUBLIC, STAFF):
        with acting_as(role), transaction.atomic():
            record("body.named", body, by=COMMAND_LINE)


def test_a_role_that_is_missing_is_named_with_its_remedy() -> None:
    with pytest.raises(CommandError, match="CREATE ROLE nobody_yet"):
        call_command("grants", "--public-role", "nobody_yet")


def test_granting_twice_leaves_the_same() -> None:
    call_command("grants", verbosity=0)
    assert not may(PUBLIC, "SELECT email FROM access_person LIMIT 1")
