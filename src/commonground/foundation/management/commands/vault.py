"""`commonground vault verify | recover | rotate`: checks every key, brings a unit back, replaces a unit's key."""

import sys
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from commonground.foundation.actors import COMMAND_LINE, NamedActor
from commonground.foundation.refusals import Refused
from commonground.foundation.vault import grants, recovery, rewrap, units
from commonground.foundation.vault.members import open_member_key
from commonground.foundation.vault.sessions import vault_of
from commonground.foundation.vault.unlocked import UnlockedVault
from commonground.foundation.vault.verify import faults

STRETCH = 5.0  # seconds between two lines of progress
_MEMBER = "audit key of the member, such as person:12 (it stands in the address of their page)"


class Command(BaseCommand):
    help = (
        "Sealed content: checks keys and records, and brings back what nobody can open. Secrets are read from standard "
        "input, or asked for at a terminal; never given as an argument."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        verifying = actions.add_parser(
            "verify", help="say each fault in a sentence; exit code 1 if there is one"
        )
        verifying.add_argument(
            "--with-sheet",
            action="store_true",
            help="read the 24 words too, and open every unit's key with them",
        )
        recovering = actions.add_parser("recover", help="give a member a unit's key with the recovery sheet")
        recovering.add_argument("unit")
        recovering.add_argument("member", help=_MEMBER)
        rotating = actions.add_parser(
            "rotate", help="replace a unit's key and wrap every record anew, with a member's vault passphrase"
        )
        rotating.add_argument("unit")
        rotating.add_argument("member", help=_MEMBER)
        rotating.add_argument(
            "--finish", action="store_true", help="only go on with a replacement that was broken off"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['action']}")(options)
        except (Refused, units.UnitHasNoKey) as refused:
            raise CommandError(str(getattr(refused, "reason", f"Unit {refused} has no key."))) from refused

    def _verify(self, options: dict[str, Any]) -> None:
        found = list(faults())
        if options["with_sheet"]:
            result = recovery.drill(_secret("The 24 words: "), by=COMMAND_LINE)
            self.stdout.write(f"The sheet opens {len(result.opened)} versions of units' keys.")
            found += [f"The sheet does not open version {k.version} of unit {k.unit}." for k in result.failed]
        for fault in found:
            self.stdout.write(fault)
        if found:
            raise CommandError(f"{len(found)} faults.", returncode=1)
        self.stdout.write("The vault holds: every key, grant, record and file belongs together.")

    def _recover(self, options: dict[str, Any]) -> None:
        given = recovery.recover_unit(
            _secret("The 24 words: "), options["unit"], options["member"], by=COMMAND_LINE
        )
        versions = ", ".join(str(key.version) for key in given)
        self.stdout.write(
            f"{options['member']} can open {options['unit']} again (versions {versions}). Let them unlock at the staff "
            "door, then replace the unit's key."
        )

    def _rotate(self, options: dict[str, Any]) -> None:
        unit, by = options["unit"], NamedActor(options["member"])
        vault = _unlocked(by)
        if not options["finish"]:
            made, vault = grants.rotate(vault, unit, by=by)
            self.stdout.write(f"Unit {unit} has version {made.version} of its key.")
        while True:
            progress = rewrap.rewrap(vault, unit, seconds=STRETCH, by=by)
            self.stdout.write(f"{progress.done} wrapped anew, {progress.left} left.")
            if progress.left <= progress.stuck:
                break
        if progress.left:
            raise CommandError(
                f"{progress.left} records could not be opened: see `commonground vault verify`."
            )


def _unlocked(by: NamedActor) -> UnlockedVault:
    _key, private = open_member_key(_secret("Vault passphrase: "), by=by)
    return vault_of(by.audit_key, private)[0]


def _secret(prompt: str) -> str:
    typed = getpass(prompt) if sys.stdin.isatty() else sys.stdin.read()
    return typed.rstrip("\r\n")
