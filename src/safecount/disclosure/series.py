"""What a new release may add to those before it: never a time dimension to totals that were released without one.

If a release showed 200 stops of a group in all, and the next showed the quarters of the same stops, the quarters not shown would
be what is left of the 200. Such a table can only be in a series from its first release on. And a series has one level.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from safecount.disclosure.lattice import Tabulated
from safecount.disclosure.safe_table import Level, Measure
from safecount.problems import SafecountError

PERIODS = (".month", ".quarter", ".year")


class Measured(Tabulated, Protocol):
    """A table that may sum a measure."""

    @property
    def measured(self) -> Measure | None:
        """What is summed beside the counts."""
        ...


class LevelsApart(SafecountError):
    """A finer level stands without a coarser one that is published too; the sentence says what to add."""


class SeriesBroken(SafecountError):
    """A table of this release cannot be added to the releases before it; the sentence says why and what to do."""


def check_level(level: Level, earlier: int) -> None:
    """Raise SeriesBroken unless `level` can be kept with `earlier` releases before this one: only L2 can.

    Under L1 the difference between releases that do not follow one another may be exact; under L3 a total that stands still
    says that nobody was added.
    """
    if earlier and level is not Level.SMALL:
        raise SeriesBroken(
            "A series of releases is made at level L2: levels L1 and L3 are kept for one release, not for the differences "
            'between several. Write level = "L2", or begin a new dataset with a store of its own.'
        )


def check_series(tables: Sequence[Tabulated], earlier: Sequence[Sequence[Tabulated]]) -> None:
    """Raise SeriesBroken if one of `tables` counts by time and an earlier release of the same records had no such table."""
    for table in tables:
        references = {dimension.reference for dimension in table.dimensions}
        if not any(reference.endswith(PERIODS) for reference in references):
            continue
        for release in earlier:
            same = [before for before in release if before.records == table.records]
            if same and not any(
                references <= {dimension.reference for dimension in before.dimensions} for before in same
            ):
                raise SeriesBroken(
                    f"The table {table.name} counts by time, and an earlier release of these records did not have it: its "
                    "totals and these periods together would give the rest away. Begin a new dataset, with a name and a "
                    "store of its own, or leave the table out."
                )


def check_measures(tables: Sequence[Measured], earlier: Sequence[Sequence[Measured]]) -> None:
    """Raise SeriesBroken if one of `tables` sums a measure by time and an earlier release summed it without that table.

    Counts by these periods may have been out before; their sums and an earlier total would still give the rest away.
    """
    for table in tables:
        own = {dimension.reference for dimension in table.dimensions}
        if table.measured is None or not any(reference.endswith(PERIODS) for reference in own):
            continue
        for release in earlier:
            same = [
                {dimension.reference for dimension in before.dimensions}
                for before in release
                if before.measured is not None
                and (before.records, before.measured.name) == (table.records, table.measured.name)
            ]
            if same and not any(own <= references for references in same):
                raise SeriesBroken(
                    f"The table {table.name} sums {table.measured.name} by time, and an earlier release summed it without "
                    "these periods: the earlier totals and these periods together would give the rest away. Leave the "
                    "measure out of the table, or begin a new dataset, with a name and a store of its own."
                )


def check_levels(
    tables: Sequence[Tabulated],
    earlier: Sequence[Sequence[Tabulated]],
    hierarchies: Sequence[tuple[str, ...]],
) -> None:
    """Raise LevelsApart if a table counts by a level of one of `hierarchies`, finest first, without a coarser one in use.

    A beat in one table beside its district in another gives a small beat away by subtraction. Named in one table they are tied
    and protected together. Periods and code groups need no such rule: the calendar and the definition tie them.
    """
    every = [*tables, *(table for release in earlier for table in release)]
    for table in tables:
        references = {dimension.reference for dimension in table.dimensions}
        published = {
            dimension.reference
            for other in every
            if other.records == table.records
            for dimension in other.dimensions
        }
        for levels in hierarchies:
            for place, finer in enumerate(levels):
                apart = [coarser for coarser in levels[place + 1 :] if coarser in published - references]
                if finer in references and apart:
                    raise LevelsApart(
                        f"The table {table.name} counts by {finer}, and another table of these records by {apart[0]}: apart, "
                        f"the two would give small counts away. Add {apart[0]} to the dimensions of {table.name}."
                    )
