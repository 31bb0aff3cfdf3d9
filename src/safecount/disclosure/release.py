"""From counted tables to safe ones: all tables of a release are protected together, and with every release before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

import safecount
from safecount.cubes.table import CountedTable
from safecount.cubes.zeros import zero_cells
from safecount.disclosure.beside import SumsBeside, protect_beside
from safecount.disclosure.carry import carry_over
from safecount.disclosure.doubt import Protection, Witness
from safecount.disclosure.judged import EarlierRelease, JudgedTable, judged, public
from safecount.disclosure.lattice import Tabulated, build_lattice
from safecount.disclosure.problem import Problem
from safecount.disclosure.proof import Proof, check_proof
from safecount.disclosure.protect import Listener, protect
from safecount.disclosure.safe_table import Certificate, Level, Measure, SafeTable, Status, digest_of
from safecount.disclosure.series import check_level, check_levels, check_measures, check_series
from safecount.disclosure.system import System
from safecount.disclosure.terms import Terms, thresholds_of
from safecount.disclosure.too_fine import refuse_too_fine
from safecount.problems import SafecountError

__all__ = ["EarlierRelease", "JudgedTable", "SafeRelease", "Terms", "make_safe", "thresholds_of"]


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

    Counts and the sums of a measure stand under one promise. Raises CannotProtect where that cannot be done, TooManyCells where
    the tables are too fine, SafecountError for values of a measure below nought, ProofFailed if this program is at fault.
    """
    if not tables:
        raise SafecountError("There is nothing to release. Write a [releases] section into the definition.")
    refuse_too_fine(tables)
    check_level(terms.level, len(earlier))
    _refuse_hidden_zeros(earlier)
    before = [release.tables for release in earlier]
    check_series(tables, before)
    check_measures(tables, before)
    check_levels(tables, before, terms.levels)
    zeros_shown = terms.level is not Level.PRESENCE
    counted = [_with_zeros(table, every=not zeros_shown) for table in tables]
    every: list[Sequence[Tabulated]] = [*before, counted]
    near = max(terms.threshold, *terms.stricter.values(), 0)
    lattice = build_lattice(every, zeros_shown=zeros_shown, groups=terms.groups, near=near)
    problem = Problem(lattice, every, terms, len(earlier))
    carried = carry_over(lattice, earlier[-1].witnesses) if earlier else []
    known = [problem.on_system(values) for values in carried]
    protection = protect(problem.system, terms.level, terms.effort, listener, known)
    proof = check_proof(problem.system, terms.level, protection)
    hidden = problem.on_lattice(protection.hidden)
    witnesses = problem.witnesses_on_lattice(protection)
    rows = [hidden[cells] for cells in lattice.rows[-1]]
    sums = protect_beside(counted, rows, before, (lattice, witnesses), terms)
    found = tuple(
        judged(table, flags, of_sums)
        for table, flags, of_sums in zip(counted, rows, sums.hidden, strict=True)
    )
    certified = [public(table) for table in found]
    certificate = _certificate(terms, found, certified, (problem.system, proof, sums), earlier)
    safe = tuple(
        SafeTable(
            table.name,
            table.title,
            table.unit,
            table.dimensions,
            cells,
            certificate,
            table.records,
            table.measured,
        )
        for table, cells in zip(found, certified, strict=True)
    )
    return SafeRelease(safe, found, problem.system, protection, witnesses)


def _certificate(
    terms: Terms,
    tables: Sequence[JudgedTable],
    cells: Sequence[pa.Table],
    proved: tuple[System, Proof, SumsBeside],
    earlier: Sequence[EarlierRelease],
) -> Certificate:
    system, proof, sums = proved
    return Certificate(
        dataset=terms.dataset,
        level=terms.level,
        threshold=terms.threshold,
        width=1 if terms.level is Level.EXACT else max(2, terms.threshold - 1),
        cells=sum(part.num_rows for part in cells),
        hidden=_how_many(cells, Status.HIDDEN),
        zero=_how_many(cells, Status.ZERO),
        relations=system.relations,
        witnesses=proof.witnesses,
        witness_digest=proof.digest,
        tables={table.name: digest_of(part) for table, part in zip(tables, cells, strict=True)},
        stricter=dict(terms.stricter),
        earlier=tuple(release.digest for release in earlier),
        version=safecount.__version__,
        sums=sums.proved,
    )


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
    sums = table.sums
    if sums is not None:
        nothing = {
            name: pa.array(
                [None if name in ("largest", "second") else 0] * zeros.num_rows, sums.schema.field(name).type
            )
            for name in ("records", "sum", "largest", "second")
        }
        places = {dimension.reference: zeros.column(dimension.reference) for dimension in table.dimensions}
        sums = pa.concat_tables(
            [sums, pa.table(places | nothing).select(sums.column_names).cast(sums.schema)]
        )
    measured = table.measured or (Measure(table.measure) if table.measure else None)
    return replace(table, cells=pa.concat_tables([table.cells, zeros]), sums=sums, measured=measured)


def _how_many(tables: Sequence[pa.Table], status: Status) -> int:
    return sum(cells.column("status").to_pylist().count(status.value) for cells in tables)
