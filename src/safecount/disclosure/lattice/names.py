"""What a row of a table names: numbers for values, and what tells its records from all others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from safecount.disclosure.nested import Tabulated
from safecount.disclosure.safe_table import ALL, MISSING
from safecount.disclosure.system import Whole


class Names:
    """The references of all tables in one order, and a number for each value of each.

    `references`: in order; `places`: where each stands; `kinds`: the kinds of record; `codes`: the number of each value, 0
    for `*`.
    """

    def __init__(self, releases: Sequence[Sequence[Tabulated]]) -> None:
        tables = [table for of_release in releases for table in of_release]
        self.references = sorted({d.reference for table in tables for d in table.dimensions})
        self.places = {reference: place for place, reference in enumerate(self.references)}
        self.kinds = sorted({table.records for table in tables})
        self.codes: dict[str, dict[str, int]] = {}

    def coded(self, table: Tabulated) -> Whole:
        """Return one column a reference of any table (rows, references): 0 for `*`, and a number for each value."""
        coded = np.zeros((table.cells.num_rows, len(self.references)), np.int32)
        for dimension in table.dimensions:
            codes = self.codes.setdefault(dimension.reference, {ALL: 0})
            column = table.cells.column(dimension.reference).combine_chunks().dictionary_encode()
            meaning = np.array(
                [codes.setdefault(value, len(codes)) for value in column.dictionary.to_pylist()], np.int32
            )
            if len(meaning):
                coded[:, self.places[dimension.reference]] = meaning[column.indices.to_numpy()]
        return coded

    def finest(self, table: Tabulated, coded: Whole) -> Whole:
        """Return `coded` without what a finer value tells already: `*` takes the place of all that it lies within.

        A finer value that says only that nothing was recorded tells nothing of the coarser.
        """
        finest = coded.copy()
        within = {item.reference: item.within for item in table.dimensions}
        for reference, coarser in within.items():
            values = coded[:, self.places[reference]]
            tells = (values != 0) & (values != self.codes[reference].get(MISSING, -1))
            while coarser:
                finest[tells, self.places[coarser]] = 0
                coarser = within[coarser]
        return finest

    def named(self, table: Tabulated, coded: Whole) -> list[bytes]:
        """Return what tells the records of each row from all others (rows)."""
        kind = np.full((len(coded), 1), self.kinds.index(table.records), np.int32)
        return [row.tobytes() for row in np.ascontiguousarray(np.hstack([kind, coded]), np.int32)]
