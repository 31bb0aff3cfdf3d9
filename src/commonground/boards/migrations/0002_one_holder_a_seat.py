"""The database itself refuses two holders of one seat on one day, on SQLite and on PostgreSQL."""

from django.db import migrations

TABLE = "boards_term"

# On SQLite one writer writes at a time; on PostgreSQL the seat's row is locked before looking.
SHARES_A_DAY = """EXISTS (
    SELECT 1 FROM boards_term held
    WHERE held.seat_id = NEW.seat_id AND held.id <> NEW.id
    AND held.starts_on <= COALESCE(NEW.left_on, NEW.ends_on)
    AND NEW.starts_on <= COALESCE(held.left_on, held.ends_on))"""
REASON = "a seat has one holder at a time"

SQLITE = [
    f"""CREATE TRIGGER seat_has_one_holder_{moment} AFTER {moment} ON {TABLE} WHEN {SHARES_A_DAY}
        BEGIN SELECT RAISE(ABORT, '{REASON}'); END"""
    for moment in ("insert", "update")
]
SQLITE_BACK = ["DROP TRIGGER seat_has_one_holder_insert", "DROP TRIGGER seat_has_one_holder_update"]

POSTGRESQL = [
    f"""CREATE FUNCTION seat_has_one_holder() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM 1 FROM boards_seat WHERE id = NEW.seat_id FOR UPDATE;
            IF {SHARES_A_DAY} THEN
                RAISE EXCEPTION '{REASON}' USING ERRCODE = 'exclusion_violation';
            END IF;
            RETURN NULL;
        END $$""",
    f"""CREATE TRIGGER seat_has_one_holder AFTER INSERT OR UPDATE ON {TABLE}
        FOR EACH ROW EXECUTE FUNCTION seat_has_one_holder()""",
]
POSTGRESQL_BACK = [f"DROP TRIGGER seat_has_one_holder ON {TABLE}", "DROP FUNCTION seat_has_one_holder()"]


def run(statements_by_vendor):
    def forward(apps, schema_editor):
        with schema_editor.connection.cursor() as cursor:
            for statement in statements_by_vendor[schema_editor.connection.vendor]:
                cursor.execute(statement)

    return forward


class Migration(migrations.Migration):
    dependencies = [("boards", "0001_initial")]
    operations = [
        migrations.RunPython(
            run({"sqlite": SQLITE, "postgresql": POSTGRESQL}),
            run({"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK}),
        )
    ]
