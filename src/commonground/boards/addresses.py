"""Addresses of our pages at the public door, for letters and calendars that are read elsewhere."""

from django.conf import settings
from django.urls import reverse

PUBLIC_PAGES = "commonground.doors.public.urls"  # by name: this package stands below the doors


def public_path(name: str, **kwargs: object) -> str:
    """The path of a public page, in the language that is active, whichever door asks."""
    return reverse(f"boards:{name}", urlconf=PUBLIC_PAGES, kwargs=kwargs)


def public_address(name: str, **kwargs: object) -> str:
    return settings.PUBLIC_URL + public_path(name, **kwargs)
