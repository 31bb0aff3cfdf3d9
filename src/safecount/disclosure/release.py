"""From counted tables to safe ones: all tables of a release are protected together, and with every release before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

import safecount
from safecount.cubes.table import CountedTable
from safecount.cubes.zeros import zero_cells
from safecount.disclosure.carry import carry_over
from safecount.disclosure.doubt import DEFAULT_EFFORT, Effort, Protection, Witness
from safecount.disclosure.lattice import Lattice, Tabulated, build_lattice
from safecount.disclosure.nested import Groups
from safecount.disclosure.proof import check_proof
from safecount.disclosure.protect import Listener, protect
from safecount.disclosure.safe_table import (
    ALL,
    Certificate,
    Dimension,
    Level,
    SafeTable,
    Status,
    digest_of,
)
from safecount.disclosure.series import check_level, check_levels, check_series
from safecount.disclosure.system import Flags, State, System, Whole
from safecount.problems import SafecountError

GRAND_TOTAL_PRICE = 50.0
"""A total of everything is hidden only where nothing else helps."""

MARGIN_PRICE = 0.3
"""What each dimension that a cell sums over adds to its price: totals are read more than details."""


@dataclass(frozen=True)
class Terms:
    """What is promised: the level, the threshold k, stricter thresholds by column, and how hard to look.

    `groups`: which codes make up which group, for tables that have the one or the other (see `nested`).
    `levels`: columns that lie within one another, finest first, for each hierarchy that has them.
    """

    dataset: str
    level: Level = Level.SMALL
    threshold: int = 11
    stricter: dict[str, int] = field(default_factory=dict)
    effort: Effort = DEFAULT_EFFORT
    groups: Groups = field(default_factory=dict)
    levels: tuple[tuple[str, ...], ...] = ()

    def __post_init__(self) -> None:
        """Refuse thresholds that protect nothing."""
        if self.threshold < 2 or any(value < self.threshold for value in self.stricter.values()):
            raise SafecountError(
                "A threshold is at least 2, and that of a column no weaker than that of all."
            )


@dataclass(frozen=True)
class JudgedTable:
    """A table with its true counts and what was said of each: known to the publisher alone."""

    name: str
    title: str
    unit: str
    records: str
    dimensions: tuple[Dimension, ...]
    cells: pa.Table


@dataclass(frozen=True)
class EarlierRelease:
    """A release that stands, as its publisher knows it: its digest (SHA-256 of release.json), judged tables, and witnesses.

    With the witnesses of the last release, data sets that proved it carry over; without them more must be searched for.
    """

    digest: str
    tables: tuple[JudgedTable, ...]
    witnesses: tuple[Witness, ...] = ()


@dataclass(frozen=True)
class SafeRelease:
    """The safe tables of one release, and what only the publisher keeps: judged tables, and the witnesses.

    `system` and `protection` number cells as the system does; `witnesses` as the lattice of all releases, which the next
    release continues.
    """

    tables: tuple[SafeTable, ...]
    judged: tuple[JudgedTable, ...]
    system: System
    protection: Protection
    witnesses: tuple[Witness, ...]

    @property
    def certificate(self) -> Certificate:
        """The certificate that all tables share."""
        return self.tables[0].certificate


def make_safe(
    tables: Sequence[CountedTable],
    terms: Terms,
    earlier: Sequence[EarlierRelease] = (),
    listener: Listener | None = None,
) -> SafeRelease:
    """Return `tables` with what must be hidden hidden, certified together with all `earlier` releases.

    Raises CannotProtect where that cannot be done, TooManyCells where the tables are too fine, ProofFailed if this
    program is at fault.
    """
    if not tables:
        raise SafecountError("There is nothing to release. Write a [releases] section into the definition.")
    if any(table.measure for table in tables):
        raise SafecountError(
            "Sums are not released together with counts: nothing proves the two safe side by side. Leave the measure out."
        )
    check_level(terms.level, len(earlier))
    _refuse_hidden_zeros(earlier)
    before = [release.tables for release in earlier]
    check_series(tables, before)
    check_levels(tables, before, terms.levels)
    zeros_shown = terms.level is not Level.PRESENCE
    counted = [_with_zeros(table, every=not zeros_shown) for table in tables]
    every: list[Sequence[Tabulated]] = [*(release.tables for release in earlier), counted]
    lattice = build_lattice(every, zeros_shown=zeros_shown, groups=terms.groups)
    problem = _Problem(lattice, every, terms, len(earlier))
    carried = carry_over(lattice, earlier[-1].witnesses) if earlier else []
    known = [problem.on_system(values) for values in carried]
    protection = protect(problem.system, terms.level, terms.effort, listener, known)
    proof = check_proof(problem.system, terms.level, protection)
    hidden = problem.on_lattice(protection.hidden)
    judged = tuple(
        _judged(table, hidden[rows]) for table, rows in zip(counted, lattice.rows[-1], strict=True)
    )
    public = [_public(table.cells) for table in judged]
    certificate = Certificate(
        dataset=terms.dataset,
        level=terms.level,
        threshold=terms.threshold,
        width=1 if terms.level is Level.EXACT else max(2, terms.threshold - 1),
        cells=sum(cells.num_rows for cells in public),
        hidden=_how_many(public, Status.HIDDEN),
        zero=_how_many(public, Status.ZERO),
        relations=problem.system.relations,
        witnesses=proof.witnesses,
        witness_digest=proof.digest,
        tables={table.name: digest_of(cells) for table, cells in zip(judged, public, strict=True)},
        stricter=dict(terms.stricter),
        earlier=tuple(release.digest for release in earlier),
        version=safecount.__version__,
    )
    safe = tuple(
        SafeTable(table.name, table.title, table.unit, table.dimensions, cells, certificate, table.records)
        for table, cells in zip(judged, public, strict=True)
    )
    return SafeRelease(safe, judged, problem.system, protection, problem.witnesses_on_lattice(protection))


class _Problem:
    """The lattice of all releases as a system to protect: known zeros left out, states set by what was said before."""

    def __init__(
        self, lattice: Lattice, releases: Sequence[Sequence[Tabulated]], terms: Terms, current: int
    ) -> None:
        self._lattice = lattice
        zeros_shown = terms.level is not Level.PRESENCE
        self._kept = np.flatnonzero(lattice.counts > 0) if zeros_shown else np.arange(lattice.size)
        place = np.full(lattice.size, -1)
        place[self._kept] = np.arange(len(self._kept))
        price = np.asarray(1.0 + MARGIN_PRICE * lattice.depth, np.float64)
        threshold = np.full(lattice.size, terms.threshold)
        state = np.full(lattice.size, State.FREE, np.int8)
        for number, tables in enumerate(releases):
            for table, cells in zip(tables, lattice.rows[number], strict=True):
                np.maximum.at(threshold, cells, thresholds_of(table, terms))
                price[cells[_sums_over_all(table)]] = GRAND_TOTAL_PRICE
                if number < current:
                    said = np.array(table.cells.column("status").to_pylist())
                    state[cells[said == Status.HIDDEN]] = State.HIDDEN
                    state[cells[said == Status.SHOWN]] = State.SHOWN
        state[lattice.implicit] = State.HIDDEN
        threshold = self._inherit(threshold)
        starts, members = self._relations(place)
        kept = self._kept
        self.system = System(
            values=lattice.counts[kept],
            lower=np.where(lattice.implicit[kept] | (not zeros_shown), 0, 1).astype(np.int64),
            threshold=threshold[kept].astype(np.int64),
            price=price[kept],
            state=state[kept],
            # What an earlier release showed is known, whatever is promised now.
            sensitive=np.asarray(state[kept] != State.SHOWN, np.bool_),
            starts=starts,
            members=members,
        )

    def _inherit(self, threshold: Whole) -> Whole:
        """A difference between two releases of a cell is as sensitive as the cell."""
        lattice = self._lattice
        first, last = lattice.starts[:-1], lattice.starts[1:]
        for start, end in zip(first.tolist(), last.tolist(), strict=True):
            if end - start == 3 and lattice.implicit[lattice.members[end - 1]]:
                threshold[lattice.members[end - 1]] = threshold[lattice.members[start]]
        return threshold

    def _relations(self, place: Whole) -> tuple[Whole, Whole]:
        """Return the relations among the cells kept; those of a parent that is left out tie nothing."""
        lattice = self._lattice
        relation = np.repeat(np.arange(len(lattice.starts) - 1), np.diff(lattice.starts))
        parent_kept = (
            place[lattice.members[lattice.starts[:-1]]] >= 0 if len(lattice.starts) > 1 else np.zeros(0, bool)
        )
        kept = (place[lattice.members] >= 0) & parent_kept[relation]
        lengths = np.bincount(relation[kept], minlength=len(lattice.starts) - 1)
        starts = np.concatenate([[0], np.cumsum(lengths[lengths > 0])])
        return starts.astype(np.int64), place[lattice.members[kept]].astype(np.int64)

    def on_system(self, values: Whole) -> Whole:
        """Return what the data set `values`, one value for every cell of the lattice, holds for the cells kept."""
        return values[self._kept]

    def witnesses_on_lattice(self, protection: Protection) -> tuple[Witness, ...]:
        """Return the witnesses with cells numbered as in the lattice."""
        return tuple(Witness(self._kept[witness.cells], witness.values) for witness in protection.witnesses)

    def on_lattice(self, hidden: Flags) -> Flags:
        """Return `hidden` for every cell of the lattice."""
        result = np.zeros(self._lattice.size, np.bool_)
        result[self._kept] = hidden
        return result


def _refuse_hidden_zeros(earlier: Sequence[EarlierRelease]) -> None:
    """What an earlier release made at level L3 hid as nought cannot be shown as nought now."""
    for table in (table for release in earlier for table in release.tables):
        zero = pc.equal(table.cells.column("count"), 0)
        hidden = pc.not_equal(table.cells.column("status"), Status.ZERO.value)
        if pc.any(pc.and_(zero, hidden), min_count=0).as_py():
            raise SafecountError(
                "An earlier release was made at level L3, which hides zeros; the zeros of this one would tell them. "
                "Begin a new dataset, with a store of its own."
            )


def _with_zeros(table: CountedTable, *, every: bool) -> CountedTable:
    zeros = zero_cells(table, every=every).cast(table.cells.schema)
    return replace(table, cells=pa.concat_tables([table.cells, zeros]))


def thresholds_of(table: Tabulated, terms: Terms) -> Whole:
    """Return the threshold of each row: stricter where it names a value of a stricter column."""
    result = np.full(table.cells.num_rows, terms.threshold)
    for dimension in table.dimensions:
        stricter = terms.stricter.get(dimension.reference.partition(".")[0])
        if stricter:
            named = np.array(table.cells.column(dimension.reference).to_pylist(), object) != ALL
            result = np.where(named, np.maximum(result, stricter), result)
    return result


def _sums_over_all(table: Tabulated) -> Flags:
    whole = np.ones(table.cells.num_rows, np.bool_)
    for dimension in table.dimensions:
        whole &= np.array(table.cells.column(dimension.reference).to_pylist(), object) == ALL
    return whole


def _judged(table: CountedTable, hidden: Flags) -> JudgedTable:
    counts = table.cells.column("count").to_numpy()
    said = np.where(hidden, Status.HIDDEN.value, np.where(counts == 0, Status.ZERO.value, Status.SHOWN.value))
    cells = table.cells.append_column("status", pa.array(said.tolist(), pa.string()))
    return JudgedTable(table.name, table.title, table.unit, table.records, table.dimensions, cells)


def _public(cells: pa.Table) -> pa.Table:
    """Return the cells as published: no count where it is hidden."""
    hidden = np.array(cells.column("status").to_pylist(), object) == Status.HIDDEN
    counts = pa.array(cells.column("count").to_numpy(), pa.int64(), mask=np.asarray(hidden, np.bool_))
    return cells.set_column(cells.column_names.index("count"), "count", counts)


def _how_many(tables: Sequence[pa.Table], status: Status) -> int:
    return sum(cells.column("status").to_pylist().count(status.value) for cells in tables)
