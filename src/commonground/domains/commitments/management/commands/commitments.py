"""`commonground commitments import FILE` and `commonground commitments export`: the register and spreadsheets."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.text import slugify

from commonground.access.models import Person
from commonground.domains.commitments import exports, importing
from commonground.domains.commitments.actions import publish_programme
from commonground.domains.commitments.models import Commitment, Programme
from commonground.domains.commitments.queries.downloads import download_rows
from commonground.domains.commitments.queries.loading import load, programme_shown
from commonground.foundation.actors import COMMAND_LINE, Actor
from commonground.foundation.refusals import Refused


class Command(BaseCommand):
    help = "Imports commitments from a CSV or JSON file, or exports them."
    # A file is loaded whatever state the pages are in; the doors check themselves when they start.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        reading = commands.add_parser("import", help="Load a file: all of it or nothing of it.")
        reading.add_argument("file", type=Path)
        reading.add_argument("--programme", metavar="SLUG", default="")
        reading.add_argument(
            "--create-programme", action="store_true", help="Create the programme if it is new."
        )
        reading.add_argument("--name", default="", help="Name of a programme that is created.")
        reading.add_argument(
            "--publish", action="store_true", help="Let the public read the programme afterwards."
        )
        reading.add_argument(
            "--dry-run", action="store_true", help="Show what would change, and change nothing."
        )
        reading.add_argument(
            "--skip-refused", action="store_true", help="Import the other rows all the same."
        )
        reading.add_argument("--by", metavar="E-MAIL", default="", help="Import as this person.")
        writing = commands.add_parser("export", help="Write a programme as CSV or JSON.")
        writing.add_argument("--programme", metavar="SLUG", default="")
        writing.add_argument("--format", choices=["csv", "json"], default="csv")
        writing.add_argument("--to", type=Path, help="A file; by default the terminal.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["command"] == "import":
                self._import(options)
            else:
                self._export(options)
        except Refused as refused:
            raise CommandError(str(refused.reason)) from refused

    def _import(self, options: dict[str, Any]) -> None:
        by = _actor(options["by"])
        try:
            with options["file"].open("rb") as file:
                plan = importing.plan_import(file, _programme(options))
        except OSError as missing:
            raise CommandError(f"{options['file']} cannot be read: {missing.strerror}.") from missing
        self._show(plan, whole=options["dry_run"])
        if options["dry_run"]:
            self.stdout.write("Dry run: nothing was changed.")
            return
        done = importing.carry_out(plan, skip_refused=options["skip_refused"], by=by)
        if options["publish"]:
            publish_programme(programme_id=Programme.objects.get(slug=done.programme_slug).pk, by=by)
        waits = f" Of {done.proposed}, part waits for a second person." if done.proposed else ""
        self.stdout.write(
            f"Imported into {done.programme_slug}: {done.created} added, {done.changed} changed, "
            f"{done.unchanged} unchanged.{waits}"
        )

    def _show(self, plan: importing.ImportPlan, *, whole: bool) -> None:
        if whole:
            self._table(plan)
        for note in plan.notes:
            self.stdout.write(f"Note: {note}")
        for row in plan.refused:
            self.stderr.write(f"Refused: line {row.line}, column {row.column or '(whole row)'}: {row.reason}")
        counters = plan.counters
        self.stdout.write(
            f"Result: {counters.total} in total, {counters.started} started, {counters.implemented} implemented, "
            f"{counters.reported} reported implemented (evidence not yet shown), {counters.on_hold} on hold, "
            f"{counters.unknown} with no known status."
        )
        for sentence in plan.differences:
            self.stdout.write(f"Difference: {sentence}")

    def _table(self, plan: importing.ImportPlan) -> None:
        self.stdout.write(
            f"{plan.file_name} into {plan.programme.slug}: {plan.created} to add, {plan.changed} to change, "
            f"{plan.unchanged} unchanged, {len(plan.refused)} refused."
        )
        rows = [("line", "number", "field", "from", "to"), *plan.as_table()]
        shown = [tuple(_cell(text) for text in row) for row in rows]
        widths = [max(len(row[place]) for row in shown) for place in range(5)]
        for row in shown if plan.rows else []:
            self.stdout.write(
                "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
            )

    def _export(self, options: dict[str, Any]) -> None:
        programme = _known(options["programme"])
        rows = download_rows(load(Commitment.objects.filter(programme=programme)))
        if options["format"] == "csv":
            text = exports.to_csv(rows)
        else:
            shown = programme_shown(programme)
            text = exports.to_json({"slug": shown.slug, "name": shown.name, "as_of": shown.as_of}, rows)
        if options["to"]:
            options["to"].write_bytes(text.encode())
            self.stdout.write(f"{len(rows)} commitments written to {options['to']}.")
        else:
            self.stdout.write(text, ending="")


def _actor(email: str) -> Actor:
    if not email:
        return COMMAND_LINE
    person = Person.objects.filter(email=email.lower(), is_active=True).first()
    if person is None:
        raise CommandError(f"Nobody here has the address {email}.")
    return person


def _programme(options: dict[str, Any]) -> "str | importing.NewProgramme":
    if options["create_programme"]:
        slug = options["programme"] or slugify(options["file"].stem.replace("_", " "))
        return importing.NewProgramme(slug, options["name"] or slug.replace("-", " ").capitalize())
    return _known(options["programme"]).slug


def _known(slug: str) -> Programme:
    """The programme that is named, or the only one that there is."""
    if slug:
        programme = Programme.objects.filter(slug=slug).first()
        if programme is None:
            raise CommandError(f"There is no programme {slug!r}. Add --create-programme to make it.")
        return programme
    found = list(Programme.objects.all()[:2])
    if not found:
        raise CommandError("There is no programme yet. Add --create-programme --programme SLUG --name NAME.")
    if len(found) > 1:
        slugs = ", ".join(Programme.objects.values_list("slug", flat=True))
        raise CommandError(f"Say which programme, with --programme SLUG. Known: {slugs}.")
    return found[0]


def _cell(text: str) -> str:
    plain = " ".join(text.split()) or "(not known)"
    return plain if len(plain) <= 48 else plain[:47] + "…"
