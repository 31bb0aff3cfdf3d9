"""What has to be true before a door or the worker serves: each check raises an error whose sentence names the remedy."""

import logging
from collections.abc import Callable

from django.db import Error as DatabaseError
from django.db import connection

log = logging.getLogger(__name__)
_checks: list[Callable[[], None]] = []


def register_start_check(check: Callable[[], None]) -> None:
    """Called once at start-up, by the package whose data the check reads."""
    _checks.append(check)


def check_before_start() -> None:
    """Raises what the first failing check raises. A database that is away or not migrated is no reason not to start:
    `health` says so, and the door serves as soon as it is back."""
    try:
        for check in _checks:
            check()
    except DatabaseError as away:
        log.warning("start.not-checked kind=%s", type(away).__name__)
    finally:
        connection.close()
