"""The six digits of an invented person's authenticator, so that the demonstration needs no telephone.

Shown only when all of this holds: the house is a demonstration, its staff door runs on this machine over plain
http, the request came to this machine's name, and the person's secret is the one that this file prints for all
to read. A real secret is never computed here.
"""

from urllib.parse import urlsplit

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.http import HttpRequest

from commonground.access.models import Person
from commonground.access.sign_in.one_time import was_used
from commonground.access.sign_in.sealed import CannotOpen
from commonground.foundation import clock

DEMONSTRATION_SECRET = "RIVERBENDDEMONSTRATIONSECRETONLY"  # noqa: S105  # printed on purpose, good for nothing else
_THIS_MACHINE = ("127.0.0.1", "localhost", "::1")


def demonstration_code(request: HttpRequest, person: Person) -> str | None:
    """A code that will be accepted now, or None everywhere but in the demonstration."""
    if not (settings.DEMONSTRATION and _is_this_machine(settings.STAFF_URL) and _asked_here(request)):
        return None
    factor = Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).first()
    if factor is None or not _is_the_printed_secret(factor.data["secret"]):
        return None
    present = int(clock.now().timestamp()) // app_settings.TOTP_PERIOD
    codes = (format_hotp_value(hotp_value(DEMONSTRATION_SECRET, present + step)) for step in (0, 1, -1))
    return next((code for code in codes if not was_used(person, code)), None)


def _is_the_printed_secret(sealed: str) -> bool:
    try:
        return bool(decrypt(sealed) == DEMONSTRATION_SECRET)
    except CannotOpen:
        return False


def _is_this_machine(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "http" and parts.hostname in _THIS_MACHINE


def _asked_here(request: HttpRequest) -> bool:
    return not request.is_secure() and _is_this_machine(f"http://{request.get_host()}")
