"""`commonground grants` gives each door's database role exactly what the `Privacy` declarations say."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from commonground.foundation.privacy import declared_models
from commonground.foundation.privacy.grants import grant_statements


class Command(BaseCommand):
    help = (
        "Grants the database roles of both doors on PostgreSQL. Run it as the owner of the tables after every "
        "migration; the two roles must exist (CREATE ROLE … LOGIN PASSWORD …)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--public-role", default="commonground_public")
        parser.add_argument("--staff-role", default="commonground_staff")
        parser.add_argument(
            "--print", action="store_true", dest="only_print", help="print the SQL, run nothing"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        statements = list(
            grant_statements(
                declared_models(), public_role=options["public_role"], staff_role=options["staff_role"]
            )
        )
        if options["only_print"]:
            self.stdout.write(";\n".join(statements) + ";")
            return
        if connection.vendor != "postgresql":
            raise CommandError(
                "Only PostgreSQL has roles to grant. SQLite is for one machine and one process owner."
            )
        self._check_roles(options["public_role"], options["staff_role"])
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        self.stdout.write(f"Granted: {len(statements)} statements for {len(list(declared_models()))} tables.")

    def _check_roles(self, *roles: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", [list(roles)])
            missing = set(roles) - {name for (name,) in cursor.fetchall()}
        if missing:
            commands = "; ".join(f"CREATE ROLE {name} LOGIN PASSWORD '…'" for name in sorted(missing))
            raise CommandError(
                f"These roles do not exist yet: {', '.join(sorted(missing))}. As administrator: {commands}"
            )
