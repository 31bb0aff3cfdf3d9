"""The only place that asks what time it is. Rules are given a date; they never ask."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

_stopped_at: ContextVar[datetime | None] = ContextVar("stopped_at", default=None)


def now() -> datetime:
    """This moment, with its zone."""
    return _stopped_at.get() or timezone.now()


def today() -> date:
    """Today's date in the city's time zone."""
    return timezone.localtime(now()).date()


@contextmanager
def stopped_at(moment: datetime) -> Iterator[None]:
    """Holds the clock still: for tests, and for writing the invented city's two years of history."""
    token = _stopped_at.set(moment)
    try:
        yield
    finally:
        _stopped_at.reset(token)
