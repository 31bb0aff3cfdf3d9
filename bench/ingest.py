"""Measures ingest: a CSV file to stored records, beside the bare typed DuckDB scan of the same file, and beside pandas.

    python -m bench.ingest [ROWS] [--rounds N] [--folder FOLDER] [--openpolicedata PYTHON | --install]

Every measurement is a process of its own, so that its peak of memory is its own; peers take turns, and medians are
given. The records are invented and generated once (about 100 bytes a row). Read the ratios, not the seconds.
"""

# ruff: noqa: S608 - the statements hold texts of this file only

from __future__ import annotations

import argparse
import functools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import duckdb
import pyarrow as pa

from safecount.generate import DEFINITION_TEXT, generate_stops
from safecount.ingest.batches import Batch, BlockBatches, Width
from safecount.ingest.csv_reader import CsvReader
from safecount.ingest.dialect import Dialect
from safecount.ingest.encoding import Encoding
from safecount.ingest.layout import choose
from safecount.ingest.limits import DEFAULT_LIMITS
from safecount.ingest.month_files import MonthFiles, by_month
from safecount.ingest.statement import create_types
from safecount.ingest.store import sha256_of
from safecount.ingest.typed import Typer, run_over
from safecount.schema import parse_definition

SMALL_ROWS = 500_000
Result = TypeVar("Result")
NOT_INSTALLED = "not installed (--install makes an environment for it)"

COLUMNS = """{'stop_number': 'VARCHAR', 'stopped': 'TIMESTAMP', 'beat': 'VARCHAR', 'district': 'VARCHAR',
 'reason': 'VARCHAR', 'subject_race': 'VARCHAR', 'subject_gender': 'VARCHAR', 'subject_age': 'INTEGER',
 'searched': 'BOOLEAN', 'outcome': 'VARCHAR', 'minutes': 'INTEGER', 'officer_number': 'VARCHAR'}"""
SCAN = f"""read_csv('FILE', columns = {COLUMNS}, timestampformat = '%m/%d/%Y %I:%M:%S %p', header = true,
 auto_detect = false, delim = ',', quote = '"', escape = '"', nullstr = ['NULL', ''])"""

PRELUDE = """
import json, resource, sys, time
began, worked = time.perf_counter(), time.process_time()
def done(**more):
    seconds, cpu = time.perf_counter() - began, time.process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"seconds": seconds, "cpu": cpu, "peak": peak, **more}))
"""
BARE = f"""
import duckdb
began, worked = time.perf_counter(), time.process_time()
scan = {SCAN!r}.replace("FILE", sys.argv[1])
columns = duckdb.sql(f"SELECT * FROM {{scan}} LIMIT 0").columns
duckdb.sql("SELECT " + ", ".join(f"count({{name}})" for name in columns) + f" FROM {{scan}}").fetchall()
done()
"""
TO_PARQUET = f"""
import duckdb
began, worked = time.perf_counter(), time.process_time()
scan = {SCAN!r}.replace("FILE", sys.argv[1])
duckdb.sql(f"COPY (SELECT * FROM {{scan}}) TO '{{sys.argv[2]}}/bare.parquet' (FORMAT parquet)")
done()
"""
INGEST = f"""
import datetime, shutil
from safecount.ingest import Options, Store, ingest
from safecount.schema import parse_definition
definition = parse_definition({DEFINITION_TEXT!r}.encode(), "stops.toml")
folder = sys.argv[2] + "/store"
shutil.rmtree(folder, ignore_errors=True)
class Steps:
    times = {{}}
    now = ""
    def begin(self, steps): pass
    def step(self, words):
        self.end()
        self.now, self.since = words.split()[0], time.perf_counter()
    def end(self):
        if self.now:
            self.times[self.now] = self.times.get(self.now, 0) + time.perf_counter() - self.since
steps = Steps()
began, worked = time.perf_counter(), time.process_time()
now = datetime.datetime(2026, 11, 21, tzinfo=datetime.UTC)
report = ingest(definition, [sys.argv[1]], Store(folder), now=now, options=Options(watcher=steps))
steps.end()
assert report.balanced and report.files[0].path_taken == "fast"
done(rows=report.total("accepted"), steps=steps.times)
"""
BASE = INGEST.replace(
    "steps.end()\nassert",
    """steps.step("base")
from safecount.cubes import count_tables
count_tables(definition, Store(folder))
steps.end()
assert""",
)
PANDAS = """
import pandas
began, worked = time.perf_counter(), time.process_time()
frame = pandas.read_csv(sys.argv[1])
frame["stopped"] = pandas.to_datetime(frame["stopped"], format="%m/%d/%Y %I:%M:%S %p")
frame["searched"] = frame["searched"].map({"YES": True, "NO": False})
frame = frame.drop_duplicates("stop_number", keep="last")
STANDARDISE
frame["month"] = frame["stopped"].dt.strftime("%Y-%m")
frame.to_parquet(sys.argv[2] + "/pandas", partition_cols=["month"])
done(rows=len(frame))
"""
STANDARDISE = """
import warnings
warnings.simplefilter("ignore")
from openpolicedata.preproc import standardize

frame, _ = standardize(frame, "STOPS", "MULTIPLE", source_name="Riverbend", state="Illinois")
frame["stopped"] = frame["DATE"]
"""


@dataclass(frozen=True)
class Measured:
    """One way to do a thing: seconds and CPU seconds (medians), the highest peak of memory in MB."""

    what: str
    rows: int
    seconds: float
    cpu: float
    peak: int
    steps: dict[str, float]

    def line(self, beside: Measured) -> str:
        """Return the row of the table, with ratios to `beside`."""
        ratio, cpu = self.seconds / beside.seconds, self.cpu / beside.cpu
        return f"| {self.what} | {self.rows:,} | {self.seconds:.1f} s | {ratio:.1f} × | {cpu:.1f} × | {self.peak:,} MB |"


HEADINGS = ["| way | rows | time | time ÷ first | CPU ÷ first | peak memory |", "|---|---|---|---|---|---|"]


def run(script: str, file: Path, folder: Path, python: str = sys.executable) -> dict[str, object]:
    """Run `script` in a process of its own; return what it printed of itself."""
    command = [python, "-W", "ignore", "-c", PRELUDE + script, str(file), str(folder)]
    environment = (
        {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)} if python == sys.executable else None
    )
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return dict(json.loads(done.stdout.splitlines()[-1]))


def measured(
    scripts: dict[str, str], rows: int, file: Path, folder: Path, rounds: int, pythons: dict[str, str]
) -> list[Measured]:
    """Run each of `scripts` in turn, `rounds` times; the file is read once before, so that all find it in memory."""
    with open(file, "rb") as warm:
        while warm.read(1 << 24):
            pass
    found: dict[str, list[dict[str, object]]] = {name: [] for name in scripts}
    for _ in range(rounds):
        for name, script in scripts.items():
            found[name].append(run(script, file, folder, pythons.get(name, sys.executable)))
    return [_summary(name, rows, results) for name, results in found.items()]


def _summary(name: str, rows: int, results: Sequence[dict[str, object]]) -> Measured:
    def median(key: str) -> float:
        return statistics.median(float(str(result[key])) for result in results)

    steps = results[-1].get("steps")
    peak = max(int(str(result["peak"])) for result in results)
    return Measured(
        name, rows, median("seconds"), median("cpu"), peak, steps if isinstance(steps, dict) else {}
    )


def scale_rows(rows: int, folder: Path, rounds: int) -> list[str]:
    """Return the table of ingest beside the bare typed scan of the same file, and where its time goes."""
    file = made(folder, rows)
    scripts = {
        "bare typed DuckDB scan": BARE,
        "the same, written to one Parquet file": TO_PARQUET,
        "ingest: typed, accounted for, duplicates found, filed by month": INGEST,
        "records to base aggregate and its release table": BASE,
    }
    found = measured(scripts, rows, file, folder, rounds, {})
    steps = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in found[-1].steps.items())
    return [
        *HEADINGS,
        *(item.line(found[0]) for item in found),
        "",
        f"Of the ingest: {steps}.",
        *shares(folder),
    ]


def small_rows(folder: Path, rounds: int, python: str) -> list[str]:
    """Return the table of ingest beside pandas, and pandas with openpolicedata where `python` has it."""
    file = made(folder, SMALL_ROWS)
    scripts = {"ingest": INGEST, "pandas": PANDAS.replace("STANDARDISE", "")}
    if python:
        scripts["pandas and openpolicedata"] = PANDAS.replace("STANDARDISE", STANDARDISE)
    found = measured(scripts, SMALL_ROWS, file, folder, rounds, {"pandas and openpolicedata": python})
    rest = [] if python else [f"| pandas and openpolicedata | {SMALL_ROWS:,} | {NOT_INSTALLED} | | | |"]
    return [*HEADINGS, *(item.line(found[0]) for item in found), *rest]


def shares(folder: Path) -> list[str]:
    """Return where the CPU time of reading goes, each stage run alone on one thread over half a million rows."""
    file = made(folder, SMALL_ROWS)
    definition = parse_definition(DEFINITION_TEXT.encode(), "stops.toml")
    reader = CsvReader(functools.partial(open, file, "rb"), "utf-8", Dialect(","), DEFAULT_LIMITS)
    choice = choose(definition, file.name, reader.headers)
    typer = Typer(choice.table, choice.placed, definition)
    width, encoding = Width(len(reader.headers)), Encoding("utf-8", "")
    batches = BlockBatches(typer, width, encoding, Dialect(","), DEFAULT_LIMITS)
    watch = _Watch()
    with duckdb.connect(config={"threads": 1}) as connection:
        for statement in create_types(definition):
            connection.execute(statement)
        watch.timed("hash of the source", lambda: sha256_of(file))
        blocks = watch.timed("cutting into blocks", lambda: list(reader.blocks()))
        typed = watch.timed(
            "parsing and typing", lambda: [b for block in blocks for b in batches.batches(connection, block)]
        )
        identity = "SELECT hash(stop_number) FROM batch"
        watch.timed("identities", lambda: [run_over(connection, identity, batch.good) for batch in typed])
        watch.timed("Parquet by month", lambda: _write(folder / "shares", typed))
    return [f"CPU of its stages, each alone: {watch.shares()}."]


class _Watch:
    """Adds up the CPU time of stages."""

    def __init__(self) -> None:
        self._spent: dict[str, float] = {}

    def timed(self, what: str, work: Callable[[], Result]) -> Result:
        since = time.process_time()
        result = work()
        self._spent[what] = time.process_time() - since
        return result

    def shares(self) -> str:
        whole = sum(self._spent.values())
        return ", ".join(f"{what} {100 * seconds / whole:.0f} %" for what, seconds in self._spent.items())


def _write(folder: Path, batches: Sequence[Batch]) -> None:
    with MonthFiles(folder, {}) as months:
        for batch in batches:
            rows = batch.good.append_column("source_row", pa.array(batch.rows))
            for month, part in by_month(rows, "stopped_date"):
                months.add(month, part)
        months.close()


def made(folder: Path, rows: int) -> Path:
    """Return the file of `rows` invented stops in `folder`, generated where it is not there yet."""
    path = folder / f"stops-{rows}.csv"
    if not path.exists():
        generate_stops(path, rows)
    return path


def installed(folder: Path) -> str:
    """Make an environment with openpolicedata, pandas and pyarrow in `folder`; return its Python."""
    place = folder / "openpolicedata"
    python = place / "bin" / "python"
    if not python.exists():
        subprocess.run(["uv", "venv", "-q", str(place)], check=True)
        packages = ["openpolicedata", "pandas", "pyarrow"]
        subprocess.run(["uv", "pip", "install", "-q", "--python", str(python), *packages], check=True)
    return str(python)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.ingest", description=__doc__)
    parser.add_argument("rows", nargs="?", type=int, default=20_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--openpolicedata", default="", help="the Python of an environment that has it")
    parser.add_argument("--install", action="store_true", help="make such an environment")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-ingest-") as temporary:
        folder = chosen.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        python = installed(folder) if chosen.install else chosen.openpolicedata
        print("\n".join(scale_rows(chosen.rows, folder, chosen.rounds)), flush=True)
        print("\n" + "\n".join(small_rows(folder, chosen.rounds, python)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
