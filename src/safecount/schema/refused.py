"""Keys that somebody may well write and that are refused for a reason: said when the definition is read, not at the release.

Neither medians nor numbers of different persons add up to those of larger groups. What protects counts and sums are the equations
between cells and their totals; where there are none, nothing can be proved.
"""

from __future__ import annotations

_MEDIAN = (
    "A median of few values is nearly one of them, and medians do not add up, so that no proof covers them.",
    "Give the measure and publish its sum beside the count, or count by a column with bands of the value.",
)
_DISTINCT = (
    "Numbers of different persons do not add up, since one person may be in several cells, so that no proof covers them.",
    "Make a table whose records are the persons, one row for each, and release counts of that.",
)
_MEAN = (
    "A mean is a sum divided by a count, and both are published.",
    'Write measure = "…" with the column; the sum stands beside the count.',
)

REFUSED: dict[tuple[str, str], tuple[str, str]] = {
    ("release", key): said
    for said, keys in (
        (_MEDIAN, ("median", "medians", "quantile", "quantiles", "percentile", "percentiles")),
        (_DISTINCT, ("distinct", "persons", "people", "officers", "unique")),
        (_MEAN, ("mean", "average")),
    )
    for key in keys
}
"""By section and key: why, and what to write instead."""
