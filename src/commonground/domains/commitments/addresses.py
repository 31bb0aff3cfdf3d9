"""Addresses of this domain's public pages, for letters and lists of needs: also from the staff door and the worker.

The names are those that `pages_public.urlpatterns` and `pages_staff.urlpatterns` give their pages.
"""

from django.conf import settings
from django.urls import reverse
from django.utils import translation

PUBLIC_PAGES = "commonground.doors.public.urls"
STAFF_PAGES = "commonground.doors.staff.urls"


def programme_address(programme_slug: str, *, language: str = "en") -> str:
    return _public("commitments:programme", language, programme_slug)


def commitment_address(programme_slug: str, number: str, *, language: str = "en") -> str:
    return _public("commitments:commitment", language, programme_slug, number)


def commitment_path(programme_slug: str, number: str) -> str:
    """As `commitment_address`, without the host and in the reader's language."""
    return reverse("commitments:commitment", urlconf=PUBLIC_PAGES, args=(programme_slug, number))


def confirm_address(token: str, *, language: str = "en") -> str:
    """Where a person confirms a follow: the page asks, a POST confirms (mail scanners open links)."""
    return _public("commitments:confirm", language, token)


def end_address(token: str, *, language: str = "en") -> str:
    """Where a follow ends: GET shows a button; POST ends it, also the one-click POST of RFC 8058."""
    return _public("commitments:unfollow", language, token)


def staff_path(name: str, **parts: object) -> str:
    """A path at the staff door, such as `staff_path("commitment", commitment_id=4)`."""
    return reverse(f"commitments_staff:{name}", urlconf=STAFF_PAGES, kwargs=parts)


def _public(name: str, language: str, *parts: str) -> str:
    with translation.override(language):
        return settings.PUBLIC_URL + reverse(name, urlconf=PUBLIC_PAGES, args=parts)
