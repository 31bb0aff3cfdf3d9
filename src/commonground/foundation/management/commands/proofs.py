"""`commonground proofs key` makes the key that signs filing proofs; `commonground proofs list` shows all that ever did."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from commonground.foundation.proofs.keys import make_key, public_keys


class Command(BaseCommand):
    help = "The key that signs filing proofs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        making = commands.add_parser("key", help="make it, or replace it by a new one")
        making.add_argument(
            "--if-missing",
            action="store_true",
            help="do nothing where one signs already: for a set-up script",
        )
        commands.add_parser("list", help="print the public keys, the present one first")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["command"] == "key" and not (options["if_missing"] and public_keys()):
            made = make_key()
            self.stdout.write(f"Key {made.id} signs filing proofs from now on. Public key: {made.public}")
            return
        for key in public_keys():
            self.stdout.write(f"{key.id}  {key.public}  {key.since} to {key.until or 'now'}")
