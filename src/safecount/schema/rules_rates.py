"""What must hold for rates: they divide released counts by one denominator that is released too, or that is named."""

from __future__ import annotations

from safecount.schema.lines import Path
from safecount.schema.model import Definition, ReleaseTable
from safecount.schema.model_rates import Rate
from safecount.schema.section import Faults

MOST_DECIMALS = 6


def check_rates(definition: Definition, faults: Faults) -> None:
    """Add to `faults` every rate that names what is not released, or has no denominator, or several."""
    known = {release.name: release for release in definition.releases if release.in_parts() == (release,)}
    for rate in definition.rates:
        path: Path = ("rates", rate.name)
        for key, name in (("numerator", rate.numerator), ("denominator", rate.denominator)):
            if name and name not in known:
                remedy = f"Use one of {', '.join(known)}." if known else "Add it under [releases]."
                faults.add((*path, key), f"There is no release table {name}.", remedy)
        if rate.name in known:
            faults.add(path, f"A release table is called {rate.name} too.", "Give the rates another name.")
        if rate.decimals > MOST_DECIMALS:
            faults.add((*path, "decimals"), "Nobody can use so many.", f"Write at most {MOST_DECIMALS}.")
        if sum(map(bool, (rate.of, rate.denominator, rate.benchmark))) != 1:
            message = "A rate needs exactly one denominator, and it must have a name."
            faults.add(
                path, message, "Give of (a margin of the table), denominator (another table) or benchmark."
            )
        elif rate.numerator in known:
            _check_denominator(rate, known[rate.numerator], known.get(rate.denominator), faults)


def _check_denominator(rate: Rate, table: ReleaseTable, other: ReleaseTable | None, faults: Faults) -> None:
    path: Path = ("rates", rate.name)
    remedy = f"Use one of {', '.join(table.dimensions)}."
    if rate.of and rate.of not in table.dimensions:
        faults.add((*path, "of"), f"{table.name} has no dimension {rate.of}.", remedy)
    if other is not None and other.dimensions != table.dimensions:
        message = f"{table.name} and {other.name} do not have the same dimensions."
        faults.add((*path, "denominator"), message, "Release both by the same dimensions, in the same order.")
    if rate.benchmark and rate.benchmark_dimension not in table.dimensions:
        message = f"{table.name} has no dimension {rate.benchmark_dimension or 'without a name'}."
        faults.add((*path, "benchmark_dimension"), message, remedy)
    if bool(rate.benchmark) != bool(rate.benchmark_counts):
        faults.add((*path, "benchmark_counts"), "A benchmark has words and counts.", "Give both, or neither.")
