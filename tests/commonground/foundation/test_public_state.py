"""The number that says of what state a stored page is true: moved by the database, by whoever writes what a page may show."""

from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from commonground.foundation.actors import COMMAND_LINE
from commonground.foundation.audit.models import AuditEntry
from commonground.foundation.audit.record import record
from commonground.foundation.outbox.post import Letter, queue_mail
from commonground.foundation.privacy import declared_models
from commonground.foundation.public_state.models import PublicState, public_state
from commonground.foundation.public_state.triggers import lay, shown_tables, take_up
from commonground.foundation.submissions.once import submit_once
from commonground.reference.models import PublicBody

pytestmark = pytest.mark.django_db(transaction=True)  # PostgreSQL notes it when a transaction ends


def moved_by(write: Callable[[], object]) -> int:
    before = public_state()
    with transaction.atomic():
        write()
    return public_state() - before


def run(statement: str) -> Callable[[], None]:
    def write() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    return write


def test_whatever_the_public_may_read_and_a_page_may_show_is_watched() -> None:
    """A table that is opened to the public door is watched from its first migration, unless it is named here."""
    apart = {
        declared.model._meta.db_table
        for declared in declared_models()
        if declared.public_door.read and not declared.public_door.on_stored_pages
    }
    assert apart == {
        "casework_case",
        "casework_evidencefile",
        "records_forgottenreceipt",
        "casework_message",
        "casework_stagechange",
        "foundation_auditentry",
        "foundation_outgoingmail",
        "foundation_publicstate",
        "foundation_submission",
        "foundation_unitkey",
        "foundation_vaultinstallation",
    }
    assert {"commitments_commitment", "boards_meeting", "newsroom_appeal"} <= shown_tables()


def test_adding_changing_and_removing_move_it_whoever_does_it() -> None:
    assert moved_by(lambda: PublicBody.objects.create(slug="city", name="City")) >= 1
    assert moved_by(lambda: PublicBody.objects.update(name="Town")) >= 1
    assert moved_by(run("UPDATE reference_publicbody SET name = 'Village'")) >= 1
    assert moved_by(PublicBody.objects.get().delete) >= 1
    assert moved_by(lambda: PublicBody.objects.bulk_create([PublicBody(slug="a", name="A")])) >= 1


def test_what_is_undone_leaves_it_alone() -> None:
    before = public_state()
    with pytest.raises(RuntimeError), transaction.atomic():
        PublicBody.objects.create(slug="city", name="City")
        raise RuntimeError
    assert public_state() == before


def test_every_watched_table_has_its_triggers() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
                "WHERE tgname = 'public_state_moves'"
            )
            each = 1
        else:
            cursor.execute(
                "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'public_state_%'"
            )
            each = 3
        found = sorted(table for (table,) in cursor.fetchall())
    assert found == sorted([*shown_tables()] * each)


def test_what_no_stored_page_shows_leaves_it_alone() -> None:
    body = PublicBody.objects.create(slug="city", name="City")

    def all_that_a_filing_and_a_sign_in_write() -> None:
        record("body.seen", body, by=COMMAND_LINE)
        queue_mail(Letter(to="a@example.org", subject="x", text="y"))
        submit_once("", lambda: "/done/")

    assert moved_by(all_that_a_filing_and_a_sign_in_write) == 0
    assert AuditEntry.objects.filter(action="body.seen").exists()


def test_after_a_migration_it_moves_and_goes_on_watching() -> None:
    before = public_state()
    take_up(using="default", plan=["a migration"])
    try:
        assert moved_by(lambda: PublicBody.objects.create(slug="b", name="B")) == 0
    finally:
        lay(using="default")
    assert public_state() == before + 1
    assert moved_by(lambda: PublicBody.objects.create(slug="c", name="C")) >= 1


def test_a_migration_that_has_nothing_to_do_empties_no_page() -> None:
    before = public_state()
    take_up(using="default", plan=[])
    lay(using="default")
    call_command("migrate", verbosity=0)
    assert public_state() == before
    assert PublicState.objects.count() == 1
