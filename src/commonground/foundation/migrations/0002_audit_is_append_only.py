"""The database itself refuses to change, delete or empty the audit log, on SQLite and on PostgreSQL."""

from django.db import migrations

TABLE = "foundation_auditentry"

SQLITE = [
    f"""CREATE TRIGGER audit_refuses_update BEFORE UPDATE ON {TABLE}
        BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END""",
    f"""CREATE TRIGGER audit_refuses_delete BEFORE DELETE ON {TABLE}
        BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END""",
]
SQLITE_BACK = ["DROP TRIGGER audit_refuses_update", "DROP TRIGGER audit_refuses_delete"]

POSTGRESQL = [
    """CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$""",
    f"""CREATE TRIGGER audit_refuses_change BEFORE UPDATE OR DELETE ON {TABLE}
        FOR EACH ROW EXECUTE FUNCTION audit_is_append_only()""",
    f"""CREATE TRIGGER audit_refuses_emptying BEFORE TRUNCATE ON {TABLE}
        FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()""",
]
POSTGRESQL_BACK = [
    f"DROP TRIGGER audit_refuses_emptying ON {TABLE}",
    f"DROP TRIGGER audit_refuses_change ON {TABLE}",
    "DROP FUNCTION audit_is_append_only()",
]


def run(statements_by_vendor):
    def forward(apps, schema_editor):
        with schema_editor.connection.cursor() as cursor:
            for statement in statements_by_vendor[schema_editor.connection.vendor]:
                cursor.execute(statement)

    return forward


class Migration(migrations.Migration):
    dependencies = [("foundation", "0001_initial")]
    operations = [
        migrations.RunPython(
            run({"sqlite": SQLITE, "postgresql": POSTGRESQL}),
            run({"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK}),
        )
    ]
