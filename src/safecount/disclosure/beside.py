"""Protects the sums of a release beside its counts: measure by measure, each with all releases before, then checks it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from safecount.cubes.table import CountedTable
from safecount.disclosure.doubt import Witness
from safecount.disclosure.judged import JudgedTable
from safecount.disclosure.lattice import Lattice
from safecount.disclosure.safe_table import Level, Measure, Status, SumsProved
from safecount.disclosure.sums import (
    ProtectedSums,
    SumRule,
    SumSystem,
    SumTable,
    check_sums,
    protect_sums,
    sum_system,
)
from safecount.disclosure.system import Flags, Whole
from safecount.disclosure.terms import Terms, thresholds_of

Kind = tuple[str, str]
"""The records that are counted, and the name of the measure."""


@dataclass(frozen=True)
class SumsBeside:
    """Which sums of each table are hidden, row by row, None for a table without a measure; and what was proved of them."""

    hidden: tuple[Flags | None, ...]
    proved: SumsProved | None


def protect_beside(
    tables: Sequence[CountedTable],
    hidden: Sequence[Flags],
    earlier: Sequence[Sequence[JudgedTable]],
    counts: tuple[Lattice, Sequence[Witness]],
    terms: Terms,
) -> SumsBeside:
    """Return which sums of `tables` to hide, where `hidden` says which of their counts are (row by row).

    `counts`: the lattice of all releases, and the witnesses of the counts in it. Raises CannotProtect, ProofFailed.
    """
    lattice, witnesses = counts
    others = [_data_set(lattice, witness) for witness in witnesses]
    result: list[Flags | None] = [None] * len(tables)
    done: list[tuple[SumSystem, ProtectedSums]] = []
    for kind, measure in _measures(tables).items():
        now = [place for place, table in enumerate(tables) if _kind(table) == kind]
        releases = _releases(tables, hidden, earlier, lattice, (kind, terms))
        ties = (terms.groups, terms.level is not Level.PRESENCE)
        system = sum_system(releases, lattice, measure, terms.sum_rule, ties)
        protected = protect_sums(system, lattice.counts, others)
        check_sums(system, protected, lattice.counts, others)
        done.append((system, protected))
        for place, rows in zip(now, system.rows[-1], strict=True):
            result[place] = np.asarray(protected.hidden[rows] | hidden[place], np.bool_)
    return SumsBeside(tuple(result), _proved(result, [found for _, found in done], terms.sum_rule))


def _kind(table: CountedTable | JudgedTable) -> Kind | None:
    return (table.records, table.measured.name) if table.measured else None


def _measures(tables: Sequence[CountedTable]) -> dict[Kind, Measure]:
    return {kind: table.measured for table in tables if (kind := _kind(table)) and table.measured}


def _releases(
    tables: Sequence[CountedTable],
    hidden: Sequence[Flags],
    earlier: Sequence[Sequence[JudgedTable]],
    lattice: Lattice,
    asked: tuple[Kind, Terms],
) -> list[list[SumTable]]:
    """Return the tables of one kind, release by release."""
    kind, terms = asked
    releases = []
    for number, judged in enumerate(earlier):
        found = []
        for before, cells in zip(judged, lattice.rows[number], strict=True):
            if _kind(before) == kind and before.sums is not None:
                count, said = (
                    _is_hidden(part)
                    for part in (before.cells.column("status"), before.sums.column("sum_status"))
                )
                found.append(SumTable(before, cells, before.sums, thresholds_of(before, terms), count, said))
        releases.append(found)
    releases.append(
        [
            SumTable(table, cells, table.sums, thresholds_of(table, terms), flags)
            for table, cells, flags in zip(tables, lattice.rows[-1], hidden, strict=True)
            if _kind(table) == kind and table.sums is not None
        ]
    )
    return releases


def _is_hidden(status: pa.ChunkedArray) -> Flags:
    return np.asarray(np.array(status.to_pylist(), object) == Status.HIDDEN, np.bool_)


def _data_set(lattice: Lattice, witness: Witness) -> Whole:
    values = lattice.counts.copy()
    values[witness.cells] = witness.values
    return values


def _proved(
    hidden: Sequence[Flags | None], protected: Sequence[ProtectedSums], rule: SumRule
) -> SumsProved | None:
    """Say what was proved, None where no table has a measure."""
    flags = [part for part in hidden if part is not None]
    if not flags:
        return None
    return SumsProved(
        rule.percent,
        rule.largest,
        rule.dominance,
        sums=sum(len(part) for part in flags),
        hidden=int(sum(part.sum() for part in flags)),
        witnesses=sum(len(part.witnesses) for part in protected),
        completed=sum(len(part.completions) for part in protected),
    )
