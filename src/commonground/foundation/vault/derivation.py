"""Argon2id, in as many turns at once as a process can afford: a guess is slow, and nobody can exhaust the memory."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from argon2.low_level import ARGON2_VERSION, Type, hash_secret_raw
from django.utils.translation import gettext_lazy as _

from commonground.foundation.refusals import Refused


class TooBusy(Refused):
    """Too many tries at this moment. Nothing was tried; trying again in a minute is all it takes."""

    def __init__(self) -> None:
        super().__init__(
            _("Many people are opening something at this moment. Wait a minute, then try again.")
        )


@dataclass(frozen=True)
class Cost:
    """What one derivation costs. Kept beside what was derived, so that it can grow with the years."""

    memory_kib: int
    passes: int
    lanes: int = 1

    def as_json(self) -> dict[str, int]:
        return asdict(self)


# Passphrases, which people choose: RFC 9106, second recommended choice (64 MiB, three passes), on one lane.
COST = Cost(memory_kib=64 * 1024, passes=3)
# Receipts, which hold 77 random bits whatever it costs to try one: OWASP's first choice (19 MiB, two passes), so that
# fifty people can file in a second on a small machine.
RECEIPT_COST = Cost(memory_kib=19 * 1024, passes=2)


class Turnstile:
    """Lets a few through at a time; others wait for a while and are then told so."""

    def __init__(self, at_once: int, *, wait_seconds: float = 10) -> None:
        self._places = threading.BoundedSemaphore(at_once)
        self.wait_seconds = wait_seconds

    @contextmanager
    def turn(self) -> Iterator[None]:
        if not self._places.acquire(timeout=self.wait_seconds):
            raise TooBusy
        try:
            yield
        finally:
            self._places.release()


RECEIPTS = Turnstile(at_once=2)
PASSPHRASES = Turnstile(at_once=1)


def derive(secret: str, salt: bytes, length: int, *, cost: Cost = COST) -> bytes:
    """`length` bytes from what a person types. The slow step: taken inside a turn."""
    return bytes(
        hash_secret_raw(
            secret.encode("utf-8", "replace"),
            bytes(salt),
            time_cost=cost.passes,
            memory_cost=cost.memory_kib,
            parallelism=cost.lanes,
            hash_len=length,
            type=Type.ID,
            version=ARGON2_VERSION,
        )
    )
