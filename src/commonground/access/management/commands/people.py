"""`commonground people add EMAIL NAME --role administrator`: the first administrator, before anybody can sign in."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from commonground.access.actions import add_person, disable_unused, end_role, grant_role, reopen_account
from commonground.access.actions.people import PersonDetails
from commonground.access.models import Person, RoleGrant
from commonground.access.passwords import password_path
from commonground.access.queries import role_names
from commonground.access.role_followers import follow_roles_of_everybody
from commonground.access.roles import ROLES
from commonground.access.roles_page import roles_page
from commonground.foundation.actors import COMMAND_LINE
from commonground.foundation.refusals import Refused


class Command(BaseCommand):
    help = "Adds people, gives and ends roles, and closes accounts that lie unused, from the server's own terminal."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        adding = acts.add_parser("add", help="open an account and print its one-time link")
        adding.add_argument("email")
        adding.add_argument("name")
        adding.add_argument("--title", default="")
        adding.add_argument("--language", default="en", choices=[code for code, _ in settings.LANGUAGES])
        adding.add_argument(
            "--role", action="append", default=[], choices=sorted(ROLES), help="may be given twice"
        )
        linking = acts.add_parser("link", help="print a new one-time link to choose a password")
        linking.add_argument("email")
        for name, what in (("grant", "give a role"), ("end", "end a role")):
            changing = acts.add_parser(name, help=what)
            changing.add_argument("email")
            changing.add_argument("role", choices=sorted(ROLES))
        forgetting = acts.add_parser("forget-factors", help="take away second factors that a person has lost")
        forgetting.add_argument("email")
        reopening = acts.add_parser("reopen", help="open a closed account again")
        reopening.add_argument("email")
        acts.add_parser("list", help="list everybody with their roles")
        listing = acts.add_parser("roles", help="list the roles, and who may be given each")
        listing.add_argument("--markdown", action="store_true", help="as docs/reference/roles.md")
        acts.add_parser("disable-inactive", help="close accounts that nobody signed in to for 90 days")
        acts.add_parser("follow-roles", help="bring everything that follows roles (page editing) in step")

    def handle(self, *_args: Any, **options: Any) -> None:
        act = options["act"].replace("-", "_")
        try:
            getattr(self, f"_{act}")(options)
        except Refused as refused:
            raise CommandError(str(refused.reason)) from refused

    @transaction.atomic
    def _add(self, options: dict[str, Any]) -> None:
        person = add_person(
            email=options["email"],
            details=PersonDetails(options["name"], options["title"], options["language"]),
            invite=False,
            by=COMMAND_LINE,
        )
        for role in options["role"]:
            grant_role(person=person, role=role, by=COMMAND_LINE)
        self._print_link(person)

    def _link(self, options: dict[str, Any]) -> None:
        self._print_link(self._person(options))

    def _grant(self, options: dict[str, Any]) -> None:
        grant_role(person=self._person(options), role=options["role"], by=COMMAND_LINE)
        self.stdout.write("The role was given.")

    def _end(self, options: dict[str, Any]) -> None:
        person = self._person(options)
        open_grants = RoleGrant.objects.filter(person=person, role=options["role"], ended_at__isnull=True)
        for grant in open_grants:
            end_role(grant_id=grant.pk, by=COMMAND_LINE)
        self.stdout.write(f"Ended: {len(open_grants)}.")

    def _forget_factors(self, options: dict[str, Any]) -> None:
        from commonground.access.sign_in.reset_factors import (
            reset_factors,
        )  # allauth's tables are ready only now

        reset_factors(person=self._person(options), by=COMMAND_LINE)
        self.stdout.write("The factors are gone. The next sign-in sets new ones up.")

    def _reopen(self, options: dict[str, Any]) -> None:
        reopen_account(person=self._person(options), by=COMMAND_LINE)
        self.stdout.write("The account is open.")

    def _list(self, _options: dict[str, Any]) -> None:
        for person in Person.objects.order_by("name"):
            state = "" if person.is_active else " (closed)"
            self.stdout.write(
                f"{person.email}  {person.name}{state}  {', '.join(role_names(person)) or 'no role'}"
            )

    def _roles(self, options: dict[str, Any]) -> None:
        if options["markdown"]:
            self.stdout.write(roles_page(), ending="")
            return
        for role in ROLES.values():
            self.stdout.write(f"{role.key}: {role.name}. {role.may_be_given_to}")

    def _disable_inactive(self, _options: dict[str, Any]) -> None:
        closed = disable_unused(by=COMMAND_LINE)
        for person in closed:
            self.stdout.write(f"Closed: {person.email}")
        self.stdout.write(f"{len(closed)} closed.")

    def _follow_roles(self, _options: dict[str, Any]) -> None:
        follow_roles_of_everybody()
        self.stdout.write("In step.")

    def _person(self, options: dict[str, Any]) -> Person:
        person = Person.objects.filter(email=options["email"].lower()).first()
        if person is None:
            raise CommandError(f"Nobody has the address {options['email']}.")
        return person

    def _print_link(self, person: Person) -> None:
        self.stdout.write(f"{person.name} chooses a password here, once, within three days:")
        self.stdout.write(settings.STAFF_URL + password_path(person))
