"""`bin/bench count`: the count beside what it is compared with, on this machine, in one run.

    bin/bench count                      disclosure on the tables of the field that take seconds
    bin/bench count --large              also those that take minutes
    bin/bench count --records 20000000   also ingest beside the bare scan, and cubes beside DuckDB's own, on that many stops
    bin/bench count --write              and writes what was measured into docs/performance.md

The tables of the field are read from the folder of published data (COMMONGROUND_SHARED_DATA, or ../shared/data).
"""

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from bench import attack, cubes, disclosure, ingest

PROJECT = Path(__file__).resolve().parents[1]
WRITTEN = PROJECT / "docs" / "performance.md"
DATA = Path(os.environ.get("COMMONGROUND_SHARED_DATA", PROJECT / ".." / "shared" / "data")) / "disclosure"


def main() -> int:
    """Measure what is asked for, print it, and write it down if asked."""
    parser = argparse.ArgumentParser(prog="bin/bench count")
    parser.add_argument("--large", action="store_true", help="also the tables that take minutes")
    parser.add_argument("--records", type=int, default=0, help="also ingest and cubes of that many records")
    parser.add_argument("--write", action="store_true", help="write the result into docs/performance.md")
    wanted = parser.parse_args()
    if not DATA.is_dir():
        print(f"The tables of the field are not at {DATA}; set COMMONGROUND_SHARED_DATA.", file=sys.stderr)
        return 69
    parts = {
        "count-disclosure": disclosure.rows(DATA, large=wanted.large),
        "count-linked": disclosure.linked(DATA, large=wanted.large),
        "count-releases": disclosure.over_time(DATA),
        "count-attack": attack.rows(DATA),
    }
    if wanted.large:
        parts["count-full"] = disclosure.full(DATA)
    if wanted.records:
        parts["count-records"] = records(wanted.records)
    for name, lines in parts.items():
        report = shown(lines)
        if wanted.write:
            write_down(name, report)
    return 0


def records(number: int) -> Iterator[str]:
    """Yield the tables of ingest and of cubes."""
    with tempfile.TemporaryDirectory(prefix="bench-count-") as folder:
        yield from ingest.scale_rows(number, Path(folder), 1)
        yield ""
        yield from cubes.rows(Path(folder), number)


def shown(lines: Iterable[str]) -> str:
    """Print each line as it comes, and return all of them under a line that says where and when."""
    found = [
        f"Measured {datetime.now(tz=UTC):%Y-%m-%d} on {os.cpu_count()} cores, Python {platform.python_version()}.",
        "",
    ]
    print(found[0])
    for line in lines:
        print(line, flush=True)
        found.append(line)
    return "\n".join(found)


def write_down(name: str, report: str) -> None:
    """Put `report` between the marks called `name` in docs/performance.md."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    text = WRITTEN.read_text("utf-8")
    before, _, rest = text.partition(begin)
    _, _, after = rest.partition(end)
    WRITTEN.write_text(f"{before}{begin}\n{report}\n{end}{after}", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
