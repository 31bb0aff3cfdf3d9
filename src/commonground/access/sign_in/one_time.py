"""A code of an authenticator app opens the door once, whichever process it is shown to."""

import uuid

from django.db import transaction

from commonground.access.models import Person
from commonground.foundation import clock
from commonground.foundation.submissions.models import Submission

_NAMESPACE = uuid.UUID("5f0c0b1e-6f5b-4a58-9a0e-2d0f6b5a9c11")


def use_once(person: Person, code: str) -> bool:
    """False when this person used the same code within the hour."""
    with transaction.atomic():
        _row, is_new = Submission.objects.get_or_create(
            token=_token(person, code), defaults={"outcome": "", "received_at": clock.now()}
        )
    return is_new


def was_used(person: Person, code: str) -> bool:
    return Submission.objects.filter(token=_token(person, code)).exists()


def _token(person: Person, code: str) -> uuid.UUID:
    # The hour keeps a code that comes round again by chance, months later, from being refused.
    hour = int(clock.now().timestamp()) // 3600
    return uuid.uuid5(_NAMESPACE, f"{person.pk}:{hour}:{code}")
