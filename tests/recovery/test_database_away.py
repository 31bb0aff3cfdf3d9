"""The database does not answer. Pages that were read lately still do; the others say so in a sentence."""

import os
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.journeys.house import DATABASE, WORKER, House
from tests.journeys.scene import PROGRAMME

READ_BEFORE = f"/commitments/{PROGRAMME}/"


@contextmanager
def database_away(house: House) -> Iterator[None]:
    """Nobody may connect to this house's database, and who was connected no longer is."""
    import psycopg

    with psycopg.connect(os.environ["COMMONGROUND_DATABASE_URL"], autocommit=True) as server:
        server.execute(f"ALTER DATABASE {DATABASE} ALLOW_CONNECTIONS false")
        server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [DATABASE]
        )
        try:
            yield
        finally:
            server.execute(f"ALTER DATABASE {DATABASE} ALLOW_CONNECTIONS true")


def read(address: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode()


def test_stored_pages_answer_and_others_say_what_happened(house: House) -> None:
    """At noon the database is away for a minute: the register is read all the same, and then everything is back."""
    if not house.on_postgresql:
        pytest.skip("SQLite is a file beside the door: it is never away")
    before = read(house.public_url + READ_BEFORE)
    assert before[0] == 200
    with database_away(house):
        time.sleep(0.5)
        assert read(house.public_url + READ_BEFORE) == before
        status, page = read(f"{house.public_url}/search/?q=never-asked-before")
        assert status in (500, 503)
        assert "Please try again in a few minutes" in page
        status, page = read(f"{house.staff_url}/account/sign-in/")
        assert status in (200, 500, 503)
        assert "Traceback" not in page
        assert read(f"{house.public_url}/health")[0] == 503
    deadline = time.monotonic() + 20
    while read(f"{house.public_url}/search/?q=never-asked-before")[0] != 200:
        assert time.monotonic() < deadline, "the public door does not come back"
        time.sleep(0.2)
    while read(f"{house.staff_url}/health")[0] != 200:
        assert time.monotonic() < deadline, "the staff door does not come back"
        time.sleep(0.2)
    assert house.processes[WORKER].poll() is None, "the worker ended with the database"
