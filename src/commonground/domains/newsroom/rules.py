"""What may be shown of whom in an appeal, and when it must come down. Pure decisions.

Juveniles, victims and witnesses are never shown: that is law and decency everywhere, so it is code. What an offence allows
is the city's (`appeals.toml`).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class ShownIs(StrEnum):
    """Whom the picture or the words show."""

    NOBODY = "nobody"  # a vehicle, a thing, a place
    SUSPECT = "suspect"
    MISSING_ADULT = "missing-adult"
    JUVENILE = "juvenile"
    VICTIM = "victim"
    WITNESS = "witness"


NEVER_SHOWN = frozenset({ShownIs.JUVENILE, ShownIs.VICTIM, ShownIs.WITNESS})


class WhyNot(StrEnum):
    """Why an appeal may not be published."""

    NEVER_SHOWN = "never-shown"
    FACE = "face"
    NAME = "name"
    HELD = "held"
    NO_LEGAL_BASIS = "no-legal-basis"
    NO_FACTS = "no-facts"
    NO_DESCRIPTION = "no-description"
    EXPIRED = "expired"
    TOO_LONG = "too-long"
    OWN_WORK = "own-work"


@dataclass(frozen=True)
class AppealFacts:
    """What the decision needs to know. `face` and `name_shown`: what the offence allows; `held`: a major event."""

    shown_is: ShownIs
    shows_face: bool
    names_person: bool
    face: bool
    name_shown: bool
    held: bool
    released: bool
    has_legal_basis: bool
    has_facts: bool
    pictures_without_description: int
    expires_on: date


def why_not_publish(facts: AppealFacts, *, today: date, longest_days: int) -> list[WhyNot]:
    """Every reason against publishing, in the order a person should mend them; empty when it may be published."""
    against: list[WhyNot] = []
    if facts.shown_is in NEVER_SHOWN:
        against.append(WhyNot.NEVER_SHOWN)
    person = facts.shown_is is not ShownIs.NOBODY
    if person and facts.shows_face and not facts.face:
        against.append(WhyNot.FACE)
    if person and facts.names_person and not facts.name_shown:
        against.append(WhyNot.NAME)
    if facts.held and not facts.released:
        against.append(WhyNot.HELD)
    if not facts.has_legal_basis:
        against.append(WhyNot.NO_LEGAL_BASIS)
    if not facts.has_facts:
        against.append(WhyNot.NO_FACTS)
    if facts.pictures_without_description:
        against.append(WhyNot.NO_DESCRIPTION)
    if facts.expires_on < today:
        against.append(WhyNot.EXPIRED)
    if facts.expires_on > today + timedelta(days=longest_days):
        against.append(WhyNot.TOO_LONG)
    return against


def is_live(*, published: bool, ended: bool, expires_on: date, today: date) -> bool:
    """Whether the public sees the appeal itself; the last day counts in full."""
    return published and not ended and today <= expires_on


def shows_outcome(*, ended_on: date | None, today: date, days: int) -> bool:
    """Whether the page of an ended appeal still says how it ended."""
    return ended_on is not None and today <= ended_on + timedelta(days=days)
