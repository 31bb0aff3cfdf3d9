"""Doing what a form asks exactly once, however often it is sent."""

import uuid
from collections.abc import Callable

from django.db import IntegrityError, transaction

from commonground.foundation import clock
from commonground.foundation.refusals import Refused
from commonground.foundation.submissions.models import Submission


def new_token() -> str:
    return str(uuid.uuid4())


def submit_once(token: str, do: Callable[[], str]) -> str:
    """Runs `do` and keeps the path it returns; a second call with the same token returns that path and does nothing.

    `do` and the note that it was done share one transaction: a killed process leaves both or neither.
    A token that is not a UUID is treated as a new submission: nothing a person typed is lost over it.
    """
    key = _uuid_of(token)
    try:
        with transaction.atomic():
            if earlier := _outcome_of(key):
                return earlier
            outcome = do()
            Submission(token=key, outcome=outcome, received_at=clock.now()).save(force_insert=True)
            return outcome
    except (IntegrityError, Refused):
        # Sent twice in the same instant: the other was first, and what this one did is undone.
        if earlier := _outcome_of(key):
            return earlier
        raise


def _outcome_of(key: uuid.UUID) -> str | None:
    return Submission.objects.filter(token=key).values_list("outcome", flat=True).first()


def _uuid_of(token: str) -> uuid.UUID:
    try:
        return uuid.UUID(token)
    except ValueError:
        return uuid.uuid4()
