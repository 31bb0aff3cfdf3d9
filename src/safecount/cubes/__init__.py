"""Cubes: the counts of a release with all their margins, from records in an engine. Nothing here is protected yet."""

from safecount.cubes.count import count_files, count_tables, stored_files
from safecount.cubes.distinct import DistinctCounts, distinct_counts
from safecount.cubes.engine import Engine, EngineFailed, open_engine
from safecount.cubes.lattice import TooManyCells
from safecount.cubes.quantiles import QuantileTable, quantiles
from safecount.cubes.rates import RateTable, ratio, share
from safecount.cubes.table import CountedTable
from safecount.cubes.zeros import zero_cells

__all__ = [
    "CountedTable",
    "DistinctCounts",
    "Engine",
    "EngineFailed",
    "QuantileTable",
    "RateTable",
    "TooManyCells",
    "count_files",
    "count_tables",
    "distinct_counts",
    "open_engine",
    "quantiles",
    "ratio",
    "share",
    "stored_files",
    "zero_cells",
]
