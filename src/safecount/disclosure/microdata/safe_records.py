"""Records that may leave the house: `SafeRecords` cannot be made unless they were counted again and hold what is said.

The check is separate from the search: DuckDB groups the very texts that would be released. It knows nothing of ladders
or of the records they came from.
"""

# ruff: noqa: S608 - every name that enters a statement is quoted

from __future__ import annotations

import hashlib
import html
import json
from dataclasses import dataclass, field

import duckdb
import pyarrow as pa

from safecount.disclosure.microdata.problems import UnsafeRecords
from safecount.disclosure.safe_table import MISSING

ROWS_SHOWN = 50


@dataclass(frozen=True)
class RecordsCertificate:
    """What holds for released records, in figures anyone may see.

    `levels`: of each key, the rung it is told on. `diversity`: of each sensitive field, the fewest different values in a
    class. `suppressed` records are left out of `records_in`. `loss`: of what the keys
    tell on their lowest rungs, the share lost (0 to 1), in hundredths: more would tell of those left out. `first` and
    `last`: months the records lie in, empty where not known. `digest`: SHA-256 of the records, whatever their order.
    `earlier`: digests of the releases known when this one was made, none of which shares a month with it.
    """

    dataset: str
    table: str
    k: int
    levels: dict[str, str]
    diversity: dict[str, int]
    records_in: int
    records_out: int
    suppressed: int
    most_suppressed: float
    loss: float
    digest: str
    first: str = ""
    last: str = ""
    earlier: tuple[str, ...] = ()
    version: str = ""


@dataclass(frozen=True)
class SafeRecords:
    """Records that may be published: one row a record, in order of their texts; keys first, then sensitive fields.

    All columns are texts; `*` says that the key is not told. Raises UnsafeRecords unless a fresh count of `cells` finds
    what `certificate` says. `titles` and `labels` (by column, by value) are words only.
    """

    cells: pa.Table
    certificate: RecordsCertificate
    titles: dict[str, str] = field(default_factory=dict)
    labels: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Count again, and refuse what does not hold."""
        check_records(self.cells, self.certificate)

    def _repr_html_(self) -> str:
        """Show the first records in a notebook."""
        head = "".join(
            f'<th scope="col">{html.escape(self.titles.get(n, n))}</th>' for n in self.cells.column_names
        )
        rows = [
            "".join(f"<td>{html.escape(text)}</td>" for text in row.values())
            for row in self.cells.slice(0, ROWS_SHOWN).to_pylist()
        ]
        said = self.certificate
        caption = f"{said.records_out:,} records, at least {said.k} alike in every key; {said.suppressed:,} left out"
        body = "".join(f"<tr>{row}</tr>" for row in rows)
        return (
            f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        )


def share_months(one: RecordsCertificate, other: RecordsCertificate) -> bool:
    """Whether two releases of a dataset may hold the same event: of whatever table, since tables of a dataset are linked."""
    if one.dataset != other.dataset:
        return False
    if not one.first or not other.first:
        return True
    return one.first <= other.last and other.first <= one.last


def check_records(cells: pa.Table, certificate: RecordsCertificate) -> None:
    """Count the classes of `cells` afresh. Raises UnsafeRecords, naming what does not hold."""
    keys, fields = list(certificate.levels), list(certificate.diversity)
    if cells.column_names != [*keys, *fields] or len({*keys, *fields}) != len(keys) + len(fields) or not keys:
        raise UnsafeRecords(
            "The records have columns other than those in their certificate. Anonymise them again."
        )
    if any(
        not pa.types.is_string(kind) or cells.column(place).null_count
        for place, kind in enumerate(cells.schema.types)
    ):
        raise UnsafeRecords("Some column holds something other than texts. Anonymise the records again.")
    if certificate.k < 2 or any(fewest < 2 for fewest in certificate.diversity.values()):
        raise UnsafeRecords(
            "The certificate asks for less than 2 records, or values, in a class, which protects nobody."
        )
    said = certificate
    if (
        said.records_out != cells.num_rows
        or said.records_in != said.records_out + said.suppressed
        or said.suppressed < 0
    ):
        raise UnsafeRecords("The records are not as many as their certificate says. Anonymise them again.")
    if not 0 <= said.suppressed <= said.most_suppressed * said.records_in + 1e-9:
        raise UnsafeRecords("More records were left out than the plan allows. Anonymise them again.")
    _check_classes(cells, certificate)
    if digest_of_records(cells) != certificate.digest:
        raise UnsafeRecords("The certificate is that of other records. Anonymise them again.")


def _check_classes(cells: pa.Table, certificate: RecordsCertificate) -> None:
    diversity = certificate.diversity
    counted = ", ".join(
        ["count(*)", *(f"count(DISTINCT nullif({_quoted(name)}, '{MISSING}'))" for name in diversity)]
    )
    by = ", ".join(_quoted(name) for name in certificate.levels)
    least = ", ".join(f"min(f{place})" for place in range(1 + len(diversity)))
    names = ", ".join(f"f{place}" for place in range(1 + len(diversity)))
    with duckdb.connect() as connection:
        connection.register("cells", cells)
        statement = f"SELECT {least} FROM (SELECT {counted} FROM cells GROUP BY {by}) AS classes({names})"
        found = connection.execute(statement).fetchone()
    asked = {"records": certificate.k, **{f"values of {name}": fewest for name, fewest in diversity.items()}}
    for (what, fewest), smallest in zip(asked.items(), found or (), strict=True):
        if smallest is not None and smallest < fewest:
            raise UnsafeRecords(
                f"Some class has {smallest} {what}, and {fewest} are promised. Anonymise them again."
            )


def digest_of_records(cells: pa.Table) -> str:
    """Return the SHA-256 of the records: their columns, then each different record once, in order, and how often it stands."""
    digest = hashlib.sha256(json.dumps(cells.column_names).encode())
    with duckdb.connect() as connection:
        connection.register("cells", cells)
        names = ", ".join(_quoted(name) for name in cells.column_names)
        # Repeated records are folded, which keeps a million of them small.
        rows = connection.execute(f"SELECT {names}, count(*) FROM cells GROUP BY ALL ORDER BY ALL")
        while batch := rows.fetchmany(10_000):
            digest.update("".join(f"\n{json.dumps(row)}" for row in batch).encode())
    return digest.hexdigest()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
