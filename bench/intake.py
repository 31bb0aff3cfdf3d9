"""`bin/bench intake`: people file at the public door, as many at once as a bad day brings, and nothing may be lost.

What it does, each on a house of its own with both doors as processes:
- `crowd`: 200 people at once send 2,000 filings with a file of 2 MB each; every receipt is then opened again.
- `rate`: a steady number of filings a second, without and with a file of 2 MB; how long until each is seen in the queue.
- `sqlite`: the embedded default at 20 a second: no lock error, and every receipt still there after the door is killed.
The people run on the same machine and take their share of it: read the figures as a lower bound.

    bin/bench intake                    all of it on PostgreSQL, then on SQLite
    bin/bench intake crowd --filings 200
"""

import argparse
import os
import platform
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.pages import PROJECT
from tests.journeys.house import PUBLIC, House, free_port
from tests.on_postgresql import Cluster
from tests.recovery.filers import NotFiled, Receipt, check_all, file_once

WRITTEN = PROJECT / "docs" / "performance.md"
BEGIN, END = "<!-- intake: begin -->", "<!-- intake: end -->"
FILE = 2 * 1024 * 1024
SEEN_EVERY = 0.02  # seconds between two looks at the queue


@dataclass
class Crowd:
    """What came of many people filing."""

    receipts: list[Receipt] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    seconds: float = 0.0
    late: list[float] = field(default_factory=list)  # seconds from received to seen in the queue

    def seconds_at(self, share: float) -> float:
        return _at(sorted(one.seconds for one in self.receipts), share)


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/bench intake", description=__doc__)
    parser.add_argument("parts", nargs="*", default=["crowd", "rate", "sqlite"])
    parser.add_argument("--filings", type=int, default=2000, help="of the crowd")
    parser.add_argument("--people", type=int, default=200, help="of the crowd, at once")
    parser.add_argument("--seconds", type=int, default=20, help="of each steady rate")
    parser.add_argument("--write", action="store_true", help="write the result into docs/performance.md")
    wanted = parser.parse_args()
    rows: list[str] = []
    if {"crowd", "rate"} & set(wanted.parts):
        with on_postgresql() as house:
            rows += _on_postgresql(house, wanted)
    if "sqlite" in wanted.parts:
        with on_sqlite() as house:
            rows += _on_sqlite(house, wanted)
    report = _table(rows)
    print(report)
    if wanted.write:
        _write_down(report)
    return 0


def _on_postgresql(house: House, wanted: argparse.Namespace) -> list[str]:
    rows = []
    if "rate" in wanted.parts:
        for a_second, size in ((50, 0), (10, FILE)):
            found = steady(house, a_second, wanted.seconds, size)
            rows.append(_row(f"PostgreSQL, {a_second} a second{_with(size)}", house, found))
    if "crowd" in wanted.parts:
        found = crowd(house, wanted.filings, wanted.people, FILE)
        rows.append(_row(f"PostgreSQL, {wanted.people} at once{_with(FILE)}", house, found))
    return rows


def _on_sqlite(house: House, wanted: argparse.Namespace) -> list[str]:
    found = steady(house, 20, wanted.seconds, 0)
    house.kill(PUBLIC)  # a power cut as far as the process is concerned: what is not on the disk is gone
    return [_row("SQLite, 20 a second, then killed", house, found)]


def crowd(house: House, filings: int, people: int, size: int) -> Crowd:
    """`people` at once, until `filings` have been sent."""
    found = Crowd()
    start = time.perf_counter()
    with ThreadPoolExecutor(people) as all_of_them:
        for _one in all_of_them.map(lambda _number: _file(house, found, size), range(filings)):
            pass
    found.seconds = time.perf_counter() - start
    return found


def steady(house: House, a_second: int, seconds: int, size: int) -> Crowd:
    """So many filings begun in each second, whether or not the ones before have ended."""
    found = Crowd()
    start = time.perf_counter()
    with watching(house, found), ThreadPoolExecutor(200) as people:
        for number in range(a_second * seconds):
            wait = start + number / a_second - time.perf_counter()
            if wait > 0:
                time.sleep(wait)
            people.submit(_file, house, found, size)
    found.seconds = time.perf_counter() - start
    return found


@contextmanager
def watching(house: House, found: Crowd) -> Iterator[None]:
    """Looks at the queue, as the staff door's database role would, and notes how late each filing is seen."""
    stop = threading.Event()
    first = {row[0] for row in house.rows("SELECT id FROM casework_case")}

    def look() -> None:
        seen = set(first)
        while not stop.is_set() or _missing(house, seen):
            moment = time.time()
            for case, received in house.rows("SELECT id, received_at FROM casework_case"):
                if case not in seen:
                    seen.add(case)
                    found.late.append(moment - _stamp(received))
            time.sleep(SEEN_EVERY)

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield
    finally:
        stop.set()
        watcher.join(timeout=60)


def _missing(house: House, seen: set[object]) -> bool:
    return house.rows("SELECT count(*) FROM casework_case")[0][0] > len(seen)


def _stamp(received: object) -> float:
    """PostgreSQL gives a moment; SQLite the text of one, in UTC."""
    from datetime import UTC, datetime

    if isinstance(received, datetime):
        return received.timestamp()
    return datetime.fromisoformat(str(received)).replace(tzinfo=UTC).timestamp()


def _file(house: House, found: Crowd, size: int) -> None:
    content = os.urandom(1024).hex().encode() * (size // 2048) if size else b""
    try:
        found.receipts.append(file_once(house.public_url, content=content, timeout=300))
    except NotFiled as refused:
        found.refused.append(str(refused))


@contextmanager
def on_postgresql() -> Iterator[House]:
    cluster = Cluster()
    try:
        os.environ["COMMONGROUND_DATABASE_URL"] = cluster.start()
        with _house() as house:
            yield house
    finally:
        cluster.stop()


@contextmanager
def on_sqlite() -> Iterator[House]:
    os.environ["COMMONGROUND_DATABASE_URL"] = "sqlite:///"
    with _house() as house:
        yield house


@contextmanager
def _house() -> Iterator[House]:
    with tempfile.TemporaryDirectory(prefix="common-ground-intake-") as folder:
        house = House(Path(folder), mail_port=free_port())
        house.build()
        house.open_doors()
        try:
            yield house
        finally:
            house.close()


def _row(what: str, house: House, found: Crowd) -> str:
    with tempfile.TemporaryDirectory() as folder:
        counts = check_all(house, found.receipts, Path(folder))
    doubled = len(found.receipts) - len({one.words for one in found.receipts})
    for reason in sorted(set(found.refused))[:3]:
        print(f"refused: {reason}", file=sys.stderr)
    cells = [
        what,
        f"{len(found.receipts):,}",
        f"{len(found.refused):,}",
        f"{len(found.receipts) - counts['whole']:,}",
        f"{doubled:,}",
        f"{len(found.receipts) / found.seconds:.1f}",
        f"{found.seconds_at(0.5):.2f} s",
        f"{found.seconds_at(0.99):.2f} s",
        f"{_at(sorted(found.late), 0.99):.2f} s" if found.late else "",
    ]
    return "| " + " | ".join(cells) + " |"


def _with(size: int) -> str:
    return f", file of {size // 1024 // 1024} MB" if size else ""


def _at(values: list[float], share: float) -> float:
    return values[min(int(len(values) * share), len(values) - 1)] if values else float("nan")


def _table(rows: list[str]) -> str:
    cores = os.cpu_count()
    head = [
        f"Measured {time.strftime('%Y-%m-%d')} on {cores} cores, Python {platform.python_version()}; people on the same machine.",
        "",
        "| filings | receipts | refused | lost | doubled | a second | half within | 99 % within | seen in the queue, 99 % |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    return "\n".join([*head, *rows])


def _write_down(report: str) -> None:
    text = WRITTEN.read_text()
    before, _begin, rest = text.partition(BEGIN)
    _old, _end, after = rest.partition(END)
    WRITTEN.write_text(f"{before}{BEGIN}\n{report}\n{END}{after}")


if __name__ == "__main__":
    sys.exit(main())
