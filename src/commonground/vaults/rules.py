"""What a vault passphrase must be, and when a vault needs somebody. Pure.

A passphrase opens what people told us in confidence, and a copy of the database can be tried against it for ever:
so twelve characters at least, of seven kinds at least. Argon2id makes each try slow.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum

SHORTEST = 12
FEWEST_KINDS = 7
FEWEST_MEMBERS = 2
DRILL_EVERY = timedelta(days=365)
DRILL_NOTICE = timedelta(days=30)


class Weakness(StrEnum):
    """Why a passphrase is refused; the action turns it into a sentence."""

    SHORT = "short"
    MONOTONOUS = "monotonous"
    NOT_TWICE = "not-twice"


def weakness_of(passphrase: str, again: str) -> Weakness | None:
    if passphrase != again:
        return Weakness.NOT_TWICE
    if len(passphrase) < SHORTEST:
        return Weakness.SHORT
    if len(set(passphrase.casefold())) < FEWEST_KINDS:
        return Weakness.MONOTONOUS
    return None


def drill_due_on(last: datetime) -> date:
    return (last + DRILL_EVERY).date()


def drill_wants_attention(last: datetime, today: date) -> bool:
    return drill_due_on(last) - DRILL_NOTICE <= today


def needs_member(members: int) -> bool:
    """One person who forgets must not be the end of a unit's matters."""
    return members < FEWEST_MEMBERS
