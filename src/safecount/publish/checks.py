"""Decides whether tables may be published: nothing but SafeTables, unaltered, and all under one certificate.

The type is checked again at run time, and so is the digest of every table, since Python lets a determined caller alter
a frozen object. A count between 1 and k - 1 is refused here once more, whatever the certificate says of it.
"""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from safecount.disclosure.safe_table import ALL, Certificate, SafeTable, Status, UnsafeTable
from safecount.publish.about import ReleaseAbout
from safecount.publish.dictionary import stricter_of
from safecount.publish.names import LONGEST_VALUE, check_table_names
from safecount.publish.rates import rates_in
from safecount.publish.refusals import PublishError


def checked(tables: Sequence[SafeTable], about: ReleaseAbout) -> tuple[SafeTable, ...]:
    """Return the tables in order of name. Raises UnsafeTable or PublishError; nothing has been written then."""
    for table in tables:
        if type(table) is not SafeTable or type(table.certificate) is not Certificate:
            raise UnsafeTable(
                f"A {type(table).__name__} is not a SafeTable. Pass counted tables through protect first."
            )
    if not tables:
        raise PublishError("There is no table to publish. Name release tables in the definition.")
    ordered = tuple(sorted(tables, key=lambda table: table.name))
    check_table_names(table.name for table in ordered)
    _check_certificate(ordered, about)
    for table in ordered:
        _check_columns(table)
        table.__post_init__()
        _check_cells(table)
    check_table_names([*(table.name for table in ordered), *(rate.name for rate in about.rates)])
    rates_in(about.rates, ordered)
    return ordered


def _check_certificate(tables: tuple[SafeTable, ...], about: ReleaseAbout) -> None:
    certificate = tables[0].certificate
    if any(table.certificate != certificate for table in tables):
        raise UnsafeTable(
            "The tables were protected apart from one another, so one may give away what another hides. "
            "Protect all tables of a release together."
        )
    if set(certificate.tables) != {table.name for table in tables}:
        raise UnsafeTable(
            "The certificate covers other tables than these. Publish exactly what was protected."
        )
    if certificate.dataset != about.dataset:
        raise UnsafeTable(
            f"The certificate is for {certificate.dataset}, and the release for {about.dataset}."
        )
    if about.edition.previous is not None and not certificate.earlier:
        raise UnsafeTable(
            f"The certificate does not include the release before, {about.edition.previous.name}. "
            "Protect the tables together with it, since two releases can be subtracted from one another."
        )


def _check_cells(table: SafeTable) -> None:
    cells, references = table.cells, [dimension.reference for dimension in table.dimensions]
    for reference in references:
        column = cells.column(reference)
        if column.null_count or not pa.types.is_string(column.type):
            raise PublishError(f"In {table.name}, {reference[:80]!r} must hold a text in every cell.")
        if pc.max(pc.utf8_length(column)).as_py() not in range(LONGEST_VALUE + 1) and len(cells):
            raise PublishError(
                f"In {table.name}, {reference[:80]!r} has a value longer than {LONGEST_VALUE:,} characters: that is a "
                "narrative, and is never released. Give the column codes, or leave it out."
            )
    if references and cells.group_by(references).aggregate([([], "count_all")]).num_rows != len(cells):
        raise PublishError(f"In {table.name}, two cells stand at the same place. Protect the table again.")
    _check_counts(table)


def _check_columns(table: SafeTable) -> None:
    references = [dimension.reference for dimension in table.dimensions]
    for name in references:
        if (
            name in ("count", "status", "sum", "sum_status")
            or references.count(name) > 1
            or not name
            or len(name) > 200
        ):
            raise PublishError(
                f"In {table.name}, a dimension cannot be called {name[:80]!r}: the name is empty, too long, or taken "
                "by another column. Rename it in the definition."
            )
    for dimension in table.dimensions:
        if dimension.within and dimension.within not in references:
            raise PublishError(
                f"In {table.name}, {dimension.reference} nests in {dimension.within}, which is absent."
            )


def _check_counts(table: SafeTable) -> None:
    counts, statuses = table.cells.column("count"), table.cells.column("status")
    expected = pc.case_when(
        pc.make_struct(pc.is_null(counts), pc.equal(counts, 0)),
        str(Status.HIDDEN),
        str(Status.ZERO),
        str(Status.SHOWN),
    )
    if not pc.all(pc.equal(expected, statuses), min_count=0).as_py():
        raise UnsafeTable(f"In {table.name}, a status does not fit its count. Protect the table again.")
    limits: list[tuple[str, int]] = [
        (dimension.reference, limit)
        for dimension in table.dimensions
        if (limit := stricter_of(table, dimension))
    ]
    small = pc.less(counts, table.certificate.threshold)
    for reference, limit in limits:
        named = pc.not_equal(table.cells.column(reference), ALL)
        small = pc.or_(small, pc.and_(named, pc.less(counts, limit)))
    if pc.any(pc.and_(pc.not_equal(counts, 0), small), min_count=0).as_py():
        raise UnsafeTable(f"In {table.name}, a count below the threshold is shown. Protect the table again.")
    if table.measure:
        _check_sums(table)


def _check_sums(table: SafeTable) -> None:
    """Refuse a sum beside a hidden count, or whose status does not fit it, or one that nothing was proved of."""
    sums, statuses = table.cells.column("sum"), table.cells.column("sum_status")
    counts = table.cells.column("status")
    hidden, zero = pc.is_null(sums), pc.equal(counts, "zero")
    expected = pc.case_when(
        pc.make_struct(hidden, zero), str(Status.HIDDEN), str(Status.ZERO), str(Status.SHOWN)
    )
    fits = pc.and_(pc.equal(expected, statuses), pc.or_(hidden, pc.not_equal(counts, "hidden")))
    whole = pc.and_(pc.is_finite(sums), pc.if_else(zero, pc.equal(sums, 0), pc.greater_equal(sums, 0)))
    if (
        table.certificate.sums is None
        or not pc.all(pc.and_(fits, pc.fill_null(whole, True)), min_count=0).as_py()
    ):
        raise UnsafeTable(
            f"In {table.name}, a sum does not fit its status, or stands beside a hidden count. Protect the table again."
        )


def ordered_cells(table: SafeTable) -> pa.Table:
    """Return the cells in the order of a release: by dimension, in order of Unicode code points, `*` among the rest."""
    names = [dimension.reference for dimension in table.dimensions]
    ordered = table.cells.sort_by([(name, "ascending") for name in names]) if names else table.cells
    return ordered.combine_chunks().replace_schema_metadata(None)
