"""Decides which dimensions of a table nest: the finer must really decide the coarser in the records.

A hierarchy in a definition says what may nest. Levels such as neighbourhood and precinct are tried on the records: one
neighbourhood in two precincts, and they are two independent dimensions. Records without a finer value do not count
against it: they are `missing` within their own coarser value.
"""

from __future__ import annotations

import numpy as np

from safecount.cubes.base import Finest
from safecount.cubes.lattice import Whole, distinct_numbers
from safecount.disclosure.safe_table import MISSING
from safecount.schema import Definition, Table


def nesting(finest: Finest, table: Table, definition: Definition) -> list[int]:
    """Return for each dimension the place of the next coarser one it lies within, or -1."""
    at = {reference.text: place for place, reference in enumerate(finest.references)}
    within = [-1] * len(finest.references)
    for place, reference in enumerate(finest.references):
        for text in reference.coarser(table, definition):
            coarser = at.get(text)
            if coarser is None or place in _above(within, coarser):
                continue
            if _decides(finest, place, coarser):
                within[place] = coarser
                break
    return within


def _above(within: list[int], place: int) -> list[int]:
    found = []
    while place >= 0:
        found.append(place)
        place = within[place]
    return found


def _decides(finest: Finest, finer: int, coarser: int) -> bool:
    """Return whether every value of `finer`, save `missing`, stands with one value of `coarser` only."""
    known = np.array([0, *(text != MISSING for text in finest.texts[finer])], dtype=bool)[finest.codes[finer]]
    low, high = finest.codes[finer][known], finest.codes[coarser][known]
    pairs: Whole = low * (len(finest.texts[coarser]) + 1) + high
    return len(distinct_numbers(pairs)[0]) == len(distinct_numbers(low)[0])
