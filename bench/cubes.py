"""Measures the cubes: records to base aggregate, margins from it beside native GROUP BY CUBE, and peak memory.

    python -m bench.cubes [ROWS] [--spark ROWS]

Every measurement is a process of its own, so that its peak of memory is its own; times are medians of three. The
records are invented, generated and taken in once into a temporary folder (about 100 bytes a row, twice).
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb

from safecount.cubes import Engine, open_engine, stored_files, zero_cells
from safecount.cubes.base import base_aggregate
from safecount.cubes.count import count_release
from safecount.generate import DEFINITION_TEXT, generate_stops
from safecount.ingest import Options, Store, ingest
from safecount.schema import Definition, parse_definition

ROUNDS = 3
DIMENSIONS = ("district", "subject_race", "subject_gender", "reason", "outcome", "stopped.month")
SECOND = """
[releases.bench]
table = "stop"
dimensions = ["district", "subject_race", "subject_gender", "reason", "outcome", "stopped.month"]
[releases.bench_nested]
table = "stop"
dimensions = ["beat", "district", "subject_race", "searched", "stopped.month", "stopped.quarter", "stopped.year"]
"""
NATIVE = """
    SELECT district, subject_race, subject_gender, reason, outcome, month, count(*) AS count
    FROM (SELECT *, year(stopped_date) * 100 + month(stopped_date) AS month
          FROM read_parquet($files, hive_partitioning = false))
    GROUP BY CUBE (district, subject_race, subject_gender, reason, outcome, month)"""


@dataclass(frozen=True)
class Measured:
    """Seconds (median of three) and peak memory in MB of one way to do a thing; `cells` it gave."""

    what: str
    rows: int
    seconds: float
    peak: int
    cells: int

    def line(self, beside: float) -> str:
        """Return a row of the table; `beside` are the seconds of what it is compared with."""
        ratio = f"{beside / self.seconds:.1f} × faster" if beside else ""
        return (
            f"| {self.what} | {self.rows:,} | {self.seconds:.2f} | {self.peak:,} | {self.cells:,} | {ratio} |"
        )


HEADING = (
    "| what | records | seconds | peak MB | cells | beside native CUBE |\n|---|---:|---:|---:|---:|---:|"
)


def definition() -> Definition:
    """The definition of generated stops with the releases that are measured."""
    return parse_definition((DEFINITION_TEXT + SECOND).encode(), "bench.toml")


def prepared(folder: Path, rows: int) -> Path:
    """Generate `rows` stops, take them in, and return the store's folder."""
    store = folder / f"store-{rows}"
    if not store.exists():
        source = folder / "stops.csv"
        generate_stops(source, rows)
        now = datetime.datetime.now(tz=datetime.UTC)
        ingest(definition(), [str(source)], Store(store), now=now, options=Options())
        source.unlink()
    return store


def rows(folder: Path, records: int) -> list[str]:
    """Return the lines of a markdown table, its heading first: ours beside what DuckDB does by itself."""
    store = prepared(folder, records)
    native = _measured("native GROUP BY CUBE, six dimensions, from records", "native", store, records)
    base = _measured("base aggregate of two release tables, from records", "base", store, records)
    cube = _measured("all margins of six dimensions, from the base aggregate", "cube", store, records)
    nested = _measured("all margins of seven nested dimensions, from the base", "nested", store, records)
    zeros = _measured("their zero cells", "zeros", store, records)
    if native.cells != cube.cells:
        raise SystemExit(f"The two cubes differ: {native.cells} and {cube.cells} cells.")
    lines = [one.line(0.0) for one in (native, base)] + [cube.line(native.seconds)]
    return [HEADING, *lines, nested.line(0.0), zeros.line(0.0)]


def spark_rows(folder: Path, records: int) -> list[str]:
    """Return lines for the same base aggregate on a Spark cluster of two workers on this machine."""
    from tests.safecount.cubes.spark_cluster import spark_cluster

    store = prepared(folder, records)
    with spark_cluster(folder / f"spark-{records}", executor_memory="1g") as master:
        os.environ["SPARK_CONF_DIR"] = str(folder / f"spark-{records}" / "conf")
        found = [
            _measured("Spark: base aggregate, from records", f"base@{master}", store, records),
            _measured(
                "Spark: all margins of six dimensions, from the base", f"cube@{master}", store, records
            ),
        ]
    return [one.line(0.0) for one in found]


def _measured(words: str, way: str, store: Path, records: int) -> Measured:
    command = [sys.executable, "-m", "bench.cubes", "--child", way, "--store", str(store)]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    if said.returncode:
        raise SystemExit(said.stderr)
    found = json.loads(said.stdout.splitlines()[-1])
    return Measured(words, records, statistics.median(found["seconds"]), found["peak"], found["cells"])


def _child(way: str, store: Path) -> None:
    """Do one thing three times in this process, and print what it took."""
    name, _, master = way.partition("@")
    seconds, cells = _native(store) if name == "native" else _ours(name, store, master)
    print(json.dumps({"seconds": seconds, "peak": _peak(), "cells": cells}))


def _peak() -> int:
    """Return the most memory this process has held, in MB. Not getrusage's, which remembers the parent's too."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) // 1000


def _native(store: Path) -> tuple[list[float], int]:
    files = [str(path) for path in stored_files(definition(), Store(store), "stop")]
    seconds, cells = [], 0
    for _ in range(ROUNDS):
        with duckdb.connect(config={"memory_limit": "4GB"}) as connection:
            begun = time.perf_counter()
            cells = connection.execute(NATIVE, {"files": files}).to_arrow_table().num_rows
            seconds.append(time.perf_counter() - begun)
    return seconds, cells


def _ours(name: str, store: Path, master: str) -> tuple[list[float], int]:
    engine = open_engine("spark" if master else "duckdb", master=master)
    seconds, cells = [], 0
    for _ in range(ROUNDS):
        took, cells = _once(name, store, engine)
        seconds.append(took)
    engine.close()
    return seconds, cells


def _once(name: str, store: Path, engine: Engine) -> tuple[float, int]:
    """Return the seconds of one stage, and the cells it gave; the stages before it are not in them."""
    known = definition()
    files = stored_files(known, Store(store), "stop")
    releases = [release for release in known.releases if release.name.startswith("bench")]
    begun = time.perf_counter()
    with base_aggregate(engine, known, files, "stop", releases) as base:
        if name == "base":
            # Counting its rows makes an engine that waits until it is asked do its work.
            batches = list(engine.batches(base.counted.agg(n=base.counted.count())))
            return time.perf_counter() - begun, int(batches[0].column(0)[0].as_py())
        list(engine.batches(base.counted.agg(n=base.counted.count())))
        begun = time.perf_counter()
        counted = count_release(base, releases[0 if name == "cube" else 1])
        if name != "zeros":
            return time.perf_counter() - begun, counted.cells.num_rows
    begun = time.perf_counter()
    found = zero_cells(counted, cap=10_000_000)
    return time.perf_counter() - begun, found.num_rows


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="?", type=int, default=20_000_000)
    parser.add_argument("--spark", type=int, default=0, help="Also so many records on a Spark cluster.")
    parser.add_argument("--folder", default="", help="Keep the records here for another run.")
    parser.add_argument("--child", default="")
    parser.add_argument("--store", default="")
    wanted = parser.parse_args()
    if wanted.child:
        _child(wanted.child, Path(wanted.store))
        return
    with tempfile.TemporaryDirectory(prefix="bench-cubes-") as temporary:
        folder = Path(wanted.folder or temporary)
        print("\n".join(rows(folder, wanted.rows)))
        if wanted.spark:
            print("\n".join(spark_rows(folder, wanted.spark)))


if __name__ == "__main__":
    main()
