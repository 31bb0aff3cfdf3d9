"""What a signed-in session knows of itself: when it began, when it was last used, how its person was recognised."""

from datetime import UTC, datetime

from django.contrib.sessions.backends.base import SessionBase

from commonground.foundation import clock

SIGNED_IN = "signed_in_at"
ACTIVE = "last_active"
AUTHENTICATED = "authenticated_at"  # at sign-in, and whenever the person confirms who they are
SECOND_FACTOR = "second_factor_at"
SINGLE_SIGN_ON = "by_single_sign_on"


def stamp(session: SessionBase, *keys: str) -> None:
    """Writes this moment under each key."""
    now = clock.now().timestamp()
    for key in keys:
        session[key] = now


def moment(session: SessionBase, key: str) -> datetime | None:
    stored = session.get(key)
    return datetime.fromtimestamp(stored, tz=UTC) if isinstance(stored, int | float) else None


def open_session(session: SessionBase) -> None:
    """Marks a session as signed in just now with a second factor. For tests that sign a client in by force."""
    stamp(session, SIGNED_IN, ACTIVE, AUTHENTICATED, SECOND_FACTOR)
