"""What events are set against: figures of the definition, a small CSV, or records of a table."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from safecount.analysis.grouping import Grouping
from safecount.analysis.records import AnalysisRefused, Records
from safecount.ingest.store import Store
from safecount.schema.model_analyses import Analysis


@dataclass(frozen=True)
class Benchmark:
    """What events are set against: in words, how many each group has, and whether events are some of them."""

    words: str
    counts: dict[str, int]
    contains_events: bool = False


def benchmark_of(records: Records, analysis: Analysis, store: Store) -> Benchmark:
    """Return the benchmark of `analysis`: its counts, its file, or records. Raises AnalysisRefused."""
    if analysis.benchmark_counts:
        return Benchmark(analysis.benchmark, analysis.benchmark_counts)
    if analysis.benchmark_file:
        path = Path(records.definition.path).parent / analysis.benchmark_file
        return Benchmark(analysis.benchmark, read_benchmark(path))
    if not analysis.benchmark_table:
        message = f"{analysis.name} does not say how many {analysis.benchmark} there are."
        raise AnalysisRefused(f"{message} Give --benchmark FILE, benchmark_counts, or benchmark_table.")
    same = analysis.benchmark_table == analysis.table
    others = records if same else Records(records.definition, store, analysis.benchmark_table)
    Grouping(others.table.column(analysis.group))
    rows = others.rows.mutate(
        asked=others.meets_all(analysis.benchmark_where), in_group=others.group(analysis.group)
    )
    rows = rows.filter(rows.asked)
    if same:
        # A record of which nobody wrote whether the event happened cannot be one of the share's whole.
        rows = rows.filter(records.meets_any(analysis.event).notnull())
    counted = others.with_columns(rows.group_by("in_group").agg(n=rows.count()))
    found = {str(name): int(n) for name, n in zip(counted["in_group"], counted["n"], strict=True)}
    return Benchmark(analysis.benchmark, found, contains_events=same)


def read_benchmark(path: Path) -> dict[str, int]:
    """Read a CSV with the columns group and count (whole numbers, once each). Raises AnalysisRefused."""
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            rows = [
                (row["group"].strip(), int(row["count"].replace(",", ""))) for row in csv.DictReader(file)
            ]
    except (OSError, UnicodeDecodeError, csv.Error, KeyError, ValueError, AttributeError) as error:
        message = f"The benchmark {path} cannot be read ({type(error).__name__})."
        raise AnalysisRefused(
            f"{message} Write a CSV with the columns group and count, whole numbers."
        ) from error
    counts = dict(rows)
    if len(counts) != len(rows) or any(count < 0 for count in counts.values()):
        message = f"The benchmark {path} names a group twice, or a count below nought."
        raise AnalysisRefused(f"{message} Write each group once, with a whole number.")
    return counts
