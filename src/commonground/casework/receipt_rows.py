"""Which rows the public door may see: those of the one case whose receipt it holds at that moment, parts split off
from it included.

On PostgreSQL the public role reads a case only in a transaction that has presented the case's locator, which nobody
can work out without the receipt. A broken public process cannot list cases. On SQLite queries ask for the locator themselves.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

RECEIPT_ROWS = "locator = current_setting('commonground.receipt', true)"
# And the parts that were split off from it: the same receipt leads to them.
CASE_ROWS = f"{RECEIPT_ROWS} OR part_locator = current_setting('commonground.receipt', true)"
ROWS_OF_CASE = "case_id IN (SELECT id FROM casework_case)"  # itself limited by the policy above


@contextmanager
def presenting(locator: str) -> Iterator[None]:
    """A transaction in which the case with this locator can be read at the public door."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('commonground.receipt', %s, true)", [locator])
        yield
