"""The only type that `publish` takes: a table whose every cell is shown, hidden or zero, with the certificate that covers it.

A `SafeTable` cannot be made without a certificate that names the digest of exactly these cells, and certificates are
made by `protect` after the proof was checked. Changing one figure afterwards breaks the digest.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from enum import StrEnum

import pyarrow as pa

from safecount.problems import SafecountError

ALL = "*"
"""How a margin is written: this dimension is summed over."""

MISSING = "missing"
"""How the value of a dimension is written where the record has none."""


class Status(StrEnum):
    """What a released cell says of its count."""

    SHOWN = "shown"
    HIDDEN = "hidden"
    ZERO = "zero"


class Level(StrEnum):
    """How much doubt every hidden count is left in; see docs/count/method.md.

    EXACT (L1): cannot be worked out exactly. SMALL (L2): cannot be proved below k, nor pinned closer than k - 1.
    PRESENCE (L3): as SMALL, and it may even be nought; zeros are hidden too.
    """

    EXACT = "L1"
    SMALL = "L2"
    PRESENCE = "L3"


class UnsafeTable(SafecountError):
    """Cells without a certificate that covers exactly them; nothing was written."""


@dataclass(frozen=True)
class Dimension:
    """One dimension of a table. `within` names the coarser dimension of the same table whose values its own nest in.

    `reference` is the name of its column in the cells: a column, `column.period`, or `column.hierarchy` for groups.
    """

    reference: str
    title: str
    within: str = ""
    labels: dict[str, str] = field(default_factory=dict)

    def label(self, value: str) -> str:
        """Return the words a reader sees for `value`."""
        if value == ALL:
            return "All"
        if value == MISSING:
            return "Not recorded"
        return self.labels.get(value, value)


@dataclass(frozen=True)
class Measure:
    """What a table sums up beside its counts: a column of role measure.

    `least` and `greatest`: what one counted record adds to a sum at least and at most, in the measure's unit, as the
    definition tells the public; `greatest` is None where it tells no limit. A record without a value adds nought.
    """

    name: str
    title: str = ""
    unit: str = ""
    least: float = 0.0
    greatest: float | None = None


@dataclass(frozen=True)
class SumsProved:
    """What was proved of the sums of a release: the rule, how many there are and how many are hidden, and the data sets.

    `percent`: p of the p % rule. `largest` and `dominance`: n and k of the (n, k) rule. `witnesses`: sets of sums built and
    checked, `completed`: witnesses of the counts for which sums were found that agree with all that is shown.
    """

    percent: float
    largest: int
    dominance: float
    sums: int
    hidden: int
    witnesses: int
    completed: int


@dataclass(frozen=True)
class Certificate:
    """What was proved of a release, in figures anyone may see. `tables` maps each table to the digest of its cells.

    `witnesses` alternative data sets were built and checked; their file is kept by the publisher, since it holds the
    hidden counts, and `witness_digest` binds it. `stricter`: cells that name a value of that column have this threshold.
    `earlier` lists the SHA-256 of the release.json of every earlier release that the proof includes, oldest first.
    `sums` is None where no table sums a measure up.
    """

    dataset: str
    level: Level
    threshold: int
    width: int
    cells: int
    hidden: int
    zero: int
    relations: int
    witnesses: int
    witness_digest: str
    tables: dict[str, str]
    stricter: dict[str, int] = field(default_factory=dict)
    earlier: tuple[str, ...] = ()
    version: str = ""
    sums: SumsProved | None = None


def digest_of(cells: pa.Table) -> str:
    """Return the SHA-256 of the cells' content, whatever the order of rows. `cells` holds texts and numbers."""
    names = sorted(cells.column_names)
    columns = [cells.column(name).to_pylist() for name in names]
    # JSON keeps values apart whatever they hold.
    rows = sorted(json.dumps(row) for row in zip(*columns, strict=True))
    return hashlib.sha256("\n".join([json.dumps(names), *rows]).encode()).hexdigest()


def figure_columns(measure: Measure | None) -> tuple[str, ...]:
    """Return the columns of a released table that are no dimensions, in order."""
    return ("count", "status", "sum", "sum_status") if measure else ("count", "status")


@dataclass(frozen=True)
class SafeTable:
    """A table that may be published.

    `cells`: one row per cell; a text column per dimension (`*` is all), `count` (int64, null where hidden) and `status`
    (`shown`, `hidden`, `zero`). A combination without a row lies under a cell that is zero. `records` names the table of
    the definition whose records are counted: equal cells of tables of the same records are one cell. With a `measure`, two
    more columns: `sum` (float64, null where hidden) and `sum_status`, the same words of the sum.
    Raises UnsafeTable unless `certificate` covers exactly these cells.
    """

    name: str
    title: str
    unit: str
    dimensions: tuple[Dimension, ...]
    cells: pa.Table
    certificate: Certificate
    records: str = ""
    measure: Measure | None = None

    def __post_init__(self) -> None:
        """Refuse cells that the certificate does not cover."""
        references = [dimension.reference for dimension in self.dimensions]
        expected = [*references, *figure_columns(self.measure)]
        if len(set(expected)) != len(expected) or self.cells.column_names != expected:
            raise UnsafeTable(
                f"The table {self.name} has columns other than its dimensions and {', '.join(expected[len(references) :])}."
            )
        if self.certificate.tables.get(self.name) != digest_of(self.cells):
            raise UnsafeTable(
                f"The certificate does not cover the cells of {self.name}; protect the table again."
            )

    def _repr_html_(self) -> str:
        """Show the first cells in a notebook."""
        return str(self.cells.slice(0, 50).to_pandas().to_html(index=False))
