"""The rights of each door's database role on PostgreSQL, written from the `Privacy` declarations.

The owner of the tables migrates. The staff role reads and writes; of the audit log it may only read and add.
The public role reads public columns of open tables, row by row where a declaration says which rows, and
adds or changes only the columns that are named. Keys are identity columns, which need no right of their own.
"""

from collections.abc import Iterable, Iterator

from django.db import models

from commonground.foundation.audit.models import AuditEntry
from commonground.foundation.privacy.declarations import Declaration

POLICY = "commonground_public_rows"
STAFF_POLICY = "commonground_staff_rows"


def grant_statements(
    declarations: Iterable[Declaration], *, public_role: str, staff_role: str
) -> Iterator[str]:
    """SQL statements, in order, that leave both roles with exactly what is declared. Run as the owner."""
    public, staff = quoted(public_role), quoted(staff_role)
    for role in (public, staff):
        yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}"
        yield f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {role}"
        yield f"GRANT USAGE ON SCHEMA public TO {role}"
    yield "REVOKE CREATE ON SCHEMA public FROM PUBLIC"
    for declaration in declarations:
        yield from _staff_statements(declaration, staff)
        yield from _public_statements(declaration, public, staff)
    # Both roles read which migrations have run: a door refuses to start on a database that is behind.
    yield f"GRANT SELECT ON {quoted('django_migrations')} TO {public}, {staff}"


def _staff_statements(declaration: Declaration, staff: str) -> Iterator[str]:
    rights = "SELECT, INSERT" if declaration.model is AuditEntry else "SELECT, INSERT, UPDATE, DELETE"
    yield f"GRANT {rights} ON {table_of(declaration.model)} TO {staff}"


def _public_statements(declaration: Declaration, public: str, staff: str) -> Iterator[str]:
    table, door = table_of(declaration.model), declaration.public_door
    if columns := declaration.public_columns():
        yield f"GRANT SELECT ({_list(columns)}) ON {table} TO {public}"
    if door.insert:
        yield f"GRANT INSERT ({_list(declaration.columns(door.insert))}) ON {table} TO {public}"
    if door.update:
        yield f"GRANT UPDATE ({_list(declaration.columns(door.update))}) ON {table} TO {public}"
    yield f"DROP POLICY IF EXISTS {POLICY} ON {table}"
    yield f"DROP POLICY IF EXISTS {POLICY}_insert ON {table}"
    yield f"DROP POLICY IF EXISTS {POLICY}_update ON {table}"
    yield f"DROP POLICY IF EXISTS {STAFF_POLICY} ON {table}"
    if not door.rows:
        yield f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"
        return
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
    yield f"CREATE POLICY {STAFF_POLICY} ON {table} TO {staff} USING (true) WITH CHECK (true)"
    yield f"CREATE POLICY {POLICY} ON {table} FOR SELECT TO {public} USING ({door.rows})"
    if door.insert:
        yield f"CREATE POLICY {POLICY}_insert ON {table} FOR INSERT TO {public} WITH CHECK (true)"
    if door.update:
        # Only rows that it may read: an UPDATE without a condition would otherwise reach every row.
        rows = f"USING ({door.rows}) WITH CHECK (true)"
        yield f"CREATE POLICY {POLICY}_update ON {table} FOR UPDATE TO {public} {rows}"


def table_of(model: type[models.Model]) -> str:
    return quoted(model._meta.db_table)


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _list(columns: tuple[str, ...]) -> str:
    return ", ".join(quoted(column) for column in columns)
