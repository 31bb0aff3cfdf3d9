"""A visitor's own table, from released cells alone: nothing is learnt from it that the release does not already say.

Any dimensions of one released table may be asked for, in any order, with chosen values, and with values put together into groups
of the visitor's own. A cell of the answer is a released cell or a sum of released cells that are all shown; where one of them is
hidden the sum is hidden too. The answer is a function of public files, so the promise of the release covers it as it stands
(docs/decisions/0009). Finer than released is refused: that would be a new release.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from safecount.disclosure.lattice import Tabulated
from safecount.disclosure.safe_table import ALL, Status
from safecount.problems import SafecountError

OTHERS = "others"
"""Where a question groups some values of a dimension, the values it names nowhere go here."""


class NotReleased(SafecountError):
    """No released table has these dimensions together; the sentence says which there are."""


@dataclass(frozen=True)
class Question:
    """What a visitor asks for.

    `dimensions`: the references wanted, in order. `only`: by reference, the values to keep. `groups`: by reference, the
    visitor's own groups, each a name with the values in it; each value in one group at most. `records`: the kind of
    record to count, which must be named where released tables count several.
    """

    dimensions: tuple[str, ...]
    records: str = ""
    only: Mapping[str, frozenset[str]] = field(default_factory=dict)
    groups: Mapping[str, Mapping[str, frozenset[str]]] = field(default_factory=dict)


@dataclass(frozen=True)
class BuiltTable:
    """The answer: `cells` has a text column per dimension asked for, `count` (int64, null where hidden) and `status`.

    One row per combination that any released row speaks of; no margins. `source` is the released table it was made from.
    """

    source: str
    cells: pa.Table


def build_table(tables: Sequence[Tabulated], question: Question) -> BuiltTable:
    """Answer `question` from released `tables`, the smallest that has its dimensions.

    Raises NotReleased where no table has them together; SafecountError where a group is not a partition, or too many
    dimensions are asked for.
    """
    _check(question)
    table = _smallest(_of_records(tables, question), question.dimensions)
    rows = _rows(table, question)
    columns = [
        _grouped(table.cells.column(name).to_pylist(), rows, question, name) for name in question.dimensions
    ]
    counts = table.cells.column("count").fill_null(0).to_numpy()[rows]
    hidden = np.array(table.cells.column("status").to_pylist(), object)[rows] == Status.HIDDEN
    return BuiltTable(table.name, _summed(question.dimensions, columns, counts, np.asarray(hidden, np.bool_)))


def _check(question: Question) -> None:
    wanted = question.dimensions
    if len(set(wanted)) != len(wanted):
        raise SafecountError("A dimension is asked for twice. Name each once.")
    for reference, groups in question.groups.items():
        named = [value for values in groups.values() for value in values]
        if len(set(named)) != len(named) or ALL in named:
            raise SafecountError(
                f"A value of {reference} is in two groups, or is all of them. Put each into one."
            )


def _of_records(tables: Sequence[Tabulated], question: Question) -> list[Tabulated]:
    kinds = sorted({table.records for table in tables})
    if question.records not in kinds and (question.records or len(kinds) > 1):
        raise NotReleased(f"Say what to count: {', '.join(kinds)}.")
    return [table for table in tables if question.records in ("", table.records)]


def _smallest(tables: Sequence[Tabulated], wanted: Sequence[str]) -> Tabulated:
    fitting = [
        table for table in tables if set(wanted) <= {dimension.reference for dimension in table.dimensions}
    ]
    if not fitting:
        offered = "; ".join(", ".join(item.reference for item in table.dimensions) for table in tables)
        raise NotReleased(
            f"No released table has {', '.join(wanted) or 'nothing'} together. Ask within one of these: {offered}."
        )
    return min(fitting, key=lambda table: (table.cells.num_rows, table.name))


def _rows(table: Tabulated, question: Question) -> np.ndarray:
    """Return the rows that name a value of each dimension asked for and of no other, but of those it lies within."""
    within = {dimension.reference: dimension.within for dimension in table.dimensions}
    named = set(question.dimensions)
    for reference in question.dimensions:
        while reference := within[reference]:
            named.add(reference)
    kept = np.ones(table.cells.num_rows, np.bool_)
    for dimension in table.dimensions:
        values = np.array(table.cells.column(dimension.reference).to_pylist(), object)
        if dimension.reference in named:
            kept &= np.asarray(values != ALL, np.bool_)
        else:
            kept &= np.asarray(values == ALL, np.bool_)
        only = question.only.get(dimension.reference)
        if only is not None and dimension.reference in question.dimensions:
            kept &= np.array([value in only for value in values.tolist()], np.bool_)
    return np.flatnonzero(kept)


def _grouped(values: list[str], rows: np.ndarray, question: Question, reference: str) -> list[str]:
    groups = question.groups.get(reference)
    if not groups:
        return [values[row] for row in rows]
    group_of = {value: name for name, members in groups.items() for value in members}
    return [group_of.get(values[row], OTHERS) for row in rows]


def _summed(
    names: Sequence[str], columns: Sequence[list[str]], counts: np.ndarray, hidden: np.ndarray
) -> pa.Table:
    """Add up rows alike in all columns; a sum with a hidden part is hidden."""
    keys = list(zip(*columns, strict=True)) if columns else [()] * len(counts)
    totals: dict[tuple[str, ...], int] = {}
    unknown: set[tuple[str, ...]] = set()
    for key, count, is_hidden in zip(keys, counts.tolist(), hidden.tolist(), strict=True):
        totals[key] = totals.get(key, 0) + count
        if is_hidden:
            unknown.add(key)
    ordered = sorted(totals)
    status = [
        Status.HIDDEN.value if key in unknown else Status.SHOWN.value if totals[key] else Status.ZERO.value
        for key in ordered
    ]
    shown = [None if key in unknown else totals[key] for key in ordered]
    texts = {name: pa.array([key[place] for key in ordered], pa.string()) for place, name in enumerate(names)}
    return pa.table({**texts, "count": pa.array(shown, pa.int64()), "status": pa.array(status, pa.string())})
