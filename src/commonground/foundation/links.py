"""Signed tokens for links that travel by mail: confirm, unsubscribe, answer. Both doors can read them."""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.utils.translation import gettext_lazy as _

from commonground.foundation.refusals import Refused


class LinkRefused(Refused):
    """A link that is not ours, is for something else, or is too old."""


def sign(purpose: str, value: str) -> str:
    """A token that gives `value` back, for this purpose only."""
    return signing.dumps(value, key=settings.LINK_KEY, salt=purpose)


def unsign(purpose: str, token: str, *, max_age: timedelta | None = None) -> str:
    """The value of a token made for this purpose. Raises `LinkRefused` with a sentence for the person."""
    try:
        return str(signing.loads(token, key=settings.LINK_KEY, salt=purpose, max_age=max_age))
    except signing.SignatureExpired as old:
        raise LinkRefused(_("This link is too old. Ask for a new one.")) from old
    except signing.BadSignature as wrong:
        raise LinkRefused(_("This link is not complete. Copy the whole of it from the letter.")) from wrong
