"""The database notes every change of what a stored page may show, whoever makes it and whatever else they record.

Which tables those are follows from the `Privacy` declarations: what the public door may read, but for what only pages
that no cache keeps read (`on_stored_pages=False`). They are laid after every migration and taken up before one, since
SQLite loses them with a table that it makes anew, and PostgreSQL changes no table in which a deferred one still waits.

On PostgreSQL the number moves when the transaction commits, so that nobody waits for a writer who is still at work.
"""

from collections.abc import Iterator
from typing import Any

from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from commonground.foundation.privacy import declared_models
from commonground.foundation.public_state.models import THE_ROW, PublicState

NAME = "public_state_moves"
_TABLE = "foundation_publicstate"
_MOVE = f"UPDATE {_TABLE} SET changes = changes + 1 WHERE id = {THE_ROW}"  # noqa: S608  # both are ours
# Once a transaction is enough, however many rows it writes. It runs with its owner's rights: no door may write the number.
_FUNCTION = f"""CREATE OR REPLACE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
    BEGIN
      IF current_setting('commonground.moved', true) IS DISTINCT FROM pg_current_xact_id()::text THEN
        {_MOVE};
        PERFORM set_config('commonground.moved', pg_current_xact_id()::text, true);
      END IF;
      RETURN NULL;
    END $$"""


def shown_tables() -> set[str]:
    """Tables of which a stored page may show something."""
    return {
        declared.model._meta.db_table
        for declared in declared_models()
        if declared.public_door.read and declared.public_door.on_stored_pages
    }


def lay(*, using: str, **_given: Any) -> None:
    """After a migration. Moves the number last: whatever was written meanwhile shows."""
    connection = connections[using]
    there = set(connection.introspection.table_names())
    if _TABLE not in there:
        return
    wanted = {name for table in shown_tables() & there for name in _names(connection, table)}
    laid = _laid(connection)
    with transaction.atomic(using=using), connection.cursor() as cursor:
        PublicState.objects.using(using).get_or_create(pk=THE_ROW)
        if wanted == laid:
            return
        for statement in (*_dropping(connection, laid - wanted), *_laying(connection, wanted - laid)):
            cursor.execute(statement)
        PublicState.objects.using(using).update(changes=models.F("changes") + 1)


def take_up(*, using: str, plan: list[Any], **_given: Any) -> None:
    """Before a migration that does something."""
    connection = connections[using]
    if plan:
        with transaction.atomic(using=using), connection.cursor() as cursor:
            for statement in _dropping(connection, _laid(connection)):
                cursor.execute(statement)


_Trigger = tuple[str, str]  # its name and its table


def _names(connection: BaseDatabaseWrapper, table: str) -> list[_Trigger]:
    if connection.vendor == "postgresql":
        return [(NAME, table)]
    return [(f"{NAME}_{event}_{table}", table) for event in ("insert", "update", "delete")]


def _laid(connection: BaseDatabaseWrapper) -> set[_Trigger]:
    question = (
        "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE tgname = %s"
        if connection.vendor == "postgresql"
        else "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s || '_%%'"
    )
    with connection.cursor() as cursor:
        cursor.execute(question, [NAME])
        return {(str(name), str(table)) for name, table in cursor.fetchall()}


def _laying(connection: BaseDatabaseWrapper, triggers: set[_Trigger]) -> Iterator[str]:
    if connection.vendor == "postgresql":
        yield _FUNCTION
        for name, table in sorted(triggers):
            yield (
                f'CREATE CONSTRAINT TRIGGER {name} AFTER INSERT OR UPDATE OR DELETE ON "{table}" '
                f"DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {NAME}()"
            )
        return
    for name, table in sorted(triggers):
        event = name.removeprefix(f"{NAME}_").partition("_")[0].upper()
        yield f'CREATE TRIGGER {name} AFTER {event} ON "{table}" BEGIN {_MOVE}; END'


def _dropping(connection: BaseDatabaseWrapper, triggers: set[_Trigger]) -> Iterator[str]:
    for name, table in sorted(triggers):
        yield (
            f'DROP TRIGGER {name} ON "{table}"'
            if connection.vendor == "postgresql"
            else f"DROP TRIGGER {name}"
        )
