"""`commonground audit verify` walks the chain; `commonground audit anchor` prints its head, to be kept elsewhere."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from commonground.foundation.audit.chain import verify
from commonground.foundation.audit.models import AuditEntry


class Command(BaseCommand):
    help = "Checks that nothing in the audit log was changed, removed or put in between."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        verifying = actions.add_parser("verify", help="walk the whole chain")
        verifying.add_argument(
            "--anchor",
            action="append",
            default=[],
            metavar="SEQUENCE:HASH",
            help="a head noted down earlier; may be given several times",
        )
        actions.add_parser("anchor", help="print the head of the chain")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["action"] == "anchor":
            self._print_anchor()
        else:
            self._verify([_anchor(text) for text in options["anchor"]])

    def _print_anchor(self) -> None:
        head = AuditEntry.objects.order_by("-sequence").first()
        self.stdout.write(f"{head.sequence}:{head.hash}" if head else "0:empty")

    def _verify(self, anchors: list[tuple[int, str]]) -> None:
        verdict = verify(AuditEntry.objects.order_by("sequence").iterator(chunk_size=2000), dict(anchors))
        if verdict.broken:
            raise CommandError(
                f"The audit log does not hold. Entry {verdict.broken.sequence}: {verdict.broken.reason}. "
                f"The {verdict.entries} entries before it hold."
            )
        self.stdout.write(f"The audit log holds: {verdict.entries} entries, head {verdict.head}.")


def _anchor(text: str) -> tuple[int, str]:
    sequence, _, digest = text.partition(":")
    if not sequence.isdigit() or len(digest) != 64:
        raise CommandError(
            f"{text!r} is not an anchor: give SEQUENCE:HASH as `commonground audit anchor` prints it."
        )
    return int(sequence), digest
