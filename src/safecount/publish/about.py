"""What a release says of itself beside its figures: who publishes it, when, under what terms, and what has changed.

Nothing here is read from a clock or guessed: the same values give the same release, byte for byte.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

import safecount
from safecount.publish.refusals import PublishError
from safecount.schema import Definition, Rate
from safecount.schema.model import Break

_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
_EMAIL = re.compile(r"[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_ADDRESS = re.compile(r"https?://[A-Za-z0-9._~:/?#\[\]@!$&()*+,;=%-]{3,2000}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Contact:
    """Who answers questions about the figures."""

    name: str
    email: str


@dataclass(frozen=True)
class Link:
    """A page elsewhere, such as a policy in force."""

    title: str
    address: str


@dataclass(frozen=True)
class PreviousRelease:
    """The release before this one: its name, and the SHA-256 of its release.json."""

    name: str
    sha256: str


@dataclass(frozen=True)
class Correction:
    """Something published earlier that was wrong, and when it was put right."""

    on: datetime.date
    what: str


@dataclass(frozen=True)
class Edition:
    """What differs from one release of a dataset to the next.

    `first_month` and `through_month` are months as 2026-11; the first may be empty. `address` is where the folder will
    be served, ending in /, so that catalogues can name each file; without it they name the landing page only.
    Raises PublishError for a month, address or e-mail that is not one.
    """

    name: str
    issued: datetime.date
    through_month: str
    contact: Contact
    first_month: str = ""
    landing_page: str = ""
    address: str = ""
    previous: PreviousRelease | None = None
    problems: tuple[str, ...] = ()
    policies: tuple[Link, ...] = ()
    corrections: tuple[Correction, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what would end up as a broken link or a false date in a catalogue."""
        _check(_NAME, self.name, "the name of the release", "letters, digits, and . _ -")
        _check(_MONTH, self.through_month, "the last month covered", "a month such as 2026-11")
        if self.first_month:
            _check(_MONTH, self.first_month, "the first month covered", "a month such as 2025-01")
        if self.first_month > self.through_month:
            raise PublishError(
                f"The release would cover {self.first_month} to {self.through_month}, which runs backwards."
            )
        _check(_EMAIL, self.contact.email, "the e-mail of the contact", "an address such as data@example.gov")
        if not self.contact.name.strip():
            raise PublishError("The contact has no name. Name the office that answers questions.")
        for address in (self.landing_page, self.address, *(link.address for link in self.policies)):
            if address:
                _check(_ADDRESS, address, "an address", "a web address that begins with https://")
        if self.address and not self.address.endswith("/"):
            raise PublishError(f"The address of the release, {self.address}, must end in /.")
        if self.previous is not None:
            _check(_SHA256, self.previous.sha256, "the digest of the previous release", "64 hex digits")


@dataclass(frozen=True)
class ReleaseAbout:
    """All that a release says of itself. `fingerprint` is the SHA-256 of the definition that made the figures.

    Make it with `about_release`. Raises PublishError where a text that every catalogue needs is empty.
    """

    dataset: str
    title: str
    publisher: str
    edition: Edition
    fingerprint: str
    licence: str = ""
    source: str = ""
    note: str = ""
    breaks: tuple[Break, ...] = ()
    rates: tuple[Rate, ...] = ()
    version: str = safecount.__version__

    def __post_init__(self) -> None:
        """Refuse a release that nobody stands behind."""
        _check(_NAME, self.dataset, "the name of the dataset", "letters, digits, and . _ -")
        for what, text in (("title", self.title), ("publisher", self.publisher)):
            if not text.strip():
                raise PublishError(f"The release has no {what}. Write it in the definition.")


def about_release(definition: Definition, edition: Edition) -> ReleaseAbout:
    """Return what `definition` and `edition` say; the contact stands in where no publisher is named."""
    return ReleaseAbout(
        dataset=definition.name,
        title=definition.title,
        publisher=definition.publisher or edition.contact.name,
        edition=edition,
        fingerprint=definition.fingerprint,
        licence=definition.licence,
        source=definition.source,
        note=definition.note,
        breaks=tuple(sorted(definition.breaks, key=lambda item: (item.on, item.what))),
        rates=definition.rates,
    )


def _check(pattern: re.Pattern[str], text: str, what: str, wanted: str) -> None:
    if not pattern.fullmatch(text):
        raise PublishError(f"{text[:80]!r} cannot be {what}. Write {wanted}.")
