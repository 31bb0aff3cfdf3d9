"""The public door is killed a hundred times while people file. Whoever got a receipt has filed, wholly; nobody by half."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.journeys.house import PROJECT, House, free_port
from tests.recovery.filers import NotFiled, Receipt, check_all, file_once
from tests.recovery.test_killed import verify

KILLS = 100
PEOPLE = 4
LONGEST_LIFE = 0.9  # seconds; longer where a filing takes long, so that some end and some do not
SMALL_FILE = b"what the camera saw\n" * 2_000


class Door:
    """The process that is killed, and rises."""

    def __init__(self, house: House, port: int) -> None:
        self.address = f"http://localhost:{port}"
        environment = house.environment("public", "public")
        environment["COMMONGROUND_PUBLIC_URL"] = self.address
        self.parent = subprocess.Popen(
            [sys.executable, "-m", "tests.recovery.public_door_that_rises_again", str(port)],
            env=environment,
            cwd=PROJECT,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def wait_for_the_next(self) -> int:
        line = self.parent.stdout.readline()
        assert line.strip(), "the door does not rise again"
        return int(line)

    def close(self) -> None:
        os.killpg(self.parent.pid, signal.SIGKILL)
        self.parent.communicate()


@contextmanager
def filers(address: str, receipts: list[Receipt]) -> Iterator[None]:
    """People who file one after the other, every third with a file, and try again when nobody answers."""
    stop = threading.Event()

    def go_on(number: int) -> None:
        while not stop.is_set():
            content = SMALL_FILE if number == 0 else b""
            with suppress(NotFiled):
                receipts.append(file_once(address, content=content, timeout=10))
            time.sleep(0.01)

    people = [threading.Thread(target=go_on, args=(number,)) for number in range(PEOPLE)]
    for person in people:
        person.start()
    try:
        yield
    finally:
        stop.set()
        for person in people:
            person.join(timeout=60)


def test_killed_a_hundred_times_under_load(house: House, tmp_path: Path) -> None:
    door, receipts, chance = Door(house, free_port()), [], random.Random(7)  # noqa: S311
    before = house.rows("SELECT count(*) FROM casework_case WHERE category = ?", "rude")[0][0]
    try:
        pid = door.wait_for_the_next()
        receipts += [file_once(door.address, content=SMALL_FILE) for _twice in range(2)]
        longest = max(LONGEST_LIFE, 2 * PEOPLE * receipts[-1].seconds)
        with filers(door.address, receipts):
            for _kill in range(KILLS):
                before_it = len(receipts)
                time.sleep(chance.uniform(0.02, longest))
                os.kill(pid, signal.SIGKILL)
                if len(receipts) == before_it:
                    longest *= 1.1  # a busy machine: the next one may live a little longer
                pid = door.wait_for_the_next()
            time.sleep(longest)
    finally:
        door.close()
    assert len(receipts) > KILLS / 2, "hardly anything was filed: nothing was tried"
    assert any(one.file_sha256 for one in receipts), "nobody could send a file"
    counts = check_all(house, receipts, tmp_path)
    assert counts["there"] == counts["whole"] == len(receipts), counts
    assert counts["cases"] - before >= len(receipts)  # filed, and killed before the receipt was on its way
    half = house.rows(
        "SELECT count(*) FROM casework_case WHERE filing_sealed IS NULL AND disposed_at IS NULL"
    )
    assert half == [(0,)]
    lost = house.rows(
        "SELECT count(*) FROM casework_case WHERE NOT EXISTS "
        "(SELECT 1 FROM casework_stagechange step WHERE step.case_id = casework_case.id)"
    )
    assert lost == [(0,)]
    verify(house)
