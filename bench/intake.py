"""`bin/bench intake`: people file at the public door, as many at once as a bad day brings, and nothing may be lost.

What it does, on houses of its own with both doors and a worker as processes, PostgreSQL with its disk writes on:
- `rate`: 50 filings a second without a file, 10 with one of 2 MB; how long until each is seen in the queue.
- `crowd`: 200 people at once send 2,000 filings with a file of 2 MB each.
- `sqlite`: the embedded default at 20 a second; then the door is killed.
- `queue`: the page of a queue with 5,000 open matters.
After each part every receipt is opened again, and its words and its file compared with what was sent.
The people run on the same machine and take their share of it, which is given.

    bin/bench intake                              all of it
    bin/bench intake crowd --filings 200 --people 50
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import tests.environment  # noqa: F401  # the settings that every house under test shares
from bench.intake_house import IntakeHouse, on_postgresql, on_sqlite, watching
from bench.pages import PROJECT
from tests.journeys.house import PUBLIC
from tests.recovery.filers import Receipt, check_all

PARTS = ("rate", "crowd", "sqlite", "queue")
WRITTEN = PROJECT / "docs" / "performance.md"
BEGIN, END = "<!-- intake: begin -->", "<!-- intake: end -->"
FILE = 2 * 1024 * 1024
MATTERS = 5000


@dataclass(frozen=True)
class Found:
    """What came of people filing. Processor time is in seconds, of all of them together."""

    receipts: list[Receipt]
    refused: list[str]
    matters: int  # that there were more afterwards
    seconds: float
    late: list[float]  # from received to seen in the queue, each
    door: float
    database: float
    people: float

    def each(self, processor: float) -> str:
        return f"{processor / max(len(self.receipts), 1) * 1000:.0f}"


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="bin/bench intake", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", default=PARTS, help=", ".join(PARTS))
    parser.add_argument("--filings", type=int, default=2000, help="of the crowd")
    parser.add_argument("--people", type=int, default=200, help="of the crowd, at once")
    parser.add_argument("--seconds", type=int, default=30, help="of each steady rate")
    parser.add_argument("--write", action="store_true", help="write the result into docs/performance.md")
    wanted = parser.parse_args()
    if unknown := set(wanted.parts) - set(PARTS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    rows: list[str] = []
    if {"rate", "crowd"} & set(wanted.parts):
        with on_postgresql() as house:
            rows += _on_postgresql(house, wanted)
    queue = ""
    if {"sqlite", "queue"} & set(wanted.parts):
        with on_sqlite() as house:
            queue = _queue(house) if "queue" in wanted.parts else ""
            rows += _on_sqlite(house, wanted) if "sqlite" in wanted.parts else []
    report = _report(rows, queue)
    print(report)
    if wanted.write:
        _write_down(report)
    return 0


def _on_postgresql(house: IntakeHouse, wanted: argparse.Namespace) -> list[str]:
    rows = []
    _file(house, 40, 0, a_second=10)  # what is loaded with the first filings is loaded
    if "rate" in wanted.parts:
        for a_second, size in ((50, 0), (10, FILE)):
            found = _file(house, a_second * wanted.seconds, size, a_second=a_second)
            rows.append(_row(f"PostgreSQL, {a_second} a second{_with(size)}", house, found))
    if "crowd" in wanted.parts:
        found = _file(house, wanted.filings, FILE, people=wanted.people)
        rows.append(_row(f"PostgreSQL, {wanted.people} at once{_with(FILE)}", house, found))
    return rows


def _on_sqlite(house: IntakeHouse, wanted: argparse.Namespace) -> list[str]:
    _file(house, 20, 0, a_second=10)
    found = _file(house, 20 * wanted.seconds, 0, a_second=20)
    house.kill(PUBLIC)  # a power cut as far as the process is concerned
    return [_row("SQLite, 20 a second, then killed", house, found)]


def _file(house: IntakeHouse, filings: int, size: int, *, people: int = 0, a_second: float = 0) -> Found:
    """So many people at once, or so many filings begun in each second."""
    command = [sys.executable, "-m", "bench.filers", house.public_url, str(filings), str(size)]
    command += ["--people", str(people)] if people else ["--a-second", str(a_second)]
    before, matters = house.processor(), _matters(house)
    with watching(house) as late:
        done = subprocess.run(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True, check=True)
    door, database = (now - then for now, then in zip(house.processor(), before, strict=True))
    told = json.loads(done.stdout)
    receipts = [Receipt(**one) for one in told["receipts"]]
    more = _matters(house) - matters
    return Found(receipts, told["refused"], more, told["seconds"], late, door, database, told["processor"])


def _matters(house: IntakeHouse) -> int:
    return int(house.rows("SELECT count(*) FROM casework_case")[0][0])


def _row(what: str, house: IntakeHouse, found: Found) -> str:
    with tempfile.TemporaryDirectory() as folder:
        counts = check_all(house, found.receipts, Path(folder))
    for reason in sorted(set(found.refused))[:3]:
        print(f"refused: {reason}", file=sys.stderr)
    took = [one.seconds for one in found.receipts]
    cells = [
        what,
        f"{len(found.receipts):,}",
        f"{len(found.refused):,}",
        f"{len(found.receipts) - counts['whole']:,}",
        f"{found.matters - len(found.receipts):,}",
        f"{len(found.receipts) / found.seconds:.1f}",
        f"{_at(took, 0.5):.2f} / {_at(took, 0.99):.2f}",
        f"{_at(found.late, 0.5):.2f} / {_at(found.late, 0.99):.2f}",
        f"{found.each(found.door)} + {found.each(found.database)} + {found.each(found.people)}",
    ]
    row = "| " + " | ".join(cells) + " |"
    print(row, file=sys.stderr)  # a run takes long, and may be broken off
    return row


def _queue(house: IntakeHouse) -> str:
    told = json.loads(house.run("staff", "owner", "-m", "bench.intake_queue", str(MATTERS)))
    return (
        f"A page of a queue with {told['matters']:,} open matters (SQLite): {told['median']:.0f} ms of processor time, "
        f"median of fifteen, {told['most']:.0f} at the most."
    )


def argon2_alone() -> float:
    """Milliseconds of processor time that one receipt's derivation takes on this machine at this moment."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "commonground.doors.public.settings"
    django.setup()
    from commonground.foundation.vault.derivation import RECEIPT_COST, derive

    times = []
    for number in range(30):
        began = time.process_time()
        derive(f"word {number}", b"s" * 16, 64, cost=RECEIPT_COST)
        times.append(time.process_time() - began)
    return sorted(times)[len(times) // 2] * 1000


def _with(size: int) -> str:
    return f", file of {size // 1024 // 1024} MB" if size else ""


def _at(values: list[float], share: float) -> float:
    return sorted(values)[min(int(len(values) * share), len(values) - 1)] if values else float("nan")


def _report(rows: list[str], queue: str) -> str:
    load = os.getloadavg()[1]
    lines = [
        f"Measured {time.strftime('%Y-%m-%d')} on {os.cpu_count()} cores (load {load:.0f} over five minutes), "
        f"Python {platform.python_version()}; Argon2id of one receipt alone: {argon2_alone():.0f} ms.",
    ]
    if rows:
        lines += [
            "",
            "| filings | receipts | refused | lost | doubled | a second | s to the receipt, 50 / 99 % "
            "| s until in the queue, 50 / 99 % | ms of processor: door + database + people |",
            "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
            *rows,
        ]
    return "\n".join([*lines, *(["", queue] if queue else [])])


def _write_down(report: str) -> None:
    text = WRITTEN.read_text()
    before, _begin, rest = text.partition(BEGIN)
    _old, _end, after = rest.partition(END)
    WRITTEN.write_text(f"{before}{BEGIN}\n{report}\n{END}{after}")


if __name__ == "__main__":
    sys.exit(main())
