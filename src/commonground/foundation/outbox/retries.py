"""How long to wait before a letter is tried again. Pure."""

from datetime import timedelta

FIRST_DELAY = timedelta(minutes=1)
MOST_ATTEMPTS = 12  # doubling from a minute: given up on after about two days


def delay_after(attempts: int) -> timedelta | None:
    """The wait after this many failed attempts, or None once enough have failed."""
    if attempts >= MOST_ATTEMPTS:
        return None
    return FIRST_DELAY * int(2 ** (attempts - 1))
