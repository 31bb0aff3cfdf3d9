"""What a release promises: the level, the thresholds, and what is known to everybody of how values belong together."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from safecount.disclosure.doubt import DEFAULT_EFFORT, Effort
from safecount.disclosure.lattice import Tabulated
from safecount.disclosure.nested import Groups
from safecount.disclosure.safe_table import ALL, Level
from safecount.disclosure.sums.rules import SumRule
from safecount.disclosure.system import Whole
from safecount.problems import SafecountError


@dataclass(frozen=True)
class Terms:
    """What is promised: the level, the threshold k, stricter thresholds by column, and how hard to look.

    `groups`: which codes make up which group, for tables that have the one or the other (see `nested`).
    `levels`: columns that lie within one another, finest first, for each hierarchy that has them.
    `sums`: when a sum of a measure is sensitive; its threshold is that of the counts.
    """

    dataset: str
    level: Level = Level.SMALL
    threshold: int = 11
    stricter: dict[str, int] = field(default_factory=dict)
    effort: Effort = DEFAULT_EFFORT
    groups: Groups = field(default_factory=dict)
    levels: tuple[tuple[str, ...], ...] = ()
    sums: SumRule = field(default_factory=SumRule)

    def __post_init__(self) -> None:
        """Refuse thresholds that protect nothing."""
        if self.threshold < 2 or any(value < self.threshold for value in self.stricter.values()):
            raise SafecountError(
                "A threshold is at least 2, and that of a column no weaker than that of all."
            )

    @property
    def sum_rule(self) -> SumRule:
        """The rule for sums, with the threshold of counts."""
        return replace(self.sums, threshold=self.threshold)


def thresholds_of(table: Tabulated, terms: Terms) -> Whole:
    """Return the threshold of each row: stricter where it names a value of a stricter column."""
    result = np.full(table.cells.num_rows, terms.threshold)
    for dimension in table.dimensions:
        stricter = terms.stricter.get(dimension.reference.partition(".")[0])
        if stricter:
            named = np.array(table.cells.column(dimension.reference).to_pylist(), object) != ALL
            result = np.where(named, np.maximum(result, stricter), result)
    return result
