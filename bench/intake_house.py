"""A house for `bin/bench intake`: both doors and a worker as processes, Riverbend's people, vaults and pages, and no history."""

import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.upload import children
from tests.journeys.house import PUBLIC, House, free_port
from tests.on_postgresql import Cluster

LOOKED_EVERY = 0.05  # seconds between two looks at the queue
LOOKED_BACK = timedelta(seconds=15)
TICK = os.sysconf("SC_CLK_TCK")


class IntakeHouse(House):
    cluster: Cluster | None = None

    def set_scene(self) -> None:
        """Nothing happened here yet."""

    def run(self, door: str, role: str, *arguments: str) -> str:
        """The story of two years takes minutes, and nobody who files reads it: people, vaults and pages will do."""
        story = ("-m", "commonground.doors.demonstration.story")
        return super().run(door, role, *(("-m", "bench.intake_house") if arguments == story else arguments))

    def processor(self) -> tuple[float, float]:
        """Seconds that the public door and the database have used so far."""
        database = _seconds(self.cluster.process) if self.cluster else 0.0
        return _seconds(self.processes[PUBLIC].pid), database

    @contextmanager
    def connection(self) -> Iterator[Any]:
        if self.on_postgresql:
            import psycopg

            with psycopg.connect(self._database("owner"), autocommit=True) as connection:
                yield connection
            return
        import sqlite3

        connection = sqlite3.connect(self._sqlite, timeout=20, check_same_thread=False)
        try:
            yield connection
        finally:
            connection.close()


def _seconds(root: int) -> float:
    """Processor time of a process and of all that it started, also of those that ended."""
    used = 0
    for pid in [root, *children(root)]:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        used += sum(int(value) for value in fields[11:15])
    return used / TICK


@contextmanager
def on_postgresql() -> Iterator[IntakeHouse]:
    cluster = Cluster(durable=True)
    try:
        os.environ["COMMONGROUND_DATABASE_URL"] = cluster.start()
        with _house(workers=2) as house:  # as a city with a server of its own runs it: one a core
            house.cluster = cluster
            yield house
    finally:
        cluster.stop()


@contextmanager
def on_sqlite() -> Iterator[IntakeHouse]:
    os.environ["COMMONGROUND_DATABASE_URL"] = "sqlite:///"
    with _house() as house:
        yield house


@contextmanager
def _house(*, workers: int = 1) -> Iterator[IntakeHouse]:
    with tempfile.TemporaryDirectory(prefix="common-ground-intake-") as folder:
        house = IntakeHouse(Path(folder), mail_port=free_port(), workers=workers)
        house.build()
        house.open_doors()
        try:
            yield house
        finally:
            house.close()


@contextmanager
def watching(house: IntakeHouse) -> Iterator[list[float]]:
    """Looks into the table that the queue is made of; gives how many seconds after its arrival each matter was seen."""
    late: list[float] = []
    stop = threading.Event()

    def look() -> None:
        seen = {row[0] for row in house.rows("SELECT id FROM casework_case")}
        mark = "%s" if house.on_postgresql else "?"
        question = f"SELECT id, received_at FROM casework_case WHERE received_at > {mark}"  # noqa: S608
        with house.connection() as connection:
            while not stop.wait(LOOKED_EVERY):
                since = datetime.now(UTC) - LOOKED_BACK
                asked = since if house.on_postgresql else since.strftime("%Y-%m-%d %H:%M:%S.%f")
                for case, received in connection.execute(question, [asked]).fetchall():
                    if case not in seen:
                        seen.add(case)
                        late.append(time.time() - _stamp(received))

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield late
    finally:
        time.sleep(2 * LOOKED_EVERY)
        stop.set()
        watcher.join(timeout=60)


def _stamp(received: object) -> float:
    """PostgreSQL gives a moment; SQLite the text of one, in UTC."""
    if isinstance(received, datetime):
        return received.timestamp()
    return datetime.fromisoformat(str(received)).replace(tzinfo=UTC).timestamp()


def furnish() -> None:
    """Runs in the house: people in every role, the units' keys, and the pages that the city wrote."""
    from django.conf import settings
    from django.db import transaction

    from commonground.access.demonstration import people_of_riverbend
    from commonground.content.editing.demonstration import write_pages
    from commonground.vaults.demonstration import open_vaults

    settings.FILES_ROOT.mkdir(parents=True, exist_ok=True)
    with transaction.atomic():
        people = people_of_riverbend()
        open_vaults()
        write_pages(people)


if __name__ == "__main__":
    import django

    django.setup()
    furnish()
    sys.exit(0)
