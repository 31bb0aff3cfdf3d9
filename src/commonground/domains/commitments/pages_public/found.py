"""What a public page is about, or the 404 that says so: missing and unpublished look the same."""

from datetime import date

from django.http import Http404

from commonground.domains.commitments import queries
from commonground.domains.commitments.queries.shapes import CommitmentPage, Overview, ProgrammeShown
from commonground.foundation import clock

MOST_IN_A_SLUG, MOST_IN_A_NUMBER = 80, 12


def overview_of(slug: str) -> Overview:
    found = queries.public_overview(slug) if _sane(slug, MOST_IN_A_SLUG) else None
    if found is None:
        raise Http404
    return found


def programme_of(slug: str) -> ProgrammeShown:
    found = queries.public_programme(slug) if _sane(slug, MOST_IN_A_SLUG) else None
    if found is None:
        raise Http404
    return found


def commitment_of(slug: str, number: str) -> CommitmentPage:
    sane = _sane(slug, MOST_IN_A_SLUG) and _sane(number, MOST_IN_A_NUMBER)
    found = queries.public_commitment(slug, number) if sane else None
    if found is None:
        raise Http404
    return found


def as_of(programme: ProgrammeShown) -> date:
    """The day for which a page speaks: when the register was checked, or today where it is kept day by day."""
    return programme.as_of or clock.today()


def _sane(text: str, most: int) -> bool:
    # PostgreSQL refuses text that holds a null character.
    return len(text) <= most and "\x00" not in text
