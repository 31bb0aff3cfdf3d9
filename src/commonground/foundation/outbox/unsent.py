"""The mail backend of an installation that has no mail server: letters stay in the outbox and say so."""

from collections.abc import Sequence

from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage


class NoMailServer(Exception):
    """No mail server is configured (`COMMONGROUND_MAIL_URL`)."""


class KeepUnsent(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        raise NoMailServer
