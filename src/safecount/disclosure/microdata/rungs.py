"""Values on rungs: how a column of records is read, numbered, and written on each rung of a ladder.

Texts that are no categories are refused here, whatever ladder asks for them.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from safecount.cubes.reference import escaped
from safecount.disclosure.microdata.problems import MicrodataRefused
from safecount.disclosure.safe_table import ALL, MISSING
from safecount.schema import Column

Codes = npt.NDArray[np.int64]

MOST_VALUES = 500
"""Different texts of one column; more are not categories but names, and no reader could tell them apart."""

LONGEST_TEXT = 80
"""Characters; beyond, somebody wrote a sentence."""


@dataclass(frozen=True)
class Rungs:
    """The values of a column on every rung. `values` (n): which value, from 0 to v - 1, each record has.

    `labels`: for each rung, from fine to coarse, how each of the v values is written there; the last is `*` throughout.
    """

    values: Codes
    labels: tuple[tuple[str, ...], ...]


def read(name: str, records: pa.Table) -> pa.ChunkedArray:
    """Return a column of `records`; MicrodataRefused if there is none."""
    if records.column_names.count(name) != 1:
        raise MicrodataRefused(
            f"The records have no column {name}. Give the records of the table in the plan."
        )
    return records.column(name)


def days_of(column: Column, records: pa.Table) -> pa.ChunkedArray:
    """Return the dates of a date or a moment; of a moment whose time of day is not known there is a date all the same."""
    dated = f"{column.name}_date"
    return read(dated if dated in records.column_names else column.name, records)


def encoded(values: pa.ChunkedArray) -> tuple[Codes, list[Any]]:
    """Return values as numbers from 0 (n), and what they stand for, in order, nothing last."""
    whole = values.combine_chunks()
    coded = whole if pa.types.is_dictionary(whole.type) else whole.dictionary_encode()
    found = coded.dictionary.to_pylist()
    order = sorted(set(found) - {None})
    rank = {value: number for number, value in enumerate(order)}
    places = np.array([rank.get(value, len(order)) for value in found] + [len(order)], np.int64)
    return places[coded.indices.fill_null(len(found)).to_numpy(zero_copy_only=False).astype(np.int64)], [
        *order,
        None,
    ]


def written(column: Column, records: pa.Table) -> tuple[Codes, tuple[str, ...]]:
    """Return values as numbers, and their texts. Raises MicrodataRefused for texts that are no categories."""
    values, found = encoded(read(column.name, records))
    if len(found) - 1 > MOST_VALUES or any(len(str(value)) > LONGEST_TEXT for value in found):
        raise MicrodataRefused(
            f"{column.name} has more than {MOST_VALUES} different values, or longer ones than {LONGEST_TEXT} characters: "
            "that is a name or free text, not a category. Leave it out, or name a coarser column."
        )
    return values, tuple(_text(value) for value in found)


def _text(value: object) -> str:
    if value is None:
        return MISSING
    if isinstance(value, bool):
        return "true" if value else "false"
    return escaped(str(value))


def rungs_of(name: str, values: npt.ArrayLike, labels: Sequence[tuple[str, ...]]) -> Rungs:
    """Return the rungs with `*` on top; MicrodataRefused unless each coarser value holds whole finer ones."""
    for fine, coarse in itertools.pairwise(labels):
        above: dict[str, str] = {}
        for finer, coarser in zip(fine, coarse, strict=True):
            if above.setdefault(finer, coarser) != coarser:
                raise MicrodataRefused(
                    f"On the ladder of {name}, {finer} lies in both {above[finer]} and {coarser}. Let groups nest."
                )
    size = len(labels[0])
    found = np.asarray(values, np.int64)
    return Rungs(np.where(found < 0, size - 1, found), (*labels, (ALL,) * size))
